package cli

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"marketsim/reports/reportstest"
	"marketsim/reports/tuning"
)

// blinded searches the market of ad blindness (P-F6) over two beliefs, 5% and 3% an ad, equally likely. With up to 20 ads sightedness stays above 0, where its
// law is linear in the slope.
func blinded(t *testing.T, search string) *tuning.Summary {
	t.Helper()
	return tunedFrom(t, "f6-ad-blindness", `
beliefs:
  strong: {weight: 50%, set: {market.pinners.long_run.per_ad: -5%}}
  weak: {weight: 50%, set: {market.pinners.long_run.per_ad: -3%}}
tune:
  levers: {mechanism.ad_load.per_session: {from: 1, to: 20}}
  maximise: revenue
`+search, "replications: 1", "replications: 2", "horizon: 1500d", "horizon: 180d",
		"ad_slots: [1, 2, 3, 4, 5]", slotsUpTo(20), "candidates: 0}", "candidates: 0, ad_load: {per_session: 10}}")
}

// topLoad is the whole ad load that is best by the law of P-F6 under a slope, and what it brings in units of an ad.
func topLoad(p float64, days int) (best int, value float64) {
	for a := 1; a <= 20; a++ {
		if v := sighted(p, days, steady(float64(a))); v > value {
			best, value = a, v
		}
	}
	return best, value
}

// loadOf is the ad load of a strategy.
func loadOf(t *testing.T, d *tuning.Decision, k int) int {
	t.Helper()
	if k == 0 {
		return 10
	}
	text, _ := strings.CutPrefix(d.Strategies[k].Name, "ad_load.per_session ")
	a, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// TestBeliefsOverHorizons: the best load of 56, 90 and 180 days under each belief and in expectation, where sightedness of a slope p is that of the mean slope;
// the value of information of each horizon, the least worst regret, what choosing for 56 days loses in 180, and from which day on: all from the recursion.
func TestBeliefsOverHorizons(t *testing.T) {
	reportstest.Long(t, "TestBeliefsPreferDifferentLoads finds the best load of each belief")
	s := blinded(t, "  horizons: [56d, 90d]\n  budget: {runs: 160, start: 8}\n")
	d := s.Decision
	if len(d.Horizons) != 3 || d.Horizons[2].EVPI != d.EVPI || d.Horizons[2].Best != d.Best {
		t.Fatalf("horizons %+v", d.Horizons)
	}
	slopes := []float64{0.05, 0.03, 0.04} // the law is linear in the slope, so that the expectation is that of the mean
	for i := range d.Horizons {
		h := &d.Horizons[i]
		informed, most := 0.0, 0.0
		for b, p := range slopes {
			k := h.Best
			if b < 2 {
				k = h.BestIn[b]
			}
			best, value := topLoad(p, h.Days)
			if got := loadOf(t, d, k); got != best {
				t.Errorf("%d days, slope %v: %d ads, want %d", h.Days, p, got, best)
			}
			if b < 2 {
				informed += value / 2
			} else {
				most = value
			}
			_, long := topLoad(p, 180)
			want := 1 - sighted(p, 180, steady(float64(best)))/long
			if got := float64(h.Myopia[b].Mean); math.Abs(got-want) > 0.002 {
				t.Errorf("the best for %d days at slope %v loses %v in 180 days, want %v", h.Days, p, got, want)
			}
		}
		if got, want := float64(h.EVPIShare.Mean), informed/most-1; math.Abs(got-want) > 0.02*want {
			t.Errorf("over %d days information is worth %v of the best, want %v", h.Days, got, want)
		}
		if got, want := float64(h.WorstRegret.Mean), leastRegret(h.Days)/most; math.Abs(got-want) > 0.02*want {
			t.Errorf("over %d days the least worst regret is %v of the best, want %v", h.Days, got, want)
		}
	}
	for b, p := range slopes {
		short, _ := topLoad(p, 56)
		long, _ := topLoad(p, 180)
		want := 0
		for n := 180; n > 0 && sighted(p, n, steady(float64(long))) > sighted(p, n, steady(float64(short))); n-- {
			want = n
		}
		if got := d.BreakEven[b]; got == nil || *got < want || *got > want+2 { // curves are read every third day
			t.Errorf("slope %v: %+v, and the long view is ahead from day %d on", p, got, want)
		}
	}
}

// leastRegret is the least worst regret that a whole load has over both slopes, in units of an ad.
func leastRegret(days int) float64 {
	_, strong := topLoad(0.05, days)
	_, weak := topLoad(0.03, days)
	least := math.Inf(1)
	for a := 1; a <= 20; a++ {
		load := steady(float64(a))
		least = min(least, max(strong-sighted(0.05, days, load), weak-sighted(0.03, days, load)))
	}
	return least
}

// reactions are the revenue and the clicks per view of a load in 180 days under a slope, relative to those of 10 ads.
func reactions(p, ads float64) (revenue, ctr float64) {
	x := sighted(p, 180, steady(ads)) / sighted(p, 180, steady(10))
	return x, x * 10 / ads
}

// TestBeliefsWithSeveralObjectives: revenue is highest at 11, 19 and in expectation at 14 ads, and clicks per view fall with every ad, so that what none beats
// in both is every load up to those. Loads of 12 to 14 are beaten under the strong belief: they lie behind by the most, over loads up to 11, of the lesser of
// what these have more in either.
func TestBeliefsWithSeveralObjectives(t *testing.T) {
	s := blinded(t, "  trade_off: [ctr]\n  budget: {runs: 300, start: 12}\n")
	for layer, most := range []int{11, 19, 14} {
		f := &s.Fronts[layer]
		var loads []int
		for _, id := range f.Candidates {
			loads = append(loads, int(firstLever(s, id)))
		}
		slices.Sort(loads)
		if len(loads) < 8 || loads[0] != 1 || loads[len(loads)-1] != most {
			t.Errorf("under %s the front is %v, want 1 to %d", f.Belief, loads, most)
		}
	}
	front := &s.Fronts[2]
	for i, id := range front.Candidates {
		revenue, ctr := reactions(0.05, firstLever(s, id))
		want := 0.0
		for ads := 1.0; ads <= 11; ads++ {
			x, y := reactions(0.05, ads)
			want = max(want, min(x-revenue, y-ctr))
		}
		if got := float64(front.Behind[i]); math.Abs(got-want) > 0.0005 {
			t.Errorf("%v ads lie %v behind, want %v", firstLever(s, id), got, want)
		}
	}
	if !strings.Contains(s.Headline, "in expectation over 2 beliefs; the knee is") {
		t.Error(s.Headline)
	}
}

// TestConstraintsByBelief: clicks per view fall by 8% and 3.64% with each ad beyond 10, so that a fall of at most 15% allows 11 and 14 ads: the chances are
// those of certainty, and the choice keeps the constraint under both.
func TestConstraintsByBelief(t *testing.T) {
	s := blinded(t, "  subject_to: [{metric: ctr, require: change >= -15%}]\n  horizons: [56d]\n  budget: {runs: 120, start: 8}\n")
	d := s.Decision
	for k := range d.Strategies {
		x, mean := &d.Strategies[k], 0.0
		for b, p := range []float64{0.05, 0.03} {
			want := 0.0
			if _, ctr := reactions(p, float64(loadOf(t, d, k))); ctr >= 0.85 {
				want = 1
			}
			if mean += want / 2; float64(x.Chance[b]) != want || x.Keeps[b] != (want == 1) {
				t.Errorf("%s keeps the constraint under %s with a chance of %v, want %v", x.Name, d.Beliefs[b].Name, x.Chance[b], want)
			}
		}
		if float64(x.ChanceAll) != mean {
			t.Errorf("%s keeps it with a chance of %v, want %v", x.Name, x.ChanceAll, mean)
		}
	}
	if got := loadOf(t, d, d.Best); got != 11 {
		t.Errorf("%d ads, want 11", got)
	}
	if got := loadOf(t, d, d.BestIn[1]); got != 14 {
		t.Errorf("under the weak belief %d ads, want 14", got)
	}
}
