package experiment

import (
	"slices"

	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

// Layout is one replication of an experiment as a run: whole-market arms first, then those of the designs.
type Layout struct {
	Spec    *spec.Spec
	Designs [][]int  // arms of each design: one, or for a budget split the control's side and the treatment's
	Blocks  [][]bool // of each design by time: whether each block is treated; nil of others

	Clusters []*Clusters // of each design by cluster; nil of others
}

// Arms of the truth in a layout.
const (
	WholeControl = iota
	WholeTreatment
	wholes
)

// Layout lays a replication out. With aa the treatment is the control's policy in every design and in the truth.
func (e *Experiment) Layout(s *spec.Spec, replication int, aa bool) *Layout {
	control, treatment := e.market(s, e.Control), e.market(s, e.Treatment)
	if aa {
		treatment = control
	}
	run := *s
	run.Independent, run.Record = false, 0
	run.Trial = &spec.Trial{Pre: e.Pre, From: e.From, To: e.To, Late: e.Late, Post: e.Post}
	run.Arms = []spec.Arm{{Name: "control", Phases: []spec.Phase{{Market: control}}}, {Name: "treatment", Phases: e.within(control, treatment)}}
	l := &Layout{Spec: &run}
	key := e.Key(s.Seed, replication)
	for i := range e.Designs {
		d := &e.Designs[i]
		from := len(run.Arms)
		clusters := l.cluster(e, d, s, replication)
		run.Arms = append(run.Arms, e.arms(d, control, treatment, key, clusters, len(s.Population.Segments))...)
		var arms []int
		for a := from; a < len(run.Arms); a++ {
			arms = append(arms, a)
		}
		l.Designs = append(l.Designs, arms)
		l.Blocks = append(l.Blocks, d.blocks(e.To-e.From, key))
	}
	return l
}

// within is the schedule of a market that holds in the test only.
func (e *Experiment) within(control, treatment *spec.Market) (out []spec.Phase) {
	if e.From > 0 {
		out = append(out, spec.Phase{Market: control})
	}
	return append(out, spec.Phase{At: e.From, Market: treatment}, spec.Phase{At: e.To, Market: control})
}

// arms are those of one design.
func (e *Experiment) arms(d *Design, control, treatment *spec.Market, key rng.Key, clusters *Clusters, segments int) []spec.Arm {
	shared := spec.Shared{Key: e.Name, Pinners: d.Share}
	base := []spec.Phase{{Market: control}}
	switch d.Split {
	case Campaigns:
		treated := func(name string) bool { return d.eligible(name) && spec.CampaignTreated(key, name, d.Share) }
		return []spec.Arm{{Name: d.Name, Phases: e.within(control, mixed(control, treatment, treated))}}
	case ByCluster:
		return e.byCluster(d, control, treatment, key, clusters)
	case Budgets:
		c, t := *control, *treatment
		cs, ts := shared, shared
		cs.Only, ts.Only = spec.ControlSide, spec.TreatedSide
		before := *control
		c.BudgetShare, t.BudgetShare, before.BudgetShare = 1-d.Share, d.Share, d.Share
		return []spec.Arm{{Name: d.Name + "/control", Phases: []spec.Phase{{Market: &c}}, Shared: &cs}, {Name: d.Name + "/treatment", Phases: e.within(&before, &t), Shared: &ts}}
	case Blocks:
		return []spec.Arm{{Name: d.Name, Phases: e.schedule(d, control, treatment, key)}}
	}
	if shared.Treatment = treatment; d.Split == TwoSided {
		shared.Campaigns = d.Campaigns
	}
	shared.Joins = d.Joins
	shared.Auctions, shared.Control, shared.OwnModels = d.Split == Auctions, d.Control, d.OwnModels
	if len(d.Segments) > 0 {
		shared.Eligible = make([]bool, segments)
		for _, i := range d.Segments {
			shared.Eligible[i] = true
		}
	}
	return []spec.Arm{{Name: d.Name, Phases: base, Shared: &shared}}
}

// cluster notes the clusters of a design; nil where it has none. That they exist was checked.
func (l *Layout) cluster(e *Experiment, d *Design, s *spec.Spec, replication int) (c *Clusters) {
	if d.Split == ByCluster {
		c, _ = e.clustersOf(d, s, replication)
	}
	l.Clusters = append(l.Clusters, c)
	return c
}

// byCluster is a market whose campaigns follow their clusters, with the treatment's policy of the platform for Pinners of treated clusters.
func (e *Experiment) byCluster(d *Design, control, treatment *spec.Market, key rng.Key, c *Clusters) []spec.Arm {
	treats := c.Treated(d.Share, key)
	both := mixed(control, treatment, func(name string) bool { return treats[c.Campaigns[name]] })
	theirs := *both
	theirs.Platform, theirs.Fatigue, theirs.Leave = treatment.Platform, treatment.Fatigue, treatment.Leave
	shared := spec.Shared{Key: e.Name, Treatment: &theirs, Sides: make([]bool, len(c.Kinds))}
	for kind, of := range c.Kinds {
		shared.Sides[kind] = treats[of]
	}
	return []spec.Arm{{Name: d.Name, Phases: e.within(control, both), Shared: &shared}}
}

// mixed is a market whose treated campaigns have the treatment's description.
func mixed(control, treatment *spec.Market, treated func(name string) bool) *spec.Market {
	m := *control
	m.Groups = nil
	for side, from := range []*spec.Market{control, treatment} {
		for _, g := range from.Groups {
			g.Members = slices.DeleteFunc(slices.Clone(g.Members), func(x spec.Member) bool {
				return treated(x.Name) != (side == 1)
			})
			m.Groups = append(m.Groups, g)
		}
	}
	return &m
}

// blocks are whether each block of time is treated; nil for designs that do not assign time.
func (d *Design) blocks(length spec.Time, key rng.Key) (out []bool) {
	if d.Split != Blocks {
		return nil
	}
	coin := func(i int) bool { return key.Named("block").Uniform(uint64(i)) < 0.5 }
	for i := range int((length + d.Block - 1) / d.Block) {
		switch d.Order {
		case ByCoin:
			out = append(out, coin(i))
		case Alternating:
			out = append(out, i%2 == 0)
		default:
			out = append(out, coin(i/2) == (i%2 == 0))
		}
	}
	return out
}

// schedule is the phases of a test by time: one for each run of blocks with the same policy.
func (e *Experiment) schedule(d *Design, control, treatment *spec.Market, key rng.Key) (out []spec.Phase) {
	last := control
	out = append(out, spec.Phase{Market: control})
	for i, treated := range d.blocks(e.To-e.From, key) {
		m := control
		if treated {
			m = treatment
		}
		at := e.From + spec.Time(i)*d.Block
		switch {
		case at == 0:
			out[0].Market = m
		case m != last:
			out = append(out, spec.Phase{At: at, Market: m})
		}
		last = m
	}
	if last != control {
		out = append(out, spec.Phase{At: e.To, Market: control})
	}
	return out
}
