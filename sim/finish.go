package sim

import (
	"cmp"
	"fmt"
	"slices"
	"sort"

	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// result reads an arm that has reached the horizon.
func (k *kernel) result(arm, replication int) *results.Result {
	run := k.World.Spec
	r := &results.Result{Arm: run.Arms[arm].Name, Replication: replication, Seed: run.Seed, Days: k.days}
	k.concurrency(r.Days)
	results.Seal(r.Days)
	k.lives.Censor(k.Pinners, k.World.Horizon)
	r.Lives = k.lives
	r.Campaigns = make([]results.CampaignResult, 0, len(k.Roster.Names))
	for i := range k.Roster.Names {
		if k.ledger.Accounts[i].Joined == spec.Never {
			continue // it never came
		}
		r.Campaigns = append(r.Campaigns, k.ledger.Result(i))
	}
	slices.SortFunc(r.Campaigns, func(a, b results.CampaignResult) int { return cmp.Compare(a.Name, b.Name) })
	if phases := run.Arms[arm].Phases; len(phases) == 1 && !k.Market.Reviews {
		k.ledger.AuditAllowances()
	}
	r.Auctions, r.Breaches = k.auctions(), k.breached()
	k.warn("conversions still on their way at the horizon", k.late.onTheirWay())
	k.warn("campaign groups whose bids still moved by more than 10% in the last quarter of the run: it is not in a steady state (run.horizon, run.warmup)", unsettled(k.days))
	k.warnFloors()
	k.warn("campaigns whose budget buys fewer than 15 events a day at this run.scale: charges do not shrink with budgets, so budgets are spent less evenly and revenue per 1,000 is lower than in the whole market (in the default market and with four times its budgets by 3% at 8 events a day, 7 to 10% at 3, 25 to 30% at 2, and more below); run.outcomes: expected keeps levels",
		k.lumpy(r.Campaigns))
	k.warnFewPinners()
	for what, n := range k.warnings {
		r.Warnings = append(r.Warnings, results.Count{What: what, N: n})
	}
	r.References = referencesOf(k.Market.Regime)
	sort.Slice(r.Warnings, func(i, j int) bool { return r.Warnings[i].What < r.Warnings[j].What })
	return r
}

// concurrency fills in how many sessions ran at the start of each hour, those still running at the horizon included.
func (k *kernel) concurrency(days []results.DayResult) {
	k.shards[0].Running.Running(k.Pinners, k.Now)
	for d := range days {
		for h := range days[d].Hours {
			at := spec.Time(d)*spec.Day + spec.Time(h)*spec.Hour
			for _, s := range k.shards {
				days[d].Hours[h].Concurrent += s.Running.At(at)
			}
		}
	}
}

// fewEvents is how many billed events a day a budget has to buy for controllers to spend it.
const fewEvents = 15

// lumpy counts the campaigns of a scaled market whose budget buys few events a day that are charged whole.
func (k *kernel) lumpy(campaigns []results.CampaignResult) (n int64) {
	run := k.World.Spec
	if run.Scale <= 0 || run.Scale >= 1 || k.Market.Expected {
		return 0
	}
	for i := range campaigns {
		c := &campaigns[i]
		events := c.Clicks
		switch c.Objective {
		case spec.Impression:
			events = c.Impressions * spec.Unit
		case spec.Conversion:
			events = max(c.Conversions, c.Clicks)
		}
		if c.Budget > 0 && c.Spend > 0 && float64(events)/spec.Unit*c.Budget.Float() < fewEvents*c.Spend.Float()*float64(run.Horizon/spec.Day) {
			n++
		}
	}
	return n
}

// Revenue per 1,000 that chance in who comes costs first-look in expectation, as a share, is lostToChance over the Pinners simulated: measured with 500 to 5,000 of them. Below
// leastLost it is not worth a word, and above mostLost nothing was measured.
const (
	lostToChance = 12.5
	leastLost    = 0.005
	mostLost     = 0.05
)

// warnFewPinners says what a scaled market in expectation loses against the whole: of a day's spend S a budget B leaves E min(S, B), and S varies more where fewer come.
func (k *kernel) warnFewPinners() {
	run, n, limited := k.World.Spec, float64(k.World.Population.Count), int64(0)
	if run.Scale <= 0 || run.Scale >= 1 || n == 0 || !k.Market.Expected {
		return
	}
	for i := range k.Market.Campaigns {
		if c := &k.Market.Campaigns[i]; c.Present && c.Limited {
			limited++
		}
	}
	if lost := lostToChance * (1 - run.Scale) / n; lost >= leastLost {
		amount := fmt.Sprintf("%.1f%%", 100*lost)
		if lost > mostLost {
			amount = fmt.Sprintf("more than %.0f%%", 100*mostLost)
		}
		k.warn(fmt.Sprintf("campaigns whose budgets meet %.0f Pinners at this run.scale: which of them come on a day is more a matter of chance than in the whole market, and a budget spends the lesser of itself and what the day brings, so that revenue per 1,000 is lower (by %s in the default market, where with n Pinners it is 12.5 / n lower than with very many; a run at half of this run.scale shows how much it is here, since it loses about as much again); a larger run.scale loses less", n, amount), limited)
	}
}
