package experiment

import (
	"slices"

	"marketsim/sim/spec"
)

// Channel is a way in which the arms of a test meet in one market, and so a part of a design's bias.
type Channel string

// Channels by name.
const (
	SharedBudgets  Channel = "shared budgets"         // both sides draw on one budget, and one pacing
	MixedAuctions  Channel = "auctions of both sides" // campaigns of both sides meet in one auction
	SharedModels   Channel = "shared models"          // one predictor learns from both sides
	AdvertisersAct Channel = "advertisers' reaction"  // advertisers review what they got from both sides, and newcomers come
)

// Without is a design of an experiment with one channel switched off.
type Without struct {
	Of      string // the design
	Channel Channel
	Design  string // the one beside it
	How     string
}

// Apart is the experiment with a design added for every channel of its designs that can be switched off within the same market. s tells whether models learn.
func (e *Experiment) Apart(s *spec.Spec) (*Experiment, []Without) {
	out, more := *e, []Without(nil)
	out.Designs = slices.Clone(e.Designs)
	add := func(d *Design, c Channel, suffix, how string, change func(*Design)) {
		other := *d
		other.Name = d.Name + suffix
		change(&other)
		what, _ := other.carries(e.sides(&other, s))
		if what == "" {
			out.Designs, more = append(out.Designs, other), append(more, Without{d.Name, c, other.Name, how})
		}
	}
	for i := range e.Designs {
		d := &e.Designs[i]
		onPinners, onCampaigns := d.Split == Pinners || d.Split == Auctions, d.Split == Campaigns || d.Split == TwoSided
		if onPinners && d.whole() {
			add(d, SharedBudgets, "-own-budgets", "each side has budgets of its own", func(o *Design) { *o = Design{Name: o.Name, Split: Budgets, Share: d.Share, Local: d.Local} })
		}
		if onCampaigns && d.whole() {
			add(d, MixedAuctions, "-whole-auctions", "every auction has one side", func(o *Design) { *o = Design{Name: o.Name, Split: Auctions, Share: d.Share, Local: d.Local} })
		}
		if (onPinners || d.Split == TwoSided) && len(d.Layers) == 0 && e.learns(s) {
			add(d, SharedModels, "-own-models", "each side's predictor learns by itself", func(o *Design) { o.OwnModels = true })
		}
	}
	return &out, more
}

// whole tells whether all units take part.
func (d *Design) whole() bool {
	return d.plain() && len(d.Layers) == 0
}

// plain tells whether all units take part from the test's start to its end.
func (d *Design) plain() bool {
	return len(d.Ramp) == 0 && d.Control == 0 && d.Spill == 0 && d.Joins == 0 && d.Pool == 0 && d.Holdback == 0 && len(d.Segments) == 0 && len(d.Groups) == 0
}

// learns tells whether the control's predictor learns from the market.
func (e *Experiment) learns(s *spec.Spec) bool {
	_, learns := e.market(s, e.Control).Prediction.CTR.New(&spec.AdCatalogue{}).(spec.Learner)
	return learns
}

// Frozen is the spec in which advertisers do not react, and the experiment in it: nobody reviews, leaves or comes. False where nobody does anyway.
func (e *Experiment) Frozen(s *spec.Spec) (calm *spec.Spec, of *Experiment, reacts bool) {
	out := *s
	out.Arms = slices.Clone(s.Arms)
	known := map[*spec.Market]*spec.Market{} // what is one market stays one
	freeze := func(m *spec.Market) *spec.Market {
		if known[m] == nil {
			calm, moves := frozen(m)
			known[m], reacts = calm, reacts || moves
		}
		return known[m]
	}
	for a := range out.Arms {
		out.Arms[a].Phases = slices.Clone(out.Arms[a].Phases)
		for p := range out.Arms[a].Phases {
			x := &out.Arms[a].Phases[p]
			x.Market = freeze(x.Market)
		}
	}
	return &out, e.inMarkets(freeze), reacts
}

// frozen is a market in which advertisers do not react; it tells whether they would.
func frozen(from *spec.Market) (m *spec.Market, reacts bool) {
	out := *from
	out.Groups = slices.Clone(out.Groups)
	for g := range out.Groups {
		x := &out.Groups[g]
		reacts = reacts || x.Review != nil || x.Arrivals != nil
		x.Review, x.Arrivals = nil, nil
		x.Members = slices.DeleteFunc(slices.Clone(x.Members), func(y spec.Member) bool { return y.Newcomer })
	}
	return &out, reacts
}
