package estimate

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"marketsim/sim/rng"
)

// Bootstrap resamples units with independent Poisson(1) weights (Chamandy, Muralidharan, Najmi & Naidu 2012, "Estimating uncertainty for massive
// data streams", Google). A weight is a function of the key, the arm, the unit's number and the draw, so the interval is the same bytes however
// the work is split. Clusters are resampled whole by giving them as units.
type Bootstrap struct {
	Draws int // at least 100 for a 95% interval
	Key   rng.Key
	Level float64
}

// Interval resamples the units (rows of variables) of each arm and gives the statistic of the arms' moments with its bootstrap standard error
// and percentile interval (Efron 1979, Annals of Statistics 7). The p value is twice the smaller share of draws on one side of 0, at least 2
// / draws.
func (b Bootstrap) Interval(arms [][][]float64, statistic func(arms []*Moments) float64) Effect {
	value := statistic(b.resample(arms, -1))
	draws := make([]float64, b.Draws)
	for d := range draws {
		draws[d] = statistic(b.resample(arms, d))
		if math.IsNaN(draws[d]) || math.IsInf(draws[d], 0) {
			nan := math.NaN()
			return Effect{Value: value, SE: nan, DF: nan, Lo: nan, Hi: nan, P: nan, Why: whyEmptyDraw}
		}
	}
	slices.Sort(draws)
	tail := (1 - b.Level) / 2
	return Effect{Value: value, SE: stat.StdDev(draws, nil), DF: math.Inf(1),
		Lo: stat.Quantile(tail, stat.LinInterp, draws, nil), Hi: stat.Quantile(1-tail, stat.LinInterp, draws, nil), P: bootstrapP(draws)}
}

// resample gives the moments of a draw; of draw -1, those of the sample itself.
func (b Bootstrap) resample(arms [][][]float64, draw int) []*Moments {
	out := make([]*Moments, len(arms))
	for a, units := range arms {
		key := b.Key.With(uint64(draw)).With(uint64(a))
		out[a] = weighted(units, key, draw >= 0)
		for out[a].N == 0 && len(units) > 0 { // of few units a draw may have none: it is drawn again
			key = key.Named("again")
			out[a] = weighted(units, key, true)
		}
	}
	return out
}

// weighted gives the moments of units as they are, or with random weights.
func weighted(units [][]float64, key rng.Key, random bool) *Moments {
	k := 0
	if len(units) > 0 {
		k = len(units[0])
	}
	m := NewMoments(k)
	for u, x := range units {
		w := 1.0
		if random {
			w = poisson(key.Uniform(uint64(u)))
		}
		m.AddWeighted(w, x...)
	}
	return m
}

// poisson is the quantile of Poisson's law with mean 1.
func poisson(u float64) float64 {
	k, p, sum := 0.0, math.Exp(-1), math.Exp(-1)
	for u > sum && k < 40 {
		k++
		p /= k
		sum += p
	}
	return k
}

func bootstrapP(sorted []float64) float64 {
	n := float64(len(sorted))
	at, equal := slices.BinarySearch(sorted, 0)
	if equal && sorted[0] == 0 && sorted[len(sorted)-1] == 0 {
		return 1
	}
	return min(1, max(2/n, 2*min(float64(at), n-float64(at))/n))
}

// Jackknife is an effect whose standard error comes from leaving out one of g groups of units at a time (Tukey 1958): for estimators that are no
// smooth function of one arm's sums, such as those with shadow prices or two-sided cells. leftOut are the estimates without each group.
func Jackknife(value float64, leftOut []float64, level float64) Effect {
	g := float64(len(leftOut))
	if g < 2 {
		return NewEffect(value, math.NaN(), 0, level)
	}
	return NewEffect(value, math.Sqrt((g-1)*stat.PopVariance(leftOut, nil)), g-1, level)
}

// normal is the standard normal quantile.
func normal(p float64) float64 { return distuv.UnitNormal.Quantile(p) }
