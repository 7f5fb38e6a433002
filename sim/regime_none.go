package sim

func init() { Regimes.Register("none", "Pinners do not change in the long run.", &NoRegime{}) }

// NoRegime leaves Pinners as they are.
type NoRegime struct{ Steadfast }
