package horizon

import (
	"math"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"marketsim/reports/estimate/longrun"
	"marketsim/sim/rng"
)

// TestChosenByMeanOverRedraws: of two methods that cost as much, one that costs 1 in three draws and 9 in the fourth costs 3 in the mean, and the one that always costs 2 is named, though it is the cheapest in one draw of
// four only; the answer says so, and which one is cheaper in the others. What costs the same counts for the one that is named.
func TestChosenByMeanOverRedraws(t *testing.T) {
	lucky := candidate{Answer{Method: LastWeek, Days: 28}, []float64{1, 1, 1, 9}}
	steady := candidate{Answer{Method: Post, Days: 35}, []float64{2, 2, 2, 2}}
	a := choose([]candidate{lucky, steady})
	if a.Method != Post || a.Sure != 0.25 || a.Next != LastWeek || a.NextSure != 0.75 {
		t.Errorf("%+v", a)
	}
	if got, want := a.certainly(), " It is the cheapest method in 25% of redraws of the tests (last week's revenue after 28 days: 75%), which says nothing of how sure one test is."; got != want {
		t.Errorf("%q", got)
	}
	if rare := (&Answer{For: thisHere, Sure: 0.99, Next: Extended, NextSure: 0.005}).certainly(); rare != " It is the cheapest method in 99% of redraws of the tests, which says nothing of how sure one test is." {
		t.Errorf("one draw of 200: %q", rare)
	}
	same := candidate{Answer{Method: AsRead}, steady.draws}
	if a = choose([]candidate{steady, same}); a.Method != Post || a.Sure != 1 || a.Next != "" {
		t.Errorf("%+v", a)
	}
	// A method after another wait is another answer: what it saves then is not what is named.
	sooner := candidate{Answer{Method: Post, Days: 28}, []float64{1, 1, 3, 9}}
	if a = choose([]candidate{sooner, steady}); a.Days != 35 || a.Sure != 0.5 || a.Next != Post || a.NextDays != 28 || a.NextSure != 0.5 {
		t.Errorf("one method after two waits: %+v", a)
	}
	if one := choose([]candidate{{Answer{Method: Post}, []float64{2}}}); one.Sure != 0 || one.certainly() != "" {
		t.Errorf("one test: %+v", one)
	}
}

// TestHowSureTheDayIs: of ten tests the quick ones lose from day 28 on and the slow ones from day 91 on. With nine quick ones the method is right from day 28 on as they are; drawn again, the
// slow one comes twice in a quarter of the draws, so that the last day is 91; in no draw is it right before day 28.
func TestHowSureTheDayIs(t *testing.T) {
	r := Judge([]*Launch{crossing(9)}, false, rng.Root(1, 0))
	for i := range r.Focus.Methods {
		if m := &r.Focus.Methods[i]; m.Name == LastWeek {
			costs, days := m.redraw(rng.Root(2, 0))
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
		{40, 28, 0, "the day from which on it is right is 28 at the earliest, and in 20% of the redraws it is not right within the horizon."},
		{5, 28, 91, "the day from which on it is right lies between 28 and 91 in 95% of the redraws."},
		{0, 28, 91, "the day from which on it is right lies between 28 and 91 in 95% of the redraws."},
		{196, 0, 0, "in 98% of the redraws it is not right within the horizon."},
	} {
		a, days := Answer{Sure: 1}, make([]int, Draws)
		for k := x.never; k < Draws; k++ {
			if days[k] = 28; k%2 == 0 {
				days[k] = 91
			}
		}
		if a.drawn(days); a.EarliestDay != x.earliest || a.LatestDay != x.latest || a.Never != float64(x.never)/Draws {
			t.Errorf("%d never: day %d to %d, never in %v", x.never, a.EarliestDay, a.LatestDay, a.Never)
		}
		if got := a.certainly(); !strings.HasSuffix(got, "how sure one test is; "+x.want) {
			t.Errorf("%d never: %q", x.never, got)
		}
	}
	// Nine of ten tests are right from day 7 on, one on no day: a draw that has it twice or more often has no day.
	week := slices.Repeat([]outcome{{right: true}}, 9)
	week = append(week, outcome{})
	r := &Report{Focus: &Focus{Tests: 10, Methods: []Method{{Name: AsRead, Day: 7, outcomes: [][]outcome{week, week}}}}}
	a := r.ownHere()
	within(t, "share of draws with the wrong test twice or more", a.Never, 1-math.Pow(0.9, 10)-math.Pow(0.9, 9), 4*math.Sqrt(0.26*0.74/Draws))
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
		if got := r.others(); got[0].Method != x.tried || got[len(got)-1].Method != x.fresh {
			t.Errorf("%+v: %+v", x.checks, got)
		}
	}
	r.Checks, r.Replications = nil, 1
	if got := r.others(); got[0].Method != AsRead {
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
			if x := judged(stays, newIntervals(stays, wait).of(name, reading)); x.Covers < 0.90 || x.Covers > 0.985 {
				t.Errorf("%s after %d days covers %v", name, wait, x.Covers)
			}
		}
	}
	reading, _ := reader(moves, AsRead, 14)
	if x := judged(moves, newIntervals(moves, 14).of(AsRead, reading)); x.Covers > 0 || x.Wrong < 1 {
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

// TestNoiseOfReadings: noise of days makes 1 of a mean of 14 days, the root of 2 of a last week, and of a post-period after 28 days what two means of 14 days and the pace make of it.
func TestNoiseOfReadings(t *testing.T) {
	l := made(0, 0, 0, 0, 1)
	factor := published.Seen(float64(l.Days())-LongRun/2) / (published.Seen(14) * math.Exp(-0.012*7))
	for _, x := range []struct {
		method string
		wait   int
		want   float64
		within float64
	}{{AsRead, 14, 1, 1e-6}, {LastWeek, 56, math.Sqrt2, 1e-6}, {Post, 28, factor * math.Sqrt2, 0.1 * factor}} {
		reading, err := reader([]*Launch{l}, x.method, x.wait)
		if err != nil {
			t.Fatal(err)
		}
		within(t, x.method, l.amplified(reading, x.wait), x.want, x.within)
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
