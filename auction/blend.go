package auction

import "math"

// Blend decides where on the page the winners of an auction stand among organic Pins. Going down the slots, the next ad is put
// into a slot exactly when
//
//	theta_d (r + a u_ad) - a u_org > 0,
//
// with r the expected revenue of a view at the ad's bid, u_ad and u_org what the ad and an organic Pin are worth to the Pinner,
// and theta_d rising linearly from 0 with the distance d to the last ad, 1 from Full Pins on; at the top of the page
// it is 1. Two guardrails hold besides: no ad above a position, and a least number of Pins between ads (Yan, Xu, Tiwana &
// Chatterjee 2020, KDD, "Ads allocation in feed via constrained optimization"). An ad that stands pays at least what the rule asks of it.
type Blend struct {
	Weight  float64 // a: weight of a unit of value to Pinners relative to revenue
	Organic float64 // u_org, currency per view
	Full    int     // Pins after the last ad from which theta is 1
	Top     int     // positions at the top without ads
	Gap     int     // least number of Pins between two ads
}

// Place moves the winners of an outcome, in their order, to the slots where the rule lets them stand; the rest are dropped.
func (b *Blend) Place(q *Request, o *Outcome) {
	slots := len(q.Slots)
	ads, prices := o.places(slots)[:0], o.scratch(slots)[:0]
	for k, i := range o.Winner[:slots] {
		if i >= 0 {
			ads, prices = append(ads, i), append(prices, o.Price[k])
		}
	}
	o.clear(0, slots)
	last := 0 // position of the last ad
	for k := 0; k < slots && len(ads) > 0; k++ {
		i := ads[0]
		floor, ok := b.floor(q, int(i), q.Slots[k].Position, last)
		if !ok || !(q.Bid[i] > floor) {
			continue
		}
		o.Winner[k], o.Price[k] = i, max(prices[0], floor)
		last, ads, prices = q.Slots[k].Position, ads[1:], prices[1:]
	}
}

// floor is the least bid with which candidate i may stand at a position after the last ad, 0 for none yet.
func (b *Blend) floor(q *Request, i, position, last int) (floor float64, ok bool) {
	if position <= b.Top || last > 0 && position-last-1 < b.Gap {
		return 0, false
	}
	theta := 1.0
	if last > 0 && b.Full > 0 {
		theta = min(1, float64(position-last)/float64(b.Full))
	}
	need := b.Weight*b.Organic/theta - float64(b.Weight*column(q.Value, i, 0))
	floor = max(0, need/q.Rate[i])
	return floor, !math.IsNaN(floor)
}
