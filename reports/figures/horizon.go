package figures

import (
	"fmt"
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot/vg"

	"marketsim/reports"
	"marketsim/reports/horizon"
)

// HorizonPicture is how well each method does against days waited: its error, and its share of right decisions.
func HorizonPicture(r *horizon.Report, in *reports.Input, quick bool, o Options) Picture {
	f := &figure{name: "horizon", tall: 1520, title: r.Finding(), alt: r.Finding(), subtitle: fmt.Sprintf(
		"Simulated: %s, compared with their long run (the last four weeks of %d days). Methods read whole markets: what a test without A/B noise or interference would read.",
		tests(r), r.Horizon)}
	if name := r.Trusted(); name != "" {
		f.subtitle += " Thick and blue: " + name + ", which the answer names."
	}
	if slices.ContainsFunc(marks, func(name string) bool { return called(r, name) != name }) {
		f.subtitle += horizon.Mark + " " + r.MarkNote()
	}
	f.paint = func(g *page) { paintHorizon(g, r) }
	return f.picture(in, quick, o)
}

// tests says which single tests the figure is over.
func tests(r *horizon.Report) string {
	switch {
	case r.Benchmark:
		return fmt.Sprintf("single tests of %s, of which %d gain in the long run", r.Counted(), r.Wins)
	case r.Focus == nil:
		return "single tests of " + r.Counted()
	case r.Focus.Tests == 1:
		return fmt.Sprintf("one test of %s", r.About())
	case r.Believed:
		return fmt.Sprintf("%s, %d single tests under each", r.About(), r.Focus.Tests)
	}
	return fmt.Sprintf("%d single tests of %s", r.Focus.Tests, r.About())
}

// called is a method in the legend, marked where a warning is about it.
func called(r *horizon.Report, method string) string {
	if r.Warned(method, 0) {
		return method + horizon.Mark
	}
	return method
}

// floor is where the axis of shares, in percent, begins: at the multiple of 10 below the least, or at 0 where that is below 50.
func floor(shares [][]float64) float64 {
	least := 100.0
	for _, list := range shares {
		for _, x := range list {
			least = min(least, x)
		}
	}
	if least < 50 {
		return 0
	}
	return 10 * math.Floor((least-1)/10)
}

// marks are the methods in the order of their strokes.
var marks = []string{horizon.AsRead, horizon.LastWeek, horizon.Extended, horizon.Index, horizon.OtherLevers, horizon.CookieDay, horizon.Lagged, horizon.Post, horizon.Survival, horizon.Holdback}

// furtherDashes are those of the methods for which there are no more colours: they are grey.
var furtherDashes = [][]vg.Length{{2, 4}, {30, 6, 2, 6, 2, 6}, {8, 12}}

// methodStroke is the colour and dash of the method at a place of marks: no two methods have the same.
func methodStroke(i int) (color.RGBA, []vg.Length) {
	if further := i - (len(armColours) - 1); further >= 0 {
		return grey, furtherDashes[further]
	}
	return armColour(i), armDash(i)
}

func paintHorizon(g *page, r *horizon.Report) {
	names := marks
	if len(r.Rows) == 0 {
		g.nothing("the horizon is too short")
		return
	}
	const axis, labels, gap = 110.0, 252.0, 64.0
	last := 0.0
	var days [][]float64
	var errors, right [][]float64
	for _, name := range names {
		x, e, s := r.Waited(name)
		for k := range x {
			e[k], s[k] = 100*e[k], 100*s[k]
		}
		days, errors, right = append(days, x), append(errors, e), append(right, s)
		for _, day := range x {
			last = max(last, day)
		}
	}
	parts := g.parts(2)
	a, b := parts[0].panel(axis, gap, labels, 84), parts[1].panel(axis, gap, labels, 84)
	a.x1, b.x1 = last, last
	a.y0, a.y1 = span(true, errors...)
	b.y0, b.y1 = floor(right), 101
	a.grid("Error, percentage points (root mean square)", trim, 6)
	share := "Right decisions"
	if b.y0 > 0 {
		share += fmt.Sprintf(" (axis from %s)", percent(b.y0))
	}
	b.grid(share, percent, 5)
	for k, x := range []*panel{a, b} {
		lines := [][][]float64{errors, right}[k]
		x.foot(dayTicks(last), day, "days waited")
		var ends []label
		for i, y := range lines {
			if len(y) == 0 {
				continue
			}
			colour, dash := methodStroke(i)
			x.stroke(days[i], y, missing(len(y)), missing(len(y)), colour, dash)
			ends = append(ends, label{called(r, names[i]), x.place(0, y[len(y)-1]).y, i})
		}
		named := slices.Index(names, r.Trusted())
		if named >= 0 && len(lines[named]) > 0 {
			x.stressed(days[named], lines[named])
		}
		x.led(ends, labels, func(i int) color.RGBA {
			if i == named {
				return betterBlue
			}
			colour, _ := methodStroke(i)
			return colour
		})
	}
}

// stressed draws a line over all others, thick and without dashes.
func (a *panel) stressed(xs, ys []float64) {
	var line []point
	for i, x := range xs {
		line = append(line, a.place(x, ys[i]))
	}
	a.p.line(line, betterBlue, 7, nil)
}
