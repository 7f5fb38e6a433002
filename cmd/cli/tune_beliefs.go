package cli

import (
	"marketsim/reports"
	"marketsim/reports/tuning"
	"marketsim/scenarios"
	"marketsim/sim/results"
	"marketsim/sim/tune"
	"marketsim/sim/units"
)

// believe takes beliefs from a file, in place of the scenario's own.
func (a *app) believe(o *tuneFlags) error {
	if o.beliefs == "" {
		return nil
	}
	text, err := a.readAtMost(o.beliefs, maxScenario)
	if err != nil {
		return err
	}
	set, err := scenarios.BeliefsIn(o.beliefs, text)
	if err != nil {
		return a.misread("leave out what are no beliefs", o.beliefs, err)
	}
	if set == "" {
		return usage("write beliefs: {none: {weight: 40%}, linkedin: {weight: 60%, set: {market.pinners.long_run: {kind: linkedin}}}}, or take the beliefs.yaml of marketsim fit", "%s has no beliefs", o.beliefs)
	}
	if a.linked(o.beliefs) {
		a.veiled.name, a.veiled.set = o.beliefs, set
	}
	o.changes.Set = append([]string{set}, o.changes.Set...)
	return nil
}

// believable refuses beliefs under which the market cannot be simulated.
func (a *app) believable(src source, base *scenarios.Scenario, c *changes) error {
	if base.Tune == nil {
		return nil
	}
	for i := range base.Tune.Beliefs {
		o := a.options(c, src)
		o.Belief, o.Candidate = base.Tune.Beliefs[i].Set, &scenarios.Candidate{}
		if _, err := a.loadWith(src, o); err != nil {
			return err
		}
	}
	return nil
}

// compare plays strategies under all beliefs with fresh random numbers: the market as it stands, the arms that are named, and what the search found
// best in expectation, under each belief, and for the least regret.
func (p *player) compare(f *tuning.Found, replications int) error {
	f.Strategies = tuning.Shortlist(f)
	var list, fresh []*tune.Candidate
	for _, s := range f.Strategies {
		list = append(list, s.Candidate)
		if s.Candidate.Arm != "" {
			fresh = append(fresh, s.Candidate)
		}
	}
	if err := p.ask(fresh, p.base.Spec.Replications); err != nil { // arms, as the search would have seen them
		return err
	}
	fresh = nil
	for _, c := range list {
		fresh = append(fresh, again(c))
	}
	if err := p.evaluate(fresh, replications, f.FreshSeed); err != nil {
		return err
	}
	for i, c := range fresh {
		f.Strategies[i].Fresh = c
	}
	if err := p.shown(f, replications); err != nil {
		return err
	}
	return p.noise(f)
}

// shown reads what a test of each strategy would show under each belief: metrics over the first days, by replication.
func (p *player) shown(f *tuning.Found, replications int) error {
	f.Lengths = tuning.Lengths(p.in.Days)
	for i := range f.Strategies {
		s := &f.Strategies[i]
		for b := range p.plan.Beliefs {
			point, err := p.point(s.Fresh, f.FreshSeed, b)
			if err != nil {
				return err
			}
			done, err := p.play(units.Fixed{Points: []*units.Point{point}, Replications: replications})
			if err != nil {
				return err
			}
			in := tuning.One(p.in, done.Of(point)[:replications])
			shown, brought := [][][]float64{}, [][]float64{}
			for _, days := range f.Lengths {
				shown, brought = append(shown, firstDays(in, f.TestMetrics(), days)), append(brought, p.read.First(in, days))
			}
			s.Shown, s.Brought = append(s.Shown, shown), append(s.Brought, brought)
		}
	}
	return nil
}

// firstDays are metrics over the first days, by metric and replication.
func firstDays(in *reports.Input, metrics []string, days int) [][]float64 {
	read := reports.NewSampler(in)
	out := make([][]float64, len(metrics))
	for m, name := range metrics {
		for _, r := range read.Replications {
			out[m] = append(out[m], read.Value(in.Metric(name), r, 0, results.Everything, 0, days))
		}
	}
	return out
}
