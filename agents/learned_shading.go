package agents

import "marketsim/auction/elementary"

func init() {
	Strategies.Register("learned_shading", "Learns from wins and losses which share of the value to bid in a first-price auction.", &LearnedShading{Spread: 0.15, Step: 0.0001, Start: 0.8})
}

// LearnedShading climbs the utility of the share f of the value that it bids, without a model of the competition. In each auction it
// bids f (1 + Spread) or f (1 - Spread) times the value, by its own random number, and moves
//
//	log f += a s (u - mean u) / (Spread x mean u),   a = max(Step, 1 / (1000 + auctions)),
//
// s being the side it took and u what the auction gained: effect of the slot x (value - price), 0 when lost (one-point gradient
// estimates: Kiefer & Wolfowitz 1952; Flaxman, Kalai & McMahan 2005, SODA). The first thousand auctions only set the mean. It
// uses, auction by auction, whether it won and what it paid.
type LearnedShading struct {
	Start  float64 `key:"start" default:"0.8" range:"(0, 1]" doc:"first share of the value"`
	Spread float64 `key:"spread" unit:"%" default:"15%" range:"(0, 50%]" doc:"how far above and below the share it tries"`
	Step   float64 `key:"step" default:"0.0001" range:"(0, 0.1]" doc:"smallest step, which keeps it able to follow a market that moves"`
}

// Feedback implements Informed.
func (*LearnedShading) Feedback() Feedback { return Price }

type learnedShading struct {
	p        *LearnedShading
	share    float64
	auctions float64
	mean     float64 // of what an auction gained
}

const settling = 1000 // auctions

// New implements Strategy.
func (l *LearnedShading) New(Brief) Bidder { return &learnedShading{p: l, share: l.Start} }

// Bid implements Bidder.
func (l *learnedShading) Bid(o *Opportunity) float64 {
	return l.share * (1 + float64(l.side(o.Uniform)*l.p.Spread)) * o.Value
}

func (l *learnedShading) side(u float64) float64 {
	if u < 0.5 {
		return -1
	}
	return 1
}

// Update implements Bidder.
func (l *learnedShading) Update(n *Outcomes) {
	for i := range n.Auctions {
		a := &n.Auctions[i]
		u := 0.0
		if a.Won {
			u = a.Effect * a.Rate * (a.Value - a.Price)
		}
		l.auctions++
		before := l.mean
		l.mean += (u - l.mean) / min(l.auctions, 10*settling)
		if l.auctions <= settling || before <= 0 {
			continue
		}
		step := max(l.p.Step, 1/(settling+l.auctions)) * l.side(a.Uniform) * (u - before) / (l.p.Spread * before)
		l.share = min(max(l.share*elementary.Exp(min(max(step, -0.05), 0.05)), 0.01), 1)
	}
}

// State implements Stated.
func (l *learnedShading) State() float64 { return l.share }
