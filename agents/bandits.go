package agents

import "marketsim/agents/learn"

// Grid are the parameters of strategies that try multiples of the value.
type Grid struct {
	Levels int     `key:"levels" default:"10" range:"[2, 1000]" doc:"multiples of the value among which it chooses, evenly spaced"`
	Least  float64 `key:"min" default:"0.1" range:"[0, 1]" doc:"smallest multiple"`
	Most   float64 `key:"max" default:"1" range:"(0, 1]" doc:"largest multiple"`
}

var grid = Grid{Levels: 10, Least: 0.1, Most: 1}

func (g *Grid) factor(i int) float64 {
	return g.Least + (g.Most-g.Least)*float64(i)/float64(g.Levels-1)
}

// Feedback implements Informed: bandits learn from each auction that they entered, won or lost.
func (*Grid) Feedback() Feedback { return Price }

// explorer bids the multiple of the value that a bandit chose. It keeps one choice until feedback comes, so that with a feedback lag all
// auctions of a window are pulls of one arm; with a lag of 0 it chooses before every auction. A pull's reward is what the auction
// gained as a share of the value: effect of the slot x (value - price) / value when it was won, and 0 when it was lost.
type explorer struct {
	grid   *Grid
	bandit learn.Bandit
	arm    int
	factor float64
}

func (g *Grid) explore(b learn.Bandit) Bidder {
	e := &explorer{grid: g, bandit: b}
	e.choose()
	return e
}

func (e *explorer) choose() {
	e.arm = e.bandit.Choose()
	e.factor = e.grid.factor(e.arm)
}

// Bid implements Bidder.
func (e *explorer) Bid(o *Opportunity) float64 { return e.factor * o.Value }

// Update implements Bidder.
func (e *explorer) Update(n *Outcomes) {
	for i := range n.Auctions {
		e.bandit.Learn(e.arm, gained(&n.Auctions[i]))
	}
	if len(n.Auctions) > 0 {
		e.choose()
	}
}

// gained is what an auction brought as a share of the value, in [0, 1].
func gained(a *Auction) float64 {
	if !a.Won || !(a.Value > 0) {
		return 0
	}
	return min(max(a.Effect*(a.Value-a.Price)/a.Value, 0), 1)
}

// State implements Stated.
func (e *explorer) State() float64 { return e.factor }

// Steady implements Steady.
func (e *explorer) Steady() {}

// Clone copies the learner for another arm of the market.
func (e *explorer) Clone() Bidder {
	c := *e
	c.bandit = e.bandit.Clone()
	return &c
}
