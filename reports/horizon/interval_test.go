package horizon

import (
	"math"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"marketsim/sim/rng"
)

// noisy is a launch whose effect moves from short to long at a rate, with a noise of 0.2% a day.
func noisy(fold int, short, long, rate float64) *Launch {
	l, key := made(fold, 0, short, long, rate), rng.Root(uint64(fold), 0)
	for d := range l.changed[0] {
		l.changed[0][d] += 0.2 * distuv.UnitNormal.Quantile(key.Uniform(uint64(d)))
	}
	return l
}

// intervals compares those of extrapolated readings of single tests with the tests' own long runs.
func intervals(launches []*Launch, wait int) *Interval {
	return row(launches, Extended, wait, func(l *Launch) float64 { return l.read(Extended, wait) }, newIntervals(launches, wait).of(Extended, nil)).Interval
}

// TestNoIntervalCoversNothing: an index of launches in one market has no tests in others that say by how much it misses, so that it has no interval: neither coverage nor a row, over launches
// or over beliefs. Where one of twenty tests has an interval, that test alone is judged.
func TestNoIntervalCoversNothing(t *testing.T) {
	var launches []*Launch
	for lever := range 4 {
		l := made(0, lever, 0.01, 0.02+float64(lever)/100, 0.05)
		for world := range 5 {
			x := made(0, 5*world+lever, 0.01, 0.02+float64(lever)/100, 0.05)
			l.played = append(l.played, played{x.base, x.changed})
		}
		launches = append(launches, l)
	}
	r := Judge(launches, false, rng.Root(1, 0))
	if x := r.Find(OtherLevers, 14); x == nil || x.Interval != nil {
		t.Errorf("an index of one market: %+v", x)
	}
	for _, row := range slices.Concat(r.IntervalRows(), r.CoverRows()) {
		if row[0] == OtherLevers {
			t.Errorf("a row of no interval: %q", row)
		}
	}
	everything := func(*Launch) (lo, hi float64) { return math.Inf(-1), math.Inf(1) }
	first := func(l *Launch) (lo, hi float64) {
		if l == launches[0].alone()[0] {
			return 0.5, 1 // beside the truth, and sure of its sign
		}
		return everything(l)
	}
	nothing := func(*Launch) float64 { return 0 }
	if x := row(launches, AsRead, 14, nothing, first).Interval; x == nil || *x != (Interval{0, 1, 0}) {
		t.Errorf("one interval: %+v", x)
	}
	list := believing(launches, "")
	if x := over(list, AsRead, 14, nothing, everything).Covers; x != nil {
		t.Errorf("no interval over beliefs covers %v", *x)
	}
	if x := over(list, AsRead, 14, nothing, first).Covers; x == nil || *x != 0 {
		t.Errorf("one interval over beliefs covers %v", x)
	}
}

// TestIntervalsOfExtrapolatedReadings: effects that move from 1% to -2% or from -1% to 2% with a time constant of 50 days. Two weeks of them leave open where they go, twelve
// know; 95% intervals hold the truth, and hardly any leaves out 0 on the wrong side. Intervals of effects that are 0 and stay it leave out 0 as seldom as their level says.
func TestIntervalsOfExtrapolatedReadings(t *testing.T) {
	var moving, none []*Launch
	for fold := range 100 {
		sign := float64(1 - 2*(fold%2))
		moving, none = append(moving, noisy(fold, sign*0.01, -sign*0.02, 0.02)), append(none, noisy(fold, 0, 0, 0.02))
	}
	for _, wait := range []int{14, 28, 84} {
		x, zero := intervals(moving, wait), intervals(none, wait)
		if x.Covers < 0.9 || x.Wrong > 0.05 || zero.Sure > 0.1 {
			t.Errorf("%d days: %+v, of nothing %+v", wait, *x, *zero)
		}
		if wait == 14 && x.Sure > 0.5 || wait == 84 && x.Sure < 0.95 {
			t.Errorf("%d days: %+v", wait, *x)
		}
	}
}

// TestShipOnlyWhatIsSure: of launches whose first gain turns into a loss the curve of two weeks ships some; the rule that waits for its interval to leave out 0 ships fewer
// that do harm, in number and as a share of what it ships. The page says that the first launch is not known yet, and from what day it is.
func TestShipOnlyWhatIsSure(t *testing.T) {
	var launches []*Launch
	for fold := range 100 {
		long := 0.03
		if fold%2 == 0 {
			long = -0.01
		}
		launches = append(launches, noisy(fold, 0.01, long, 0.02))
	}
	rules := map[string]Rule{}
	for _, r := range Plan(launches, 0.002, rng.Root(1, 0)).Rules {
		rules[r.Name] = r
	}
	all, sure := rules["14 days extrapolated"], rules["14 days, curve is sure"]
	if all.Harmful < 5 || sure.Shipped < 5 || sure.Harmful > all.Harmful/4 || sure.Harmful/sure.Shipped > 0.5*all.Harmful/all.Shipped {
		t.Errorf("all %+v\nsure %+v", all, sure)
	}
	r := Judge(launches[:1], false, rng.Root(1, 0))
	c := r.Focus.Curve
	if words := strings.Join(r.Words(), "\n"); c.Lo > -0.01 || c.Hi < 0 || c.From < 21 || c.From > 150 || !strings.Contains(words, "on it leaves out 0, on the right side, in nine of ten tests.") {
		t.Errorf("%+v\n%s", c, words)
	}
	if early, late := launches[0].extrapolated(c.From-7), launches[0].extrapolated(c.From); early.Lo > 0 || early.Hi < 0 || late.Hi > 0 {
		t.Errorf("sure from day %d: before [%v, %v], then [%v, %v]", c.From, early.Lo, early.Hi, late.Lo, late.Hi)
	}
}

// counted is a launch that gains 3% a session in a market of 150 sessions a day, of which it loses up to 5%, each by itself, with a slow start: two stages of 20 and 40 days.
func counted(fold int) *Launch {
	l, key := made(fold, 0, 0, 0, 1), rng.Root(uint64(fold), 1)
	for d := range l.Days() {
		x := (float64(d) + 0.5) / 40
		lost := 0.0
		for i := range 150 {
			if key.Uniform(uint64(150*d+i)) < 0.05*(1-2*math.Exp(-x)+math.Exp(-2*x)) {
				lost++
			}
		}
		l.base[sessions][d], l.changed[sessions][d], l.base[0][d], l.changed[0][d] = 150, 150-lost, 150, 1.03*(150-lost)
	}
	return l
}

// TestIntervalsOfCounts: both markets have the same sessions but for the few that a launch takes, so that in the first days its effects do not vary at all, and later they do: by
// whole sessions. Intervals that took the steps from day to day for all there is to know would be points after a week, and would cover nothing.
func TestIntervalsOfCounts(t *testing.T) {
	var launches []*Launch
	for fold := range 60 {
		launches = append(launches, counted(fold))
	}
	for _, wait := range []int{7, 14, 28, 56, 84} {
		x := intervals(launches, wait)
		t.Logf("%d days: %+v", wait, *x)
		if x.Covers < 0.9 || x.Wrong > 0.05 || wait == 84 && x.Sure < 0.1 {
			t.Errorf("%d days: %+v", wait, *x)
		}
	}
}

// TestIntervalsWhereBudgetsBind: sessions fall to -5% with a time constant of 60 days, and revenue gains 0.4% until they are down by 2.5%, on day 42, since budgets run out anyway; from then on it falls
// with them, to -1.9%. Four weeks of revenue are flat, and their own curve is sure that it stays in one test of five; sessions are not, so that
// intervals hold what came.
func TestIntervalsWhereBudgetsBind(t *testing.T) {
	own, held := 0, 0
	const tests = 20
	for fold := range tests {
		l := noisy(fold, 0.004, 0.004, 0.02)
		for d := range l.base[0] {
			there := 1 - 0.05*-math.Expm1(-(float64(d)+0.5)/60)
			l.changed[sessions][d] = there * l.base[sessions][d]
			l.changed[0][d] *= min(1, there/0.975)
		}
		if truth := l.Truth(); math.Abs(truth-(1.004*0.9523/0.975-1)) > 0.002 {
			t.Fatalf("the long run is %v", truth)
		}
		alone, err := l.shapes().Extrapolate(l.seen(0, 28), LongRun, 0.95)
		if err != nil {
			t.Fatal(err)
		}
		if alone.Holds(l.Truth()) {
			own++
		}
		if l.extrapolated(28).Holds(l.Truth()) {
			held++
		}
	}
	if held < tests-1 || own > tests-3 {
		t.Errorf("of %d intervals %d hold, and %d of revenue's own curve", tests, held, own)
	}
}
