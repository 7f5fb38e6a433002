package main

import (
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
