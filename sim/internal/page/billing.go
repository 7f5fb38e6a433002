package page

import (
	"math"

	"marketsim/sim/internal/fault"
	"marketsim/sim/internal/market"
	"marketsim/sim/internal/pinners"
	"marketsim/sim/internal/purpose"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// Parts rounds a probability to billionths.
func Parts(p float64) int64 { return int64(float64(p*spec.Unit) + 0.5) }

// nanoOf rounds money that may be negative.
func nanoOf(x float64) spec.Nano { return spec.Nano(math.Round(x * spec.Unit)) }

// charge bills a price, scaled by how much of the billing event took place, rounded once and never above the bid.
func (s *Shard) charge(entry Charge, price, bid, scale float64) {
	fault.Billable(price * scale)
	amount := min(spec.Nano(float64(price*scale*spec.Unit)+0.5), spec.Nano(bid*scale*spec.Unit))
	if amount <= 0 {
		return
	}
	entry.Amount = amount
	s.post(entry)
}

// post enters a charge; whether the budget can pay it is decided at the barrier.
func (s *Shard) post(entry Charge) {
	cell := &s.Cells[entry.Cell]
	cell.Revenue = fault.Grown(cell.Revenue, entry.Amount, "the revenue of a day")
	s.Hours[HourOf(entry.At)].Revenue += entry.Amount
	s.Totals.Of[entry.Campaign].Charged += entry.Amount
	s.MeasureCharge(&entry, entry.Amount)
	if s.market.Campaigns[entry.Campaign].Limited {
		s.Charges = append(s.Charges, entry)
	}
}

func (s *Shard) credit(c *Charge, t *Total, cell *results.Tally, value spec.Nano) {
	s.measureValue(c, value)
	t.Value += value
	cell.Value = fault.Grown(cell.Value, value, "the value of a day")
}

// convert enters a conversion now, or sends it off to arrive later.
func (s *Shard) convert(r *reaction, camp *market.Campaign) {
	s.countOutcome(r, camp)
	late := Conversion{Charge: r.Charge, Count: r.converted}
	share := float64(r.converted) / spec.Unit
	if camp.Bills == spec.Conversion {
		fault.Billable(r.price * share)
		late.Amount = max(0, min(spec.Nano(float64(r.price*share*spec.Unit)+0.5), spec.Nano(r.bid*share*spec.Unit)))
	}
	if camp.Objective == spec.Conversion {
		late.Value = nanoOf(r.worth * share)
	}
	delay, attributed := camp.Delay(s.market.Economy, r.key.With(purpose.Delay).Uniform(uint64(r.own)))
	switch {
	case !attributed: // outside the attribution window: it is nobody's
	case delay > 0:
		late.At = pinners.Later(late.At, delay)
		s.Late = append(s.Late, late)
	default:
		s.Deliver(&late)
	}
}

// await tells a campaign what a click is expected to bring, until a time drawn from the law of delays. The draw is not that of the
// conversion itself, which nobody can know before it comes: over clicks the expectation wanes as the law's survival curve does.
func (s *Shard) await(r *reaction, camp *market.Campaign) {
	expected := r.pcvr * float64(r.clicked) / spec.Unit
	x, t := Awaited{Events: Parts(expected), Worth: nanoOf(r.worth * expected)}, &s.Totals.Of[r.Campaign]
	delay, attributed := camp.Delay(s.market.Economy, r.key.With(purpose.Delay).With(1).Uniform(uint64(r.own)))
	if !attributed {
		return
	}
	t.Predicted.Events += x.Events
	t.Predicted.Worth += x.Worth
	if delay <= 0 {
		return
	}
	t.Awaited.Events += x.Events
	t.Awaited.Worth += x.Worth
	entry := r.Charge
	entry.At = pinners.Later(entry.At, delay)
	s.Late = append(s.Late, Conversion{Charge: entry, Awaited: x})
}

// fly notes what the platform expects of a click that may convert, and lets it know when the click would have converted. The sum over
// clicks is then the expectation of charges that are still to come.
func (s *Shard) fly(r *reaction, camp *market.Campaign, expected float64) {
	delay, attributed := camp.Delay(s.market.Economy, r.key.With(purpose.Delay).Uniform(uint64(r.own)))
	if amount := nanoOf(expected); attributed && delay > 0 && amount > 0 {
		s.Totals.Of[r.Campaign].Flight += amount
		entry := r.Charge
		entry.At = pinners.Later(entry.At, delay)
		s.Late = append(s.Late, Conversion{Charge: entry, Flight: amount})
	}
}

// Deliver enters a conversion that has arrived.
func (s *Shard) Deliver(c *Conversion) {
	cell, t := &s.Cells[c.Cell], s.Totals.Open(c.Campaign)
	cell.Conversions += c.Count
	t.Conversions += c.Count
	t.Flight -= c.Flight
	t.Awaited.Events -= c.Events
	t.Awaited.Worth -= c.Worth
	s.credit(&c.Charge, t, cell, c.Value)
	if c.Amount > 0 {
		s.post(c.Charge)
	}
}
