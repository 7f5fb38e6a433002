package horizon

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"marketsim/reports/estimate/longrun"
	"marketsim/sim/rng"
)

// TestWarnedOfIsMarked: an index that a warning is about has a mark in every table that has its name, with a note below that says what it means; other methods, and an index that holds, have none.
func TestWarnedOfIsMarked(t *testing.T) {
	report := func(checks ...Check) *Report {
		r := &Report{Horizon: 42, Replications: 4, Checks: checks, Focus: &Focus{Arm: "more", Tests: 4},
			Programme: &Programme{Rules: []Rule{{Name: "14 days > 0"}}, Unknown: []string{"14 days, index"}}}
		for _, name := range []string{Index, LastWeek} {
			r.Rows = append(r.Rows, Row{Days: 14, Agreement: longrun.Agreement{Name: name}, Interval: &Interval{}})
			r.Over = append(r.Over, Over{Arm: "more", Days: 14, Method: name, Beliefs: 2})
			r.Focus.Methods = append(r.Focus.Methods, Method{Name: name, Day: 14, Reads: read(2)})
		}
		return r
	}
	tables := func(r *Report) map[string][][]string {
		return map[string][][]string{"launches": r.LaunchRows(true), "intervals": r.IntervalRows(), "cover": r.CoverRows(), "beliefs": r.OverRows("more", true), "known": r.KnownRows(),
			"weeks": r.WeekRows(), "right": r.RightRows(), "programme": r.ProgrammeRows()}
	}
	says := func(rows [][]string, cell string) bool {
		return slices.ContainsFunc(rows, func(row []string) bool { return slices.Contains(row, cell) })
	}
	turned := report(Check{Of: "market", Name: "elsewhere", Days: 14, Turned: []string{"less"}})
	for name, rows := range tables(turned) {
		marked := "surrogate index †"
		if name == "programme" {
			marked = "14 days, index †"
		}
		if !says(rows, marked) || strings.Contains(strings.Join(slices.Concat(rows...), "|"), LastWeek+Mark) {
			t.Errorf("%s: %v", name, rows)
		}
		if got := turned.Foot("a note.", rows); got != "a note. † not to be trusted: the index reads some changes the wrong way, as the warning says; no answer names it, even where it is right." {
			t.Errorf("%s: %s", name, got)
		}
	}
	holds := report(Check{Of: "market", Name: "elsewhere", Days: 14, Missed: 1, Turned: []string{}})
	for name, rows := range tables(holds) {
		if text := strings.Join(slices.Concat(rows...), "|"); strings.Contains(text, "†") || holds.Foot("a note.", rows) != "a note." {
			t.Errorf("%s of an index that holds: %s", name, text)
		}
	}
	one := report()
	if one.Replications = 1; !strings.HasSuffix(one.Foot("", one.KnownRows()), "† not to be trusted: one replication cannot check the index; no answer names it.") {
		t.Error(one.Foot("", one.KnownRows()))
	}
}

// TestPlainNames: a market goes by what it sets, in words, and a table says which key of the file each name is, and what that is.
func TestPlainNames(t *testing.T) {
	for market, want := range map[string]string{"market.pinners.long_run.slope=-9%, market.pinners.long_run.time_constant=60d": "slope -9%, time constant 60d", "never_minds, market.pinners.count=60": "never minds, count 60", "month-six": "month-six"} {
		if got := plain(market); got != want {
			t.Errorf("%s: %s, want %s", market, got, want)
		}
	}
	r := &Report{Names: []Name{{"busy_weeks", "a.b: 60%", "how high"}, {"busy_weeks", "a.c: 1d", ""}, {"as_it_is", "", "the file as it stands"}}}
	want := [][]string{{"name", "in the file", "what that is"}, {"busy weeks", "a.b: 60%", "how high"}, {"", "a.c: 1d", "-"}, {"as it is", "-", "the file as it stands"}}
	if got := r.NameRows(); !slices.EqualFunc(got, want, slices.Equal[[]string]) {
		t.Errorf("%v", got)
	}
	if (&Report{}).NameRows() != nil {
		t.Error("one market has a table of names")
	}
}

// TestIntervalOverBeliefs: of one belief it is the exact interval (9 of 10: 55.5 to 99.7%); of two equally likely ones of which all of 6 replications are right, each of which has 54.1 to 100%,
// it reaches down to 100% - 45.9%/sqrt(2) = 67.5%; with one replication there is none. Until a decision half of the Pinners have the change.
func TestIntervalOverBeliefs(t *testing.T) {
	over := func(weights []float64, rights []int, n int) *Over {
		x := &Over{}
		for b, k := range rights {
			x.samples = append(x.samples, sampled(weights[b], k, n))
			x.Right += weights[b] * float64(k) / float64(n)
		}
		return x
	}
	for _, c := range []struct {
		x      *Over
		lo, hi float64
	}{
		{over([]float64{1}, []int{9}, 10), 0.5550, 0.9975},
		{over([]float64{0.5, 0.5}, []int{6, 6}, 6), 1 - (1-math.Pow(0.025, 1.0/6))/math.Sqrt2, 1},
		{over([]float64{0.5, 0.5}, []int{0, 6}, 6), 0.5 - (1-math.Pow(0.025, 1.0/6))/2, 0.5 + (1-math.Pow(0.025, 1.0/6))/2},
		{over([]float64{0.5, 0.5}, []int{1, 1}, 1), 0, 0},
	} {
		lo, hi := c.x.interval()
		within(t, "low end", lo, c.lo, 1e-4)
		within(t, "high end", hi, c.hi, 1e-4)
	}
	all := worlds()
	for _, l := range all {
		for i := range l.played {
			there := make([]float64, l.Days())
			for d := range there {
				there[d] = []float64{100, 300}[l.fold]
			}
			for len(l.played[i].base) <= known {
				l.played[i].base, l.played[i].changed = append(l.played[i].base, there), append(l.played[i].changed, there)
			}
			l.played[i].base, l.played[i].changed = slices.Clone(l.played[i].base), slices.Clone(l.played[i].changed)
			for _, series := range []int{staying, active, known} {
				l.played[i].base[series], l.played[i].changed[series] = there, there
			}
		}
		l.tests = nil
		l.weigh(nil)
	}
	r := Judge(all, true, rng.Root(1, 0))
	for _, x := range r.Over {
		if x.Method == LastWeek && x.Days == 14 { // beliefs with 100 and 300 Pinners, who come every day, weigh 25 and 75%
			within(t, "Pinners", x.Exposed, 0.5*250, 1e-9)
			within(t, "Pinner-days", x.OnDays, 0.5*250*14, 1e-9)
		}
	}
	// In one market the answer is held against all of them: what it decides and costs by their weights, by the method and day that it names: a cookie-cookie-day of 7 days shows the change to half
	// of the Pinners, 0.5 x 250, on each of them, and to a fresh 14th besides on each.
	all[0].lever, all[1].lever = 0, 0
	told := Judge(all, false, rng.Root(1, 0))
	if a, x := told.Answers[0], told.Across; a.For != thisHere || x == nil || x.Method != a.Method || x.Days != a.Days || x.Beliefs != 2 || x.Holds != 2 {
		t.Errorf("%+v: %+v", a, x)
	} else {
		cost, read := 0.0, func(l *Launch) float64 { return l.read(a.Method, a.Days) }
		for i, l := range all {
			for _, one := range l.alone() {
				cost += []float64{0.25, 0.75}[i] / 2 * one.regret(a.Method, a.Days, read(one) > 0)
			}
		}
		within(t, "cost over markets", x.Cost, cost, 1e-12)
		if text := said(told.Answer()); !strings.Contains(text, "\nIf any of the 2 markets may be true: ") || !strings.HasSuffix(text, fmt.Sprintf("%s after %d days decides 100%% of single tests right, reliable in 2 of 2 markets, at %.2f%% in the mean and %.2f%% in the worst market.", a.Method, a.Days, 100*x.Cost, 100*x.Worst)) {
			t.Error(text)
		}
	}
	if r.Across != nil {
		t.Errorf("an answer over beliefs is held against them again: %+v", r.Across)
	}
	if a := r.Answers[0]; a.For != thisAverage || a.Lo >= a.Right || a.Exposed == 0 || !strings.Contains(said(r.Answer()), " Pinner-days (days on which one of them comes), in the mean over beliefs.") || !strings.Contains(said(r.Answer()), "(95% interval ") || !strings.Contains(said(r.Answer()), "% in 95% of redraws of the tests) of a year's revenue in the mean over beliefs") {
		t.Errorf("%+v: %s", a, said(r.Answer()))
	}
}

// TestOneRule: what it is to be reliable is said once, in numbers of tests; an answer over beliefs whose day is before the one from which on its method is so says that.
func TestOneRule(t *testing.T) {
	for tests, want := range map[int]string{6: "Of the change told here these are all 6 tests, on that day and at the end of every later week;", 24: "Of the change told here these are at least 22 of 24 tests, on that day"} {
		if got := (&Focus{Tests: tests}).how(); !strings.Contains(got, want) || !strings.HasPrefix(got, "Reliable means one thing on this page: from that day on nine in ten single tests, rounded up, decide right") {
			t.Errorf("%d tests: %s", tests, got)
		}
	}
	for tests, want := range map[int]string{39: "Brackets of readings: the least and the most of all 39 tests; of the truth the 95% interval of its mean.", 40: "Brackets of readings: 95% of tests; of the truth"} {
		if got := (&Focus{Tests: tests}).how(); !strings.Contains(got, want) {
			t.Errorf("%d tests: %s", tests, got)
		}
	}
	f := &Focus{Tests: 6, Methods: []Method{{Name: Survival, Day: 98}, {Name: Post, Day: 56}, {Name: LastWeek}}}
	for method, want := range map[string]string{Survival: ", but fewer than 6 in some later week before day 98", Post: "", LastWeek: ", but fewer than 6 in some later week"} {
		if got := f.stays(&Answer{Method: method, Days: 84, Here: share(1)}); got != want {
			t.Errorf("%s: %q, want %q", method, got, want)
		}
	}
	if got := f.stays(&Answer{Method: Survival, Days: 84, Here: share(0.5)}); got != "" {
		t.Errorf("too few are right on that day: %s", got)
	}
}
