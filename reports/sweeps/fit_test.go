package sweeps

import (
	"math"
	"testing"

	"marketsim/reports"
)

func value(x float64) *float64 { return &x }

// TestExplainedShareByHand: the line 1 + 2 x leaves residuals of 1 and -1 (twice) of y = 2, 0, 4, 2, whose squares about its mean add up to 8.
func TestExplainedShareByHand(t *testing.T) {
	terms := []move{{x: []float64{0, 0, 1, 1}}}
	y := []float64{2, 0, 4, 2}
	b := leastSquares(terms, y)
	if math.Abs(b[0]-1) > 1e-12 || math.Abs(b[1]-2) > 1e-12 {
		t.Fatalf("the line is %v, want 1 + 2 x", b)
	}
	if got := explainedShare(b, terms, y); math.Abs(got-0.5) > 1e-12 {
		t.Errorf("it explains %v, want a half", got)
	}
	if got := explainedShare([]float64{3, 0}, terms, []float64{3, 3, 3, 3}); !math.IsNaN(got) {
		t.Errorf("of nothing it explains %v", got)
	}
}

// TestShownOutcomes: changes of the first arm that is compared, or else levels of control; none of a sweep without points.
func TestShownOutcomes(t *testing.T) {
	level, change, other := Outcome{Arm: "control", Metric: "revenue"}, Outcome{Arm: "a", Versus: "control", Metric: "revenue"}, Outcome{Arm: "b", Versus: "control", Metric: "revenue"}
	of := func(list ...Outcome) *SweepSummary {
		point := SweepPoint{}
		for _, o := range list {
			point.Values = append(point.Values, PointValue{o, value(1), nil, nil})
		}
		return &SweepSummary{Points: []SweepPoint{point}}
	}
	if got := of(level, change, other).Shown(); len(got) != 1 || got[0] != change {
		t.Errorf("of two arms: %+v", got)
	}
	if got := of(level).Shown(); len(got) != 1 || got[0] != level {
		t.Errorf("of control alone: %+v", got)
	}
	if got := (&SweepSummary{}).Shown(); got != nil {
		t.Errorf("of nothing: %+v", got)
	}
}

// TestSizeOfNothing: an axis that moves an outcome by nothing at all says so in words that follow each other.
func TestSizeOfNothing(t *testing.T) {
	for versus, want := range map[string]string{"control": "0 points", "": "0%"} {
		x := &Sensitivity{Outcome: Outcome{Versus: versus}, Change: value(0), Lo: value(0), Hi: value(0)}
		if got := x.Size(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestLineByHand: at 1, 2 and 6 the outcomes of 10, 20 and 30 have a mean of 20 at the points' mean of 3; a rise of 5 over the axis is 0.5 more in its middle, 3.5. Of a level the
// rise is a share of the mean.
func TestLineByHand(t *testing.T) {
	change, level := Outcome{Arm: "a", Versus: "control"}, Outcome{Arm: "a"}
	points := [][]float64{{10}, {20}, {30}}
	s := &Sweep{In: &SweepInput{Axes: []SweepAxis{{Values: []string{"1 USD", "2 USD", "6 USD"}}}}, Points: make([]reports.Point, 3), Summary: &SweepSummary{Done: 1}, samples: map[Outcome][][]float64{change: points, level: points}}
	for o, want := range map[Outcome][2]float64{change: {20.5, 5}, level: {20 + 100*0.1, 100}} {
		if middle, rise := s.Line(0, o, 5); math.Abs(middle-want[0]) > 1e-12 || math.Abs(rise-want[1]) > 1e-12 {
			t.Errorf("%+v: %v in the middle and a rise of %v, want %v", o, middle, rise, want)
		}
	}
}
