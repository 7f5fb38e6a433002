package sim

import (
	"marketsim/sim/internal/market"
	"marketsim/sim/internal/page"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// joinTrial makes the engine measure units where the run asks for it, under an arm's sharing.
func (e *engine) joinTrial(shared *spec.Shared) {
	if e.World.Spec.Trial == nil {
		return
	}
	if e.Trial == nil {
		e.Trial = &page.Trial{}
	}
	if e.Trial.Shared = shared; shared != nil {
		e.Trial.Key = e.World.Key.Named("trial").Named(shared.Key)
	}
	e.agenda[controlTrial] = e.nextTrial()
}

// nextTrial is the next edge of the test's windows.
func (e *engine) nextTrial() spec.Time {
	edges := e.trialEdges()
	if e.Trial.Stage == len(edges) {
		return spec.Never
	}
	return max(e.Now, edges[e.Trial.Stage])
}

func (e *engine) trialEdges() [3]spec.Time {
	t := e.World.Spec.Trial
	return [3]spec.Time{t.Pre, t.From, t.To}
}

// stepTrial passes the edges that are due: units are measured, the treatment begins, the test ends.
func (e *engine) stepTrial() {
	t := e.Trial
	for edges := e.trialEdges(); t.Stage < len(edges) && edges[t.Stage] <= e.Now; t.Stage++ {
		switch t.Stage {
		case 0:
			t.Running, t.Units = true, make([]page.Unit, len(e.Pinners.Trait))
		case 1:
			e.beginTrial()
		default:
			e.endTrial()
		}
	}
	e.agenda[controlTrial] = e.nextTrial()
}

// beginTrial starts the treatment, and counts anew.
func (e *engine) beginTrial() {
	t := e.Trial
	for i := range t.Units {
		t.Units[i] = page.Unit{Before: float32(t.Units[i].Revenue.Float())}
	}
	t.Gone = nil
	t.Before = e.book.Units()
	if s := t.Shared; s != nil && s.Treatment != nil && s.Pinners > 0 {
		t.Treated = market.Draw(e.World, s.Treatment, e.Roster)
		if s.Campaigns > 0 {
			t.Treated = t.Treated.With(e.Market.Economy, func(c int) bool {
				return !spec.CampaignTreated(t.Key, e.Roster.Names[c], s.Campaigns)
			})
		}
		if t.Treated.Remembers {
			e.Pinners.KeepHistories(t.Treated.Memory)
		}
	}
}

// endTrial reads the units; the control's policy holds from then on.
func (e *engine) endTrial() {
	t := e.Trial
	r := &results.Trial{Pinners: t.Gone, Campaigns: e.book.Units()}
	free := make([]bool, len(t.Units))
	for _, i := range e.Pinners.Free {
		free[i] = true
	}
	for i := range t.Units {
		if !free[i] && !t.Excludes(e.Pinners, uint32(i)) {
			r.Pinners = append(r.Pinners, t.Unit(e.Pinners, uint32(i)))
		}
	}
	for i := range r.Campaigns {
		c, b := &r.Campaigns[i], &t.Before[i]
		c.Spend, c.Value, c.Clicks, c.Impressions = c.Spend-b.Spend, c.Value-b.Value, c.Clicks-b.Clicks, c.Impressions-b.Impressions
		c.Allowed -= b.Allowed
		for _, s := range e.shards {
			if s.Drawn != nil {
				c.Drawn += s.Drawn[i]
			}
		}
	}
	t.Result, t.Units, t.Gone, t.Before, t.Treated, t.Running = r, nil, nil, nil, nil, false
}

// trialResult is the units of the arm's test, which may end with the horizon; nil when nothing was measured.
func (e *engine) trialResult() *results.Trial {
	if e.Trial == nil {
		return nil
	}
	if e.Trial.Running {
		e.endTrial()
	}
	return e.Trial.Result
}
