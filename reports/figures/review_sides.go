package figures

import (
	"cmp"
	"image/color"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot/vg/draw"

	"marketsim/reports"
	"marketsim/reports/format"
	"marketsim/reports/render"
	"marketsim/reports/verdict"
	"marketsim/sim/results"
)

// reviewSides are the three groups of metrics, the weightiest first.
var reviewSides = reviewSidesOf()

type reviewSide struct {
	name    string
	metrics []string
}

func reviewSidesOf() (list []reviewSide) {
	for _, side := range results.Sides() {
		list = append(list, reviewSide{string(side), results.Listed(results.Review, side)})
	}
	return list
}

// rowsOf picks at most so many metrics of a side: those that differ before those that do not, in the order of their weight.
func (r *review) rowsOf(metrics []string, most int) []string {
	var moved, same []string
	for _, m := range metrics {
		e := r.effect(m, r.long)
		switch {
		case e == nil || e.Change == nil:
		case e.Verdict == reports.VerdictIdentical:
			same = append(same, m)
		default:
			moved = append(moved, m)
		}
	}
	picked := append(moved, same...)
	picked = picked[:min(most, len(picked))]
	slices.SortFunc(picked, func(a, b string) int { return slices.Index(metrics, a) - slices.Index(metrics, b) })
	return picked
}

// checks are those that bear on the arm, the ones that did not pass first.
func (r *review) checks() (out []reports.Check) {
	for _, passed := range []bool{false, true} {
		for _, c := range r.s.Checks {
			if c.Kind != reports.KindInvariant && (c.Arm == "" || c.Arm == r.arm.Name) && (c.Status == reports.Pass) == passed {
				out = append(out, c)
			}
		}
	}
	return out
}

// sides are the metrics that are shown, by side: where checks stand below, a row less.
func (r *review) sides() (out [][]string) {
	most := 4
	for _, side := range reviewSides {
		list := r.rowsOf(side.metrics, most)
		if len(r.checks()) > 0 {
			list = list[:min(len(list), most-1)]
		}
		out = append(out, list)
	}
	return out
}

// paintSides draws a row per metric: name, intervals of both windows on one axis, and the numbers with their verdicts.
func (r *review) paintSides(g *page) {
	const line = 31.0
	checks := r.checks()
	shown := min(len(checks), 4)
	bottom := g.bottom
	if shown > 0 {
		bottom -= float64(shown+1)*line + 14
	}
	sides := r.sides()
	rows := len(sides) + len(slices.Concat(sides...))
	const key, foot, labels = 40.0, 40.0, 330.0
	forest := 150.0
	switch {
	case g.narrow():
		forest = 190
	case len(r.windows()) == 1:
		forest = 440
	}
	a := &panel{p: g.paper, left: g.left + labels, right: g.left + labels + forest, top: g.top + key, bottom: bottom - foot, y0: 0, y1: 1}
	r.paintKey(g, a)
	a.x0, a.x1 = r.reach(sides)
	row := (a.bottom - a.top) / float64(rows)
	r.paintAxis(g, a)
	y := a.top
	for i, side := range reviewSides {
		g.styled(point{g.left, y + row*0.5 - 2}, side.name, style(textSize, true, ink), -1)
		g.line([]point{{g.left + textWidth(side.name, textSize, true) + 16, y + row*0.5}, {g.right, y + row*0.5}}, faint, 2, nil)
		y += row
		for _, metric := range sides[i] {
			r.paintRow(g, a, metric, y+row/2, row)
			y += row
		}
	}
	r.paintChecks(g, checks, shown, bottom+14, line)
}

// paintAxis draws zero and round numbers to either side of it, at least one besides zero where the axis has room for its name.
func (r *review) paintAxis(g *page, a *panel) {
	var marks []float64
	for n := 4; len(marks) < 3 && n <= 8; n++ {
		marks = ticks(a.x0, a.x1, n)
	}
	slices.SortStableFunc(marks, func(x, y float64) int { // zero has its name first, then the ends
		return cmp.Or(-cmp.Compare(indicator(x == 0), indicator(y == 0)), cmp.Compare(math.Abs(y), math.Abs(x)))
	})
	var taken [][2]float64
	for _, t := range marks {
		at, colour, width := a.place(t, 0).x, faint, 1.5
		if t == 0 {
			colour, width = ink, 2.5
		}
		g.line([]point{{at, a.top}, {at, a.bottom}}, colour, width, nil)
		half := textWidth(signedPercent(t), smallSize, false)/2 + 4
		if slices.ContainsFunc(taken, func(x [2]float64) bool { return at-half < x[1] && at+half > x[0] }) || at-half < g.left {
			continue
		}
		g.text(point{at, a.bottom + 22}, signedPercent(t), smallSize, grey, 0)
		taken = append(taken, [2]float64{at - half, at + half})
	}
}

func indicator(is bool) int {
	if is {
		return 1
	}
	return 0
}

// reach is the range of the changes shown.
func (r *review) reach(sides [][]string) (lo, hi float64) {
	var ends []float64
	for _, side := range sides {
		for _, metric := range side {
			for _, w := range r.windows() {
				if e := r.effect(metric, w); e != nil {
					ends = append(ends, 100*get(e.Change), 100*get(e.Lo), 100*get(e.Hi))
				}
			}
		}
	}
	lo, hi = span(true, ends)
	return lo - (hi-lo)*0.05, hi + (hi-lo)*0.02
}

// paintKey names the columns and says what the marks are.
func (r *review) paintKey(g *page, a *panel) {
	y := g.top + 12
	x := g.left
	for _, k := range []string{reports.VerdictBetter, reports.VerdictWorse, "unclear"} {
		g.verdictMark(point{x + 10, y}, k)
		g.text(point{x + 26, y}, k, smallSize, grey, -1)
		x += 26 + textWidth(k, smallSize, false) + 20
	}
	for i, w := range r.windows() {
		text := windowName(w)
		right := r.column(g, a, i)
		r.windowMark(g, i, point{right - textWidth(text, smallSize, false) - 18, y}, ink, 8)
		g.text(point{right, y}, text, smallSize, ink, 1)
	}
}

// column is the right edge of the numbers of a window.
func (r *review) column(g *page, a *panel, i int) float64 {
	return a.right + (g.right-a.right)*float64(i+1)/float64(len(r.windows()))
}

// windowMark tells windows apart by shape: a ring for the short run, a box for the long run or the whole horizon.
func (r *review) windowMark(g *page, i int, q point, c color.Color, radius float64) {
	if i == 0 && len(r.windows()) > 1 {
		g.ring(q, c, radius)
		return
	}
	g.mark(q, draw.BoxGlyph{}, c, radius)
}

func (p *paper) ring(q point, c color.Color, radius float64) {
	p.mark(q, draw.CircleGlyph{}, c, radius)
	p.mark(q, draw.CircleGlyph{}, white, radius-3)
}

func (r *review) paintRow(g *page, a *panel, metric string, y, row float64) {
	g.text(point{g.left, y}, clip(format.Capital(reports.Plain(metric)), smallSize, 320), smallSize, ink, -1)
	windows := r.windows()
	for i, w := range windows {
		e := r.effect(metric, w)
		if e == nil || e.Change == nil {
			g.text(point{r.column(g, a, i), y}, "no data", smallSize, grey, 1)
			continue
		}
		at := y + (float64(i)-float64(len(windows)-1)/2)*row*0.38
		c := effectColour(e, metric)
		if e.Lo != nil && e.Hi != nil {
			g.line([]point{{a.place(100**e.Lo, 0).x, at}, {a.place(100**e.Hi, 0).x, at}}, c, 4, nil)
		}
		r.windowMark(g, i, point{a.place(100**e.Change, 0).x, at}, c, 7)
		text := render.Size(e)
		if e.Absolute() {
			text = format.Change(*e.Change, math.NaN(), math.NaN()) + ": " + text
		}
		if textWidth(text, smallSize, true)+44 > (g.right-a.right)/float64(len(windows)) {
			text = render.Size(e) // no line shows the interval of a difference
		}
		if (e.Lo != nil || g.narrow()) && textWidth(text, smallSize, true)+44 > (g.right-a.right)/float64(len(windows)) { // the line beside it shows the interval, or the page's table
			text = format.Change(*e.Change, math.NaN(), math.NaN())
		}
		right := r.column(g, a, i)
		weight := i == len(windows)-1
		g.styled(point{right, y}, text, style(smallSize, weight, c), 1)
		g.verdictMark(point{right - textWidth(text, smallSize, weight) - 20, y}, e.Verdict)
	}
}

// verdictMark tells verdicts apart by shape: a tick for better, a cross for worse, a dash for unclear, nothing for a metric that
// has no better side or does not differ.
func (p *paper) verdictMark(q point, verdict string) {
	switch verdict {
	case reports.VerdictBetter:
		p.line([]point{{q.x - 9, q.y}, {q.x - 3, q.y + 7}, {q.x + 9, q.y - 8}}, betterBlue, 5, nil)
	case reports.VerdictWorse:
		for _, d := range []float64{-1, 1} {
			p.line([]point{{q.x - 8, q.y - 8*d}, {q.x + 8, q.y + 8*d}}, worseRed, 5, nil)
		}
	case reports.VerdictUnclear, reports.VerdictLost, reports.VerdictUntested:
		p.line([]point{{q.x - 8, q.y}, {q.x + 8, q.y}}, grey, 4, nil)
	}
}

// paintChecks lists the checks that the scenario states.
func (r *review) paintChecks(g *page, checks []reports.Check, shown int, y, line float64) {
	if shown == 0 {
		return
	}
	title := "Checks"
	if more := len(checks) - shown; more > 0 {
		title = "Checks (" + short(float64(more)) + " more in index.html)"
	}
	g.styled(point{g.left, y + line/2}, title, style(textSize, true, ink), -1)
	for _, c := range checks[:shown] {
		y += line
		g.styled(point{g.left, y + line/2}, c.Status, style(smallSize, true, statusColour(c.Status)), -1)
		x := g.left + max(90, textWidth(c.Status, smallSize, true)+20)
		text := verdict.Terse(&c)
		if textWidth(text, smallSize, false) > g.right-x { // what only warns is said above the checks, too
			text = strings.TrimSuffix(text, verdict.OnlyWarns)
		}
		if textWidth(text, smallSize, false) > g.right-x { // the page and the screen say what would decide it
			text, _, _ = strings.Cut(text, "; about ")
		}
		g.text(point{x, y + line/2}, clip(text, smallSize, g.right-x), smallSize, ink, -1)
	}
}

func statusColour(status string) color.Color {
	switch status {
	case reports.Pass:
		return betterBlue
	case reports.Fail:
		return worseRed
	}
	return grey
}
