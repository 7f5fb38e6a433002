package estimate

import (
	"fmt"

	"gonum.org/v1/gonum/mat"
)

// Adjustment takes out of a metric what covariates of the pre-period predict: CUPED (Deng, Xu, Kohavi & Walker 2013, "Improving the sensitivity
// of online controlled experiments by utilizing pre-experiment data", WSDM). The adjusted metric is y - theta' (x - mean x), where theta is the
// regression coefficient within arms, the same for all of them. Covariates must not be touched by the treatment.
type Adjustment struct {
	Metric     Metric
	Covariates []int     // indices of variables
	Theta      []float64 // of each covariate
	Centre     []float64 // mean of each covariate over the arms
}

// Adjust finds theta from all arms that take part. A ratio metric is adjusted through its linear form at each arm's means. It fails where
// covariates are linearly dependent, for example a covariate that is constant (an empty pre-period).
func Adjust(metric Metric, covariates []int, arms ...*Moments) (*Adjustment, error) {
	k := len(covariates)
	xx, xy := mat.NewSymDense(k, nil), mat.NewVecDense(k, nil)
	a := &Adjustment{Metric: metric, Covariates: covariates, Theta: make([]float64, k), Centre: make([]float64, k)}
	n := 0.0
	for _, m := range arms {
		_, gradient := metric.at(m.Mean)
		n += m.N
		for i, x := range covariates {
			a.Centre[i] += m.N * m.Mean[x]
			unit := make([]float64, m.K())
			unit[x] = 1
			xy.SetVec(i, xy.AtVec(i)+quadratic(m.Scatter, gradient, unit))
			for j := i; j < k; j++ {
				xx.SetSym(i, j, xx.At(i, j)+m.Scatter[m.index(x, covariates[j])])
			}
		}
	}
	for i := range a.Centre {
		a.Centre[i] /= n
	}
	var chol mat.Cholesky
	if !chol.Factorize(xx) || chol.Cond() > 1e12 {
		return nil, fmt.Errorf("%d covariates are constant or linearly dependent; leave out those that say nothing, or make the pre-period longer", k)
	}
	var theta mat.VecDense
	if err := chol.SolveVecTo(&theta, xy); err != nil {
		return nil, fmt.Errorf("covariates: %w", err)
	}
	copy(a.Theta, theta.RawVector().Data)
	return a, nil
}

// Point is the adjusted metric of an arm. Its variance takes the centre as known, since it cancels in a difference of arms.
func (a *Adjustment) Point(m *Moments) Point {
	value, gradient := a.Metric.at(m.Mean)
	for i, x := range a.Covariates {
		value -= a.Theta[i] * (m.Mean[x] - a.Centre[i])
		gradient[x] -= a.Theta[i]
	}
	return m.Averages().smooth(value, gradient)
}
