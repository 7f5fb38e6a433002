package agents

import "math"

func init() {
	Strategies.Register("lowest_cost", "Spends the budget on as many objective events as it buys, bidding the same for each.", &LowestCost{Paced: paced})
}

// LowestCost maximises the number of objective events that a budget buys: it offers the same amount for each, whatever it is worth, and
// moves the amount so that the budget is spent along the forecast. After each interval of pacing
//
//	log bid += Gain x (due - spent) / due,
//
// due being what the forecast gives the interval of the budget. In a truthful auction one bid for every event is
// the cheapest way to a number of events (Aggarwal, Badanidiyuru & Mehta 2019, WINE). It uses totals only: its spend. Without
// a budget it stays at its first bid.
type LowestCost struct {
	Start *float64 `key:"start" unit:"USD" range:"(0, inf)" doc:"first bid; the campaign's value of an event when left out"`
	Cap   *float64 `key:"max_bid" unit:"USD" range:"(0, inf)" doc:"bids stay at or below this amount; no limit when left out"`
	Paced
}

// Promise implements Promising.
func (*LowestCost) Promise() Promise { return Promise{PromiseBudget, 1} }

type lowestCost struct {
	p     *LowestCost
	pace  spending
	log   float64
	most  float64 // logarithm of the highest multiplier
	start float64
	value float64
	bid   float64
}

// New implements Strategy.
func (l *LowestCost) New(b Brief) Bidder {
	x := &lowestCost{p: l, start: b.Value, value: b.Value, most: math.Log(l.Most)}
	if l.Start != nil {
		x.start = *l.Start
	}
	x.settle()
	return x
}

func (l *lowestCost) settle() {
	l.bid = l.start * math.Exp(l.log)
	if l.p.Cap != nil && l.bid > *l.p.Cap {
		l.bid = *l.p.Cap
		if l.start > 0 {
			l.log = math.Log(l.bid / l.start)
		}
	}
}

// Bid implements Bidder.
func (l *lowestCost) Bid(*Opportunity) float64 { return l.bid }

// Update implements Bidder.
func (l *lowestCost) Update(*News) {}

// Tick implements Timed.
func (l *lowestCost) Tick(p *Progress) {
	if math.IsInf(p.Budget, 1) {
		return
	}
	if log := min(max(l.log+l.p.Gain*l.pace.plain(p, 3), -l.most), l.most); log != l.log {
		l.log = log
		l.settle()
	}
}

// State implements Stated.
func (l *lowestCost) State() float64 { return ratio(l.bid, l.value) }

// Steady implements Steady.
func (l *lowestCost) Steady() {}

// Deaf implements Deaf.
func (l *lowestCost) Deaf() {}
