package sim

import (
	"cmp"
	"slices"
	"sort"

	"marketsim/agents"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// result reads an arm that has reached the horizon.
func (e *engine) result(arm, replication int) *results.Result {
	run := e.World.Spec
	r := &results.Result{Arm: run.Arms[arm].Name, Replication: replication, Seed: run.Seed, Days: e.days}
	e.concurrency(r.Days)
	results.Seal(r.Days)
	e.lives.Censor(e.Pinners, e.World.Horizon)
	r.Lives = e.lives
	r.Campaigns = make([]results.CampaignResult, 0, len(e.Roster.Names))
	for i := range e.Roster.Names {
		if e.book.accounts[i].joined == spec.Never {
			continue // it never came
		}
		r.Campaigns = append(r.Campaigns, e.campaignResult(i))
	}
	slices.SortFunc(r.Campaigns, func(a, b results.CampaignResult) int { return cmp.Compare(a.Name, b.Name) })
	if phases := run.Arms[arm].Phases; len(phases) == 1 && !e.Market.Reviews {
		e.auditAllowances()
	}
	r.Auctions, r.Breaches = e.auctions(), e.breached()
	e.warn("conversions still on their way at the horizon", int64(e.late.Len()))
	e.warn("campaign groups whose bids still moved by more than 10% in the last quarter of the run: it is not in a steady state (run.horizon, run.warmup)", unsettled(e.days))
	for what, n := range e.warnings {
		r.Warnings = append(r.Warnings, results.Count{What: what, N: n})
	}
	sort.Slice(r.Warnings, func(i, j int) bool { return r.Warnings[i].What < r.Warnings[j].What })
	return r
}

// concurrency fills in how many sessions ran at the start of each hour, those still running at the horizon included.
func (e *engine) concurrency(days []results.DayResult) {
	e.shards[0].Running.Running(e.Pinners, e.Now)
	for d := range days {
		for h := range days[d].Hours {
			at := spec.Time(d)*spec.Day + spec.Time(h)*spec.Hour
			for _, s := range e.shards {
				days[d].Hours[h].Concurrent += s.Running.At(at)
			}
		}
	}
}

func (e *engine) campaignResult(i int) results.CampaignResult {
	c, a, o := &e.Market.Campaigns[i], &e.book.accounts[i], &e.Offers[i]
	r := results.CampaignResult{
		Name: e.Roster.Names[i], Group: e.groupName(e.Roster.Groups[i]), Objective: c.Objective, Daily: c.Daily, Lifetime: c.Lifetime,
		Spend: a.spent, Value: a.value, Overdelivery: a.over, Impressions: a.impressions, Clicks: a.clicks, Conversions: a.conversions,
		Multiplier: a.multiplier, PassThrough: float64(o.Pass), ExhaustedAt: a.exhaustedAt, Left: a.ended,
	}
	r.Weekly, r.Budget, r.BudgetFactor = c.Weekly, e.allowance(int32(i)), 1
	r.Joined, r.Lived, r.Ran, r.ShortDays = a.joined, a.lived, a.ran, a.shortDays
	if r.Joined == -spec.Never && c.Start > 0 {
		r.Joined = c.Start
	}
	if f := e.book.accounts[c.Payer].period.factor; c.Present && f != 0 {
		r.BudgetFactor = f
	}
	if c.Shared {
		r.Purse = e.Roster.Names[c.Payer]
	}
	if b, ok := a.bidder.(agents.Stated); ok {
		r.BidFactor = b.State()
	}
	if c.Spec != nil {
		if p, ok := c.Spec.Strategy.(agents.Promising); ok {
			r.Promise = p.Promise()
		}
	}
	return r
}

func (e *engine) groupName(g int) string {
	groups := e.Market.Groups
	if g >= len(groups) {
		groups = e.World.Spec.Arms[0].Phases[0].Market.Groups
	}
	return groups[g].Name
}

// allowance is the most that campaign i may have spent since day 0; 0 when nothing limits it. Of a shared budget it is an equal part, the
// first ad group taking what cannot be divided.
func (e *engine) allowance(i int32) spec.Nano {
	c := &e.Market.Campaigns[i]
	if !c.Limited {
		return 0
	}
	keeper := &e.book.accounts[c.Payer]
	most := keeper.allowed
	if c.Lifetime > 0 {
		life := keeper.period.lifetime(c)
		if c.Daily == 0 && c.Weekly == 0 || life < most {
			most = life
		}
	}
	owners := e.ownersOf(i)
	part := most / spec.Nano(len(owners))
	if owners[0] == i {
		part += most - part*spec.Nano(len(owners))
	}
	return part
}
