package calibration

import (
	"slices"
	"testing"

	"marketsim/reports"
	"marketsim/reports/reportstest"
	"marketsim/sim/tune"
)

// TestWhatReplicationsLeaveOpen: a parameter whose interval covers most of its range is told as not identified, unless a direction names it; a small misfit is told in words.
func TestWhatReplicationsLeaveOpen(t *testing.T) {
	const told = "these replications do not identify b: its interval covers most of its range; more of them (-n) narrow it"
	s := &Summary{Parameters: []Parameter{{Path: "a"}, {Path: "b"}}, Targets: make([]Shown, 2)}
	s.conclude(&tune.Calibrated{Before: 3760, Misfit: 2e-5, Half: []float64{0.39, 0.41}})
	if !slices.Equal(s.Notes, []string{told}) || s.ExitCode != reports.ExitInconclusive {
		t.Errorf("%q, exit code %d", s.Notes, s.ExitCode)
	}
	if want := "0 of 2 targets are met; before, the misfit was 3,760, now it is below 0.01"; s.Headline != want {
		t.Errorf("%q, want %q", s.Headline, want)
	}
	s = &Summary{Parameters: s.Parameters, Targets: s.Targets, Loose: []tune.Direction{{Weights: []float64{0, 1}, Width: 1}}}
	if s.conclude(&tune.Calibrated{Half: []float64{0.1, 0.5}}); len(s.Notes) != 1 || s.Notes[0] == told {
		t.Errorf("%q", s.Notes)
	}
}

// TestTargetOverTheHorizon: a metric that exists over the whole horizon only is a target over all days, and over no part of them.
func TestTargetOverTheHorizon(t *testing.T) {
	in := reportstest.Sized(1, 3, 8)
	read := func(cells map[string]string) (*Target, error) {
		return readTarget(in, func(name string) string { return cells[name] })
	}
	target, err := read(map[string]string{"metric": "budget_utilisation", "group": in.Axes.Groups[0], "value": "80%"})
	if err != nil || target.From != 0 || target.To != 8 {
		t.Fatalf("%+v %v", target, err)
	}
	for _, part := range []string{"from_day", "to_day"} {
		if target, err := read(map[string]string{"metric": "budget_utilisation", "group": in.Axes.Groups[0], "value": "80%", part: "3"}); err == nil {
			t.Errorf("%s 3 is taken: %+v", part, target)
		}
	}
}
