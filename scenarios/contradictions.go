package scenarios

import (
	"fmt"
	"math"

	"marketsim/scenarios/data"
)

// ratesAgainstCounts compares the rates that a file states with those of the counts beside them, which are not read.
type ratesAgainstCounts struct {
	found   [len(statedRates)]data.Contrast
	hundred [len(statedRates)]int // rows whose rate is a hundred times that of the counts, as percentages without a sign are
}

// statedRates are rates with the counts that they are made of.
var statedRates = [...]struct{ rate, of, per string }{{"click_rate", "clicks", "impressions"}, {"conversion_rate", "conversions", "clicks"}}

// row compares the rates of one row. Counts of a rate are known to the difference that one event makes, and rates to half a step.
func (a *ratesAgainstCounts) row(t *data.Table, x *data.Row) {
	for i, s := range statedRates {
		at, ok := t.Column(s.rate)
		if !ok {
			continue
		}
		hits, base := countOf(t, x, s.of), countOf(t, x, s.per)
		if !(base > 0) {
			continue
		}
		rate, counted := x.Beside(at), hits/base
		may := float64(0.501*x.Step(at)) + float64(0.02*counted)
		a.found[i].Note(x.Line, rate, counted, may, func() string { return fmt.Sprintf("%.4g%% for %g of %g", 100*rate, hits, base) })
		if counted > 0 && math.Abs(rate/counted/100-1) < 0.1 {
			a.hundred[i]++
		}
	}
}

// countOf is a count of a row, read or not; NaN where the file has none.
func countOf(t *data.Table, x *data.Row, name string) float64 {
	if at, ok := t.Column(name); ok {
		return x.Beside(at)
	}
	if at, ok := t.Yielded(name); ok {
		return x.Beside(at)
	}
	return math.NaN()
}

// warn says in how many rows rates and counts contradict each other, and by how much.
func (a *ratesAgainstCounts) warn(c *compiler, path, file string, t *data.Table) {
	for i, s := range statedRates {
		x := &a.found[i]
		if x.Rows == 0 {
			continue
		}
		help := fmt.Sprintf("check the columns; in a file without `%s` the rate is made of the counts", t.Source(s.rate))
		if 2*a.hundred[i] > x.Rows {
			help = fmt.Sprintf("for percentages state `format: {units: {%s: percent}}`", s.rate)
		}
		c.ds = append(c.ds, c.doc.Errorf(path+".file", "W301", help, "`%s`: `%s`, which is read, is not %s / %s in %s", file, t.Source(s.rate), s.of, s.per, x.String())...)
	}
}
