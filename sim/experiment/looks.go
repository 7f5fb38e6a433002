package experiment

import (
	"fmt"

	"marketsim/sim/spec"
)

// Looks names the rule of a test that is looked at after every window, at all days so far, and stops at the first look that decides.
type Looks string

// Rules of looks.
const (
	Pocock        Looks = "pocock"         // one critical value, such that the error over all looks is that of one test
	OBrienFleming Looks = "obrien_fleming" // likewise, with critical values that fall from look to look
	AlwaysValid   Looks = "always_valid"   // a sequence of intervals that hold the truth at all looks together, however many there are
	Uncorrected   Looks = "uncorrected"    // the critical value of one look at every look: what peeking does
)

// checkLooks is what is wrong with a test that is looked at more than once.
func (e *Experiment) checkLooks() (out []Problem) {
	switch {
	case e.Looks == "":
		return nil
	case e.Every == 0:
		return append(out, wrong("when.looks", "write when: {every: 1d}", "a test is looked at after every window of days, and `when` has none"))
	case (e.To-e.From)%e.Every != 0:
		out = append(out, wrong("when.looks", "make the test some whole windows long", fmt.Sprintf("%d days are no whole windows of %d", (e.To-e.From)/spec.Day, e.Every/spec.Day)))
	}
	readable := false
	for i := range e.Designs {
		d := &e.Designs[i]
		if readable = readable || d.Split == Pinners; len(d.Ramp) > 0 || d.Exposed || d.Visitors || d.Local != nil && d.Split == Pinners {
			out = append(out, wrong("designs."+d.Name, "leave out ramp, read and local, or when.looks", "looks read all Pinners of the sides of the treatment itself, from the first day of the test on"))
		}
	}
	if !readable {
		out = append(out, wrong("when.looks", "add a Pinner split, or leave it out", "no design is a Pinner split: groups of days are counted there alone"))
	}
	return out
}
