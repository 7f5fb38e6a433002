package auction

// FirstPrice gives slots by rank score; each winner pays its bid.
type FirstPrice struct{ Ranking }

func init() {
	Mechanisms.Register("first_price", "First price: each winner pays its bid.", &FirstPrice{Ranking{1}})
}

// Run implements Mechanism.
func (m *FirstPrice) Run(q *Request, o *Outcome) {
	filled, _ := m.rank(q, o)
	for k := range filled {
		o.Price[k] = q.Bid[o.Winner[k]]
	}
}
