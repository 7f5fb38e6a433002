package sim

import "marketsim/sim/internal/fault"

// Broken is the error of a run in which some part did what no part may do, such as reading past the end of a list. It is a
// mistake of the program, or of a plug-in.
type Broken = fault.Broken
