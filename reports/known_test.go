package reports_test

import (
	"math"
	"strings"
	"testing"

	"marketsim/reports"
	"marketsim/reports/stats"
	"marketsim/reports/verdict"
	"marketsim/sim/ask"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// known is a market of one part whose days are what fill writes: all numbers of the summary can be worked out by hand.
func known(arms, replications, days int, fill func(arm, replication, day int, d *results.DayResult)) *reports.Input {
	in := &reports.Input{Scenario: "known", Hash: "0", Version: "v0", Days: days, Planned: replications,
		Axes: results.Axes{Segments: []string{"all_pinners"}, Surfaces: []string{"home"}, Groups: []string{"all_ads"}}}
	in.Questions.Invariants = []string{} // sums by hour and campaign are left empty
	names := []string{"control", "first", "second", "third"}
	for a := range arms {
		in.Arms = append(in.Arms, reports.ArmInfo{Name: names[a]})
	}
	for r := range replications {
		list := make([]*results.Result, arms)
		for a := range list {
			list[a] = &results.Result{Arm: names[a], Replication: r}
			for d := range days {
				day := results.DayResult{Cells: make([]results.Tally, 1), Groups: make([]results.Tally, 1), State: make([]results.PinnerState, 1)}
				fill(a, r, d, &day)
				list[a].Days = append(list[a].Days, day)
			}
		}
		in.Results = append(in.Results, list)
	}
	return in
}

// dollars is revenue on a day.
func dollars(d *results.DayResult, x float64) { d.Cells[0].Revenue = spec.Nano(math.Round(x * 1e9)) }

// concluded is the summary of known results.
func concluded(t *testing.T, in *reports.Input) *reports.Summary {
	t.Helper()
	s, err := verdict.Summarise(in)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestEffectsAreAgainstTheirOwnBase: an arm that is compared with another arm has that arm's level as its base.
func TestEffectsAreAgainstTheirOwnBase(t *testing.T) {
	in := known(4, 2, 3, func(arm, _, _ int, d *results.DayResult) { dollars(d, []float64{100, 200, 150, 50}[arm]) })
	in.Arms[2].Versus, in.Arms[3].Versus = 1, 2
	s := concluded(t, in)
	for _, c := range []struct {
		arm, versus  string
		base, change float64
	}{{"first", "control", 300, 1}, {"second", "first", 600, -0.25}, {"third", "second", 450, -2.0 / 3}} {
		e := s.Effect(c.arm, "revenue", reports.Everyone, reports.Everyone)
		if e == nil || e.Versus != c.versus {
			t.Fatalf("%s: %+v", c.arm, e)
		}
		near(t, c.arm+": base", *e.Base, c.base, 1e-9)
		near(t, c.arm+": change", *e.Change, c.change, 1e-12)
	}
}

// threeValues is a control of three replications with the revenues middle-spread, middle, middle+spread: Student's t of the mean
// is sqrt(3) middle/spread with 2 degrees of freedom, whose one-sided p is (1 - t/sqrt(2 + t^2))/2.
func threeValues(p float64, checks ...ask.Check) *reports.Input {
	u := 1 - 2*p
	t := math.Sqrt(2*u*u/(1-u*u)) / math.Sqrt(3) // middle / spread
	in := known(1, 3, 1, func(_, r, _ int, d *results.DayResult) { dollars(d, 100*t+100*float64(r-1)) })
	in.Questions.Checks = checks
	return in
}

func aboveZero(id string) ask.Check {
	return ask.Check{ID: id, Arm: "control", Metric: "revenue", Window: ask.Window{Name: "all", From: 0, To: 1}, Require: "value > 0 USD",
		Rule: ask.Rule{Subject: ask.Level, Op: ">"}, OnInconclusive: "inconclusive"}
}

// TestBothSidesOfACheckShareItsError: a one-sided p of 0.03 is 0.06 of the check, corrected or not; alone it decides nothing at 95%.
func TestBothSidesOfACheckShareItsError(t *testing.T) {
	for _, correction := range []string{"", "none"} {
		in := threeValues(0.03, aboveZero("revenue"))
		in.Questions.Correction = correction
		c := concluded(t, in).Checks[0]
		near(t, "p of the check", *c.P, 0.06, 1e-6)
		if c.Status != reports.Inconclusive || *c.Lo > 0 {
			t.Errorf("correction %q: %s with an interval from %g", correction, c.Status, *c.Lo)
		}
	}
	in := threeValues(0.02, aboveZero("revenue"))
	in.Questions.Correction = "none"
	if c := concluded(t, in).Checks[0]; c.Status != reports.Pass || !(*c.Lo > 0) {
		t.Errorf("p = 0.04: %s with an interval from %g", c.Status, *c.Lo)
	}
}

// TestNeededCountsTheCorrection: how many replications would decide a check follows from the error rate that the correction leaves it: 5% over both
// sides of all checks, or of its own where there is no correction. The mean is 30% of the deviation.
func TestNeededCountsTheCorrection(t *testing.T) {
	tail := (1 - 0.3*math.Sqrt(3)/math.Sqrt(2+0.27)) / 2
	for _, c := range []struct {
		checks     int
		correction string
		alpha      float64
	}{{1, "", 0.025}, {4, "", 0.00625}, {4, "none", 0.025}} {
		var list []ask.Check
		for k := range c.checks {
			list = append(list, aboveZero("revenue"+string(rune('a'+k))))
		}
		in := threeValues(tail, list...)
		in.Questions.Correction = c.correction
		got, want := concluded(t, in).Checks[0].Needed, stats.Needed(0.3, 1, c.alpha)
		if got != want || want < 80 {
			t.Errorf("%d checks, correction %q: %d replications would decide, want %d", c.checks, c.correction, got, want)
		}
	}
}

// TestLooksSpendTheirShare: of 5% the first look, after 3 of at most 12 replications, may spend 1.25%. A check with p = 0.02 passes
// where there is one look and does not at the first of several; one with p = 0.01 passes.
func TestLooksSpendTheirShare(t *testing.T) {
	for _, c := range []struct {
		oneSided float64
		looks    bool
		status   string
	}{{0.01, false, reports.Pass}, {0.01, true, reports.Inconclusive}, {0.005, true, reports.Pass}} {
		in := threeValues(c.oneSided, aboveZero("revenue"))
		level := 0.95
		if c.looks {
			in.Questions.Sequential = &ask.Sequential{Min: 3, Max: 12, Until: "decided"}
			level = 1 - 0.05/4
		}
		got := concluded(t, in).Checks[0]
		near(t, "level of the interval", got.Level, level, 1e-12)
		if got.Status != c.status {
			t.Errorf("p = %g, several looks %v: %s instead of %s", 2*c.oneSided, c.looks, got.Status, c.status)
		}
	}
}

// TestLifetimeValueIsDiscounted: 5 Pinners bring 10 USD on each of 3 days, at 10% a day: (10 + 9 + 8.1)/5.
func TestLifetimeValueIsDiscounted(t *testing.T) {
	in := known(1, 2, 3, func(_, _, _ int, d *results.DayResult) { d.Cohorts = []results.CohortDay{{Revenue: 10 * spec.Unit}} })
	in.CohortDays, in.Discount = 7, 0.1
	for _, arms := range in.Results {
		arms[0].Lives = []results.Life{{Died: []int64{0, 0, 0, 0}, Censored: []int64{0, 0, 0, 5}}}
	}
	near(t, "value of a Pinner", *concluded(t, in).Lifetimes[0].Value, 27.1/5, 1e-12)
}

// TestLifetimeValueCountsFromArrival: 5 Pinners who came on day 1 bring 10 USD on that day and on the next: the discount begins when they come.
func TestLifetimeValueCountsFromArrival(t *testing.T) {
	in := known(1, 2, 3, func(_, _, _ int, d *results.DayResult) {
		d.Cohorts = []results.CohortDay{{}, {}, {Revenue: 10 * spec.Unit}}
	})
	in.CohortDays, in.Discount = 1, 0.1
	for _, arms := range in.Results {
		for range 3 {
			arms[0].Lives = append(arms[0].Lives, results.Life{Died: []int64{0, 0, 0, 0}, Censored: []int64{0, 0, 5, 0}})
		}
	}
	l := concluded(t, in).Lifetimes[2]
	if near(t, "value of a Pinner", *l.Value, 19./5, 1e-12); l.FromDay != 1 {
		t.Errorf("the cohort came on day %d", l.FromDay)
	}
}

// TestDriftOfAControl: revenue of 100 USD a day in the first 28 days and of 110 USD in the last 28 moved by 10%, whatever lay between, and one of 101.1 USD by 1.1%; a market that
// stands still, or moves by less than 1%, warns of nothing.
func TestDriftOfAControl(t *testing.T) {
	for last, want := range map[float64]string{110: "revenue of arm control moved by +10.0% from the first to the last 28 days", 101.1: "moved by +1.1%", 100.9: "", 100: ""} {
		in := known(1, 2, 70, func(_, _, day int, d *results.DayResult) {
			switch {
			case day < 28:
				dollars(d, 100)
			case day < 42:
				dollars(d, 500)
			default:
				dollars(d, last)
			}
		})
		said := strings.Join(concluded(t, in).Warnings, "\n")
		if strings.Contains(said, "moved by") != (want != "") || !strings.Contains(said, want) {
			t.Errorf("the last days have %v USD: %s", last, said)
		}
	}
}

// TestDriftOfState: activity that falls from 1 to 0.985 is warned of, although visits and revenue stand still, and so is sightedness; 0.992 is not.
func TestDriftOfState(t *testing.T) {
	for last, want := range map[float64]bool{0.985: true, 0.992: false} {
		in := known(1, 2, 56, func(_, _, day int, d *results.DayResult) {
			dollars(d, 100)
			d.Cells[0].Sessions = 10
			level := 1.0
			if day >= 28 {
				level = last
			}
			at := int64(math.Round(100 * level * results.StateUnit))
			d.State[0] = results.PinnerState{Pinners: 100, Activity: at, Sightedness: at}
		})
		said := strings.Join(concluded(t, in).Warnings, "\n")
		for name, warned := range map[string]bool{"activity": want, "sightedness": want, "sessions": false, "revenue": false} {
			if strings.Contains(said, name+" of arm control moved by -1.5%") != warned {
				t.Errorf("state falls to %v, warned of %s: %v; %q", last, name, !warned, said)
			}
		}
	}
}

// TestDriftIsJudgedByReplications: each of four replications stands still over its weeks but for a step half-way, of +7, +1, +7 and +1%. Their mean of 4% has a standard error of
// 1.7%, so that it may be chance; steps of 4% everywhere may not.
func TestDriftIsJudgedByReplications(t *testing.T) {
	for apart, want := range map[float64]bool{3: false, 0: true} {
		in := known(1, 4, 56, func(_, replication, day int, d *results.DayResult) {
			step := 4 + apart*float64(1-replication%2*2)
			dollars(d, 100+step*float64(day/28))
		})
		if got := strings.Contains(strings.Join(concluded(t, in).Warnings, "\n"), "moved by +4.0%"); got != want {
			t.Errorf("replications differ by %v%%: warned %v, want %v", apart, got, want)
		}
	}
}

// TestDriftIsPer30Days: revenue of 1,000 USD on day 0 grows by 10 USD a day over four weeks. Weeks grow by 490 USD around a mean of
// 7,945 USD, and 30 days are 30/7 weeks.
func TestDriftIsPer30Days(t *testing.T) {
	in := known(1, 2, 28, func(_, _, day int, d *results.DayResult) { dollars(d, 1000+10*float64(day)) })
	l := concluded(t, in).LongRunOf("control", "revenue")
	if l == nil || l.Drift == nil {
		t.Fatalf("no drift: %+v", l)
	}
	near(t, "drift", *l.Drift.Change, 490.0/7945*30/7, 1e-9)
	if l.State != reports.Moving {
		t.Errorf("revenue that grows is %s", l.State)
	}
}

// TestPostPeriodTruthIsOfTheLastDayOfExposure: sightedness is 1% of control's higher for each day that went by, the change holds on
// days 0 to 19, so what was learned at its end is the state at the end of day 19: +19%.
func TestPostPeriodTruthIsOfTheLastDayOfExposure(t *testing.T) {
	in := known(2, 2, 42, func(arm, _, day int, d *results.DayResult) {
		d.Cells[0] = results.Tally{Impressions: 1000, Clicks: 20 * spec.Unit, Sessions: 10}
		ahead := 1.0
		if arm == 1 {
			ahead += float64(day) / 100
		}
		d.State[0] = results.PinnerState{Pinners: 100, Sightedness: int64(100 * ahead * results.StateUnit), Activity: 100 * results.StateUnit}
	})
	in.Arms[1].Schedule = reports.Schedule{Stop: 20, Change: "reserve"}
	l := concluded(t, in).LiveOf(reports.PostPeriod, "first", "ctr")
	if l == nil {
		t.Fatal("no live reading")
	}
	near(t, "what was learned", *l.AtStart.Change, 0.19, 1e-6)
	if l.From != 20 || l.To != 34 || l.Exposure != 20 {
		t.Errorf("read on days [%d, %d) after %d days", l.From, l.To, l.Exposure)
	}
}

// TestLongTermRPMAdds: revenue is 10% higher in the first two weeks and 5% in the last; Pinners look at ads a tenth of a percent less each day. LT_RPM is the gain of the
// first weeks and, once or 1.54 times, what was learned by the last.
func TestLongTermRPMAdds(t *testing.T) {
	in := known(2, 2, 84, func(arm, _, day int, d *results.DayResult) {
		gain, sight := 0.0, 1.0
		if arm == 1 {
			gain, sight = 0.05, 1-0.001*float64(day)
			if day < 42 {
				gain = 0.1
			}
		}
		d.Cells[0] = results.Tally{Auctions: 1000, Impressions: 1000, Sessions: 10}
		dollars(d, 1000*(1+gain))
		d.State[0] = results.PinnerState{Pinners: 100, Sightedness: int64(math.Round(100 * sight * results.StateUnit)), Activity: 100 * results.StateUnit}
	})
	in.LongRun = true
	s := concluded(t, in)
	if len(s.LongTermRPM) != 2 {
		t.Fatalf("%d readings: %+v", len(s.LongTermRPM), s.LongTermRPM)
	}
	for i, q := range []float64{1, 1.54} {
		l := s.LongTermRPM[i]
		learned := -0.001 * float64(l.Learned.From+l.Learned.To-1) / 2
		near(t, "gain of the short run", *l.DeltaRPM.Change, 0.1, 1e-9)
		near(t, "learned", *l.Learned.Change, learned, 1e-6)
		near(t, "LT_RPM", *l.LTRPM.Change, 0.1+q*learned, 1e-5)
		near(t, "reached", *l.Reached.Change, 0.05, 1e-9)
		if l.Learned.To != 84 || l.Learned.From < 42 {
			t.Errorf("what was learned is read on days [%d, %d)", l.Learned.From, l.Learned.To)
		}
	}
}

// TestErrorOfTheExtrapolation: sightedness falls by half a percent a day for as long as the change holds, and clicks with it: 20 days of it read -10%
// after them. At a rate of 0.05 a day the reading is a share (1 - 1/e) x mean of exp(-0.05 d) over 14 days of the long run, which in truth is what the last days
// show where the change goes on.
func TestErrorOfTheExtrapolation(t *testing.T) {
	in := known(3, 2, 42, func(arm, _, day int, d *results.DayResult) {
		sight := 1.0
		switch {
		case arm == 1:
			sight -= 0.005 * float64(min(day, 20))
		case arm == 2:
			sight -= 0.005 * float64(day)
		}
		d.Cells[0] = results.Tally{Impressions: 1000, Views: 1000 * spec.Unit, Clicks: int64(100 * sight * spec.Unit), Sessions: 10}
		d.State[0] = results.PinnerState{Pinners: 100, Sightedness: int64(math.Round(100 * sight * results.StateUnit)), Activity: 100 * results.StateUnit}
	})
	in.LearningRate = 0.05
	in.Arms[1].Schedule, in.Arms[2].Schedule = reports.Schedule{Stop: 20, Change: "reserve"}, reports.Schedule{Change: "reserve"}
	l := concluded(t, in).LiveOf(reports.PostPeriod, "first", "ctr")
	if l == nil || l.Error == nil || l.Estimate == nil || l.LongRun == nil {
		t.Fatalf("%+v", l)
	}
	held := 0.0
	for d := range 14 {
		held += math.Exp(-0.05*float64(d)) / 14
	}
	share := (1 - math.Exp(-1)) * held
	near(t, "read", *l.Read.Change, -0.1, 1e-6)
	near(t, "share", *l.Share, share, 1e-12)
	near(t, "extrapolated", *l.Estimate.Change, -0.1/share, 1e-5)
	first, last := l.LongRun.From, l.LongRun.To
	truth := -0.005 * float64(first+last-1) / 2
	near(t, "long run", *l.LongRun.Change, truth, 1e-6)
	near(t, "error", *l.Error.Change, -0.1/share-truth, 1e-5)
}

// TestDriftIsSmallBesideTheEffect: an arm earns a tenth less than control, and gains a twentieth of a percent of it in 30 days: half of the 1% of the effect
// that counts as steady, and more than the 0.02% of the base that would without an effect.
func TestDriftIsSmallBesideTheEffect(t *testing.T) {
	of := func(effect float64) string {
		in := known(2, 2, 84, func(arm, _, day int, d *results.DayResult) {
			dollars(d, 1000+float64(arm)*(1000*effect+0.5*float64(day)/30))
		})
		in.LongRun = true
		l := concluded(t, in).LongRunOf("first", "revenue")
		if l == nil {
			t.Fatal("no long run")
		}
		return l.State
	}
	if got := of(-0.1); got != reports.Steady {
		t.Errorf("beside an effect of -10%% the drift is %s", got)
	}
	if got := of(0); got != reports.Moving {
		t.Errorf("beside no effect the drift is %s", got)
	}
}

// TestDriftIsJudgedByWeeks: revenue rises by 4% from the first to the last days of each of two replications. Where the last weeks, or the first, differ by 8% the mean of 8 has a
// standard error of 1.5%, so that it may be chance; where no week differs it may not.
func TestDriftIsJudgedByWeeks(t *testing.T) {
	for _, x := range []struct {
		first, last float64
		warns       bool
	}{{0, 0, true}, {4, 0, false}, {0, 4, false}} {
		in := known(1, 2, 56, func(_, _, day int, d *results.DayResult) {
			apart, mean := x.first, 100.0
			if day >= 28 {
				apart, mean = x.last, 104
			}
			dollars(d, mean+apart*float64(1-day/7%2*2))
		})
		if got := strings.Contains(strings.Join(concluded(t, in).Warnings, "\n"), "moved by +4.0%"); got != x.warns {
			t.Errorf("first weeks %v%% and last weeks %v%% around their mean: warned %v, want %v", x.first, x.last, got, x.warns)
		}
	}
}

// TestReferencesAreMeans: levels of 10 and 12 in two replications are 11.
func TestReferencesAreMeans(t *testing.T) {
	in := known(1, 2, 1, func(_, _, _ int, d *results.DayResult) { dollars(d, 100) })
	for r, arms := range in.Results {
		arms[0].References = []results.Reference{{Key: "load", Value: 10 + 2*float64(r)}, {Key: "quality", Value: 0.5}}
	}
	got := concluded(t, in).References
	if len(got) != 2 || got[0] != (reports.Reference{Arm: "control", Key: "load", Value: 11}) || got[1].Value != 0.5 {
		t.Errorf("%+v, want 11 and 0.5", got)
	}
}

// TestChangesOfLossesByHand: a surplus that rises from -50 to -40 USD rises by 20% of what it was, in each world.
func TestChangesOfLossesByHand(t *testing.T) {
	in := known(2, 3, 1, func(arm, _, _ int, d *results.DayResult) {
		dollars(d, 100)
		d.Cells[0].Value = spec.Nano(50+10*arm) * spec.Unit
	})
	in.Redraw = []string{"pinners"}
	for _, x := range concluded(t, in).SpreadsOf("first") {
		if x.Metric == "surplus" {
			near(t, "change of the worlds", *x.Here, 0.2, 1e-12)
			return
		}
	}
	t.Error("no surplus by world")
}
