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

	Since map[spec.Time]int    // whole-market arms in which the treatment begins at other times
	Whole map[*spec.Market]int // whole-market arms of policies that other experiments in a design's market take part in
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
	launches, run := e.launches(s, aa), *s
	run.Independent, run.Record = false, 0
	run.Trial = &spec.Trial{Pre: e.Pre, From: e.From, To: e.To, Late: e.Late, Post: e.Post, Hold: e.Hold, Every: e.Every, ByExposure: e.ByExposure,
		Exposures: e.withheld(s), Conversions: e.measures(Conversions)}
	run.Arms = []spec.Arm{{Name: "control", Phases: []spec.Phase{{Market: control}}}, {Name: "treatment", Phases: e.between(e.From, control, treatment, launches...)}}
	l := &Layout{Spec: &run, Since: map[spec.Time]int{}, Whole: map[*spec.Market]int{control: WholeControl, treatment: WholeTreatment}}
	key := e.Key(s.Seed, replication)
	for i := range e.Designs {
		d := &e.Designs[i]
		from := len(run.Arms)
		clusters := l.cluster(e, d, s, replication)
		run.Arms = append(run.Arms, e.arms(d, e.policies(d, s, control, treatment), key, clusters, len(s.Population.Segments))...)
		var arms []int
		for a := from; a < len(run.Arms); a++ {
			if arms = append(arms, a); d.Holdback > 0 {
				run.Arms[a].Shared.Launches = launches
			}
		}
		l.Designs = append(l.Designs, arms)
		l.Blocks = append(l.Blocks, d.blocks(e.To-e.From, key))
	}
	for _, at := range e.starts() {
		l.Since[at] = len(run.Arms)
		run.Arms = append(run.Arms, spec.Arm{Name: "treatment from " + spec.Stamp(at), Phases: e.between(at, control, treatment, launches...)})
	}
	if !aa {
		l.wholeLayers(e)
		l.wholeLocals(e)
	}
	return l
}

// within is the schedule of a market that holds in the test only.
func (e *Experiment) within(base, inTest *spec.Market) []spec.Phase {
	if base == inTest {
		return []spec.Phase{{Market: base}}
	}
	return e.between(e.From, base, inTest)
}

// between is the schedule of a market that holds from a time on, to the end of the test or, where the treatment is launched, of the holdback.
func (e *Experiment) between(at spec.Time, control, treatment *spec.Market, launches ...spec.Phase) (out []spec.Phase) {
	if at > 0 {
		out = append(out, spec.Phase{Market: control})
	}
	out = append(out, spec.Phase{At: at, Market: treatment})
	return append(append(out, launches...), spec.Phase{At: max(e.To, e.Hold), Market: control})
}

// policies are those of a test: of its sides, of who is on neither, and of all before and after it.
type policies struct{ control, treatment, others, base *spec.Market }

// policies are those of one design.
func (e *Experiment) policies(d *Design, s *spec.Spec, control, treatment *spec.Market) policies {
	if d.Local != nil && control != treatment {
		return policies{d.Local.Down, d.Local.Up, d.Local.Down, control}
	}
	return policies{control, treatment, e.others(d, s), control}
}

// arms are those of one design.
func (e *Experiment) arms(d *Design, p policies, key rng.Key, clusters *Clusters, segments int) []spec.Arm {
	control, treatment := p.control, p.treatment
	shared := spec.Shared{Key: e.Name, Pinners: d.Share}
	switch d.Split {
	case Campaigns:
		return []spec.Arm{e.byCampaign(d, p, key)}
	case ByCluster:
		return e.byCluster(d, p, key, clusters)
	case Budgets:
		c, t, other := *control, *treatment, *p.base
		cs, ts := shared, shared
		cs.Only, ts.Only = spec.ControlSide, spec.TreatedSide
		before := *p.base
		c.BudgetShare, t.BudgetShare, other.BudgetShare, before.BudgetShare = 1-d.Share, d.Share, 1-d.Share, d.Share
		untouched := []spec.Phase{{Market: &c}}
		if control != p.base {
			untouched = e.within(&other, &c)
		}
		return []spec.Arm{{Name: d.Name + "/control", Phases: untouched, Shared: &cs}, {Name: d.Name + "/treatment", Phases: e.within(&before, &t), Shared: &ts}}
	case Blocks:
		return []spec.Arm{{Name: d.Name, Phases: e.schedule(d, p, key)}}
	}
	if shared.Treatment = treatment; d.Split == TwoSided {
		shared.Campaigns = d.Campaigns
	}
	if d.onRequests() {
		shared.Others, shared.Own, shared.Takes = p.others, d.Own, d.takes(control, key)
	}
	shared.Layers, shared.Mixed = d.layers(control, treatment)
	shared.Joins, shared.Ramp, shared.Holdback = d.Joins, e.ramp(d), d.Holdback
	shared.Spill = d.Spill
	shared.Fresh, shared.Pool, shared.FreshDays = d.Fresh, d.Pool, d.FreshDays
	shared.Auctions, shared.Control, shared.OwnModels = d.onRequests(), d.Control, d.OwnModels
	if len(d.Segments) > 0 {
		shared.Eligible = make([]bool, segments)
		for _, i := range d.Segments {
			shared.Eligible[i] = true
		}
	}
	return []spec.Arm{{Name: d.Name, Phases: e.within(p.base, control), Shared: &shared}}
}

// ramp is a design's ramp by the clock of the run.
func (e *Experiment) ramp(d *Design) (out []spec.Stage) {
	for _, stage := range d.Ramp {
		out = append(out, spec.Stage{Until: e.From + stage.Until, Share: stage.Share})
	}
	return out
}

// byCampaign is a market whose campaigns follow their own sides: with a ramp a market for each of its stages.
func (e *Experiment) byCampaign(d *Design, p policies, key rng.Key) spec.Arm {
	at := func(share float64) *spec.Market {
		return mixed(p, func(name string) spec.Side {
			side := d.sideOf(key, name, d.Share, d.Control)
			if side == spec.TreatedSide && !spec.CampaignTreated(key, name, share) {
				return spec.ControlSide
			}
			return side
		})
	}
	arm := spec.Arm{Name: d.Name}
	if e.From > 0 {
		arm.Phases = append(arm.Phases, spec.Phase{Market: p.base})
	}
	from := e.From
	for _, stage := range e.ramp(d) {
		arm.Phases = append(arm.Phases, spec.Phase{At: from, Market: at(stage.Share)})
		from = stage.Until
	}
	arm.Phases = append(arm.Phases, spec.Phase{At: from, Market: at(d.Share)}, spec.Phase{At: e.To, Market: p.base})
	if len(d.Ramp) > 0 {
		arm.Shared = &spec.Shared{Key: e.Name, Ramp: e.ramp(d)}
	}
	return arm
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
func (e *Experiment) byCluster(d *Design, p policies, key rng.Key, c *Clusters) []spec.Arm {
	treats := c.Treated(d.Share, key)
	p.others = p.control
	both := mixed(p, func(name string) spec.Side {
		if treats[c.Campaigns[name]] {
			return spec.TreatedSide
		}
		return spec.ControlSide
	})
	theirs := *both
	theirs.Platform, theirs.Fatigue, theirs.Leave = p.treatment.Platform, p.treatment.Fatigue, p.treatment.Leave
	shared := spec.Shared{Key: e.Name, Treatment: &theirs, Sides: make([]bool, len(c.Kinds))}
	for kind, of := range c.Kinds {
		shared.Sides[kind] = treats[of]
	}
	return []spec.Arm{{Name: d.Name, Phases: e.within(p.base, both), Shared: &shared}}
}

// mixed is a market whose campaigns have the description of their side.
func mixed(p policies, side func(name string) spec.Side) *spec.Market {
	m := *p.control
	m.Groups = nil
	add := func(from *spec.Market, sides ...spec.Side) {
		for _, g := range from.Groups {
			g.Members = slices.DeleteFunc(slices.Clone(g.Members), func(x spec.Member) bool { return !slices.Contains(sides, side(x.Name)) })
			m.Groups = append(m.Groups, g)
		}
	}
	if p.others == p.control {
		add(p.control, spec.ControlSide, spec.NeitherSide, spec.Both)
		add(p.treatment, spec.TreatedSide)
		return &m
	}
	add(p.control, spec.ControlSide, spec.Both)
	add(p.treatment, spec.TreatedSide)
	add(p.others, spec.NeitherSide)
	return &m
}

// sideOf is the side of a campaign under a design; Both of campaigns that are not eligible.
func (d *Design) sideOf(key rng.Key, name string, share, control float64) spec.Side {
	if !d.Eligible(name) {
		return spec.Both
	}
	return spec.CampaignSide(key, name, share, control)
}

// Side is the side of a campaign of a matched or a campaign split; Both of campaigns that are not eligible.
func (d *Design) Side(key rng.Key, name string) spec.Side {
	if d.Split == Matched {
		return d.sideOf(key, name, d.Campaigns, d.Other)
	}
	return d.sideOf(key, name, d.Share, d.Control)
}

// takes lists the eligible campaigns of a matched split with their sides; nil for other designs.
func (d *Design) takes(m *spec.Market, key rng.Key) map[string]spec.Side {
	if d.Split != Matched {
		return nil
	}
	out := map[string]spec.Side{}
	for i := range m.Groups {
		for k := range m.Groups[i].Members {
			if name := m.Groups[i].Members[k].Name; d.Eligible(name) {
				out[name] = d.Side(key, name)
			}
		}
	}
	return out
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
func (e *Experiment) schedule(d *Design, p policies, key rng.Key) (out []spec.Phase) {
	last := p.base
	out = append(out, spec.Phase{Market: p.base})
	for i, treated := range d.blocks(e.To-e.From, key) {
		m := p.control
		if treated {
			m = p.treatment
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
	if last != p.base {
		out = append(out, spec.Phase{At: e.To, Market: p.base})
	}
	return out
}

// From is the whole-market arm in which the treatment begins at a time.
func (l *Layout) From(at spec.Time) int {
	if arm, ok := l.Since[at]; ok {
		return arm
	}
	return WholeTreatment
}
