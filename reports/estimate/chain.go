package estimate

import (
	"fmt"

	"gonum.org/v1/gonum/mat"
)

// Chain is a market as a Markov chain under two actions: stock, budget or load moves between n states, and each step pays a reward that depends
// on the state and on whether the step was treated.
type Chain struct {
	Next   [2]*mat.Dense // by action, the probability of going from state (row) to state (column)
	Reward [2][]float64  // by action, the mean reward in a state
}

// Mixed is the chain under one policy that treats each step with a probability.
func (c *Chain) Mixed(treated float64) (next *mat.Dense, reward []float64) {
	n := len(c.Reward[0])
	next, reward = mat.NewDense(n, n, nil), make([]float64, n)
	for i := range n {
		reward[i] = (1-treated)*c.Reward[0][i] + treated*c.Reward[1][i]
		for j := range n {
			next.Set(i, j, (1-treated)*c.Next[0].At(i, j)+treated*c.Next[1].At(i, j))
		}
	}
	return next, reward
}

// Average is the long-run mean reward of a step under a policy that treats each step with a probability; 0 and 1 give the whole market without
// and with the treatment.
func (c *Chain) Average(treated float64) (float64, error) {
	next, reward := c.Mixed(treated)
	visits, err := stationary(next)
	if err != nil {
		return 0, err
	}
	sum := 0.0
	for i, v := range visits {
		sum += v * reward[i]
	}
	return sum, nil
}

// Naive is the mean reward of treated steps less that of control steps, in a test that treats each step with a probability.
func (c *Chain) Naive(treated float64) (float64, error) {
	next, _ := c.Mixed(treated)
	visits, err := stationary(next)
	if err != nil {
		return 0, err
	}
	sum := 0.0
	for i, v := range visits {
		sum += v * (c.Reward[1][i] - c.Reward[0][i])
	}
	return sum, nil
}

// DifferenceInQ is the mean over visited states of Q(state, treated) - Q(state, control), where Q counts what a step leaves behind for the
// steps after it under the policy of the test (Farias, Li, Peng & Zheng 2022, "Markovian interference in experiments", NeurIPS). Its bias is of
// second order in the effect, that of Naive of first.
func (c *Chain) DifferenceInQ(treated float64) (float64, error) {
	next, reward := c.Mixed(treated)
	visits, err := stationary(next)
	if err != nil {
		return 0, err
	}
	values, err := relativeValues(next, reward, visits)
	if err != nil {
		return 0, err
	}
	sum := 0.0
	for i, v := range visits {
		q := c.Reward[1][i] - c.Reward[0][i]
		for j, x := range values {
			q += (c.Next[1].At(i, j) - c.Next[0].At(i, j)) * x
		}
		sum += v * q
	}
	return sum, nil
}

// stationary is the share of steps in each state: visits (I - P + 1 1') = 1'.
func stationary(next *mat.Dense) ([]float64, error) {
	n, _ := next.Dims()
	a, ones := mat.NewDense(n, n, nil), mat.NewVecDense(n, nil)
	for i := range n {
		ones.SetVec(i, 1)
		for j := range n {
			a.Set(j, i, 1-next.At(i, j))
			if i == j {
				a.Set(j, i, 2-next.At(i, j))
			}
		}
	}
	return solve(a, ones)
}

// relativeValues solves (I - P + 1 visits') V = reward - average.
func relativeValues(next *mat.Dense, reward, visits []float64) ([]float64, error) {
	n := len(reward)
	average := 0.0
	for i, v := range visits {
		average += v * reward[i]
	}
	a, b := mat.NewDense(n, n, nil), mat.NewVecDense(n, nil)
	for i := range n {
		b.SetVec(i, reward[i]-average)
		for j := range n {
			x := visits[j] - next.At(i, j)
			if i == j {
				x++
			}
			a.Set(i, j, x)
		}
	}
	return solve(a, b)
}

func solve(a *mat.Dense, b *mat.VecDense) ([]float64, error) {
	var x mat.VecDense
	if err := x.SolveVec(a, b); err != nil {
		return nil, fmt.Errorf("the chain has more than one class of states that never leave each other: %w", err)
	}
	return x.RawVector().Data, nil
}

// Steps counts what a test has seen of a chain: transitions and rewards by state and action. Counts of shards and of groups add up.
type Steps struct {
	next   [2]*mat.Dense
	reward [2][]float64
}

// NewSteps makes empty counts over n states.
func NewSteps(n int) *Steps {
	s := &Steps{}
	for a := range s.next {
		s.next[a], s.reward[a] = mat.NewDense(n, n, nil), make([]float64, n)
	}
	return s
}

// Add adds a step: the state it began in, whether it was treated, what it paid, and the state after it.
func (s *Steps) Add(state int, treated bool, reward float64, next int) {
	a := side(treated)
	s.next[a].Set(state, next, s.next[a].At(state, next)+1)
	s.reward[a][state] += reward
}

// Chain is the chain with the frequencies seen. It fails on a state that one of the arms never visited.
func (s *Steps) Chain() (*Chain, error) {
	c := &Chain{}
	for a := range s.next {
		n := len(s.reward[a])
		c.Next[a], c.Reward[a] = mat.NewDense(n, n, nil), make([]float64, n)
		for i := range n {
			total := mat.Sum(s.next[a].RowView(i))
			if total == 0 {
				return nil, fmt.Errorf("state %d was never visited by arm %d; use fewer states or a longer test", i, a)
			}
			c.Reward[a][i] = s.reward[a][i] / total
			for j := range n {
				c.Next[a].Set(i, j, s.next[a].At(i, j)/total)
			}
		}
	}
	return c, nil
}

// NaiveMeans is the difference of the mean rewards of treated and control steps as they were counted.
func (s *Steps) NaiveMeans() float64 {
	var mean [2]float64
	for a := range s.next {
		for _, r := range s.reward[a] {
			mean[a] += r
		}
		mean[a] /= mat.Sum(s.next[a])
	}
	return mean[Treatment] - mean[Control]
}
