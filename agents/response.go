package agents

import "math"

// response is what a campaign with a budget learns of how its spend follows its multiplier m. It takes spend in a day of traffic to be
//
//	level x m^2,
//
// which is exact for a competing bid with a uniform distribution and about right near any m, and estimates the level as expected spend over the
// traffic x m^2 that it took, both with a memory that fades. Where the true power is another, the level follows m, so that the multiplier
// at which the budget lasts is found whatever the power; only the way there is longer or shorter.
//
// Expected spend counts every impression won at price x predicted probability of the billing event. Few impressions bring that event, so it
// is known many times sooner than spend itself. Where predictions are wrong, spend so far over expected spend corrects them. Where the
// level is found too low again and again, as when more traffic comes than was forecast, what was learned is forgotten at once: see surprise.
type response struct {
	memory   float64 // impressions
	billed   float64 // bid per billing event at m = 1; 0: unknown. What is left of a budget caps bids.
	last     Progress
	begun    bool
	cost     float64 // expected spend, currency, fading
	exposure float64 // days of traffic x m^2, fading
	won      float64 // impressions of that cost, fading
	prior    float64 // exposure at which the level is held to be what spends the budget, fading
	recent   surprise

	paid, foreseen, squares float64 // spend, expected spend and the sum of squares of spend over a week or so, for the correction
}

const (
	priorExposure  = 0.02 // days of traffic: two quarter hours
	priorWon       = 10   // impressions that make up for it
	longestMemory  = 14   // days of traffic
	fastestForget  = 0.1  // of one interval
	correctionDays = 7    // over which predictions are corrected
	predictionSD   = 0.2  // relative error of predictions that is assumed before anything is known
	leastTraffic   = 1e-6 // days, of an interval in which there was cost though the forecast had nobody come
	mostCatchUp    = 3    // times the even rate of spend that a campaign behind its plan aims for
	leastMultiple  = 1e-3 // of the first bid, for strategies that control a budget
	usedUp         = 0.01 // share of a budget that buys nothing any more
)

// charge is what a bid may take of a budget, in the unit of budgets.
func (b *Brief) charge(bid float64) float64 {
	if b.Scale > 0 {
		return bid * b.Scale
	}
	return bid
}

func newResponse(memory float64, b *Brief) response {
	r := response{memory: memory, prior: priorExposure}
	if b.Objective == b.Bills {
		r.billed = b.charge(b.Value)
	}
	return r
}

// Divide implements Divisible. Prices and multipliers are the same in a part of the market; cost and impressions of a day are not.
func (r *response) Divide(share, charge float64) {
	for _, x := range []*float64{&r.cost, &r.won, &r.paid, &r.foreseen, &r.recent.cost, &r.recent.foretold, &r.recent.won, &r.last.Spent, &r.last.Budget} {
		*x *= share
	}
	r.squares *= share * charge
	r.billed *= charge
}

// observe takes in the time since the last call, in which the multiplier was m.
func (r *response) observe(p *Progress, m float64) {
	last := r.last
	r.last = *p
	if !r.begun {
		r.begun = true
		return
	}
	live, cost, won := p.Live-last.Live, p.Expected-last.Expected, p.Won-last.Won
	if live < 0 || live == 0 && (cost <= 0 || p.gone() || p.Planned != last.Planned) {
		return // what came while there was no budget for it, as where the rest is kept for others, tells nothing
	}
	live = max(live, leastTraffic)
	if left := last.left(); r.billed > 0 && left < m*r.billed {
		m = left / r.billed
	}
	exposure := float64(live * float64(m*m))
	r.foretell(exposure, cost, won)
	keep := 1 - max(min(max(won/r.memory, live/longestMemory), fastestForget), r.recent.forget)
	r.prior *= max(0, 1-won/priorWon) * keep
	r.exposure = float64(keep*r.exposure) + exposure
	r.cost = float64(keep*r.cost) + cost
	r.won = float64(keep*r.won) + won
	r.compare(p.Paid-last.Paid, cost, live)
}

// foretell compares an interval with what was learned before it.
func (r *response) foretell(exposure, cost, won float64) {
	if r.exposure > 0 {
		part := exposure / r.exposure
		r.recent.hear(cost, r.expected()*exposure, won, r.won*part)
	}
}

// compare holds what was paid against what was expected.
func (r *response) compare(paid, cost, live float64) {
	keep := max(0, 1-live/correctionDays)
	r.paid = float64(keep*r.paid) + paid
	r.foreseen = float64(keep*r.foreseen) + cost
	r.squares = float64(keep*r.squares) + float64(paid*paid)
}

// correction is spend over expected spend, drawn towards 1 while few charges tell.
func (r *response) correction() float64 {
	if !(r.paid > 0) || !(r.foreseen > 0) {
		return 1
	}
	noise := r.squares / float64(r.paid*r.paid)
	weight := predictionSD * predictionSD / (predictionSD*predictionSD + noise)
	return 1 + float64(weight*(r.paid/r.foreseen-1))
}

// expected is expected spend in a day of traffic at m = 1.
func (r *response) expected() float64 {
	return (r.cost + float64(r.prior*r.last.even())) / (r.exposure + r.prior)
}

// level is spend in a day of traffic at m = 1.
func (r *response) level() float64 { return r.expected() * r.correction() }

// gap is by how much less is spent at the multiplier m than should be from now on, relative to the larger of the two: in [-1, 1].
func (r *response) gap(m float64) float64 {
	due, rate := r.last.due(), float64(r.level()*float64(m*m))
	if most := max(due, rate); most > 0 {
		return (due - rate) / most
	}
	return 0
}

// solve is the multiplier at which the remaining budget lasts.
func (r *response) solve() float64 {
	if level := r.level(); level > 0 {
		return math.Sqrt(r.last.due() / level)
	}
	return math.Inf(1)
}

// ample reports whether the budget covers what is spent at m = 1.
func (r *response) ample() bool { return r.begun && r.level() <= r.last.even() }

// even is the spend in a day of traffic that uses the whole budget up.
func (p *Progress) even() float64 { return p.Budget / max(p.Period, 1e-9) }

// left is what of the budget is not spent.
func (p *Progress) left() float64 { return max(0, p.Budget-p.Spent) }

// gone reports whether the budget is used up.
func (p *Progress) gone() bool { return p.left() <= float64(usedUp*p.Budget) }

// due is the spend in a day of traffic that uses up the remaining budget in what is left of the traffic.
func (p *Progress) due() float64 {
	traffic := (1 - p.Planned) * p.Period
	if traffic <= 0 {
		return p.even()
	}
	return min(p.left()/traffic, float64(mostCatchUp*p.even()))
}
