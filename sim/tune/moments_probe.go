package tune

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/stat"
)

// Probe plays the market as it stands and each parameter at the ends of its range. It refuses, with an error that is ErrIdle, parameters that move no target, targets
// that have no value and a search in which nothing moves; idle are targets that no parameter moves. Run begins with it; whoever wants to know before calls it first.
func (m *Moments) Probe() (idle []int, err error) {
	s := m.Search
	ends, list := m.ends()
	if err := s.ask(append(list, s.Base()), s.least()); err != nil {
		return nil, err
	}
	var still, absent []string
	for i, pair := range ends {
		if !slices.ContainsFunc(m.every(), func(j int) bool { return m.differ(j, pair...) }) {
			still = append(still, "`"+s.Problem.Levers[i].Path+"`")
		}
	}
	for j, t := range m.Targets {
		if m.differ(j, append(list, s.Base())...) {
			continue
		}
		idle = append(idle, j)
		if math.IsNaN(s.Base().column(j)[0]) {
			absent = append(absent, t.Name)
		}
	}
	switch {
	case len(absent) > 0:
		return nil, fmt.Errorf("%w: %s has no value in this market, whatever the free parameters are", ErrIdle, strings.Join(absent, ", "))
	case len(idle) == len(m.Targets):
		return nil, fmt.Errorf("%w: no free parameter moves any target: from one end of each range to the other every number is the same", ErrIdle)
	case len(still) > 0:
		return nil, fmt.Errorf("%w: no target moves with %s: from one end of the range to the other every number is the same", ErrIdle, strings.Join(still, ", "))
	}
	return idle, nil
}

// Reach is a target that lies beyond what its parameters can be expected to show.
type Reach struct {
	Target int
	Lo, Hi float64 // about how far all parameters together move its number
}

// Beyond are targets out of reach, as far as the market as it stands and each parameter at the ends of its range tell: what all of them move together is
// the sum of what each moves alone, or the product where that is more. What chance may explain is not far. Probe comes first.
func (m *Moments) Beyond() (out []Reach) {
	pairs, _ := m.ends()
	for j, t := range m.Targets {
		at := func(c *Candidate) float64 { return stat.Mean(c.column(j), nil) }
		base := at(m.Search.Base())
		lo, hi, less, more := base, base, base, base
		chance := Interval(m.Search.Base().column(j), 0.975).Half
		for _, pair := range pairs {
			least, most := min(base, at(pair[0]), at(pair[1])), max(base, at(pair[0]), at(pair[1]))
			lo, hi = lo+least-base, hi+most-base
			less, more = less*(least/base), more*(most/base)
			chance = max(chance, Interval(pair[0].column(j), 0.975).Half, Interval(pair[1].column(j), 0.975).Half)
		}
		if base > 0 && less >= 0 {
			lo, hi = max(0, min(lo, less)), max(hi, more)
		}
		if far := t.Tolerance + chance; t.Value+far < lo || t.Value-far > hi {
			out = append(out, Reach{j, lo, hi})
		}
	}
	return out
}

// ends are candidates with one parameter at the ends of its range, by parameter and all together.
func (m *Moments) ends() (pairs [][]*Candidate, list []*Candidate) {
	s := m.Search
	for i := range s.Problem.Levers {
		var pair []*Candidate
		for _, x := range []float64{0, 1} {
			shares := slices.Clone(s.Base().Shares)
			shares[i] = x
			pair = append(pair, s.candidate(shares))
		}
		pairs, list = append(pairs, pair), append(list, pair...)
	}
	return pairs, list
}

func (m *Moments) every() []int {
	list := make([]int, len(m.Targets))
	for j := range list {
		list[j] = j
	}
	return list
}

// differ tells whether candidates show different values of a target in some replication.
func (m *Moments) differ(target int, list ...*Candidate) bool {
	first := list[0].column(target)
	for _, c := range list[1:] {
		column := c.column(target)
		for r := range min(len(first), len(column)) {
			if same := first[r] == column[r] || math.IsNaN(first[r]) && math.IsNaN(column[r]); !same {
				return true
			}
		}
	}
	return false
}
