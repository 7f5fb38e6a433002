package cli

import (
	"math"

	"marketsim/reports/experiment"
	"marketsim/reports/tuning"
	"marketsim/scenarios"
	layouts "marketsim/sim/experiment"
	"marketsim/sim/spec"
	"marketsim/sim/tune"
)

// noise simulates the test that comes next as a split of Pinners in halves, under each belief and with sampled outcomes, for how noisy it is. Where that cannot
// be played it says why.
func (p *player) noise(f *tuning.Found) error {
	next := tuning.Next(f)
	if next < 0 {
		return nil
	}
	noise := &tuning.Noise{Days: []float64{float64(f.Lengths[len(f.Lengths)-1])}}
	if first := float64(f.Lengths[0]); first < noise.Days[0] {
		noise.Days = []float64{first, noise.Days[0]}
	}
	for b := range p.plan.Beliefs {
		market, why := p.tested(f.Strategies[next].Fresh, f.FreshSeed, b)
		if why != "" {
			f.Unplanned = why
			return nil
		}
		se, why, err := p.splitNoise(market, f.TestMetrics(), noise.Days)
		if err != nil || why != "" {
			f.Unplanned = why
			return err
		}
		noise.Pinners, noise.SE = market.Population.Count, append(noise.SE, se)
	}
	f.Noise = noise
	return nil
}

// tested is the market as it stands with a strategy beside it, under a belief; or why a split of Pinners cannot carry the strategy.
func (p *player) tested(c *tune.Candidate, seed uint64, belief int) (market *spec.Spec, why string) {
	if p.plan.Whole {
		return nil, "a lever is shared by all arms"
	}
	o := p.app.options(p.change, p.src)
	o.Set = append(o.Set[:len(o.Set):len(o.Set)], "run.outcomes=sampled")
	o.Seed, o.Belief = &seed, p.plan.Beliefs[belief].Set
	o.Candidate = &scenarios.Candidate{Set: p.set(c), Arm: c.Arm}
	s, ds := scenarios.Load(p.src.name, p.src.data, o)
	if s == nil {
		return nil, ds.First().Message
	}
	arm := s.Spec.Arms[0]
	if len(arm.Phases) != 2 || arm.Start != 0 || arm.Stop != spec.Never {
		return nil, "the strategy changes with time"
	}
	run := *s.Spec
	run.Replications = noiseReplications
	run.Arms = []spec.Arm{
		{Name: "control", Stop: spec.Never, Phases: []spec.Phase{{Market: arm.Phases[0].Market}}},
		{Name: "treatment", Stop: spec.Never, Phases: []spec.Phase{{Market: arm.Phases[1].Market}}},
	}
	return &run, ""
}

// noiseReplications is how many replications of a test are played for its standard error, which each reads from its own units.
const noiseReplications = 2

// splitNoise is the standard error of a Pinner split in halves by metric and length.
func (p *player) splitNoise(market *spec.Spec, metrics []string, lengths []float64) (se [][]float64, why string, err error) {
	se = make([][]float64, len(metrics))
	for _, days := range lengths {
		e := &layouts.Experiment{Name: "next", Treatment: 1, To: spec.Time(days) * spec.Day, Designs: []layouts.Design{{Name: "pinners", Split: layouts.Pinners, Share: 0.5}}}
		for _, m := range metrics {
			if _, ok := layouts.LookupMetric(readAs(m)); ok {
				e.Metrics = append(e.Metrics, readAs(m))
			}
		}
		if wrong := e.Check(market); len(wrong) > 0 {
			return nil, wrong[0].What, nil
		}
		if err := p.app.afford(e.Layout(market, 0, false).Spec); err != nil {
			return nil, "", err
		}
		all, err := p.app.tested(p.ctx, market, e, p.jobs, &experimentFlags{progress: progressNone}, nil)
		if err != nil {
			return nil, "", err
		}
		r := experiment.Judge(e, all)
		for i, m := range metrics {
			se[i] = append(se[i], differenceNoise(r, readAs(m)))
		}
	}
	return se, "", nil
}

// readAs is the metric by which a test reads another one, whose relative effect is the same.
func readAs(metric string) string {
	if metric == "sessions_per_pinner_day" {
		return "sessions"
	}
	return metric
}

// differenceNoise is the standard error of the difference in means that a judged test reads; NaN where it does not read the metric.
func differenceNoise(r *experiment.Report, metric string) float64 {
	for i := range r.Judgements {
		if j := &r.Judgements[i]; j.Metric == metric && j.Estimator == "difference" && j.SE != nil {
			return *j.SE
		}
	}
	return math.NaN()
}
