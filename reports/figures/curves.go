package figures

import (
	"fmt"
	"math"
	"strings"

	"gonum.org/v1/plot/vg"

	"marketsim/reports/calibration"
)

// mostCurves is for how many curves the figure has room.
const mostCurves = 4

// curvesFigure shows each curve of targets with what the market shows, before and after.
func curvesFigure(s *calibration.Summary, curves []calibration.Curve) *figure {
	shown := curves[:min(len(curves), mostCurves)]
	met, all := 0, 0
	for _, c := range curves {
		all += len(c.Points)
		met += s.Met(c)
	}
	f := &figure{name: "curves", tall: 560 * float64(len(shown)), title: fmt.Sprintf("%d of %d points of curves are met", met, all)}
	f.alt = f.title + "."
	f.subtitle = "Band: the target and its tolerance. Dashed: the market before. Line: after, with 95% CI." + notShown(rowNames(curves[len(shown):]))
	f.paint = func(g *page) {
		edge := 60.0 // to the next curve, not at the end
		if g.narrow() {
			edge = 10
		}
		all := &page{paper: g.paper, left: g.left, top: g.top, right: g.right + edge, bottom: g.bottom}
		for k, part := range all.parts(len(shown)) {
			paintCurve(part, s, shown[k], part.left+90, part.right-edge)
		}
	}
	return f
}

// curvePanel is the panel of a curve between two edges, with room for all that it shows.
func curvePanel(g *page, s *calibration.Summary, c calibration.Curve, left, right float64) *panel {
	lo, hi := math.Inf(1), math.Inf(-1)
	note := func(list ...float64) {
		for _, x := range list {
			if !math.IsNaN(x) {
				lo, hi = min(lo, x), max(hi, x)
			}
		}
	}
	for _, i := range c.Points {
		t := &s.Targets[i]
		note(t.Value-t.Tolerance, t.Value+t.Tolerance, float64(t.Before.Mean), float64(t.After.Mean-t.After.Half), float64(t.After.Mean+t.After.Half))
	}
	room := 0.05 * (hi - lo)
	return &panel{p: g.paper, left: left, right: right, top: g.top + 70, bottom: g.bottom - 80, x0: -0.5, x1: float64(len(c.Points)) - 0.5, y0: lo - room, y1: hi + room}
}

// paintCurve paints one curve between two edges.
func paintCurve(g *page, s *calibration.Summary, c calibration.Curve, left, right float64) {
	a := curvePanel(g, s, c, left, right)
	for _, y := range ticks(a.y0, a.y1, 5) {
		g.line([]point{{left, a.place(0, y).y}, {right, a.place(0, y).y}}, faint, 1.5, nil)
		g.text(point{left - 14, a.place(0, y).y}, trim(y), smallSize, grey, 1)
	}
	every := 1 + (len(c.Points)-1)/8
	var before, after []point
	for k, i := range c.Points {
		t, x := &s.Targets[i], float64(k)
		lo, hi := t.Value-t.Tolerance, t.Value+t.Tolerance
		g.fill([]point{a.place(x-0.5, lo), a.place(x+0.5, lo), a.place(x+0.5, hi), a.place(x-0.5, hi)}, shade)
		if m := float64(t.Before.Mean); !math.IsNaN(m) {
			before = append(before, a.place(x, m))
		}
		if m, half := float64(t.After.Mean), float64(t.After.Half); !math.IsNaN(m + half) {
			after = append(after, a.place(x, m))
			g.line([]point{a.place(x, m-half), a.place(x, m+half)}, betterBlue, 4, nil)
		}
		if k%every == 0 {
			g.text(point{a.place(x, a.y0).x, a.bottom + 30}, t.At, smallSize, grey, 0)
		}
	}
	g.line(before, grey, 3, []vg.Length{6, 5})
	g.line(after, betterBlue, 4, nil)
	of, axis, _ := strings.Cut(c.Name, " by ")
	if axis == "age" {
		axis = "age in days"
	}
	g.text(point{(left + right) / 2, a.bottom + 66}, axis, smallSize, grey, 0)
	g.text(point{left - 80, g.top + 30}, clip(of+", "+s.Targets[c.Points[0]].Unit, smallSize, right-left+80), smallSize, ink, -1)
}
