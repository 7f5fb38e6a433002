package auction

import (
	"math"
)

// Ranking is how candidates are ordered: score = Weight x (Bid x Rate^QualityExponent x Quality + Value). With exponent 1 and
// neutral columns this is the expected revenue per view (eCPM); with exponent 0 candidates are ranked by bid; in between
// ("squashing") revenue is traded against efficiency (Lahaie & Pennock 2007, EC).
type Ranking struct {
	QualityExponent float64 `key:"quality_exponent" default:"1" range:"[0, 2]" doc:"exponent of the predicted rate in the rank score: 1 ranks by expected revenue, 0 by bid"`
}

// strength is what a candidate's bid is multiplied by in its score, before weight.
func (r *Ranking) strength(q *Request, i int) float64 {
	s := q.Rate[i]
	switch {
	case r.QualityExponent == 0:
		s = 1
	case r.QualityExponent != 1:
		s = math.Pow(s, r.QualityExponent)
	}
	return s * column(q.Quality, i, 1)
}

// score ranks candidate i: -Inf when it stays out because its bid is not a positive finite number or is below its reserve.
func (r *Ranking) score(q *Request, i int) float64 {
	bid := q.Bid[i]
	if !(bid > 0) || bid < column(q.Reserve, i, 0) || math.IsInf(bid, 1) {
		return math.Inf(-1)
	}
	s := bid * r.strength(q, i)
	if q.Value != nil {
		s += q.Value[i]
	}
	if q.Weight != nil {
		s *= q.Weight[i]
	}
	if s != s {
		return math.Inf(-1)
	}
	return s
}

// critical is the least bid with which candidate i reaches a score, at least its reserve and at most its bid. It inverts
// score, so it is what i must pay to keep its place ahead of a rival with that score.
func (r *Ranking) critical(q *Request, i int, score float64) float64 {
	price := column(q.Reserve, i, 0)
	if !math.IsInf(score, -1) {
		if w := column(q.Weight, i, 1); w > 0 {
			score /= w
		}
		if k := r.strength(q, i); k > 0 {
			price = max(price, (score-column(q.Value, i, 0))/k)
		}
	}
	return min(max(price, 0), q.Bid[i])
}

func column(c []float64, i int, neutral float64) float64 {
	if c == nil {
		return neutral
	}
	return c[i]
}

// scores fills the score of every candidate. The usual case, expected revenue with nothing else, has a loop of its own.
func (r *Ranking) scores(q *Request, score []float64) {
	n := q.N
	if r.QualityExponent != 1 || q.Quality != nil || q.Value != nil || q.Weight != nil {
		for i := range n {
			score[i] = r.score(q, i)
		}
		return
	}
	bid, rate := q.Bid[:n], q.Rate[:n]
	score = score[:n]
	for i, b := range bid {
		s := b * rate[i]
		if !(b > 0 && b <= math.MaxFloat64) || s != s {
			s = math.Inf(-1)
		}
		score[i] = s
	}
	if q.Reserve == nil {
		return
	}
	for i, floor := range q.Reserve[:n] {
		if bid[i] < floor {
			score[i] = math.Inf(-1)
		}
	}
}

// fewSlots is up to how many slots the best candidates are kept on the stack while ranking.
const fewSlots = 15

// rank scores all candidates and puts the best ones into the slots by insertion: the loop runs once over the scores and
// rarely moves anything. It returns how many slots are filled and the best score that got none, -Inf when there is none.
func (r *Ranking) rank(q *Request, o *Outcome) (filled int, loser float64) {
	score, slots := o.Score[:q.N], len(q.Slots)
	r.scores(q, score)
	var stack [fewSlots + 1]int32
	best := stack[:0] // candidates in order of rank: the winners and the first loser
	if slots > fewSlots {
		best = make([]int32, 0, slots+1)
	}
	floor := -math.MaxFloat64 // a score below it can neither win nor set a price
	for i, s := range score {
		if s < floor {
			continue
		}
		j := len(best)
		if j <= slots {
			best = best[:j+1]
		} else if j--; s == floor && !q.wins(i, int(best[j])) {
			continue
		}
		for ; j > 0; j-- {
			above := best[j-1]
			if t := score[above]; s < t || s == t && !q.wins(i, int(above)) {
				break
			}
			best[j] = above
		}
		best[j] = int32(i)
		if len(best) > slots {
			floor = score[best[slots]]
		}
	}
	filled = copy(o.Winner[:slots], best)
	for k := filled; k < slots; k++ {
		o.Winner[k], o.Price[k] = -1, 0
	}
	if len(best) <= slots {
		return filled, math.Inf(-1)
	}
	return filled, floor
}

// wins decides a tie of candidates i and j by their lots.
func (q *Request) wins(i, j int) bool { return lot(q.Key, q.ID[i]) > lot(q.Key, q.ID[j]) }

// lot is a candidate's lot in a tie: a hash of the request's and the candidate's keys, so that it depends on no position.
func lot(key, id uint64) uint64 {
	z := key ^ (id * 0x9e3779b97f4a7c15)
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb
	return z ^ (z >> 31)
}

// next is the score ranked directly below slot k.
func next(o *Outcome, k, filled int, loser float64) float64 {
	if k+1 < filled {
		return o.Score[o.Winner[k+1]]
	}
	return loser
}
