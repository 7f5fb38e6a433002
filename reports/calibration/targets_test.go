package calibration

import (
	"testing"

	"marketsim/reports/reportstest"
)

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
