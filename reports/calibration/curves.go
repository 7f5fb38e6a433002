package calibration

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"marketsim/reports/format"
)

// Curve is a set of targets that are points of one curve, such as sessions by hour.
type Curve struct {
	Name   string
	Points []int // targets, as they are written
}

// fewest is how many points make a curve that is shown as one.
const fewest = 4

// Curves are the curves among the targets.
func (s *Summary) Curves() (list []Curve) {
	for i := range s.Targets {
		name := s.Targets[i].Curve
		k := slices.IndexFunc(list, func(c Curve) bool { return c.Name == name })
		switch {
		case name == "":
		case k < 0:
			list = append(list, Curve{name, []int{i}})
		default:
			list[k].Points = append(list[k].Points, i)
		}
	}
	return slices.DeleteFunc(list, func(c Curve) bool { return len(c.Points) < fewest })
}

// Rows are the targets to show in a row of their own, and the curves, each in one row at its first point.
func (s *Summary) Rows() (list []Curve) {
	curves := s.Curves()
	for i := range s.Targets {
		k := slices.IndexFunc(curves, func(c Curve) bool { return slices.Contains(c.Points, i) })
		switch {
		case k < 0:
			list = append(list, Curve{s.Targets[i].Name, []int{i}})
		case curves[k].Points[0] == i:
			list = append(list, curves[k])
		}
	}
	return list
}

// ShortRows are the targets as a table with one row for each curve.
func (s *Summary) ShortRows() [][]string {
	rows := s.TargetRows()[:1]
	for _, c := range s.Rows() {
		if len(c.Points) == 1 {
			rows = append(rows, s.Targets[c.Points[0]].row())
			continue
		}
		before, after := s.Misses(c)
		met := fmt.Sprintf("%d of %d", s.Met(c), len(c.Points))
		rows = append(rows, []string{c.Name, "a curve", "off by " + format.Number(before) + " tolerances", "off by " + format.Number(after), met})
	}
	return rows
}

// Misses are the roots of the mean squares of how far the market is from a curve, in tolerances, before and after; of a single target its distance with its sign.
func (s *Summary) Misses(c Curve) (before, after float64) {
	for _, i := range c.Points {
		t := &s.Targets[i]
		b, a := (float64(t.Before.Mean)-t.Value)/t.Tolerance, (float64(t.After.Mean)-t.Value)/t.Tolerance
		if len(c.Points) == 1 {
			return b, a
		}
		before, after = before+float64(b*b), after+float64(a*a)
	}
	n := float64(len(c.Points))
	return math.Sqrt(before / n), math.Sqrt(after / n)
}

// Steepest is by parameter what it does to a target, or to the point of a curve that it moves most.
func (s *Summary) Steepest(c Curve) []float64 {
	out := make([]float64, len(s.Parameters))
	for _, i := range c.Points {
		for k, x := range s.Sensitivity[i] {
			if math.Abs(x) > math.Abs(out[k]) {
				out[k] = x
			}
		}
	}
	return out
}

// Met counts the points of a curve that are met.
func (s *Summary) Met(c Curve) (n int) {
	for _, i := range c.Points {
		if s.Targets[i].Met {
			n++
		}
	}
	return n
}

// names names targets, those of a curve together: share of sessions by hour (8, 9, 12).
func (s *Summary) names(list []int) string {
	var names []string
	for _, c := range s.Rows() {
		var at []string
		for _, i := range c.Points {
			if slices.Contains(list, i) {
				at = append(at, s.Targets[i].At)
			}
		}
		switch {
		case len(at) == 0:
		case len(c.Points) == 1:
			names = append(names, c.Name)
		case len(at) == len(c.Points):
			names = append(names, "all of "+c.Name)
		default:
			names = append(names, fmt.Sprintf("%s (%s)", c.Name, strings.Join(at, ", ")))
		}
	}
	return strings.Join(names, ", ")
}
