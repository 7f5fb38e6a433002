package page

import (
	"math"

	"marketsim/auction/elementary"
	"marketsim/sim/internal/kernels"
	"marketsim/sim/internal/market"
	"marketsim/sim/internal/purpose"
	"marketsim/sim/results"
	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

// react plays what the Pinner does with the ad in slot k, and bills it. It returns a mark for the digest.
func (s *Shard) react(i uint32, now spec.Time, key rng.Key, k, j int, price float64, cell *results.Tally, hour *results.HourTally, at int) uint64 {
	w, m := s.Scratch, s.market
	c := w.campaign[j]
	o, x := &s.Offers[c], &m.Appeals[w.creative[j]]
	effect, click := w.Request.Slots[k].Effect, w.click[j]
	predicted := w.Request.PCTR[j]
	if m.Extras.Matrix {
		if by := m.Campaigns[c].Spec.ClickRate.BySlot; by != nil {
			scale := inSlot(1, by[k]/effect, float64(x.Base))
			click, predicted = min(1, click*scale), min(1, predicted*scale)
		}
	}
	expected, scans := effect, m.Extras.Scans
	if scans {
		effect, expected = s.attend(int(s.Pinners.Session[i].Surface), k, key)
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
	v := &s.Pinners.Session[i]
	if hidden >= spec.Unit/2 && v.Hides < math.MaxUint8 {
		v.Hides++
	}
	if m.Learner != nil && viewed > 0 && m.Learner.Learns(w.creative[j]) {
		s.Lessons = append(s.Lessons, Lesson{Stamp: Stamp{now, s.Pinners.Trait[i].Key, uint64(v.Index)<<32 | uint64(v.Request)<<8 | uint64(k)}, Of: m.Learner,
			Lesson: spec.Lesson{Ad: w.creative[j], Segment: int(s.Pinners.Trait[i].Segment), Viewed: float64(viewed) / spec.Unit, Happened: float64(clicked) / spec.Unit}})
	}
	if m.Supports && s.support(c).Open {
		s.foresee(c, predicted*expected)
	}
	if o.Paced {
		s.expect(c, o, price, expected, predicted, w.Request.PCVR[j])
	}
	if o.Quiet && clicked == 0 && o.Bills != spec.Impression && o.Objective != spec.Impression {
		s.Shown[c].Quiet++
		return uint64(viewed)
	}
	billed := int64(spec.Unit)
	if m.BillViewed {
		billed = viewed
	}
	if len(w.reactions) == batch {
		s.Flush()
	}
	Fetch(m, &s.Totals, c)
	w.reactions = append(w.reactions, reaction{
		Charge: Charge{Stamp: Stamp{now, s.Pinners.Trait[i].Key, uint64(v.Index)<<32 | uint64(v.Request)<<8 | uint64(k)}, Campaign: c, Cell: int32(at), Row: i},
		key:    key, own: x.Key, price: price, bid: w.Request.Bid[j], worth: s.worth(j), pcvr: w.Request.PCVR[j], expected: expected,
		billed: billed, clicked: clicked, converted: converted,
	})
	return uint64(clicked)<<1 ^ uint64(viewed)
}

// reaction is what a Pinner did with an ad, until the campaign's totals are written.
type reaction struct {
	Charge                             // but for its amount
	key, own                   rng.Key // of the request, and of the ad
	price, bid                 float64
	worth                      float64 // of an objective event
	pcvr                       float64
	expected                   float64 // probability of a view
	billed, clicked, converted int64   // billionths; billed: views as they are charged
}

// batch is how many reactions wait for each other.
const batch = 16

// Flush enters the latest reactions into totals. What they touch was asked for when each happened.
func (s *Shard) Flush() {
	w := s.Scratch
	for i := range w.reactions {
		s.bill(&w.reactions[i])
	}
	w.reactions = w.reactions[:0]
}

// bill enters a reaction into its campaign's totals: what it is charged, and what it got.
func (s *Shard) bill(r *reaction) {
	m := s.market
	camp, t, cell := &m.Campaigns[r.Campaign], s.Totals.Open(r.Campaign), &s.Cells[r.Cell]
	t.Impressions++
	t.Clicks += r.clicked
	if u := s.measured(r.Row, r.Sequence); u != nil {
		u.Clicks += float32(float64(r.clicked) / spec.Unit)
	}
	if r.clicked > 0 && s.Trial.keepsSides() {
		s.use(s.on, r.Campaign).Clicks += r.clicked
	}
	switch camp.Bills {
	case spec.Impression:
		scale := float64(r.billed) / spec.Unit
		if camp.Objective != spec.Impression && !m.BillViewed {
			scale = r.expected // bids are per view: a served ad is worth its slot's share of them
		}
		s.charge(r.Charge, r.price, r.bid, scale)
	case spec.Click:
		s.charge(r.Charge, r.price, r.bid, float64(r.clicked)/spec.Unit)
	}
	switch camp.Objective {
	case spec.Impression:
		s.credit(&r.Charge, t, cell, nanoOf(r.worth*float64(r.billed)/spec.Unit))
	case spec.Click:
		s.credit(&r.Charge, t, cell, nanoOf(r.worth*float64(r.clicked)/spec.Unit))
	}
	if camp.Rules.CountInflight && camp.Bills == spec.Conversion && r.clicked > 0 {
		s.fly(r, camp, r.price*r.pcvr*float64(r.clicked)/spec.Unit)
	}
	if r.clicked > 0 && camp.Awaits {
		s.await(r, camp)
	}
	if r.converted > 0 {
		s.convert(r, camp)
	}
}

// outcome draws what happens to an ad in slot k, in billionths of an event: 0 or Unit when sampled, probabilities when the
// market takes expectations.
func (s *Shard) outcome(key rng.Key, k int, x *market.Appeal, effect, click, convert float64) (viewed, clicked, converted, hidden int64) {
	m := s.market
	hide := m.Leave.HideRate
	if m.Needs.Taste {
		hide = min(1, hide*s.hides)
	}
	if m.Expected {
		return Parts(effect), Parts(effect * click), Parts(effect * click * convert), Parts(effect * min(hide, 1-click))
	}
	if effect < 1 && key.With(purpose.Examination).Uniform(uint64(k)) >= effect {
		return 0, 0, 0, 0
	}
	u := key.With(purpose.Attraction).Uniform(uint64(x.Key))
	if u > 1-hide && u >= click {
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

// organic plays the Pins that are not ads: how many are saved and clicked.
func (s *Shard) organic(pins int, key rng.Key, cell *results.Tally) {
	o := &s.market.Organic
	if pins <= 0 || (o.SaveRate == 0 && o.ClickRate == 0) {
		return
	}
	k, saves := key.With(purpose.Organic), float64(pins)*o.SaveRate
	if s.market.Needs.Taste {
		saves *= s.saves
	}
	cell.Saves += kernels.Poisson(saves, k.Uniform(0))
	cell.PinClicks += kernels.Poisson(float64(pins)*o.ClickRate, k.Uniform(1))
}
