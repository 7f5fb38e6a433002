package sim_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"marketsim/agents"
	"marketsim/sim"
	"marketsim/sim/dist"
	"marketsim/sim/spec"
)

// guess is a prediction model that predicts the same of everything.
type guess float64

func (g guess) New(*spec.AdCatalogue) spec.Predictor { return g }
func (g guess) Clone() spec.Predictor                { return g }
func (g guess) Predict(b *spec.PredictionBatch) {
	for j := range b.Rates {
		b.Rates[j] = float64(g)
	}
}

// holds is a pacing method that holds two outputs.
type holds struct{ multiplier, pass float64 }

func (h holds) New(agents.Brief) agents.Pacer { return h }
func (holds) Update(*agents.Progress)         {}
func (h holds) Multiplier() float64           { return h.multiplier }
func (h holds) PassThrough() float64          { return h.pass }

// paceless is a pacing method without pacers.
type paceless struct{}

func (paceless) New(agents.Brief) agents.Pacer { return nil }

// offers is a strategy that bids the same in every request, and states as much.
type offers float64

func (b offers) New(agents.Brief) agents.Bidder       { return b }
func (b offers) Bid(*agents.Opportunity) float64      { return float64(b) }
func (b offers) Update(*agents.Outcomes)              {}
func (b steadyOffers) New(agents.Brief) agents.Bidder { return b }

type steadyOffers struct{ offers }

func (steadyOffers) Steady() {}

type states struct{ offers }

func (s states) New(agents.Brief) agents.Bidder { return states{1} }
func (states) State() float64                   { return math.NaN() }

// decides is a reaction that has a factor on the budget, every day.
type decides float64

func (d decides) New(agents.Brief) agents.Reviewer { return d }
func (decides) Every() int64                       { return int64(spec.Day) }
func (d decides) Review(*agents.Statement) agents.Verdict {
	return agents.Verdict{Budget: float64(d), Stay: true}
}

// reviewsEvery is a reaction with reviews so many microseconds apart.
type reviewsEvery struct {
	decides
	every int64
}

func (r reviewsEvery) Every() int64 { return r.every }

// moves is a long-run model that sets activity, sightedness, depth or taste to a value after each session.
type moves struct {
	spec.Steadfast
	what int
	x    float64
}

func (moves) Needs() spec.Needs { return spec.Needs{Depth: true, Taste: true} }
func (m moves) Session(h *spec.SlowState, _ *spec.Visit) bool {
	*[]*float32{&h.Activity, &h.Sightedness, &h.Load, &h.Load, &h.Load}[m.what] = float32(m.x)
	return false
}
func (m moves) of(what int) float64 {
	if m.what == what {
		return m.x
	}
	return 1
}
func (m moves) Depth(*spec.SlowState) float64 { return m.of(2) }
func (m moves) Taste(*spec.SlowState) (hides, saves float64) {
	return m.of(3), m.of(4)
}

// TestUnfitLongRunModels: factors of a long-run model that are negative, endless or no number end the run with the model, the factor and its value.
func TestUnfitLongRunModels(t *testing.T) {
	for what, name := range []string{"activity", "sightedness", "depth of sessions", "taste for hiding", "taste for saving"} {
		for _, x := range []float64{math.NaN(), math.Inf(1), 1e300, -1, 0, 2} {
			s := small(100, 5)
			s.Arms[0].Phases[0].Market.Regime = moves{what: what, x: x}
			_, err := sim.Run(context.Background(), s, sim.Options{Jobs: 1})
			says := fmt.Sprintf("the long-run model sim_test.moves gives a %s of %v; it has to be in [0, 1000000]", name, x)
			if what < 2 {
				says = fmt.Sprintf("the long-run model sim_test.moves gives a %s of %v; it has to be in [0, 1000000]", name, float64(float32(x)))
			}
			if fits := x >= 0 && x < 1e6; fits != (err == nil) || !fits && !strings.Contains(err.Error(), says) {
				t.Errorf("%s of %v: %v", name, x, err)
			}
		}
	}
}

// TestUnfitAnswersEndTheRun: a part that answers with what its interface does not allow ends the run with an error that names it and its answer. Such a
// market would lack its candidates, or have them win all, and look like any other.
func TestUnfitAnswersEndTheRun(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	type plug func(m *spec.Market)
	ctr := func(x float64) plug { return func(m *spec.Market) { m.Prediction.CTR = guess(x) } }
	cvr := func(x float64) plug { return func(m *spec.Market) { m.Prediction.CVR = guess(x) } }
	pace := func(multiplier, pass float64) plug {
		return func(m *spec.Market) { m.Groups[0].Pacing = holds{multiplier, pass} }
	}
	review := func(x float64) plug { return func(m *spec.Market) { m.Groups[0].Review = decides(x) } }
	every := func(x int64) plug { return func(m *spec.Market) { m.Groups[0].Review = reviewsEvery{1, x} } }
	for _, x := range []struct {
		plug plug
		says string
	}{
		{ctr(nan), "market.prediction.ctr, sim_test.guess) gives a rate of NaN"}, {ctr(-0.1), "rate of -0.1"}, {ctr(inf), "rate of +Inf"},
		{cvr(nan), "market.prediction.cvr, sim_test.guess) gives a rate of NaN"}, {cvr(-1), "rate of -1"}, {cvr(inf), "rate of +Inf"},
		{pace(nan, 1), "a multiplier of NaN"}, {pace(inf, 1), "a multiplier of +Inf"}, {pace(-1, 1), "a multiplier of -1"}, {pace(1.5, 1), "a multiplier of 1.5"},
		{pace(1, nan), "a share of requests of NaN"}, {pace(1, inf), "a share of requests of +Inf"}, {pace(1, -1), "a share of requests of -1"},
		{func(m *spec.Market) { m.Groups[0].Pacing = paceless{} }, "sim_test.paceless gives campaign"},
		{func(m *spec.Market) { m.Groups[0].Strategy = states{} }, "sim_test.states of campaign "},
		{review(nan), "factor on the budget of NaN"}, {review(inf), "factor on the budget of +Inf"}, {review(0), "factor on the budget of 0"}, {review(-1), "factor on the budget of -1"},
		{every(0), "a time between reviews of 0; it has to be whole days"}, {every(-1), "reviews of -1"}, {every(int64(spec.Day) / 2), "reviews of 4.32e+10"},
	} {
		s := small(300, 12)
		x.plug(s.Arms[0].Phases[0].Market)
		_, err := sim.Run(context.Background(), s, sim.Options{Jobs: 1})
		var broken *sim.Broken
		if !errors.As(err, &broken) || !strings.Contains(err.Error(), x.says) {
			t.Errorf("%s: %v", x.says, err)
		}
	}
	for _, allowed := range []plug{ctr(0), ctr(1), ctr(1.5), cvr(0), pace(0, 1), pace(1, 0), pace(1, 1), review(2)} { // rates above 1 are cut to 1
		s := small(300, 12)
		allowed(s.Arms[0].Phases[0].Market)
		run(t, s, 1)
	}
}

// TestBidsThatAreNoneAreCounted: a bid below 0, an infinite one or one that is no number stays out, and is counted, whether or not the campaign has a budget
// and its bid depends on the request. A budget cut infinite bids to what was left of it, and such a campaign won all.
func TestBidsThatAreNoneAreCounted(t *testing.T) {
	for _, bid := range []float64{math.NaN(), math.Inf(1), -1} {
		for _, budget := range []dist.Dist{nil, &dist.Constant{Value: 5}} {
			for _, strategy := range []agents.Strategy{offers(bid), steadyOffers{offers(bid)}} {
				s := small(300, 12)
				m := s.Arms[0].Phases[0].Market
				for g := range m.Groups {
					m.Groups[g].Strategy, m.Groups[g].Pacing = strategy, nil
					m.Groups[g].Daily = budget
				}
				r := run(t, s, 1)[0][0]
				counted, impressions := int64(0), int64(0)
				for _, w := range r.Warnings {
					if strings.HasPrefix(w.What, "bids that were negative") {
						counted += w.N
					}
				}
				for d := range r.Days {
					for _, c := range r.Days[d].Cells {
						impressions += c.Impressions
					}
				}
				if counted == 0 || impressions > 0 {
					t.Errorf("bids of %v by %T, budget %v: %d counted, %d impressions", bid, strategy, budget, counted, impressions)
				}
			}
		}
	}
}
