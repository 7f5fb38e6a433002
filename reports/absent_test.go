package reports_test

import (
	"slices"
	"strings"
	"testing"

	"marketsim/reports"
	"marketsim/reports/reportstest"
)

// TestAbsentIsNotZero: what an older program did not count is named, and is no row of the summary, rather than 0.
func TestAbsentIsNotZero(t *testing.T) {
	in := reportstest.Sized(2, 3, 8)
	for _, arms := range in.Results {
		for _, r := range arms {
			r.Absent = []string{"Days.Cells.hides", "Days.Cells.frowns"}
		}
	}
	s, _, err := reports.Measure(in)
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]bool{}
	for i := range s.Effects {
		if e := &s.Effects[i]; e.Base != nil {
			there[e.Metric] = true
		}
	}
	if there["hides"] || !there["revenue"] {
		t.Errorf("hides are told: %v; revenue is: %v", there["hides"], there["revenue"])
	}
	if !slices.ContainsFunc(s.Warnings, func(w string) bool { return strings.Contains(w, "hides cannot be told") }) {
		t.Errorf("nothing is said of hides: %q", s.Warnings)
	}
}
