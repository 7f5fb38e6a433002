package auction

// FirstPrice gives slots by rank score; each winner pays its bid.
type FirstPrice struct {
	Ranking
	Floors
}

func init() {
	Mechanisms.Register("first_price", "First price: each winner pays its bid.", &FirstPrice{Ranking: Ranking{QualityExponent: 1}})
}

// TakesTop implements TakesTop: a winner pays its own bid, whoever ranks below.
func (m *FirstPrice) TakesTop() bool { return m.Formula == nil }

// Run implements Mechanism.
func (m *FirstPrice) Run(q *Request, o *Outcome) {
	filled, _ := m.rank(q, o, m.entry(q))
	for k, i := range o.Winner[:filled] {
		o.Price[k] = q.Bid[i]
	}
	m.hold(q, o, filled)
}

// TakesTop is a mechanism whose outcome can depend on nothing but the candidates with the best scores, as many as there are slots.
type TakesTop interface{ TakesTop() bool }
