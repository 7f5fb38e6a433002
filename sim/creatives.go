package sim

// predictCreatives is predict where campaigns have several ads and nothing else is unusual: the click rates of all ads of all
// candidates are one column. Each campaign enters the ad of most expected worth, the first of several that are equal.
func (s *shard) predictCreatives(taste []float32, lift float64) {
	w, m, offers := s.work, s.market, s.book.offers
	w.all = w.all[:0]
	for _, c := range w.campaign {
		for a := offers[c].first; a < offers[c].last; a++ {
			w.all = append(w.all, a)
		}
	}
	n := len(w.all)
	w.near, w.rates = resize(w.near, n), resize(w.rates, n)
	near, rates := w.near[:n], w.rates[:n]
	dots(near, taste, m.vectors, w.all)
	for j, a := range w.all {
		x := &m.ads[a]
		rates[j] = float64(x.logit + float32(x.affinity*near[j]))
	}
	sigmoids(rates)
	at := 0
	for j, c := range w.campaign {
		objective, ads := m.campaigns[c].objective, m.ads[offers[c].first:offers[c].last]
		best, most, rate := 0, -1.0, 0.0
		for k := range ads {
			x, p := &ads[k], rates[at+k]
			if x.affinity == 0 {
				p = float64(x.base)
			}
			p = min(p*lift, 1)
			if worth := expectedWorth(objective, p, float64(x.cvBase), x.value); worth > most {
				best, most, rate = k, worth, p
			}
		}
		at += len(ads)
		w.creative[j], w.click[j], w.convert[j], w.worth[j] = offers[c].first+int32(best), rate, float64(ads[best].cvBase), ads[best].value
	}
}
