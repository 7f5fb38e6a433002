//go:build unix

package figures

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"codeberg.org/go-fonts/liberation/liberationsansregular"
)

// Fonts of the machine are files of others: what is damaged, endless or too large is passed over, and no more is read than the bounds say.
func TestDamagedFontsArePassedOver(t *testing.T) {
	dir, good := t.TempDir(), liberationsansregular.TTF
	face := &typefaces{known: map[rune]string{}, found: true}
	add := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		face.files = append(face.files, path)
		return path
	}
	add("junk.ttf", []byte("no font"))
	for k := range 40 { // cut short, and with bytes turned over in places that spread over the file
		add("cut"+string(rune('a'+k))+".ttf", good[:len(good)*(k+1)/41])
		bad := append([]byte(nil), good...)
		for i := k * 7; i < len(bad); i += 997 {
			bad[i] ^= 0xff
		}
		add("flip"+string(rune('a'+k))+".ttf", bad)
	}
	pipe, large := filepath.Join(dir, "pipe.ttf"), add("large.ttf", nil)
	if err := syscall.Mkfifo(pipe, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(large, largestFont+1); err != nil {
		t.Fatal(err)
	}
	face.files = append(face.files, pipe, filepath.Join(dir, "none.ttf"), "/dev/zero")
	for _, r := range "漢" {
		if got := face.search(r); got != "" {
			t.Errorf("%q is drawn by %s", r, got)
		}
	}
	if face.read == 0 || face.read > int64(81*len(good)) || len(face.files) != 0 {
		t.Errorf("%d bytes were read, %d files are left", face.read, len(face.files))
	}
	whole := add("whole.ttf", good)
	if f := face.load(whole); f == nil || !drawable(f, 'ü') || drawable(f, '漢') {
		t.Error("a whole font is not read, or draws what it lacks")
	}
	if face.read = mostFontBytes; face.load(whole) != nil {
		t.Error("more is read than the bound")
	}
}
