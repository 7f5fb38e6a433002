package theory_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"marketsim/cmd/theory"
)

// TestDefaultMarketIsAsDocumented: docs/model.md lists what first-look shows. UPDATE=1 writes it anew.
func TestDefaultMarketIsAsDocumented(t *testing.T) {
	const page = "../../docs/model.md"
	f, err := theory.First(context.Background(), 2)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(text), "\n")
	for figure, shows := range map[string]string{
		"click rate of ads served": fmt.Sprintf("%.2f%%", 100*f.CTR), "price of 1,000 ads": fmt.Sprintf("%.2f USD", f.Thousand),
		"slots filled": fmt.Sprintf("%.1f%%", 100*f.Fill), "budget utilisation": fmt.Sprintf("%.0f%%", 100*f.Use),
		"campaigns without spend":                            fmt.Sprintf("%.1f%%", 100*f.Idle),
		"campaigns in an auction, least and most busy tenth": fmt.Sprintf("at most %.0f, at least %.0f", f.Thin, f.Thick),
	} {
		found := false
		for i, line := range lines {
			cells := strings.Split(line, " | ")
			if len(cells) != 3 || strings.TrimPrefix(cells[0], "| ") != figure {
				continue
			}
			found = true
			if want := cells[0] + " | " + cells[1] + " | " + shows + " |"; line != want {
				if lines[i] = want; os.Getenv("UPDATE") == "" {
					t.Errorf("%s says %q, and the market %q", page, line, want)
				}
			}
		}
		if !found {
			t.Errorf("%s has no row %q", page, figure)
		}
	}
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(page, []byte(strings.Join(lines, "\n")), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
