package horizon

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"

	"marketsim/reports/stats"
)

// span is a method's 95% interval of one test; from -Inf to +Inf where it has none.
type span func(*Launch) (lo, hi float64)

// intervalsOf are those of all methods that read revenue after one wait. Noise is what counting sessions and the steps from day to day leave in the days of a test; what is not in its days,
// such as what Pinners have yet to learn, no interval of a reading of these days holds.
type intervalsOf struct {
	launches []*Launch
	wait     int
	noise    map[*Launch][]float64 // of the days of each test
}

func newIntervals(launches []*Launch, wait int) *intervalsOf {
	x := &intervalsOf{launches, wait, map[*Launch][]float64{}}
	for _, l := range launches {
		if l.still {
			continue
		}
		for _, t := range l.alone() {
			x.noise[t] = t.noise(0, wait)
		}
	}
	return x
}

// of is the interval of a method: of a curve that of its fit, of an index what it missed in other markets, and of what is read of days their noise.
func (x *intervalsOf) of(method string, reading func(*Launch) float64) span {
	switch method {
	case Extended:
		return func(t *Launch) (lo, hi float64) {
			e := t.extrapolated(x.wait)
			return e.Lo, e.Hi
		}
	case Index, OtherLevers:
		return x.missed(reading)
	}
	return func(t *Launch) (lo, hi float64) {
		half := 0.0
		for d, slope := range t.slopes(reading, x.wait) {
			half += float64(slope * slope * x.noise[t][d] * x.noise[t][d])
		}
		half = stats.Normal * math.Sqrt(half)
		return reading(t) - half, reading(t) + half
	}
}

// missed is an interval of what 95% of the tests in all other markets missed.
func (x *intervalsOf) missed(reading func(*Launch) float64) span {
	off := map[int][]float64{} // by market: of the tests outside of it
	for _, fold := range folded(x.launches, byMarket) {
		for _, l := range x.launches {
			if l.still || l.fold == fold[0].fold {
				continue
			}
			for _, t := range l.alone() {
				off[fold[0].fold] = append(off[fold[0].fold], math.Abs(reading(t)-t.Truth()))
			}
		}
	}
	half := map[int]float64{}
	for fold, misses := range off {
		slices.Sort(misses)
		half[fold] = stat.Quantile(0.95, stat.Empirical, misses, nil)
	}
	return func(t *Launch) (lo, hi float64) {
		h, ok := half[t.fold]
		if !ok {
			return math.Inf(-1), math.Inf(1)
		}
		return reading(t) - h, reading(t) + h
	}
}

// absent tells whether a method has no interval of a test: all that holds any truth says nothing of how sure the method is.
func absent(lo, hi float64) bool { return math.IsInf(lo, -1) && math.IsInf(hi, 1) }

// judged compares intervals of single tests with the tests' own long runs; nil where no test has one.
func judged(samples []sample) *Interval {
	var x Interval
	n := 0.0
	for i := range samples {
		for _, o := range samples[i].tests {
			if absent(o.lo, o.hi) {
				continue
			}
			n++
			truth := o.test.Truth()
			if o.lo <= truth && truth <= o.hi {
				x.Covers++
			}
			if o.lo <= 0 && 0 <= o.hi {
				continue
			}
			if x.Sure++; (o.lo > 0) != (truth > 0) {
				x.Wrong++
			}
		}
	}
	if n == 0 {
		return nil
	}
	return &Interval{x.Covers / n, x.Sure / n, x.Wrong / n}
}

// nudge is by how much a day's effect is moved to see what a reading makes of it.
const nudge = 1e-4

// slopes is by how much a reading moves with the effect of each day of a wait.
func (l *Launch) slopes(reading func(*Launch) float64, wait int) (out []float64) {
	c := *l
	c.spans, c.tests = nil, nil
	c.changed = slices.Clone(l.changed)
	c.changed[0] = slices.Clone(l.changed[0])
	at := reading(&c)
	for d := range wait {
		own := c.changed[0][d]
		c.changed[0][d] += float64(nudge * l.base[0][d])
		out = append(out, (reading(&c)-at)/nudge)
		c.changed[0][d] = own
	}
	return out
}
