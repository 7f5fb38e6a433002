package horizon

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"marketsim/sim/rng"
)

// TestBiasesOfTwoWeeksAddUp: an effect of 2% that wears off to -2%, in a market in which any effect is three times as large when the long run is: a test as new in that season reads
// three times the first one, and all else is novelty. Both together are the long run less what the two weeks read.
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
	within(t, "season", season[0], 2*first, 1e-12)
	within(t, "exposure", exposure[0], l.Truth()-3*first, 1e-12)
	within(t, "both", exposure[0]+season[0], l.Truth()-first, 1e-12)
	within(t, "what a post-period leaves", left[0], l.Truth()-l.postPeriod(56), 1e-12)

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
	for bias, want := range map[string][2]string{"interference, 10% treated": {"+8.00%", "0.00%"}, "control is moved, 10% treated": {"-2.00%", "-"}, "interference, 50% treated": {"+8.00%", "0.00%"}, "control is moved, 50% treated": {"-10.00%", "-"}} {
		if row := rows[bias]; len(row) < 6 || row[2] != want[0] || row[5] != want[1] {
			t.Errorf("%s: %v, want %v", bias, row, want)
		}
	}
	if got := percent(-1e-9) + limits(-1e-9, 2e-4) + percent(-0.6e-4); got != "0.00%[0.00, +0.02]-0.01%" {
		t.Error(got)
	}
	var table strings.Builder
	if err := WriteShortRun(&table, r); err != nil || strings.Count(table.String(), "\n") != 7 || !strings.HasPrefix(table.String(), "market,bias,value,lo,hi,tried,leaves,corrects,of\n") {
		t.Errorf("%v\n%s", err, table.String())
	}
	other := Judge([]*Launch{l}, false, rng.Root(1, 0))
	other.ShortRun(made(0, 0, 0, 0, 1), nil, live)
	if l.Arm = "told"; len(other.Short) == 0 || other.ShortWords() != "Whether a bias of two weeks is clear of 0 one test does not tell; play more with -n." {
		t.Errorf("one test: %v, %s", other.Short, other.ShortWords())
	}
}

// TestNothingToDivideBy: a control without revenue or sessions has no effect in percent, and a live test with a side without sessions no bias: nothing is told of them, and the report is written. JSON has no infinity.
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
		if b := r.Short; b[0].Value != nil || b[0].Lo != nil || *b[2].Value != 0 || r.LiveRows()[1][2] != "-" || r.LiveRows()[3][2] != "0.00%" {
			t.Errorf("%s: %+v", name, b)
		}
		if _, err := json.Marshal(r); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		want := map[bool]float64{true: 0, false: -1}[l.base[0][0] == 0]
		if got := r.Focus.Truth.Value; got != want {
			t.Errorf("%s: the long run is %v, want %v", name, got, want)
		}
	}
}

// TestWhatIsTriedMayNotCorrect: a budget split that leaves 3 of 4 points takes away a quarter; one that leaves 5 corrects nothing, and is called no correction; where the bias is not
// known from 0 there is nothing to correct.
func TestWhatIsTriedMayNotCorrect(t *testing.T) {
	x := func(v float64) *float64 { return &v }
	bias := func(value, lo, hi, leaves float64) ShortBias {
		return ShortBias{Market: "here", Bias: "interference, 50% treated", Value: x(value), Lo: x(lo), Hi: x(hi), By: "budget split, 50%", Leaves: x(leaves)}
	}
	for _, c := range []struct {
		bias           ShortBias
		corrects, says string
	}{
		{bias(0.04, 0.03, 0.05, -0.03), "25%", "; read by budget split, 50% it is then off by -3.00 points"},
		{bias(0.04, 0.03, 0.05, -0.05), "NO", "budget split, 50% does not correct it: it leaves -5.00%"},
		{bias(0.04, -0.01, 0.09, 0.01), "nothing", "nothing is clear of 0 here"},
	} {
		r := &Report{Short: []ShortBias{c.bias}}
		if got := r.LiveRows()[1][6]; got != c.corrects || !strings.Contains(r.ShortWords(), c.says) {
			t.Errorf("%+v: %s, %s", c.bias, got, r.ShortWords())
		}
	}
}

// TestLeftOnTheDayOfTheAnswer: of a long run of -2.80% a post-period reads -2.42% on day 56 and -1.39% on day 35, which the answer names: -0.38 and -1.41 points are left.
func TestLeftOnTheDayOfTheAnswer(t *testing.T) {
	x := func(v float64) *float64 { return &v }
	m := Method{Name: Post, Reads: make([]Reading, 8)}
	m.Reads[4].Value = -0.0139
	r := &Report{Focus: &Focus{Market: "here", Truth: Reading{Value: -0.028}, Methods: []Method{m}}, Answers: []Answer{{Method: Post, Days: 35}},
		Short: []ShortBias{{Market: "here", Bias: Exposure, Value: x(-0.0541), Lo: x(-0.06), Hi: x(-0.05), By: "post-period, day 56", Leaves: x(-0.0038)}}}
	if got := r.ShortWords(); !strings.HasSuffix(got, "-5.41% in here; read by post-period, day 56 it is then off by -0.38 points, and on day 35, which the answer names, by -1.41.") {
		t.Error(got)
	}
	if r.Answers[0].Days = 56; !strings.HasSuffix(r.ShortWords(), "off by -0.38 points.") {
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
