package horizon

import (
	"math"
	"slices"
	"strings"
	"testing"

	"marketsim/reports/estimate/longrun"
)

// within reports what is further from its right value than a tolerance.
func within(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// worlds is one change under two beliefs, which are true with 25 and 75%: a gain of 2% that becomes a loss of 2%, and one that stays; two replications of each, 1 point apart.
func worlds() (all []*Launch) {
	for fold, long := range []float64{-0.02, 0.02} {
		l := made(fold, 0, 0, 0, 1)
		l.Arm, l.Market = "more", []string{"minds", "never minds"}[fold]
		l.Weigh([]float64{0.25, 0.75}[fold])
		for _, by := range []float64{-0.005, 0.005} {
			x := made(fold, 0, 0.02+by, long+by, 0.03)
			l.played = append(l.played, played{x.base, x.changed})
		}
		l.weigh(nil)
		all = append(all, l)
	}
	return all
}

// TestOneChangeOverBeliefs: what two weeks read of it is right under the belief that is true with 75%, off by what is learned later with 25%, and varies by 1/sqrt(2) points;
// twelve weeks' last one is right under both.
func TestOneChangeOverBeliefs(t *testing.T) {
	all := worlds()
	r := &Report{Horizon: all[0].Days(), Focus: &Focus{Arm: "more"}}
	r.overBeliefs(all)
	find := func(name string, days int) (x Over) {
		for _, x = range r.Over {
			if x.Method == name && x.Days == days {
				return x
			}
		}
		t.Fatalf("no %s after %d days", name, days)
		return x
	}
	x := find(AsRead, 14)
	within(t, "right", x.Right, 0.75, 1e-12)
	within(t, "bias", x.Bias, 0.25*(all[0].effect(0, 0, 14)-all[0].Truth()), 1e-4)
	within(t, "spread", *x.Spread, 0.01/math.Sqrt2, 1e-6)
	within(t, "cost", x.Cost, 0.25*all[0].regret(AsRead, 14, true)+0.75*all[1].regret(AsRead, 14, true), 1e-12)
	within(t, "worst cost", x.Worst, all[0].regret(AsRead, 14, true), 1e-12)
	if x.In != "minds" || x.Beliefs != 2 || x.Holds != 1 || x.Covers == nil || *x.Covers > 0.75+1e-12 {
		t.Errorf("%+v", x)
	}
	if late := find(LastWeek, 84); late.Holds != 2 || late.Right != 1 {
		t.Errorf("%+v", late)
	}
	if e := find(Extended, 56); e.Covers == nil || *e.Covers < 0.5 {
		t.Errorf("%+v", e)
	}
	for _, want := range []string{"Each of the 2 markets here is a belief about what is true, and nobody knows which. Their weights in means over them: minds 25%, never minds 75%. Reliable under every belief: ", "last week's revenue from day 56 on", "revenue so far from day 84 on"} {
		if !strings.Contains(r.Beliefs(), want) {
			t.Errorf("%q is not in %s", want, r.Beliefs())
		}
	}
	one := &Report{Horizon: all[0].Days(), Focus: &Focus{Arm: "more"}}
	if one.overBeliefs(all[:1]); len(one.Over) > 0 || one.Beliefs() != "" {
		t.Errorf("one market: %+v", one.Over)
	}
}

// TestReadingsOfWhatWasLearned: where Pinners learn at the published pace, a post-period, a cookie-cookie-day and a lagged start read the last four weeks after any wait. Where they learn
// two and a half times as fast, each carries on more than there is left to learn: what it takes for a share of the long run is a larger one.
func TestReadingsOfWhatWasLearned(t *testing.T) {
	const short, long = 0.02, -0.03
	seen := func(pace, day float64) float64 { return -math.Expm1(-pace * day) }
	for _, wait := range []int{28, 56, 84} {
		day := float64(wait)
		right, fast := made(0, 0, short, long, 0.012), made(0, 0, short, long, 0.03)
		for name, share := range map[string]float64{
			Post:      math.Exp(-7*0.03) / math.Exp(-7*0.012) * seen(0.03, day-14) / seen(0.012, day-14),
			CookieDay: seen(0.03, day-3.5) / seen(0.012, day-3.5),
			Lagged:    (seen(0.03, day-3.5) - seen(0.03, day/2-3.5)) / (seen(0.012, day-3.5) - seen(0.012, day/2-3.5)),
		} {
			there := seen(0.012, 200-14) // of what will be learned, in the middle of the four weeks that are the long run
			within(t, name+" at the published pace", right.read(name, wait), right.Truth(), 0.0015)
			within(t, name+" at a faster one", fast.read(name, wait), short+share*there*(long-short), 0.003)
		}
	}
}

// TestTheBoxAnswersOverBeliefs: where the file states beliefs the box, the title and the table answer over them, though no method is right in the first market within the waits: whoever knew
// that would know which is true. Each sentence is of one population and says which; where beliefs differ in what is likely, so do their weights.
func TestTheBoxAnswersOverBeliefs(t *testing.T) {
	r := &Report{Horizon: 200, Replications: 4, Believed: true,
		Rows:  []Row{{Days: 14, Agreement: longrun.Agreement{Name: AsRead, Right: 0.5, Tests: 8}}},
		Over:  []Over{{Arm: "more", Method: AsRead, Days: 84, Beliefs: 2, Right: 0.45, Cost: 0.002, Worst: 0.004, In: "minds"}, {Arm: "more", Method: Survival, Days: 84, Beliefs: 2, Right: 0.85, Cost: 0.0007, Worst: 0.0018, In: "reviews"}, {Arm: "more", Method: Post, Days: 84, Beliefs: 2, Right: 0.8, Cost: 0.0007, Worst: 0.0019, In: "reviews"}},
		Focus: &Focus{Arm: "more", Market: "minds", Tests: 4, TwoWeeks: Reading{Value: 0.02}, Truth: Reading{Value: -0.03}, Shipped: 0.0188, Methods: []Method{{Name: Survival, Reads: read(12)}, {Name: AsRead, Reads: read(12)}}}}
	r.Focus.Methods[0].Reads[11] = &Reading{Value: -0.0044, Right: 0.75}
	r.conclude()
	for i := range r.Answers { // as where beliefs are played
		if a := &r.Answers[i]; a.Method == Survival {
			a.Lo, a.Hi, a.Exposed, a.ExposedDays = 0.74, 0.93, 142, 4093
		}
	}
	for i, want := range [][]string{{thisAverage, Survival, "84", "85% (74-93%)", "0.07%", "-", "4,093", "75%"}, {thisHere, "none", "-", "-", "-", "-", "-", "-"}, {thisWorst, Survival, "84", "85% (74-93%)", "0.18%", "-", "4,093", "75%"}} {
		if got := r.AnswerRows(true)[i+1]; !slices.Equal(got, want) {
			t.Errorf("%v, want %v", got, want)
		}
	}
	want := "A 14-day test says ship (revenue +2.00%), the long run says stop (-3.00%) in `minds`.\nTrust: survival after 84 days for `more`, where nobody knows which of 2 beliefs is true: the last week, carried on as Pinners leave.\n" +
		"Why: over all beliefs, by their weights, 85% of single tests decide right (95% interval 74% to 93%); by revenue so far after as many days 45% do. It is the cheapest of all methods without a warning (after 7, 14, 28, 56 and 84 days); so few tests do not tell how much of that is luck.\n" +
		"Cost: 0.07% of a year's revenue in the mean over beliefs, 0.18% under the worst, `reviews`. Until then 142 Pinners have the change, on 4,093 Pinner-days (days on which one of them comes), in the mean over beliefs.\n" +
		"Doubt: A/B noise is left out; 142 Pinners are the size of the simulated market, not of a test that suffices.\n" +
		"In `minds` alone: 3 of 4 single tests decide right so; by revenue so far after 84 days 0 of 4 do; shipping after a 14-day test costs 1.88%. Trust its sign, not its size: it reads -0.44% of a long run of -3.00%."
	if got := said(r.Answer()); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	r.Over = append(r.Over, Over{Arm: "more", Method: AsRead, Days: 14, Cost: 0.0024})
	if got := said(r.Answer()); !strings.Contains(got, "under the worst, `reviews`; deciding by 14 days of revenue costs 0.24% in the same mean. Until") {
		t.Error(got)
	}
	for want, got := range map[string]string{
		"21 days of test, then 14 in which nobody has the change: these show what those who had it have learned": inShort(Post, 35),
		"14 days of test, then 70 after the launch: all who have it beside a few who are kept without it":        inShort(Holdback, 84),
		"half of the Pinners for 84 days, the others from day 42 on: " + whatItReads[Lagged]:                     inShort(Lagged, 84),
		"the last week, carried on as Pinners leave":                                                             inShort(Survival, 84),
	} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	if got, want := r.Headline(), "more: a 14-day test says ship, the long run says stop in \"minds\"; over all 2 beliefs trust survival after 84 days, right in 85% of tests, at 0.07% of a year's revenue"; got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}

// TestAfterWhichWaits: "from day N on" is said of what is so after every later wait alone, and nine in ten of few tests are all of them.
func TestAfterWhichWaits(t *testing.T) {
	r := &Report{Horizon: 182}
	for want, days := range map[string][]int{"from day 28 on": {28, 56, 84}, "after 14, 28 and 56 days": {14, 28, 56}, "after 84 days": {84}, "after 7 and 84 days": {7, 84}} {
		if got := r.after(days); got != want {
			t.Errorf("%v: %s, want %s", days, got, want)
		}
	}
	for tests, want := range map[int]string{1: "the one that was played", 4: "all 4", 9: "all 9", 10: "at least 9 of 10", 24: "at least 22 of 24"} {
		if got := (&Focus{Tests: tests}).wanted(); got != want {
			t.Errorf("%d tests: %s, want %s", tests, got, want)
		}
	}
}
