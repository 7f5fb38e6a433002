package figures

import (
	"fmt"
	"image/color"
	"strings"

	"marketsim/reports"
	"marketsim/reports/render"
	"marketsim/reports/stats"
)

// longRunMetrics are the panels of the long-run figure: money above, Pinners below.
var longRunMetrics = []struct{ metric, name string }{
	{"revenue", "Change of revenue a day"}, {"sessions", "Change of sessions a day (Pinner activity)"},
}

// longRun shows the effect of every arm on revenue and sessions by day, with the window of a two-week test, the crossing date
// with its interval, and what such a test would have concluded.
func longRun(in *reports.Input, s *reports.Summary) *figure {
	arms, left := compared(s)
	f := &figure{name: "longrun", title: "There is one arm: nothing to compare", header: []string{"arm", "vs", "metric", "day", "change", "lo", "hi"}}
	f.subtitle = fmt.Sprintf("Simulated; the effect of each day is that of the week around it; %s.", changeBands(s))
	if left > 0 {
		f.subtitle += fmt.Sprintf(" %d more arms are in longrun.csv of the run.", left)
	}
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
	return "bands: 95% CI, paired over " + replications(s)
}

// compared are the first arms that are held against another, and how many more there are.
func compared(s *reports.Summary) (arms []reports.Arm, left int) {
	for _, a := range s.Arms {
		switch {
		case a.Versus == "":
		case len(arms) == maxArms-1:
			left++
		default:
			arms = append(arms, a)
		}
	}
	return arms, left
}

// longRunTitle is the finding: the first arm whose effect turns, else the first arm.
func longRunTitle(s *reports.Summary, arms []reports.Arm) string {
	for _, a := range arms {
		if l := s.LongRunOf(a.Name, "revenue"); l != nil && l.Crossing != nil && l.Crossing.Day != nil {
			first, then := "raises", "lowers"
			if r := l.Reading(s.LastDays().Name); r != nil && get(r.Change) > 0 {
				first, then = then, first
			}
			return fmt.Sprintf("%s %s revenue at first, and %s it from %s on", a.Name, first, then, render.DayRange(l.Crossing))
		}
	}
	a := arms[0]
	early, late := s.ShortRun(), s.LastDays()
	if early.Name == late.Name {
		return fmt.Sprintf("Revenue with %s: %s", a.Name, change(s.Effect(a.Name, "revenue", reports.Everyone, early.Name)))
	}
	return fmt.Sprintf("Revenue with %s: %s in the %s days, %s in the %s", a.Name, change(s.Effect(a.Name, "revenue", reports.Everyone, early.Name)), days(early.Name),
		change(s.Effect(a.Name, "revenue", reports.Everyone, late.Name)), days(late.Name))
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
	for i, arm := range arms {
		text := render.TwoWeeks(s, arm.Name)
		if text == "" {
			continue
		}
		for j, line := range wrap(text, smallSize, false, g.right-g.left-30) {
			if j == 0 {
				g.line([]point{{g.left, y}, {g.left + 20, y}}, armColour(i+1), 6, nil)
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
	if a.y0 == 0 {
		a.y0 = -(a.y1 - a.y0) * 0.08
	}
	if a.y1 == 0 {
		a.y1 = (a.y1 - a.y0) * 0.08
	}
	if short := s.ShortRun(); len(s.Windows) > 1 {
		to := a.place(float64(short.To-1)+0.5, 0).x
		a.p.fill([]point{{a.left, a.top}, {to, a.top}, {to, a.bottom}, {a.left, a.bottom}}, shade)
	}
	a.grid(name, signedPercent, 6)
	zero := a.place(a.x0, 0)
	a.p.line([]point{zero, {a.right, zero.y}}, ink, 2.5, nil)
	var ends []label
	for i, arm := range arms {
		t := s.Trend(arm.Name, metric)
		if t == nil || len(t.Change) == 0 {
			continue
		}
		xs := make([]float64, len(t.Change))
		for j := range xs {
			xs[j] = float64(j)
		}
		mean := percentages(t.Change)
		a.curve(xs, mean, percentages(t.Lo), percentages(t.Hi), i+1)
		if last := mean[len(mean)-1]; last == last {
			ends = append(ends, label{arm.Name, a.place(a.x1, last).y, i + 1})
		}
		if l := s.LongRunOf(arm.Name, metric); l != nil {
			a.crossing(l.Crossing, i+1)
		}
	}
	if labels > 0 {
		a.drawLabels(ends, labels)
	}
	if short := s.ShortRun(); len(s.Windows) > 1 && first {
		to := a.place(float64(short.To-1)+0.5, 0).x
		a.note(point{to + 10, a.top + smallSize*0.7}, fmt.Sprintf("a test of %d days ends", short.To), grey)
	}
}

// crossing marks the day on the line of no effect, with its interval as a bar; an open end reaches the edge of the panel.
func (a *panel) crossing(c *stats.Crossing, arm int) {
	if c == nil || c.Day == nil {
		return
	}
	at := a.place(*c.Day-0.5, 0)
	colour := armColour(arm)
	a.p.line([]point{{at.x, a.top}, {at.x, a.bottom}}, colour, 2, armDash(arm))
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
	a.note(point{at.x + 10, a.bottom - smallSize*0.8}, render.DayRange(c), colour)
}

// note writes a text to the right of a place, or to its left where the panel ends, on a ground that hides what runs through it.
func (a *panel) note(q point, text string, c color.Color) {
	w, h := textWidth(text, smallSize, false), smallSize*0.6
	if q.x+w > a.right {
		q.x = max(a.left, q.x-20-w)
	}
	a.p.fill([]point{{q.x - 4, q.y - h}, {q.x + w + 4, q.y - h}, {q.x + w + 4, q.y + h}, {q.x - 4, q.y + h}}, white)
	a.p.text(q, text, smallSize, c, -1)
}

func percentages(xs []*float64) []float64 {
	out := floats(xs)
	for i := range out {
		out[i] *= 100
	}
	return out
}
