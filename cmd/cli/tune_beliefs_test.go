package cli

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"marketsim/reports/tuning"
	"marketsim/scenarios"
	"marketsim/sim/units"
)

// sighted is revenue by the law of P-F6: sightedness x closes 5% of its gap to -p a every day, and a day with a ads brings a (1 + x).
func sighted(p float64, days int, load func(day int) float64) (sum float64) {
	x := 0.0
	for d := range days {
		a := load(d)
		sum += a * (1 + x)
		x += 0.05 * (-p*a - x)
	}
	return sum
}

func steady(a float64) func(int) float64 { return func(int) float64 { return a } }

// believed searches the market of ad blindness (P-F6) over two beliefs that prefer different ad loads, 11 and 19, where 14 is best in expectation.
func believed(t *testing.T) *tuning.Summary {
	t.Helper()
	const search = `
arms:
  late: {set: {mechanism.ad_load.per_session: 20}, start: 150d}
  ramped: {set: {mechanism.ad_load.per_session: 4}, ramp: 60d}
beliefs:
  strong: {weight: 50%, set: {market.pinners.long_run.per_ad: -5%}}
  weak: {weight: 50%, set: {market.pinners.long_run.per_ad: -3%}}
tune:
  levers: {mechanism.ad_load.per_session: {from: 1, to: 25}}
  strategies: [late, ramped]
  maximise: revenue
  budget: {runs: 70, start: 6}
`
	return tunedFrom(t, "f6-ad-blindness", search, "replications: 1", "replications: 2", "horizon: 1500d", "horizon: 180d",
		"ad_slots: [1, 2, 3, 4, 5]", slotsUpTo(25), "count: 20, value", "count: 25, value", "candidates: 0}", "candidates: 0, ad_load: {per_session: 10}}")
}

// TestBeliefsPreferDifferentLoads: the best load under each belief, in expectation and for the least regret, regrets and the value of information, from
// the closed form of P-J1; and what arms with a schedule bring, from its recursion.
func TestBeliefsPreferDifferentLoads(t *testing.T) {
	s := believed(t)
	d := s.Decision
	loads := map[string]func(int) float64{"as it stands": steady(10), "late": func(day int) float64 {
		if day < 150 {
			return 10
		}
		return 20
	}, "ramped": func(day int) float64 { return math.Round(10 - 6*min(1, float64(day+1)/61)) }}
	for _, x := range []struct {
		strategy int
		want     string
	}{{d.BestIn[0], "ad_load.per_session 11"}, {d.BestIn[1], "ad_load.per_session 19"}, {d.Best, "ad_load.per_session 14"}} {
		if got := d.Strategies[x.strategy].Name; got != x.want {
			t.Errorf("%s, want %s", got, x.want)
		}
	}
	unit := float64(d.Strategies[0].Values[0].Mean) / sighted(0.05, 180, steady(10)) // what an ad brings
	value := func(p float64, k int) float64 {
		load := loads[d.Strategies[k].Name]
		if load == nil {
			a, _ := strings.CutPrefix(d.Strategies[k].Name, "ad_load.per_session ")
			ads, err := strconv.Atoi(a)
			if err != nil {
				t.Fatal(err)
			}
			load = steady(float64(ads))
		}
		return unit * sighted(p, 180, load)
	}
	for k := range d.Strategies {
		x := &d.Strategies[k]
		for b, p := range []float64{0.05, 0.03} {
			if want := value(p, k); math.Abs(float64(x.Values[b].Mean)/want-1) > 0.002 {
				t.Errorf("%s under %s: %v, want %v", x.Name, d.Beliefs[b].Name, x.Values[b].Mean, want)
			}
			if want := value(p, d.BestIn[b]) - value(p, k); math.Abs(float64(x.Regret[b].Mean)-want) > 0.002*value(p, k) {
				t.Errorf("%s under %s: regret %v, want %v", x.Name, d.Beliefs[b].Name, x.Regret[b].Mean, want)
			}
		}
	}
	best := func(a float64) float64 {
		return unit * (sighted(0.05, 180, steady(a)) + sighted(0.03, 180, steady(a))) / 2
	}
	want := unit*(sighted(0.05, 180, steady(11))+sighted(0.03, 180, steady(19)))/2 - best(14)
	if got := float64(d.EVPI.Mean); math.Abs(got/want-1) > 0.02 {
		t.Errorf("perfect information is worth %v, want %v", got, want)
	}
	if len(d.Pairs) != 1 || math.Abs(float64(d.Pairs[0].Worth.Mean-d.EVPI.Mean)) > 1e-9*want {
		t.Errorf("of two beliefs the pair is worth %v, all information %v", d.Pairs, d.EVPI.Mean)
	}
	if d.Test == nil || d.Test.Days != 28 || d.Test.Metrics[d.Test.Best] == "sessions_per_pinner_day" {
		t.Errorf("the test is %+v; sessions do not react in this market", d.Test)
	}
	separate(t, s)
}

// separate compares what strategies bring under a belief with runs of the scenario in which that belief is simply what the file says.
func separate(t *testing.T, s *tuning.Summary) {
	t.Helper()
	text, err := scenarios.Read("theory/f6-ad-blindness")
	if err != nil {
		t.Fatal(err)
	}
	for b, per := range []string{"-5%", "-3%"} {
		o := scenarios.Options{Seed: &s.FreshSeed, Replications: s.Decision.Replications, Set: []string{"run.horizon=180d", "market.pinners.long_run.per_ad=" + per,
			"market.surfaces.page." + strings.Replace(slotsUpTo(25), ": ", "=", 1), "market.campaigns.groups.ads.count=25", "mechanism.ad_load.per_session=10",
			"arms={other: {set: {mechanism.ad_load.per_session: 14}}}"}}
		market, ds := scenarios.Load("f6.yaml", text, o)
		if market == nil {
			t.Fatal(ds)
		}
		all, err := units.Play(t.Context(), market.Spec, 2)
		if err != nil {
			t.Fatal(err)
		}
		for arm, k := range []int{0, s.Decision.Best} {
			sum := 0.0
			for r := range all {
				for d := range all[r][arm].Days {
					sum += all[r][arm].Days[d].Cells[0].Revenue.Float() / float64(len(all))
				}
			}
			if got := float64(s.Decision.Strategies[k].Values[b].Mean); math.Abs(got/sum-1) > 1e-9 {
				t.Errorf("%s under %s: %v, and %v in a run of its own", s.Decision.Strategies[k].Name, s.Decision.Beliefs[b].Name, got, sum)
			}
		}
	}
}
