package compare

import (
	"strings"
	"testing"

	"marketsim/reports/stats"
)

// TestNewMetricHidesNothing: where only one side has a metric, it is said whether all the rest is the same.
func TestNewMetricHidesNothing(t *testing.T) {
	side := func(label string, sessions float64, metrics ...string) *Side {
		s := &Side{Label: label, Days: 2, Seed: 1, Arms: []string{"control"}, Replications: 1, Committed: true}
		for _, m := range metrics {
			s.Values = append(s.Values, Values{Arm: "control", Metric: m, Values: []float64{sessions}})
		}
		return s
	}
	base := side("the baseline", 5, "sessions")
	for want, candidate := range map[string]*Side{
		"only this program has depth, width; all that both have agrees to the last bit":                                       side("this program", 5, "sessions", "depth", "width"),
		"only this program has depth; AND BEHAVIOUR CHANGED: 0 of 1 arms and replications and 1 values that both have differ": side("this program", 6, "sessions", "depth"),
		"only the baseline has sessions; only this program has depth; all that both have agrees to the last bit":              side("this program", 5, "depth"),
	} {
		if r := Sides(base, candidate, Tolerances{}, true); r.Verdict != Incomparable || !strings.Contains(r.Why, want) {
			t.Errorf("%s: %s, want %s", r.Verdict, r.Why, want)
		}
	}
}

// TestDriftsSayWhyTheyHaveNoInterval: a metric that is 2% lower in both of two replications has no interval, and its row and the footnote say why.
func TestDriftsSayWhyTheyHaveNoInterval(t *testing.T) {
	side := func(label string, clicks ...float64) *Side {
		return &Side{Label: label, Days: 2, Seed: 1, Arms: []string{"control"}, Replications: 2, Values: []Values{{Arm: "control", Metric: "clicks", Values: clicks}}}
	}
	r := Sides(side("the baseline", 50, 50), side("this program", 49, 49), Tolerances{Default: 0.01, Metrics: map[string]float64{"clicks": 0.01}}, false)
	if len(r.Drifts) != 1 || r.Drifts[0].Lo != nil || r.Drifts[0].Why != stats.WhyAgreed || r.Drifts[0].Verdict != DriftUnclear {
		t.Fatalf("%+v", r.Drifts)
	}
	if want := "No interval of the relative change: clicks (" + stats.WhyAgreed + ")."; !strings.Contains(r.Footnote(), want) {
		t.Errorf("%q lacks %q", r.Footnote(), want)
	}
}

// TestUnverifiedSaysWhy: what could not be compared is said with its reason.
func TestUnverifiedSaysWhy(t *testing.T) {
	r := Regression{Verdict: Unverified, Scenario: "gate", Why: "the program is another"}
	if got, want := r.Sentence(), Unverified+": gate: the program is another"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
