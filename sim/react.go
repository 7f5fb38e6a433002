package sim

import (
	"math"

	"marketsim/auction/elementary"
	"marketsim/sim/internal/kernels"
	"marketsim/sim/internal/market"
	"marketsim/sim/internal/pinners"
	"marketsim/sim/internal/purpose"
	"marketsim/sim/results"
	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

// react plays what the Pinner does with the ad in slot k, and bills it. It returns a mark for the digest.
func (s *shard) react(i uint32, now spec.Time, key rng.Key, k, j int, price float64, cell *results.Tally, hour *results.HourTally, at int) uint64 {
	w, m := s.work, s.market
	c := w.campaign[j]
	o, x := &s.offers[c], &m.Appeals[w.creative[j]]
	effect, click := w.request.Slots[k].Effect, w.click[j]
	predicted := w.request.PCTR[j]
	if m.Extras.Matrix {
		if by := m.Campaigns[c].Spec.ClickRate.BySlot; by != nil {
			scale := by[k] / effect / float64(x.Base)
			click, predicted = min(1, click*scale), min(1, predicted*scale)
		}
	}
	expected, scans := effect, m.Extras.Scans
	if scans {
		effect, expected = s.attend(int(s.pinners.Session[i].Surface), k, key)
	}
	viewed, clicked, converted, hidden := s.outcome(key, k, x, effect, click, w.convert[j])
	if scans {
		s.pass(w.creative[j], click, viewed, clicked, key)
	}
	cell.Views += viewed
	cell.Clicks += clicked
	cell.Hides += hidden
	cell.Predicted += int64(float64(predicted*float64(viewed)) + 0.5)
	if m.Prediction.LogLoss {
		cell.LogLoss += logLoss(predicted, viewed, clicked)
	}
	hour.Clicks += clicked
	if m.Remembers {
		s.remember(i, now, c, w.creative[j])
	}
	v := &s.pinners.Session[i]
	if hidden >= spec.Unit/2 && v.Hides < math.MaxUint8 {
		v.Hides++
	}
	if o.Paced {
		s.expect(c, o, price, expected, predicted, w.request.PCVR[j])
	}
	if o.Quiet && clicked == 0 && o.Bills != spec.Impression && o.Objective != spec.Impression {
		s.shown[c].quiet++
		return uint64(viewed)
	}
	seen := int64(spec.Unit)
	if m.BillViewed {
		seen = viewed
	}
	if len(w.reactions) == batch {
		s.flush()
	}
	fetchNews(m, &s.news, c)
	w.reactions = append(w.reactions, reaction{
		charge: charge{at: now, who: s.pinners.Trait[i].Key, sequence: uint64(v.Index)<<32 | uint64(v.Request)<<8 | uint64(k), campaign: c, cell: int32(at), row: i},
		key:    key, own: x.Key, price: price, bid: w.request.Bid[j], worth: s.worth(j), pcvr: w.request.PCVR[j], expected: expected,
		seen: seen, clicked: clicked, converted: converted,
	})
	return uint64(clicked)<<1 ^ uint64(viewed)
}

// reaction is what a Pinner did with an ad, until the campaign's tab is written.
type reaction struct {
	charge                           // but for its amount
	key, own                 rng.Key // of the request, and of the ad
	price, bid               float64
	worth                    float64 // of an objective event
	pcvr                     float64
	expected                 float64 // probability of a view
	seen, clicked, converted int64   // billionths; seen: as it is billed
}

// batch is how many reactions wait for each other.
const batch = 16

// flush writes tabs for the latest reactions. What they touch was asked for when each happened.
func (s *shard) flush() {
	w := s.work
	for i := range w.reactions {
		s.bill(&w.reactions[i])
	}
	w.reactions = w.reactions[:0]
}

// bill enters a reaction into its campaign's tab: what it is charged, and what it got.
func (s *shard) bill(r *reaction) {
	m := s.market
	camp, t, cell := &m.Campaigns[r.campaign], s.news.tab(r.campaign), &s.cells[r.cell]
	t.impressions++
	t.clicks += r.clicked
	if u := s.measured(r.row); u != nil {
		u.clicks += float32(float64(r.clicked) / spec.Unit)
	}
	switch camp.Bills {
	case spec.Impression:
		scale := float64(r.seen) / spec.Unit
		if camp.Objective != spec.Impression && !m.BillViewed {
			scale = r.expected // bids are per view: a served ad is worth its slot's share of them
		}
		s.charge(r.charge, r.price, r.bid, scale)
	case spec.Click:
		s.charge(r.charge, r.price, r.bid, float64(r.clicked)/spec.Unit)
	}
	switch camp.Objective {
	case spec.Impression:
		s.credit(&r.charge, t, cell, nanoOf(r.worth*float64(r.seen)/spec.Unit))
	case spec.Click:
		s.credit(&r.charge, t, cell, nanoOf(r.worth*float64(r.clicked)/spec.Unit))
	}
	if m.CountInflight && camp.Bills == spec.Conversion && r.clicked > 0 {
		s.fly(r, camp, r.price*r.pcvr*float64(r.clicked)/spec.Unit)
	}
	if r.converted > 0 {
		s.convert(r, camp)
	}
}

// outcome draws what happens to an ad in slot k, in billionths of an event: 0 or Unit when sampled, probabilities when the
// market takes expectations.
func (s *shard) outcome(key rng.Key, k int, x *market.Appeal, effect, click, convert float64) (viewed, clicked, converted, hidden int64) {
	m := s.market
	if m.Expected {
		return parts(effect), parts(effect * click), parts(effect * click * convert), parts(effect * min(m.Leave.HideRate, 1-click))
	}
	if effect < 1 && key.With(purpose.Examination).Uniform(uint64(k)) >= effect {
		return 0, 0, 0, 0
	}
	u := key.With(purpose.Attraction).Uniform(uint64(x.Key))
	if u > 1-m.Leave.HideRate && u >= click {
		hidden = spec.Unit
	}
	if u >= click {
		return spec.Unit, 0, 0, hidden
	}
	if convert > 0 && key.With(purpose.Conversion).Uniform(uint64(x.Key)) < convert {
		converted = spec.Unit
	}
	return spec.Unit, spec.Unit, converted, hidden
}

// logLoss is the surprise at what happened to an ad under a predicted click rate, in billionths of a nat. Rates are kept 1e-12 away
// from certainty, so that a click that was held impossible costs 28 nats.
func logLoss(predicted float64, viewed, clicked int64) int64 {
	p := min(max(predicted, 1e-12), 1-1e-12)
	return int64(math.Round(float64(-float64(clicked)*elementary.Log(p)) - float64(float64(viewed-clicked)*elementary.Log1p(-p))))
}

// parts rounds a probability to billionths.
func parts(p float64) int64 { return int64(float64(p*spec.Unit) + 0.5) }

// nanoOf rounds money that may be negative.
func nanoOf(x float64) spec.Nano { return spec.Nano(math.Round(x * spec.Unit)) }

// charge bills a price, scaled by how much of the billing event took place, rounded once and never above the bid.
func (s *shard) charge(entry charge, price, bid, scale float64) {
	billable(price * scale)
	amount := min(spec.Nano(float64(price*scale*spec.Unit)+0.5), spec.Nano(bid*scale*spec.Unit))
	if amount <= 0 {
		return
	}
	entry.amount = amount
	s.post(entry)
}

// post enters a charge; whether the budget can pay it is decided at the barrier.
func (s *shard) post(entry charge) {
	cell := &s.cells[entry.cell]
	cell.Revenue = grown(cell.Revenue, entry.amount, "the revenue of a day")
	s.hours[hourOf(entry.at)].Revenue += entry.amount
	s.news.tabs[entry.campaign].charged += entry.amount
	s.measureCharge(&entry, entry.amount)
	if s.market.Campaigns[entry.campaign].Limited {
		s.charges = append(s.charges, entry)
	}
}

func (s *shard) credit(c *charge, t *tab, cell *results.Tally, value spec.Nano) {
	s.measureValue(c, value)
	t.value += value
	cell.Value = grown(cell.Value, value, "the value of a day")
}

// convert books a conversion now, or sends it off to arrive later.
func (s *shard) convert(r *reaction, camp *market.Campaign) {
	late := conversion{charge: r.charge, count: r.converted}
	share := float64(r.converted) / spec.Unit
	if camp.Bills == spec.Conversion {
		billable(r.price * share)
		late.amount = max(0, min(spec.Nano(float64(r.price*share*spec.Unit)+0.5), spec.Nano(r.bid*share*spec.Unit)))
	}
	if camp.Objective == spec.Conversion {
		late.value = nanoOf(r.worth * share)
	}
	delay, attributed := camp.Delay(s.market.Economy, r.key.With(purpose.Delay).Uniform(uint64(r.own)))
	switch {
	case !attributed: // outside the attribution window: it is nobody's
	case delay > 0:
		late.at = pinners.Later(late.at, delay)
		s.late = append(s.late, late)
	default:
		s.deliver(&late)
	}
}

// fly notes what the platform expects of a click that may convert, and lets it know when the click would have converted. The sum over
// clicks is then the expectation of charges that are still to come.
func (s *shard) fly(r *reaction, camp *market.Campaign, expected float64) {
	delay, attributed := camp.Delay(s.market.Economy, r.key.With(purpose.Delay).Uniform(uint64(r.own)))
	if amount := nanoOf(expected); attributed && delay > 0 && amount > 0 {
		s.news.tabs[r.campaign].flight += amount
		entry := r.charge
		entry.at = pinners.Later(entry.at, delay)
		s.late = append(s.late, conversion{charge: entry, flight: amount})
	}
}

// deliver books a conversion that has arrived.
func (s *shard) deliver(c *conversion) {
	cell, t := &s.cells[c.cell], s.news.tab(c.campaign)
	cell.Conversions += c.count
	t.conversions += c.count
	t.flight -= c.flight
	s.credit(&c.charge, t, cell, c.value)
	if c.amount > 0 {
		s.post(c.charge)
	}
}

// organic plays the Pins that are not ads: how many are saved and clicked.
func (s *shard) organic(pins int, key rng.Key, cell *results.Tally) {
	o := &s.market.Organic
	if pins <= 0 || (o.SaveRate == 0 && o.ClickRate == 0) {
		return
	}
	k := key.With(purpose.Organic)
	cell.Saves += kernels.Poisson(float64(pins)*o.SaveRate, k.Uniform(0))
	cell.PinClicks += kernels.Poisson(float64(pins)*o.ClickRate, k.Uniform(1))
}
