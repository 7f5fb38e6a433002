package page

import (
	"math"

	"marketsim/sim/internal/kernels"
	"marketsim/sim/internal/market"
	"marketsim/sim/spec"
)

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
		first, last := offers[c].First, m.Campaigns[c].Last
		appeals := m.Appeals[first:last]
		best := bestAd(m.Campaigns[c].Objective, appeals, rates[at:at+len(appeals)], lift)
		x := &appeals[best]
		w.creative[j], w.click[j], w.convert[j], w.worth[j] = first+int32(best), rates[at+best], float64(x.ConvertBase), x.Value
		at += len(appeals)
	}
}

// bestAd is the ad of most expected worth, the first of several that are equal. Rates are sigmoids, and become click rates. Worths are compared as
// integers of the same order, which needs no branch: a branch on which of some ads is best is predicted badly.
func bestAd(objective spec.Event, appeals []market.Appeal, rates []float64, lift float64) (best int) {
	rates = rates[:len(appeals)]
	for k := range appeals {
		x, p := &appeals[k], rates[k]
		if x.Affinity == 0 {
			p = float64(x.Base)
		}
		rates[k] = atMostOne(p * lift)
	}
	most := int64(math.MinInt64)
	for k := range appeals {
		x := &appeals[k]
		if worth := ordinal(expectedWorth(objective, rates[k], float64(x.ConvertBase), x.Value)); worth > most {
			best, most = k, worth
		}
	}
	return best
}

// ordinal is an integer that grows with a number: its bits, those of negative numbers but for the sign turned over.
func ordinal(x float64) int64 {
	b := int64(math.Float64bits(x + 0)) // 0 and -0 are the same number
	return b ^ int64(uint64(b>>63)>>1)
}
