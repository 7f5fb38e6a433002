package figures

import (
	"fmt"
	"image/color"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot/vg/draw"

	"marketsim/reports"
	"marketsim/reports/format"
	"marketsim/reports/render"
	"marketsim/sim/results"
)

// effectMetrics are the metrics of the effects figure, the weightiest first.
var effectMetrics = results.Listed(results.EffectsFigure)

// byImportance sorts metrics: what an arm clearly makes better or worse first, then what else it clearly moves, what the correction
// takes away, what is unclear, and last what does not differ; within each the weightiest first.
func byImportance(s *reports.Summary, arm, window string) []string {
	class := func(metric string) int {
		e := s.Effect(arm, metric, reports.Everyone, window)
		switch {
		case e == nil || e.Change == nil:
			return 5
		case e.Verdict == reports.VerdictBetter || e.Verdict == reports.VerdictWorse:
			return 0
		case e.Moved():
			return 1
		case e.Verdict == reports.VerdictLost:
			return 2
		case e.Identical():
			return 4
		}
		return 3
	}
	out := slices.Clone(effectMetrics)
	slices.SortStableFunc(out, func(a, b string) int { return class(a) - class(b) })
	return out
}

// effects shows the relative change of the main metrics with intervals, the short run beside the long run.
func effects(in *reports.Input, s *reports.Summary) *figure {
	arm := leadArm(s)
	windows := []reports.Window{{Name: reports.Everyone, To: s.Days}}
	if arm != nil && s.TwoRuns(arm.Name) {
		windows = []reports.Window{s.ShortRun(arm.Name), s.LastDays(arm.Name)}
	}
	f := &figure{name: "effects", title: "There is one arm: nothing to compare", header: []string{"arm", "vs", "metric", "window", "change", "lo", "hi", "verdict", "level", "why"}}
	f.subtitle = fmt.Sprintf("Simulated; change paired over %s, intervals (t, Fieller) 95%%; n.s.: not significant after Holm's correction.", replications(s))
	if s.ReplicationsDone < 2 {
		f.subtitle = "Simulated; one replication, so there are no intervals."
	}
	var metrics []string
	if arm != nil {
		metrics = byImportance(s, arm.Name, windows[len(windows)-1].Name)
		f.title = effectsTitle(s, arm, windows)
		f.subtitle = strings.Replace(f.subtitle, "(t, Fieller) 95%", "(t, Fieller) "+render.LevelsOf(s, arm.Name, metrics, windows...), 1)
		if others := countArms(s) - 1; others > 0 {
			f.subtitle += fmt.Sprintf(" Shown: %s; %s in figure arms.", arm.Name, more(others))
		}
		for _, m := range metrics {
			for _, w := range windows {
				if e := s.Effect(arm.Name, m, reports.Everyone, w.Name); e != nil {
					f.rows = append(f.rows, []string{arm.Name, arm.Versus, m, w.Name, number(get(e.Change)), number(get(e.Lo)), number(get(e.Hi)), e.Verdict, number(e.Level), e.Why})
				}
			}
		}
	}
	f.alt = "Changes of the main metrics with intervals. " + f.title + "."
	f.paint = func(g *page) {
		if arm == nil {
			g.nothing("This run has no arm besides control; the figure review has its levels.")
			return
		}
		paintEffects(g, s, arm, windows, metrics)
	}
	return f
}

func countArms(s *reports.Summary) (n int) {
	for _, a := range s.Arms {
		if a.Versus != "" {
			n++
		}
	}
	return n
}

// effectsTitle says what got better and what got worse in the last window.
func effectsTitle(s *reports.Summary, arm *reports.Arm, windows []reports.Window) string {
	last := windows[len(windows)-1]
	metrics := byImportance(s, arm.Name, last.Name)
	var up, down []string
	identical, known := true, false
	for _, m := range metrics {
		e := s.Effect(arm.Name, m, reports.Everyone, last.Name)
		if e == nil {
			continue
		}
		known = known || e.Verdict != reports.VerdictNoData
		identical = identical && (e.Verdict == reports.VerdictIdentical || e.Verdict == reports.VerdictNoData)
		switch e.Verdict {
		case reports.VerdictBetter:
			up = append(up, reports.Plain(m))
		case reports.VerdictWorse:
			down = append(down, reports.Plain(m))
		}
	}
	when := " in the " + last.Words()
	if last.Name == reports.Everyone {
		when = ""
	}
	switch {
	case !known:
		return fmt.Sprintf("%s: no replication has data%s", arm.Name, when)
	case identical:
		return fmt.Sprintf("%s and %s are identical%s in every metric shown", arm.Name, arm.Versus, when)
	case s.ReplicationsDone < 2:
		return fmt.Sprintf("%s: one replication, whose differences may be chance", arm.Name)
	case len(up)+len(down) == 0:
		return fmt.Sprintf("%s: nothing is clear%s", arm.Name, when)
	case len(down) == 0:
		return fmt.Sprintf("%s: better%s in %s", arm.Name, when, list(up))
	case len(up) == 0:
		return fmt.Sprintf("%s: worse%s in %s", arm.Name, when, list(down))
	}
	return fmt.Sprintf("%s%s: better in %s; worse in %s", arm.Name, when, list(up), list(down))
}

func list(words []string) string {
	if len(words) > 3 {
		return fmt.Sprintf("%s and %d more", strings.Join(words[:2], ", "), len(words)-2)
	}
	return format.And(words)
}

func paintEffects(g *page, s *reports.Summary, arm *reports.Arm, windows []reports.Window, metrics []string) {
	const names, values = 430.0, 450.0
	key := g.top + 20
	x := g.left + names
	for i, w := range windows {
		g.mark(point{x + 12, key}, shapeOf(i), ink, 10)
		text := windowName(w)
		g.text(point{x + 34, key}, text, textSize, ink, -1)
		x += 34 + textWidth(text, textSize, false) + 50
	}
	for _, k := range []struct {
		text   string
		colour color.Color
	}{{"better", betterBlue}, {"worse", worseRed}, {"neither or unclear", grey}} {
		g.text(point{x, key}, k.text, textSize, k.colour, -1)
		x += textWidth(k.text, textSize, false) + 36
	}
	a := &panel{p: g.paper, left: g.left + names, right: g.right - values, top: g.top + 56, bottom: g.bottom - 56, y0: 0, y1: 1}
	var ends []float64
	for _, m := range metrics {
		for _, w := range windows {
			if e := s.Effect(arm.Name, m, reports.Everyone, w.Name); e != nil {
				ends = append(ends, 100*get(e.Change), 100*get(e.Lo), 100*get(e.Hi))
			}
		}
	}
	a.x0, a.x1 = span(true, ends)
	a.x0 -= (a.x1 - a.x0) * 0.04
	for _, t := range ticks(a.x0, a.x1, 8) {
		q := a.place(t, 0)
		c, width := faint, 1.5
		if math.Abs(t) < 1e-9 {
			c, width = ink, 2.5
		}
		g.line([]point{{q.x, a.top}, {q.x, a.bottom}}, c, width, nil)
		g.text(point{q.x, a.bottom + 26}, signedPercent(t), smallSize, grey, 0)
	}
	row := (a.bottom - a.top) / float64(len(metrics))
	for i, m := range metrics {
		y := a.top + (float64(i)+0.5)*row
		g.text(point{g.left, y}, cut(format.Capital(reports.Plain(m)), textSize, false, names-20), textSize, ink, -1)
		if i > 0 {
			g.line([]point{{g.left, y - row/2}, {g.right, y - row/2}}, faint, 1, nil)
		}
		for k, w := range windows {
			e := s.Effect(arm.Name, m, reports.Everyone, w.Name)
			at := y + (float64(k)-float64(len(windows)-1)/2)*row*0.44
			a.effect(e, m, at, k)
			text := "no data"
			if e != nil && e.Change != nil {
				text = render.Size(e) + word(s, e)
			}
			g.text(point{a.right + 24, at}, clip(text, smallSize, values-24), smallSize, effectColour(e, m), -1)
		}
	}
}

func windowName(w reports.Window) string { return w.Words() }

// shapeOf tells windows apart without colour.
func shapeOf(window int) draw.GlyphDrawer {
	if window == 0 {
		return draw.CircleGlyph{}
	}
	return draw.BoxGlyph{}
}

// effect draws one change with its interval.
func (a *panel) effect(e *reports.Effect, metric string, y float64, window int) {
	if e == nil || e.Change == nil {
		return
	}
	c := effectColour(e, metric)
	if e.Lo != nil && e.Hi != nil {
		lo, hi := a.place(100**e.Lo, 0).x, a.place(100**e.Hi, 0).x
		a.p.line([]point{{lo, y}, {hi, y}}, c, 4, nil)
		for _, x := range []float64{lo, hi} {
			a.p.line([]point{{x, y - 7}, {x, y + 7}}, c, 3, nil)
		}
	}
	a.p.mark(point{a.place(100**e.Change, 0).x, y}, shapeOf(window), c, 9)
}

func effectColour(e *reports.Effect, metric string) color.Color {
	if e != nil && better(metric) != results.Neither {
		switch e.Verdict {
		case reports.VerdictBetter:
			return betterBlue
		case reports.VerdictWorse:
			return worseRed
		}
	}
	return grey
}

// word says the verdict, so that it does not rest on colour.
func word(s *reports.Summary, e *reports.Effect) string {
	switch e.Verdict {
	case reports.VerdictBetter, reports.VerdictWorse, reports.VerdictIdentical:
		return "  " + e.Verdict
	case reports.VerdictUnclear:
		return "  unclear"
	case reports.VerdictLost:
		return "  n.s."
	}
	return ""
}

func signedPercent(x float64) string {
	if x > 1e-9 {
		return "+" + percent(x)
	}
	return percent(x)
}
