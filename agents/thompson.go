package agents

import "marketsim/agents/learn"

func init() {
	Strategies.Register("thompson", "Tries multiples of the value by the probability that each is best.", &Thompson{Grid: grid})
}

// Thompson chooses among multiples of the value by learn.Thompson. It uses, auction by auction, whether it won and what it paid.
type Thompson struct{ Grid }

// New implements Strategy.
func (t *Thompson) New(b Brief) Bidder { return t.explore(learn.NewThompson(t.Levels, b.Key)) }
