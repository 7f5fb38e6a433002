package sim_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"

	"marketsim/agents"
	"marketsim/auction"
	"marketsim/sim"
	"marketsim/sim/dist"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// faulty is a mechanism that breaks at some auction.
type faulty struct {
	auction.GSP
	left atomic.Int64
}

func (f *faulty) Run(r *auction.Request, o *auction.Outcome) {
	if f.left.Add(-1) == 0 {
		var none []int
		_ = none[int(f.left.Load())]
	}
	f.GSP.Run(r, o)
}

// TestBrokenPartEndsTheRun: a mechanism that panics ends the run with an error that says so, whoever worked on it, and what was
// finished before is kept.
func TestBrokenPartEndsTheRun(t *testing.T) {
	for _, jobs := range []int{1, 4} {
		s := small(1500, 20)
		s.Replications = 2
		m := &faulty{GSP: auction.GSP{Ranking: auction.Ranking{QualityExponent: 1}}}
		m.left.Store(200)
		s.Arms[0].Phases[0].Market.Mechanism = m
		results, err := sim.Run(context.Background(), s, sim.Options{Jobs: jobs})
		var broken *sim.Broken
		if !errors.As(err, &broken) || !strings.Contains(err.Error(), "index out of range") || !strings.Contains(broken.Stack, "faulty") {
			t.Errorf("%d workers: %v", jobs, err)
		}
		if len(results) != 2 {
			t.Errorf("%d workers: %d results", jobs, len(results))
		}
	}
}

// TestReplayBeginsAtTheStart: sessions of a file that lie before the simulated time are left out, and the others are the same
// with and without them.
func TestReplayBeginsAtTheStart(t *testing.T) {
	replay := func(early bool) *results.Result {
		s := small(0, 20)
		stream := &spec.Stream{Happened: true, Keep: true, Pinners: []string{"a", "b"}, Segment: []int32{0, 1}, Envelope: s.Population.Envelope}
		for _, at := range []spec.Time{0, 30 * spec.Hour} {
			stream.First = append(stream.First, int32(len(stream.Sessions)))
			if early {
				stream.Sessions = append(stream.Sessions, spec.Recorded{Start: -s.Warmup - 40*spec.Day, Session: 7, Requests: 3})
			}
			for k := range 5 {
				stream.Sessions = append(stream.Sessions, spec.Recorded{Start: at + spec.Time(k)*spec.Hour, Session: uint32(k), Requests: 2})
			}
		}
		stream.First = append(stream.First, int32(len(stream.Sessions)))
		s.Population.Replay = []*spec.Stream{stream}
		return run(t, s, 1)[0][0]
	}
	with, without := replay(true), replay(false)
	if len(without.Days) == 0 || with.Days[len(with.Days)-1].Digest != without.Days[len(without.Days)-1].Digest {
		t.Error("sessions before the simulated time change what comes after")
	}
}

// brittle is a distribution that panics at some draw.
type brittle struct {
	dist.Exponential
	left atomic.Int64
}

func (b *brittle) Quantile(u float64) float64 {
	if b.left.Add(-1) == 0 {
		panic("brittle distribution")
	}
	return b.Exponential.Quantile(u)
}

// TestBrokenPopulationEndsTheRun: a distribution that panics while Pinners are drawn, by however many goroutines, ends the run with an
// error and not the process.
func TestBrokenPopulationEndsTheRun(t *testing.T) {
	for _, jobs := range []int{1, 4} {
		s := small(3000, 5)
		law := &brittle{Exponential: dist.Exponential{Average: 1}}
		law.left.Store(1500)
		s.Population.Segments[0].SessionsPerDay = law
		_, err := sim.Run(context.Background(), s, sim.Options{Jobs: jobs})
		var broken *sim.Broken
		if !errors.As(err, &broken) || !strings.Contains(err.Error(), "brittle distribution") || !strings.Contains(broken.Stack, "brittle") {
			t.Errorf("%d workers: %v", jobs, err)
		}
	}
}

// breaking makes a part panic after a number of uses.
type breaking struct{ left atomic.Int64 }

func (b *breaking) use() {
	if b.left.Add(-1) == 0 {
		panic("broken part")
	}
}

type breakingRegime struct {
	spec.Steadfast
	breaking
}

func (*breakingRegime) Needs() spec.Needs                           { return spec.Needs{Daily: true} }
func (r *breakingRegime) Session(*spec.SlowState, *spec.Visit) bool { r.use(); return false }

type breakingDay struct {
	spec.Steadfast
	breaking
}

func (*breakingDay) Needs() spec.Needs                            { return spec.Needs{Daily: true} }
func (r *breakingDay) Daily(*spec.SlowState, *spec.Exposure) bool { r.use(); return false }

type breakingStrategy struct{ breaking }

func (s *breakingStrategy) New(agents.Brief) agents.Bidder { return breakingBidder{s} }

type breakingBidder struct{ of *breakingStrategy }

func (b breakingBidder) Bid(*agents.Opportunity) float64 { b.of.use(); return 1 }
func (b breakingBidder) Update(*agents.Outcomes)         {}

type breakingUpdate struct{ breakingBidder }

func (s *breakingLearner) New(agents.Brief) agents.Bidder {
	return breakingUpdate{breakingBidder{&breakingStrategy{}}}
}

type breakingLearner struct{}

func (breakingUpdate) Update(*agents.Outcomes) { panic("broken part") }

type breakingModel struct{ breaking }

func (m *breakingModel) New(*spec.AdCatalogue) spec.Predictor { return m }
func (m *breakingModel) Predict(*spec.PredictionBatch)        { m.use() }
func (m *breakingModel) Clone() spec.Predictor                { return m }

// TestBrokenPlugInsEndTheRun: whichever part of a market panics, on whichever goroutine, the run ends with an error that names the cause,
// what was finished is kept, and the process lives.
func TestBrokenPlugInsEndTheRun(t *testing.T) {
	for name, plug := range map[string]func(m *spec.Market) *breaking{
		"regime after a session":    func(m *spec.Market) *breaking { r := &breakingRegime{}; m.Regime = r; return &r.breaking },
		"regime at the day's end":   func(m *spec.Market) *breaking { r := &breakingDay{}; m.Regime = r; return &r.breaking },
		"strategy that bids":        func(m *spec.Market) *breaking { s := &breakingStrategy{}; m.Groups[0].Strategy = s; return &s.breaking },
		"strategy that learns":      func(m *spec.Market) *breaking { m.Groups[0].Strategy = &breakingLearner{}; return &breaking{} },
		"prediction model":          func(m *spec.Market) *breaking { p := &breakingModel{}; m.Prediction.CTR = p; return &p.breaking },
		"distribution in a session": func(m *spec.Market) *breaking { return &breaking{} },
	} {
		for _, jobs := range append(workersPlayed(), 1) {
			s := small(600, 12)
			b := plug(s.Arms[0].Phases[0].Market)
			b.left.Store(200)
			if name == "distribution in a session" {
				law := &brittle{Exponential: dist.Exponential{Average: 45}}
				law.left.Store(200)
				s.Population.Dwell = law
			}
			_, err := sim.Run(context.Background(), s, sim.Options{Jobs: jobs})
			var broken *sim.Broken
			if !errors.As(err, &broken) || !strings.Contains(err.Error(), "brok") && !strings.Contains(err.Error(), "brittle") {
				t.Errorf("%s, %d workers: %v", name, jobs, err)
			}
		}
	}
}
