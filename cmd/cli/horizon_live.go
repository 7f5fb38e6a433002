package cli

import (
	"context"
	"slices"

	"marketsim/reports/horizon"
	"marketsim/scenarios"
	"marketsim/sim/experiment"
	"marketsim/sim/spec"
	"marketsim/sim/units"
)

// shortRun is what tells the biases of a short test of the first launch of a market.
type shortRun struct {
	launch, again *horizon.Launch // again: begun when the long run does; nil where the arm has a schedule of its own
	live          []horizon.Live  // by replication; none where a Pinner split or a budget split cannot carry the change
}

// withAgain adds an arm that begins the first change when the long run does. An arm that changes with time has none.
func withAgain(s *spec.Spec) *spec.Spec {
	first := &s.Arms[1]
	versus := &s.Arms[first.Versus]
	at := s.Horizon - horizon.LongRun*spec.Day
	if len(first.Phases) != 1 || len(versus.Phases) != 1 || at <= 0 {
		return s
	}
	more := *s
	more.Arms = append(slices.Clone(s.Arms), spec.Arm{Name: first.Name + " again", Versus: first.Versus, Change: first.Change, Start: at, Stop: first.Stop,
		Phases: []spec.Phase{versus.Phases[0], {At: at, Market: first.Phases[0].Market}}})
	return &more
}

// liveTest is the market of live tests of two weeks of the first change, with their designs; nil where these cannot carry it.
func liveTest(s *spec.Spec) (brief *spec.Spec, e *experiment.Experiment) {
	short := *s
	short.Horizon = horizon.ShortTest * spec.Day
	e = horizon.LiveTest(short.Arms[1].Versus, 1)
	if len(e.Check(&short)) > 0 {
		return nil, nil
	}
	return &short, e
}

// affordLive refuses a market whose live tests need more memory than there is.
func (a *app) affordLive(s *spec.Spec) error {
	brief, e := liveTest(s)
	if e == nil {
		return nil
	}
	_, err := a.affordTest(brief, e, false, 1)
	return err
}

// liveTests plays them, one replication after the other.
func (a *app) liveTests(ctx context.Context, s *scenarios.Scenario, stage string, o *horizonFlags) (out []horizon.Live, err error) {
	brief, e := liveTest(s.Spec)
	if e == nil {
		return nil, nil
	}
	workers, err := a.affordTest(brief, e, false, a.workers(o.jobs))
	if err != nil {
		return nil, err
	}
	bar := a.newProgress(o.progress, "live tests", 0)
	defer bar.clear()
	bar.turn(stage, float64(2*brief.Replications))
	for r := range brief.Replications {
		var sides [2]horizon.Live
		for k, without := range []bool{false, true} {
			l := e.Layout(brief, r, without)
			arms, trials, err := units.PlayTest(ctx, l.Spec, r, workers, func(share float64) { bar.update((float64(2*r+k) + share) / bar.total) })
			if err != nil {
				return nil, err
			}
			sides[k] = horizon.ReadLive(l, arms, trials, &s.Axes)
		}
		sides[0].Luck = &sides[1]
		out = append(out, sides[0])
	}
	return out, nil
}
