package experiment

import (
	"fmt"
	"slices"

	"marketsim/sim/spec"
)

// Layer is another experiment that runs in a design's market at the same time. The sides of a Pinner in the experiments owe nothing to each other, and each has the
// key of its own experiment: no side changes when a layer is added or dropped (Tang, Agarwal, O'Brien & Meyer 2010, "Overlapping experiment infrastructure", KDD).
type Layer struct {
	Experiment string
	Share      float64 // of Pinners that are treated in it
}

// CheckLayers is what is wrong with a design whose market holds other experiments, each tested by a design of its own.
func (e *Experiment) CheckLayers(d *Design, others []*Experiment, designs []*Design) (out []Problem) {
	at := "designs." + d.Name + ".layers"
	if len(others) > spec.MaxLayers {
		return append(out, wrong(at, fmt.Sprintf("leave some out: %d experiments in one market have %d policies already", spec.MaxLayers+1, 2<<spec.MaxLayers),
			fmt.Sprintf("%d other experiments are in this market, and at most %d can be", len(others), spec.MaxLayers)))
	}
	if !d.layered() {
		out = append(out, wrong(at, "leave it out, or use a Pinner split with a `share` alone", "experiments meet in one market where each splits all Pinners"))
	}
	for k, o := range others {
		name := o.Name + "." + designs[k].Name
		switch {
		case o.Name == e.Name || slices.Contains(others[:k], o):
			out = append(out, wrong(at, "name every other experiment once", "`"+name+"` is of an experiment that is in this market already"))
		case !designs[k].layered():
			out = append(out, wrong(at, "name a Pinner split with a `share` alone", "`"+name+"` does not split all Pinners"))
		case o.From != e.From || o.To != e.To || o.Hold > 0:
			out = append(out, wrong(at, "give both the same `when`", fmt.Sprintf("`%s` holds from day %d to day %d, this experiment from day %d to day %d", name, o.From/spec.Day, max(o.To, o.Hold)/spec.Day, e.From/spec.Day, max(e.To, e.Hold)/spec.Day)))
		case o.Control != 0 || e.Control != 0:
			out = append(out, wrong(at, "compare each with `control`", "what the treatments set is put together on `control`, and `"+name+"` or this experiment is compared with another arm"))
		}
	}
	return out
}

// CheckMixed is what is wrong with the policies of Pinners who are treated in several experiments.
func (e *Experiment) CheckMixed(s *spec.Spec, d *Design) (out []Problem) {
	control := e.market(s, e.Control)
	for _, m := range d.Mixed {
		if what, help := d.carries(control, m); what != "" {
			return append(out, wrong("designs."+d.Name+".layers", help, d.Split.phrase()+" cannot carry "+what))
		}
	}
	return nil
}

// layered tells whether a design can meet others in one market.
func (d *Design) layered() bool {
	return d.Split == Pinners && d.plain() && !d.Exposed
}

// layers are the other tests in a design's market with the policies of it; an A/A test, whose treatment is control, keeps the others' treatments.
func (d *Design) layers(control, treatment *spec.Market) (layers []spec.Layer, mixed []*spec.Market) {
	for _, x := range d.Layers {
		layers = append(layers, spec.Layer{Key: x.Experiment, Pinners: x.Share})
	}
	if mixed = slices.Clone(d.Mixed); mixed == nil {
		return nil, nil
	}
	mixed[0], mixed[1] = control, treatment
	for side := range mixed {
		if treatment == control {
			mixed[side] = mixed[side&^1]
		}
	}
	return layers, mixed
}

// Beside are the policies of the k-th layer's treatment, without the experiment's own and with it.
func (d *Design) Beside(k int) (alone, both *spec.Market) { return d.Mixed[2<<k], d.Mixed[2<<k|1] }

// wholeLayers adds whole markets of the layers' treatments, which are the truth of what treatments do together.
func (l *Layout) wholeLayers(e *Experiment) {
	for i := range e.Designs {
		d := &e.Designs[i]
		for k := range d.Layers {
			alone, both := d.Beside(k)
			l.wholeOf(e, d.Layers[k].Experiment, alone)
			l.wholeOf(e, d.Layers[k].Experiment+" with treatment", both)
		}
	}
}

// wholeOf adds the whole market of a policy, once.
func (l *Layout) wholeOf(e *Experiment, name string, m *spec.Market) {
	if _, there := l.Whole[m]; there {
		return
	}
	l.Whole[m] = len(l.Spec.Arms)
	l.Spec.Arms = append(l.Spec.Arms, spec.Arm{Name: name, Phases: e.within(l.Spec.Arms[WholeControl].Phases[0].Market, m)})
}

// inMarkets is the experiment with the policies changed that its layers and local designs have.
func (e *Experiment) inMarkets(change func(*spec.Market) *spec.Market) *Experiment {
	out := *e
	out.Designs = slices.Clone(e.Designs)
	for i := range out.Designs {
		d := &out.Designs[i]
		if d.Local != nil {
			d.Local = &Local{d.Local.Step, change(d.Local.Up), change(d.Local.Down)}
		}
		for side, m := range d.Mixed {
			if side == 0 {
				d.Mixed = slices.Clone(d.Mixed)
			}
			if m != nil {
				d.Mixed[side] = change(m)
			}
		}
	}
	return &out
}
