package estimate

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"marketsim/sim/rng"
)

// TestWeightedByHand: five units with y/p of 8 and 8 in treatment and 6 and 8 in control. Hajek's means are 16/6 and 14/(10/3); his units' influences are 20/9, -20/9, 3.6, -3.6 and 0.
func TestWeightedByHand(t *testing.T) {
	w := NewWeighted()
	for _, u := range []struct {
		arm  int
		p, y float64
	}{{Treatment, 0.5, 4}, {Treatment, 0.25, 2}, {Control, 0.5, 3}, {Control, 0.75, 6}, {Neither, 0.5, 100}} {
		if err := w.Add(u.arm, u.p, u.y); err != nil {
			t.Fatal(err)
		}
	}
	h, k := w.HorvitzThompson(0.95), w.Hajek(0.95)
	near(t, "Horvitz-Thompson", h.Value, 0.4, 1e-12)
	near(t, "its standard error", h.SE, math.Sqrt(227.2/20), 1e-12)
	near(t, "Hajek", k.Value, 16./6-4.2, 1e-12)
	near(t, "his standard error", k.SE, math.Sqrt(2*(400./81+3.6*3.6)/20), 1e-12)
	for _, p := range []float64{0, -0.1, 1.1, math.NaN()} {
		if w.Add(Control, p, 1) == nil {
			t.Errorf("a probability of %v is no error", p)
		}
	}
}

// TestClustersByHand: sums of 3, 5 and 9 over 2, 1 and 3 units leave residuals of -8/3, 13/6 and 1/2 from the mean of 17/6.
func TestClustersByHand(t *testing.T) {
	m := ByCluster([]int{7, 2, 7, 5, 5, 5}, [][]float64{{1}, {5}, {2}, {4}, {4}, {1}})
	p := m.Point(Ratio(0, 1))
	near(t, "mean a unit", p.Value, 17./6, 1e-12)
	near(t, "cluster-robust variance", p.Variance, 1.5*(64./9+169./36+0.25)/36, 1e-12)
	near(t, "degrees of freedom", p.DF, 2, 0)
	near(t, "without units", ByCluster(nil, nil).N, 0, 0)
}

// TestCupedByHand: within arms the covariate explains 1.4 of the outcome a unit; arms of means 3 and 6 whose covariates have means 1 and 3 differ by 3 - 1.4 x 2.
func TestCupedByHand(t *testing.T) {
	c, x := NewMoments(2), NewMoments(2)
	for i := range 3 {
		c.Add([]float64{1, 3, 5}[i], []float64{0, 1, 2}[i])
		x.Add([]float64{4, 5, 9}[i], []float64{1, 3, 5}[i])
	}
	a, err := Adjust(Mean(0), []int{1}, c, x)
	if err != nil {
		t.Fatal(err)
	}
	e := Difference(a.Point(c), a.Point(x), 0.95)
	near(t, "theta", a.Theta[0], 1.4, 1e-12)
	near(t, "effect", e.Value, 0.2, 1e-12)
	near(t, "standard error", e.SE, math.Sqrt((0.72+1.68)/6), 1e-12)
}

// TestStrataByHand: strata of means 2 and 6 with squared standard errors of 1 and 4/3, weighed 7 to 3.
func TestStrataByHand(t *testing.T) {
	arm := []*Moments{ofValues([]float64{1, 3}), ofValues([]float64{4, 6, 8})}
	shares := StratumShares(arm, []*Moments{ofValues([]float64{0, 0, 0, 0, 0}), NewMoments(1)})
	a, err := PostStratify(arm, shares)
	if err != nil {
		t.Fatal(err)
	}
	p := a.Point(Mean(0))
	near(t, "mean", p.Value, 0.7*2+0.3*6, 1e-12)
	near(t, "variance", p.Variance, 0.49+0.12, 1e-12)
	near(t, "degrees of freedom", p.DF, 0.61*0.61/(0.49*0.49+0.12*0.12/2), 1e-12)
}

// TestBoundariesOfTheTables: critical values of Jennison & Turnbull 2000, Group Sequential Methods, tables 2.1 (Pocock) and 2.3 (O'Brien-Fleming), two-sided; of the latter at
// the last look.
func TestBoundariesOfTheTables(t *testing.T) {
	for looks, want := range map[int][4]float64{
		2: {2.178, 2.772, 1.977, 2.580}, 3: {2.289, 2.873, 2.004, 2.595}, 4: {2.361, 2.939, 2.024, 2.609}, 5: {2.413, 2.986, 2.040, 2.621}, 10: {2.555, 3.117, 2.087, 2.660},
	} {
		for i, alpha := range []float64{0.05, 0.01} {
			p, err := Pocock(looks, alpha)
			f, otherErr := OBrienFleming(looks, alpha)
			if err != nil || otherErr != nil {
				t.Fatal(err, otherErr)
			}
			near(t, "Pocock, first look", p.Z[0], want[i], 5.1e-4)
			near(t, "Pocock, last look", p.Z[looks-1], want[i], 5.1e-4)
			near(t, "O'Brien-Fleming, last look", f.Z[looks-1], want[2+i], 5.1e-4)
			near(t, "O'Brien-Fleming, first over last", f.Z[0]/f.Z[looks-1], math.Sqrt(float64(looks)), 1e-12)
		}
	}
}

// TestSequenceUnderPeeking: of tests without an effect that are looked at 100 times, a sequence at 5% rejects fewer than 5% ever, and a test of 1.96 37.4% (Armitage, McPherson &
// Rowe 1969). Half-widths are solved by hand for n draws of variance 1.
func TestSequenceUnderPeeking(t *testing.T) {
	m := Mixture{Variance: 0.01, Alpha: 0.05}
	for n, half := range map[float64]float64{100: 0.365639, 1000: 0.096064, 10_000: 0.032730} {
		near(t, "half-width", m.HalfWidth(1/n), half, 1e-6)
	}
	const tests = 4000
	s, always, peeking := draws(41), 0.0, 0.0
	for range tests {
		sum, rejects, peeks := 0.0, false, false
		for n := 50.0; n <= 5000; n += 50 {
			sum += math.Sqrt(50) * s.next()
			rejects = rejects || m.Rejects(sum/n, 1/n)
			peeks = peeks || math.Abs(sum) > 1.959964*math.Sqrt(n)
		}
		always += float64(side(rejects))
		peeking += float64(side(peeks))
	}
	if always/tests >= 0.05 || always == 0 {
		t.Errorf("the sequence rejects %.4f", always/tests)
	}
	near(t, "a test of 1.96 rejects", peeking/tests, 0.373619, 4*math.Sqrt(0.3736*0.6264/tests))
}

// TestMultipleAsPublished: of the 15 p values of Benjamini & Hochberg (1995), JRSS B 57, section 3.2, four are rejected at 5%.
func TestMultipleAsPublished(t *testing.T) {
	p := []float64{0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1}
	a := BenjaminiHochberg(p)
	for i, x := range a {
		if (x < 0.05) != (i < 4) {
			t.Errorf("p of %v is adjusted to %v", p[i], x)
		}
	}
	near(t, "the fourth", a[3], 0.0095*15/4, 1e-15)
	near(t, "the sixth takes the seventh's", a[5], 0.0298*15/7, 1e-15)
}

// TestFalseDiscoveries: with 15 of 20 tests without an effect the expected share of false rejections is exactly 15/20 of the level.
func TestFalseDiscoveries(t *testing.T) {
	s, share := draws(42), NewMoments(1)
	for range replications {
		p := make([]float64, 20)
		for i := range p {
			p[i] = NewEffect(s.next()+3*float64(side(i >= 15)), 1, math.Inf(1), 0.95).P
		}
		wrong, all := 0.0, 0.0
		for i, x := range BenjaminiHochberg(p) {
			if x < 0.1 {
				all++
				wrong += float64(side(i < 15))
			}
		}
		share.Add(wrong / max(1, all))
	}
	near(t, "share of false rejections", share.Mean[0], 0.075, 4*math.Sqrt(share.Variance(0)/replications))
}

// TestChainByHand: one unit of stock that comes back with 0.2 a step and sells with p sells 0.2 p / (0.2 + p) a step. A sale costs the 0.124528/0.2 that stock is worth.
func TestChainByHand(t *testing.T) {
	c := &Chain{}
	for a, p := range []float64{0.30, 0.36} {
		c.Next[a], c.Reward[a] = mat.NewDense(2, 2, []float64{0.8, 0.2, p, 1 - p}), []float64{0, p}
	}
	for _, x := range []struct {
		of   func(float64) (float64, error)
		at   float64
		want float64
	}{{c.Average, 0, 0.2 * 0.3 / 0.5}, {c.Average, 1, 0.2 * 0.36 / 0.56}, {c.Naive, 0.5, 0.06 * 0.2 / 0.53}, {c.DifferenceInQ, 0.5, 0.06 * 0.2 / 0.53 * (1 - 0.33/0.53)}} {
		if got, err := x.of(x.at); err != nil || math.Abs(got-x.want) > 1e-12 {
			t.Errorf("treated with %v: %v, want %v (%v)", x.at, got, x.want, err)
		}
	}
}

// TestSlopeOfAnscombe: the first of the data sets of Anscombe (1973), The American Statistician 27: slope 0.5001 with a standard error of 0.1179 and p of 0.00217.
func TestSlopeOfAnscombe(t *testing.T) {
	m := NewMoments(2)
	for i, x := range []float64{10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5} {
		m.Add(x, []float64{8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68}[i])
	}
	e := Slope(m, 0, 1, 0.95)
	near(t, "slope", e.Value, 0.5001, 5e-5)
	near(t, "standard error", e.SE, 0.1179, 5e-5)
	near(t, "p", e.P, 0.00217, 5e-6)
}

// TestBootstrapOfClusters: the bootstrap of whole clusters has the standard error of the cluster-robust formula, and the interval of nearly normal draws. With 4,000 draws a
// standard error is known to 1.1%, a quantile of 2.5% to 4.2% of it.
func TestBootstrapOfClusters(t *testing.T) {
	s, m, clusters := draws(43), NewMoments(2), [][]float64(nil)
	for range 300 {
		n := 1 + math.Floor(5*s.uniform())
		x := []float64{n*(2+s.next()) + s.next(), n}
		clusters = append(clusters, x)
		m.Add(x...)
	}
	ratio := func(a []*Moments) float64 { return a[0].Mean[0] / a[0].Mean[1] }
	e := Bootstrap{Draws: 4000, Key: rng.Root(44, 0), Level: 0.95}.Interval([][][]float64{clusters}, ratio)
	p := m.Point(Ratio(0, 1))
	se := math.Sqrt(p.Variance)
	near(t, "value", e.Value, p.Value, 1e-12)
	near(t, "standard error over the formula's", e.SE/se, 1, 0.045)
	near(t, "low end", (p.Value-e.Lo)/se, 1.96, 0.2)
	near(t, "high end", (e.Hi-p.Value)/se, 1.96, 0.2)
}

// paced buys at a multiplier of values the half of a thousand auctions that each side has, against rivals' bids that lie evenly between 0 and 1 and are the price.
func paced(multiplier, value float64) (won, paid float64) {
	bid := multiplier * value
	return 500 * value * bid, 500 * bid * bid / 2
}

// TestShadowPriceOfValue: a paced bidder pays 1/multiplier of value for the last unit of budget. A treatment that makes conversions worth 1.1 adds 10% to the value of the whole market, since
// the budget buys as many; a Pinner split over the one budget and multiplier reads 1.1 squared, and charged with that price 10% but for terms of the second order.
func TestShadowPriceOfValue(t *testing.T) {
	const budget, worth = 100, 1.1
	whole := func(budget float64) (value, multiplier float64) {
		multiplier = math.Sqrt(2 * budget / 1000)
		won, _ := paced(multiplier, 1)
		return 2 * won, multiplier
	}
	value, multiplier := whole(budget)
	more, _ := whole(budget + 1e-4)
	near(t, "value of one more unit of budget", (more-value)/1e-4, 1/multiplier, 1e-5)
	shared := math.Sqrt(budget / (250 * (1 + worth*worth)))
	c, drawnC := paced(shared, 1)
	x, drawnX := paced(shared, worth)
	near(t, "spent of the budget", drawnC+drawnX, budget, 1e-9)
	near(t, "naive", x/c-1, worth*worth-1, 1e-12)
	wholeC, wholeX := ShadowPrice(c, x, 0.5, 0.5, []Shadow{{Price: 1 / shared, Budget: budget, Control: drawnC, Treatment: drawnX}})
	near(t, "with the shadow price", wholeX/wholeC-1, (1+3*worth*worth)/(3+worth*worth)-1, 1e-12)
	near(t, "with the shadow price, and the truth", wholeX/wholeC-1, worth-1, 0.0005)
	oneC, oneX := ShadowPrice(30, 20, 0.6, 0.4, []Shadow{{Price: 2, Budget: 10, Control: 3, Treatment: 4}})
	near(t, "control of unequal shares", oneC, 50+2*(10-5), 1e-12)
	near(t, "treatment of unequal shares", oneX, 50+2*(10-10), 1e-12)
}

// TestTwoSidedByHand: with every cell of its own, each reading is its own sum.
func TestTwoSidedByHand(t *testing.T) {
	x := TwoSided{PinnersTreated: 0.5, CampaignsTreated: 0.25, Cells: Cells{{3.75, 1.125}, {3.0, 1.5}}} // scaled: 10, 9, 8, 12
	for what, c := range map[string][2]float64{
		"naive": {x.Naive(), 12 - 7.875/0.875}, "Pinner side": {x.PinnerSide(), 3}, "campaign side": {x.CampaignSide(), 4}, "competition of Pinners": {x.PinnerCompetition(), 1},
		"competition of campaigns": {x.CampaignCompetition(), 2}, "interpolated": {x.Interpolated(0.75, 0.5), 0.75*3 + 0.25*4 - 0.5*3},
	} {
		near(t, what, c[0], c[1], 1e-12)
	}
}

// TestSampleRatioByHand: 60 and 40 units where 50 each were planned have a chi-square of 4; 30, 50 and 20 where 25, 50 and 25 were one of 2, which two degrees of freedom exceed with 1/e.
func TestSampleRatioByHand(t *testing.T) {
	two, err := SampleRatio([]float64{60, 40}, []float64{0.5, 0.5})
	three, otherErr := SampleRatio([]float64{30, 50, 20}, []float64{1, 2, 1})
	if err != nil || otherErr != nil {
		t.Fatal(err, otherErr)
	}
	near(t, "two arms", two, math.Erfc(2/math.Sqrt2), 1e-12)
	near(t, "three arms", three, 1/math.E, 1e-12)
}
