package estimate

// Triggered compares only units that the treatment could reach: those who saw it, and in control those who would have seen it (ghost ads;
// Johnson, Lewis & Nubbemeyer 2017, "Ghost ads", J. Marketing Research 54). Whether a unit is counted must not depend on its arm; SampleRatio
// of the units counted checks it. The effect is that on an exposed unit.
func Triggered(control, treatment Point, level float64) Effect {
	return Difference(control, treatment, level)
}

// Rescaled is the effect on an exposed unit, read from all units: unbiased too, but its standard error is 1/sqrt(exposed) times that of
// Triggered where units have the same variance.
func Rescaled(all Effect, exposed float64) Effect { return all.times(1 / exposed) }
