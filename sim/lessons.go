package sim

import (
	"slices"

	"marketsim/auction"
	"marketsim/sim/internal/market"
	"marketsim/sim/internal/page"
	"marketsim/sim/spec"
)

// countBids takes the bids since the last lesson out of the logs.
func (k *kernel) countBids() {
	k.bids = make([]int64, (len(k.Market.Surfaces)+len(k.Market.Groups))*page.Buckets)
	for _, s := range k.shards {
		for i, n := range s.Bids[:min(len(s.Bids), len(k.bids))] {
			k.bids[i] += n
			s.Bids[i] = 0
		}
	}
}

// learn is the lesson: it turns the bids that were counted into reserves and laws.
func (k *kernel) learn() (next spec.Time) {
	m, l := k.Market, k.Market.Learning
	count := func(i int) []int64 { return k.bids[i*page.Buckets:][:page.Buckets] }
	if l.Reserves {
		k.learnReserves(count)
	}
	if m.Extras.Estimated {
		k.Virtual = make([]*auction.Virtual, len(m.Groups))
		for g := range m.Groups {
			k.Virtual[g] = lawOf(count(len(m.Surfaces) + g))
		}
	}
	return k.Now + l.Every
}

// teachAtRefresh lets predictors learn when servers refresh: at barriers between two refreshes auctions go on with what was predicted.
func (k *kernel) teachAtRefresh() {
	if k.ledger.Refreshes() {
		k.teach()
	}
}

// catchUp lets predictors read, before a market or a test's policies change, what is left in the logs until the next refresh.
func (k *kernel) catchUp() { k.teach() }

// teach lets predictors learn of the impressions since they last learned, in the order of events.
func (k *kernel) teach() {
	all := k.taught[:0]
	for _, s := range k.shards {
		all = append(all, s.Lessons...)
		s.Lessons = s.Lessons[:0]
	}
	if len(all) > 1 {
		slices.SortFunc(all, func(a, b page.Lesson) int { return a.Stamp.Compare(&b.Stamp) })
	}
	for i := range all {
		all[i].Of.Learn(&all[i].Lesson)
		k.Raise(k.Market.Ads[all[i].Ad].Campaign)
	}
	k.taught = all
}

// fadeSupport moves boosts that fade.
func (k *kernel) fadeSupport() (next spec.Time) { return k.ledger.Fade() }

// sumInto adds counts to counts that may be shorter.
func sumInto(to, from []int64) []int64 {
	if len(to) < len(from) {
		to = append(to, make([]int64, len(from)-len(to))...)
	}
	for i, n := range from {
		to[i] += n
	}
	return to
}

func (k *kernel) learnReserves(count func(i int) []int64) {
	m, l := k.Market, k.Market.Learning
	if l.Together {
		all := count(0)
		for i := 1; i < len(m.Surfaces); i++ {
			for b, n := range count(i) {
				all[b] += n
			}
		}
		for i := 1; i < len(m.Surfaces); i++ {
			copy(count(i), all)
		}
	}
	if k.Reserve == nil {
		k.Reserve = make([]float64, len(m.Surfaces))
		for i := range m.Surfaces {
			k.Reserve[i] = m.Surfaces[i].Reserve
		}
	}
	for i := range k.Reserve {
		if r, ok := bestPrice(count(i)); ok {
			k.Reserve[i] += float64(l.Step * (r - k.Reserve[i]))
		}
	}
}

// bestPrice is the bucket's edge that would have earned most as a price put to every single bid; not ok without bids.
func bestPrice(count []int64) (price float64, ok bool) {
	above, most := int64(0), 0.0
	for b := len(count) - 1; b >= 0; b-- {
		if above += count[b]; count[b] > 0 {
			if r := page.Edge(b) * float64(above); r > most {
				price, most = page.Edge(b), r
			}
		}
	}
	return price, above > 0
}

// lawOf is the virtual values of the bids counted; nil for fewer than 16.
func lawOf(count []int64) *auction.Virtual {
	n := int64(0)
	for _, c := range count {
		n += c
	}
	if n < 16 {
		return nil
	}
	return auction.EstimateVirtual(func(u float64) float64 {
		rank, below := float64(u*float64(n)), 0.0
		for b, c := range count {
			if rank <= below+float64(c) {
				return page.Edge(b) + float64((rank-below)/float64(max(c, 1))*(page.Edge(b+1)-page.Edge(b)))
			}
			below += float64(c)
		}
		return page.Edge(len(count))
	}, int(min(n, 1<<20)))
}

// nextLesson is when the platform next learns, counted from the start of the simulation.
func (k *kernel) nextLesson() spec.Time {
	l := k.Market.Learning
	if l == nil {
		return spec.Never
	}
	return k.Origin + ((k.Now-k.Origin)/l.Every+1)*l.Every
}

// reserveInForce is the mean over surfaces of the reserve that was learned, or else stated.
func (k *kernel) reserveInForce() spec.Nano {
	sum := 0.0
	for i := range k.Market.Surfaces {
		r := k.Market.Surfaces[i].Reserve
		if k.Reserve != nil && k.Market.Extras.Floors {
			r = max(r, k.Reserve[i])
		}
		sum += r
	}
	return market.Nano(sum / float64(max(1, len(k.Market.Surfaces))))
}
