package sim

import (
	"math"

	"marketsim/sim/dist"
	"marketsim/sim/rng"
)

// react plays what the Pinner does with the ad in slot k, and bills it. It returns a mark for the digest.
func (s *shard) react(i uint32, now Time, key rng.Key, k, j int, price float64, cell *Tally, hour *HourTally, at int) uint64 {
	w, m := s.work, s.market
	c := w.campaign[j]
	o, x := &s.book.offers[c], &m.ads[w.creative[j]]
	effect, click := w.request.Slots[k].Effect, w.click[j]
	predicted := w.request.PCTR[j]
	if m.extras.matrix {
		if by := m.campaigns[c].spec.ClickRate.BySlot; by != nil {
			scale := by[k] / effect / float64(x.base)
			click, predicted = min(1, click*scale), min(1, predicted*scale)
		}
	}
	expected, scans := effect, m.extras.scans
	if scans {
		effect, expected = s.attend(int(s.pinners.visit[i].surface), k, key)
	}
	viewed, clicked, converted, hidden := s.outcome(key, k, x, effect, click, w.convert[j])
	if scans {
		s.pass(w.creative[j], click, viewed, clicked, key)
	}
	cell.Views += viewed
	cell.Clicks += clicked
	cell.Hides += hidden
	cell.Predicted += int64(predicted*float64(viewed) + 0.5)
	if m.Prediction.LogLoss {
		cell.LogLoss += logLoss(predicted, viewed, clicked)
	}
	hour.Clicks += clicked
	if m.remembers {
		s.remember(i, now, c, w.creative[j])
	}
	v := &s.pinners.visit[i]
	if hidden >= Unit/2 && v.hides < math.MaxUint8 {
		v.hides++
	}
	if o.quiet && clicked == 0 && o.bills != Impression && o.objective != Impression {
		s.views[c]++
		return uint64(viewed)
	}
	camp, news := &m.campaigns[c], &s.tabs[c]
	if *news == (tab{}) {
		s.touched = append(s.touched, c)
	}
	news.impressions++
	news.clicks += clicked
	bid := w.request.Bid[j]
	seen := int64(Unit)
	if m.BillViewed {
		seen = viewed
	}
	sequence := uint64(v.index)<<32 | uint64(v.request)<<8 | uint64(k)
	entry := charge{at: now, who: s.pinners.taste[i].key, sequence: sequence, campaign: c, cell: int32(at)}
	switch o.bills {
	case Impression:
		scale := float64(seen) / Unit
		if o.objective != Impression && !m.BillViewed {
			scale = expected // bids are per view: a served ad is worth its slot's share of them
		}
		s.charge(entry, price, bid, scale)
	case Click:
		s.charge(entry, price, bid, float64(clicked)/Unit)
	}
	switch o.objective {
	case Impression:
		s.credit(news, cell, nanoOf(w.worth[j]*float64(seen)/Unit))
	case Click:
		s.credit(news, cell, nanoOf(w.worth[j]*float64(clicked)/Unit))
	}
	if m.CountInflight && o.bills == Conversion && clicked > 0 {
		s.fly(entry, camp, x, price*w.request.PCVR[j]*float64(clicked)/Unit, key)
	}
	if converted > 0 {
		s.convert(entry, camp, x, price, bid, w.worth[j], converted, key)
	}
	return uint64(clicked)<<1 ^ uint64(viewed)
}

// outcome draws what happens to an ad in slot k, in billionths of an event: 0 or Unit when sampled, probabilities when the
// market takes expectations.
func (s *shard) outcome(key rng.Key, k int, x *ad, effect, click, convert float64) (viewed, clicked, converted, hidden int64) {
	m := s.market
	if m.Expected {
		return parts(effect), parts(effect * click), parts(effect * click * convert), parts(effect * min(m.Leave.HideRate, 1-click))
	}
	if effect < 1 && key.With(purposeExamination).Uniform(uint64(k)) >= effect {
		return 0, 0, 0, 0
	}
	u := key.With(purposeAttraction).Uniform(uint64(x.key))
	if u > 1-m.Leave.HideRate && u >= click {
		hidden = Unit
	}
	if u >= click {
		return Unit, 0, 0, hidden
	}
	if convert > 0 && key.With(purposeConversion).Uniform(uint64(x.key)) < convert {
		converted = Unit
	}
	return Unit, Unit, converted, hidden
}

// logLoss is the surprise at what happened to an ad under a predicted click rate, in billionths of a nat. Rates are kept 1e-12 away
// from certainty, so that a click that was held impossible costs 28 nats.
func logLoss(predicted float64, viewed, clicked int64) int64 {
	p := min(max(predicted, 1e-12), 1-1e-12)
	return int64(math.Round(-float64(clicked)*math.Log(p) - float64(viewed-clicked)*math.Log1p(-p)))
}

// parts rounds a probability to billionths.
func parts(p float64) int64 { return int64(p*Unit + 0.5) }

// nanoOf rounds money that may be negative.
func nanoOf(x float64) Nano { return Nano(math.Round(x * Unit)) }

// charge bills a price, scaled by how much of the billing event took place, rounded once and never above the bid.
func (s *shard) charge(entry charge, price, bid, scale float64) {
	amount := min(Nano(price*scale*Unit+0.5), Nano(bid*scale*Unit))
	if amount <= 0 {
		return
	}
	entry.amount = amount
	s.post(entry)
}

// post enters a charge; whether the budget can pay it is decided at the barrier.
func (s *shard) post(entry charge) {
	s.cells[entry.cell].Revenue += entry.amount
	s.hours[hourOf(entry.at)].Revenue += entry.amount
	s.tabs[entry.campaign].charged += entry.amount
	if s.market.campaigns[entry.campaign].limited() {
		s.charges = append(s.charges, entry)
	}
}

func (s *shard) credit(t *tab, cell *Tally, value Nano) {
	t.value += value
	cell.Value += value
}

// convert books a conversion now, or sends it off to arrive later.
func (s *shard) convert(entry charge, camp *campaign, x *ad, price, bid, worth float64, count int64, key rng.Key) {
	late := conversion{charge: entry, count: count}
	share := float64(count) / Unit
	if camp.bills == Conversion {
		late.amount = max(0, min(Nano(price*share*Unit+0.5), Nano(bid*share*Unit)))
	}
	if camp.objective == Conversion {
		late.value = nanoOf(worth * share)
	}
	delay, attributed := camp.delay(s.market, key.With(purposeDelay).Uniform(uint64(x.key)))
	switch {
	case !attributed: // outside the attribution window: it is nobody's
	case delay > 0:
		late.at = later(late.at, delay)
		s.late = append(s.late, late)
	default:
		s.deliver(&late)
	}
}

// fly notes what the platform expects of a click that may convert, and lets it know when the click would have converted. The sum over
// clicks is then the expectation of charges that are still to come.
func (s *shard) fly(entry charge, camp *campaign, x *ad, expected float64, key rng.Key) {
	delay, attributed := camp.delay(s.market, key.With(purposeDelay).Uniform(uint64(x.key)))
	if amount := nanoOf(expected); attributed && delay > 0 && amount > 0 {
		s.tabs[entry.campaign].flight += amount
		entry.at = later(entry.at, delay)
		s.late = append(s.late, conversion{charge: entry, flight: amount})
	}
}

// delay is how long after its click a conversion comes, in microseconds, and whether that is within the attribution window.
func (c *campaign) delay(m *market, u float64) (delay float64, attributed bool) {
	law, window := m.Conversions.Delay, m.Conversions.Window
	if c.spec.Delay != nil {
		law = c.spec.Delay
	}
	if c.spec.Window > 0 {
		window = c.spec.Window
	}
	if law == nil {
		return 0, true
	}
	delay = law.Quantile(u) * float64(Second)
	return delay, delay <= float64(window)
}

// deliver books a conversion that has arrived.
func (s *shard) deliver(c *conversion) {
	cell, t := &s.cells[c.cell], &s.tabs[c.campaign]
	if *t == (tab{}) {
		s.touched = append(s.touched, c.campaign)
	}
	cell.Conversions += c.count
	t.conversions += c.count
	t.flight -= c.flight
	s.credit(t, cell, c.value)
	if c.amount > 0 {
		s.post(c.charge)
	}
}

// organic plays the Pins that are not ads: how many are saved and clicked.
func (s *shard) organic(pins int, key rng.Key, cell *Tally) {
	o := &s.market.Organic
	if pins <= 0 || (o.SaveRate == 0 && o.ClickRate == 0) {
		return
	}
	k := key.With(purposeOrganic)
	cell.Saves += poisson(float64(pins)*o.SaveRate, k.Uniform(0))
	cell.PinClicks += poisson(float64(pins)*o.ClickRate, k.Uniform(1))
}

// poisson inverts the Poisson law with a small mean; pins are many and each is saved rarely.
func poisson(mean, u float64) int64 {
	if mean > 500 {
		return int64(math.Round(max(0, mean+math.Sqrt(mean)*dist.Normal(u))))
	}
	p := exp(-mean)
	n := int64(0)
	for sum := p; u > sum && n < 2000; sum += p {
		n++
		p *= mean / float64(n)
	}
	return n
}
