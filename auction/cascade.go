package auction

import (
	"math"
	"slices"
)

// Cascade is VCG for Pinners who scan ads from the top and go on past ad i with probability Request.Continue[i]: it shows the
// ordered list that is worth most, and each winner pays what the others would be worth without it, less what they are worth
// with it (Kempe & Mahdian 2008, WINE; Aggarwal, Feldman, Muthukrishnan & Pal 2008, WINE).
//
// Within a list the best order is by score / (1 - continuation), so the best list is found exactly by a dynamic programme over
// candidates in that order. A reserve counts as a cost of showing the ad. Between slots the Pinner also goes on with the ratio of their effects; the order is exact where that
// ratio is the same for all slots.
type Cascade struct {
	Ranking
	Floors
}

func init() {
	Mechanisms.Register("vcg_cascade", "VCG for Pinners who scan ads one after the other: the most valuable ordered list, priced by what the others lose.",
		&Cascade{Ranking: Ranking{QualityExponent: 1}})
}

// Run implements Mechanism.
func (m *Cascade) Run(q *Request, o *Outcome) {
	slots := len(q.Slots)
	floor := m.entry(q)
	m.scores(q, o, floor)
	m.net(q, o, floor)
	o.clear(0, slots)
	if slots == 0 {
		return
	}
	list := newScan(q, o)
	best := list.solve(-1)
	filled := list.take(o.Winner[:slots])
	reached := 1.0
	for k, i := range o.Winner[:filled] {
		if k > 0 {
			reached *= q.Slots[k].Effect / q.Slots[k-1].Effect
		}
		view := reached * q.Slots[0].Effect
		loss := list.solve(int(i)) - (best - float64(view*o.Score[i]))
		if o.Price[k] = 0; view > 0 { // an ad that nobody gets to see costs nobody anything
			o.Price[k] = m.critical(q, int(i), max(loss, 0)/view+m.cost(q, int(i), floor))
		}
		reached *= column(q.Continue, int(i), 1)
	}
	m.hold(q, o, filled)
}

// scan is the dynamic programme of one request.
type scan struct {
	q     *Request
	score []float64
	order []int32   // eligible candidates by falling index
	worth []float64 // by (position in order, slot): the best of what is left from there
}

// newScan puts the eligible candidates in the order in which any list of them is worth most.
func newScan(q *Request, o *Outcome) *scan {
	s := &o.scan
	*s = scan{q: q, score: o.Score[:q.N], order: o.places(q.N)[:0]}
	for i, x := range s.score {
		if !math.IsInf(x, -1) {
			s.order = append(s.order, int32(i))
		}
	}
	slots, n := len(q.Slots), len(s.order)
	work := o.scratch(q.N + (n+1)*(slots+1))
	index := work[:q.N]
	ratio := 1.0
	if slots > 1 {
		ratio = q.Slots[1].Effect / q.Slots[0].Effect
	}
	for _, i := range s.order {
		index[i] = s.score[i] / (1 - float64(ratio*column(q.Continue, int(i), 1))) // may be infinite
	}
	slices.SortFunc(s.order, func(a, b int32) int {
		switch x, y := index[a], index[b]; {
		case x > y, x == y && q.wins(int(a), int(b)):
			return -1
		}
		return 1
	})
	s.worth = work[q.N:]
	return s
}

// solve is the worth of the best list without one candidate, -1 for with all; it fills the table.
func (s *scan) solve(without int) float64 {
	slots, n := len(s.q.Slots), len(s.order)
	wide := slots + 1
	for k := range wide {
		s.worth[n*wide+k] = 0
	}
	for at := n - 1; at >= 0; at-- {
		i := int(s.order[at])
		row, below := s.worth[at*wide:][:wide], s.worth[(at+1)*wide:][:wide]
		if i == without {
			copy(row, below)
			continue
		}
		score, on := s.score[i], column(s.q.Continue, i, 1)
		row[slots] = 0
		for k := range slots {
			row[k] = max(below[k], score+float64(on*s.ratio(k)*below[k+1]))
		}
	}
	return s.worth[0] * s.q.Slots[0].Effect
}

// ratio is the probability of going on from slot k to the next one, ads aside.
func (s *scan) ratio(k int) float64 {
	if k+1 >= len(s.q.Slots) {
		return 0
	}
	return s.q.Slots[k+1].Effect / s.q.Slots[k].Effect
}

// take reads the best list out of the table of solve(-1).
func (s *scan) take(winner []int32) (filled int) {
	slots, n := len(s.q.Slots), len(s.order)
	wide := slots + 1
	for at := 0; at < n && filled < slots; at++ {
		if s.worth[at*wide+filled] > s.worth[(at+1)*wide+filled] {
			winner[filled] = s.order[at]
			filled++
		}
	}
	return filled
}
