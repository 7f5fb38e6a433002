package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestOneIsNotSeveral: no page says "1 days", whatever makes it.
func TestOneIsNotSeveral(t *testing.T) {
	wrong := regexp.MustCompile(`(?:^|[^\d.,:/^_\w-])1 (?:days|weeks|hours|looks|clicks|replications|sessions|Pinners|campaigns|arms|metrics|checks|worlds|ads|rows|comparisons|runs|markets|tests|designs|settings|seeds)\b(?:[^:]|$)`)
	pages, err := filepath.Glob(filepath.Join("..", "..", "docs", "*.md"))
	if err != nil || len(pages) < 20 {
		t.Fatal(len(pages), err)
	}
	for _, page := range append(pages, filepath.Join("..", "..", "README.md")) {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(text), "\n") {
			if found := wrong.FindString(line); found != "" {
				t.Errorf("%s:%d: %q", filepath.Base(page), i+1, strings.TrimSpace(found))
			}
		}
	}
}
