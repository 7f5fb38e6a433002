package page

import (
	"marketsim/sim/internal/market"
	"marketsim/sim/spec"
)

// shortlist is who can win the requests of one kind of Pinners under one policy, in a market in which what a campaign scores depends on nothing else of a
// request (market.Market.Short). All other campaigns score at most so much until a time, as long as nobody's offer rises; whose offer does joins. A request that
// somebody on the list wins with a higher score is decided by the list, to the same bits as by all candidates; any other is played with all of
// them, and makes the list anew.
type shortlist struct {
	of     *market.Market
	flips  int       // View.Flips when it was made
	seen   int       // how much of View.Raised it knows
	until  spec.Time // the boosts of the others are bounded until then
	span   spec.Time // for so long when it is next made
	above  float64   // which the others' scores do not exceed
	n      int64     // candidates with the others
	who    []int32
	member []uint8 // by campaign: 0 no candidate, 1 one of the others, 2 on the list
}

const (
	shortest  = 8  // campaigns on a list that was just made
	longest   = 64 // beyond which it is made anew
	firstSpan = 10 * spec.Minute
	raises    = 4096 // raised offers after which all lists are made anew
)

// RankAll is for tests: every request gathers and ranks all candidates. No result depends on it.
var RankAll bool

// Raise notes that a campaign's offer may have risen, for those that keep lists of who can win.
func (v *View) Raise(c int32) {
	if !v.Market.Short {
		return
	}
	if v.Raised = append(v.Raised, c); len(v.Raised) > raises {
		v.Flip()
	}
}

// Flip notes that the candidates are others.
func (v *View) Flip() {
	v.Flips++
	v.Revision++
	v.Raised = v.Raised[:0]
}

// shortlist is the list for a request at a time; nil: it has to be made.
func (s *Shard) shortlist(kind int, now spec.Time) *shortlist {
	all := &s.shorts[s.on]
	if len(*all) < len(s.market.Lists) {
		*all = make([]shortlist, len(s.market.Lists))
	}
	l := &(*all)[kind]
	if l.of != s.market || l.flips != s.Flips || now >= l.until {
		return nil
	}
	for _, c := range s.Raised[l.seen:] {
		if l.member[c] == 1 {
			l.member[c], l.who = 2, append(l.who, c)
		}
	}
	if l.seen = len(s.Raised); len(l.who) > longest {
		return nil
	}
	return l
}

// decides tells whether nobody else could have won a place.
func (l *shortlist) decides(w *Scratch) bool {
	for _, j := range w.Outcome.Winner {
		if j < 0 || !(w.Outcome.Score[j] > l.above) {
			return false
		}
	}
	return true
}

// shorten makes the list of a kind of requests from one that was ranked with all candidates.
func (s *Shard) shorten(kind int, now spec.Time) {
	w, l := s.Scratch, &s.shorts[s.on][kind]
	if len(w.campaign) < longest || !s.steady() {
		return
	}
	lasted := l.of == s.market && l.flips == s.Flips && now >= l.until
	if l.span = max(firstSpan, l.span/2); lasted {
		l.span = min(4*l.span, spec.Day)
	}
	l.of, l.flips, l.seen, l.until = s.market, s.Flips, len(s.Raised), now+l.span
	l.n = int64(len(w.campaign))
	if l.member == nil {
		l.member = make([]uint8, len(s.Offers))
	}
	clear(l.member)
	var top [shortest + 1]float64
	w.bound = resize(w.bound, len(w.campaign))
	for j, c := range w.campaign {
		l.member[c] = 1
		x := s.bound(j, now, l.until)
		w.bound[j] = x
		k := shortest
		if x <= top[k] {
			continue
		}
		for ; k > 0 && x > top[k-1]; k-- {
			top[k] = top[k-1]
		}
		top[k] = x
	}
	l.above, l.who = top[shortest], l.who[:0]
	for j, c := range w.campaign {
		if w.bound[j] > l.above {
			l.member[c], l.who = 2, append(l.who, c)
		}
	}
}

// bound is what candidate j scores at most until a time, when its offer does not rise: its boost may.
func (s *Shard) bound(j int, now, until spec.Time) float64 {
	w := s.Scratch
	score := w.Outcome.Score[j]
	if s.supported(w.campaign[j]) == nil || score <= 0 {
		return score
	}
	by := w.Request.Weight[j]
	w.now = until
	then := s.weight(j)
	w.now = now
	const rounding = 1 + 1e-12
	return score * max(1, then/by) * rounding
}

// steady tells whether all candidates bid the same for every request and take part in all.
func (s *Shard) steady() bool {
	for _, c := range s.Scratch.campaign {
		if o := &s.Offers[c]; !o.Steady || o.Pass < 1 {
			return false
		}
	}
	return true
}

// shortens tells whether a request of a Pinner can be decided by a list.
func (s *Shard) shortens(i uint32) bool {
	return s.market.Short && s.Market.Short && !RankAll && s.Recorder == nil && s.Pinners.Slow[i].Sightedness == 1
}
