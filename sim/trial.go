package sim

import (
	"slices"

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
		k.Trial = &page.Trial{Topics: k.World.Topics, Logs: page.Logs{Kept: k.World.Spec.Trial.Logs()}}
	}
	k.Trial.Logs.Watch(k.Market, k.World.Spec.Trial.Exposures)
	if k.Trial.Shared = shared; shared != nil {
		k.Trial.Key = k.World.Key.Named("trial").Named(shared.Key)
		if shared.Auctions && k.Trial.Units != nil { // the pre-period knows no sides of auctions
			k.Trial.Rows(len(k.Pinners.Trait))
		}
	}
	if shared != nil {
		k.Trial.Share = shared.Pinners
		k.Trial.Layer(k.World.Key.Named("trial"))
	}
	k.trial.at = min(k.nextTrial(), k.ramp(), k.launch())
}

// launch lets what is launched now take the treatment's place, and says when the next is.
func (k *kernel) launch() (next spec.Time) {
	for t := k.Trial; t.Shared != nil && t.Next < len(t.Shared.Launches); t.Next++ {
		x := &t.Shared.Launches[t.Next]
		if x.At > k.Now {
			return x.At
		}
		k.treat(x.Market)
		k.ledger.RenewPolicies()
	}
	return spec.Never
}

// treat makes a policy the treatment's.
func (k *kernel) treat(m *spec.Market) {
	t := k.Trial
	if t.Treated = k.policy(m, t.Shared.OwnModels); t.Shared.Campaigns > 0 {
		t.Treated = t.Treated.With(k.Market.Economy, func(c int) bool {
			return !spec.CampaignTreated(t.Key, k.Roster.Names[c], t.Shared.Campaigns)
		})
	}
	k.remember(t.Treated)
}

// remember lets Pinners keep what a policy asks of their past.
func (k *kernel) remember(m *market.Market) {
	if m.Remembers {
		k.Pinners.KeepHistories(m.Memory)
	}
}

// mix begins the policies of Pinners who are treated in several tests.
func (k *kernel) mix() {
	if t := k.Trial; t.Treated != nil && len(t.Shared.Layers) > 0 {
		t.Mix(func(m *spec.Market) *market.Market {
			if m == t.Shared.Treatment {
				return t.Treated
			}
			d := k.policy(m, false)
			k.remember(d)
			return d
		})
	}
}

// ramp sets the share of the treated that holds now, and says until when. At the end of a ramp units are measured anew.
func (k *kernel) ramp() (next spec.Time) {
	t := k.Trial
	if t.Shared == nil || len(t.Shared.Ramp) == 0 || t.Ramped {
		return spec.Never
	}
	for _, stage := range t.Shared.Ramp {
		if k.Now < stage.Until {
			t.Share = stage.Share
			return stage.Until
		}
	}
	t.Share, t.Ramped = t.Shared.Pinners, true
	for i := range t.Units {
		t.Units[i] = results.Unit{Before: t.Units[i].Before}
	}
	clear(t.Morning)
	k.measureAnew()
	return spec.Never
}

// measureAnew counts what campaigns do from now on, and forgets the Pinners who left.
func (k *kernel) measureAnew() {
	k.Trial.Gone, k.Trial.Before = nil, k.ledger.Units()
	k.Trial.Logs.Reset()
	for _, s := range k.shards {
		clear(s.Drawn)
	}
}

// nextTrial is the next edge of the test's windows.
func (k *kernel) nextTrial() spec.Time {
	edges := k.trialEdges()
	if k.Trial.Stage == len(edges) {
		return spec.Never
	}
	return max(k.Now, edges[k.Trial.Stage])
}

// trialEdges are the times at which something of a test begins or ends: measuring, the treatment, its last days, the post-period or the holdback, and its end.
func (k *kernel) trialEdges() [5]spec.Time {
	t := k.World.Spec.Trial
	edges := [5]spec.Time{t.Pre, t.From, t.Late, t.To, max(t.Post, t.Hold)}
	if t.Late == 0 {
		edges[2] = t.To
	}
	if edges[4] == 0 {
		edges[4] = t.To
	}
	return edges
}

// stepTrial passes the edges that are due: units are measured, the treatment begins, the test ends.
func (k *kernel) stepTrial() (next spec.Time) {
	t := k.Trial
	k.catchUp()
	for edges := k.trialEdges(); t.Stage < len(edges) && edges[t.Stage] <= k.Now; t.Stage++ {
		switch t.Stage {
		case 0:
			t.Running = true
			t.Rows(len(k.Pinners.Trait))
		case 1:
			k.beginTrial()
		case 2:
			t.Late = k.World.Spec.Trial.Late > 0
			if t.Late && t.Shared != nil && !t.Shared.Auctions {
				t.Early = slices.Clone(t.Units)
				t.Logs.Mark()
			}
		case 3:
			k.endTrial()
		default:
			k.endMeasuring()
		}
	}
	return min(k.nextTrial(), k.ramp(), k.launch())
}

// beginTrial starts the treatment, and counts anew.
func (k *kernel) beginTrial() {
	t := k.Trial
	for i := range t.Units {
		t.Units[i] = results.Unit{Before: float32(t.Units[i].Revenue.Float())}
	}
	k.measureAnew()
	if s := t.Shared; s != nil && s.Treatment != nil && (s.Pinners > 0 || s.Sides != nil) {
		k.treat(s.Treatment)
	}
	k.mix()
	if s := t.Shared; t.Treated != nil && s.Auctions && s.Others != nil {
		t.Others = k.policy(s.Others, false)
	}
	k.ledger.BeginPolicies()
	k.beginSides()
	if k.countsGroups() {
		t.DrawFresh(0)
		t.BeginDaily(k.World.Spec.Trial.ByExposure)
	}
	k.mark()
}

// mark notes where campaigns stand when the test begins, and at the end of each of its windows.
func (k *kernel) mark() {
	x := k.World.Spec.Trial
	if x != nil && x.Every > 0 && k.Now >= x.From && k.Now <= x.To && (k.Now-x.From)%x.Every == 0 && spec.Time(len(k.Trial.Marks)) == (k.Now-x.From)/x.Every {
		k.Trial.Marks = append(k.Trial.Marks, k.ledger.Units())
	}
}

// countsGroups tells whether the arm's test is one whose groups of Pinners are counted by day.
func (k *kernel) countsGroups() bool {
	s := k.Trial.Shared
	return k.World.Spec.Trial.Every > 0 && (s == nil || s.Treatment != nil && !s.Auctions && s.Sides == nil)
}

// policy is the market of a side of a test that is not control's. Its predictor learns with control's unless it is to learn by itself.
func (k *kernel) policy(m *spec.Market, ownModels bool) *market.Market {
	d := k.anchor(market.Draw(k.World, m, k.Roster))
	if ownModels {
		return d.Own(k.Market)
	}
	return d.Sharing(k.Market)
}

// beginSides begins the accounts that a test on requests keeps by side, where anything is to be kept: supports, budgets of sides, or campaigns that take part on one side alone.
func (k *kernel) beginSides() {
	t, s := k.Trial, k.Trial.Shared
	if s == nil || !s.Auctions || t.Treated == nil {
		return
	}
	policies := [page.Sides]*market.Market{k.Market, t.Treated, k.Market}
	if t.Others != nil {
		policies[page.OnNeither] = t.Others
	}
	if supports := func(m *market.Market) bool { return m.Supports }; len(s.Own) > 0 || s.Takes != nil || slices.ContainsFunc(policies[:], supports) {
		k.ledger.BeginSides(policies)
		k.fade.at = k.ledger.Fade()
	}
}

// endTrial reads the units; the control's policy holds from then on, or where there is a holdback the treatment's for all others.
func (k *kernel) endTrial() {
	t := k.Trial
	r := &results.Trial{Campaigns: k.ledger.Units()}
	if t.Early != nil {
		r.Last = t.HandOverLast(k.Pinners)
	}
	r.Pinners = t.HandOver(k.Pinners)
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
	if r.Marks = t.Marks; t.Entered != nil {
		n := len(t.Daily) - 1 // the last has only begun
		r.Ages, r.Cohorts, t.Entered = t.Ages[:n], t.Cohorts[:n], nil
	}
	t.Result, t.Before, t.Others = r, nil, nil
	if t.Since = k.World.Spec.Trial.Hold > 0; !t.Since {
		k.ledger.EndPolicies()
	}
	k.ledger.EndSides()
	t.Logs.Drop()
	if x := k.World.Spec.Trial; max(x.Post, x.Hold) > 0 {
		t.Rows(len(k.Pinners.Trait))
	}
	clear(t.Morning)
}

// endMeasuring reads the post-period and the days of groups. From then on nobody is measured, and all have the control's policy.
func (k *kernel) endMeasuring() {
	t := k.Trial
	if k.World.Spec.Trial.Post > 0 {
		t.Result.Post = t.HandOver(k.Pinners)
	}
	if n := len(t.Daily); n > 0 {
		t.Result.Daily = t.Daily[:n-1] // the last has only begun
	}
	t.Units, t.Gone, t.Morning, t.Since, t.Running = nil, nil, nil, false, false
	t.Logs.Drop()
	k.ledger.EndPolicies()
}

// trialResult is the units of the arm's test, which may end with the horizon; nil when nothing was measured.
func (k *kernel) trialResult() *results.Trial {
	if k.Trial == nil {
		return nil
	}
	if k.Trial.Running {
		k.Now = max(k.Now, k.World.Spec.Trial.To, k.World.Spec.Trial.Post, k.World.Spec.Trial.Hold)
		k.stepTrial()
	}
	return k.Trial.Result
}
