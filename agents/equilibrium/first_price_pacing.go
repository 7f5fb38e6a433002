package equilibrium

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"

	"marketsim/auction/elementary"
)

// Budgeted is a market of budgeted bidders and goods of one unit each, or, what is the same, of opportunities drawn in equal shares with
// budgets per good-count. Values are by bidder and good, at least 0; budgets are positive, +Inf for a bidder without one.
type Budgeted struct {
	Values  [][]float64
	Budgets []float64
}

// Pacing is an outcome of multiplicative pacing: bidder i bids Multipliers[i] x value on every good.
type Pacing struct {
	Multipliers []float64
	Prices      []float64   // by good
	Shares      [][]float64 // of each good that each bidder gets
	Spend       []float64
	Utility     []float64 // value minus spend
	Revenue     float64
	Welfare     float64
}

var errShape = errors.New("equilibrium: a market needs bidders, goods, one row of values per budget, values of at least 0 and positive budgets")

func (m *Budgeted) check() error {
	if len(m.Budgets) == 0 || len(m.Values) != len(m.Budgets) || len(m.Values[0]) == 0 {
		return errShape
	}
	for i, row := range m.Values {
		if len(row) != len(m.Values[0]) || !(m.Budgets[i] > 0) {
			return errShape
		}
		for _, v := range row {
			if !(v >= 0) || math.IsInf(v, 1) {
				return errShape
			}
		}
	}
	return nil
}

// FirstPricePacing finds the first-price pacing equilibrium: multipliers beta <= 1 such that the highest paced bid wins each good and
// pays itself, ties being split, no budget is exceeded, and only bidders who spend their whole budget pace. It is unique in prices
// and is the solution of the quasi-linear Eisenberg-Gale programme (Conitzer et al. 2022, Management Science, "Pacing equilibrium in
// first price auction markets"), whose dual is
//
//	minimise over 0 < beta <= 1:   sum_j max_i beta_i v_ij  -  sum_i B_i log beta_i.
//
// The maximum is smoothed by the logarithm of a sum of exponentials at temperature t and the bound by t log(1 - beta), Newton's method
// (gonum/optimize) follows the minimum as t falls, and the softmax weights at the end are the shares of the goods. The ties that
// show are then made exact (see exact). It fails on a market of the wrong shape or when Newton's method does not converge.
func FirstPricePacing(m *Budgeted) (*Pacing, error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	s := newSmoothed(m)
	for t := 0.3; t > coldest; t *= 0.3 {
		if err := s.minimise(t); err != nil {
			return nil, err
		}
	}
	return m.outcome(s.exact(), s.shares()), nil
}

// coldest is the last temperature, relative to the highest value. Multipliers are off by a few times it before ties are made exact.
const coldest = 1e-11

// smoothed is the dual in units in which the highest value is 1. Bidders who value nothing or have no budget limit do not pace.
type smoothed struct {
	m      *Budgeted
	active []int // bidders who may pace
	unit   float64
	beta   []float64
	t      float64
	weight [][]float64 // softmax by good and bidder, scratch
}

func newSmoothed(m *Budgeted) *smoothed {
	s := &smoothed{m: m, beta: make([]float64, len(m.Budgets))}
	for _, row := range m.Values {
		for _, v := range row {
			s.unit = max(s.unit, v)
		}
	}
	if s.unit == 0 {
		s.unit = 1
	}
	for i, row := range m.Values {
		total := 0.0
		for _, v := range row {
			total += v
		}
		s.beta[i] = 1
		if total > m.Budgets[i] {
			s.active = append(s.active, i)
			s.beta[i] = 0.5
		}
	}
	s.weight = make([][]float64, len(m.Values[0]))
	for j := range s.weight {
		s.weight[j] = make([]float64, len(m.Budgets))
	}
	return s
}

// minimise finds the minimum at a temperature from the last one.
func (s *smoothed) minimise(t float64) error {
	s.t = t
	if len(s.active) == 0 {
		s.soften()
		return nil
	}
	x := make([]float64, len(s.active))
	for k, i := range s.active {
		x[k] = s.beta[i]
	}
	p := optimize.Problem{Func: s.value, Grad: s.gradient, Hess: s.hessian}
	settings := &optimize.Settings{GradientThreshold: 1e-12, MajorIterations: 2000, Converger: &optimize.FunctionConverge{Absolute: 1e-16, Iterations: 60}}
	r, err := optimize.Minimize(p, x, settings, &optimize.Newton{Linesearcher: &optimize.Backtracking{}})
	if r == nil {
		return fmt.Errorf("equilibrium: the first-price pacing equilibrium was not found: %w", err)
	}
	// A line search that ends at the resolution of float64 reports failure near the minimum: the gradient still shows where it is.
	s.polish(r.X)
	return nil
}

// polish takes full Newton steps as long as they make the gradient smaller.
func (s *smoothed) polish(x []float64) {
	n := len(x)
	next, grad := make([]float64, n), make([]float64, n)
	h, step := mat.NewSymDense(n, nil), mat.NewVecDense(n, nil)
	s.gradient(grad, x)
	for range 30 {
		size := floats.Norm(grad, 2)
		s.hessian(h, x)
		var chol mat.Cholesky
		if !chol.Factorize(h) || chol.SolveVecTo(step, mat.NewVecDense(n, grad)) != nil {
			break
		}
		inside := true
		for k := range next {
			next[k] = x[k] - step.AtVec(k)
			inside = inside && next[k] > 0 && next[k] < 1
		}
		if !inside {
			break
		}
		s.gradient(grad, next)
		if !(floats.Norm(grad, 2) < size) {
			break
		}
		copy(x, next)
	}
	s.set(x)
}

func (s *smoothed) set(x []float64) {
	for k, i := range s.active {
		s.beta[i] = x[k]
	}
	s.soften()
}

// soften fills the softmax weights of each good and returns the smoothed sum of prices.
func (s *smoothed) soften() (sum float64) {
	for j, w := range s.weight {
		most := 0.0
		for i := range w {
			most = max(most, s.beta[i]*s.m.Values[i][j]/s.unit)
		}
		total := 0.0
		for i := range w {
			w[i] = elementary.Exp((s.beta[i]*s.m.Values[i][j]/s.unit - most) / s.t)
			total += w[i]
		}
		for i := range w {
			w[i] /= total
		}
		sum += most + float64(s.t*elementary.Log(total))
	}
	return sum
}

func (s *smoothed) value(x []float64) float64 {
	f := 0.0
	for k, i := range s.active {
		if !(x[k] > 0 && x[k] < 1) {
			return math.Inf(1)
		}
		f -= float64(s.m.Budgets[i]/s.unit*elementary.Log(x[k])) + float64(s.t*elementary.Log1p(-x[k]))
	}
	s.set(x)
	return f + s.soften()
}

func (s *smoothed) gradient(grad, x []float64) {
	s.set(x)
	for k, i := range s.active {
		g := -s.m.Budgets[i]/s.unit/x[k] + s.t/(1-x[k])
		for j, w := range s.weight {
			g += w[i] * s.m.Values[i][j] / s.unit
		}
		grad[k] = g
	}
}

func (s *smoothed) hessian(h *mat.SymDense, x []float64) {
	s.set(x)
	for k, i := range s.active {
		for l, o := range s.active[:k+1] {
			c := 0.0
			for j, w := range s.weight {
				v := s.m.Values[i][j] * s.m.Values[o][j] / (s.unit * s.unit * s.t)
				if i == o {
					c += float64(v * w[i] * (1 - w[i]))
				} else {
					c -= float64(v * w[i] * w[o])
				}
			}
			if i == o {
				c += s.m.Budgets[i]/s.unit/(x[k]*x[k]) + s.t/((1-x[k])*(1-x[k]))
			}
			h.SetSym(k, l, c)
		}
	}
}

func (s *smoothed) shares() [][]float64 {
	out := make([][]float64, len(s.beta))
	for i := range out {
		out[i] = make([]float64, len(s.weight))
		for j, w := range s.weight {
			if w[i] > 1e-7 {
				out[i][j] = w[i]
			}
		}
	}
	return out
}

// outcome prices the goods at the highest paced bid.
func (m *Budgeted) outcome(beta []float64, shares [][]float64) *Pacing {
	p := &Pacing{Multipliers: beta, Shares: shares, Spend: make([]float64, len(beta)), Utility: make([]float64, len(beta))}
	for j := range m.Values[0] {
		price := 0.0
		for i := range beta {
			price = max(price, beta[i]*m.Values[i][j])
		}
		p.Prices = append(p.Prices, price)
		p.Revenue += price
		for i := range beta {
			p.Spend[i] += float64(shares[i][j] * price)
			p.Utility[i] += float64(shares[i][j] * (m.Values[i][j] - price))
			p.Welfare += float64(shares[i][j] * m.Values[i][j])
		}
	}
	return p
}
