package auction

import "math"

// Myerson is the optimal auction: slots go by virtual value times predicted rate, nobody with a negative virtual value wins,
// and each winner pays the least bid that keeps what it has (Myerson 1981, Math. OR 6; for positions, each step down the slots
// at its own critical bid: Edelman & Schwarz 2010, AER P&P 100). Request.Virtual says how bids map to virtual values; where it
// says nothing a bid is its own virtual value and the auction is VCG. It assumes that bidders tell the truth, draw their values
// independently, and that the laws are right.
type Myerson struct {
	Floors
	Values string `key:"values" default:"given" enum:"given|estimated" doc:"where the laws of values come from: given: the groups' value distributions; estimated: the market's own bids, by group, learned anew at every reserve_learning.every"`
}

func init() {
	Mechanisms.Register("myerson", "Myerson's optimal auction: ranks by virtual value and charges the least bid that keeps the slot.", &Myerson{})
}

// VirtualValues tells that the mechanism reads Request.Virtual, and whether the laws are to be estimated.
func (m *Myerson) VirtualValues() (estimated bool) { return m.Values == "estimated" }

// UsesVirtual is a mechanism that reads Request.Virtual.
type UsesVirtual interface{ VirtualValues() (estimated bool) }

// Run implements Mechanism.
func (m *Myerson) Run(q *Request, o *Outcome) {
	score := o.Score[:q.N]
	for i := range score {
		phi := q.Bid[i]
		if v := q.virtual(i); v != nil && phi > 0 && phi <= math.MaxFloat64 {
			by := column(q.Convert, i, 1)
			phi = v.At(phi/by) * by
		}
		score[i] = phi * q.Rate[i]
	}
	o.sift(q, m.entry(q))
	filled, loser := o.rankScores(q)
	for k, i := range o.Winner[:filled] {
		o.Price[k] = ladder(q, o, k, filled, loser, func(score float64) float64 { return m.critical(q, int(i), score) })
	}
	m.hold(q, o, filled)
}

// BidFor is the bid that gives candidate i a score, whatever it bids now.
func (m *Myerson) BidFor(q *Request, i int, score float64) float64 { return m.critical(q, i, score) }

func (q *Request) virtual(i int) *Virtual {
	if q.Virtual == nil {
		return nil
	}
	return q.Virtual[i]
}

// critical is the least bid whose virtual value reaches a score, and at least the reserve.
func (m *Myerson) critical(q *Request, i int, score float64) float64 {
	bid := max(score, 0) / q.Rate[i]
	if v := q.virtual(i); v != nil {
		by := column(q.Convert, i, 1)
		bid = v.Invert(bid/by) * by
	}
	return max(bid, column(q.Reserve, i, 0), 0)
}
