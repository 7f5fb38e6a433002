package auction

import (
	"math"
	"slices"
)

// Assignment is VCG where what an ad brings depends on slot and ad together (Request.Matrix): slots are assigned so that total
// score is largest, and each winner pays what the others would gain without it (Vickrey-Clarke-Groves on the assignment game of
// Shapley & Shubik 1971; compare Aggarwal, Goel & Motwani 2006, EC). A reserve counts as a
// cost of showing the ad. Without a Matrix it is VCG for positions.
type Assignment struct {
	Ranking
	Floors
}

func init() {
	Mechanisms.Register("vcg_assignment", "VCG for any table of rates by slot and ad: the assignment of most value, priced by what the others lose.",
		&Assignment{Ranking: Ranking{QualityExponent: 1}})
}

// effect is what a candidate's score is multiplied by in a slot: the rate there over the rate per view. It is 0 where that is
// no positive finite number, so that no table of rates can upset the search.
func (q *Request) effect(i, k int) float64 {
	if q.Matrix == nil {
		return q.Slots[k].Effect
	}
	if e := q.Matrix[i*len(q.Slots)+k] / q.Rate[i]; e > 0 && e <= math.MaxFloat64 {
		return e
	}
	return 0
}

// Run implements Mechanism.
func (m *Assignment) Run(q *Request, o *Outcome) {
	slots := len(q.Slots)
	floor := m.entry(q)
	m.scores(q, o, floor)
	m.net(q, o, floor)
	o.clear(0, slots)
	if slots == 0 {
		return
	}
	t := newTable(q, o)
	best := t.solve(-1)
	copy(o.Winner[:slots], t.slot)
	for k, column := range o.Winner[:slots] {
		if column < 0 {
			continue
		}
		i := t.who[column]
		effect := q.effect(int(i), k)
		loss := t.solve(int(column)) - (best - t.worth(k, int(column)))
		o.Winner[k], o.Price[k] = i, m.critical(q, int(i), max(loss, 0)/effect+m.cost(q, int(i), floor))
	}
	m.hold(q, o, slots)
}

// table is the assignment problem of one request, with slots as rows. Only the candidates that are among the best slots+1 of some
// slot can matter, for the best assignment and for that without one of its winners; they are the columns, in the order of their
// lots, so that ties are fair. A slot may also stay empty.
type table struct {
	q     *Request
	score []float64
	who   []int32 // candidate by column
	slot  []int32 // column by slot after solve, -1 for none
	match []int32 // slot by column, 1 is the first; scratch of solve
	way   []int32
	used  []int32
	u     []float64 // potentials
	v     []float64
	least []float64
}

func newTable(q *Request, o *Outcome) *table {
	slots := len(q.Slots)
	most := min(q.N, slots*(slots+1))
	wide := most + slots + 1 // columns, an empty one for each slot, and the one from which the search starts
	ints := o.places(2*most + slots + 3*wide + slots + 1)
	cut := func(n int) []int32 { part := ints[:n:n]; ints = ints[n:]; return part }
	t := &o.table
	*t = table{q: q, score: o.Score[:q.N], who: cut(most)[:0], slot: cut(slots)}
	t.match, t.way, t.used = cut(wide), cut(wide), cut(wide)
	t.choose(cut(slots + 1))
	work := o.scratch(slots + 1 + 2*wide)
	t.u, t.v, t.least = work[:slots+1], work[slots+1:][:wide], work[slots+1+wide:][:wide]
	return t
}

// choose lists the candidates that can matter.
func (t *table) choose(best []int32) {
	q, slots := t.q, len(t.q.Slots)
	for k := range slots {
		best = best[:0]
		for i, s := range t.score {
			if math.IsInf(s, -1) {
				continue
			}
			w := s * q.effect(i, k)
			j := len(best)
			if j > slots {
				if j--; !t.above(w, i, best[j], k) {
					continue
				}
			} else {
				best = best[:j+1]
			}
			for ; j > 0 && t.above(w, i, best[j-1], k); j-- {
				best[j] = best[j-1]
			}
			best[j] = int32(i)
		}
		for _, i := range best {
			if !slices.Contains(t.who, i) {
				t.who = append(t.who, i)
			}
		}
	}
	slices.SortFunc(t.who, func(a, b int32) int {
		if q.wins(int(a), int(b)) {
			return -1
		}
		return 1
	})
}

// above reports whether candidate i, worth w in slot k, comes before another.
func (t *table) above(w float64, i int, other int32, k int) bool {
	o := t.score[other] * t.q.effect(int(other), k)
	return w > o || w == o && t.q.wins(i, int(other))
}

// mostWorth bounds the worth of one slot, so that sums and differences of worths are finite.
const mostWorth = 1e300

// worth is what a column brings in a slot; an empty one brings nothing.
func (t *table) worth(k, column int) float64 {
	if column < 0 || column >= len(t.who) {
		return 0
	}
	i := int(t.who[column])
	return min(t.score[i]*t.q.effect(i, k), mostWorth)
}

// solve finds the assignment of most worth without one column, -1 for with all, by the Hungarian method (Kuhn 1955) with shortest
// augmenting paths. It returns the total worth.
func (t *table) solve(without int) float64 {
	slots := len(t.q.Slots)
	columns := len(t.who) + slots // numbered from 1 below; 0 is where a search starts
	clear(t.u)
	clear(t.v)
	clear(t.match)
	for row := 1; row <= slots; row++ {
		t.match[0] = int32(row)
		t.augment(columns, without)
	}
	sum := 0.0
	for k := range t.slot {
		t.slot[k] = -1
	}
	for j := 1; j <= columns; j++ {
		if row := t.match[j]; row > 0 && j <= len(t.who) {
			if w := t.worth(int(row)-1, j-1); w > 0 {
				sum += w
				if without < 0 {
					t.slot[row-1] = int32(j - 1)
				}
			}
		}
	}
	return sum
}

// augment gives the row that waits at column 0 a column, moving others where that pays. Every round marks one more column, so
// that it ends whatever the numbers; the row stays without a column where rounding leaves none to be compared.
func (t *table) augment(columns, without int) {
	for j := 0; j <= columns; j++ {
		t.least[j], t.used[j] = math.Inf(1), 0
	}
	at := 0
	for t.match[at] != 0 {
		t.used[at] = 1
		row, next, delta := int(t.match[at]), 0, math.Inf(1)
		for j := 1; j <= columns; j++ {
			if t.used[j] != 0 || j-1 == without {
				continue
			}
			if cost := -t.worth(row-1, j-1) - t.u[row] - t.v[j]; cost < t.least[j] {
				t.least[j], t.way[j] = cost, int32(at)
			}
			if t.least[j] < delta {
				delta, next = t.least[j], j
			}
		}
		if next == 0 {
			return
		}
		for j := 0; j <= columns; j++ {
			if t.used[j] != 0 {
				t.u[t.match[j]] += delta
				t.v[j] -= delta
			} else {
				t.least[j] -= delta
			}
		}
		at = next
	}
	for at != 0 {
		from := int(t.way[at])
		t.match[at] = t.match[from]
		at = from
	}
}
