package data

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestSeen: within one command a file has one content, and a resumed one reads nothing that is not in its record.
func TestSeen(t *testing.T) {
	dir := t.TempDir()
	put := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	read := func(s *Seen, name, want string) {
		t.Helper()
		_, _, err := Access{Dir: dir, Seen: s}.Read(name, false)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
		if (want != "") != s.Refused() {
			t.Errorf("%s: refused is %v", name, s.Refused())
		}
	}
	put("a.csv", "name\nx\n")
	s := NewSeen()
	read(s, "a.csv", "")
	read(s, "a.csv", "")
	again := OnlySeen(s.Sums())
	read(again, "a.csv", "")
	put("b.csv", "name\ny\n")
	read(again, "b.csv", "none that was read before")
	put("a.csv", "name\nz\n")
	read(s, "a.csv", "changed while the command read it")
	read(OnlySeen(s.Sums()), "a.csv", "its content is another now")
}
