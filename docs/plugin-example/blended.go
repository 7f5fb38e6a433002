package main

import "marketsim/auction"

// Blended ranks like the generalised second price and charges a price between that and the bid: price + First x (bid - price).
// First is 0 for the second price and 1 for the first price. The tagged fields are its parameters in a scenario, those of the
// mechanism that it embeds included.
type Blended struct {
	auction.GSP
	First float64 `key:"first" unit:"%" default:"20%" range:"[0, 100%]" doc:"share of the gap between second price and bid that is charged"`
}

// Run implements auction.Mechanism.
func (m *Blended) Run(q *auction.Request, o *auction.Outcome) {
	m.GSP.Run(q, o)
	for k, winner := range o.Winner {
		if winner >= 0 {
			bid := q.Bid[winner]
			o.Price[k] = min(bid, o.Price[k]+float64(m.First*(bid-o.Price[k])))
		}
	}
}
