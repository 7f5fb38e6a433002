package fault

import "fmt"

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
