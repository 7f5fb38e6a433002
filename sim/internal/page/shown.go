package page

import (
	"marketsim/sim/internal/market"
	"marketsim/sim/spec"
)

// Shown is what a shard notes of one campaign's impressions. What pacing hears of them waits for the next tick, so that an impression
// without an event costs one line of memory and no news.
type Shown struct {
	Quiet    uint32    // impressions since the day began that were news to nobody
	Won      uint32    // impressions since the last tick, of campaigns that pace
	Expected spec.Nano // what those are expected to cost: price x predicted probability of the billing event
}

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
	x.Expected += spec.Nano(float64(price*spec.Unit) + 0.5)
}
