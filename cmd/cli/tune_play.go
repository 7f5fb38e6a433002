package cli

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"marketsim/reports"
	"marketsim/reports/format"
	"marketsim/reports/tuning"
	"marketsim/scenarios"
	"marketsim/scenarios/data"
	"marketsim/sim/results"
	"marketsim/sim/rng"
	"marketsim/sim/tune"
	"marketsim/sim/units"
)

// player plays the settings of a search. Until it has a run's folder, results are kept in memory.
type player struct {
	app    *app
	ctx    context.Context
	change *changes
	jobs   int
	base   *scenarios.Scenario
	plan   *tune.Plan
	days   int            // that are played; 0: the horizon
	in     *reports.Input // labels of a run
	src    source
	run    *ongoing                // nil at first
	store  units.Store             // of finished replications where there is no run
	points map[string]*units.Point // by seed, belief and setting
	search *tune.Search
	read   tuning.Reader
	sample func(*reports.Input) [][]float64 // outcomes by replication
	bar    *progress

	confirming bool // the search is over: its winner is played with fresh random numbers
	warned     bool // that nothing so far keeps the constraints
}

func (a *app) newPlayer(ctx context.Context, o *tuneFlags, base *scenarios.Scenario, plan *tune.Plan, src source) *player {
	p := &player{app: a, ctx: ctx, change: &o.changes, jobs: a.workers(o.jobs), base: base, plan: plan, in: newRecord(base).input(nil), src: src, points: map[string]*units.Point{},
		read: tuning.Reader{Plan: plan}, store: &units.Memory{}, bar: a.newProgress(o.progress, "runs", float64(plan.Runs))}
	p.sample = p.read.Samples
	if o.kept != nil {
		p.store = o.kept
	}
	options := tune.Options{Seed: base.Spec.Seed, Runs: plan.Runs, Replications: base.Spec.Replications, Start: plan.Start, Confidence: plan.Probability,
		Indifference: plan.Indifference, Base: plan.Base, Note: p.note}
	p.search = tune.New(plan.Problem(), options, p.ask)
	return p
}

// note tells how far the search has come.
func (p *player) note(stage string, s *tune.Search) {
	step := s.Progress[len(s.Progress)-1]
	p.bar.clear()
	if stage == "start" && !step.Keeps && !p.warned {
		p.warned = true
		p.app.note("none of the first %d settings keeps every constraint; the search goes on", len(s.Evaluated(2)))
	}
	p.app.detail("%s: %d runs; best so far: candidate %d, %s%%", stage, step.Runs, step.Best, format.Signed(100*step.Gain, 3))
}

// adopt goes on in a run's folder, to which what was played so far is known.
func (p *player) adopt(run *ongoing) error {
	for _, point := range p.points {
		for r := 0; ; r++ {
			u := point.Unit(r, p.app.program())
			arms, err := p.store.Get(&u)
			if err == nil && arms != nil {
				err = run.kept.Known.Put(&u, arms)
			}
			if err != nil {
				return err
			}
			if arms == nil {
				break
			}
		}
	}
	p.run = run
	return nil
}

// freshSeed is the seed of the confirmation, which no replication of the search has.
func freshSeed(seed uint64) uint64 { return uint64(rng.Root(seed, -1).Named("confirmation")) >> 1 }

// find runs the search and the confirmation of its winner.
func (p *player) find() (*tuning.Found, error) {
	s, plan := p.search, p.plan
	answer, err := s.Run()
	if err != nil {
		return nil, err
	}
	f := &tuning.Found{Plan: plan, Search: s, Answer: answer, FreshSeed: freshSeed(p.base.Spec.Seed), Days: p.read.CurveDays(), Curve: p.curve,
		FreshBase: again(s.Base()), FreshWinner: again(answer.Winner)}
	confirm := plan.Confirm
	if confirm == 0 {
		confirm = 2 * p.base.Spec.Replications
	}
	p.confirming = true
	if err := p.evaluate([]*tune.Candidate{f.FreshBase, f.FreshWinner}, confirm, f.FreshSeed); err != nil || plan.Beliefs == nil {
		return f, err
	}
	return f, p.compare(f, confirm)
}

// again is a candidate without its samples.
func again(c *tune.Candidate) *tune.Candidate {
	fresh := *c
	fresh.Samples = nil
	return &fresh
}

// ask is the evaluation of the search.
func (p *player) ask(list []*tune.Candidate, n int) error {
	return p.evaluate(list, n, p.base.Spec.Seed)
}

// evaluate sees to it that candidates have n samples under a seed.
func (p *player) evaluate(list []*tune.Candidate, n int, seed uint64) error {
	step := units.Fixed{Replications: n}
	worlds := max(1, len(p.plan.Beliefs))
	for _, c := range list {
		for b := range worlds {
			point, err := p.point(c, seed, b)
			if err != nil {
				return err
			}
			step.Points = append(step.Points, point)
		}
	}
	done, err := p.play(step)
	if err != nil {
		return err
	}
	for i, c := range list {
		var samples [][][]float64
		for b := range worlds {
			samples = append(samples, p.sample(tuning.One(p.in, done.Of(step.Points[i*worlds+b])[:n])))
		}
		c.Samples = samples[0]
		if p.plan.Beliefs != nil {
			c.Samples = p.search.Problem.Mixed(samples)
		}
	}
	return nil
}

// play runs a step with progress shown.
func (p *player) play(step units.Fixed) (*units.Done, error) {
	var w *units.Scheduler
	if p.run == nil {
		w = p.app.scheduler(p.jobs)
		w.Store = p.store
	} else {
		w = p.run.scheduler()
	}
	missing := 0
	w.Begin = func(_ units.Step, n int, _ float64) { missing = n }
	w.Progress = func(share float64) { p.show(missing, share) }
	return w.Run(p.ctx, step)
}

// show tells how far a step with so many units is: the search by its budget, then what selecting and confirming ask for beyond it.
func (p *player) show(missing int, share float64) {
	left := float64(missing) * (1 - share) / float64(max(1, len(p.plan.Beliefs)))
	beyond, selecting := p.search.Selecting()
	switch {
	case p.plan.Runs == 0: // fit: nothing is searched
		p.bar.turn("what the test changed", float64(missing))
		p.bar.update(share)
	case p.confirming:
		p.bar.turn("confirming", float64(missing))
		p.bar.update(share)
	case selecting:
		p.bar.turn("selecting the best", 0)
		p.bar.update(max(0, float64(beyond)-left))
	default:
		p.bar.update(min(1, max(0, float64(p.search.Used)-left)/float64(p.plan.Runs)))
	}
}

// point compiles the market of a candidate under a belief, where there are any.
func (p *player) point(c *tune.Candidate, seed uint64, belief int) (*units.Point, error) {
	set := p.set(c)
	key := fmt.Sprint(seed, " ", belief, " ", c.Arm, " ", strings.Join(set, "\n"))
	if point := p.points[key]; point != nil {
		return point, nil
	}
	o := p.app.options(p.change, p.src)
	o.Seed, o.Candidate = &seed, &scenarios.Candidate{Set: set, Whole: p.plan.Whole, Arm: c.Arm, Days: p.days}
	if p.plan.Beliefs != nil {
		o.Belief = p.plan.Beliefs[belief].Set
	}
	s, ds := scenarios.Load(p.src.name, p.src.data, o)
	if s == nil {
		if err := ds.Write(p.app.Stderr, "text"); err != nil {
			return nil, err
		}
		if p.app.seen.Refused() {
			return nil, unfinished("put the file back, or begin again", "a data file changed while settings were played: what is finished is of another market")
		}
		return nil, unfinished("narrow the levers so that every setting is a market", "this setting cannot be simulated: %s", cmp.Or(strings.Join(set, ", "), "the market as it stands"))
	}
	p.points[key] = pointOf(s)
	if p.run != nil {
		if err := p.run.reads(p.app.seen.Sums()); err != nil {
			return nil, err
		}
	}
	return p.points[key], nil
}

// seeChoices reads the data files among the choices of levers, so that the record has all that the search may read. What is wrong with one is told
// when a setting of it is played.
func (a *app) seeChoices(src source, plan *tune.Plan, c *changes) {
	for i := range plan.Levers {
		l := &plan.Levers[i]
		for _, choice := range l.Choices {
			if data.NamesTable(choice) {
				o := a.options(c, src)
				o.Candidate = &scenarios.Candidate{Set: []string{l.Path + "=" + choice}, Whole: plan.Whole}
				scenarios.Load(src.name, src.data, o)
			}
		}
	}
}

// set is what a candidate sets; nothing for the market as it stands.
func (p *player) set(c *tune.Candidate) (set []string) {
	if c.ID == 0 || c.Arm != "" {
		return nil
	}
	for i, value := range c.Setting {
		set = append(set, p.plan.Levers[i].Path+"="+value)
	}
	return set
}

// curve is the objective over the first days of a candidate under a belief, by day and replication; of the belief after the last it is their expectation.
func (p *player) curve(c *tune.Candidate, belief int) ([][]float64, error) {
	n := len(p.plan.Beliefs)
	if n == 0 || belief < n {
		return p.curveIn(c, belief)
	}
	var sum [][]float64
	for b := range n {
		one, err := p.curveIn(c, b)
		if err != nil {
			return nil, err
		}
		sum = weighed(sum, one, p.plan.Beliefs[b].Weight)
	}
	return sum, nil
}

// weighed adds rows with a weight to a sum, which may be nil.
func weighed(sum, rows [][]float64, weight float64) [][]float64 {
	for i, row := range rows {
		if len(sum) <= i {
			sum = append(sum, make([]float64, len(row)))
		}
		for r, x := range row {
			sum[i][r] += float64(weight * x)
		}
	}
	return sum
}

// curveIn is the curve under one belief, or without any.
func (p *player) curveIn(c *tune.Candidate, belief int) ([][]float64, error) {
	point, err := p.point(c, p.base.Spec.Seed, belief)
	if err != nil {
		return nil, err
	}
	done, err := p.play(units.Fixed{Points: []*units.Point{point}, Replications: len(c.Samples)})
	if err != nil {
		return nil, err
	}
	var all [][]*results.Result = done.Of(point)
	return p.read.Curve(tuning.One(p.in, all[:len(c.Samples)]), p.read.CurveDays()), nil
}
