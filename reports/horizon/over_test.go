package horizon

import (
	"math"
	"strings"
	"testing"
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
	within(t, "spread", x.Spread, 0.01/math.Sqrt2, 1e-6)
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
	for _, want := range []string{"Each of the 2 markets here is a belief about what is true, and nobody knows which. Right under every belief, in 95% of replications: ", "last week's revenue from day 56 on", "revenue so far from day 84 on"} {
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
