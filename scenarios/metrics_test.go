package scenarios_test

import (
	"context"
	"fmt"
	"math"
	"testing"

	"marketsim/scenarios"
	"marketsim/sim"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// everyAuction keeps all of its auctions, so that every metric of events can be computed from them. There are no budgets, so what is
// charged is what is earned; conversions arrive at once.
const everyAuction = `marketsim: 1
name: every-auction
run: {horizon: 4d, seed: 8}
market:
  pinners: {count: 150, arrivals_per_day: 4, departures: 3%, hide_rate: 4%, interests: {dimensions: 0}}
  campaigns:
    groups:
      - {name: clicks, count: 6, objective: clicks, value: 1.5 USD, click_rate: {base: 20%}}
      - {name: sales, count: 3, objective: conversions, value: 20 USD, click_rate: {base: 30%}, conversion_rate: {base: 25%, delay: 0h}}
report: {record: {auctions: 1 in 1}}
`

// events are counted from recorded auctions alone.
type events struct {
	auctions, slots, candidates, impressions, views, clicks, conversions, hides, spend, value, predicted float64
	sessions                                                                                             map[string]bool
}

func counted(r *results.Result) events {
	e := events{sessions: map[string]bool{}}
	for i := range r.Auctions {
		a := &r.Auctions[i]
		e.auctions++
		e.slots += float64(len(a.Slots))
		e.candidates += float64(len(a.Candidates))
		e.sessions[fmt.Sprintf("%s/%d", a.Pinner, a.Session)] = true
		for k := range a.Candidates {
			c := &a.Candidates[k]
			if c.Slot < 0 {
				continue
			}
			clicked, converted := float64(c.Clicked)/1e9, float64(c.Converted)/1e9+float64(c.Late)
			e.impressions++
			e.views += float64(c.Viewed) / 1e9
			e.clicks += clicked
			e.conversions += converted
			e.hides += float64(c.Hidden) / 1e9
			e.spend += float64(c.Charged) / 1e9
			e.predicted += c.PCTR * float64(c.Viewed) / 1e9
			if c.Objective == spec.Click {
				e.value += c.Worth * clicked
			} else {
				e.value += c.Worth * converted
			}
		}
	}
	return e
}

// TestMetricsFromFirstPrinciples: metrics of a market are those that follow from its recorded auctions and its Pinners, one by one.
// A formula with another factor, numerator or denominator fails here.
func TestMetricsFromFirstPrinciples(t *testing.T) {
	s, ds := scenarios.Load("every.yaml", []byte(everyAuction), scenarios.Options{})
	if s == nil {
		t.Fatal(ds)
	}
	all, err := sim.Run(context.Background(), s.Spec, sim.Options{Jobs: 2})
	if err != nil {
		t.Fatal(err)
	}
	r := all[0][0]
	e := counted(r)
	if e.impressions < 500 || e.conversions < 20 || e.hides < 5 {
		t.Fatalf("too little happens: %+v", e)
	}
	sessions, pinnerDays, left, active := float64(len(e.sessions)), 0.0, 0.0, 0.0
	for d := range r.Days {
		for _, p := range r.Days[d].State {
			pinnerDays, left, active = pinnerDays+float64(p.Pinners), left+float64(p.Left), active+float64(p.Active)
		}
	}
	if left < 5 {
		t.Fatalf("only %v Pinners left", left)
	}
	days := float64(len(r.Days))
	totals := results.Sum(r, &s.Axes, 0, len(r.Days), results.Everything)
	for name, want := range map[string]float64{
		"auctions": e.auctions, "slots": e.slots, "impressions": e.impressions, "views": e.views, "clicks": e.clicks, "conversions": e.conversions, "hides": e.hides,
		"sessions": sessions, "revenue": e.spend, "value": e.value, "welfare": e.value, "surplus": e.value - e.spend,
		"cpm": e.spend / e.impressions * 1000, "cpc": e.spend / e.clicks, "cpa": e.spend / e.conversions, "rpm": e.spend / e.auctions * 1000,
		"revenue_per_session": e.spend / sessions, "ctr": e.clicks / e.impressions * 100, "cvr": e.conversions / e.clicks * 100, "fill_rate": e.impressions / e.slots * 100,
		"ad_load": e.impressions / sessions, "auction_density": e.candidates / e.auctions, "calibration": e.predicted / e.clicks,
		"roas": e.value / e.spend, "roi": (e.value/e.spend - 1) * 100,
		"sessions_per_pinner_day": sessions / pinnerDays, "retention": (1 - left/(pinnerDays+left)) * 100, "pinners": pinnerDays / days, "active_pinners": active / days,
	} {
		m, ok := results.LookupMetric(name)
		if !ok {
			t.Errorf("there is no metric %s", name)
			continue
		}
		if got := m.Value(&totals); !(math.Abs(got-want) <= 1e-6*math.Abs(want)) {
			t.Errorf("%s is %v, and %v from the recorded auctions", name, got, want)
		}
	}
}
