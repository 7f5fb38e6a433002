package sim_test

import (
	"math"
	"testing"

	"marketsim/agents"
	"marketsim/auction"
	"marketsim/sim/spec"
)

// diligent bids the value and states how often it got feedback.
type diligent struct{ updates float64 }

func (*diligent) New(agents.Brief) agents.Bidder      { return &diligent{} }
func (d *diligent) Bid(o *agents.Opportunity) float64 { return o.Value }
func (d *diligent) Update(*agents.Outcomes)           { d.updates++ }
func (d *diligent) State() float64                    { return d.updates }

// TestLearningSurvivesAnArm: an arm that adds a campaign leaves the others what they learned in the warm-up.
func TestLearningSurvivesAnArm(t *testing.T) {
	s := small(800, 10)
	s.Warmup, s.Horizon, s.Replications = 3*spec.Day, spec.Day, 1
	control := s.Arms[0].Phases[0].Market
	for g := range control.Groups {
		control.Groups[g].Strategy = &diligent{}
	}
	more := *control
	more.Groups = append([]spec.Group(nil), control.Groups...)
	late := more.Groups[0].Members[0]
	late.Name, late.Value = "shops/late", 0.01
	more.Groups[0].Members = append(append([]spec.Member(nil), more.Groups[0].Members...), late)
	s.Arms = append(s.Arms, spec.Arm{Name: "more", Phases: []spec.Phase{{Market: &more}}})
	results := run(t, s, 1)[0]
	updates := map[string]float64{}
	for _, c := range results[0].Campaigns {
		updates[c.Name] = c.BidFactor
	}
	compared := 0
	for _, c := range results[1].Campaigns {
		if n := updates[c.Name]; n >= 40 {
			compared++
			if c.BidFactor < 0.7*n {
				t.Errorf("%s got feedback %v times, and %v times where nothing was added: it began anew", c.Name, c.BidFactor, n)
			}
		}
	}
	if compared == 0 {
		t.Error("nothing was compared")
	}
}

// witness bids a share of the value by its own random number and checks every auction that it hears of.
type witness struct {
	t        *testing.T
	reported *int
	last     int64
}

func (w *witness) New(agents.Brief) agents.Bidder {
	return &witness{t: w.t, reported: w.reported, last: math.MinInt64}
}
func (*witness) Feedback() agents.Feedback           { return agents.AllBids }
func (w *witness) Bid(o *agents.Opportunity) float64 { return o.Value * o.Uniform }
func (w *witness) Clone() agents.Bidder              { return &witness{t: w.t, reported: w.reported, last: w.last} }
func (w *witness) Update(n *agents.Outcomes) {
	const near = 1 + 1e-9
	for i := range n.Auctions {
		a := &n.Auctions[i]
		*w.reported++
		switch {
		case a.Now < w.last:
			w.t.Errorf("%d reported after %d", a.Now, w.last)
		case a.Bid > a.Value*near || a.Rate <= 0 || a.Rate > 1:
			w.t.Errorf("bid %v of value %v, rate %v", a.Bid, a.Value, a.Rate)
		case len(a.Thresholds) != len(a.Effects) || len(a.Thresholds) == 0 || a.Needed != a.Thresholds[len(a.Thresholds)-1]:
			w.t.Errorf("thresholds %v, effects %v, lowest winning bid %v", a.Thresholds, a.Effects, a.Needed)
		case a.Won && (a.Bid < a.Needed/near || a.Price > a.Bid*near || a.Effect != a.Effects[a.Slot]):
			w.t.Errorf("won with %v, needed %v: %+v", a.Bid, a.Needed, a)
		case !a.Won && (a.Bid > a.Needed*near || a.Price != 0 || a.Slot != -1):
			w.t.Errorf("lost with %v, needed %v: %+v", a.Bid, a.Needed, a)
		case a.Won && (a.Bid < a.Thresholds[a.Slot]/near || a.Slot > 0 && a.Bid > a.Thresholds[a.Slot-1]*near):
			w.t.Errorf("won slot %d with %v, thresholds %v", a.Slot, a.Bid, a.Thresholds)
		}
		w.last = a.Now
	}
}

// TestWhatCampaignsHear: in every auction the lowest winning bid and the thresholds of slots separate those who won from those who lost,
// auctions come in order of time, and whatever the mechanism and the lag.
func TestWhatCampaignsHear(t *testing.T) {
	for _, name := range []string{"gsp", "first_price", "vcg"} {
		for _, lag := range []spec.Time{0, 10 * spec.Minute} {
			s := small(300, 10)
			s.Horizon, s.Warmup, s.Lag, s.Replications = spec.Day, spec.Day, lag, 1
			m := s.Arms[0].Phases[0].Market
			m.Mechanism, _ = auction.Mechanisms.Get(name)
			reported := 0
			for g := range m.Groups {
				m.Groups[g].Strategy, m.Groups[g].Daily, m.Groups[g].Lifetime, m.Groups[g].Pacing = &witness{t: t, reported: &reported}, nil, nil, nil
			}
			run(t, s, 1)
			if reported < 1000 {
				t.Errorf("%s, lag %d: %d auctions reported", name, lag, reported)
			}
		}
	}
}
