package agents

import "math"

func init() {
	Strategies.Register("lowest_cost", "Spends the budget on as many objective events as it buys, bidding the same for each.", &LowestCost{Paced: paced})
}

// LowestCost maximises the number of objective events that a budget buys: it offers the same amount for each, whatever it is worth, and
// solves the amount anew at every pacing tick so that the remaining budget lasts along the forecast (see response). In a truthful
// auction one bid for every event is the cheapest way to a number of events (Aggarwal, Badanidiyuru & Mehta 2019, WINE). It uses its spend
// and the expected spend of the impressions that it won. Without a budget it stays at its first bid.
type LowestCost struct {
	Start *float64 `key:"start" unit:"USD" range:"(0, inf)" doc:"first bid; the campaign's value of an event when left out"`
	Cap   *float64 `key:"max_bid" unit:"USD" range:"(0, inf)" doc:"bids stay at or below this amount; no limit when left out"`
	Paced
}

// Promise implements Promising.
func (*LowestCost) Promise() Promise { return Promise{PromiseBudget, 1} }

type lowestCost struct {
	response
	p           *LowestCost
	start       float64
	value       float64
	least, most float64 // multiples of start
	scale       float64
}

// New implements Strategy.
func (l *LowestCost) New(b Brief) Bidder {
	x := &lowestCost{p: l, start: b.Value, value: b.Value, response: newResponse(l.Memory, &b), least: leastMultiple, most: l.Most, scale: 1}
	if l.Start != nil {
		x.start = *l.Start
	}
	if x.billed > 0 {
		x.billed = b.charge(x.start)
	}
	if l.Cap != nil && x.start > 0 {
		x.most = min(x.most, *l.Cap/x.start)
		x.least = min(x.least, x.most)
	}
	x.scale = min(1, x.most)
	return x
}

// Bid implements Bidder.
func (l *lowestCost) Bid(*Opportunity) float64 { return l.scale * l.start }

// Update implements Bidder.
func (l *lowestCost) Update(*Outcomes) {}

// Tick implements Timed.
func (l *lowestCost) Tick(p *Progress) {
	if math.IsInf(p.Budget, 1) {
		return
	}
	l.observe(p, l.scale)
	if !p.gone() {
		l.scale = min(max(l.solve(), l.least), l.most)
	}
}

// State implements Stated.
func (l *lowestCost) State() float64 { return ratio(l.scale*l.start, l.value) }

// Steady implements Steady.
func (l *lowestCost) Steady() {}

// SkipsFree implements SkipsFree.
func (l *lowestCost) SkipsFree() {}
