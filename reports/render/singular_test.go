package render

import (
	"strings"
	"testing"

	"marketsim/reports"
	"marketsim/sim/results"
)

// TestOneIsSingular: one comparison differs, and one campaign targets.
func TestOneIsSingular(t *testing.T) {
	for size, want := range map[int]string{1: "for the 1 comparison that differs at all", 2: "for the 2 comparisons that differ at all"} {
		s := &reports.Summary{Level: 0.95, ReplicationsDone: 4, Families: []reports.Family{{Name: reports.HeadlineFamily, Size: size}}}
		if text := familyNote(s); !strings.Contains(text, want) {
			t.Errorf("%d: %q lacks %q", size, text, want)
		}
	}
	for n, want := range map[int]string{1: "1 campaign targets this Pinner", 2: "2 campaigns target this Pinner"} {
		if text := tookPart(&results.Auction{Eligible: n}); !strings.HasPrefix(text, want) {
			t.Errorf("%q, want %q", text, want)
		}
	}
}
