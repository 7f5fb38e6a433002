package figures

import (
	"fmt"
	"image/color"
	"math"
	"slices"
	"strings"

	"marketsim/reports"
	"marketsim/reports/render"
	"marketsim/reports/stats"
	"marketsim/sim/results"
)

// longRunMetrics are the panels of the long-run figure: money above, Pinners below.
var longRunMetrics = longRunPanels()

type longRunPanel struct{ metric, name string }

func longRunPanels() (list []longRunPanel) {
	for _, m := range results.Listed(results.LongRunFigure) {
		list = append(list, longRunPanel{m, "Change of daily " + reports.Plain(m)})
	}
	return list
}

// longRun shows the effect of every arm on revenue and sessions by day, with the window of a two-week test, the crossing date
// with its interval, and what such a test would have concluded.
func longRun(in *reports.Input, s *reports.Summary) *figure {
	arms, left := compared(s)
	f := &figure{name: "longrun", title: "There is one arm: nothing to compare", header: []string{"arm", "vs", "metric", "day", "change", "lo", "hi"}}
	f.subtitle = fmt.Sprintf("Simulated; each day stands for %s; %s.", stats.Around(s.Days), changeBands(s))
	f.subtitle += notShown(left)
	if len(arms) > 0 {
		f.title = longRunTitle(s, arms)
	}
	var names []string
	for _, a := range arms {
		names = append(names, a.Name+" against "+a.Versus)
		for _, m := range longRunMetrics {
			if t := s.Trend(a.Name, m.metric); t != nil {
				for d := range t.Change {
					f.rows = append(f.rows, []string{a.Name, a.Versus, m.metric, fmt.Sprint(d), number(get(t.Change[d])), number(get(t.Lo[d])), number(get(t.Hi[d]))})
				}
			}
		}
	}
	f.alt = fmt.Sprintf("Two line charts over %d simulated days of the change of revenue and of sessions: %s.", in.Days, strings.Join(names, ", "))
	for _, a := range arms {
		f.alt = strings.TrimSpace(f.alt + " " + render.TwoWeeks(s, a.Name))
	}
	f.paint = func(g *page) {
		if len(arms) == 0 {
			g.nothing("This run has no arm besides control.")
			return
		}
		paintLongRun(g, in, s, arms)
	}
	return f
}

func changeBands(s *reports.Summary) string {
	if s.ReplicationsDone < 2 {
		return "one replication, so no bands"
	}
	return "bands: 95% CI of each day alone, not corrected for several, paired over " + replications(s)
}

// compared are the arms that are shown of those compared with another, and the names of the others.
func compared(s *reports.Summary) (arms []reports.Arm, left []string) {
	var names []string
	for _, a := range s.Arms {
		if a.Versus != "" {
			names = append(names, a.Name)
		}
	}
	shown, left := s.Choose(names, leadName(s), maxArms-1)
	for _, a := range s.Arms {
		if slices.Contains(shown, a.Name) {
			arms = append(arms, a)
		}
	}
	return arms, left
}

// longRunTitle is the finding about arms that are shown, one at least: the first whose effect turns, else the one that leads, else the first.
func longRunTitle(s *reports.Summary, arms []reports.Arm) string {
	for _, a := range arms {
		if l := s.LongRunOf(a.Name, "revenue"); l != nil && l.Crossing != nil && l.Crossing.Day != nil {
			first, then := "raises", "lowers"
			if r := l.Reading(s.LastDays(a.Name).Name); r != nil && get(r.Change) > 0 {
				first, then = then, first
			}
			return fmt.Sprintf("%s %s revenue at first, and %s it from %s on", a.Name, first, then, render.DayRange(l.Crossing))
		}
	}
	a := leadArm(s)
	if !slices.ContainsFunc(arms, func(shown reports.Arm) bool { return shown.Name == a.Name }) { // the page is of another
		a = &arms[0]
	}
	early, late := s.ShortRun(a.Name), s.LastDays(a.Name)
	if early.Name == late.Name {
		return fmt.Sprintf("Revenue with %s: %s", a.Name, change(s.Effect(a.Name, "revenue", reports.Everyone, early.Name)))
	}
	return fmt.Sprintf("Revenue with %s: %s in the %s, %s in the %s", a.Name, change(s.Effect(a.Name, "revenue", reports.Everyone, early.Name)), early.Words(),
		change(s.Effect(a.Name, "revenue", reports.Everyone, late.Name)), late.Words())
}

func paintLongRun(g *page, in *reports.Input, s *reports.Summary, arms []reports.Arm) {
	const axis, labels, gap, foot = 110.0, 250.0, 60.0, 84.0
	var sentences []string
	for _, a := range arms {
		if text := render.TwoWeeks(s, a.Name); text != "" {
			sentences = append(sentences, wrap(text, smallSize, false, g.right-g.left-30)...)
		}
	}
	bottom := g.bottom - float64(len(sentences))*smallSize*1.25 - 6
	n := float64(len(longRunMetrics))
	height := (bottom - g.top - foot - gap*n) / n
	for k, m := range longRunMetrics {
		top := g.top + gap + float64(k)*(height+gap)
		a := &panel{p: g.paper, left: g.left + axis, right: g.right - labels, top: top, bottom: top + height, x0: 0, x1: max(1, float64(in.Days-1))}
		a.effectsByDay(s, arms, m.metric, m.name, k == 0, labels)
		if k == len(longRunMetrics)-1 {
			a.foot(dayTicks(a.x1), day, "day")
		}
	}
	y := bottom + smallSize
	for _, arm := range arms {
		text := render.TwoWeeks(s, arm.Name)
		if text == "" {
			continue
		}
		for j, line := range wrap(text, smallSize, false, g.right-g.left-30) {
			if j == 0 {
				g.line([]point{{g.left, y}, {g.left + 20, y}}, armColour(armAt(s, arm.Name)), 6, nil)
			}
			g.text(point{g.left + 30, y}, line, smallSize, ink, -1)
			y += smallSize * 1.25
		}
	}
}

// effectsByDay draws one panel: the two-week test as a shaded column, zero, every arm's line with its band and name, and crossings.
// Without room for labels, lines have no names.
func (a *panel) effectsByDay(s *reports.Summary, arms []reports.Arm, metric, name string, first bool, labels float64) {
	var all [][]float64
	for _, arm := range arms {
		if t := s.Trend(arm.Name, metric); t != nil {
			all = append(all, percentages(t.Change), percentages(t.Lo), percentages(t.Hi))
		}
	}
	a.y0, a.y1 = span(true, all...)
	if a.y1-a.y0 < 1e-6 { // nothing differs
		a.y0, a.y1 = -1, 1
	}
	if a.y0 == 0 {
		a.y0 = -(a.y1 - a.y0) * 0.08
	}
	if a.y1 == 0 {
		a.y1 = (a.y1 - a.y0) * 0.08
	}
	short, two := commonShort(s, arms)
	if two {
		from, to := a.left, a.place(float64(short.To-1)+0.5, 0).x
		if short.From > 0 {
			from = a.place(float64(short.From)-0.5, 0).x
		}
		a.p.fill([]point{{from, a.top}, {to, a.top}, {to, a.bottom}, {from, a.bottom}}, shade)
	}
	a.grid(name, signedPercent, 6)
	zero := a.place(a.x0, 0)
	a.p.line([]point{zero, {a.right, zero.y}}, ink, 2.5, nil)
	var ends []label
	for _, arm := range arms {
		t := s.Trend(arm.Name, metric)
		if t == nil || len(t.Change) == 0 {
			continue
		}
		xs := make([]float64, len(t.Change))
		for j := range xs {
			xs[j] = float64(j)
		}
		mean := percentages(t.Change)
		a.curve(xs, mean, percentages(t.Lo), percentages(t.Hi), armAt(s, arm.Name))
		if last := mean[len(mean)-1]; last == last {
			ends = append(ends, label{arm.Name, a.place(a.x1, last).y, armAt(s, arm.Name)})
		}
	}
	for _, arm := range arms { // after all lines, so that their labels find room
		if l := s.LongRunOf(arm.Name, metric); l != nil {
			a.crossing(l.Crossing, armAt(s, arm.Name))
		}
	}
	if labels > 0 {
		a.drawLabels(ends, labels)
	}
	if two && first {
		to := a.place(float64(short.To-1)+0.5, 0).x
		a.note(to, fmt.Sprintf("%d-day test ends", short.To-short.From), grey)
	}
}

// commonShort is the short run of the arms shown, where all have the same.
func commonShort(s *reports.Summary, arms []reports.Arm) (short reports.Window, ok bool) {
	for i, a := range arms {
		if !s.TwoRuns(a.Name) || i > 0 && s.ShortRun(a.Name) != short {
			return short, false
		}
		short = s.ShortRun(a.Name)
	}
	return short, len(arms) > 0
}

// crossing marks the day on the line of no effect, with its interval as a bar; an open end reaches the edge of the panel.
func (a *panel) crossing(c *stats.Crossing, arm int) {
	if c == nil || c.Day == nil {
		return
	}
	at := a.place(*c.Day-0.5, 0)
	colour := armColour(arm)
	upright := []point{{at.x, a.top}, {at.x, a.bottom}}
	a.p.line(upright, colour, 2, armDash(arm))
	a.p.data = append(a.p.data, upright)
	if c.Why == "" {
		lo, hi := a.left, a.right
		if c.Lo != nil {
			lo = a.place(*c.Lo-0.5, 0).x
		}
		if c.Hi != nil {
			hi = a.place(*c.Hi-0.5, 0).x
		}
		a.p.line([]point{{lo, at.y}, {hi, at.y}}, colour, 9, nil)
	}
	a.note(at.x, render.DayRange(c), colour)
}

// note writes a text beside a vertical line, on its right or on its left, at the first place at which the least of lines and other notes
// runs through it, and on a halo in any case.
func (a *panel) note(x float64, text string, c color.Color) {
	w, h := textWidth(text, smallSize, false), smallSize*0.6
	var at point
	least := math.MaxInt
	for i, left := range []float64{x + 10, max(a.left+4, x-10-w)} {
		if i == 0 && left+w > a.right {
			continue // it does not fit there
		}
		for y := a.top + h; y <= a.bottom-h; y += 6 {
			if n := a.p.crossed(written{left: left - 4, right: left + w + 4, top: y - h, bottom: y + h}); n < least {
				at, least = point{left, y}, n
			}
		}
	}
	a.p.notes = append(a.p.notes, written{text, smallSize, at.x, at.y - h, at.x + w, at.y + h})
	a.p.haloed(at, text, smallSize, c, -1)
}

// crossed counts the pieces of lines and the notes that a rectangle would cover.
func (p *paper) crossed(box written) (n int) {
	for _, line := range p.data {
		for i := 1; i < len(line); i++ {
			if touches(line[i-1], line[i], box) {
				n++
			}
		}
	}
	for _, o := range p.notes {
		if o.left < box.right && box.left < o.right && o.top < box.bottom && box.top < o.bottom {
			n += 100
		}
	}
	return n
}

// touches tells whether the straight line between two points enters a rectangle.
func touches(p, q point, box written) bool {
	from, to := 0.0, 1.0
	for _, side := range [][2]float64{{p.x - q.x, p.x - box.left}, {q.x - p.x, box.right - p.x}, {p.y - q.y, p.y - box.top}, {q.y - p.y, box.bottom - p.y}} {
		switch d, room := side[0], side[1]; {
		case d == 0 && room < 0:
			return false
		case d < 0:
			from = max(from, room/d)
		case d > 0:
			to = min(to, room/d)
		}
	}
	return from <= to
}

func percentages(xs []*float64) []float64 {
	out := floats(xs)
	for i := range out {
		out[i] *= 100
	}
	return out
}
