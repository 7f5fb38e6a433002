package figures

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot/vg/draw"

	"marketsim/reports"
	"marketsim/reports/calibration"
	"marketsim/reports/format"
)

// CalibrationPictures are the figures of a calibration: targets before and after, curves where there are any, and what each parameter does to each target.
func CalibrationPictures(in *reports.Input, s *calibration.Summary, o Options) (list []Picture) {
	all := []*figure{targetsFigure(s)}
	if curves := s.Curves(); len(curves) > 0 {
		all = append(all, curvesFigure(s, curves))
	}
	for _, f := range append(all, sensitivities(s)) {
		list = append(list, f.picture(in, s.Quick, o))
	}
	return list
}

// far is the distance from a target, in tolerances, that still has room in the figure.
const far = 5.0

// targetsFigure shows how far the market is from each target, in tolerances.
func targetsFigure(s *calibration.Summary) *figure {
	f := &figure{name: "targets", title: s.Headline, alt: s.Headline + "."}
	f.subtitle = "Distance from the target in units of its tolerance. Met (blue): the dot lies in the grey band, and its bar to one side is no longer than the tolerance. Missed (vermilion): the bar does not reach the band. Grey: unclear. Ring: before; filled: after, bar: 95% CI. Distances beyond 5 stand at the edge." + ofCurves(s, "the root of the mean square over its points")
	f.paint = func(g *page) {
		const room, values = 560.0, 400.0
		a := &panel{p: g.paper, left: g.left + room, right: g.right - values, top: g.top + 20, bottom: g.bottom - 60, x0: -far - 0.3, x1: far + 0.3, y0: 0, y1: 1}
		g.fill([]point{{a.place(-1, 0).x, a.top}, {a.place(1, 0).x, a.top}, {a.place(1, 0).x, a.bottom}, {a.place(-1, 0).x, a.bottom}}, shade)
		for _, t := range ticks(-far, far, 10) {
			q := a.place(t, 0)
			g.line([]point{{q.x, a.top}, {q.x, a.bottom}}, faint, 1.5, nil)
			g.text(point{q.x, a.bottom + 26}, trim(t), smallSize, grey, 0)
		}
		list := s.Rows()
		height := (a.bottom - a.top) / float64(len(list))
		rows := s.ShortRows()[1:]
		names := cutAll(rowNames(list), smallSize, room-40)
		for i, c := range list {
			y := a.top + (float64(i)+0.5)*height
			targetMarks(g, a, s, c, y)
			g.text(point{a.left - 20, y}, names[i], smallSize, ink, 1)
			after, wanted := rows[i][3], "wanted "+rows[i][1]
			if len(c.Points) > 1 {
				after, wanted = after+" tolerances", rows[i][4]+" points met"
			}
			g.text(point{a.right + 16, y - 15}, clip(after, smallSize, values-20), smallSize, grey, -1)
			g.text(point{a.right + 16, y + 15}, clip(wanted, smallSize, values-20), smallSize, grey, -1)
		}
	}
	return f
}

// targetMarks are the marks of a target, or of a curve, before and after.
func targetMarks(g *page, a *panel, s *calibration.Summary, c calibration.Curve, y float64) {
	held := func(x float64) float64 { return min(far, max(-far, x)) }
	before, after := s.Misses(c)
	colour := betterBlue
	switch {
	case slices.ContainsFunc(c.Points, func(i int) bool { return !s.Targets[i].Met && !s.Targets[i].Unclear }):
		colour = worseRed
	case slices.ContainsFunc(c.Points, func(i int) bool { return s.Targets[i].Unclear }):
		colour = grey
	}
	if !math.IsNaN(before) {
		g.mark(point{a.place(held(before), 0).x, y}, ringGlyph{}, grey, 11)
	}
	t := &s.Targets[c.Points[0]]
	if half := float64(t.After.Half) / t.Tolerance; len(c.Points) == 1 && !math.IsNaN(half) {
		g.line([]point{{a.place(held(after-half), 0).x, y}, {a.place(held(after+half), 0).x, y}}, colour, 4, nil)
	}
	g.mark(point{a.place(held(after), 0).x, y}, draw.CircleGlyph{}, colour, 10)
}

func rowNames(list []calibration.Curve) (names []string) {
	for _, c := range list {
		names = append(names, c.Name)
	}
	return names
}

// sensitivities shows the weighted sensitivities as a table of shaded cells.
func sensitivities(s *calibration.Summary) *figure {
	f := &figure{name: "sensitivity", title: "The targets identify every free parameter"}
	if len(s.Loose) > 0 {
		f.title = fmt.Sprintf("The targets leave %d of %d directions of the parameters open", len(s.Loose), len(s.Parameters))
	}
	if n := open(s); n > 0 {
		f.title += fmt.Sprintf("; these replications leave %s open", format.Count(n, "parameter"))
	}
	f.alt = f.title + "."
	f.subtitle = "How many tolerances a target moves over the whole range of a parameter, as steep as it is at the calibrated market. Blue: up, vermilion: down, darker is more." + ofCurves(s, "the point that moves most")
	f.paint = func(g *page) {
		const names = 520.0
		list := s.Rows()
		rows, columns := len(list), len(s.Parameters)
		width, height := (g.right-g.left-names)/float64(columns), (g.bottom-g.top-60)/float64(rows)
		var paths []string
		for i := range s.Parameters {
			paths = append(paths, s.Parameters[i].Path)
		}
		for i, path := range cutAll(paths, smallSize, width-36) {
			g.text(point{g.left + names + (float64(i)+0.5)*width, g.top + 20}, path, smallSize, ink, 0)
		}
		targets := cutAll(rowNames(list), smallSize, names-40)
		for j, row := range list {
			y := g.top + 50 + float64(j)*height
			g.text(point{g.left + names - 20, y + height/2}, targets[j], smallSize, ink, 1)
			for i, x := range s.Steepest(row) {
				left, c := g.left+names+float64(i)*width, betterBlue
				if x < 0 {
					c = worseRed
				}
				shown := clear(c)
				shown.A = uint8(180 * min(1, math.Log1p(math.Abs(x))/math.Log(101)))
				g.fill([]point{{left + 3, y + 3}, {left + width - 3, y + 3}, {left + width - 3, y + height - 3}, {left + 3, y + height - 3}}, shown)
				g.text(point{left + width/2, y + height/2}, trim(math.Round(x*10)/10), smallSize, ink, 0)
			}
		}
	}
	return f
}

// open counts the parameters that replications leave open, not the targets.
func open(s *calibration.Summary) (n int) {
	for i := range s.Parameters {
		if s.Parameters[i].Open {
			n++
		}
	}
	return n
}

// ofCurves says how a curve is shown in one row; empty where there is none.
func ofCurves(s *calibration.Summary, how string) string {
	if len(s.Curves()) == 0 {
		return ""
	}
	return " Of a curve: " + how + "."
}
