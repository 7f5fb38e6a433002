package sim_test

import (
	"sync/atomic"
	"testing"

	"marketsim/sim/dist"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// watching is a model that counts what sessions tell it.
type watching struct {
	spec.Steadfast
	sessions, ads, hides *atomic.Int64
	more                 *atomic.Int64 // sessions with more hides than ads
}

// Session implements spec.Regime.
func (w *watching) Session(_ *spec.SlowState, v *spec.Visit) bool {
	w.sessions.Add(1)
	w.ads.Add(int64(v.Ads))
	w.hides.Add(int64(v.Hides))
	if v.Hides > v.Ads {
		w.more.Add(1)
	}
	return false
}

// TestSessionsTellOfThemselves: models learn of each session its own ads and hides, as the counts of the market add up to; most ads are hidden here, and hides of a session before are not among them.
func TestSessionsTellOfThemselves(t *testing.T) {
	s := small(500, 10)
	s.Warmup, s.Population.Dwell, s.Population.Requests = 0, nil, &dist.Constant{Value: 2}
	w := &watching{sessions: new(atomic.Int64), ads: new(atomic.Int64), hides: new(atomic.Int64), more: new(atomic.Int64)}
	m := s.Arms[0].Phases[0].Market
	m.Regime, m.Leave = w, spec.Leave{HideRate: 0.9}
	var all results.Tally
	for _, d := range run(t, s, 1)[0][0].Days {
		for i := range d.Cells {
			all.Add(&d.Cells[i])
		}
	}
	if w.sessions.Load() != all.Sessions || w.ads.Load() != all.Impressions || w.hides.Load()*spec.Unit != all.Hides || all.Hides == 0 || w.more.Load() > 0 {
		t.Errorf("models learn of %d sessions, %d ads and %d hides, more hides than ads in %d; the market counts %d, %d and %d", w.sessions.Load(), w.ads.Load(), w.hides.Load(), w.more.Load(),
			all.Sessions, all.Impressions, all.Hides/spec.Unit)
	}
}
