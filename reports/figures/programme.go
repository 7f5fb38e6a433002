package figures

import (
	"fmt"
	"slices"

	"marketsim/reports"
	"marketsim/reports/format"
	"marketsim/reports/horizon"
)

// ProgrammePicture is a programme of launches test by test: what tests claim of what they ship, what a holdback reads of it early and at the end, and what each ship rule keeps.
func ProgrammePicture(r *horizon.Report, in *reports.Input, quick bool, o Options) Picture {
	p := r.Programme
	f := &figure{name: "programme", tall: 1240, title: p.Sentence(), alt: p.Sentence(), subtitle: fmt.Sprintf(
		"The first %d of %s tests of %d launches, one after the other, each with a noise of %.3g%% over 14 days. Sums in %% of control's revenue.", len(p.Rules[0].Path), format.Fixed(float64(p.Tests), 0), r.Launches, 100*p.Noise)}
	if slices.ContainsFunc(p.Rules, func(x horizon.Rule) bool { return r.RuleName(x.Name) != x.Name }) {
		f.subtitle += horizon.Mark + " " + r.MarkNote()
	}
	f.paint = func(g *page) { paintProgramme(g, r) }
	return f.picture(in, quick, o)
}

// line is a curve with its name.
type line struct {
	name string
	y    []float64
}

// running is a sum of a rule's bill, test by test, in %.
func running(r *horizon.Rule, of func(*horizon.Bill) float64) (y []float64) {
	for i := range r.Path {
		y = append(y, 100*of(&r.Path[i]))
	}
	return y
}

func later(b *horizon.Bill) float64 { return b.Later }

// keeping is what rules keep by month six, the first and the best one before the others.
func keeping(r *horizon.Report) (out []line) {
	p := r.Programme
	best := p.Best()
	for _, own := range []bool{true, false} {
		for i := range p.Rules {
			if x := &p.Rules[i]; (i == 0 || x == best) == own {
				out = append(out, line{r.RuleName(x.Name), running(x, later)})
			}
		}
	}
	return out
}

func paintProgramme(g *page, r *horizon.Report) {
	const axis, labels, gap = 110.0, 300.0, 64.0
	first := &r.Programme.Rules[0]
	parts := g.parts(2)
	a, b := parts[0].panel(axis, gap, labels, 84), parts[1].panel(axis, gap, labels, 84)
	a.x1, b.x1 = float64(len(first.Path)), float64(len(first.Path))
	bills := []line{{"claimed by tests", running(first, func(b *horizon.Bill) float64 { return b.Claimed })},
		{"holdback, 14 days", running(first, func(b *horizon.Bill) float64 { return b.Now })}, {"holdback, month six", running(first, later)}}
	a.sums("Shipped by the rule "+first.Name, bills)
	b.sums("Kept by month six, a curve a ship rule", keeping(r))
}

// sums draws sums over tests.
func (x *panel) sums(heading string, lines []line) {
	var all [][]float64
	for _, l := range lines {
		all = append(all, l.y)
	}
	x.y0, x.y1 = span(true, all...)
	x.grid(heading, percent, 6)
	x.foot(ticks(0, x.x1, 5), trim, "tests so far")
	var ends []label
	for i, l := range lines {
		at := make([]float64, len(l.y))
		for k := range at {
			at[k] = float64(k + 1)
		}
		x.curve(at, l.y, missing(len(at)), missing(len(at)), i)
		ends = append(ends, label{l.name, x.place(0, l.y[len(l.y)-1]).y, i})
	}
	x.drawLabels(ends, 300)
}
