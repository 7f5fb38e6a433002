package experiment

import (
	"strings"
	"testing"

	"marketsim/reports/estimate"
	"marketsim/sim/experiment"
	"marketsim/sim/spec"
)

// judged judges two designs by replication: what each reads of a true effect of 10%, and whether it rejects.
func judged(t *testing.T, n int, of func(design string, replication int) Reading) *Report {
	t.Helper()
	e := &experiment.Experiment{To: 8 * spec.Day, Metrics: []string{"revenue"}, Designs: []experiment.Design{{Name: "first", Split: experiment.Pinners, Share: 0.5}, {Name: "second", Split: experiment.Blocks}}}
	var all []Replication
	for k := range n {
		r := Replication{Truth: map[string]float64{"revenue": 0.1 + 0.01*float64(k%2)}, Revenue: []float64{0, 0}, Sessions: []float64{0, 0}}
		for _, d := range e.Designs {
			x := of(d.Name, k)
			x.Design, x.Estimator, x.Metric = d.Name, Difference, "revenue"
			r.Readings = append(r.Readings, x)
		}
		all = append(all, r)
	}
	return Judge(e, all)
}

// reads is a reading that rejects or does not.
func reads(value float64, rejects bool) Reading {
	p := 0.5
	if rejects {
		p = 0.01
	}
	return Reading{Effect: estimate.Effect{Value: value, P: p, Lo: value - 0.1, Hi: value + 0.1, SE: 0.05, DF: 10}}
}

// advised holds the advice against sentences that must be in it, or with a leading ! must not.
func advised(t *testing.T, r *Report, want ...string) {
	t.Helper()
	all := strings.Join(r.Advice, "\n")
	for _, x := range want {
		if part, not := strings.CutPrefix(x, "!"); strings.Contains(all, part) == not {
			t.Errorf("advice has or lacks %q:\n%s", x, all)
		}
	}
}

// TestLuckIsNotRecommended: the second design decided right and hit the truth in every replication, with blocks that were aligned with the day; the first is off by
// more and sound. By its numbers the second would win.
func TestLuckIsNotRecommended(t *testing.T) {
	r := judged(t, 8, func(design string, k int) Reading {
		if design == "first" {
			return reads(0.15, true)
		}
		x := reads(0.1, true)
		x.Aligned = true
		return x
	})
	if j := r.Judgements; !(*j[1].RMSE < *j[0].RMSE) || *j[1].RightSign != 1 {
		t.Errorf("the case is none of luck: %+v", j)
	}
	advised(t, r, "for the size of the effect take first (difference)", "for its sign take first (difference): it decides most often and right, 100% of the time (95% interval 63 to 100%), and wrong 0%",
		"second (difference) is not recommended: blocks are aligned with the day in 8 of 8 replications", "!take second")
}

// TestFewReplicationsRecommendNothing: with 5 of 5 right the interval begins at 48%.
func TestFewReplicationsRecommendNothing(t *testing.T) {
	right := func(string, int) Reading { return reads(0.1, true) }
	advised(t, judged(t, 5, right), "no design is recommended by 5 replications", "!take")
	advised(t, judged(t, 6, right), "for its sign take first")
}

// TestSharesThatAreNotShown: 6 of 8 right is not shown to be above one half, 14 of 16 is; who decides right in as many others is named with it, who decides in
// none is not.
func TestSharesThatAreNotShown(t *testing.T) {
	most := func(design string, k int) Reading { return reads(0.1, k%8 > 1) }
	advised(t, judged(t, 8, most), "for its sign none is recommended: none is shown to decide right more often than not; first (difference) comes closest, 75% of the time (95% interval 35 to 97%)")
	two := func(design string, k int) Reading { return reads(0.1, design == "first" && k > 1) }
	advised(t, judged(t, 16, two), "for its sign take first (difference): it decides most often and right, 88% of the time (95% interval 62 to 98%), and wrong 0%", "!wrong 0%; not told apart")
	both := func(design string, k int) Reading {
		return reads(0.1, design == "first" && k > 1 || design == "second" && k < 13)
	}
	advised(t, judged(t, 16, both), "for its sign take first", "wrong 0%; not told apart from it: second (difference)")
}

// TestSizesThatAreNotTold: of two designs that err by as much on average both are named; where none errs by less than the effect, none is.
func TestSizesThatAreNotTold(t *testing.T) {
	alike := func(design string, k int) Reading {
		if design == "first" { // errors of 4 and -3 points, and of the second of -3 and 4
			return reads([]float64{0.14, 0.08}[k%2], false)
		}
		return reads([]float64{0.07, 0.15}[k%2], false)
	}
	advised(t, judged(t, 8, alike), "not told apart from it: ")
	worse := func(design string, k int) Reading {
		if design == "first" {
			return reads(0.15, false)
		}
		return reads(0.12, false)
	}
	advised(t, judged(t, 8, worse), "for the size of the effect take second", "(root mean square); second (difference) is biased: it reads 1.5 percentage points above the truth on average (95% interval 1.", "!not told apart")
	advised(t, judged(t, 8, func(string, int) Reading { return reads(0.5, false) }), "for the size of the effect none is recommended")
}

// TestAlarmsAreNotRecommended: sides of other sizes than planned in one replication of 8, or 4 of 8 A/A tests that reject.
func TestAlarmsAreNotRecommended(t *testing.T) {
	advised(t, judged(t, 8, func(design string, k int) Reading {
		x := reads(0.1, true)
		x.Mismatched = design == "first" && k == 3
		return x
	}), "first (difference) is not recommended: its sides have other sizes than planned in 1 of 8 replications", "for its sign take second")
	s := sample{}
	for k := range 8 {
		x, aa := reads(0.1, true), reads(0, k < 4)
		s.readings, s.truth, s.aa = append(s.readings, &x), append(s.truth, 0.1), append(s.aa, &aa)
	}
	if got := s.doubt(); got != "4 of its 8 A/A tests reject, where 5% should" {
		t.Error(got)
	}
	two := reads(0, false)
	if s.aa[2], s.aa[3] = &two, &two; s.doubt() != "" {
		t.Error("two of eight A/A tests are luck: ", s.doubt())
	}
}

// TestSignOfAnUnknownTruth: where replications do not know the truth's sign, deciding "right" is luck.
func TestSignOfAnUnknownTruth(t *testing.T) {
	r := judged(t, 8, func(string, int) Reading { return reads(0.1, true) })
	for i := range r.Judgements {
		*r.Judgements[i].TruthLo = -0.1
	}
	r.Advice = nil
	r.advise("revenue")
	advised(t, r, "for its sign none is recommended: the sign of the truth is not known from 8 replications", "for the size of the effect take first")
}

// TestDiagnosesByHand: half of 400 Pinners are planned to be treated; 240 are no luck, 215 are. Blocks of half a day in turn are on one side at all hours.
func TestDiagnosesByHand(t *testing.T) {
	for treated, want := range map[float64]bool{240: true, 215: false} {
		r := &reader{design: &experiment.Design{Split: experiment.Pinners, Share: 0.5}, control: estimate.NewMoments(1), treatment: estimate.NewMoments(1)}
		r.control.N, r.treatment.N = 400-treated, treated
		if r.diagnose(); r.diagnosis.Mismatched != want {
			t.Errorf("%v of 400: %v", treated, r.diagnosis.Mismatched)
		}
	}
}

// TestBiasOfWhatIsRecommended: what is recommended for the sign names its bias, with its way; without one nothing is said.
func TestBiasOfWhatIsRecommended(t *testing.T) {
	advised(t, judged(t, 8, func(string, int) Reading { return reads(0.065, true) }), "for its sign take first (difference): it decides most often and right, 100% of the time (95% interval 63 to 100%), and wrong 0%; not told apart from it: second (difference); first (difference) is biased: it reads 4 percentage points below the truth on average (95% interval 3.")
	advised(t, judged(t, 8, func(_ string, k int) Reading { return reads([]float64{0.09, 0.12}[k%2], true) }), "!is biased")
}
