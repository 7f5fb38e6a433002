package sim

import "marketsim/sim/results"

// Shares of bids below a floor beyond which it is likely to be stated in another unit than was meant.
const (
	mostBelow  = 0.95
	leastBelow = 0.001
)

// warnFloors says where a floor leaves out nearly all bids, or hardly any.
func (k *kernel) warnFloors() {
	if !k.floored() {
		return
	}
	var t results.Tally
	for d := range k.days {
		for i := range k.days[d].Cells {
			c := &k.days[d].Cells[i]
			t.Candidates += c.Candidates
			t.AboveFloor += c.AboveFloor
		}
	}
	below := float64(t.Candidates - t.AboveFloor)
	switch {
	case below > mostBelow*float64(t.Candidates):
		k.warn("bids below the floor, more than 95% of all: is the floor in the unit that is meant? mechanism.reserve is per objective event (0.25 USD for an impression are 250 USD per 1,000), mechanism.reserve_cpm per 1,000 impressions",
			t.Candidates-t.AboveFloor)
	case below < leastBelow*float64(t.Candidates):
		k.warn("bids compared with a floor that excludes less than 0.1% of them: is the floor in the unit that is meant? mechanism.reserve is per objective event, mechanism.reserve_cpm per 1,000 impressions", t.Candidates)
	}
}

// floored tells whether the market states a floor.
func (k *kernel) floored() bool {
	m := k.Market
	stated := m.Spec.SegmentReserve != nil || m.Spec.ReserveRule != nil || m.Spec.ReserveOfValue > 0
	for i := range m.Surfaces {
		stated = stated || m.Surfaces[i].Reserve > 0 || m.Surfaces[i].Floor > 0
	}
	for i := range m.Groups {
		stated = stated || m.Groups[i].Reserve > 0
	}
	return stated
}
