package estimate

import (
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// TestAlignedBlocks: blocks that alternate with day and night are diagnosed, and cannot be compared within day and night.
func TestAlignedBlocks(t *testing.T) {
	var aligned, shuffled []Period
	s := draws(30)
	for day := range 28 {
		first := s.uniform() < 0.5
		for half := range 2 {
			for range 12 {
				p := Period{Y: 10 + 3*float64(1-half), Block: 2*day + half, Treated: half == 0, Stratum: half, Pair: day}
				aligned = append(aligned, p)
				p.Treated = first == (half == 0)
				shuffled = append(shuffled, p)
			}
		}
	}
	if a := Align(aligned, 24); a.Explained != 1 || len(a.OneArm) != 24 {
		t.Errorf("aligned blocks: %+v", a)
	}
	if a := Align(shuffled, 24); a.Explained > 0.3 || len(a.OneArm) != 0 {
		t.Errorf("blocks in random order: %+v", a)
	}
	for range 20 { // the same hour is named every time
		if _, err := Switchback(aligned, 0, 0.95); err == nil || !strings.Contains(err.Error(), "stratum 0 ") {
			t.Errorf("aligned blocks were compared: %v", err)
		}
	}
	if e, err := Switchback(shuffled, 0, 0.95); err != nil || math.Abs(e.Value) > 1e-12 {
		t.Errorf("day and night were mixed: %+v, %v", e, err)
	}
	if _, err := Switchback(shuffled, 12, 0.95); err == nil {
		t.Error("a burn-in of a whole block leaves something")
	}
}

// TestTwoSidedEnds: without competition between Pinners the Pinner side is the truth, without competition between campaigns the campaign side.
func TestTwoSidedEnds(t *testing.T) {
	const c, l = 0.4, 0.3 // shares
	pinners := TwoSided{PinnersTreated: c, CampaignsTreated: l, Cells: Cells{
		{10 * (1 - c) * (1 - l), 10 * (1 - c) * l}, {10 * c * (1 - l), 13 * c * l}}}
	near(t, "additive: naive", pinners.Naive(), 3, 1e-12)
	near(t, "additive: interpolated", pinners.Interpolated(0.3, 1), 3, 1e-12)
	// Treated campaigns take .5 from control ones on treated Pinners: the campaign side counts it twice.
	shifted := pinners
	shifted.Cells[Treatment][Control] = 9.5 * c * (1 - l)
	near(t, "campaigns compete: campaign side", shifted.CampaignSide(), 3.5, 1e-12)
	near(t, "campaigns compete: Pinner side", shifted.PinnerSide(), 3, 1e-12)
	near(t, "campaigns compete: competition", shifted.CampaignCompetition(), 0.5, 1e-12)
	near(t, "interpolated", shifted.Interpolated(0.25, 0.75), 0.25*3+0.75*3.5-0.75*0.5, 1e-12)
}

func TestPairedRelative(t *testing.T) {
	m := NewMoments(2)
	for i := range 50 {
		x := float64(1 + i%7)
		m.Add(0.4*x, 0.6*1.2*x)
	}
	e := PairedRelative(m, Mean(0), Mean(1), 0.4/0.6, 0.95)
	near(t, "effect", e.Value, 0.2, 1e-12)
	near(t, "standard error of campaigns that all move alike", e.SE, 0, 1e-7)
}

// TestStepsFindTheChain: counts of a simulated chain give its naive difference and its difference in Q's.
func TestStepsFindTheChain(t *testing.T) {
	buy := [2]float64{0.30, 0.36}
	s, steps, stock := draws(31), NewSteps(2), 1
	for range 400_000 {
		treated := s.uniform() < 0.5
		next, sold := stock, 0.0
		switch {
		case stock == 0 && s.uniform() < 0.2:
			next = 1
		case stock == 1 && s.uniform() < buy[side(treated)]:
			next, sold = 0, 1
		}
		steps.Add(stock, treated, sold, next)
		stock = next
	}
	c, err := steps.Chain()
	if err != nil {
		t.Fatal(err)
	}
	q, err := c.DifferenceInQ(0.5)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "naive", steps.NaiveMeans(), 0.0226415, 0.0038)
	near(t, "difference in Q's", q, 0.0085440, 0.0015)
	if _, err := NewSteps(2).Chain(); err == nil {
		t.Error("a chain that was never seen is no error")
	}
}

func TestChainThatFallsApart(t *testing.T) {
	still := mat.NewDense(2, 2, []float64{1, 0, 0, 1})
	c := &Chain{Next: [2]*mat.Dense{still, still}, Reward: [2][]float64{{0, 1}, {0, 1}}}
	if v, err := c.Average(0.5); err == nil {
		t.Errorf("two worlds have the average %v", v)
	}
}

func TestSampleRatio(t *testing.T) {
	p, err := SampleRatio([]float64{821_588, 815_482}, []float64{1, 1}) // Kohavi, Tang & Xu 2020, Trustworthy Online Controlled Experiments, ch. 21
	if err != nil {
		t.Fatal(err)
	}
	near(t, "p", p*1e6, 1.8, 0.05)
	if p, _ = SampleRatio([]float64{60, 30, 10}, []float64{6, 3, 1}); p != 1 {
		t.Errorf("as planned: p = %v", p)
	}
	if _, err = SampleRatio([]float64{1, 1}, []float64{1, 0}); err == nil {
		t.Error("a share of 0 is no error")
	}
}

func TestBenjaminiHochberg(t *testing.T) {
	got := BenjaminiHochberg([]float64{0.01, 0.04, math.NaN(), 0.03, 0.005})
	for i, want := range []float64{0.02, 0.04, math.NaN(), 0.04, 0.02} {
		if math.IsNaN(want) != math.IsNaN(got[i]) {
			t.Errorf("%v at %d", got[i], i)
		} else if !math.IsNaN(want) {
			near(t, "adjusted p", got[i], want, 1e-15)
		}
	}
}

// TestSwitchbackPairsByHand: pairs of blocks differ by 2 and by 6 after the first period of each block: 4 on average, with a standard error of 2. A pair of which the burn-in left one arm
// tells nothing.
func TestSwitchbackPairsByHand(t *testing.T) {
	var periods []Period
	for pair, arms := range [][2][]float64{{{50, 3, 5}, {0, 6}}, {{9, 1}, {9, 8, 6}}, {{7}, {7, 100}}} {
		for arm, outcomes := range arms {
			for _, y := range outcomes {
				periods = append(periods, Period{Y: y, Block: 2*pair + arm, Treated: arm == Treatment, Pair: pair})
			}
		}
	}
	e := SwitchbackPairs(periods, 1, 0.95)
	near(t, "effect", e.Value, 4, 1e-12)
	near(t, "standard error", e.SE, 2, 1e-12)
	near(t, "degrees of freedom", e.DF, 1, 0)
}
