package scenarios

import (
	"slices"
	"strings"

	"marketsim/scenarios/schema"
	"marketsim/sim/experiment"
	"marketsim/sim/spec"
)

// experiments compiles what the file says of tests in one market.
func (c *compiler) experiments(run *spec.Spec) (out []experiment.Experiment) {
	var all []*experiment.Experiment
	for i := range c.file.Experiments {
		if e := c.experiment(&c.file.Experiments[i].Value, c.file.Experiments[i].Name, run); e != nil {
			all = append(all, e)
		}
	}
	for _, e := range all {
		if c.layers(e, all, run) {
			out = append(out, *e)
		}
	}
	return out
}

// layers finds the experiments that are in the markets of an experiment's designs; false where one of them is wrong or was not asked for.
func (c *compiler) layers(e *experiment.Experiment, all []*experiment.Experiment, run *spec.Spec) bool {
	t := entry(c.file.Experiments, e.Name)
	for i := range e.Designs {
		if !c.layersOf(e, &e.Designs[i], t.Designs[i].Value.Layers, all, run) {
			return false
		}
	}
	return true
}

// layersOf finds those of one design.
func (c *compiler) layersOf(e *experiment.Experiment, d *experiment.Design, names []string, all []*experiment.Experiment, run *spec.Spec) bool {
	path, before := "experiments."+e.Name, len(c.ds)
	var others []*experiment.Experiment
	var designs []*experiment.Design
	for _, name := range names {
		o, with := c.layerNamed(path+".designs."+d.Name+".layers", name, all)
		if o == nil {
			return false
		}
		others, designs = append(others, o), append(designs, with)
		d.Layers = append(d.Layers, experiment.Layer{Experiment: o.Name, Share: with.Share})
	}
	if len(names) == 0 {
		return true
	}
	c.tellAll(path, e.CheckLayers(d, others, designs))
	if len(c.ds) == before {
		c.mixed(path+".designs."+d.Name+".layers", e, d, others, run)
	}
	if len(c.ds) == before {
		c.tellAll(path, e.CheckMixed(run, d))
	}
	return len(c.ds) == before
}

// tellAll tells what is wrong with an experiment.
func (c *compiler) tellAll(path string, problems []experiment.Problem) {
	for _, p := range problems {
		c.fail(path+"."+p.At, "E204", p.Help, "%s", p.What)
	}
}

// layerNamed finds EXPERIMENT.DESIGN; nil where it does not exist, which is told, or is wrong by itself or not asked for.
func (c *compiler) layerNamed(path, name string, all []*experiment.Experiment) (*experiment.Experiment, *experiment.Design) {
	of, with, _ := strings.Cut(name, ".")
	var known []string
	for _, t := range c.file.Experiments {
		for _, d := range t.Value.Designs {
			known = append(known, t.Name+"."+d.Name)
		}
	}
	if !slices.Contains(known, name) {
		c.fail(path, "E202", schema.Suggest(name, known), "no design of an experiment is named `%s`", name)
		return nil, nil
	}
	for _, e := range all {
		for i := range e.Designs {
			if e.Name == of && e.Designs[i].Name == with {
				return e, &e.Designs[i]
			}
		}
	}
	return nil, nil
}

// mixed compiles the policies of Pinners who are treated in several experiments: the file with all that the treatments set.
func (c *compiler) mixed(path string, e *experiment.Experiment, d *experiment.Design, others []*experiment.Experiment, run *spec.Spec) {
	arms := []int{e.Treatment}
	for _, o := range others {
		arms = append(arms, o.Treatment)
	}
	if !c.apart(path, arms, run) {
		return
	}
	d.Mixed = make([]*spec.Market, 1<<len(arms))
	for side := range d.Mixed {
		var changing []int
		for k, arm := range arms {
			if side>>k&1 == 1 && len(c.set(arm, run)) > 0 {
				changing = append(changing, arm)
			}
		}
		d.Mixed[side] = c.together(path, changing, run)
	}
}

// set is what an arm sets; control and an A/A arm set nothing.
func (c *compiler) set(arm int, run *spec.Spec) []schema.Entry[schema.Raw] {
	if a := entry(c.file.Arms, run.Arms[arm].Name); a != nil {
		return a.Set
	}
	return nil
}

// apart tells whether arms set different keys; where two set the same it says which.
func (c *compiler) apart(path string, arms []int, run *spec.Spec) bool {
	for i, a := range arms {
		for _, b := range arms[:i] {
			for _, x := range c.set(a, run) {
				for _, y := range c.set(b, run) {
					if meet(x.Name, y.Name) {
						c.fail(path, "E204", "let each treatment set keys of its own, or test one after the other", "a Pinner who is treated in both would have two values: arm `%s` sets `%s`, and arm `%s` sets `%s`",
							run.Arms[b].Name, y.Name, run.Arms[a].Name, x.Name)
						return false
					}
				}
			}
		}
	}
	return true
}

// meet tells whether two paths are the same, or one is within the other; `all` stands for every name.
func meet(a, b string) bool {
	x, y := strings.Split(a, "."), strings.Split(b, ".")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] && x[i] != schema.All && y[i] != schema.All {
			return false
		}
	}
	return true
}

// together is the market with the changes of several arms; of none control's, and of one its own. Nil is an error, which is told.
func (c *compiler) together(path string, arms []int, run *spec.Spec) *spec.Market {
	switch len(arms) {
	case 0:
		return run.Arms[0].Phases[0].Market
	case 1:
		return run.Arms[arms[0]].Phases[0].Market
	}
	both := &arm{}
	slices.Sort(arms)
	for _, a := range arms {
		both.Set = append(both.Set, c.set(a, run)...)
	}
	c.ofArm = len(c.ds)
	data := c.data
	m := c.changed(path, both, 1, run)
	c.data = data // the files are those of its arms
	return m
}

// entry finds a value by name; nil where there is none.
func entry[T any](list []schema.Entry[T], name string) *T {
	i := slices.IndexFunc(list, func(e schema.Entry[T]) bool { return e.Name == name })
	if i < 0 {
		return nil
	}
	return &list[i].Value
}
