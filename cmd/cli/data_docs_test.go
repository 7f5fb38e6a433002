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

// TestDataPage runs every recipe of docs/data.md.
func TestDataPage(t *testing.T) {
	if commands := recipes(t, "data.md"); commands < 12 {
		t.Errorf("only %d commands were found on the page", commands)
	}
}

// TestAuctionsPage runs the recipe of docs/auctions.md.
func TestAuctionsPage(t *testing.T) {
	if commands := recipes(t, "auctions.md"); commands < 1 {
		t.Error("no command was found on the page")
	}
}

// TestModelPage runs the recipe of docs/model.md.
func TestModelPage(t *testing.T) {
	if commands := recipes(t, "model.md"); commands < 1 {
		t.Error("no command was found on the page")
	}
}

// recipes runs those of a page: its files are written as they stand, and each command says what the page shows.
func recipes(t *testing.T, name string) int {
	t.Helper()
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", name))
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
	return commands
}
