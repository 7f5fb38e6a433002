package reports

import (
	"fmt"

	"marketsim/sim/results"
)

// Part is a part of the market by name: all, segment=NAME, surface=NAME or group=NAME.
type Part struct {
	Name string
	Cut  results.Cut
}

// Parts lists every part of a market: all of it, then segments, surfaces and campaign groups.
func Parts(axes *results.Axes) []Part {
	parts := []Part{{Everyone, results.Everything}}
	for i, name := range axes.Segments {
		parts = append(parts, Part{"segment=" + name, results.Cut{Segment: i, Surface: -1, Group: -1}})
	}
	for i, name := range axes.Surfaces {
		parts = append(parts, Part{"surface=" + name, results.Cut{Segment: -1, Surface: i, Group: -1}})
	}
	for i, name := range axes.Groups {
		parts = append(parts, Part{"group=" + name, results.Cut{Segment: -1, Surface: -1, Group: i}})
	}
	return parts
}

// The short and the long run: from 44 days on they are the first 14 and the last 30, and from 60 on there is the first month
// as well. Down to 42 days the long run is what the short run leaves; a shorter horizon is read by its first and last quarter.
const (
	ShortDays = 14
	monthDays = 30
)

// Windows lists the ranges of days over which effects are taken: the whole horizon first, then the short run, the first month
// where there is time for it, and last the long run.
func Windows(days int) []Window {
	out := []Window{{Name: Everyone, From: 0, To: days}}
	first, last := ShortDays, min(monthDays, days-ShortDays)
	if days < 3*ShortDays {
		first, last = max(1, days/4), max(1, days/4)
	}
	if first+last > days {
		return out
	}
	out = append(out, Window{fmt.Sprintf("first %dd", first), 0, first})
	if days >= 2*monthDays {
		out = append(out, Window{fmt.Sprintf("first %dd", monthDays), 0, monthDays})
	}
	return append(out, Window{fmt.Sprintf("last %dd", last), days - last, days})
}

// Windows over a change that starts late or stops.
const (
	WhileItHolds = "while it holds"
	AfterItEnded = "after it ended"
)

// windows lists the ranges of days over which an arm is read: the whole horizon first; the days on which its change holds, where
// these are not all; a short and a long run, counted from its own start, where Pinners or advertisers react slowly or it has a
// schedule; and last the days after its end.
func (in *Input) windows(arm int) []Window {
	all := Windows(in.Days)
	start, stop := in.Arms[arm].Schedule.Start, in.Arms[arm].Schedule.Stop
	if stop == 0 || stop > in.Days {
		stop = in.Days
	}
	switch scheduled := start > 0 || stop < in.Days; {
	case !scheduled && !in.LongRun:
		return all[:1]
	case !scheduled:
		return all
	case start >= stop:
		return all[:1]
	}
	out := []Window{all[0], {WhileItHolds, start, stop}}
	split := Windows(stop - start)[1:]
	if stop-start < 2*ShortDays {
		split = nil // too short to have a short and a long run
	}
	for _, w := range split {
		out = append(out, Window{w.Name, w.From + start, w.To + start})
	}
	if stop < in.Days {
		out = append(out, Window{AfterItEnded, stop, in.Days})
	}
	return out
}

// Sampler reads values of metrics and adds up every window, part, arm and replication once.
type Sampler struct {
	In           *Input
	Replications []int
	worlds       [][]int // places in Replications by world; one each where a replication has its own, or all are of one
	totals       map[place]*results.Totals
}

type place struct {
	replication, arm, from, to int
	cut                        results.Cut
}

// NewSampler reads results of an input, and keeps the sums that it was asked for.
func NewSampler(in *Input) *Sampler {
	done := in.Replications()
	return &Sampler{In: in, Replications: done, worlds: byWorld(done, max(1, in.PerWorld)), totals: map[place]*results.Totals{}}
}

// fresh is the sampler without the sums that it has made.
func (s *Sampler) fresh() *Sampler {
	return &Sampler{In: s.In, Replications: s.Replications, worlds: s.worlds, totals: map[place]*results.Totals{}}
}

// Total sums the days from <= day < to of one arm and replication over a cut.
func (s *Sampler) Total(replication, arm int, cut results.Cut, from, to int) *results.Totals {
	at := place{replication, arm, from, to, cut}
	t, ok := s.totals[at]
	if !ok {
		sum := results.Sum(s.In.Results[replication][arm], &s.In.Axes, from, to, cut)
		t = &sum
		s.totals[at] = t
	}
	return t
}

// Values samples a metric over a window and a part of the market: one value per world, the mean of its finished replications, which
// is one value per replication where each has its own world. NaN where it does not exist.
func (s *Sampler) Values(m *Metric, arm int, cut results.Cut, from, to int) []float64 {
	return s.ByWorld(func(i int) float64 { return s.Value(m, s.Replications[i], arm, cut, from, to) })
}
