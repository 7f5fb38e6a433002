//go:build linux

package files_test

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"marketsim/sim/units/files"
)

// A FIFO and a device are written to, not replaced; so is an open file of the process behind a link of /proc.
func TestWriteSpecial(t *testing.T) {
	fifo := filepath.Join(t.TempDir(), "fifo")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	read := make(chan string)
	go func() {
		f, err := os.Open(fifo)
		if err != nil {
			read <- err.Error()
			return
		}
		defer f.Close()
		data, _ := io.ReadAll(f)
		read <- string(data)
	}()
	if err := write(fifo, "through"); err != nil {
		t.Fatal(err)
	}
	if got := <-read; got != "through" {
		t.Errorf("the reader of the FIFO got %q", got)
	}
	if err := write(os.DevNull, "gone"); err != nil {
		t.Error(err)
	}
	for path, kind := range map[string]fs.FileMode{fifo: fs.ModeNamedPipe, os.DevNull: fs.ModeCharDevice} {
		if info, err := os.Lstat(path); err != nil || info.Mode()&kind == 0 {
			t.Errorf("%s was replaced: %v, %v", path, info.Mode(), err)
		}
	}
}

// The umask holds for new files.
func TestUmask(t *testing.T) {
	defer syscall.Umask(syscall.Umask(0o027))
	path := filepath.Join(t.TempDir(), "a")
	if err := write(path, "x"); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("mode %v with umask 027, want 640; %v", info.Mode(), err)
	}
}

// TestRemoveStaysInside: of a link, be it what is removed or inside of it, only the link goes.
func TestRemoveStaysInside(t *testing.T) {
	dir := t.TempDir()
	kept := filepath.Join(dir, "kept")
	gone := filepath.Join(dir, "gone")
	for _, folder := range []string{kept, filepath.Join(gone, "sub")} {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(kept, "mine.txt"), []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, link := range []string{filepath.Join(gone, "sub", "link"), filepath.Join(dir, "link")} {
		if err := os.Symlink(kept, link); err != nil {
			t.Skip(err)
		}
	}
	for _, path := range []string{gone, filepath.Join(dir, "link") + string(filepath.Separator)} {
		if err := files.Remove(path); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Lstat(filepath.Clean(path)); err == nil {
			t.Errorf("%s is still there", path)
		}
	}
	if _, err := os.Stat(filepath.Join(kept, "mine.txt")); err != nil {
		t.Errorf("what a link points to is gone: %v", err)
	}
}
