package main

import (
	"strings"
	"testing"
)

// TestNoRowIsAnError: a pattern that no row has measures nothing, which must not look like targets that are reached.
func TestNoRowIsAnError(t *testing.T) {
	if err := measure("none.json", "no such row", ""); err == nil || !strings.Contains(err.Error(), "no such row") {
		t.Errorf("the error is %v, want one that names the pattern", err)
	}
}
