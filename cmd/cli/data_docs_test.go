package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	docFile    = regexp.MustCompile("(?ms)^```(?:csv|tsv|yaml) (\\S+)\n(.*?)^```")
	docConsole = regexp.MustCompile("(?ms)^```console\n(.*?)^```")
)

// TestDataPage runs every recipe of docs/data.md: its files are written as they stand, and each command says what the page shows.
func TestDataPage(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "data.md"))
	if err != nil {
		t.Fatal(err)
	}
	dir, commands := t.TempDir(), 0
	for _, f := range docFile.FindAllStringSubmatch(string(page), -1) {
		if err := os.WriteFile(filepath.Join(dir, f[1]), []byte(f[2]), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range docConsole.FindAllStringSubmatch(string(page), -1) {
		for _, step := range strings.Split(strings.TrimPrefix(c[1], "$ "), "\n$ ") {
			line, want, _ := strings.Cut(step, "\n")
			var out bytes.Buffer
			s := state(dir, strings.Fields(strings.TrimPrefix(line, "marketsim "))...)
			s.Stdout, s.Stderr = &out, &out
			Main(s)
			commands++
			if got := strings.ReplaceAll(out.String(), dir+string(filepath.Separator), ""); strings.TrimSpace(got) != strings.TrimSpace(want) {
				t.Errorf("%s\n--- says\n%s\n--- and the page\n%s", line, got, want)
			}
		}
	}
	if commands < 12 {
		t.Errorf("only %d commands were found on the page", commands)
	}
}
