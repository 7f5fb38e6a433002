package horizon

import (
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"marketsim/reports/estimate/longrun"
	"marketsim/sim/rng"
)

// made is a launch whose effect on revenue moves from short to long at a rate, and whose effect on sessions tells where it goes.
func made(fold, lever int, short, long, rate float64) *Launch {
	const days = 200
	l := &Launch{fold: fold, lever: lever}
	for m := range Metrics {
		base, changed := make([]float64, days), make([]float64, days)
		for d := range days {
			effect := short + (long-short)*-math.Expm1(-rate*(float64(d)+0.5))
			if m == 1 {
				effect = 0.1 * (long - short)
			}
			if m > 1 {
				effect = 0.01 * float64(m) * math.Sin(float64(fold*7+lever*3+m))
			}
			base[d], changed[d] = 100, 100*(1+effect+1e-5*math.Sin(float64(d*(m+3)+lever)))
		}
		l.base, l.changed = append(l.base, base), append(l.changed, changed)
	}
	return l
}

// TestReadingsOfKnownCurves: a gain that turns into a loss is launched by the first weeks, and not by the curve or by an index that knows sessions.
func TestReadingsOfKnownCurves(t *testing.T) {
	var launches []*Launch
	for fold := range 8 {
		for lever := range 5 {
			short := 0.04 * math.Sin(float64(fold*5+lever))
			launches = append(launches, made(fold, lever, short, short-0.03*float64(lever-2), 0.03))
		}
	}
	r := Judge(launches)
	near := func(what string, got, want, tolerance float64) {
		t.Helper()
		if !(math.Abs(got-want) <= tolerance) {
			t.Errorf("%s: %v, want %v", what, got, want)
		}
	}
	early, late := r.Find(AsRead, 7), r.Find(LastWeek, 84)
	if early.RMSE < 3*late.RMSE || early.Right >= late.Right {
		t.Errorf("a week %+v, twelve weeks %+v", early, late)
	}
	near("extrapolated after 56 days, error", r.Find(Extended, 56).RMSE, 0, 0.003)
	near("index, error", r.Find(Index, 14).RMSE, 0, 0.006)
	near("index, right", r.Find(Index, 14).Right, 1, 0.05)
	if r.Sentence == "" || r.Launches != 40 || r.Horizon != 200 {
		t.Errorf("%+v", r)
	}
	if Judge(nil).Launches != 0 {
		t.Error("nothing is judged")
	}
}

// TestIndexThatDoesNotTransfer is flagged: what one lever does in the long run shows in another metric than for the rest.
func TestIndexThatDoesNotTransfer(t *testing.T) {
	var launches []*Launch
	for fold := range 8 {
		for lever := range 3 {
			short := 0.01 * math.Sin(float64(fold*5+lever))
			long := short - 0.03*math.Cos(float64(fold*3+lever))
			l := made(fold, lever, short, long, 0.03)
			for d := range l.base[0] {
				l.changed[2][d] = 100 + 0.1*math.Sin(float64(fold*11+lever))
				if lever == 2 {
					l.changed[1][d], l.changed[2][d] = 100, 100+20*(long-short)
				}
			}
			launches = append(launches, l)
		}
	}
	if r := Judge(launches); len(r.Flags) != 1 {
		t.Errorf("index %+v, other levers %+v", r.Find(Index, 14), r.Find(OtherLevers, 14))
	}
}

// TestConclusionSaysTheShares: the sentence gives the shares of the rows that it is about.
func TestConclusionSaysTheShares(t *testing.T) {
	row := func(name string, days int, right, lost float64) Row {
		return Row{Days: days, Agreement: longrun.Agreement{Name: name, Right: right, FalseLaunches: lost}}
	}
	r := &Report{Launches: 40, Rows: []Row{row(AsRead, 14, 0.65, 0.3), row(AsRead, 28, 0.8, 0.2), row(LastWeek, 28, 0.95, 0.1), row(LastWeek, 56, 0.92, 0.1)}}
	r.conclude()
	want := "Revenue after 14 days decides 65% of 40 launches as the long run does; 30% of what it launches loses; revenue, last week decides 95% right after 28 days, and no worse than 90% later"
	if r.Sentence != want {
		t.Errorf("%s\nwant\n%s", r.Sentence, want)
	}
}

// TestFocusOnACurve: the effect 2% - 4% (1 - exp(-0.03 t)) is 0 at t = ln(2)/0.03 = 23.1 and its mean since the start at t = 1.594/0.03 = 53.1, so the last week
// tells the loss at the fourth week's end and the mean at the eighth's.
func TestFocusOnACurve(t *testing.T) {
	f := Judge([]*Launch{made(0, 0, 0.02, -0.02, 0.03)}).Focus
	days := map[string]int{}
	for _, m := range f.Methods {
		days[m.Name] = m.Day
	}
	if days[LastWeek] != 28 || days[AsRead] != 56 || f.TwoWeeks < 0.01 || f.Truth > -0.015 {
		t.Errorf("known by day %v, two weeks %v, truth %v", days, f.TwoWeeks, f.Truth)
	}
	if words := f.Words(200); !strings.Contains(words, "says ship") || !strings.Contains(words, "says do not") || !strings.Contains(words, "known from day 28 on") {
		t.Error(words)
	}
	var page strings.Builder
	if err := WritePage(&page, Judge([]*Launch{made(0, 0, 0.02, -0.02, 0.03)})); err != nil || !strings.Contains(page.String(), "| truth |") {
		t.Errorf("%v\n%s", err, page.String())
	}
}

// TestRegret: of a gain of 2% for a year, shipping after 14 days loses half of what the first 14 bring, and not shipping all but the half of them.
func TestRegret(t *testing.T) {
	l := made(0, 0, 0.02, 0.02, 0.03)
	for launch, want := range map[bool]float64{true: 0.02 * 7 / 365, false: 0.02 * 358 / 365} {
		if got := l.regret(14, launch); !(math.Abs(got-want) <= 1e-6) {
			t.Errorf("ship %v: %v, want %v", launch, got, want)
		}
	}
}

// TestWinnersCurse: with true effects of standard deviation 0.3% and a noise of 0.2% readings of what is shipped claim (t^2 + s^2)/t^2 = 1.444 of what is true, and
// shrunk towards their mean they claim what is true (P-G17). Significance ships less and claims no less too much.
func TestWinnersCurse(t *testing.T) {
	var launches []*Launch
	for i := range 2000 {
		effect := 0.003 * distuv.UnitNormal.Quantile((float64(i)+0.5)/2000)
		launches = append(launches, made(i, 0, effect, effect-0.002, 1e-9))
	}
	p := Plan(launches, 0.002, rng.Root(1, 0))
	if p.Rules[0].Name != "14 days > 0" || p.Rules[1].Shipped >= p.Rules[0].Shipped {
		t.Fatalf("%+v", p.Rules)
	}
	for _, r := range p.Rules[:2] {
		if math.Abs(r.Curse()-1.4444) > 0.03 || math.Abs(r.Shrunk/r.Now-1) > 0.02 {
			t.Errorf("%s: readings claim %.3f of the truth, shrunk %.3f", r.Name, r.Curse(), r.Shrunk/r.Now)
		}
	}
}
