package page

import (
	"math"
	"slices"

	"marketsim/auction"
	"marketsim/sim/internal/market"
	"marketsim/sim/internal/pinners"
	"marketsim/sim/results"
	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

// Trial is what an engine keeps of a test: which policy holds for whom, and what every unit did.
type Trial struct {
	Shared  *spec.Shared   // nil: units are measured and nothing is shared
	Key     rng.Key        // of the assignment
	Stage   int            // edges of the windows that have passed
	Treated *market.Market // the treatment's policy; nil while the control's holds for everybody
	Running bool           // units are measured
	Units   []Unit         // by Pinner's row
	Gone    []results.PinnerUnit
	Before  []results.CampaignUnit // what campaigns had when the test began
	Result  *results.Trial
}

// Unit is what one Pinner did, 24 bytes. Events saturate.
type Unit struct {
	Revenue               spec.Nano
	value, clicks, Before float32 // before: revenue of the pre-period
	impressions, sessions uint16
}

// Clone copies the trial for an arm.
func (t *Trial) Clone() *Trial {
	if t == nil {
		return nil
	}
	return &Trial{Stage: t.Stage, Running: t.Running, Units: slices.Clone(t.Units)}
}

// treats tells whether row i holds a treated Pinner.
func (t *Trial) treats(p *pinners.Columns, i uint32) bool {
	return t.Shared != nil && t.Key.With(uint64(p.Trait[i].Key)).Float() < t.Shared.Pinners
}

// Excludes tells whether the Pinner of a row does not exist in this arm.
func (t *Trial) Excludes(p *pinners.Columns, i uint32) bool {
	if t == nil || t.Shared == nil || t.Shared.Only == spec.Both {
		return false
	}
	return t.treats(p, i) != (t.Shared.Only == spec.TreatedSide)
}

// Claim makes room for the Pinner who takes a row, and puts away the one who had it.
func (t *Trial) Claim(i uint32) {
	if t == nil || t.Units == nil {
		return
	}
	if int(i) < len(t.Units) {
		t.Units[i] = Unit{}
		return
	}
	t.Units = append(t.Units, Unit{})
}

// Put notes a Pinner who leaves its row.
func (t *Trial) Put(p *pinners.Columns, i uint32) {
	if t != nil && t.Running && int(i) < len(t.Units) && !t.Excludes(p, i) {
		t.Gone = append(t.Gone, t.Unit(p, i))
	}
}

// Unit is what the Pinner of a row did.
func (t *Trial) Unit(p *pinners.Columns, i uint32) results.PinnerUnit {
	u := &t.Units[i]
	return results.PinnerUnit{Treated: t.treats(p, i), Revenue: u.Revenue, Value: u.value, Clicks: u.clicks, Before: u.Before, Impressions: u.impressions, Sessions: u.sessions}
}

// saturated adds events to a column that saturates.
func saturated(x uint16, n int) uint16 { return uint16(min(int(x)+n, math.MaxUint16)) }

// follow lets the shard read the market through the policy that holds for a Pinner.
func (s *Shard) follow(i uint32) {
	t := s.Trial
	if t == nil || t.Treated == nil {
		return
	}
	if treated := t.treats(s.Pinners, i); treated != s.treats {
		s.Unfollow()
		if s.treats = treated; treated {
			s.market = t.Treated
		}
	}
	if r := &s.Scratch.Request; s.Scratch.of != s.market { // columns that the other policy has no use for
		s.Scratch.Request, s.Scratch.of = auction.Request{Bid: r.Bid, ID: r.ID}, s.market
	}
}

// Unfollow goes back to the control's policy. Reactions that wait are billed under the policy under which they happened.
func (s *Shard) Unfollow() {
	if s.treats {
		s.Flush()
		s.market, s.treats = s.View.Market, false
	}
}

// measured is the unit of a row, nil when units are not measured.
func (s *Shard) measured(row uint32) *Unit {
	if t := s.Trial; t != nil && t.Running {
		return &t.Units[row]
	}
	return nil
}

// MeasureCharge enters a charge, or with a negative amount what a budget could not pay, on its Pinner, unless somebody else has the row by now.
func (s *Shard) MeasureCharge(c *Charge, amount spec.Nano) {
	u := s.measured(c.Row)
	if u == nil || s.Pinners.Trait[c.Row].Key != c.Who {
		return
	}
	u.Revenue += amount
	if s.Trial.Treated != nil && s.Trial.treats(s.Pinners, c.Row) {
		if s.Drawn == nil {
			s.Drawn = make([]spec.Nano, len(s.Offers))
		}
		s.Drawn[c.Campaign] += amount
	}
}

// measureValue enters on its Pinner what an event is worth to the advertiser.
func (s *Shard) measureValue(c *Charge, value spec.Nano) {
	if u := s.measured(c.Row); u != nil && s.Pinners.Trait[c.Row].Key == c.Who {
		u.value += float32(value.Float())
	}
}
