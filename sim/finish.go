package sim

import (
	"cmp"
	"slices"
	"sort"

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
		if e.book.Accounts[i].Joined == spec.Never {
			continue // it never came
		}
		r.Campaigns = append(r.Campaigns, e.book.Result(i))
	}
	slices.SortFunc(r.Campaigns, func(a, b results.CampaignResult) int { return cmp.Compare(a.Name, b.Name) })
	if phases := run.Arms[arm].Phases; len(phases) == 1 && !e.Market.Reviews {
		e.book.AuditAllowances()
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
