package figures

import (
	"fmt"
	"io"
	"math"
	"path/filepath"
	"sort"
	"strconv"
	"strings"

	"gonum.org/v1/plot/vg/draw"

	"marketsim/reports"
	"marketsim/reports/format"
	"marketsim/reports/sweeps"
	"marketsim/sim/units/files"
)

// DrawSweep writes the figures of a sweep into a folder: NAME.png, NAME.csv and NAME.txt. It returns the names of the files
// written, sorted.
func DrawSweep(dir string, s *sweeps.Sweep, o Options) ([]string, error) {
	if err := files.MakeDirs(dir); err != nil {
		return nil, fmt.Errorf("the folder for figures cannot be made: %w", err)
	}
	var files []string
	for _, f := range []*figure{frontier(s), sensitivity(s)} {
		for ext, content := range map[string]func(io.Writer) error{
			".png": func(w io.Writer) error { return f.render(w, s.In.Base, s.In.Base.Quick, o) }, ".csv": f.csv, ".txt": f.sentence,
		} {
			if err := reports.WriteFile(filepath.Join(dir, f.name+ext), content); err != nil {
				return files, fmt.Errorf("figure %s cannot be written: %w", f.name+ext, err)
			}
			files = append(files, f.name+ext)
		}
	}
	sort.Strings(files)
	return files, nil
}

// overPoints words what a sweep is made of.
func overPoints(s *sweeps.Sweep) string {
	return fmt.Sprintf("Simulated, %s x %s with common random numbers", format.Count(len(s.Summary.Points), "point"), format.Count(s.Summary.Done, "replication"))
}

// sensitivity shows outcomes against axes, and what moves what most.
func sensitivity(s *sweeps.Sweep) *figure {
	sum := s.Summary
	f := &figure{name: "sensitivity", title: "Nothing is finished at every point", header: []string{"arm", "vs", "metric", "axis", "from", "to", "change", "lo", "hi", "verdict", "level", "why"}}
	f.subtitle = overPoints(s)
	shown := sum.Shown()
	shown = shown[:min(3, len(shown))]
	for _, x := range sum.Sensitivity {
		f.rows = append(f.rows, []string{x.Arm, x.Versus, x.Metric, x.Axis, x.From, x.To, number(get(x.Change)), number(get(x.Lo)), number(get(x.Hi)), x.Verdict, number(x.Level), x.Why})
	}
	f.alt = f.title + "."
	if len(sum.Sensitivity) == 0 || len(shown) == 0 {
		f.paint = func(g *page) { g.nothing("There are no two points to compare.") }
		return f
	}
	f.title = sensitivityTitle(sum, shown[0])
	f.subtitle += "; dots: means over the points at a value, bars: 95% CI; line: the straight-line effect, other axes held."
	f.alt = fmt.Sprintf("Panels of %d outcomes against %d axes. %s.", len(shown), len(sum.Axes), f.title)
	f.paint = func(g *page) { paintSensitivity(g, s, shown) }
	return f
}

// sensitivityTitle names what moves an outcome most among the effects that are clear.
func sensitivityTitle(s *sweeps.SweepSummary, o sweeps.Outcome) string {
	var most *sweeps.Sensitivity
	for i := range s.Sensitivity {
		x := &s.Sensitivity[i]
		clear := x.Verdict == reports.VerdictBetter || x.Verdict == reports.VerdictWorse || x.Verdict == reports.VerdictUp || x.Verdict == reports.VerdictDown
		if x.Outcome == o && clear && (most == nil || math.Abs(*x.Change) > math.Abs(*most.Change)) {
			most = x
		}
	}
	if most == nil {
		return fmt.Sprintf("No axis clearly moves %s", o.Name())
	}
	return fmt.Sprintf("%s moves %s most: %s from %s to %s", most.Axis, o.Name(), most.Size(), most.From, most.To)
}

// maxAxes are drawn; the rest is in the CSV.
const maxAxes = 4

func paintSensitivity(g *page, s *sweeps.Sweep, shown []sweeps.Outcome) {
	axes := s.In.Axes[:min(maxAxes, len(s.In.Axes))]
	const axis, gapX, gapY, foot = 110.0, 40.0, 86.0, 84.0
	width := (g.right - g.left - gapX*float64(len(axes)-1)) / float64(len(axes))
	height := (g.bottom - g.top - foot - gapY*float64(len(shown))) / float64(len(shown))
	for k, o := range shown {
		var all [][]float64
		for i := range axes {
			for _, l := range levelsOf(s, i, o) {
				all = append(all, []float64{l.mean, l.lo, l.hi})
			}
		}
		lo, hi := span(false, all...)
		for i := range axes {
			left := g.left + float64(i)*(width+gapX)
			top := g.top + gapY + float64(k)*(height+gapY)
			a := &panel{p: g.paper, left: left + axis, right: left + width - 20, top: top, bottom: top + height, y0: lo, y1: hi}
			if i == 0 {
				name := format.Capital(o.Name())
				if o.Unit != "count" {
					name += ", " + o.Unit
				}
				g.styled(point{left, top - 56}, clip(name, textSize, g.right-left), style(textSize, true, ink), -1)
			}
			a.drawAxis(s, i, o, k == len(shown)-1)
		}
	}
}

// level is an outcome over the points at one value of an axis.
type level struct {
	x            float64 // the value, or its number where it is none
	text         string
	mean, lo, hi float64
}

func levelsOf(s *sweeps.Sweep, axis int, o sweeps.Outcome) (out []level) {
	a := &s.In.Axes[axis]
	seen := map[string]int{}
	var groups [][]int
	for p, v := range a.Values {
		i, ok := seen[v]
		if !ok {
			i = len(groups)
			seen[v] = i
			groups = append(groups, nil)
			out = append(out, level{x: float64(i), text: v})
			if a.Numeric {
				out[i].x = a.Number(p)
			}
		}
		groups[i] = append(groups[i], p)
	}
	for i, points := range groups {
		out[i].mean, out[i].lo, out[i].hi = s.Over(points, o)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].x < out[j].x })
	return out
}

// drawAxis draws one panel: an outcome over the values of one axis, and its effect in words.
func (a *panel) drawAxis(s *sweeps.Sweep, axis int, o sweeps.Outcome, last bool) {
	levels := levelsOf(s, axis, o)
	lo, hi := levels[0].x, levels[len(levels)-1].x
	air := (hi - lo) * 0.08
	if air == 0 {
		air = 1
	}
	a.x0, a.x1 = lo-air, hi+air
	a.grid("", short, 4)
	for _, x := range s.Summary.Sensitivity {
		if x.Outcome != o || x.Axis != s.In.Axes[axis].Path || x.Change == nil || !s.In.Axes[axis].Numeric && len(levels) > 2 {
			continue
		}
		if s.In.Axes[axis].Numeric {
			middle, slope := s.Line(axis, o, *x.Change)
			a.p.line([]point{a.place(lo, middle-slope/2), a.place(hi, middle+slope/2)}, armColour(1), 3, armDash(1))
		}
		a.p.text(point{a.right, a.top - smallSize*0.9}, clip(x.Size(), smallSize, a.right-a.left), smallSize, ink, 1)
	}
	for _, l := range levels {
		q := a.place(l.x, l.mean)
		if !math.IsNaN(l.lo) && !math.IsNaN(l.hi) {
			a.p.line([]point{{q.x, a.place(0, l.lo).y}, {q.x, a.place(0, l.hi).y}}, grey, 3, nil)
		}
		a.p.mark(q, draw.CircleGlyph{}, ink, 7)
	}
	if last {
		a.levelTicks(&s.In.Axes[axis], levels)
	}
}

// levelTicks writes values below a panel, as many as fit.
func (a *panel) levelTicks(axis *sweeps.SweepAxis, levels []level) {
	widest := 0.0
	for _, l := range levels {
		widest = max(widest, textWidth(l.text, smallSize, false)+24)
	}
	free := a.left - 60
	for _, l := range levels {
		q := a.place(l.x, a.y0)
		if half := min(widest, textWidth(l.text, smallSize, false)+16) / 2; q.x-half > free && q.x+half < a.right+60 {
			a.p.line([]point{{q.x, a.bottom}, {q.x, a.bottom + 8}}, grey, 1.5, nil)
			a.p.text(point{q.x, a.bottom + 28}, l.text, smallSize, grey, 0)
			free = q.x + half
		}
	}
	a.p.text(point{(a.left + a.right) / 2, a.bottom + 62}, clip(strings.TrimPrefix(axis.Path, "market."), smallSize, a.right-a.left+120), smallSize, ink, 0)
}

// frontier sets what the platform earns against how often Pinners come, point by point.
func frontier(s *sweeps.Sweep) *figure {
	sum := s.Summary
	earn, visit := s.TradeOff()
	f := &figure{name: "frontier", title: "Nothing is finished at every point", header: []string{"point", "setting", "revenue", "revenue_lo", "revenue_hi",
		"sessions", "sessions_lo", "sessions_hi", "front"}}
	f.subtitle = overPoints(s) + "."
	f.alt = f.title + "."
	f.paint = func(g *page) { g.nothing("There is nothing to draw.") }
	if sum.Done == 0 {
		return f
	}
	best, front := 0, 0
	for p := range sum.Points {
		point := &sum.Points[p]
		x, y := point.Value(visit), point.Value(earn)
		f.rows = append(f.rows, []string{strconv.Itoa(p), strings.Join(point.Setting, "; "), number(get(y.Value)), number(get(y.Lo)), number(get(y.Hi)),
			number(get(x.Value)), number(get(x.Lo)), number(get(x.Hi)), strconv.FormatBool(point.Front)})
		if get(y.Value) > get(sum.Points[best].Value(earn).Value) {
			best = p
		}
		if point.Front {
			front++
		}
	}
	f.title = fmt.Sprintf("%d of %d points are a fair trade between revenue and sessions; point %d earns most", front, len(sum.Points), best)
	f.subtitle += " Numbers are points; filled: no other has both more revenue and more sessions (by means). Bars: 95% CI of their means."
	f.alt = fmt.Sprintf("Scatter of %s against %s over %d points. %s; it has %s.", earn.Name(), visit.Name(), len(sum.Points), f.title, setting(sum, best))
	f.paint = func(g *page) { paintFrontier(g, s, earn, visit, best) }
	return f
}

func setting(s *sweeps.SweepSummary, p int) string {
	var words []string
	for i, a := range s.Axes {
		words = append(words, a.Path+" "+s.Points[p].Setting[i])
	}
	return strings.Join(words, ", ")
}

func paintFrontier(g *page, s *sweeps.Sweep, earn, visit sweeps.Outcome, best int) {
	sum := s.Summary
	a := &panel{p: g.paper, left: g.left + 130, right: g.right - 40, top: g.top + 56, bottom: g.bottom - 130}
	var xs, ys []float64
	for p := range sum.Points {
		x, y := sum.Points[p].Value(visit), sum.Points[p].Value(earn)
		xs, ys = append(xs, get(x.Value), get(x.Lo), get(x.Hi)), append(ys, get(y.Value), get(y.Lo), get(y.Hi))
	}
	a.x0, a.x1 = span(false, xs)
	a.y0, a.y1 = span(false, ys)
	unit := func(o sweeps.Outcome) string {
		if o.Unit == "count" {
			return ""
		}
		return ", " + o.Unit
	}
	a.grid(format.Capital(earn.Name())+unit(earn), short, 6)
	a.foot(ticks(a.x0, a.x1, 8), short, format.Capital(visit.Name())+unit(visit))
	var line []point
	for p := range sum.Points {
		q := &sum.Points[p]
		x, y := q.Value(visit), q.Value(earn)
		at := a.place(get(x.Value), get(y.Value))
		if math.IsNaN(at.x) || math.IsNaN(at.y) {
			continue
		}
		if !q.Front {
			continue
		}
		line = append(line, at)
		if x.Lo != nil && x.Hi != nil {
			g.line([]point{{a.place(*x.Lo, 0).x, at.y}, {a.place(*x.Hi, 0).x, at.y}}, faint, 2, nil)
		}
		if y.Lo != nil && y.Hi != nil {
			g.line([]point{{at.x, a.place(0, *y.Lo).y}, {at.x, a.place(0, *y.Hi).y}}, faint, 2, nil)
		}
	}
	sort.Slice(line, func(i, j int) bool { return line[i].x < line[j].x })
	g.line(line, armColour(1), 3, armDash(1))
	a.drawPoints(sum, earn, visit)
	text := fmt.Sprintf("Point %d, which earns most: %s.", best, setting(sum, best))
	g.text(point{g.left, g.bottom - smallSize/2}, clip(text, smallSize, g.right-g.left), smallSize, ink, -1)
}

// drawPoints marks points and numbers those that have room, the fair trades first.
func (a *panel) drawPoints(s *sweeps.SweepSummary, earn, visit sweeps.Outcome) {
	var taken []point
	for _, front := range []bool{true, false} {
		for i := range s.Points {
			q := &s.Points[i]
			at := a.place(get(q.Value(visit).Value), get(q.Value(earn).Value))
			if q.Front != front || math.IsNaN(at.x) || math.IsNaN(at.y) {
				continue
			}
			if front {
				a.p.mark(at, draw.CircleGlyph{}, armColour(1), 10)
			} else {
				a.p.ring(at, grey, 8)
			}
			free := true
			for _, t := range taken {
				free = free && (math.Abs(t.x-at.x) > 60 || math.Abs(t.y-at.y) > 26)
			}
			if free {
				a.p.text(point{at.x + 16, at.y - 14}, strconv.Itoa(q.Point), smallSize, ink, -1)
				taken = append(taken, at)
			}
		}
	}
}
