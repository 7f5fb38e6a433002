package auction

// GSP is the generalised second-price auction: slots go to candidates by rank score, and each winner pays the least bid that
// keeps its place (Edelman, Ostrovsky & Schwarz 2007, AER 97; Varian 2007, IJIO 25).
type GSP struct{ Ranking }

func init() {
	Mechanisms.Register("gsp", "Generalised second price: each winner pays the least bid that keeps its slot.", &GSP{Ranking{1}})
}

// Run implements Mechanism.
func (m *GSP) Run(q *Request, o *Outcome) {
	filled, loser := m.rank(q, o)
	for k := range filled {
		o.Price[k] = m.critical(q, int(o.Winner[k]), next(o, k, filled, loser))
	}
}
