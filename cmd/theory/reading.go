package theory

import (
	"math"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// reading is a number that was simulated, with its standard error and the degrees of freedom of that.
type reading struct {
	mean, err float64
	df        int
}

// estimated is the mean of independent values.
func estimated(values []float64) reading {
	mean, sd := stat.MeanStdDev(values, nil)
	if len(values) < 2 {
		return reading{mean: values[0], err: math.NaN()}
	}
	return reading{mean, sd / math.Sqrt(float64(len(values))), len(values) - 1}
}

// jackknifed is a function of sums over n independent parts, such as a ratio of two of them; of is asked for all parts (-1) and for all but one.
// Tukey (1958), Annals of Mathematical Statistics 29.
func jackknifed(n int, of func(without int) float64) reading {
	all := of(-1)
	pseudo := make([]float64, n)
	for i := range pseudo {
		if n > 1 {
			pseudo[i] = float64(n)*all - float64(n-1)*of(i)
		}
	}
	e := estimated(pseudo)
	e.mean = all
	return e
}

// over is the ratio of two estimates of independent runs.
func (a reading) over(b reading) reading {
	ratio := a.mean / b.mean
	return reading{ratio, math.Abs(ratio) * math.Hypot(a.err/a.mean, b.err/b.mean), min(a.df, b.df)}
}

// half is the half-width of the 95% interval.
func (a reading) half() float64 {
	if a.df < 1 {
		return math.NaN()
	}
	return a.err * distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(a.df)}.Quantile(0.975)
}

// Estimate holds an estimate against the known number.
func (c *Check) Estimate(what string, e reading, want, tolerance float64) {
	c.Within(what, e.mean, want, tolerance)
	r := &c.Rows[len(c.Rows)-1]
	r.Error, r.Half = e.err, e.half()
	r.Exact = e.df > 0 && e.err <= 1e-12*math.Abs(e.mean) // also where all is 0
}

// Exact holds a number in which nothing is left to chance.
func (c *Check) Exact(what string, got, want, tolerance float64) {
	c.Within(what, got, want, tolerance)
	c.Rows[len(c.Rows)-1].Exact = true
}
