package agents

import "marketsim/agents/learn"

func init() {
	Strategies.Register("ucb1", "Tries multiples of the value: the one with the highest upper confidence bound.", &UCB1{Grid: grid})
}

// UCB1 chooses among multiples of the value by learn.UCB1. It uses, auction by auction, whether it won and what it paid.
type UCB1 struct{ Grid }

// New implements Strategy.
func (u *UCB1) New(Brief) Bidder { return u.explore(learn.NewUCB1(u.Levels)) }
