package ledger

import (
	"reflect"

	"marketsim/sim/internal/market"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// enterSupport begins the support of a campaign whose market opens, unless it goes on as it was.
func (l *Ledger) enterSupport(i int32, old *market.Campaign) {
	c, t := &l.Market.Campaigns[i], &l.Terms[i]
	of := c.Spec.Support
	switch {
	case of == nil:
		t.Support = market.Support{}
	case old == nil || !reflect.DeepEqual(old.Spec.Support, of):
		t.Begin(of, l.Now)
		l.Accounts[i].unsupported = l.Accounts[i].clicks
	}
}

// support moves a campaign's boost by what the window showed, and ends it when the campaign has had its clicks.
func (l *Ledger) support(i int32, foreseen int64) {
	a, t, of := &l.Accounts[i], &l.Terms[i], l.Market.Campaigns[i].Spec.Support
	if of == nil || !t.Open {
		return
	}
	if foreseen > 0 {
		t.Shown(of, float64(foreseen)/spec.Unit, l.Now)
	}
	if float64(a.clicks-a.unseen.clicks-a.unsupported)/spec.Unit >= of.Clicks {
		t.Support = market.Support{}
		l.Graduated++
	}
}

// Fade moves the boosts that fade with time, and says when they next do.
func (l *Ledger) Fade() (next spec.Time) {
	next = l.fadeSides()
	for i := range l.Market.Campaigns {
		c, t := &l.Market.Campaigns[i], &l.Terms[i]
		if !c.Present || !t.Open || c.Spec.Support.Step > 0 {
			continue
		}
		of := c.Spec.Support
		t.Fade(of, l.Now)
		next = min(next, t.NextFade(of, l.Now))
	}
	return next
}

// closeSupport enters what the day brought campaigns under support.
func (l *Ledger) closeSupport(r *results.DayResult) {
	r.Graduated, l.Graduated = l.Graduated, 0
	for i := range l.Market.Campaigns {
		if c := &l.Market.Campaigns[i]; c.Present && c.Spec.Support != nil {
			r.Supported++
		}
	}
}
