package page

import (
	"math"
	"slices"

	"marketsim/auction"
	"marketsim/sim/internal/kernels"
	"marketsim/sim/internal/market"
	"marketsim/sim/internal/pinners"
	"marketsim/sim/results"
	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

// Trial is what an engine keeps of a test: which policy holds for whom, and what every unit did.
type Trial struct {
	Shared  *spec.Shared          // nil: units are measured and nothing is shared
	Key     rng.Key               // of the assignment
	Stage   int                   // edges of the windows that have passed
	Share   float64               // of Pinners who are treated now
	Ramped  bool                  // the share has grown to the end
	Treated *market.Market        // the treatment's policy; nil while the control's holds for everybody
	Others  *market.Market        // the policy of requests on neither side; nil: the control's
	Sided   [Sides][]market.Sided // what each side of requests keeps of campaigns; nil: nothing
	Bids    [Policies][]float64   // by campaign: Offer.Bid under the side's policy, NaN where it depends on the request; nil: the policy is control's
	Running bool                  // units are measured
	layers
	Late    bool                 // late Pinners have joined the treatment
	Since   bool                 // the treatment is launched: all have it but the Pinners who are held back
	Next    int                  // of the launches to come
	Draw    rng.Key              // of the fresh Pinners of today
	Early   []results.Unit       // what units had when the last days began
	Morning []results.Unit       // what units had when the day began; nil: groups are not counted
	Daily   [][]results.GroupDay // by day, the running one last
	bucket  rng.Key              // of buckets
	Entered []uint16             // by row: the day of the test, from 1 on, with its Pinner's first session; 0: none yet. nil: not noted
	Ages    [][]results.GroupDay // within the test, by days since then
	Cohorts [][]results.GroupDay // within the test, by that day
	Topics  int                  // of the market
	Units   []results.Unit       // by Pinner's row
	Logs                         // of exposures and conversions
	Gone    []results.PinnerUnit
	Before  []results.CampaignUnit   // what campaigns had when the test began
	Marks   [][]results.CampaignUnit // where they stood at the windows' ends
	Result  *results.Trial
}

// Clone copies the trial for an arm.
func (t *Trial) Clone() *Trial {
	if t == nil {
		return nil
	}
	return &Trial{Stage: t.Stage, Topics: t.Topics, Running: t.Running, Units: slices.Clone(t.Units), Logs: t.Logs.clone()}
}

// treats tells whether row i holds a treated Pinner.
func (t *Trial) treats(p *pinners.Columns, i uint32) bool {
	if t.Shared != nil && t.Shared.Sides != nil {
		return t.Shared.Sides[t.kind(p, i)]
	}
	if t.Shared != nil && t.Shared.Eligible != nil && !t.Shared.Eligible[p.Trait[i].Segment] {
		return false
	}
	if t.Shared == nil || t.Shared.Auctions {
		return false
	}
	who := uint64(p.Trait[i].Key)
	u := t.Key.With(who).Float()
	switch {
	case t.Since:
		return u < 1-t.Shared.Holdback
	case u < t.Share || t.Late && u < t.Share+t.Shared.Joins:
		return true
	}
	return t.Shared.Fresh > 0 && t.pooled(u) && t.drawn(who)
}

// late tells whether row i holds a Pinner who joins the treatment in the last days.
func (t *Trial) late(p *pinners.Columns, i uint32) bool {
	if t.Shared == nil || t.Shared.Joins == 0 {
		return false
	}
	u := t.Key.With(uint64(p.Trait[i].Key)).Float()
	return u >= t.Shared.Pinners && u < t.Shared.Pinners+t.Shared.Joins
}

// apart tells whether row i holds a Pinner who is on neither side: not eligible, or left out of the comparison.
func (t *Trial) apart(p *pinners.Columns, i uint32) bool {
	x := t.Shared
	if x == nil {
		return false
	}
	if x.Eligible != nil && !x.Eligible[p.Trait[i].Segment] {
		return true
	}
	u := t.Key.With(uint64(p.Trait[i].Key)).Float()
	return x.Control > 0 && !x.Auctions && u >= x.Pinners+x.Control || t.pooled(u)
}

// kind is the segment and topic of the Pinner in a row, as one number.
func (t *Trial) kind(p *pinners.Columns, i uint32) int {
	return int(p.Trait[i].Segment)*t.Topics + int(p.Trait[i].Topic)
}

// Wide is how many units a Pinner has, 1 or 2: where requests are assigned one Pinner's are on both sides, and what it did on one goes with what it did on the
// other, which intervals over Pinners must know.
func (t *Trial) Wide() int {
	if t.Shared != nil && t.Shared.Auctions {
		return 2
	}
	return 1
}

// Rows makes room for the units of so many rows.
func (t *Trial) Rows(n int) {
	t.Units = make([]results.Unit, n*t.Wide())
	t.Logs.rows(n)
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
	for _, from := range [][]results.Unit{t.Early, t.Morning} {
		if int(i) < len(from) {
			from[i] = results.Unit{}
		}
	}
	if int(i) < len(t.Entered) {
		t.Entered[i] = 0
	}
	t.Logs.claim(i)
	for w, at := t.Wide(), int(i)*t.Wide(); at < (int(i)+1)*w; at++ {
		if at < len(t.Units) {
			t.Units[at] = results.Unit{}
			continue
		}
		t.Units = append(t.Units, results.Unit{})
	}
}

// Put notes a Pinner who leaves its row.
func (t *Trial) Put(p *pinners.Columns, i uint32) {
	if t == nil || !t.Running || int(i)*t.Wide() >= len(t.Units) || t.Excludes(p, i) {
		return
	}
	row := results.PinnerUnits{Units: t.Units[int(i)*t.Wide():][:t.Wide()], Who: []results.Who{t.who(p, i)}, Kinds: []int32{t.kind32(p, i)}, Seen: []results.Seen{t.Logs.of(i)}}
	t.Gone = append(t.Gone, row.Listed()...)
}

// who says who is in a row.
func (t *Trial) who(p *pinners.Columns, i uint32) results.Who {
	w := results.IsThere | results.Who(t.inLayers(p, i))*results.IsLayered
	if t.treats(p, i) {
		w |= results.IsTreated
	}
	if t.apart(p, i) {
		w |= results.IsApart
	}
	if t.late(p, i) {
		w |= results.IsLate
	}
	return w
}

// HandOver gives away what was measured, with who is in each row that is not empty and exists in this arm. Nothing is measured from then on.
func (t *Trial) HandOver(p *pinners.Columns) results.PinnerUnits {
	out := results.PinnerUnits{List: t.Gone, Units: t.Units, Seen: t.Logs.Seen}
	t.Gone, t.Units, t.Logs.Seen = nil, nil, nil
	t.describe(p, &out)
	return out
}

// HandOverLast gives away what was measured in the last days, in the memory that holds what there was before them.
func (t *Trial) HandOverLast(p *pinners.Columns) results.PinnerUnits {
	out := results.PinnerUnits{Units: t.Early, Seen: t.Logs.last()}
	for i, u := range t.Units {
		if i >= len(out.Units) {
			out.Units = append(out.Units, u)
			continue
		}
		e := &out.Units[i]
		u.Revenue, u.Value, u.Clicks = u.Revenue-e.Revenue, u.Value-e.Value, u.Clicks-e.Clicks
		u.Impressions, u.Sessions = u.Impressions-e.Impressions, u.Sessions-e.Sessions
		*e = u
	}
	t.Early = nil
	t.describe(p, &out)
	return out
}

// describe says who is in the rows of units, and of what kind where that decides who takes part.
func (t *Trial) describe(p *pinners.Columns, out *results.PinnerUnits) {
	out.Who = make([]results.Who, len(p.Trait))
	kinds := t.Shared != nil && (t.Shared.Sides != nil || t.Shared.Eligible != nil)
	if kinds {
		out.Kinds = make([]int32, len(p.Trait))
	}
	for i := range out.Who {
		if t.Excludes(p, uint32(i)) {
			continue
		}
		if out.Who[i] = t.who(p, uint32(i)); kinds {
			out.Kinds[i] = t.kind32(p, uint32(i))
		}
	}
	for _, i := range p.Free {
		out.Who[i] = 0
	}
}

func (t *Trial) kind32(p *pinners.Columns, i uint32) int32 { return int32(t.kind(p, i)) }

// fetch asks for the units of a row, which may lie in two lines.
func (t *Trial) fetch(i uint32) {
	if w := t.Wide(); (int(i)+1)*w <= len(t.Units) {
		first, last := &t.Units[int(i)*w], &t.Units[(int(i)+1)*w-1]
		a, b := kernels.Address(first), kernels.Address(&last.Sessions)
		kernels.Prefetch(a, b, a, b)
	}
}

// saturated adds events to a column that saturates.
func saturated(x uint16, n int) uint16 { return uint16(min(int(x)+n, math.MaxUint16)) }

// follow lets the shard read the market through the policy that holds for a Pinner.
func (s *Shard) follow(i uint32) {
	t := s.Trial
	if t == nil || t.Treated == nil {
		return
	}
	side := OnControl
	if t.treats(s.Pinners, i) != t.spills(s.Pinners, i) {
		side = OnTreated
	}
	s.side(t.among(s.Pinners, i, side))
}

// spills tells whether the policy of the other side holds today for the Pinner of a row, as where it comes on a device on which it is somebody else.
func (t *Trial) spills(p *pinners.Columns, i uint32) bool {
	if t.Shared == nil || t.Shared.Spill == 0 || t.Shared.Auctions {
		return false
	}
	day, _ := spec.DayOf(p.Next[i])
	return t.Key.Named("spill").With(uint64(p.Trait[i].Key)).With(uint64(day)).Float() < t.Shared.Spill
}

// side lets the shard read the market of a side. Reactions that wait are billed under the policy under which they happened.
func (s *Shard) side(on int) {
	if on != s.on {
		s.Flush()
		s.on, s.market, s.bids = on, s.View.Market, nil
		if t := s.Trial; t.Policy(on) != nil {
			s.market, s.bids = t.Policy(on), t.Bids[on]
		}
	}
	if s.Scratch.of != s.market { // columns that the other policy has no use for
		s.Scratch.Request, s.Scratch.of = auction.Request{}, s.market
	}
}

// followAuction is follow for the request that begins, where whole auctions are assigned. It is counted on the Pinner's unit of that side.
func (s *Shard) followAuction(i uint32, v *pinners.Session) {
	t := s.Trial
	if t == nil || t.Shared == nil || !t.Shared.Auctions || !t.Running {
		return
	}
	sequence := uint64(v.Index)<<32 | uint64(v.Request)<<8
	if t.Treated != nil {
		s.side(t.sideOf(s.Pinners.Trait[i].Key, sequence))
	}
	if u := s.measured(i, sequence); u != nil {
		u.Sessions = saturated(u.Sessions, 1)
	}
}

// Unfollow goes back to the control's policy.
func (s *Shard) Unfollow() {
	if s.on != OnControl {
		s.side(OnControl)
	}
}

// measured is the unit of a row, where whole auctions are assigned that of the side of the request of a Stamp's sequence; nil when units are not measured
// or the request is on neither side.
func (s *Shard) measured(row uint32, sequence uint64) *results.Unit {
	t := s.Trial
	switch {
	case t == nil || !t.Running:
		return nil
	case t.Shared == nil || !t.Shared.Auctions:
		return &t.Units[row]
	}
	side := t.sideOf(s.Pinners.Trait[row].Key, sequence)
	if side == OnNeither {
		return nil
	}
	return &t.Units[2*row+uint32(side)]
}

// MeasureCharge enters a charge, or with a negative amount what a budget could not pay, on its Pinner, unless somebody else has the row by now.
func (s *Shard) MeasureCharge(c *Charge, amount spec.Nano) {
	if s.Trial.keepsSides() {
		s.use(s.Trial.SideOf(c), c.Campaign).Charged += amount
	}
	u := s.measured(c.Row, c.Sequence)
	if u == nil || s.Pinners.Trait[c.Row].Key != c.Who {
		return
	}
	u.Revenue += amount
	if s.Trial.Treated != nil && s.Trial.treatsCharge(s.Pinners, c) {
		if s.Drawn == nil {
			s.Drawn = make([]spec.Nano, len(s.Offers))
		}
		s.Drawn[c.Campaign] += amount
	}
}

// countsSessions tells whether sessions are counted on units: where whole auctions are assigned requests are.
func (s *Shard) countsSessions() bool {
	t := s.Trial
	return t != nil && t.Running && (t.Shared == nil || !t.Shared.Auctions)
}

// treatsCharge tells the side of the request that a charge comes from.
func (t *Trial) treatsCharge(p *pinners.Columns, c *Charge) bool {
	if t.Shared.Auctions {
		return t.SideOf(c) == OnTreated
	}
	return t.treats(p, c.Row)
}

// measureValue enters on its Pinner what an event is worth to the advertiser.
func (s *Shard) measureValue(c *Charge, value spec.Nano) {
	if u := s.measured(c.Row, c.Sequence); u != nil && s.Pinners.Trait[c.Row].Key == c.Who {
		u.Value += float32(value.Float())
	}
}
