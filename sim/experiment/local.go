package experiment

import (
	"fmt"

	"marketsim/sim/spec"
)

// Local is a small perturbation of what the treatment sets, in place of the treatment: one side of the test has the control's market moved a share of the
// way to the treatment, the other moved as far away from it. What the sides differ by is the slope at control (Wager & Xu 2021, "Experimenting in
// equilibrium", Management Science 67).
type Local struct {
	Step     float64 // share of the way
	Up, Down *spec.Market
}

// sides are the policies that a design compares: those of control and treatment, or of a perturbation.
func (e *Experiment) sides(d *Design, s *spec.Spec) (control, treatment *spec.Market) {
	if d.Local != nil {
		return d.Local.Down, d.Local.Up
	}
	return e.market(s, e.Control), e.market(s, e.Treatment)
}

// checkLocal is what is wrong with a perturbation, whose sides are all of the units and differ by it alone.
func (d *Design) checkLocal(e *Experiment) (out []Problem) {
	switch {
	case d.Local == nil:
		return nil
	case d.Split == TwoSided:
		out = append(out, wrong(".local", "use another split", "in a two-sided split three of four cells are control's, so that its sides are not moved alike"))
	case !d.plain() || len(d.Layers) > 0 || d.Exposed || d.Others != nil || d.Other > 0:
		out = append(out, wrong(".local", "leave it out, or let the design state `split`, `share` and `local` alone", "the sides of a local design are all units, from the test's start to its end"))
	case len(e.Launches) > 0 || e.Hold > 0:
		out = append(out, wrong(".local", "leave it out, or leave out when.holdback", fmt.Sprintf("design `%s` has a slope, and no treatment that is launched", d.Name)))
	}
	return out
}

// wholeLocals adds whole markets moved up and down, which are the truth of slopes.
func (l *Layout) wholeLocals(e *Experiment) {
	for i := range e.Designs {
		if d := &e.Designs[i]; d.Local != nil {
			l.wholeOf(e, fmt.Sprintf("%.6g%% up", 100*d.Local.Step), d.Local.Up)
			l.wholeOf(e, fmt.Sprintf("%.6g%% down", 100*d.Local.Step), d.Local.Down)
		}
	}
}
