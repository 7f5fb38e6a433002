package figures

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

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
	f.tall = 80 + 110*float64(len(s.Rows()))
	f.paint = func(g *page) { paintTargets(g, s) }
	return f
}

// paintTargets paints a row for each target: its name on the left and its values on the right, or on a phone both above its marks.
func paintTargets(g *page, s *calibration.Summary) {
	room, values := g.beside(560), 400.0
	if g.narrow() {
		values = g.beside(0)
	}
	a := g.panel(room, 20, values, 60)
	a.x0, a.x1, a.y1 = -far-0.3, far+0.3, 1
	g.fill([]point{{a.place(-1, 0).x, a.top}, {a.place(1, 0).x, a.top}, {a.place(1, 0).x, a.bottom}, {a.place(-1, 0).x, a.bottom}}, shade)
	for _, t := range ticks(-far, far, 10) {
		q := a.place(t, 0)
		g.line([]point{{q.x, a.top}, {q.x, a.bottom}}, faint, 1.5, nil)
		g.text(point{q.x, a.bottom + 26}, trim(t), smallSize, grey, 0)
	}
	list, rows := s.Rows(), s.ShortRows()[1:]
	names := cutAll(rowNames(list), smallSize, g.named(560))
	for i, c := range list {
		top, from, to := a.lane(i, len(list), 2)
		y := (from + to) / 2
		targetMarks(g, a, s, c, y)
		a.called(names[i], top, y)
		after, wanted := rows[i][3], "wanted "+rows[i][1]
		if len(c.Points) > 1 {
			after, wanted = after+" tolerances", rows[i][4]+" points met"
		}
		if g.narrow() {
			g.haloed(point{g.left, top + lineHeight*1.5 + 2}, clip(after+", "+wanted, smallSize, g.right-g.left), smallSize, grey, -1)
			continue
		}
		g.text(point{a.right + 16, y - 15}, clip(after, smallSize, values-20), smallSize, grey, -1)
		g.text(point{a.right + 16, y + 15}, clip(wanted, smallSize, values-20), smallSize, grey, -1)
	}
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
	if s.Unsure() {
		f.title = fmt.Sprintf("The targets identify %d of %s", len(s.Named(calibration.Identified)), format.Count(len(s.Parameters), "free parameter"))
	}
	for _, how := range [][2]string{{calibration.Weakly, "Weakly identified: "}, {calibration.Unidentified, "Not identified: "}} {
		if list := s.Named(how[0]); list != nil {
			f.lead += how[1] + strings.Join(list, ", ") + ". "
		}
	}
	f.alt = f.title + "."
	f.subtitle = "How many tolerances a target moves over the whole range of a parameter, as steep as it is at the calibrated market. Blue: up, vermilion: down, darker is more." + ofCurves(s, "the point that moves most")
	f.tall = 80 + 100*float64(len(s.Rows())) + lineHeight*float64(len(s.Parameters))
	f.paint = func(g *page) { paintSensitivities(g, s) }
	return f
}

// paintSensitivities paints a table of shaded cells: a row for each target, a column for each parameter. On a phone names of targets stand above their cells, and
// columns have numbers, which a list below the table explains.
func paintSensitivities(g *page, s *calibration.Summary) {
	list, left, below := s.Rows(), g.left+520.0, 0.0
	if g.narrow() {
		left, below = g.left, 20+lineHeight*float64(len(s.Parameters))
	}
	a := &panel{p: g.paper, left: left, right: g.right, top: g.top + 50, bottom: g.bottom - 10 - below}
	width := (g.right - left) / float64(len(s.Parameters))
	var paths []string
	for i := range s.Parameters {
		paths = append(paths, s.Parameters[i].Path)
	}
	if g.narrow() {
		for i, path := range paths {
			paths[i] = strconv.Itoa(i + 1)
			g.text(point{g.left, a.bottom + 30 + float64(i)*lineHeight}, cut(paths[i]+"  "+path, smallSize, false, g.right-g.left), smallSize, ink, -1)
		}
	}
	for i, path := range cutAll(paths, smallSize, width-36) {
		g.text(point{left + (float64(i)+0.5)*width, g.top + 20}, path, smallSize, ink, 0)
	}
	targets := cutAll(rowNames(list), smallSize, g.named(520))
	for j, row := range list {
		top, from, to := a.lane(j, len(list), 1)
		a.called(targets[j], top, (from+to)/2)
		for i, x := range s.Steepest(row) {
			left, c := left+float64(i)*width, betterBlue
			if x < 0 {
				c = worseRed
			}
			shown := clear(c)
			shown.A = uint8(180 * min(1, math.Log1p(math.Abs(x))/math.Log(101)))
			g.fill([]point{{left + 3, from + 3}, {left + width - 3, from + 3}, {left + width - 3, to - 3}, {left + 3, to - 3}}, shown)
			g.text(point{left + width/2, (from + to) / 2}, trim(math.Round(x*10)/10), smallSize, ink, 0)
		}
	}
}

// ofCurves says how a curve is shown in one row; empty where there is none.
func ofCurves(s *calibration.Summary, how string) string {
	if len(s.Curves()) == 0 {
		return ""
	}
	return " Of a curve: " + how + "."
}
