package longrun

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"marketsim/reports/estimate"
)

// Index predicts a long-run metric from short-run ones (Athey, Chetty, Imbens & Kang 2019, "The surrogate index"): intercept + coefficients x
// metrics, learned on earlier data. An effect on it is an effect on the long run only if the treatment works through the metrics alone.
type Index struct {
	Intercept    float64
	Coefficients []float64
	Covariance   *mat.SymDense // of the coefficients
	R2           float64       // of the earlier data
}

// Constant is the error of an index that would be learned on a short metric that does not move; Metric is its index among the variables.
type Constant struct{ Metric int }

// Error implements error.
func (c *Constant) Error() string {
	return fmt.Sprintf("short metric %d is constant; leave it out", c.Metric)
}

// Learn fits an index by ridge regression (Hoerl & Kennard 1970, Technometrics 12) on moments of earlier units: variables 0 .. k-1 are the short
// metrics and variable k is the long one. The penalty is on coefficients of standardised metrics, in units of n; 0 is least squares. It fails on
// fewer units than metrics and on metrics that are constant (*Constant).
func Learn(m *estimate.Moments, penalty float64) (*Index, error) {
	k := m.K() - 1
	if k < 1 || m.N < float64(k)+2 {
		return nil, fmt.Errorf("%v units for %d metrics: at least %d are needed", m.N, k, k+2)
	}
	a, b := mat.NewSymDense(k, nil), mat.NewVecDense(k, nil)
	scale := make([]float64, k)
	for i := range k {
		if scale[i] = math.Sqrt(m.Variance(i)); scale[i] == 0 {
			return nil, &Constant{i}
		}
	}
	for i := range k {
		b.SetVec(i, m.Covariance(i, k)/scale[i])
		for j := i; j < k; j++ {
			a.SetSym(i, j, m.Covariance(i, j)/scale[i]/scale[j])
		}
		a.SetSym(i, i, a.At(i, i)+penalty)
	}
	var chol mat.Cholesky
	if !chol.Factorize(a) || chol.Cond() > 1e12 {
		return nil, fmt.Errorf("the %d short metrics are linearly dependent; leave some out or set a penalty", k)
	}
	var x mat.VecDense
	var inverse mat.SymDense
	if err := chol.SolveVecTo(&x, b); err != nil {
		return nil, err
	}
	if err := chol.InverseTo(&inverse); err != nil {
		return nil, err
	}
	return index(m, &x, &inverse, scale), nil
}

// index puts the fit back into the units of the metrics.
func index(m *estimate.Moments, x *mat.VecDense, inverse *mat.SymDense, scale []float64) *Index {
	k := len(scale)
	d := &Index{Intercept: m.Mean[k], Coefficients: make([]float64, k), Covariance: mat.NewSymDense(k, nil)}
	left := m.Variance(k)
	for i := range k {
		d.Coefficients[i] = x.AtVec(i) / scale[i]
		d.Intercept -= d.Coefficients[i] * m.Mean[i]
		left -= 2 * d.Coefficients[i] * m.Covariance(i, k)
	}
	for i := range k {
		for j := range k {
			left += d.Coefficients[i] * d.Coefficients[j] * m.Covariance(i, j)
		}
	}
	d.R2 = 1 - left/m.Variance(k)
	for i := range k {
		for j := i; j < k; j++ {
			d.Covariance.SetSym(i, j, left*inverse.At(i, j)/scale[i]/scale[j]/(m.N-float64(k)-1))
		}
	}
	return d
}

// Effect on the index of a test whose arms are given as moments of the short metrics (their first k variables). The standard error holds the
// noise of the test and that of the coefficients.
func (d *Index) Effect(control, treatment *estimate.Moments, level float64) estimate.Effect {
	var p [2]estimate.Point
	for arm, m := range []*estimate.Moments{control, treatment} {
		p[arm] = m.Averages().Linear(d.Coefficients)
	}
	learned := 0.0
	for i := range d.Coefficients {
		for j := range d.Coefficients {
			learned += (treatment.Mean[i] - control.Mean[i]) * (treatment.Mean[j] - control.Mean[j]) * d.Covariance.At(i, j)
		}
	}
	e := estimate.Difference(p[0], p[1], level)
	return estimate.NewEffect(e.Value, math.Sqrt(e.SE*e.SE+learned), e.DF, level)
}

// DirectPath checks the index where the long run of a test is known: the effect on the long metric that the index does not explain, mean of
// y - index in treatment less control. Variables are the short metrics and then the long one. Clearly not 0: the treatment has a way past the
// metrics, and the index is biased by this much.
func (d *Index) DirectPath(control, treatment *estimate.Moments, level float64) estimate.Effect {
	weights := make([]float64, len(d.Coefficients)+1)
	for i, c := range d.Coefficients {
		weights[i] = -c
	}
	weights[len(d.Coefficients)] = 1
	return estimate.Difference(control.Averages().Linear(weights), treatment.Averages().Linear(weights), level)
}

// Past is a test whose long run is known: what a short reading said of it and what came of it.
type Past struct {
	Read, Truth float64
	SE          float64 // of Read
}
