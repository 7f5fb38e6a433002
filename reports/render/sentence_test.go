package render

import (
	"testing"

	"marketsim/reports"
)

// TestSizesHaveOneBy: the size of a difference begins with "by", that of a relative change does not; after a verb each has one.
func TestSizesHaveOneBy(t *testing.T) {
	at := func(x float64) *float64 { return &x }
	for want, e := range map[string]reports.Effect{
		"by -33.0 [-40.0, -26.0]": {Change: at(-0.5), Difference: at(-33), DifferenceLo: at(-40), DifferenceHi: at(-26)},
		"by -50% [-60, -40]":      {Change: at(-0.5), Lo: at(-0.6), Hi: at(-0.4), Difference: at(-33)},
	} {
		if got := by(&e); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	lost := reports.Effect{Verdict: reports.VerdictLost, Change: at(-0.5), Difference: at(-33), DifferenceLo: at(-40), DifferenceHi: at(-26)}
	if got, want := claim(&reports.Summary{}, &lost), "moves revenue by -33.0 [-40.0, -26.0], "; len(got) < len(want) || got[:len(want)] != want {
		t.Errorf("%q, want %q and more", got, want)
	}
}
