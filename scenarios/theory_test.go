package scenarios_test

import (
	"context"
	"fmt"
	"math"
	"reflect"
	"testing"

	"marketsim/scenarios"
	"marketsim/sim"
)

// play loads a shipped scenario with changes and runs it.
func play(t *testing.T, name string, set ...string) (*scenarios.Scenario, [][]*sim.Result) {
	t.Helper()
	data, err := scenarios.Read(name)
	if err != nil {
		t.Fatal(err)
	}
	s, ds := scenarios.Load(name+".yaml", data, scenarios.Options{Set: set})
	if s == nil {
		for _, d := range ds {
			t.Error(d.Text())
		}
		t.FailNow()
	}
	results, err := sim.Run(context.Background(), s.Spec, sim.Options{Jobs: 2})
	if err != nil {
		t.Fatal(err)
	}
	return s, results
}

// total sums a result over all days and cells.
func total(s *scenarios.Scenario, r *sim.Result) *sim.Totals {
	t := sim.Sum(r, &s.Axes, 0, len(r.Days), sim.Everything)
	return &t
}

// near fails when a mean over n observations of the given SD is more than 4 standard errors off.
func near(t *testing.T, what string, got, want, sd, n float64) {
	t.Helper()
	if tolerance := 4*sd/math.Sqrt(n) + 1e-9; math.Abs(got-want) > tolerance {
		t.Errorf("%s: %v, want %v within %v", what, got, want, tolerance)
	}
}

// Catalogue P-A1: revenue (n-1)/(n+1), welfare n/(n+1).
func TestA1SecondPriceUniform(t *testing.T) {
	for n, sd := range map[int]float64{2: 0.235702, 5: 0.178174, 10: 0.111340} {
		s, results := play(t, "theory/a1-second-price-uniform", fmt.Sprintf("market.campaigns.groups.bidders.count=%d", n))
		x, k := total(s, results[0][0]), float64(n)
		if x.Auctions != 1_000_000 || x.Impressions != x.Auctions {
			t.Fatalf("%d auctions, %d impressions, want a million of each", x.Auctions, x.Impressions)
		}
		near(t, fmt.Sprint("revenue, n=", n), x.Revenue.Float()/1e6, (k-1)/(k+1), sd, 1e6)
		near(t, fmt.Sprint("welfare, n=", n), x.Value.Float()/1e6, k/(k+1), math.Sqrt(k/(k+2))/(k+1), 1e6)
	}
}

// Catalogue P-A2: first price with equilibrium shading earns the same.
func TestA2FirstPriceEquilibrium(t *testing.T) {
	for n, sd := range map[int]float64{2: 0.117851, 5: 0.112687} {
		k := float64(n)
		s, results := play(t, "theory/a2-first-price-equilibrium", fmt.Sprintf("market.campaigns.groups.bidders.count=%d", n),
			fmt.Sprintf("market.campaigns.groups.bidders.bidding.factor=%.17g", (k-1)/k))
		x := total(s, results[0][0])
		near(t, fmt.Sprint("revenue, n=", n), x.Revenue.Float()/1e6, (k-1)/(k+1), sd, 1e6)
		// Efficient: the highest value wins every auction, so welfare is revenue over the shading factor.
		if gap := math.Abs(x.Value.Float() - x.Revenue.Float()*k/(k-1)); gap > 1e-9*1e6 {
			t.Errorf("n=%d: welfare misses revenue over the shading factor by %v", n, gap)
		}
	}
}

// Catalogue P-A4: revenue, sale probability and welfare with a reserve; 0.5 is best on a grid with common random numbers.
func TestA4Reserve(t *testing.T) {
	for _, c := range []struct {
		n, r, revenue, sold, welfare, sd float64
	}{
		{1, 0.5, 0.25, 0.5, 0.375, 0.26}, {2, 0.5, 0.416667, 0.75, 0.583333, 0.26}, {3, 0.5, 0.53125, 0.875, 0.703125, 0.26},
		{2, 0.3, 0.387333, 0.91, 0.648667, 0.26}, {2, 0.7, 0.366, 0.51, 0.438, 0.36}, {4, 0.5, 0.6125, 0.9375, 0.775, 0.26},
	} {
		s, results := play(t, "theory/a4-reserve-uniform", fmt.Sprintf("mechanism.reserve=%g USD", c.r), fmt.Sprintf("market.campaigns.groups.bidders.count=%g", c.n))
		x := total(s, results[0][0])
		what := fmt.Sprintf("n=%g r=%g: ", c.n, c.r)
		near(t, what+"revenue", x.Revenue.Float()/1e6, c.revenue, c.sd+5e-4, 1e6)
		near(t, what+"sale probability", float64(x.Impressions)/1e6, c.sold, math.Sqrt(c.sold*(1-c.sold)), 1e6)
		near(t, what+"welfare", x.Value.Float()/1e6, c.welfare, 0.42, 1e6)
	}
	best, most := 0.0, 0.0
	for r := 0.3; r < 0.71; r += 0.05 {
		s, results := play(t, "theory/a4-reserve-uniform", fmt.Sprintf("mechanism.reserve=%.2f USD", r), "market.pinners.count=100000")
		if x := total(s, results[0][0]).Revenue.Float(); x > most {
			best, most = r, x
		}
	}
	if math.Abs(best-0.5) > 1e-9 {
		t.Errorf("the best reserve is %v, want 0.5", best)
	}
}

// Catalogue P-B1: exact payments of the Edelman-Ostrovsky-Schwarz example, per page view with slot effects 1 and 0.5.
func TestB1GSPExample(t *testing.T) {
	for mechanism, want := range map[string]float64{"gsp": 5, "vcg": 4} {
		s, results := play(t, "theory/b1-gsp-example", "mechanism.auction="+mechanism)
		x := total(s, results[0][0])
		if got := x.Revenue.Float() / float64(x.Auctions); math.Abs(got-want) > 1e-9 {
			t.Errorf("%s: revenue per view %v, want %v", mechanism, got, want)
		}
		if got := x.Value.Float() / float64(x.Auctions); math.Abs(got-12) > 1e-9 {
			t.Errorf("%s: welfare per view %v, want 12", mechanism, got)
		}
	}
}

// Catalogue P-C10: e purchases and e/2 spent before the budget is gone.
func TestC10BudgetDepletion(t *testing.T) {
	_, results := play(t, "theory/c10-budget-depletion")
	n, purchases, squares, spend := 0.0, 0.0, 0.0, 0.0
	for _, r := range results {
		for _, d := range r[0].Days {
			k := float64(d.Groups[0].Impressions)
			n++
			purchases += k
			squares += (k - math.E) * (k - math.E)
			spend += d.Groups[0].Revenue.Float()
			if d.Groups[0].Overdelivery != 0 {
				t.Fatal("the charge that empties the budget is not overdelivery under last_may_overshoot")
			}
		}
	}
	near(t, "purchases", purchases/n, math.E, 0.875, n)
	near(t, "spend", spend/n, math.E/2, 0.25, n)
	if sd := math.Sqrt(squares / n); math.Abs(sd-0.875) > 0.02 {
		t.Errorf("SD of purchases %v, want 0.875", sd)
	}
}

// Catalogue P-F1: click-through rates by slot, from the clicks that each further slot adds under common random numbers.
func TestF1PositionBasedClicks(t *testing.T) {
	slots, exam, before := "", "", 0.0
	for k, want := range []struct{ ctr, sd float64 }{{0.116667, 0.33}, {0.07, 0.26}, {0.040833, 0.2}} {
		slots += fmt.Sprint(",", k+1)
		exam += []string{",1", ",0.6", ",0.35"}[k]
		s, results := play(t, "theory/f1-position-based-clicks", "market.surfaces.page.ad_slots=["+slots[1:]+"]", "market.surfaces.page.examination=["+exam[1:]+"]")
		x := total(s, results[0][0])
		clicks := float64(x.Clicks) / sim.Unit / float64(x.Auctions)
		near(t, fmt.Sprint("slot ", k+1), clicks-before, want.ctr, want.sd, float64(x.Auctions))
		before = clicks
	}
}

// Catalogue P-F8: daily active Pinners are Poisson(625) with lag-1 autocorrelation 0.92.
func TestF8PopulationQueue(t *testing.T) {
	_, results := play(t, "theory/f8-population-queue")
	days := results[0][0].Days
	mean, variance, lagged, n := 0.0, 0.0, 0.0, float64(len(days))
	for _, d := range days {
		mean += float64(d.State[0].Active) / n
	}
	for i, d := range days {
		x := float64(d.State[0].Active) - mean
		variance += x * x / n
		if i > 0 {
			lagged += x * (float64(days[i-1].State[0].Active) - mean) / n
		}
	}
	if math.Abs(mean-625) > 7.8 {
		t.Errorf("mean %v, want 625 within 7.8", mean)
	}
	// The variance of a correlated series: SE = 625 sqrt(2/T (1+r^2)/(1-r^2)).
	if tolerance := 4 * 625 * math.Sqrt(2/n*(1+0.92*0.92)/(1-0.92*0.92)); math.Abs(variance-625) > tolerance {
		t.Errorf("variance %v, want 625 within %v", variance, tolerance)
	}
	if r := lagged / variance; math.Abs(r-0.92) > 4*math.Sqrt((1-0.92*0.92)/n) {
		t.Errorf("autocorrelation %v, want 0.92", r)
	}
}

// Catalogue P-H1: diurnal arrivals by thinning: hourly means, dispersion, accepted fraction, exponential gaps of the envelope.
func TestH1DiurnalArrivals(t *testing.T) {
	s, results := play(t, "theory/h1-diurnal-arrivals")
	var hours [24]float64
	daily, squares := 0.0, 0.0
	days := results[0][0].Days
	n := float64(len(days))
	for _, d := range days {
		sum := 0.0
		for h := range d.Hours {
			hours[h] += float64(d.Hours[h].Sessions)
			sum += float64(d.Hours[h].Sessions)
		}
		daily += sum
		squares += (sum - 2400) * (sum - 2400)
	}
	chi := 0.0
	for h := range hours {
		a, b := 2*math.Pi*float64(h)/24, 2*math.Pi*float64(h+1)/24
		want := 100 * (1 + 0.6*(math.Cos(a)-math.Cos(b))*24/(2*math.Pi))
		near(t, fmt.Sprint("hour ", h), hours[h]/n, want, math.Sqrt(want), n)
		chi += (hours[h] - want*n) * (hours[h] - want*n) / (want * n)
	}
	if chi > 24+5*math.Sqrt(48) {
		t.Errorf("chi-square %v with 24 degrees of freedom", chi)
	}
	near(t, "a day", daily/n, 2400, math.Sqrt(2400), n)
	if ratio := squares / n / 2400; math.Abs(ratio-1) > 4*math.Sqrt(2/n) {
		t.Errorf("variance over mean of the daily count %v, want 1", ratio)
	}
	x := total(s, results[0][0])
	near(t, "accepted", float64(x.Sessions)/float64(x.Potential), 0.625, math.Sqrt(0.625*0.375), float64(x.Potential))
	exponentialGaps(t, s)
}

// exponentialGaps is a Kolmogorov-Smirnov test of 20,000 gaps of the envelope's Poisson process, 160 an hour.
func exponentialGaps(t *testing.T, s *scenarios.Scenario) {
	t.Helper()
	const n = 20_000
	var gaps []float64
	last := sim.Time(0)
	stop := fmt.Errorf("enough")
	err := sim.Potentials(context.Background(), s.Spec, 0, func(p *sim.Potential) error {
		gaps = append(gaps, float64(p.Start-last)/float64(sim.Hour)*160)
		last = p.Start
		if len(gaps) == n {
			return stop
		}
		return nil
	})
	if err != stop {
		t.Fatal(err)
	}
	if d := kolmogorov(gaps, func(x float64) float64 { return 1 - math.Exp(-x) }); d*math.Sqrt(n) > 2.23 { // p = 1e-4
		t.Errorf("KS distance %v of %d gaps from Exp(1)", d, n)
	}
}

// Catalogue P-H4 (i): sessions running at the start of an hour are Poisson(10).
func TestH4ConcurrentSessions(t *testing.T) {
	_, results := play(t, "theory/h4-concurrent-sessions")
	n, mean, squares := 0.0, 0.0, 0.0
	for i, d := range results[0][0].Days {
		if i == 0 {
			continue // the market opens empty
		}
		for h := range d.Hours {
			x := float64(d.Hours[h].Concurrent)
			n++
			mean += x
			squares += x * x
		}
	}
	mean /= n
	if math.Abs(mean-10) > 0.11 {
		t.Errorf("mean %v over %v hours, want 10 within 0.11", mean, n)
	}
	if v := squares/n - mean*mean; math.Abs(v-10) > 0.5 {
		t.Errorf("variance %v, want 10 within 0.5", v)
	}
}

// Catalogue P-H4 (ii): the budget is gone after a Gamma(50, 5/h) time.
func TestH4BudgetExhaustion(t *testing.T) {
	_, results := play(t, "theory/h4-budget-exhaustion")
	n, mean, squares := float64(len(results)), 0.0, 0.0
	for _, r := range results {
		c := r[0].Campaigns[0]
		if c.ExhaustedAt == sim.Never || c.Spend != 50*sim.Unit {
			t.Fatalf("spent %v, exhausted at %v", c.Spend.Float(), c.ExhaustedAt)
		}
		hours := float64(c.ExhaustedAt) / float64(sim.Hour)
		mean += hours / n
		squares += (hours - 10) * (hours - 10) / n
	}
	near(t, "hours", mean, 10, 1.414214, n)
	if sd := math.Sqrt(squares); math.Abs(sd-1.414214) > 4*1.414214/math.Sqrt(2*n) {
		t.Errorf("SD %v, want 1.414", sd)
	}
}

// Catalogue P-I1 (3): scaling all money by c scales all payments and leaves allocations unchanged.
func TestI1ScalingMoney(t *testing.T) {
	s, base := play(t, "theory/i1-invariants")
	set := []string{"mechanism.reserve=0.40 USD"}
	for name, v := range map[string][2]float64{"a": {1, 20}, "b": {0.8, 10}, "c": {0.6, 500}, "d": {0.4, 30}, "e": {0.2, 30}} {
		set = append(set, fmt.Sprintf("market.campaigns.groups.shops.list.%s.value=%g USD", name, v[0]*4), fmt.Sprintf("market.campaigns.groups.shops.list.%s.daily_budget=%g USD", name, v[1]*4))
	}
	_, scaled := play(t, "theory/i1-invariants", set...)
	x := total(s, base[0][0])
	for i, c := range base[0][0].Campaigns {
		d := scaled[0][0].Campaigns[i]
		if c.Impressions != d.Impressions || c.Clicks != d.Clicks {
			t.Errorf("%s: %d impressions became %d", c.Name, c.Impressions, d.Impressions)
		}
		// Each charge is rounded to a billionth once, so payments agree to two billionths a charge.
		if gap := d.Spend - 4*c.Spend; gap > 4*sim.Nano(x.Impressions) || gap < -4*sim.Nano(x.Impressions) {
			t.Errorf("%s: 4 x %d became %d", c.Name, c.Spend, d.Spend)
		}
	}
}

// Catalogue P-I1 (4), (5), (7): the order of campaigns, and a second run, change nothing; the accounts add up.
func TestI1OrderAccountsAndSeed(t *testing.T) {
	s, base := play(t, "theory/i1-invariants")
	_, again := play(t, "theory/i1-invariants")
	if !reflect.DeepEqual(base, again) {
		t.Error("the same seed gave another history")
	}
	const list = "[{name: e, value: 0.2 USD, daily_budget: 30 USD}, {name: c, value: 0.6 USD, daily_budget: 500 USD}, {name: a, value: 1 USD, daily_budget: 20 USD}, " +
		"{name: d, value: 0.4 USD, daily_budget: 30 USD}, {name: b, value: 0.8 USD, daily_budget: 10 USD}]"
	if _, permuted := play(t, "theory/i1-invariants", "market.campaigns.groups.shops.list="+list); !reflect.DeepEqual(base, permuted) {
		t.Error("permuting the campaigns changed the outcome")
	}
	var spend, value sim.Nano
	for _, c := range base[0][0].Campaigns {
		spend, value = spend+c.Spend, value+c.Value
		if c.Spend > c.Budget {
			t.Errorf("%s spent %d of %d", c.Name, c.Spend, c.Budget)
		}
	}
	x := total(s, base[0][0])
	if x.Revenue != spend || x.Value != value || spend == 0 {
		t.Errorf("revenue %d and value %d, by campaign %d and %d", x.Revenue, x.Value, spend, value)
	}
	_, other := play(t, "theory/i1-invariants", "run.seed=12")
	if reflect.DeepEqual(base[0][0].Days, other[0][0].Days) {
		t.Error("another seed gave the same history")
	}
}
