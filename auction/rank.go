package auction

import "math"

// fewSlots is up to how many slots the best candidates are kept on the stack while ranking.
const fewSlots = 15

// rank scores all candidates and puts the best ones into the slots. It returns how many slots are filled and the best score that
// got none, -Inf when there is none.
func (r *Ranking) rank(q *Request, o *Outcome, floor []float64) (filled int, loser float64) {
	slots := len(q.Slots)
	if r.plain(q) && slots > 0 && slots <= fewSlots {
		var ok bool
		if slots <= 4 {
			filled, loser, ok = o.rankFour(q, floor)
		} else {
			filled, loser, ok = o.rankMany(q, floor)
		}
		if ok {
			return filled, loser
		}
	}
	r.scores(q, o, floor)
	filled, loser = o.rankScores(q)
	return filled, loser
}

// finite is the bit pattern of the largest finite number: positive finite numbers, and only they, have bits in [1, finite].
const finite = 0x7fef_ffff_ffff_ffff

// rankFour is the loop of the usual case: expected revenue with nothing else, at most four slots. It scores, checks and ranks in
// one pass; most candidates cost a multiplication and a comparison. It gives up (ok is false) at what is rare: equal scores among
// the best, and bids that are negative or not numbers.
func (o *Outcome) rankFour(q *Request, floor []float64) (filled int, loser float64, ok bool) {
	bid := q.Bid[:q.N]
	rate, score := q.Rate[:len(bid)], o.Score[:len(bid)]
	if floor == nil {
		floor = bid // nobody is below its own bid
	}
	floor = floor[:len(bid)]
	var top [5]float64
	var who [5]int32
	var signs uint64
	odd := false
	for i, b := range bid {
		s := b * rate[i]
		bits := math.Float64bits(s)
		score[i] = s
		signs |= bits
		if s < top[4] {
			continue
		}
		if bits-1 >= finite || b < floor[i] {
			score[i] = math.Inf(-1)
			odd = odd || bits > finite
			continue
		}
		if s == top[4] {
			odd = true
		}
		k := 4
		for ; k > 0 && s > top[k-1]; k-- {
			top[k], who[k] = top[k-1], who[k-1]
		}
		top[k], who[k] = s, int32(i)
	}
	odd = odd || signs>>63 != 0 || top[0] == top[1] && top[0] > 0 || top[1] == top[2] && top[1] > 0 || top[2] == top[3] && top[2] > 0 || top[3] == top[4] && top[3] > 0
	o.best[0], o.best[1], o.best[2], o.best[3], o.best[4] = top[0], top[1], top[2], top[3], top[4]
	slots := len(q.Slots)
	winner := o.Winner[:slots]
	for k := range winner {
		if top[k&3] == 0 {
			o.clear(k, slots)
			return k, math.Inf(-1), !odd
		}
		winner[k] = who[k&3]
	}
	if loser = o.best[slots]; loser == 0 {
		loser = math.Inf(-1)
	}
	return slots, loser, !odd
}

// rankMany is rankFour for up to fifteen slots.
func (o *Outcome) rankMany(q *Request, floor []float64) (filled int, loser float64, ok bool) {
	bid := q.Bid[:q.N]
	rate, score := q.Rate[:len(bid)], o.Score[:len(bid)]
	if floor == nil {
		floor = bid // nobody is below its own bid
	}
	floor = floor[:len(bid)]
	var top [fewSlots + 1]float64
	var who [fewSlots + 1]int32
	var signs uint64
	slots, odd, least := len(q.Slots)&fewSlots, false, 0.0
	for i, b := range bid {
		s := b * rate[i]
		bits := math.Float64bits(s)
		score[i] = s
		signs |= bits
		if s < least {
			continue
		}
		if bits-1 >= finite || b < floor[i] {
			score[i] = math.Inf(-1)
			odd = odd || bits > finite
			continue
		}
		odd = odd || s == least
		k := slots
		for ; k > 0 && s > top[(k-1)&fewSlots]; k-- {
			top[k&fewSlots], who[k&fewSlots] = top[(k-1)&fewSlots], who[(k-1)&fewSlots]
		}
		top[k&fewSlots], who[k&fewSlots] = s, int32(i)
		least = top[slots]
	}
	o.best = top
	for filled < slots && top[filled] > 0 {
		odd = odd || top[filled] == top[filled+1]
		filled++
	}
	copy(o.Winner[:filled], who[:filled])
	o.clear(filled, slots)
	if loser = top[slots]; loser == 0 {
		loser = math.Inf(-1)
	}
	return filled, loser, !odd && signs>>63 == 0
}

// rankScores ranks candidates whose scores are known. Candidates that stayed out have -Inf.
func (o *Outcome) rankScores(q *Request) (filled int, loser float64) {
	score, slots := o.Score[:q.N], len(q.Slots)
	var stack [fewSlots + 1]int32
	best := stack[:0]
	if slots > fewSlots {
		best = o.places(slots + 1)[:0]
	}
	least := -math.MaxFloat64
	for i, s := range score {
		if s < least {
			continue
		}
		j := len(best)
		if j <= slots {
			best = best[:j+1]
		} else if j--; s == least && !q.wins(i, int(best[j])) {
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
			least = score[best[slots]]
		}
	}
	filled = copy(o.Winner[:slots], best)
	o.clear(filled, slots)
	if len(best) <= slots {
		return filled, math.Inf(-1)
	}
	return filled, least
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
