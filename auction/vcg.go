package auction

// VCG gives slots by rank score and charges each winner what its presence costs the others, for slots whose effects multiply
// (Vickrey 1961; Clarke 1971; Groves 1973; position auctions: Varian 2007). With x_k the effect of slot k and p_k the
// critical bid against the candidate ranked below it, the winner of slot k pays per billing event
//
//	sum over j >= k of (x_j - x_(j+1)) p_j(k) / x_k,   x after the last filled slot = 0,
//
// where p_j(k) is the critical bid of k's winner against the candidate ranked below slot j. Each term is at least the reserve,
// so reserves floor every externality price.
type VCG struct{ Ranking }

func init() {
	Mechanisms.Register("vcg", "Vickrey-Clarke-Groves for positions: each winner pays what its presence costs the others.", &VCG{Ranking{1}})
}

// Run implements Mechanism.
func (m *VCG) Run(q *Request, o *Outcome) {
	filled, loser := m.rank(q, o)
	for k := range filled {
		i := int(o.Winner[k])
		pay := 0.0
		for j := k; j < filled; j++ {
			below := 0.0
			if j+1 < filled {
				below = q.Slots[j+1].Effect
			}
			pay += (q.Slots[j].Effect - below) * m.critical(q, i, next(o, j, filled, loser))
		}
		o.Price[k] = min(pay/q.Slots[k].Effect, q.Bid[i])
	}
}
