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
	for _, row := range r.ShortRows() {
		rows[row[1]] = row
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
	if err := WriteShortRun(&table, r); err != nil || strings.Count(table.String(), "\n") != 7 || !strings.HasPrefix(table.String(), "market,bias,value,lo,hi,corrected_by,leaves\n") {
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
		if b := r.Short; b[0].Value != nil || b[0].Lo != nil || *b[2].Value != 0 || r.ShortRows()[1][2] != "-" || r.ShortRows()[3][2] != "0.00%" {
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
