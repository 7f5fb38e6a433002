package agents

import "marketsim/agents/learn"

func init() {
	Strategies.Register("hedge", "Weighs multiples of the value by what each would have earned, and picks by weight.", &Hedge{Levels: 21, Rounds: 10_000, Pays: "bid"})
}

// Hedge picks a multiple of the value by learn.Hedge in every auction. From the lowest winning bid it knows what each multiple would
// have earned: nothing below it, value minus price above it and half of that at a tie, as a share of the value, with the price that
// Pays says. It uses, auction by auction, the lowest winning bid, and assumes one slot a page.
type Hedge struct {
	Levels int    `key:"levels" default:"21" range:"[2, 1000]" doc:"multiples of the value, evenly spaced from 0 to 1; 0 stays out"`
	Rounds int    `key:"rounds" default:"10_000" range:"[1, 1e12]" doc:"auctions for which the learning rate sqrt(8 ln levels / rounds) is made"`
	Pays   string `key:"pays" default:"bid" enum:"bid|needed" doc:"what a winner pays: its bid, or the lowest winning bid"`
}

// Feedback implements Informed.
func (*Hedge) Feedback() Feedback { return LowestWinning }

type hedge struct {
	p    *Hedge
	h    *learn.Hedge
	step float64
}

// New implements Strategy.
func (h *Hedge) New(Brief) Bidder {
	return &hedge{p: h, h: learn.NewHedge(h.Levels, learn.Rate(h.Levels, h.Rounds)), step: 1 / float64(h.Levels-1)}
}

// Bid implements Bidder.
func (h *hedge) Bid(o *Opportunity) float64 {
	return float64(h.h.Pick(o.Uniform)) * h.step * o.Value
}

// Update implements Bidder.
func (h *hedge) Update(n *Outcomes) {
	for i := range n.Auctions {
		a := &n.Auctions[i]
		if !(a.Value > 0) {
			continue
		}
		for k := h.p.Levels - 1; k > 0; k-- {
			bid := float64(k) * h.step * a.Value
			if bid < a.Needed*(1-1e-12) {
				break
			}
			price := bid
			if h.p.Pays == "needed" {
				price = a.Needed
			}
			payoff := (a.Value - price) / a.Value
			if bid <= a.Needed*(1+1e-12) {
				payoff /= 2
			}
			h.h.Earn(k, payoff)
		}
	}
	if len(n.Auctions) > 0 {
		h.h.Settle()
	}
}

// State implements Stated: the mean of the multiples by weight.
func (h *hedge) State() float64 {
	mean := 0.0
	for k := range h.p.Levels {
		mean += float64(h.h.Probability(k) * float64(k) * h.step)
	}
	return mean
}

// Clone copies the learner for another arm of the market.
func (h *hedge) Clone() Bidder {
	c := *h
	c.h = h.h.Clone()
	return &c
}
