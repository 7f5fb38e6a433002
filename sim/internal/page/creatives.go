package page

import "marketsim/sim/internal/kernels"

// predictCreatives is predict where campaigns have several ads and nothing else is unusual: the click rates of all ads of all
// candidates are one column. Each campaign enters the ad of most expected worth, the first of several that are equal.
func (s *Shard) predictCreatives(interests []float32, lift float64) {
	w, m, offers := s.Scratch, s.market, s.Offers
	w.all = w.all[:0]
	for _, c := range w.campaign {
		for a := offers[c].First; a < m.Campaigns[c].Last; a++ {
			w.all = append(w.all, a)
		}
	}
	n := len(w.all)
	w.near, w.rates = resize(w.near, n), resize(w.rates, n)
	near, rates := w.near[:n], w.rates[:n]
	kernels.Dots(near, interests, m.Vectors, w.all)
	for j, a := range w.all {
		x := &m.Appeals[a]
		rates[j] = float64(x.Logit + float32(x.Affinity*near[j]))
	}
	kernels.Sigmoids(rates)
	at := 0
	for j, c := range w.campaign {
		objective, first, last := m.Campaigns[c].Objective, offers[c].First, m.Campaigns[c].Last
		best, most, rate := 0, -1.0, 0.0
		appeals := m.Appeals[first:last]
		for k := range appeals {
			x, p := &appeals[k], rates[at+k]
			if x.Affinity == 0 {
				p = float64(x.Base)
			}
			p = min(p*lift, 1)
			if worth := expectedWorth(objective, p, float64(x.ConvertBase), x.Value); worth > most {
				best, most, rate = k, worth, p
			}
		}
		at += len(appeals)
		w.creative[j], w.click[j], w.convert[j], w.worth[j] = first+int32(best), rate, float64(appeals[best].ConvertBase), appeals[best].Value
	}
}
