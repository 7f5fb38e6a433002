package sim

import "marketsim/sim/internal/fault"

// Broken is the error of a run in which some part did what no part may do, such as reading past the end of a list. It is a
// mistake of the program, or of a plug-in.
type Broken = fault.Broken

// Recovered makes an error of what recover returned, with the stack on which it happened; nil when there was nothing. A program that calls plug-ins
// outside of a run, as when it reads a scenario, recovers with it.
func Recovered(cause any) *Broken { return fault.Recovered(cause) }
