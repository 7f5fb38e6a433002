package agents

import (
	"math"

	"marketsim/auction/formula"
)

func init() {
	Strategies.Register("formula", "Bids by a formula of what an event is worth, such as value * (bidders - 1) / bidders.", &ByFormula{Text: "value"})
}

// ByFormula bids what a formula of the scenario makes of the value, so that an equilibrium for any distribution of values can be played. A bid below
// 0 stays out; one that is no number, as after a division by zero, is counted by the platform. It uses its own value, the platform's
// predictions, the number of campaigns in the market and its own random number, and no feedback.
type ByFormula struct {
	Text string `key:"bid" doc:"offer per objective event, as a formula of value (what the event is worth), bidders (campaigns in the market, itself included), pctr and pcvr (predicted rates) and uniform (a random number in (0, 1), drawn anew in each auction); functions: exp, log, sqrt, abs, min, max; a > b ? x : y"`

	compiled *formula.Formula
}

// Compile reads the formula; New does so itself where it was not read before. The error is a *formula.Error.
func (b *ByFormula) Compile() (err error) {
	b.compiled, err = formula.ParseBid(b.Text)
	return err
}

// CountsBidders reports whether bids depend on the number of campaigns.
func (b *ByFormula) CountsBidders() bool {
	return b.compiled != nil && b.compiled.Uses(formula.Bidders)
}

// New implements Strategy. A formula that cannot be read bids NaN.
func (b *ByFormula) New(of Brief) Bidder {
	f := b.compiled
	if f == nil {
		f, _ = formula.ParseBid(b.Text)
	}
	x := byFormula{f: f}
	x.Rivals(of.Rivals)
	if f != nil && !f.Uses(formula.PCTR) && !f.Uses(formula.PCVR) && !f.Uses(formula.Uniform) {
		return &byValue{byFormula: x}
	}
	return &x
}

// byFormula bids by a formula that reads of the request more than the value.
type byFormula struct {
	f       *formula.Formula
	bidders float64
}

// Bid implements Bidder.
func (b *byFormula) Bid(o *Opportunity) float64 {
	if b.f == nil {
		return math.NaN()
	}
	bid := b.f.Of(&formula.Values{formula.Value: o.Value, formula.PCTR: o.PCTR, formula.PCVR: o.PCVR, formula.Uniform: o.Uniform, formula.Bidders: b.bidders})
	if bid < 0 {
		return 0
	}
	return bid
}

// Update implements Bidder.
func (*byFormula) Update(*Outcomes) {}

// SkipsFree implements SkipsFree.
func (*byFormula) SkipsFree() {}

// Rivals implements Counting.
func (b *byFormula) Rivals(others int) { b.bidders = float64(others) + 1 }

// byValue bids by a formula of the value alone.
type byValue struct{ byFormula }

// Steady implements Steady.
func (*byValue) Steady() {}
