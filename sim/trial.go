package sim

import (
	"math"
	"slices"

	"marketsim/auction"
	"marketsim/sim/internal/market"
	"marketsim/sim/internal/pinners"
	"marketsim/sim/results"
	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

// trial is what an engine keeps of a test: which policy holds for whom, and what every unit did.
type trial struct {
	shared  *spec.Shared   // nil: units are measured and nothing is shared
	key     rng.Key        // of the assignment
	stage   int            // edges of the windows that have passed
	treated *market.Market // the treatment's policy; nil while the control's holds for everybody
	running bool           // units are measured
	units   []unit         // by Pinner's row
	gone    []results.PinnerUnit
	before  []results.CampaignUnit // what campaigns had when the test began
	result  *results.Trial
}

// unit is what one Pinner did, 24 bytes. Events saturate.
type unit struct {
	revenue               spec.Nano
	value, clicks, before float32 // before: revenue of the pre-period
	impressions, sessions uint16
}

// joinTrial makes the engine measure units where the run asks for it, under an arm's sharing.
func (e *engine) joinTrial(shared *spec.Shared) {
	if e.world.Spec.Trial == nil {
		return
	}
	if e.trial == nil {
		e.trial = &trial{}
	}
	if e.trial.shared = shared; shared != nil {
		e.trial.key = e.world.Key.Named("trial").Named(shared.Key)
	}
	e.agenda[controlTrial] = e.nextTrial()
}

// clone copies the trial for an arm.
func (t *trial) clone() *trial {
	if t == nil {
		return nil
	}
	return &trial{stage: t.stage, running: t.running, units: slices.Clone(t.units)}
}

// nextTrial is the next edge of the test's windows.
func (e *engine) nextTrial() spec.Time {
	edges := e.trialEdges()
	if e.trial.stage == len(edges) {
		return spec.Never
	}
	return max(e.now, edges[e.trial.stage])
}

func (e *engine) trialEdges() [3]spec.Time {
	t := e.world.Spec.Trial
	return [3]spec.Time{t.Pre, t.From, t.To}
}

// stepTrial passes the edges that are due: units are measured, the treatment begins, the test ends.
func (e *engine) stepTrial() {
	t := e.trial
	for edges := e.trialEdges(); t.stage < len(edges) && edges[t.stage] <= e.now; t.stage++ {
		switch t.stage {
		case 0:
			t.running, t.units = true, make([]unit, len(e.pinners.Trait))
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
	t := e.trial
	for i := range t.units {
		t.units[i] = unit{before: float32(t.units[i].revenue.Float())}
	}
	t.gone = nil
	t.before = e.campaignUnits()
	if s := t.shared; s != nil && s.Treatment != nil && s.Pinners > 0 {
		t.treated = market.Draw(e.world, s.Treatment, e.roster)
		if s.Campaigns > 0 {
			t.treated = t.treated.With(e.market.Economy, func(c int) bool {
				return !spec.CampaignTreated(t.key, e.roster.Names[c], s.Campaigns)
			})
		}
		if t.treated.Remembers {
			e.pinners.KeepHistories(t.treated.Memory)
		}
	}
}

// treats tells whether row i holds a treated Pinner.
func (t *trial) treats(p *pinners.Columns, i uint32) bool {
	return t.shared != nil && t.key.With(uint64(p.Trait[i].Key)).Float() < t.shared.Pinners
}

// excludes tells whether the Pinner of a row does not exist in this arm.
func (t *trial) excludes(p *pinners.Columns, i uint32) bool {
	if t == nil || t.shared == nil || t.shared.Only == spec.Both {
		return false
	}
	return t.treats(p, i) != (t.shared.Only == spec.TreatedSide)
}

// claim makes room for the Pinner who takes a row, and puts away the one who had it.
func (t *trial) claim(i uint32) {
	if t == nil || t.units == nil {
		return
	}
	if int(i) < len(t.units) {
		t.units[i] = unit{}
		return
	}
	t.units = append(t.units, unit{})
}

// put notes a Pinner who leaves its row.
func (t *trial) put(p *pinners.Columns, i uint32) {
	if t != nil && t.running && int(i) < len(t.units) && !t.excludes(p, i) {
		t.gone = append(t.gone, t.unit(p, i))
	}
}

func (t *trial) unit(p *pinners.Columns, i uint32) results.PinnerUnit {
	u := &t.units[i]
	return results.PinnerUnit{Treated: t.treats(p, i), Revenue: u.revenue, Value: u.value, Clicks: u.clicks, Before: u.before, Impressions: u.impressions, Sessions: u.sessions}
}

// endTrial reads the units; the control's policy holds from then on.
func (e *engine) endTrial() {
	t := e.trial
	r := &results.Trial{Pinners: t.gone, Campaigns: e.campaignUnits()}
	free := make([]bool, len(t.units))
	for _, i := range e.pinners.Free {
		free[i] = true
	}
	for i := range t.units {
		if !free[i] && !t.excludes(e.pinners, uint32(i)) {
			r.Pinners = append(r.Pinners, t.unit(e.pinners, uint32(i)))
		}
	}
	for i := range r.Campaigns {
		c, b := &r.Campaigns[i], &t.before[i]
		c.Spend, c.Value, c.Clicks, c.Impressions = c.Spend-b.Spend, c.Value-b.Value, c.Clicks-b.Clicks, c.Impressions-b.Impressions
		c.Allowed -= b.Allowed
		for _, s := range e.shards {
			if s.drawn != nil {
				c.Drawn += s.drawn[i]
			}
		}
	}
	t.result, t.units, t.gone, t.before, t.treated, t.running = r, nil, nil, nil, nil, false
}

// campaignUnits is where campaigns stand now, by roster index.
func (e *engine) campaignUnits() []results.CampaignUnit {
	e.countViews()
	out := make([]results.CampaignUnit, len(e.roster.Names))
	for i := range out {
		c, a := &e.market.Campaigns[i], &e.book.accounts[i]
		keeper := &e.book.accounts[c.Payer]
		out[i] = results.CampaignUnit{Name: e.roster.Names[i], Spend: a.spent, Value: a.value, Clicks: a.clicks, Impressions: a.impressions,
			Allowed: keeper.allowed, Exhausted: c.Limited && keeper.exhaustedAt <= e.now}
	}
	return out
}

// follow lets the shard read the market through the policy that holds for a Pinner.
func (s *shard) follow(i uint32) {
	t := s.trial
	if t == nil || t.treated == nil {
		return
	}
	if treated := t.treats(s.pinners, i); treated != s.treats {
		s.unfollow()
		if s.treats = treated; treated {
			s.market = t.treated
		}
	}
	if r := &s.work.request; s.work.of != s.market { // columns that the other policy has no use for
		s.work.request, s.work.of = auction.Request{Bid: r.Bid, ID: r.ID}, s.market
	}
}

// unfollow goes back to the control's policy. Reactions that wait are billed under the policy under which they happened.
func (s *shard) unfollow() {
	if s.treats {
		s.flush()
		s.market, s.treats = s.view.market, false
	}
}

// measured is the unit of a row, nil when units are not measured.
func (s *shard) measured(row uint32) *unit {
	if t := s.trial; t != nil && t.running {
		return &t.units[row]
	}
	return nil
}

// saturated adds events to a column that saturates.
func saturated(x uint16, n int) uint16 { return uint16(min(int(x)+n, math.MaxUint16)) }

// measureCharge books a charge, or with a negative amount what a budget could not pay, on its Pinner, unless somebody else has the row by now.
func (s *shard) measureCharge(c *charge, amount spec.Nano) {
	u := s.measured(c.row)
	if u == nil || s.pinners.Trait[c.row].Key != c.who {
		return
	}
	u.revenue += amount
	if s.trial.treated != nil && s.trial.treats(s.pinners, c.row) {
		if s.drawn == nil {
			s.drawn = make([]spec.Nano, len(s.offers))
		}
		s.drawn[c.campaign] += amount
	}
}

// measureValue books on its Pinner what an event is worth to the advertiser.
func (s *shard) measureValue(c *charge, value spec.Nano) {
	if u := s.measured(c.row); u != nil && s.pinners.Trait[c.row].Key == c.who {
		u.value += float32(value.Float())
	}
}

// trialResult is the units of the arm's test, which may end with the horizon; nil when nothing was measured.
func (e *engine) trialResult() *results.Trial {
	if e.trial == nil {
		return nil
	}
	if e.trial.running {
		e.endTrial()
	}
	return e.trial.result
}
