package main

import (
	"os"
	"strings"
	"testing"
)

// TestShape holds the code to short files and functions, and to a comment on everything exported.
func TestShape(t *testing.T) {
	list, err := rooms("../..")
	if err != nil {
		t.Fatal(err)
	}
	all := list[len(list)-1]
	if len(all.functions) < 1000 {
		t.Fatalf("only %d functions were found", len(all.functions))
	}
	for _, path := range all.over {
		t.Errorf("%s has more than 400 lines", path)
	}
	for _, name := range all.silent {
		t.Errorf("%s is exported and has no comment", name)
	}
	if n := quantile(all.functions, 0.5); n > 8 {
		t.Errorf("half of the functions have more than %d lines, want at most 8", n)
	}
	if n := quantile(all.functions, 0.9); n > 25 {
		t.Errorf("a tenth of the functions have more than %d lines, want at most 25", n)
	}
}

// TestTableIsUpToDate compares the table on the page with the one that the command makes.
func TestTableIsUpToDate(t *testing.T) {
	list, err := rooms("../..")
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile("../../ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	if os.Getenv("UPDATE") != "" {
		t.Chdir("../..")
		if err := run("ARCHITECTURE.md"); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !strings.Contains(string(page), begin+"\n\n"+table(list)+"\n"+end) {
		t.Error("the table is not what the command makes of the code: go run ./cmd/shape -write ARCHITECTURE.md")
	}
}
