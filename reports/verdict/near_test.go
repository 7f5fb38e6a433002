package verdict_test

import (
	"math"
	"testing"

	"marketsim/reports"
	"marketsim/reports/verdict"
)

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s: %.10g instead of %.10g", what, got, want)
	}
}

func summarise(t testing.TB, in *reports.Input) *reports.Summary {
	t.Helper()
	s, err := verdict.Summarise(in)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
