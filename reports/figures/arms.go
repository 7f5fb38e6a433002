package figures

import (
	"fmt"
	"image/color"
	"math"
	"strings"

	"gonum.org/v1/plot/vg/draw"

	"marketsim/reports"
	"marketsim/reports/format"
	"marketsim/reports/render"
	"marketsim/reports/verdict"
)

// mostRows and mostColumns are how many arms and metrics the figure of all arms has room for; with less room each, mostFailing metrics
// of checks that fail.
const (
	mostRows    = 12
	mostColumns = 5
	mostFailing = 8
)

// arms sets all arms side by side: the change of each key metric with its interval, the best of each column marked.
func arms(_ *reports.Input, s *reports.Summary) *figure {
	f := &figure{name: "arms", title: "Fewer than two arms are compared with control", header: []string{"arm", "vs", "metric", "change", "lo", "hi", "verdict", "best"}}
	f.subtitle = fmt.Sprintf("Simulated, %s.", replications(s))
	f.paint = func(g *page) {
		g.nothing("This figure sets several arms side by side; the figures effects and review show one arm.")
	}
	f.alt = f.title + "."
	b := s.Board
	if b == nil {
		return f
	}
	finding, cost, _ := strings.Cut(b.Finding, ". ")
	f.title, f.lead = strings.TrimSuffix(finding, "."), cost
	if verdict.Leads(s) { // the best of arms that fail is no headline
		f.title, f.lead = s.Headline, b.Finding
	}
	shown, left := s.Choose(b.Arms, b.BestArm("revenue"), mostRows)
	_, failing := s.Judged()
	columns := b.Metrics[:min(max(mostColumns, min(failing, mostFailing)), len(b.Metrics))]
	f.subtitle = fmt.Sprintf("Simulated, change against %s over the whole horizon, %s. Star: best of its column among what is clear; grey: not clear, or neither better nor worse.", b.Versus, replications(s))
	f.subtitle += notShown(left)
	if rest := b.Metrics[len(columns):]; len(rest) > 0 {
		f.subtitle += " In tables only: " + format.And(plain(rest)) + "."
	}
	f.subtitle += render.Unmoved(s)
	for _, arm := range b.Arms {
		for _, m := range b.Metrics {
			if e := s.Effect(arm, m, reports.Everyone, reports.Everyone); e != nil {
				f.rows = append(f.rows, []string{arm, e.Versus, m, number(get(e.Change)), number(get(e.Lo)), number(get(e.Hi)), e.Verdict, fmt.Sprint(b.BestArm(m) == arm)})
			}
		}
	}
	f.alt = fmt.Sprintf("Changes of %d metrics in %d arms against %s with intervals. %s", len(b.Metrics), len(b.Arms), b.Versus, b.Finding)
	f.paint = func(g *page) { paintArms(g, s, shown, columns) }
	return f
}

// plain are the words for metrics.
func plain(metrics []string) (words []string) {
	for _, m := range metrics {
		words = append(words, reports.Plain(m))
	}
	return words
}

func paintArms(g *page, s *reports.Summary, shown, columns []string) {
	if len(columns) == 0 {
		g.nothing("No arm changes any of the key metrics.")
		return
	}
	const names, gap, head = 330.0, 34.0, 52.0
	width := (g.right - g.left - names) / float64(len(columns))
	top := g.top + head
	row := min(120, (g.bottom-top-10)/float64(len(shown)))
	for i, name := range cutAll(shown, textSize, names-24) {
		y := top + (float64(i)+0.5)*row
		g.text(point{g.left, y}, name, textSize, ink, -1)
		if i > 0 {
			g.line([]point{{g.left, top + float64(i)*row}, {g.right, top + float64(i)*row}}, faint, 1, nil)
		}
	}
	for k, metric := range columns {
		left := g.left + names + float64(k)*width
		a := &panel{p: g.paper, left: left + gap/2, right: left + width - gap/2, top: top, bottom: top + row*float64(len(shown)), y0: 0, y1: 1}
		a.armColumn(s, shown, metric, row)
	}
}

// armColumn draws one metric: an interval and its size for every arm, on one axis.
func (a *panel) armColumn(s *reports.Summary, shown []string, metric string, row float64) {
	var ends []float64
	for _, arm := range shown {
		if e := s.Effect(arm, metric, reports.Everyone, reports.Everyone); e != nil {
			ends = append(ends, 100*get(e.Change), 100*get(e.Lo), 100*get(e.Hi))
		}
	}
	a.x0, a.x1 = span(true, ends)
	air := (a.x1 - a.x0) * 0.08
	a.x0, a.x1 = a.x0-air, a.x1+air
	a.p.styled(point{(a.left + a.right) / 2, a.top - 24}, cut(format.Capital(reports.Plain(metric)), textSize, true, a.right-a.left+20), style(textSize, true, ink), 0)
	zero := a.place(0, 0).x
	for i, arm := range shown {
		e := s.Effect(arm, metric, reports.Everyone, reports.Everyone)
		y := a.top + (float64(i)+0.3)*row
		if e == nil || e.Change == nil {
			a.p.haloed(point{(a.left + a.right) / 2, y}, "no relative change", smallSize, grey, 0)
			continue
		}
		a.p.line([]point{{zero, y - row*0.24}, {zero, y + row*0.2}}, ink, 2, nil)
		c := effectColour(e, metric)
		if e.Lo != nil && e.Hi != nil {
			a.p.line([]point{{a.place(100**e.Lo, 0).x, y}, {a.place(100**e.Hi, 0).x, y}}, c, 4, nil)
		}
		a.p.mark(point{a.place(100**e.Change, 0).x, y}, draw.CircleGlyph{}, c, 8)
		best := s.Board.BestArm(metric) == arm
		text := format.Change(*e.Change, math.NaN(), math.NaN())
		a.p.haloed(point{(a.left + a.right) / 2, y + max(smallSize*1.05, row*0.36)}, text, smallSize, c, 0)
		if best {
			half := textWidth(text, smallSize, false)/2 + 22
			a.p.star(point{(a.left+a.right)/2 - half, y + max(smallSize*1.05, row*0.36)}, c)
		}
	}
}

// star draws a star of five points.
func (p *paper) star(q point, c color.Color) {
	var corners []point
	for i := range 10 {
		r := 13.0
		if i%2 == 1 {
			r = 5.5
		}
		angle := math.Pi/2 + float64(i)*math.Pi/5
		corners = append(corners, point{q.x + r*math.Cos(angle), q.y - r*math.Sin(angle)})
	}
	p.fill(corners, c)
}
