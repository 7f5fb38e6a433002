package page

import (
	"math"
)

// What the platform learns from bids. Shards count the bids of their requests in buckets that are 1/128 wide relative to their
// value; counts are integers, so the sum depends on no order.
const (
	bucketBits = 7
	leastBid   = 1.0 / (1 << 20)
	mostBid    = 1 << 20
)

var firstBucket = math.Float64bits(leastBid) >> (52 - bucketBits)

// Buckets is how many buckets there are.
const Buckets = 40<<bucketBits + 1

// bucketOf is the bucket of a bid; -1 outside of what is counted.
func bucketOf(bid float64) int {
	if !(bid >= leastBid && bid < mostBid) {
		return -1
	}
	return int(math.Float64bits(bid)>>(52-bucketBits) - firstBucket)
}

// Edge is the lower end of a bucket.
func Edge(bucket int) float64 {
	return math.Float64frombits((uint64(bucket) + firstBucket) << (52 - bucketBits))
}

// countBids counts the bids of a request, per objective event: by surface, and by group.
func (s *Shard) countBids(surface int) {
	w, m := s.Scratch, s.market
	if need := (len(m.Surfaces) + len(m.Groups)) * Buckets; len(s.Bids) < need {
		s.Bids = append(s.Bids, make([]int64, need-len(s.Bids))...)
	}
	for j, c := range w.campaign {
		if !(w.extra.convert[j] > 0) {
			continue
		}
		b := bucketOf(w.Request.Bid[j] / w.extra.convert[j])
		if b < 0 {
			continue
		}
		s.Bids[surface*Buckets+b]++
		s.Bids[(len(m.Surfaces)+int(m.Campaigns[c].Group))*Buckets+b]++
	}
}
