package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var registered = regexp.MustCompile(`\.(?:register|subscribe)\("([^"]*)"`)

// TestArchitectureTellsTheKernelsOrder: the kernel is a short file, and the page tells what it registers in the same order.
func TestArchitectureTellsTheKernelsOrder(t *testing.T) {
	kernel, page := read(t, "../..", "sim/kernel.go"), read(t, "../..", "ARCHITECTURE.md")
	if n := strings.Count(kernel, "\n"); n > 150 {
		t.Errorf("sim/kernel.go has %d lines, want at most 150", n)
	}
	all := registered.FindAllStringSubmatch(kernel, -1)
	if len(all) < 8 {
		t.Fatalf("only %d registrations were found", len(all))
	}
	for _, what := range all {
		_, after, found := strings.Cut(page, "- "+what[1]+"\n")
		if !found {
			t.Fatalf("ARCHITECTURE.md does not say %q after what comes before it", what[1])
		}
		page = after
	}
}

// writers are what text is written with past package neutral, which makes it harmless.
var writers = regexp.MustCompile(`csv\.NewWriter|json\.(NewEncoder|MarshalIndent)|xml\.Header|os\.Std(out|err)\b|fmt\.Print`)

// TestTextHasOneWriter: tables, JSON and the streams of verbs are written by package neutral only; tools for those who build the program are no
// verbs.
func TestTextHasOneWriter(t *testing.T) {
	allowed := map[string]string{"sim/units/neutral/cell.go": "csv.NewWriter", "sim/units/neutral/json.go": "json.NewEncoder", "reports/format/junit.go": "xml.Header", "cmd/cli/state.go": "os.Std"}
	seen := 0
	for _, room := range []string{"cmd/cli", "reports", "scenarios", "sim", "agents", "auction"} {
		err := filepath.WalkDir(filepath.Join("../..", room), func(path string, d fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			data, err := os.ReadFile(path)
			rel := strings.TrimPrefix(filepath.ToSlash(path), "../../")
			for _, found := range writers.FindAllString(string(data), -1) {
				if own := allowed[rel]; own == "" || !strings.HasPrefix(found, own) {
					t.Errorf("%s writes with %s", rel, found)
				}
				seen++
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if seen < len(allowed) {
		t.Errorf("only %d writers were found", seen)
	}
}
