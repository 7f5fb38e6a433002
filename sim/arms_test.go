package sim_test

import (
	"context"
	"fmt"
	"math"
	"reflect"
	"slices"
	"sync/atomic"
	"testing"

	"marketsim/agents"
	"marketsim/sim"
	"marketsim/sim/dist"
	"marketsim/sim/regimes"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// TestArmsThatDifferInNothingAgree: two arms with the same market give the same numbers to the last digest, with the warm-up
// simulated once for both.
func TestArmsThatDifferInNothingAgree(t *testing.T) {
	s := small(1500, 20)
	s.Arms = append(s.Arms, spec.Arm{Name: "same", Phases: []spec.Phase{{Market: s.Arms[0].Phases[0].Market}}},
		spec.Arm{Name: "copy", Phases: []spec.Phase{{Market: market(20)}}})
	arms := run(t, s, 2)[0]
	for _, arm := range arms[1:] {
		if !reflect.DeepEqual(arm.Days, arms[0].Days) || !reflect.DeepEqual(arm.Campaigns, arms[0].Campaigns) {
			t.Errorf("arm %s differs from control", arm.Arm)
		}
	}
	s.Independent = true
	arms = run(t, s, 2)[0]
	if arms[0].Days[2].Digest == arms[1].Days[2].Digest {
		t.Error("arms that draw independently share their history")
	}
}

// TestOneMoreCampaignLeavesTheOthersAlone: a campaign that would bid much and has no budget, added at the end of the list, changes nobody
// else's outcome.
func TestOneMoreCampaignLeavesTheOthersAlone(t *testing.T) {
	s := small(1500, 20)
	s.Arms[0].Phases[0].Market.Groups[0].Members = s.Arms[0].Phases[0].Market.Groups[0].Members[:3] // fewer than slots
	before := run(t, s, 2)[0][0]
	g := &s.Arms[0].Phases[0].Market.Groups[0]
	g.Members = append(g.Members, spec.Member{Name: "shops/late", Value: 50, Daily: 0, Lifetime: math.NaN(), ClickRate: math.NaN(), ConversionRate: math.NaN()})
	after := run(t, s, 2)[0][0]
	others := map[string]results.CampaignResult{}
	for _, c := range after.Campaigns {
		others[c.Name] = c
	}
	for _, c := range before.Campaigns {
		if !reflect.DeepEqual(c, others[c.Name]) {
			t.Errorf("%s changed", c.Name)
		}
	}
	for d := range before.Days {
		want := slices.Clone(before.Days[d].Cells)
		for i := range want {
			want[i].Eligible += want[i].Auctions // its targeting fits every auction
		}
		if !reflect.DeepEqual(want, after.Days[d].Cells) {
			t.Errorf("day %d changed", d)
		}
	}
}

// TestOverdeliveryVanishesWithTheLag: what budgets cannot pay falls with every shorter lag and is nothing at lag 0.
// (Pacing ticks are barriers too, so a lag beyond their 15 minutes would change nothing.)
func TestOverdeliveryVanishesWithTheLag(t *testing.T) {
	last := spec.Nano(math.MaxInt64)
	for _, lag := range []spec.Time{15 * spec.Minute, 5 * spec.Minute, spec.Minute, 10 * spec.Second, 0} {
		s := small(3000, 20)
		s.Lag = lag
		g := &s.Arms[0].Phases[0].Market.Groups[0]
		g.Daily, g.Pacing = &dist.Constant{Value: 5}, nil
		var over spec.Nano
		for _, c := range run(t, s, 2)[0][0].Campaigns {
			over += c.Overdelivery
		}
		t.Logf("lag %v s: overdelivery %v", float64(lag)/float64(spec.Second), over.Float())
		if over >= last || (lag == 0 && over != 0) {
			t.Errorf("overdelivery %v at lag %v s, %v at the longer lag before", over.Float(), float64(lag)/float64(spec.Second), last.Float())
		}
		last = over
	}
}

// TestPhasesStartAndStop: before its start and after its stop an arm's market is control's, and what it did shows in between.
func TestPhasesStartAndStop(t *testing.T) {
	s := small(1500, 20)
	s.Horizon = 4 * spec.Day
	control := s.Arms[0].Phases[0].Market
	priced := *control
	priced.Surfaces = append([]spec.Surface(nil), control.Surfaces...)
	for i := range priced.Surfaces {
		priced.Surfaces[i].Reserve = 0.8
	}
	s.Arms = append(s.Arms, spec.Arm{Name: "later", Phases: []spec.Phase{{Market: control}, {At: spec.Day, Market: &priced}, {At: 2 * spec.Day, Market: control}}})
	arms := run(t, s, 2)[0]
	sold := func(arm, day int) (n int64) {
		for _, c := range arms[arm].Days[day].Cells {
			n += c.Impressions
		}
		return n
	}
	if arms[0].Days[0].Digest != arms[1].Days[0].Digest {
		t.Error("the arm differs before it starts")
	}
	if a, b := sold(0, 1), sold(1, 1); b >= a {
		t.Errorf("%d impressions at a high reserve, %d without", b, a)
	}
	if a, b := sold(0, 3), sold(1, 3); math.Abs(float64(a-b)) > 0.02*float64(a) {
		t.Errorf("after the stop %d impressions, control %d", b, a)
	}
}

// TestReplayIsTheSame: the drawn stream of potential sessions, replayed, gives the same history; a log of sessions that
// happened is replayed without a rhythm, and unthinned where asked.
func TestReplayIsTheSame(t *testing.T) {
	s := small(800, 10)
	s.Population.Arrivals = 20
	want := run(t, s, 2)
	stream, n := record(t, s)
	s.Population.Replay = []*spec.Stream{stream}
	if got := run(t, s, 2); !reflect.DeepEqual(got, want) {
		t.Error("the replayed run differs from the drawn one")
	}
	stream.Happened = true
	happened := run(t, s, 1)[0][0]
	sessions, potential := int64(0), int64(0)
	for _, d := range happened.Days {
		for _, c := range d.Cells {
			sessions, potential = sessions+c.Sessions, potential+c.Potential
		}
	}
	if sessions == 0 || sessions > potential || potential > int64(n) {
		t.Errorf("%d of %d potential sessions happened", sessions, potential)
	}
}

// record reads a spec's potential sessions into a stream.
func record(t *testing.T, s *spec.Spec) (*spec.Stream, int) {
	t.Helper()
	byName, segment := map[string][]spec.Recorded{}, map[string]int32{}
	var names []string
	n := 0
	err := sim.Potentials(context.Background(), s, 0, func(p *spec.Potential) error {
		if _, known := byName[p.Pinner]; !known {
			names = append(names, p.Pinner)
		}
		byName[p.Pinner] = append(byName[p.Pinner], spec.Recorded{Start: p.Start, Session: p.Session, Requests: uint16(p.Requests), Surface: uint8(p.Surface)})
		segment[p.Pinner] = int32(p.Segment)
		n++
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	stream := &spec.Stream{Pinners: names, Envelope: s.Population.Envelope}
	for _, name := range names {
		stream.First = append(stream.First, int32(len(stream.Sessions)))
		stream.Segment = append(stream.Segment, segment[name])
		stream.Sessions = append(stream.Sessions, byName[name]...)
	}
	stream.First = append(stream.First, int32(len(stream.Sessions)))
	return stream, n
}

// TestInterruptKeepsFinishedReplications: a run that is cancelled gives back whole replications and, taken up again, the same
// results as one that was not.
func TestInterruptKeepsFinishedReplications(t *testing.T) {
	s := small(300, 5)
	s.Replications = 6
	s.Arms = append(s.Arms, spec.Arm{Name: "same", Phases: s.Arms[0].Phases})
	want := run(t, s, 2)
	ctx, cancel := context.WithCancel(context.Background())
	done := map[int][]*results.Result{}
	_, err := sim.Run(ctx, s, sim.Options{Jobs: 2, Finished: func(r int, arms []*results.Result) error {
		done[r] = arms
		if len(done) == 2 {
			cancel()
		}
		return nil
	}})
	if err == nil || len(done) < 2 || len(done) == 6 {
		t.Fatalf("error %v after %d of 6 replications", err, len(done))
	}
	got, err := sim.Run(context.Background(), s, sim.Options{Jobs: 1, Done: done})
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("the resumed run differs (%v)", err)
	}
	full := fmt.Errorf("the disk is full")
	if _, err := sim.Run(context.Background(), s, sim.Options{Jobs: 2, Finished: func(int, []*results.Result) error { return full }}); err != full {
		t.Errorf("the error of Finished was lost: %v", err)
	}
}

// lateContext is cancelled without telling anybody: what waits for it is not run yet, as on a busy machine.
type lateContext struct {
	context.Context
	cancelled atomic.Bool
}

func (*lateContext) Done() <-chan struct{} { return make(chan struct{}) }

func (c *lateContext) Err() error {
	if c.cancelled.Load() {
		return context.Canceled
	}
	return nil
}

// TestCancelledRunBeginsNothing: a run whose context has ended begins no further replication, however late it is told.
func TestCancelledRunBeginsNothing(t *testing.T) {
	s := small(100, 5)
	s.Replications = 50
	ctx, done := &lateContext{Context: context.Background()}, 0
	_, err := sim.Run(ctx, s, sim.Options{Jobs: 1, Finished: func(int, []*results.Result) error {
		done++
		ctx.cancelled.Store(done == 2)
		return nil
	}})
	if err != context.Canceled || done != 2 {
		t.Errorf("error %v after %d replications, want 2", err, done)
	}
}

// TestLearnersStartFromTheWarmUp: each arm continues with a copy of what bidders and pacers learned in the warm-up.
func TestLearnersStartFromTheWarmUp(t *testing.T) {
	s := small(6000, 8)
	s.Warmup = 2 * spec.Day
	g := &s.Arms[0].Phases[0].Market.Groups[0]
	g.Daily, g.Strategy = &dist.Constant{Value: 4}, &counting{}
	s.Arms = append(s.Arms, spec.Arm{Name: "same", Phases: s.Arms[0].Phases})
	arms := run(t, s, 2)[0]
	if !reflect.DeepEqual(arms[0].Days, arms[1].Days) {
		t.Error("the arms' learners share state")
	}
	paced := 0
	for _, c := range arms[0].Campaigns {
		if c.Multiplier < 1 {
			paced++
		}
	}
	if paced < 3 {
		t.Errorf("%d of 8 campaigns are paced, with budgets that most exhaust", paced)
	}
}

// counting is a strategy that bids more the more often it got feedback; its map must be cloned.
type counting struct{}

type counter struct{ seen map[string]int }

func (*counting) New(agents.Brief) agents.Bidder { return &counter{seen: map[string]int{}} }

func (c *counter) Bid(o *agents.Opportunity) float64 {
	return o.Value * (1 + float64(c.seen["feedback"])/1000)
}

func (c *counter) Update(*agents.Outcomes) { c.seen["feedback"]++ }

func (c *counter) Clone() agents.Bidder {
	return &counter{seen: map[string]int{"feedback": c.seen["feedback"]}}
}

// TestStateStaysBounded: Pinners who leave give their rows back, so that a population in balance does not grow with time.
func TestStateStaysBounded(t *testing.T) {
	s := small(500, 2)
	s.Horizon, s.Warmup, s.Lag = 60*spec.Day, 0, spec.Hour
	s.Population.Arrivals = 50
	s.Population.Segments = []spec.Segment{{Name: "a", Share: 0.7, SessionsPerDay: &dist.Constant{Value: 1}}, {Name: "b", Share: 0.3, SessionsPerDay: &dist.Constant{Value: 1}}}
	s.Arms[0].Phases[0].Market.Regime = &regimes.GeometricChurn{Base: 0.1}
	days := run(t, s, 1)[0][0].Days
	for i, d := range days {
		pinners, left := int64(0), int64(0)
		for _, p := range d.State {
			pinners, left = pinners+p.Pinners, left+p.Left
		}
		if i > 30 && (pinners < 300 || pinners > 800 || left == 0) {
			t.Errorf("day %d: %d Pinners, %d left", i, pinners, left)
		}
	}
}
