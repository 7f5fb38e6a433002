package scenarios_test

import (
	"context"
	"math"
	"strings"
	"testing"

	"marketsim/scenarios"
	"marketsim/sim"
)

// TestOccasions: a holiday of twice the traffic has twice the sessions of a day without it, within four standard errors, and leaves other
// days to the bit as they were; what cannot have occasions says so.
func TestOccasions(t *testing.T) {
	file := strings.NewReplacer("horizon: 2d", "horizon: 3d, replications: 1", "{count: 100}", "{count: 4000, rhythm: {daily: flat}}", "daily_budget: 10 USD", "value: 0.5 USD").Replace(tiny)
	sessions := func(change ...string) (byDay []float64) {
		s := load(t, file, scenarios.Options{Set: change})
		got, err := sim.Run(context.Background(), s.Spec, sim.Options{Jobs: 2})
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range got[0][0].Days {
			sum := 0.0
			for i := range d.Cells {
				sum += float64(d.Cells[i].Sessions)
			}
			byDay = append(byDay, sum)
		}
		return byDay
	}
	plain := sessions()
	holiday := sessions("market.pinners.rhythm.occasions=[{name: holiday, start: 1d, factor: 2x}]")
	if holiday[0] != plain[0] || holiday[2] != plain[2] {
		t.Errorf("days without the holiday: %v, want as in %v", holiday, plain)
	}
	if want := 2 * plain[1]; math.Abs(holiday[1]-want) > 4*math.Sqrt(3*want) {
		t.Errorf("%v sessions on the holiday, want about %v", holiday[1], want)
	}
	if closed := sessions("market.pinners.rhythm.occasions=[{name: outage, start: 12h, length: 36h, factor: 0x}]"); closed[1] != 0 || closed[0] > 0.6*plain[0] || closed[0] < 0.4*plain[0] {
		t.Errorf("sessions %v with an outage from noon of day 0 to the end of day 1", closed)
	}
	for change, want := range map[string]string{
		"market.pinners.rhythm.occasions=[{name: rush, start: 1d, factor: 4x}]":                                                      "the rhythm peaks at 4x the base rate, above max_session_rate 3x: 1x by hours, days and seasons times 4x by `rush`",
		"market.pinners.rhythm.occasions=[{name: a, start: 1d, factor: 2x}, {name: b, start: 12h, length: 2d, factor: 2x}]":          "times 4x by `a` and `b`",
		"market.pinners.rhythm.occasions=[{name: late, start: 3d, factor: 2x}]":                                                      "the occasion begins after the horizon",
		"market.pinners={count: 10, session_process: regular, rhythm: {occasions: [{name: a, start: 1d, factor: 2x}], daily: flat}}": "sessions at equal intervals have no occasions",
	} {
		s, ds := scenarios.Load("t.yaml", []byte(file), scenarios.Options{Set: []string{change, "market.pinners.max_session_rate=3x"}})
		if s != nil || !strings.Contains(text(t, ds), want) {
			t.Errorf("%s: loaded %v, want %q:\n%s", change, s != nil, want, text(t, ds))
		}
	}
}

// TestOccasionsMakeRoom: where max_session_rate is left out, an occasion that needs more than the default has as much room above it as
// other days, it is said, and the resolved scenario states it; hours alone that need more are an error as ever.
func TestOccasionsMakeRoom(t *testing.T) {
	const file = "marketsim: 1\nname: t\nrun: {horizon: 14d, seed: 1}\nmarket: {pinners: {count: 50}}\narms: {floor: {set: {mechanism.reserve: 0.20 USD}}}\n"
	load := func(set string) (*scenarios.Scenario, string) {
		s, ds := scenarios.Load("t.yaml", []byte(file), scenarios.Options{Set: []string{set}})
		return s, text(t, ds)
	}
	for set, want := range map[string]float64{
		"market.pinners.rhythm.occasions=[{name: sale, start: 7d, length: 3d, factor: 1.5x}]": 3,
		"market.pinners.rhythm.occasions=[{name: sale, start: 7d, length: 3d, factor: 2x}]":   6,
	} {
		s, said := load(set)
		if s == nil {
			t.Fatal(said)
		}
		if got := s.Spec.Population.Envelope; got != want || want > 3 != strings.Contains(strings.Join(s.Notes, ""), "max_session_rate is 6x, so that there is room for `sale`") {
			t.Errorf("%s: max_session_rate %v, want %v: %v", set, got, want, s.Notes)
		}
		again, ds := scenarios.Load("t.yaml", s.Resolved(), scenarios.Options{})
		if again == nil || again.Spec.Population.Envelope != want || len(again.Notes) > 0 {
			t.Errorf("%s: the resolved scenario differs:\n%s", set, text(t, ds))
		}
	}
	if s, said := load("market.pinners.rhythm.hours=[1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]"); s != nil || !strings.Contains(said, "above max_session_rate 3x") {
		t.Errorf("loaded %v:\n%s", s != nil, said)
	}
}
