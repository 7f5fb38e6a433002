package page

import (
	"marketsim/sim/internal/market"
	"marketsim/sim/spec"
)

// Shown is what a shard notes of one campaign's impressions. What pacing learns of them waits for the next tick, so that an impression
// without an event costs one line of memory and no feedback.
type Shown struct {
	Quiet    uint32 // impressions since the day began of which nobody needs feedback
	Won      uint32 // impressions since the last tick, of campaigns that pace
	Expected int64  // what those are expected to cost, price x predicted probability of the billing event, in parts of a currency unit
}

// Finely is how many parts of a currency unit expected costs are summed in: a thousand times finer than the ledger, since an impression
// costs a thousandth of a click. mostExpected keeps the sum of a tick far from overflow.
const (
	Finely       = 1e12
	mostExpected = 1000
)

// expect notes an impression of a campaign that paces: what the platform expects it to cost, whatever comes of it.
func (s *Shard) expect(c int32, o *market.Offer, price, viewed, predicted, pcvr float64) {
	x := &s.Shown[c]
	x.Won++
	switch o.Bills {
	case spec.Impression:
		if o.Objective != spec.Impression || s.market.BillViewed {
			price *= viewed
		}
	case spec.Click:
		price *= viewed * predicted
	case spec.Conversion:
		price *= viewed * predicted * pcvr
	}
	if x.Expected > 1<<60 {
		return
	}
	x.Expected += int64(float64(min(price, mostExpected)*Finely) + 0.5)
}
