package tune

import (
	"strings"

	"marketsim/sim/ask"
)

// Plan is a search as a scenario states it.
type Plan struct {
	Levers       []Lever
	Base         []string // by lever: its value in the file as it stands; empty where none is written or assumed
	Whole        bool     // some lever changes what all arms share, so that settings hold from the beginning of the warm-up on
	Goals        []Goal   // the first is the objective
	Limits       []Limit
	Horizons     []int    // days, rising, the last of which is the scenario's own
	Beliefs      []Belief // what may be true; nil: the scenario as it stands
	Strategies   []string // arms of the scenario that are compared with the settings
	Runs         int
	Start        int
	Confirm      int
	Probability  float64
	Indifference float64
}

// Goal is an objective of a plan.
type Goal struct {
	ask.Term
	Window   ask.Window
	Discount float64 // per day
	Low      bool    // lower is better
	Unit     string
}

// Limit is a constraint of a plan.
type Limit struct {
	ask.Term
	Window     ask.Window
	Rule       ask.Rule
	Require    string // as it is written
	Unit       string
	Confidence float64
}

// Days is the range of days [from, to) that a window of the scenario means at a horizon of the list.
func (p *Plan) Days(w ask.Window, layer int) (from, to int) {
	whole, days := p.Horizons[len(p.Horizons)-1], p.Horizons[layer]
	switch {
	case w.From == 0 && w.To == whole:
		return 0, days
	case strings.HasPrefix(w.Name, "last"):
		return max(0, days-(w.To-w.From)), days
	}
	return min(w.From, days), min(w.To, days)
}

// Problem is the plan as a search takes it.
func (p *Plan) Problem() *Problem {
	out := &Problem{Levers: p.Levers, Layers: len(p.Horizons), Beliefs: p.Beliefs}
	out.Layers *= out.Worlds()
	for _, g := range p.Goals {
		out.Objectives = append(out.Objectives, Objective{Name: named(g.Term, g.Window), Unit: g.Unit, Low: g.Low})
	}
	for _, l := range p.Limits {
		out.Constraints = append(out.Constraints, Constraint{Name: named(l.Term, l.Window), Unit: l.Unit, Subject: l.Rule.Subject, Most: strings.HasPrefix(l.Rule.Op, "<"),
			Bound: l.Rule.Bound, Confidence: l.Confidence})
	}
	return out
}

// named words a metric with its part and window.
func named(t ask.Term, w ask.Window) string {
	name := t.Metric
	if part := t.Where.String(); part != "" && t.Where != (ask.Where{}) {
		name += " (" + part + ")"
	}
	if w.Name != "all" {
		name += ", " + w.Name
	}
	return name
}
