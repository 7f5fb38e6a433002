package regimes

import "marketsim/sim/spec"

func init() { spec.Regimes.Register("none", "Pinners do not change in the long run.", &NoRegime{}) }

// NoRegime leaves Pinners as they are.
type NoRegime struct{ spec.Steadfast }
