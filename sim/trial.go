package sim

import (
	"marketsim/sim/internal/market"
	"marketsim/sim/internal/page"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// joinTrial makes the engine measure units where the run asks for it, under an arm's sharing.
func (k *kernel) joinTrial(shared *spec.Shared) {
	if k.World.Spec.Trial == nil {
		return
	}
	if k.Trial == nil {
		k.Trial = &page.Trial{Topics: k.World.Topics}
	}
	if k.Trial.Shared = shared; shared != nil {
		k.Trial.Key = k.World.Key.Named("trial").Named(shared.Key)
		if shared.Auctions && k.Trial.Units != nil { // the pre-period knows no sides of auctions
			k.Trial.Rows(len(k.Pinners.Trait))
		}
	}
	k.trial.at = k.nextTrial()
}

// nextTrial is the next edge of the test's windows.
func (k *kernel) nextTrial() spec.Time {
	edges := k.trialEdges()
	if k.Trial.Stage == len(edges) {
		return spec.Never
	}
	return max(k.Now, edges[k.Trial.Stage])
}

func (k *kernel) trialEdges() [3]spec.Time {
	t := k.World.Spec.Trial
	return [3]spec.Time{t.Pre, t.From, t.To}
}

// stepTrial passes the edges that are due: units are measured, the treatment begins, the test ends.
func (k *kernel) stepTrial() (next spec.Time) {
	t := k.Trial
	for edges := k.trialEdges(); t.Stage < len(edges) && edges[t.Stage] <= k.Now; t.Stage++ {
		switch t.Stage {
		case 0:
			t.Running = true
			t.Rows(len(k.Pinners.Trait))
		case 1:
			k.beginTrial()
		default:
			k.endTrial()
		}
	}
	return k.nextTrial()
}

// beginTrial starts the treatment, and counts anew.
func (k *kernel) beginTrial() {
	t := k.Trial
	for i := range t.Units {
		t.Units[i] = page.Unit{Before: float32(t.Units[i].Revenue.Float())}
	}
	t.Gone = nil
	t.Before = k.ledger.Units()
	if s := t.Shared; s != nil && s.Treatment != nil && (s.Pinners > 0 || s.Sides != nil) {
		t.Treated = k.anchor(market.Draw(k.World, s.Treatment, k.Roster))
		if s.OwnModels {
			t.Treated = t.Treated.Own(k.Market)
		} else {
			t.Treated = t.Treated.Sharing(k.Market)
		}
		if s.Campaigns > 0 {
			t.Treated = t.Treated.With(k.Market.Economy, func(c int) bool {
				return !spec.CampaignTreated(t.Key, k.Roster.Names[c], s.Campaigns)
			})
		}
		if t.Treated.Remembers {
			k.Pinners.KeepHistories(t.Treated.Memory)
		}
	}
}

// endTrial reads the units; the control's policy holds from then on.
func (k *kernel) endTrial() {
	t := k.Trial
	r := &results.Trial{Pinners: t.Gone, Campaigns: k.ledger.Units()}
	free := make([]bool, len(k.Pinners.Trait))
	for _, i := range k.Pinners.Free {
		free[i] = true
	}
	for i := range free {
		if !free[i] && !t.Excludes(k.Pinners, uint32(i)) {
			r.Pinners = t.Add(r.Pinners, k.Pinners, uint32(i))
		}
	}
	for i := range r.Campaigns {
		c, b := &r.Campaigns[i], &t.Before[i]
		c.Spend, c.Value, c.Clicks, c.Impressions = c.Spend-b.Spend, c.Value-b.Value, c.Clicks-b.Clicks, c.Impressions-b.Impressions
		c.Allowed, c.Rigid = c.Allowed-b.Allowed, c.Rigid-b.Rigid
		for _, s := range k.shards {
			if s.Drawn != nil {
				c.Drawn += s.Drawn[i]
			}
		}
	}
	t.Result, t.Units, t.Gone, t.Before, t.Treated, t.Running = r, nil, nil, nil, nil, false
}

// trialResult is the units of the arm's test, which may end with the horizon; nil when nothing was measured.
func (k *kernel) trialResult() *results.Trial {
	if k.Trial == nil {
		return nil
	}
	if k.Trial.Running {
		k.endTrial()
	}
	return k.Trial.Result
}
