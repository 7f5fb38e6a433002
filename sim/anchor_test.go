package sim

import (
	"testing"

	"marketsim/sim/internal/market"
	"marketsim/sim/internal/page"
	"marketsim/sim/internal/pinners"
	"marketsim/sim/spec"
)

// waits is a regime whose references the warm-up gives.
type waits struct {
	spec.Regime
	seen *spec.WarmupExposure
}

func (w *waits) Needs() spec.Needs                            { return spec.Needs{} }
func (w *waits) Birth(*spec.SlowState, float64)               {}
func (w *waits) Open() bool                                   { return w.seen == nil }
func (w *waits) References() map[string]float64               { return nil }
func (w *waits) Anchor(seen *spec.WarmupExposure) spec.Regime { return &waits{seen: seen} }

// TestReferencesAreOfTheLastWeek: after a warm-up of nine days, of which day -d had a session with 10^d ads, references are the mean of days -2 to -7; the last day, on which nobody
// came, is still open, and day -8 is none of theirs.
func TestReferencesAreOfTheLastWeek(t *testing.T) {
	phase := spec.Phase{Market: &spec.Market{Economy: spec.Economy{Regime: &waits{}}}}
	w := &pinners.World{Spec: &spec.Spec{Warmup: 9 * spec.Day, Arms: []spec.Arm{{Phases: []spec.Phase{phase}}}}, Population: &spec.Population{}}
	m := &market.Market{Economy: &market.Economy{Regime: &waits{}}, Platform: &market.Platform{}}
	k := &kernel{View: &page.View{World: w, Market: m, Pinners: &pinners.Columns{}}}
	for day := spec.Time(-9); day < -1; day++ {
		ads := int64(1)
		for range -day {
			ads *= 10
		}
		s := &page.Shard{}
		s.Census.Exposure = pinners.ExposureSums{Sessions: 1, Ads: ads}
		k.shards = []*page.Shard{s}
		k.notice(day)
	}
	k.anchorAll()
	if got, want := m.Regime.(*waits).seen, 11111100/6.0; got == nil || got.PerSession != want {
		t.Errorf("references of %+v, want %v ads a session", got, want)
	}
}

// TestTicksWaitForRefreshesByHand: ticks every 15 s wait for refreshes every 7 s: 0, 21, 35, 49, 63, 77, 91 and 105 s, each asked for from the time after the last one on.
func TestTicksWaitForRefreshesByHand(t *testing.T) {
	m := &market.Market{Economy: &market.Economy{}, Platform: &market.Platform{Platform: &spec.Platform{PacingInterval: 15}}}
	k := &kernel{View: &page.View{World: &pinners.World{Spec: &spec.Spec{Lag: 7}}, Market: m}}
	from := spec.Time(0)
	for _, want := range []spec.Time{0, 21, 35, 49, 63, 77, 91, 105} {
		for ; from <= want; from++ {
			if got := k.tickFrom(from); got != want {
				t.Fatalf("the first tick from %d on is at %d, want %d", from, got, want)
			}
		}
	}
}
