package page

// lineup is the candidates of a request, by column, as far as they do not depend on the Pinner. In the usual market (market.Platform.Lasts) they are
// the same for all requests of a list until an offer changes, and stay.
type lineup struct {
	campaign []int32
	creative []int32
	convert  []float64 // true probability that a click converts
	bid      []float64
	id       []uint64
	cut      int64 // 1: others stayed out

	revision uint64 // of the View, of which they hold
	lasts    bool   // they hold for other requests too, as far as is known
	filled   bool   // all columns are there, and hold
}

// begin begins the candidates of a single request.
func (w *Scratch) begin() {
	w.lineup = &w.single
	w.lasts, w.filled = false, false
}

// standing tells whether the candidates of a list are there already. If not, it begins them. Each side of a test has its own.
func (s *Shard) standing(list int32) bool {
	w := s.Scratch
	if !s.market.Lasts || list >= s.market.Kept || RankAll {
		w.begin()
		return false
	}
	of := &w.lineups[s.on]
	if int(list) >= len(*of) {
		*of = append(*of, make([]lineup, int(s.market.Kept)-len(*of))...)
	}
	w.lineup = &(*of)[list]
	if w.filled && w.revision == s.Revision {
		return true
	}
	w.lasts, w.filled, w.revision = true, false, s.Revision
	return false
}
