package horizon

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"marketsim/reports/estimate/longrun"
	"marketsim/sim/rng"
)

// TestOneStandardError: of methods as good as the cheapest within one standard error of the difference, by hand, the one that decides first is named, and of those that decide on one day the simplest. Costs of 4 draws that
// are 0, 0, 2 and 2 higher than those of the cheapest have a standard error of 2/sqrt(3) = 1.155: a cost 1.15 higher is as good, one 1.16 higher is not. A method that is right in clearly fewer tests is not as good,
// however little it costs.
func TestOneStandardError(t *testing.T) {
	of := func(method string, days int, cost, right float64, draws ...float64) candidate {
		c := candidate{Answer: Answer{Method: method, Days: days, Right: right, Cost: cost}, costs: draws}
		for range draws {
			c.rights = append(c.rights, right)
		}
		return c
	}
	cheapest := of(Post, 56, 10, 0.9, 10, 10, 10, 10)
	for _, x := range []struct {
		what  string
		other candidate
		want  string
	}{
		{"within an error, and first", of(LastWeek, 28, 11.15, 0.9, 10, 10, 12, 12), "last week's revenue 28, as good: post-period 56"},
		{"beyond an error", of(LastWeek, 28, 11.16, 0.9, 10, 10, 12, 12), "post-period 56, as good: -"},
		{"within an error, and later", of(LastWeek, 84, 11.15, 0.9, 10, 10, 12, 12), "post-period 56, as good: last week's revenue 84"},
		{"within an error, as soon, and simpler", of(Survival, 56, 11.15, 0.9, 10, 10, 12, 12), "survival 56, as good: post-period 56"},
		{"within an error, as soon, and less simple", of(CookieDay, 56, 11.15, 0.9, 10, 10, 12, 12), "post-period 56, as good: cookie-cookie-day 56"},
		{"the same noise in both, which says nothing of their difference", of(LastWeek, 28, 10.01, 0.9, 10.01, 10.01, 10.01, 10.01), "post-period 56, as good: -"},
		{"right in fewer tests", of(LastWeek, 28, 11.15, 0.89, 10, 10, 12, 12), "post-period 56, as good: -"},
		{"without redraws", of(LastWeek, 28, 10.01, 0.9), "post-period 56, as good: -"},
		{"as cheap, without redraws", of(LastWeek, 28, 10, 0.9), "last week's revenue 28, as good: post-period 56"},
	} {
		a := choose([]candidate{cheapest, x.other}, cheaper)
		if got := fmt.Sprintf("%s %d, as good: %s", a.Method, a.Days, a.asGoodText()); got != x.want {
			t.Errorf("%s: %s, want %s", x.what, got, x.want)
		}
	}
	// By how often they are right the other way round: 0.9 and, in draws with an error of 0.02/sqrt(3), 0.89.
	seldom := of(AsRead, 14, 10, 0.89)
	seldom.costs, seldom.rights = cheapest.costs, []float64{0.9, 0.9, 0.88, 0.88}
	if a := choose([]candidate{cheapest, seldom}, oftener); a.Method != AsRead || a.often() != "of the methods without a warning none is clearly right most often; of those as good within one standard error it is the simplest: post-period after 56 days (90% right at 1000.00%)." {
		t.Errorf("%+v: %s", a, a.often())
	}
	if got := (&Report{Focus: &Focus{Tests: 24}}).Rules()[1]; !strings.HasPrefix(got, "How a method is chosen: of those that are as good as the cheapest within one standard error the one that decides first, and of these the simplest.") {
		t.Error(got)
	}
	// After a week revenue so far and the last week's are one number, and not two methods.
	if a := choose([]candidate{of(LastWeek, 7, 1, 0.9), of(AsRead, 7, 1, 0.9)}, cheaper); a.Method != AsRead || len(a.AsGood) > 0 {
		t.Errorf("%+v", a)
	}
	named := choose([]candidate{cheapest, of(LastWeek, 28, 11.15, 0.9, 10, 10, 12, 12)}, cheaper)
	if got, want := named.chosen("all"), "Of all none is clearly the cheapest; of those as good within one standard error it decides first: post-period after 56 days (90% right at 1000.00%)."; got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	named = choose([]candidate{cheapest, of(LastWeek, 84, 11.15, 0.9, 10, 10, 12, 12)}, cheaper)
	if got, want := named.chosen("all"), "It is the cheapest of all, and of those as good within one standard error it decides first: last week's revenue after 84 days (90% right at 1115.00%)."; got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}

// TestHowSureTheDayIs: of ten tests the quick ones lose from day 28 on and the slow ones from day 91 on. With nine quick ones the method is right from day 28 on as they are; drawn again, the
// slow one comes twice in a quarter of the draws, so that the last day is 91; in no draw is it right before day 28.
func TestHowSureTheDayIs(t *testing.T) {
	r := Judge([]*Launch{crossing(9)}, false, rng.Root(1, 0))
	for i := range r.Focus.Methods {
		if m := &r.Focus.Methods[i]; m.Name == LastWeek {
			costs, _, days := m.redraw(rng.Root(2, 0))
			late := 0.0
			for k, day := range days {
				if day != 28 && day != 91 || costs[k] <= 0 {
					t.Fatalf("draw %d: day %d, cost %v", k, day, costs[k])
				}
				if day == 91 {
					late += 1 / float64(len(days))
				}
			}
			within(t, "share of draws with two slow tests or more", late, 1-math.Pow(0.9, 10)-math.Pow(0.9, 9), 4*math.Sqrt(0.26*0.74/Draws))
		}
	}
}

// TestNeverIsLate: of 200 draws 40 have no day from which on the method is right. They are later than all others, so that 95% of the draws have no last day, and a fifth of them are said to have
// none; of five such draws the last day stands; and where all but a few are such, there is no first day either.
func TestNeverIsLate(t *testing.T) {
	for _, x := range []struct {
		never            int
		earliest, latest int
		want             string
	}{
		{40, 28, 0, "Other tests of this kind may make it reliable from day 28 on at the earliest, and in 20% of redraws on no day within the horizon."},
		{5, 28, 91, "Other tests of this kind may make it reliable from any day between 28 and 91 on (95% of redraws)."},
		{0, 28, 91, "Other tests of this kind may make it reliable from any day between 28 and 91 on (95% of redraws)."},
		{196, 0, 0, "In 98% of redraws of the tests it is reliable on no day within the horizon."},
	} {
		a, days := Answer{}, make([]int, Draws)
		for k := x.never; k < Draws; k++ {
			if days[k] = 28; k%2 == 0 {
				days[k] = 91
			}
		}
		if a.drawn(days); a.EarliestDay != x.earliest || a.LatestDay != x.latest || *a.Never != float64(x.never)/Draws {
			t.Errorf("%d never: day %d to %d, never in %v", x.never, a.EarliestDay, a.LatestDay, *a.Never)
		}
		if got := a.redrawnDays(); got != x.want {
			t.Errorf("%d never: %q", x.never, got)
		}
	}
	// Nine of ten tests are right from day 7 on, one on no day: a draw that has it twice or more often has no day.
	week := slices.Repeat([]outcome{{right: true}}, 9)
	week = append(week, outcome{})
	r := &Report{Focus: &Focus{Tests: 10, Methods: []Method{{Name: AsRead, Day: 7, outcomes: [][]outcome{week, week}}}}}
	a := r.ownHere()
	within(t, "share of draws with the wrong test twice or more", *a.Never, 1-math.Pow(0.9, 10)-math.Pow(0.9, 9), 4*math.Sqrt(0.26*0.74/Draws))
	if a.EarliestDay != 7 || a.LatestDay != 0 {
		t.Errorf("%+v", a)
	}
}

// TestNoAnswerThatABoxWarnsOf: the index that reads launches of some market the wrong way is not named for another change of a kind tried, nor is the one of other kinds for a new kind; where
// they hold, or where the other one does not, they are.
func TestNoAnswerThatABoxWarnsOf(t *testing.T) {
	row := func(name string, cost float64) Row {
		return Row{Days: 14, Agreement: longrun.Agreement{Name: name, Right: 0.95, Tests: 80}, Regret: cost}
	}
	r := &Report{Horizon: 200, Launches: 80, Rows: []Row{row(AsRead, 0.003), row(Index, 0.001), row(OtherLevers, 0.002)}, Focus: &Focus{Arm: "more"}}
	for _, x := range []struct {
		checks       []Check
		tried, fresh string
	}{
		{nil, Index, OtherLevers}, {[]Check{{Of: "market", Turned: []string{"less"}}}, AsRead, OtherLevers}, {[]Check{{Of: "kind", Turned: []string{"less"}}}, Index, AsRead}, {[]Check{{Of: "market", Missed: 1}}, Index, OtherLevers},
	} {
		r.Checks = x.checks
		if got := r.others(r.advised(OtherLevers)); got[0].Method != x.tried || got[len(got)-1].Method != x.fresh {
			t.Errorf("%+v: %+v", x.checks, got)
		}
	}
	r.Checks, r.Replications = nil, 1
	if got := r.others(r.advised(OtherLevers)); got[0].Method != AsRead {
		t.Errorf("unchecked: %+v", got)
	}
}

// TestIntervalsOfAllMethods: where an effect stays and its days have noise, 95% intervals of the mean of two weeks hold the long run in about as many tests; where it moves from a gain to a
// loss they hold it in none and are sure of the wrong sign. An index's interval is what 95% of tests in other markets missed.
func TestIntervalsOfAllMethods(t *testing.T) {
	const noise = 0.004
	var stays, moves []*Launch
	for fold := range 200 {
		l, key := made(fold, 0, 0.01, 0.01, 1), rng.Root(uint64(fold), 5)
		for d := range 100 {
			l.changed[0][d] += 100 * noise * distuv.UnitNormal.Quantile(key.Uniform(uint64(d)))
		}
		stays, moves = append(stays, l), append(moves, made(fold, 0, 0.02, -0.02, 0.01))
	}
	for _, wait := range []int{14, 56} {
		for _, name := range []string{AsRead, LastWeek} {
			reading, _ := reader(stays, name, wait)
			if x := row(stays, name, wait, reading, newIntervals(stays, wait).of(name, reading)).Interval; x.Covers < 0.90 || x.Covers > 0.985 {
				t.Errorf("%s after %d days covers %v", name, wait, x.Covers)
			}
		}
	}
	reading, _ := reader(moves, AsRead, 14)
	if x := row(moves, AsRead, 14, reading, newIntervals(moves, 14).of(AsRead, reading)).Interval; x.Covers > 0 || x.Wrong < 1 {
		t.Errorf("what moves: %+v", x)
	}
	few := stays[:3]
	off := map[int]float64{0: 0.001, 1: 0.002, 2: 0.005}
	of := newIntervals(few, 14).of(Index, func(l *Launch) float64 { return l.Truth() + off[l.fold] })
	for fold, want := range map[int]float64{0: 0.005, 1: 0.005, 2: 0.002} {
		lo, hi := of(few[fold])
		within(t, "half of an index's interval", (hi-lo)/2, want, 1e-12)
	}
}

// TestNoiseOfReadings: by hand, where the difference of two groups has noise of its own on each day, the root of 14 for 1 of the mean of 14 days: a mean over n days that counts c times has c
// times the root of 14/n, and the effect of the first day adds 14. Over 200 days the long run holds 1 - exp(-0.012 x 186) = 0.8927 of what is learned at the published pace.
func TestNoiseOfReadings(t *testing.T) {
	l := made(0, 0, 0, 0, 1)
	for len(l.base) <= staying {
		l.base, l.changed = append(l.base, slices.Repeat([]float64{100}, l.Days())), append(l.changed, slices.Repeat([]float64{90}, l.Days()))
	}
	for _, x := range []struct {
		method string
		wait   int
		want   float64
	}{
		{AsRead, 14, 1}, {AsRead, 56, 0.5}, {LastWeek, 56, math.Sqrt2}, {Holdback, 56, math.Sqrt2},
		{Post, 28, math.Sqrt(14 + 6.2705*6.2705)},          // 0.8927 / (0.15465 of it after 14 days, of which 0.92056 is left), over 14 days
		{CookieDay, 14, math.Sqrt(14 + 2*7.5406*7.5406)},   // 0.8927 / 0.118386 after 10.5 days, over 7
		{Lagged, 14, math.Sqrt(14 + 2*11.555*11.555)},      // 0.8927 / (0.118386 less 0.041129 after 3.5 days), over 7
		{Survival, 56, math.Sqrt2 * math.Pow(0.9, 2.5429)}, // 186 / 52.5 = 3.5429 as many days leave 0.9 to the power of that, and the last week has 0.9
	} {
		within(t, x.method, l.amplified(x.method, x.wait), x.want, 0.002)
	}
}

// TestProgrammeThatAddsUpToALoss: two in three launches gain 2% and end at -2%, the others gain 1% and stay. Two weeks ship all, claim 1.67% a launch and lose 1%; the last week of 56 days
// ships the third that stays and keeps 0.33%, and is named as the rule that would have prevented the loss. The stream, test by test, is in the CSV.
func TestProgrammeThatAddsUpToALoss(t *testing.T) {
	var launches []*Launch
	for i := range 12 {
		l := made(i, 0, 0.02, -0.02, 0.05)
		if i%3 == 0 {
			l = made(i, 0, 0.01, 0.01, 1)
		}
		launches = append(launches, l)
	}
	p := Plan(launches, 0.0005, rng.Root(1, 0))
	first, late := &p.Rules[0], &p.Rules[2]
	within(t, "two weeks keep", first.Later, 100*(0.01/3-0.02*2/3), 0.02)
	within(t, "the last week of 56 days keeps", late.Later, 100*0.01/3, 0.02)
	if best := p.Best(); best.Later < late.Later-0.02 || best.Name == first.Name || !strings.Contains(p.Sentence(), "The rule that would have prevented the loss: "+best.Name+", which keeps +") {
		t.Errorf("%s: %s", best.Name, p.Sentence())
	}
	if first.Lo >= first.Later || first.Hi <= first.Later || len(first.Path) != told || first.Path[told-1].Shipped < 99 {
		t.Errorf("[%v, %v], %d tests, %+v", first.Lo, first.Hi, len(first.Path), first.Path[told-1])
	}
	var b strings.Builder
	if err := WriteProgramme(&b, p); err != nil || !strings.HasPrefix(b.String(), "rule,tests,shipped,claimed,shrunk,holdback,month_six,harmful\n14 days > 0,1,1,") || strings.Count(b.String(), "\n14 days > 0,") != told+1 || !strings.Contains(b.String(), "\n14 days > 0,20000,") {
		t.Errorf("%v\n%.300s", err, b.String())
	}
	if prior := &p.Rules[len(p.Rules)-1]; prior.Name != "56 days, with a prior" || math.Abs(prior.Later-late.Later) > 0.05 || prior.Harmful > 1 {
		t.Errorf("%s keeps %v, %v harmful", prior.Name, prior.Later, prior.Harmful)
	}
	// By hand: long runs of -1, 0, 1 and 2% of readings of 0, 1, 2 and 3% in other markets, with a noise as large as their spread: half of what readings say beyond their mean is to be expected.
	var others []*Launch
	reads := []float64{0.05, 0, 0.01, 0.02, 0.03}
	for i, read := range reads {
		l := made(i, 0, 0, 0, 1)
		for d := range l.Days() {
			l.changed[0][d] = l.base[0][d] * (1 + read - 0.01)
		}
		others = append(others, l)
	}
	spread := math.Sqrt((0.015*0.015 + 0.005*0.005) * 2 / 3)
	within(t, "reading from which on a gain is to be expected", others[0].expects(others, reads, spread), 0.015-0.005*2, 1e-9)
	within(t, "without noise", others[0].expects(others, reads, 0), 0.01, 1e-9)
	only := &Programme{Rules: []Rule{{Name: "14 days > 0", Bill: Bill{Shipped: 99, Claimed: 2, Later: -1}}}}
	if !strings.Contains(only.Sentence(), "only one that ships none of it would have prevented the loss") {
		t.Error(only.Sentence())
	}
}

// TestNoLossToPrevent: where month six loses nothing no rule prevents a loss: where nothing is shipped, and where what is shipped stays at nothing; a rule that keeps more is named for that.
func TestNoLossToPrevent(t *testing.T) {
	for want, rules := range map[string][]Rule{
		"ships 0 of 100 tests: they claim 0%, and month six keeps 0%, the most of all rules":                     {{Name: "14 days > 0"}, {Name: "56 days, last week"}},
		"ships 50 of 100 tests: they claim +30%, and month six keeps 0%, the most of all rules":                  {{Name: "14 days > 0", Bill: Bill{Shipped: 50, Claimed: 0.3}}, {Name: "56 days, last week", Bill: Bill{Later: -0.1}}},
		"ships 0 of 100 tests: they claim 0%, and month six keeps 0%; most is kept by the rule another: +20%":    {{Name: "14 days > 0"}, {Name: "another", Bill: Bill{Shipped: 0.2, Later: 0.2}}},
		"ships 9 of 100 tests: they claim +1%, and month six keeps +10%; most is kept by the rule another: +20%": {{Name: "14 days > 0", Bill: Bill{Shipped: 9, Claimed: 0.01, Later: 0.1}}, {Name: "another", Bill: Bill{Shipped: 5, Later: 0.2}}},
	} {
		if got := (&Programme{Rules: rules}).Sentence(); got != "Shipping what gains in 14 days "+want {
			t.Errorf("%s\nwant %s", got, want)
		}
	}
}
