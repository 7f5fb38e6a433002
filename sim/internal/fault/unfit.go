package fault

import (
	"fmt"
	"reflect"
)

// Unfit is the error of a run in which a part, such as one of a plug-in, answers with a number that its interface does not allow. Results of such a
// market would look like any others.
type Unfit struct {
	Part   string  // which one, such as: the pacing method (*main.Pacer) of campaign shoes-3
	What   string  // it was asked for
	Value  float64 // of its answer
	Allows string  // what the interface allows
}

// Error names the part and its answer.
func (u *Unfit) Error() string {
	return fmt.Sprintf("%s gives a %s of %v; it has to be %s", u.Part, u.What, u.Value, u.Allows)
}

// MostFactor is the largest factor that a long-run model may put on how often Pinners come, how long they stay, and what they do.
const MostFactor = 1e6

// Factor ends the run where a long-run model answers with what is no factor.
func Factor(model any, what string, x float64) {
	if !(x >= 0 && x <= MostFactor) {
		noFactor(model, what, x)
	}
}

// noFactor is apart so that Factor, which stands in hot loops, is inlined.
func noFactor(model any, what string, x float64) {
	panic(&Unfit{Part: fmt.Sprintf("the long-run model %s", reflect.TypeOf(model)), What: what, Value: x, Allows: fmt.Sprintf("in [0, %.0f]", MostFactor)})
}
