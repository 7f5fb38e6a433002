package figures

import (
	"fmt"

	"marketsim/reports"
	"marketsim/reports/format"
)

// alone turns the review into a page of one arm that is compared with none: its levels, and its days.
func (r *review) alone(f *figure) {
	f.title, f.lead = r.s.Headline, r.s.Question
	f.subtitle = r.subtitle() + " Intervals: 95% CI of the mean."
	if r.s.ReplicationsDone < 2 {
		f.subtitle = r.subtitle() + " No intervals."
	}
	f.alt = fmt.Sprintf("Levels of the headline metrics of %s, and its revenue and sessions by day, simulated. %s.", r.s.Arms[0].Name, f.title)
	f.header = []string{"arm", "side", "metric", "unit", "value", "lo", "hi"}
	name := r.s.Arms[0].Name
	for _, side := range reports.Headline {
		for _, metric := range side.Metrics {
			if v := r.s.Value(name, metric, reports.Everyone); v != nil && v.Value != nil {
				f.rows = append(f.rows, []string{name, side.Name, metric, v.Unit, number(get(v.Value)), number(get(v.Lo)), number(get(v.Hi))})
			}
		}
	}
	f.paint = r.paintAlone
}

// mostLevels is how many levels of a side the page shows.
const mostLevels = 6

// paintAlone lays out levels on the left, days on the right.
func (r *review) paintAlone(g *page) {
	name := r.s.Arms[0].Name
	width, days := 760.0, 0.0
	if g.narrow() {
		width, days = g.right-g.left, (g.bottom-g.top)*0.5
	}
	sides := make([][]*reports.Value, len(reports.Headline))
	rows := len(sides)
	for i, side := range reports.Headline {
		for _, metric := range side.Metrics {
			if v := r.s.Value(name, metric, reports.Everyone); v != nil && v.Value != nil && len(sides[i]) < mostLevels {
				sides[i] = append(sides[i], v)
			}
		}
		rows += len(sides[i])
	}
	row := min(44, (g.bottom-g.top-days)/float64(rows))
	y := g.top + row/2
	for i, side := range reports.Headline {
		g.styled(point{g.left, y}, side.Name, style(textSize, true, ink), -1)
		g.line([]point{{g.left, y + row/2}, {g.left + width, y + row/2}}, faint, 2, nil)
		y += row
		for _, v := range sides[i] {
			label := reports.Plain(v.Metric)
			if v.Unit == "USD" || v.Unit == "%" {
				label += ", " + v.Unit
			}
			value := format.Interval(*v.Value, get(v.Lo), get(v.Hi))
			g.text(point{g.left, y}, cut(format.Capital(label), smallSize, false, width-textWidth(value, smallSize, false)-20), smallSize, ink, -1)
			g.text(point{g.left + width, y}, value, smallSize, ink, 1)
			y += row
		}
	}
	if g.narrow() {
		r.paintDays(g.between(g.bottom-days+40, g.bottom))
		return
	}
	r.paintDays(&page{paper: g.paper, left: g.left + width + 70, top: g.top, right: g.right, bottom: g.bottom})
}

// paintDays draws revenue and sessions by day.
func (r *review) paintDays(g *page) {
	const axis, gap = 110.0, 58.0
	metrics := dailyMetrics[:2]
	height := (g.bottom - g.top - 84 - gap*float64(len(metrics))) / float64(len(metrics))
	for k, name := range metrics {
		top := g.top + gap + float64(k)*(height+gap)
		a := &panel{p: g.paper, left: g.left + axis, right: g.right - 20, top: top, bottom: top + height, x0: 0, x1: max(1, float64(r.in.Days-1))}
		d := r.s.Series(r.s.Arms[0].Name, name)
		if d == nil || len(d.Mean) == 0 {
			continue
		}
		mean, lo, hi := floats(d.Mean), positive(floats(d.Mean), floats(d.Lo)), floats(d.Hi)
		a.y0, a.y1 = span(false, mean, lo, hi)
		a.grid(panelName(r.in.Metric(name).Metric), short, 5)
		xs := make([]float64, len(mean))
		for i := range xs {
			xs[i] = float64(i)
		}
		a.curve(xs, mean, lo, hi, 0)
		if k == len(metrics)-1 {
			a.foot(dayTicks(a.x1), day, "day")
		}
	}
}
