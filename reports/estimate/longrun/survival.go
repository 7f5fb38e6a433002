package longrun

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"marketsim/reports/estimate"
)

// Life is how long a unit was followed: a Pinner, or a campaign.
type Life struct {
	Days float64
	Left bool // it left then; otherwise it was still there when it was last seen
}

// Step of a survival curve: what holds from Day on.
type Step struct {
	Day      float64
	Survival float64 // share that is still there
	Variance float64 // of it
}

// Survive is the curve of Kaplan & Meier (1958, JASA 53) with Greenwood's variance. Units that were still there count until they were last seen.
func Survive(lives []Life) []Step {
	sorted := slices.Clone(lives)
	slices.SortFunc(sorted, func(a, b Life) int { return cmp.Compare(a.Days, b.Days) })
	out := []Step{{0, 1, 0}}
	share, greenwood := 1.0, 0.0
	for i := 0; i < len(sorted); {
		day, left, gone := sorted[i].Days, 0.0, 0
		for ; i+gone < len(sorted) && sorted[i+gone].Days == day; gone++ {
			if sorted[i+gone].Left {
				left++
			}
		}
		if risk := float64(len(sorted) - i); left > 0 {
			share *= 1 - left/risk
			if left < risk {
				greenwood += left / risk / (risk - left)
			}
			out = append(out, Step{day, share, share * share * greenwood})
		}
		i += gone
	}
	return out
}

// Lifetime is the mean number of days, up to a horizon, that a unit stays: the area under the curve, with its variance (restricted mean survival
// time; Irwin 1949). Times a value a day it is the lifetime value. It fails where units were not followed to the horizon.
func Lifetime(lives []Life, horizon float64) (estimate.Point, error) {
	longest, n := 0.0, float64(len(lives))
	for _, l := range lives {
		longest = max(longest, l.Days)
	}
	curve := Survive(lives)
	if last := curve[len(curve)-1]; longest < horizon && last.Survival > 0 {
		return estimate.Point{}, fmt.Errorf("units were followed for %v days at most; a lifetime of %v days is not seen", longest, horizon)
	}
	area, variance := 0.0, 0.0
	right := horizon
	for i := len(curve) - 1; i >= 0; i-- {
		s := curve[i]
		if s.Day >= horizon {
			continue
		}
		if i > 0 && s.Survival > 0 {
			before := curve[i-1]
			increment := s.Variance/(s.Survival*s.Survival) - before.Variance/(before.Survival*before.Survival)
			variance += math.Pow(area+s.Survival*(right-s.Day), 2) * increment
		}
		area += s.Survival * (right - s.Day)
		right = s.Day
	}
	return estimate.Point{Value: area, Variance: variance, DF: n - 1, Units: n}, nil
}
