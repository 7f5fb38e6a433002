package scenarios

import (
	"fmt"
	"math"

	"marketsim/scenarios/schema"
	"marketsim/sim/experiment"
	"marketsim/sim/spec"
)

// local compiles the two markets of a local design: control's, with the numbers that the treatment sets moved a share of the way to it and as far away from it.
func (c *compiler) local(path string, step float64, e *experiment.Experiment, run *spec.Spec) *experiment.Local {
	if step == 0 {
		return nil
	}
	if key := (moved{e.Treatment, step}); e.Control == 0 && c.locals[key] != nil {
		return c.locals[key] // designs of one perturbation share its whole markets
	}
	set := c.set(e.Treatment, run)
	switch {
	case e.Control != 0:
		c.fail(path, "E204", "compare with `control`", "a lever is moved from its value in the file, and the experiment compares with arm `%s`", run.Arms[e.Control].Name)
		return nil
	case len(set) == 0:
		c.fail(path, "E204", "compare an arm that sets a number, such as set: {mechanism.reserve: 0.30 USD}", "the treatment sets nothing that could be moved")
		return nil
	}
	out := &experiment.Local{Step: step}
	if out.Up = c.toward(path, step, set, e, run); out.Up != nil {
		out.Down = c.toward(path, -step, set, e, run)
	}
	if out.Down == nil {
		return nil
	}
	if c.locals == nil {
		c.locals = map[moved]*experiment.Local{}
	}
	c.locals[moved{e.Treatment, step}] = out
	return out
}

// moved names a perturbation: an arm, and the share of the way to it.
type moved struct {
	arm  int
	step float64
}

// toward is control's market with numbers moved a share of the way to what an arm sets. Nil is an error, which is told.
func (c *compiler) toward(path string, share float64, set []schema.Entry[schema.Raw], e *experiment.Experiment, run *spec.Spec) *spec.Market {
	a := &arm{}
	for _, x := range set {
		value, ok := c.between(x.Name, x.Value.Text, share)
		switch {
		case !ok:
			c.fail(path, "E204", "let the treatment set numbers, each by its own key and in the unit of control's", "`%s` has no values between control's and the treatment's", x.Name)
			return nil
		case c.tryValue(x.Name, value).HasErrors() || !c.moves(x.Name, x.Value.Text, value, share):
			c.fail(path, "E204", "choose a smaller share, a lever that is continuous, or a value in the file that is further from its ends", "`%s` cannot be moved by %s of the way to the treatment: it would be %s", x.Name, percents(share), c.movedTo(x.Name, x.Value.Text, share))
			return nil
		}
		a.Set = append(a.Set, schema.Entry[schema.Raw]{Name: x.Name, Value: schema.Raw{Text: value}})
	}
	return c.changed("arms."+run.Arms[e.Treatment].Name, a, 1, run)
}

// moves tells whether a value lies a share of the way to an arm's: a key of whole numbers may have rounded it.
func (c *compiler) moves(path, to, value string, share float64) bool {
	a, b, _ := c.way(path, to)
	x, _, _ := schema.Number(value)
	return a != b && math.Abs(x-a-float64((b-a)*share)) <= 1e-9*math.Abs(b-a)
}

// movedTo is the value that lies a share of the way to an arm's, whether the key may have it or not.
func (c *compiler) movedTo(path, to string, share float64) string {
	a, b, unit := c.way(path, to)
	return fmt.Sprintf("%.6g%s", a+float64((b-a)*share), unit)
}

// way is control's value and an arm's, with their unit.
func (c *compiler) way(path, to string) (a, b float64, unit string) {
	from, _ := c.standing(path)
	a, unit, _ = schema.Number(from)
	b, other, _ := schema.Number(to)
	if unit == "" {
		unit = other
	}
	return a, b, unit
}

// percents is a share in a sentence.
func percents(share float64) string { return fmt.Sprintf("%.6g%%", 100*share) }
