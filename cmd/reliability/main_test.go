package main

import (
	"io"
	"io/fs"
	"os"
	"strings"
	"testing"
)

// Trials are tests without subtests, subtests, and repetitions; a failure counts once.
func TestCount(t *testing.T) {
	for text, want := range map[string]outcome{
		"--- PASS: TestA (0.1s)\n": {1, 0},
		"--- FAIL: TestA (0.1s)\n    --- PASS: TestA/x (0.0s)\n    --- FAIL: TestA/y (0.0s)\n": {2, 1},
		"--- FAIL: TestA (0.1s)\n    --- PASS: TestA/x (0.0s)\n":                               {2, 1},
		"--- PASS: TestA (1s)\n    a_test.go:1: reliability: 300 trials; heap\n":               {300, 0},
		"--- SKIP: TestA (0.1s)\n": {0, 0},
	} {
		if got := count([]byte(text)); got != want {
			t.Errorf("%q: %+v, want %+v", text, got, want)
		}
	}
}

// TestRowsNameTests: every row names tests or scripts that exist, each by its whole name.
func TestRowsNameTests(t *testing.T) {
	root := os.DirFS("../..")
	for _, r := range rows {
		for _, c := range r.by {
			where := strings.TrimPrefix(c.where, "./")
			if c.tests == "" {
				if _, err := fs.Stat(root, where); err != nil {
					t.Errorf("%s: %v", r.promise, err)
				}
				continue
			}
			sources, err := fs.Glob(root, where+"/*_test.go")
			if err != nil {
				t.Fatal(err)
			}
			var text strings.Builder
			for _, name := range sources {
				b, err := fs.ReadFile(root, name)
				if err != nil {
					t.Fatal(err)
				}
				text.Write(b)
			}
			for _, name := range strings.Split(c.tests, "|") {
				name, script, _ := strings.Cut(name, "/")
				if !strings.Contains(text.String(), "func "+name+"(") {
					t.Errorf("%s has no %s", where, name)
				}
				if script != "" {
					if _, err := fs.Stat(root, where+"/testdata/script/"+script+".txtar"); err != nil {
						t.Errorf("%s: %v", r.promise, err)
					}
				}
			}
		}
	}
}

// TestNoRowIsAnError: a pattern that no promise has tries nothing, which must not look like promises that are kept.
func TestNoRowIsAnError(t *testing.T) {
	if bad, err := write(io.Discard, "no such promise", false); bad || err == nil || !strings.Contains(err.Error(), "no such promise") {
		t.Errorf("the error is %v, want one that names the pattern", err)
	}
}
