package ledger

import (
	"reflect"

	"marketsim/auction/elementary"
	"marketsim/sim/internal/market"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// enterSupport begins the support of a campaign whose market opens, unless it goes on as it was.
func (e *Ledger) enterSupport(i int32, old *market.Campaign) {
	c, t := &e.Market.Campaigns[i], &e.Terms[i]
	of := c.Spec.Support
	switch {
	case of == nil:
		t.Support = market.Support{}
	case old == nil || !reflect.DeepEqual(old.Spec.Support, of):
		t.Begin(of, e.Now)
		e.Accounts[i].unsupported = e.Accounts[i].clicks
	}
}

// support moves a campaign's boost by what the window showed, and ends it when the campaign has had its clicks.
func (e *Ledger) support(i int32, foreseen int64) {
	a, t, of := &e.Accounts[i], &e.Terms[i], e.Market.Campaigns[i].Spec.Support
	if of == nil || !t.Open {
		return
	}
	if foreseen > 0 {
		t.Shown(of, float64(foreseen)/spec.Unit, e.Now)
	}
	if float64(a.clicks-a.unsupported)/spec.Unit >= of.Clicks {
		t.Support = market.Support{}
		e.Graduated++
	}
}

// Fade moves the boosts that fade with time, and says when they next do.
func (e *Ledger) Fade() (next spec.Time) {
	next = spec.Never
	for i := range e.Market.Campaigns {
		c, t := &e.Market.Campaigns[i], &e.Terms[i]
		if !c.Present || !t.Open || c.Spec.Support.Step > 0 {
			continue
		}
		of := c.Spec.Support
		t.Fade(of, e.Now)
		next = min(next, e.Now+of.Every)
	}
	return next
}

// closeSupport enters what the day brought campaigns under support.
func (e *Ledger) closeSupport(r *results.DayResult) {
	r.Graduated, e.Graduated = e.Graduated, 0
	for i := range e.Market.Campaigns {
		if c := &e.Market.Campaigns[i]; c.Present && c.Spec.Support != nil {
			r.Supported++
		}
	}
}

// Explore is the probability that a request explores after so many auctions.
func Explore(x *spec.Exploring, auctions int64) float64 {
	return min(1, 1/(x.Offset+elementary.Pow(1+float64(auctions), x.Power)))
}
