// Package tuning reads what a search for a good setting found: outcomes of runs, the answer, its words, tables and pages.
package tuning

import (
	"math"

	"marketsim/reports"
	"marketsim/sim/ask"
	"marketsim/sim/results"
	"marketsim/sim/tune"
)

// Reader reads outcomes of the runs of a plan.
type Reader struct {
	Plan *tune.Plan
}

// Samples are the outcomes of every replication of a run with one arm, as tune.Problem orders them.
func (x *Reader) Samples(in *reports.Input) [][]float64 {
	read := reports.NewSampler(in)
	out := make([][]float64, len(read.Replications))
	for i, r := range read.Replications {
		for layer := range x.Plan.Horizons {
			for g := range x.Plan.Goals {
				out[i] = append(out[i], x.goal(in, read, r, g, layer))
			}
			for l := range x.Plan.Limits {
				limit := &x.Plan.Limits[l]
				from, to := x.Plan.Days(limit.Window, layer)
				out[i] = append(out[i], over(in, read, r, limit.Term, from, to))
			}
		}
	}
	return out
}

func (x *Reader) goal(in *reports.Input, read *reports.Sampler, r, g, layer int) float64 {
	goal := &x.Plan.Goals[g]
	from, to := x.Plan.Days(goal.Window, layer)
	return x.objective(in, read, r, goal, from, to)
}

// objective is a goal over days [from, to), discounted from the first on.
func (x *Reader) objective(in *reports.Input, read *reports.Sampler, r int, goal *tune.Goal, from, to int) float64 {
	if goal.Discount == 0 {
		return over(in, read, r, goal.Term, from, to)
	}
	sum, weight := 0.0, 1.0
	for d := from; d < to; d++ {
		sum += float64(weight * over(in, read, r, goal.Term, d, d+1))
		weight *= 1 - goal.Discount
	}
	return sum
}

// First is the objective of the first days, by replication.
func (x *Reader) First(in *reports.Input, days int) (out []float64) {
	read := reports.NewSampler(in)
	for _, r := range read.Replications {
		out = append(out, x.objective(in, read, r, &x.Plan.Goals[0], 0, days))
	}
	return out
}

// over is a metric over days [from, to); NaN where there are none, or where it has no value.
func over(in *reports.Input, read *reports.Sampler, r int, t ask.Term, from, to int) float64 {
	m := in.Metric(t.Metric)
	cut, ok := in.Cut(t.Where)
	if m == nil || !ok || from >= to {
		return math.NaN()
	}
	if m.Whole && (from > 0 || to < in.Days) {
		return math.NaN()
	}
	return read.Value(m, r, 0, cut, from, to)
}

// Curve is the objective over the first so many days, by day of the list and replication.
func (x *Reader) Curve(in *reports.Input, days []int) [][]float64 {
	read := reports.NewSampler(in)
	goal := &x.Plan.Goals[0]
	out := make([][]float64, len(days))
	for _, r := range read.Replications {
		sum, weight, at := 0.0, 1.0, 0
		for k, d := range days {
			if goal.Discount == 0 {
				from, to := 0, d
				if goal.Window.From > 0 || goal.Window.To < in.Days {
					from = max(0, d-(goal.Window.To-goal.Window.From))
				}
				out[k] = append(out[k], over(in, read, r, goal.Term, from, to))
				continue
			}
			for ; at < d; at++ {
				sum += float64(weight * over(in, read, r, goal.Term, at, at+1))
				weight *= 1 - goal.Discount
			}
			out[k] = append(out[k], sum)
		}
	}
	return out
}

// CurveDays are the days at which a curve is read: all of a short horizon, about 60 of a long one, every horizon of the plan among them.
func (x *Reader) CurveDays() (days []int) {
	whole := x.Plan.Horizons[len(x.Plan.Horizons)-1]
	step := max(1, (whole+59)/60)
	next := 0
	for d := 1; d <= whole; d++ {
		due := d%step == 0 || d == whole || whole/step < 8 && d < 8
		for next < len(x.Plan.Horizons) && x.Plan.Horizons[next] <= d {
			due = due || x.Plan.Horizons[next] == d
			next++
		}
		if due {
			days = append(days, d)
		}
	}
	return days
}

// One is the input of a run with one arm.
func One(base *reports.Input, all [][]*results.Result) *reports.Input {
	in := *base
	in.Arms = []reports.ArmInfo{{Name: "tuned", Versus: -1}}
	in.Results, in.Planned = all, len(all)
	return &in
}
