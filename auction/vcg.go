package auction

// VCG gives slots by rank score and charges each winner what its presence costs the others, for slots whose effects multiply
// (Vickrey 1961; Clarke 1971; Groves 1973; position auctions: Varian 2007). With x_k the effect of slot k and p_j(k) the
// critical bid of k's winner against the candidate ranked below slot j, the winner of slot k pays per billing event
//
//	sum over j >= k of (x_j - x_(j+1)) p_j(k) / x_k,   x after the last filled slot = 0.
//
// Each p_j(k) is at least the reserve, so reserves floor every externality price: with values that share one regular law and
// its monopoly price as the reserve, this is Myerson's auction for positions.
type VCG struct {
	Ranking
	Floors
}

func init() {
	Mechanisms.Register("vcg", "Vickrey-Clarke-Groves for positions: each winner pays what its presence costs the others.", &VCG{Ranking: Ranking{QualityExponent: 1}})
}

// Run implements Mechanism.
func (m *VCG) Run(q *Request, o *Outcome) {
	filled, loser := m.rank(q, o, m.entry(q))
	for k, i := range o.Winner[:filled] {
		floor := column(q.Reserve, int(i), 0)
		o.Price[k] = ladder(q, o, k, filled, loser, func(score float64) float64 { return max(floor, m.critical(q, int(i), score)) })
	}
	m.hold(q, o, filled)
}

// ladder is the price per billing event of the winner of slot k that makes telling the truth best where effects multiply:
// what each step down the slots is worth, at the critical bid for the step.
func ladder(q *Request, o *Outcome, k, filled int, loser float64, critical func(score float64) float64) float64 {
	pay := 0.0
	for j := k; j < filled; j++ {
		below := 0.0
		if j+1 < filled {
			below = q.Slots[j+1].Effect
		}
		pay += float64((q.Slots[j].Effect - below) * critical(next(o, j, filled, loser)))
	}
	return min(pay/q.Slots[k].Effect, q.Bid[o.Winner[k]])
}
