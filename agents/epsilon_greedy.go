package agents

import "marketsim/agents/learn"

func init() {
	Strategies.Register("epsilon_greedy", "Tries multiples of the value: the best so far, now and then one at random.", &EpsilonGreedy{Epsilon: 0.1, Grid: grid})
}

// EpsilonGreedy chooses among multiples of the value by learn.EpsilonGreedy. It uses, auction by auction, whether it won and what it
// paid.
type EpsilonGreedy struct {
	Epsilon float64 `key:"epsilon" unit:"%" default:"10%" range:"[0, 100%]" doc:"probability of trying any multiple at random"`
	Grid
}

// New implements Strategy.
func (e *EpsilonGreedy) New(b Brief) Bidder {
	return e.explore(learn.NewEpsilonGreedy(e.Levels, e.Epsilon, b.Key))
}
