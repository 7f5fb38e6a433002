package sim

import (
	"math"

	"marketsim/auction"
	"marketsim/sim/internal/market"
	"marketsim/sim/spec"
)

// What the platform learns from bids. Shards count the bids that they hear in buckets that are 1/128 wide relative to their
// value; counts are integers, so the sum depends on no order.
const (
	bucketBits = 7
	leastBid   = 1.0 / (1 << 20)
	mostBid    = 1 << 20
)

var firstBucket = math.Float64bits(leastBid) >> (52 - bucketBits)

// bidBuckets is how many buckets there are.
const bidBuckets = 40<<bucketBits + 1

// bucketOf is the bucket of a bid; -1 outside of what is counted.
func bucketOf(bid float64) int {
	if !(bid >= leastBid && bid < mostBid) {
		return -1
	}
	return int(math.Float64bits(bid)>>(52-bucketBits) - firstBucket)
}

// edge is the lower end of a bucket.
func edge(bucket int) float64 {
	return math.Float64frombits((uint64(bucket) + firstBucket) << (52 - bucketBits))
}

// hear counts the bids of a request, per objective event: by surface, and by group.
func (s *shard) hear(surface int) {
	w, m := s.work, s.market
	if need := (len(m.Surfaces) + len(m.Groups)) * bidBuckets; len(s.heard) < need {
		s.heard = append(s.heard, make([]int64, need-len(s.heard))...)
	}
	for j, c := range w.campaign {
		if !(w.extra.convert[j] > 0) {
			continue
		}
		b := bucketOf(w.request.Bid[j] / w.extra.convert[j])
		if b < 0 {
			continue
		}
		s.heard[surface*bidBuckets+b]++
		s.heard[(len(m.Surfaces)+int(m.Campaigns[c].Group))*bidBuckets+b]++
	}
}

// learn is the lesson: it turns the bids heard since the last one into reserves and laws, and forgets them.
func (e *engine) learn() {
	m, l := e.market, e.market.Learning
	total := make([]int64, (len(m.Surfaces)+len(m.Groups))*bidBuckets)
	for _, s := range e.shards {
		for i, n := range s.heard[:min(len(s.heard), len(total))] {
			total[i] += n
			s.heard[i] = 0
		}
	}
	count := func(i int) []int64 { return total[i*bidBuckets:][:bidBuckets] }
	if l.Reserves {
		e.learnReserves(count)
	}
	if m.Extras.Estimated {
		e.virtual = make([]*auction.Virtual, len(m.Groups))
		for g := range m.Groups {
			e.virtual[g] = lawOf(count(len(m.Surfaces) + g))
		}
	}
	e.agenda[controlLearn] = e.now + l.Every
}

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

func (e *engine) learnReserves(count func(i int) []int64) {
	m, l := e.market, e.market.Learning
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
	if e.reserve == nil {
		e.reserve = make([]float64, len(m.Surfaces))
		for i := range m.Surfaces {
			e.reserve[i] = m.Surfaces[i].Reserve
		}
	}
	for i := range e.reserve {
		if r, ok := bestPrice(count(i)); ok {
			e.reserve[i] += float64(l.Step * (r - e.reserve[i]))
		}
	}
}

// bestPrice is the bucket's edge that would have earned most as a price put to every single bid; not ok without bids.
func bestPrice(count []int64) (price float64, ok bool) {
	above, most := int64(0), 0.0
	for b := len(count) - 1; b >= 0; b-- {
		if above += count[b]; count[b] > 0 {
			if r := edge(b) * float64(above); r > most {
				price, most = edge(b), r
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
	return auction.EstimateVirtualFrom(func(u float64) float64 {
		rank, below := float64(u*float64(n)), 0.0
		for b, c := range count {
			if rank <= below+float64(c) {
				return edge(b) + float64((rank-below)/float64(max(c, 1))*(edge(b+1)-edge(b)))
			}
			below += float64(c)
		}
		return edge(len(count))
	}, int(min(n, 1<<20)))
}

// nextLesson is when the platform next learns, counted from the start of the simulation.
func (e *engine) nextLesson() spec.Time {
	l := e.market.Learning
	if l == nil {
		return spec.Never
	}
	return e.origin + ((e.now-e.origin)/l.Every+1)*l.Every
}

// reserveInForce is the mean over surfaces of the reserve that was learned, or else stated.
func (e *engine) reserveInForce() spec.Nano {
	sum := 0.0
	for i := range e.market.Surfaces {
		r := e.market.Surfaces[i].Reserve
		if e.reserve != nil && e.market.Extras.Floors {
			r = max(r, e.reserve[i])
		}
		sum += r
	}
	return market.Nano(sum / float64(max(1, len(e.market.Surfaces))))
}
