package auction

// GSP is the generalised second-price auction: slots go to candidates by rank score, and each winner pays the least bid that
// keeps its place (Edelman, Ostrovsky & Schwarz 2007, AER 97; Varian 2007, IJIO 25). With a formula this is the critical bid of any
// score that rises in the bid.
type GSP struct {
	Ranking
	Floors
}

func init() {
	Mechanisms.Register("gsp", "Generalised second price: each winner pays the least bid that keeps its slot, under any score that rises in the bid.",
		&GSP{Ranking: Ranking{QualityExponent: 1}})
}

// Run implements Mechanism.
func (m *GSP) Run(q *Request, o *Outcome) {
	if len(q.Slots) <= 4 && q.Soft == nil && m.plain(q) && !m.lazy() {
		if filled, _, ok := o.rankFour(q, q.Reserve); ok {
			charge(q, o.Winner[:filled], o.Price[:filled], &o.best)
			return
		}
	}
	filled, loser := m.rank(q, o, m.entry(q))
	for k, i := range o.Winner[:filled] {
		o.Price[k] = m.critical(q, int(i), next(o, k, filled, loser))
	}
	m.hold(q, o, filled)
}

// charge is the pricing of the usual case, from the scores by rank.
func charge(q *Request, winner []int32, price []float64, best *[fewSlots + 1]float64) {
	price = price[:len(winner)]
	for k, i := range winner {
		p := best[(k+1)&fewSlots] / q.Rate[i]
		if q.Reserve != nil && p < q.Reserve[i] {
			p = q.Reserve[i]
		}
		if p > q.Bid[i] {
			p = q.Bid[i]
		}
		price[k] = p
	}
}
