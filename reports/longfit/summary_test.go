package longfit

import (
	"strings"
	"testing"

	"marketsim/reports"
)

// TestNoModelFits: an effect of the same size from the first day on is what no model has. Then headline, exit code, table and piece of a scenario say so alike.
func TestNoModelFits(t *testing.T) {
	var flat []Effect
	for day := 0; day <= 35; day += 7 {
		flat = append(flat, Effect{Day: day, Class: Visits, Metric: "sessions", Value: -0.015, SE: 0.00255})
	}
	s := Summarise(&reports.Input{}, "more", lever, flat)
	if s.ExitCode != reports.ExitFail || !strings.HasPrefix(s.Headline, "No model fits the effects") {
		t.Fatalf("exit code %d, %q", s.ExitCode, s.Headline)
	}
	for _, row := range s.Rows()[1:] {
		if row[1] != "no" {
			t.Errorf("%s is allowed: %s", row[0], row[1])
		}
	}
	var b strings.Builder
	if err := s.Fragment(&b); err != nil || strings.Contains(b.String(), "beliefs:") || strings.Contains(b.String(), "--beliefs") {
		t.Errorf("%v\n%s", err, b.String())
	}
	if len(s.Notes) != 2 || !strings.HasPrefix(s.Notes[0], "the nearest model leaves more than chance would") {
		t.Errorf("%q", s.Notes)
	}
}
