package horizon

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"marketsim/sim/rng"
)

// TestBiasesOfTwoWeeksAddUp: an effect of 2% that wears off to -2%, in a market in which any effect is three times as large when the long run is: a test as new in that season reads
// three times the first one, and all else is novelty. Both together are what the two weeks read less the long run: an error above 0 is a reading that is too high, in both tables.
func TestBiasesOfTwoWeeksAddUp(t *testing.T) {
	effect := func(age float64) float64 { return 0.02 - 0.04*-math.Expm1(-0.03*(age+0.5)) }
	l, again := made(0, 0, 0, 0, 1), made(0, 0, 0, 0, 1)
	late := l.Days() - LongRun
	for d := range l.Days() {
		season := 1.0
		if d >= late {
			season = 3
		}
		l.changed[0][d] = l.base[0][d] * (1 + season*effect(float64(d)))
		if again.changed[0][d] = again.base[0][d]; d >= late {
			again.changed[0][d] *= 1 + season*effect(float64(d-late))
		}
	}
	exposure, season, left := l.parted(again)
	first := l.effect(0, 0, 14)
	within(t, "season", season[0], -2*first, 1e-12)
	within(t, "exposure", exposure[0], 3*first-l.Truth(), 1e-12)
	within(t, "both", exposure[0]+season[0], first-l.Truth(), 1e-12)
	within(t, "what a post-period leaves", left[0], l.compared(Post, 56)-l.Truth(), 1e-12)

	r := Judge([]*Launch{l}, false, rng.Root(1, 0))
	live := []Live{{Control: []float64{0.98, 0.9}, Treated: []float64{1.078, 0.99}, BudgetControl: 1, BudgetTreated: 1.02, WholeControl: 1, WholeTreated: 1.02,
		Luck: &Live{Control: []float64{1, 1}, Treated: []float64{1, 1}, BudgetControl: 1, BudgetTreated: 1, WholeControl: 1, WholeTreated: 1}}}
	r.ShortRun(l, again, live)
	rows := map[string][]string{}
	for _, row := range r.LiveRows() {
		rows[row[1]] = row
	}
	if short := r.ShortRows(); len(short) != 3 || short[1][1] != Exposure || short[2][1] != Season {
		t.Errorf("what 14 days miss: %v", short)
	}
	for bias, want := range map[string][2]string{"interference, 10% treated": {"+8.00", "0.00"}, "control is moved, 10% treated": {"-2.00", "-"}, "interference, 50% treated": {"+8.00", "0.00"}, "control is moved, 50% treated": {"-10.00", "-"}} {
		if row := rows[bias]; len(row) < 6 || row[2] != want[0] || row[5] != want[1] {
			t.Errorf("%s: %v, want %v", bias, row, want)
		}
	}
	if got := percent(-1e-9) + limits(-1e-9, 2e-4) + percent(-0.6e-4); got != "0.00%[0.00, +0.02]-0.01%" {
		t.Error(got)
	}
	var table strings.Builder
	if err := WriteShortRun(&table, r); err != nil || strings.Count(table.String(), "\n") != 7 || !strings.HasPrefix(table.String(), "market,bias,value,lo,hi,tried,leaves,leaves_lo,leaves_hi,helps,of\n") {
		t.Errorf("%v\n%s", err, table.String())
	}
	other := Judge([]*Launch{l}, false, rng.Root(1, 0))
	other.ShortRun(made(0, 0, 0, 0, 1), nil, live)
	if l.Arm = "told"; len(other.Short) == 0 || other.ShortWords() != "Whether a bias of two weeks is clear of 0 one test does not tell; play more with -n." {
		t.Errorf("one test: %v, %s", other.Short, other.ShortWords())
	}
}

// TestNothingToDivideBy: a launch whose control has no revenue or sessions has no effect in percent and is left out, and a live test with a side without sessions no bias: nothing is told of them, and the report is written. JSON has no infinity.
func TestNothingToDivideBy(t *testing.T) {
	clear := func(series []float64) {
		for d := range series {
			series[d] = 0
		}
	}
	for name, spoil := range map[string]func(l *Launch){
		"no revenue in control":     func(l *Launch) { clear(l.base[0]) },
		"no sessions in control":    func(l *Launch) { clear(l.base[0]); clear(l.base[sessions]) },
		"no sessions in the launch": func(l *Launch) { clear(l.changed[0]); clear(l.changed[sessions]) },
	} {
		l := made(0, 0, 0.01, 0.02, 0.05)
		for range 2 {
			x := made(0, 0, 0.01, 0.02, 0.05)
			spoil(x)
			l.played = append(l.played, played{x.base, x.changed})
		}
		l.weigh(nil)
		r := Judge([]*Launch{l}, false, rng.Root(1, 0))
		side := Live{Control: []float64{math.NaN(), 1}, Treated: []float64{1, 1}, BudgetControl: 1, BudgetTreated: 1, WholeControl: 1, WholeTreated: 1,
			Luck: &Live{Control: []float64{1, 1}, Treated: []float64{1, 1}, BudgetControl: 1, BudgetTreated: 1}}
		r.ShortRun(l, nil, []Live{side, side})
		if _, err := json.Marshal(r); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if l.base[0][0] == 0 {
			if r.Focus != nil || len(r.Unearned) != 1 || len(r.Short) > 0 {
				t.Errorf("%s: %v is told, %v left out", name, r.Focus, r.Unearned)
			}
			continue
		}
		if b := r.Short; b[0].Value != nil || b[0].Lo != nil || *b[2].Value != 0 || r.LiveRows()[1][2] != "-" || r.LiveRows()[3][2] != "0.00" {
			t.Errorf("%s: %+v", name, b)
		}
		if got := r.Focus.Truth.Value; got != -1 {
			t.Errorf("%s: the long run is %v, want -1", name, got)
		}
	}
}

// TestWhatIsTriedMayNotCorrect: a budget split that leaves 3 of 4 points helps, and so does one that leaves 1 on the other side where that may be 0; one that is clear of 0 on the other side
// goes too far unless a tenth is left at most, one that leaves 5 is no help, and where there was no bias one whose error is clear of 0 adds it. Helps are sure where all that the interval holds is smaller.
func TestWhatIsTriedMayNotCorrect(t *testing.T) {
	x := func(v float64) *float64 { return &v }
	for _, c := range []struct {
		value, lo, hi, leaves, from, to float64
		helps, says                     string
	}{
		{0.04, 0.03, 0.05, 0.03, 0.02, 0.035, "yes", "; budget split, 50% makes it smaller, from +4.00 to +3.00 points."},
		{0.04, 0.03, 0.05, 0.03, 0.01, 0.05, "maybe", "; budget split, 50% makes it smaller, from +4.00 to +3.00 points, though not surely."},
		{0.04, 0.03, 0.05, -0.01, -0.03, 0.01, "yes", "; budget split, 50% makes it smaller, from +4.00 to -1.00 points."},
		{0.04, 0.03, 0.05, -0.02, -0.03, -0.01, "in part, too far", "; budget split, 50% makes it smaller and goes too far, from +4.00 to -2.00 points."},
		{-0.04, -0.05, -0.03, 0.02, 0.01, 0.03, "in part, too far", "; budget split, 50% makes it smaller and goes too far, from -4.00 to +2.00 points."},
		{0.04, 0.03, 0.05, -0.05, -0.06, -0.04, "NO, not smaller", "; budget split, 50% does not make it smaller: from +4.00 to -5.00 points."},
		{-0.0369, -0.04, -0.03, 0.0003, 0.0002, 0.0004, "yes", "; budget split, 50% makes it smaller, from -3.69 to +0.03 points."},
		{0.00001, 0.000005, 0.00002, 0.00002, 0.00001, 0.00003, "no bias", "nothing is clear of 0 here"},
		{0.04, -0.01, 0.09, 0.01, -0.01, 0.03, "no bias", "nothing is clear of 0 here"},
		{0.001, -0.01, 0.012, -0.008, -0.01, -0.006, "NO, adds error", "nothing is clear of 0 here"},
	} {
		r := &Report{Short: []ShortBias{{Market: "here", Bias: "interference, 50% treated", Value: x(c.value), Lo: x(c.lo), Hi: x(c.hi), By: "budget split, 50%", Leaves: x(c.leaves), LeavesLo: x(c.from), LeavesHi: x(c.to)}}}
		if got := r.LiveRows()[1]; got[7] != c.helps || got[5] != points(c.leaves) || got[6] != limits(c.from, c.to) || !strings.Contains(r.ShortWords(), c.says) {
			t.Errorf("%+v: %v, %s", c, got, r.ShortWords())
		}
	}
	one := &Report{Short: []ShortBias{{Market: "a_place", Bias: "interference, 50% treated", Value: x(0.04), By: "budget split, 50%", Leaves: x(0.01)}}}
	if got := one.LiveRows()[1]; got[7] != "not known" || got[0] != "a place" {
		t.Error(got)
	}
	if got, want := one.ScreenNote(), "These tables are about a place. A screen has no room for what was tried, nor for its interval; the page and the files have both. Tried: budget split, 50% against interference."; got != want {
		t.Error(got)
	}
}

// TestLeftOnTheDayOfTheAnswer: of a long run of -2.80% a post-period reads -2.42% on day 56 and -1.39% on day 35, which the answer names: both are too high, by 0.38 and 1.41 points.
func TestLeftOnTheDayOfTheAnswer(t *testing.T) {
	x := func(v float64) *float64 { return &v }
	m := Method{Name: Post, Reads: read(8)}
	m.Reads[4].Value = -0.0139
	r := &Report{Focus: &Focus{Market: "here", Truth: Reading{Value: -0.028}, Methods: []Method{m}}, Answers: []Answer{{Method: Post, Days: 35}},
		Short: []ShortBias{{Market: "here", Bias: Exposure, Value: x(0.0541), Lo: x(0.05), Hi: x(0.06), By: "post-period, day 56", Leaves: x(0.0038), LeavesLo: x(0.001), LeavesHi: x(0.006)}}}
	if got := r.ShortWords(); !strings.HasSuffix(got, "+5.41 points where `here` is true; post-period, day 56 makes it smaller, from +5.41 to +0.38 points, and on day 35, which the answer names, to +1.41.") {
		t.Error(got)
	}
	if r.Answers[0].Days = 56; !strings.HasSuffix(r.ShortWords(), "from +5.41 to +0.38 points.") {
		t.Error(r.ShortWords())
	}
	r.Believed, r.Biases = true, []Bias{{Method: Post, Days: 28, Share: 0.07, Lo: x(-0.39), Hi: x(0.53)}}
	if got := r.BiasRows()[1][6]; got != "[-39, 53]%" {
		t.Error(got)
	}
	if strings.Contains(ShortNote+LiveNote, "screen") {
		t.Error("the page speaks of a screen")
	}
}

// TestInterferenceBesideTheAnswer: a live test that reads 3 points too much turns a long run of -1% into a gain and leaves one of -5% a loss; the page says under how many beliefs, and what
// keeps the answer true: sides with budgets of their own where these leave little.
func TestInterferenceBesideTheAnswer(t *testing.T) {
	x := func(v float64) *float64 { return &v }
	r := &Report{Focus: &Focus{Arm: "more"}}
	play := func(truth, leaves float64) {
		l := made(0, 0, truth, truth, 1)
		r.lived(l, []ShortBias{{Bias: "interference, 50% treated", Value: x(0.03), Lo: x(0.02), Hi: x(0.04), By: "budget split, 50%", Leaves: x(leaves)}})
	}
	play(-0.05, 0.001)
	if text := r.LiveWords(); !strings.Contains(text, "reads +3.00% beyond whole markets. If it stays as large, that is too little to change the sign") {
		t.Error(text)
	}
	play(-0.01, -0.002)
	if text := r.LiveWords(); !strings.Contains(text, "change the sign of the long run under 1 of 2 beliefs") || !strings.Contains(text, "a budget split is off by at most 0.20 points here") {
		t.Error(text)
	}
	if text := r.LiveWords(); !strings.Contains(text, "beyond whole markets, depending on which belief is true. If") || !strings.Contains(text, "So do both: give the sides") {
		t.Error(text)
	}
	play(-0.02, 0.029)
	if text := r.LiveWords(); !strings.Contains(text, "under 2 of 3 beliefs") || !strings.Contains(text, "keep the sides apart") {
		t.Error(text)
	}
}

// TestNoShareOfNothing: where tests learn nothing that is clear of 0 no read-out has a share of it; where they do it has.
func TestNoShareOfNothing(t *testing.T) {
	for long, want := range map[float64]bool{0.02: false, -0.02: true} {
		l := made(0, 0, 0, 0, 1)
		for k := range 4 {
			x := made(0, 0, 0.02, long+0.0005*float64(2*(k%2)-1), 0.012)
			l.played = append(l.played, played{x.base, x.changed})
		}
		l.weigh(nil)
		if b := l.bias(Post, 28); (b.Share != 0) != want || (b.Lo != nil) != want {
			t.Errorf("from 2%% to %v: %+v", long, b)
		}
	}
}
