package estimate

import (
	"fmt"
	"maps"
	"math"
	"slices"
)

// Period is the shortest time over which a switchback test is read, such as an hour.
type Period struct {
	Y       float64 // outcome of the period
	Block   int     // the block of time it belongs to: what was assigned as a whole; periods of a block follow each other
	Treated bool
	Stratum int // what is compared within itself, such as day or night; the same for all: nothing
	Pair    int // of blocks that were randomised together
}

// BurnIn leaves out the first periods of each block, in which what came before still works.
func BurnIn(periods []Period, first int) []Period {
	var out []Period
	run := 0
	for i, p := range periods {
		if i == 0 || p.Block != periods[i-1].Block {
			run = 0
		}
		if run >= first {
			out = append(out, p)
		}
		run++
	}
	return out
}

// Switchback is the difference in means of treated and control periods, after burn-in, compared within strata and weighted by their periods
// (Bojinov, Simchi-Levi & Zhao 2023, "Design and analysis of switchback experiments", Management Science). The unit of analysis is the block:
// the standard error is cluster-robust over blocks, with two degrees of freedom less than there are blocks. It fails where a stratum has one arm
// only: blocks are aligned with it, and nothing tells the treatment from the time of day.
func Switchback(periods []Period, burnIn int, level float64) (Effect, error) {
	kept := BurnIn(periods, burnIn)
	cells, err := stratify(kept)
	if err != nil {
		return Effect{}, err
	}
	value, n := 0.0, float64(len(kept))
	weight := func(p *Period) float64 {
		c := cells[p.Stratum]
		return float64(2*side(p.Treated)-1) * (c[0].N + c[1].N) / n / c[side(p.Treated)].N
	}
	for i := range kept {
		value += weight(&kept[i]) * kept[i].Y
	}
	influence, order := map[int]float64{}, []int{}
	for i := range kept {
		p := &kept[i]
		if _, ok := influence[p.Block]; !ok {
			order = append(order, p.Block)
		}
		influence[p.Block] += weight(p) * residual(p, cells[p.Stratum], value, n)
	}
	squares, blocks := 0.0, float64(len(order))
	for _, b := range order {
		squares += influence[b] * influence[b]
	}
	return NewEffect(value, math.Sqrt(squares*blocks/(blocks-2)), blocks-2, level), nil
}

// residual is what the stratum and the effect leave of a period. The mean of the stratum is that of both arms, the effect taken off: an hour of the day has few periods of either arm,
// and where it has one of an arm, that would be no deviation from its own mean. What the mean takes of the deviations of n periods is given back, (n - 1) / n, as far as with one stratum
// for all of them.
func residual(p *Period, c [2]*Moments, effect, all float64) float64 {
	n := c[0].N + c[1].N
	mean := (c[Control].N*c[Control].Mean[0] + c[Treatment].N*(c[Treatment].Mean[0]-effect)) / n
	left := p.Y - mean - effect*float64(side(p.Treated))
	return left * math.Sqrt(n/(n-1)*(all-1)/all)
}

// stratify gives the moments of each stratum by arm.
func stratify(periods []Period) (map[int][2]*Moments, error) {
	cells := map[int][2]*Moments{}
	for _, p := range periods {
		if _, ok := cells[p.Stratum]; !ok {
			cells[p.Stratum] = [2]*Moments{NewMoments(1), NewMoments(1)}
		}
		cells[p.Stratum][side(p.Treated)].Add(p.Y)
	}
	if len(cells) == 0 {
		return nil, fmt.Errorf("no periods are left after the burn-in; make blocks longer than it")
	}
	for _, s := range slices.Sorted(maps.Keys(cells)) {
		if c := cells[s]; c[0].N == 0 || c[1].N == 0 {
			return nil, fmt.Errorf("hour or stratum %d was only ever in one arm, so that nothing tells the treatment from it; draw the order of blocks at random, or test for longer", s)
		}
	}
	return cells, nil
}

func side(treated bool) int {
	if treated {
		return Treatment
	}
	return Control
}

// SwitchbackPairs compares blocks that were randomised in pairs: the mean of treated less control periods over pairs, with Student's t over
// pairs. Pairs of which the burn-in left one arm only are left out.
func SwitchbackPairs(periods []Period, burnIn int, level float64) Effect {
	pairs, order := map[int]*[2]*Moments{}, []int{}
	for _, p := range BurnIn(periods, burnIn) {
		if pairs[p.Pair] == nil {
			pairs[p.Pair] = &[2]*Moments{NewMoments(1), NewMoments(1)}
			order = append(order, p.Pair)
		}
		pairs[p.Pair][side(p.Treated)].Add(p.Y)
	}
	d := NewMoments(1)
	for _, at := range order {
		if p := pairs[at]; p[0].N > 0 && p[1].N > 0 {
			d.Add(p[1].Mean[0] - p[0].Mean[0])
		}
	}
	return paired(d, 0, level)
}

// paired is the mean of a difference that units themselves show, by Student's t.
func paired(d *Moments, i int, level float64) Effect {
	p := d.Point(Mean(i))
	return NewEffect(p.Value, math.Sqrt(p.Variance), p.DF, level)
}

// Alignment says how far the assignment of blocks follows a cycle such as the day.
type Alignment struct {
	Explained float64 // share of the variance of the assignment that the phase of the cycle explains; 1: the phase decides the arm
	OneArm    []int   // phases that were only ever in one arm
}

// Align diagnoses blocks against a cycle of so many periods; the first period has phase 0. Where OneArm is not empty a difference in means
// compares different hours of the day.
func Align(periods []Period, cycle int) Alignment {
	n, treated := make([]float64, cycle), make([]float64, cycle)
	for t, p := range periods {
		n[t%cycle]++
		treated[t%cycle] += float64(side(p.Treated))
	}
	var a Alignment
	total, sum := 0.0, 0.0
	for i := range n {
		total += n[i]
		sum += treated[i]
	}
	mean := sum / total
	between := 0.0
	for i := range n {
		if n[i] == 0 {
			continue
		}
		share := treated[i] / n[i]
		between += n[i] * (share - mean) * (share - mean)
		if share == 0 || share == 1 {
			a.OneArm = append(a.OneArm, i)
		}
	}
	a.Explained = between / (total * mean * (1 - mean))
	slices.Sort(a.OneArm)
	return a
}
