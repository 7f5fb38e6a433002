package estimate

import "math"

// Interaction is what two treatments do together beyond what each does alone, relative to control: (both - first - second + control) / control, of four
// independent groups of units, with the standard error of the delta method and Satterthwaite's degrees of freedom. A control of 0 has none. The sign is that of
// the difference where control is negative.
func Interaction(control, first, second, both Point, level float64) Effect {
	base := math.Abs(control.Value)
	if base == 0 {
		return Relative(control, both, level) // which says so
	}
	rest := (both.Value - first.Value - second.Value) / control.Value
	v, overDF := 0.0, 0.0
	for _, x := range [...]struct {
		Point
		factor float64
	}{{both, 1}, {first, 1}, {second, 1}, {control, rest}} {
		part := x.Variance * x.factor * x.factor
		v += part
		if part > 0 {
			overDF += part * part / x.DF
		}
	}
	df := control.DF + first.DF + second.DF + both.DF
	if overDF > 0 {
		df = v * v / overDF
	}
	return NewEffect((both.Value-first.Value-second.Value+control.Value)/base, math.Sqrt(v)/base, df, level)
}
