package render

import (
	"testing"

	"marketsim/reports"
	"marketsim/reports/stats"
)

// TestSharesOfNothingHaveNoSign: an interval of a share that reaches a little below 0, and a day before the first, are not written as -0.
func TestSharesOfNothingHaveNoSign(t *testing.T) {
	if got := readingShare(&reports.Reading{Change: new(-0.0001), Lo: new(-0.0004), Hi: new(0.0006)}); got != "0.0% [0.0, 0.1]" {
		t.Error(got)
	}
	if got := DayRange(&stats.Crossing{Day: new(0.2), Lo: new(-0.4), Hi: new(3.0)}); got != "day 0 [0, 3]" {
		t.Error(got)
	}
}

// TestSumsTurnAtTheEndOfADay: a sum that changes its sign with the 47th day does so at the end of day 46, as tables count days.
func TestSumsTurnAtTheEndOfADay(t *testing.T) {
	l := &reports.LongRun{Crossing: &stats.Crossing{Day: new(24.0), Lo: new(19.0), Hi: new(26.0)}, BreakEven: &stats.Crossing{Day: new(47.0), Lo: new(43.0)}}
	want := ". The sign changes on day 24 [19, 26], and that of the sum since day 0 at the end of day 46 [42, ..]"
	if got := turn(l); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if *l.BreakEven.Day != 47 {
		t.Error("wording changes what is worded")
	}
}
