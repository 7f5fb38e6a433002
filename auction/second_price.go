package auction

// SecondPrice gives slots by rank score; every winner pays the least bid with which it would beat the best candidate that won
// nothing. With one slot this is the Vickrey auction (Vickrey 1961); with several it is the uniform-price auction, truthful
// for slots that are all alike.
type SecondPrice struct {
	Ranking
	Floors
}

func init() {
	Mechanisms.Register("second_price", "Second price: every winner pays the least bid that beats the best loser (Vickrey; uniform price over several slots).",
		&SecondPrice{Ranking: Ranking{QualityExponent: 1}})
}

// Run implements Mechanism.
func (m *SecondPrice) Run(q *Request, o *Outcome) {
	filled, loser := m.rank(q, o, m.entry(q))
	for k, i := range o.Winner[:filled] {
		o.Price[k] = m.critical(q, int(i), loser)
	}
	m.hold(q, o, filled)
}
