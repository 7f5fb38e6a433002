package ledger

import (
	"math"
	"reflect"

	"marketsim/agents"
	"marketsim/auction/elementary"
	"marketsim/sim/dist"
	"marketsim/sim/internal/kernels"
	"marketsim/sim/internal/market"
	"marketsim/sim/internal/purpose"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// returns is what a group's campaigns spent and got over the last seven days, a ring by day, and their ROAS at the end of the warm-up.
type returns struct {
	spend, value [7]spec.Nano
	usual        float64 // 0 in the warm-up, and where nothing was spent in its last week
}

// roas is value over spend; NaN when nothing was spent.
func (r *returns) roas() float64 {
	spend, value := spec.Nano(0), spec.Nano(0)
	for i := range r.spend {
		spend, value = spend+r.spend[i], value+r.value[i]
	}
	return value.Float() / spend.Float()
}

// enter makes a campaign's advertiser follow a market that opens: newcomers stay away until they are let in, and reviewers are kept
// while their description is the same. Ad groups that share a budget have one advertiser, who sits with the first of them.
func (l *Ledger) follow(i int32, old *market.Campaign) {
	c, a := &l.Market.Campaigns[i], &l.Accounts[i]
	if c.Newcomer && a.Joined == -spec.Never {
		a.away, a.Joined = true, spec.Never
	}
	switch {
	case c.Spec.Review == nil || l.ownersOf(i)[0] != i:
		a.reviewer = nil
	case a.reviewer == nil || old == nil || !reflect.DeepEqual(old.Spec.Review, c.Spec.Review):
		a.reviewer = c.Spec.Review.New(l.Market.Brief(c))
		l.startReview(i)
	}
}

// ownersOf lists the ad groups that share campaign i's budget, itself among them. The list holds until the next call.
func (l *Ledger) ownersOf(i int32) []int32 {
	if c := &l.Market.Campaigns[i]; c.Shared {
		return l.Market.Sharers[c.Payer]
	}
	l.alone[0] = i
	return l.alone[:]
}

// startReview begins a review period now.
func (l *Ledger) startReview(i int32) {
	a := &l.Accounts[i]
	a.reviewed, a.reviewedAt = l.statementOf(i), l.Now
}

// ledger is spend and value to date.
type statement struct{ spend, value spec.Nano }

// statementOf is what the ad groups of campaign i's advertiser have spent and got to date.
func (l *Ledger) statementOf(i int32) (sum statement) {
	for _, j := range l.ownersOf(i) {
		sum.spend += l.Accounts[j].spent
		sum.value += l.Accounts[j].value
	}
	return sum
}

// ReviewDay lets the day that begins bring newcomers, and the advertisers whose review is due decide. Reviews of campaigns that were
// there from the start are spread evenly over the period.
func (l *Ledger) ReviewDay() {
	day, _ := spec.DayOf(l.Now)
	l.arrivals(day)
	for i := range l.Market.Campaigns {
		c, a := &l.Market.Campaigns[i], &l.Accounts[i]
		if !c.Present || a.reviewer == nil || a.Joined == spec.Never || l.Now < c.Start || l.Now >= c.End {
			continue
		}
		period := spec.Time(c.Spec.Review.Every())
		if period <= 0 || period%spec.Day != 0 {
			panic(unfit("reaction", c.Spec.Review, c, "time between reviews", float64(period), "whole days, in microseconds"))
		}
		phase := spec.Time(c.Key.Uniform(purpose.Review)*float64(period/spec.Day)) * spec.Day
		if a.Joined > -spec.Never {
			phase = a.Joined
		}
		if (l.Now-phase)%period != 0 || l.Now == a.reviewedAt {
			continue
		}
		l.review(int32(i), day)
	}
}

// review shows an advertiser its statement and carries out what it decides.
func (l *Ledger) review(i int32, day spec.Time) {
	c, a := &l.Market.Campaigns[i], &l.Accounts[i]
	k := c.Key.With(purpose.Review).With(uint64(day))
	total := l.statementOf(i)
	statement := agents.Statement{
		Now: int64(l.Now), Period: int64(l.Now - a.reviewedAt), Spend: (total.spend - a.reviewed.spend).Float(), Value: (total.value - a.reviewed.value).Float(),
		Market: l.returns[c.Group].roas(), Usual: l.returns[c.Group].usual, Away: a.away, Normal: dist.Normal(k.Uniform(1)), Uniform: k.Uniform(2),
	}
	verdict := a.decided(c, &statement)
	keeper := &l.Accounts[c.Payer]
	p := &keeper.period
	if verdict.Budget != p.factor {
		if c.Lifetime > 0 {
			p.moved = keeper.budget.life
		}
		p.factor = verdict.Budget
		l.moveBudget(c)
		if a.idle {
			l.resume(i)
		}
	}
	for _, j := range l.ownersOf(i) {
		switch b := &l.Accounts[j]; {
		case b.away && verdict.Stay:
			b.away, b.ended = false, spec.Never
			l.Joined++
		case !b.away && !verdict.Stay:
			b.away, b.ended = true, l.Now
			l.Left++
		}
	}
	l.startReview(i)
}

// mostArrivalFactor bounds how much a good market raises arrivals.
const mostArrivalFactor = 10

// arrivals lets newcomers in. A day's number is the Poisson quantile of the day's own uniform at the rate that the market's return
// makes, so that arms with the same returns see the same newcomers, and the n-th newcomer is the same in all of them.
func (l *Ledger) arrivals(day spec.Time) {
	for g := range l.Market.Groups {
		law := l.Market.Groups[g].Arrivals
		if law == nil {
			continue
		}
		rate := law.PerDay
		at := law.Outside
		if at == 0 {
			at = l.returns[g].usual
		}
		if roas := l.returns[g].roas(); !math.IsNaN(roas) && at > 0 {
			rate *= min(mostArrivalFactor, elementary.Pow(max(roas, 0)/at, law.Elasticity))
		}
		n := kernels.Poisson(rate, l.World.CampaignKey.Named("arrivals").Named(l.Market.Groups[g].Name).Uniform(uint64(day)))
		for i := range l.Market.Campaigns {
			c, a := &l.Market.Campaigns[i], &l.Accounts[i]
			if n == 0 {
				break
			}
			if c.Present && int(c.Group) == g && c.Newcomer && a.Joined == spec.Never {
				a.away, a.Joined = false, l.Now
				l.startReview(int32(i))
				l.Joined++
				n--
			}
		}
		l.warn("advertisers who would have come, but `most` had come before", n)
	}
}

// CloseReturns enters the day that ends into the groups' recent returns.
func (l *Ledger) CloseReturns(result *results.DayResult, day spec.Time) {
	for g := range result.Groups {
		r, t := &l.returns[g], &result.Groups[g]
		r.spend[market.Weekday(day)], r.value[market.Weekday(day)] = t.Revenue, t.Value
		if roas := r.roas(); day == -1 && !math.IsNaN(roas) {
			r.usual = roas
		}
	}
}
