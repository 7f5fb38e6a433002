package figures

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"marketsim/reports"
	"marketsim/reports/experiment"
	"marketsim/reports/format"
	"marketsim/reports/stats"
)

// DrawExperimentPoints writes an experiment in several markets as PNG, against the share of spend whose budget binds: reading over truth, with the
// budget law 1 / (1 - share), and the bias.
func DrawExperimentPoints(w io.Writer, p *experiment.Points, metric string, in *reports.Input, quick bool, o Options) error {
	series := linesOf(p, metric)
	f := &figure{name: "experiment-points", title: pointsTitle(series), subtitle: fmt.Sprintf(
		"Effect on %s in %d markets, %d replications each, by the share of control's spend from budgets that bind. Left: reading over truth; dashed: 1 / (1 - share). Right: bias in percentage points, with 95%% intervals.",
		metric, len(p.Report), p.Report[0].Replications)}
	if highest(series) > mostRatio {
		f.subtitle += fmt.Sprintf(" Readings of more than %d times the truth are not drawn.", mostRatio)
	}
	if inRow(series) {
		f.subtitle += " Markets stand in a row, since some have nearly the same share; below it, " + settingName(p) + "."
	}
	f.paint = func(g *page) { paintPoints(g, series) }
	return f.render(w, in, quick, o)
}

// series is one design over the points, in the order of marketOrder.
type series struct {
	name                       string
	share, ratio, bias, lo, hi []float64
	row                        bool      // markets stand in a row
	rank                       []float64 // the place of each market in it, from 0.5
	market                     []string  // what tells each market from the others
}

// commonUnit is what the settings of all markets end with, such as " USD"; empty where they do not, or there are several settings.
func commonUnit(p *experiment.Points) string {
	at := strings.LastIndexByte(p.Points[0][0], ' ')
	if at < 0 || len(p.Axes) > 1 {
		return ""
	}
	unit := p.Points[0][0][at:]
	if slices.ContainsFunc(p.Points, func(setting []string) bool { return !strings.HasSuffix(setting[0], unit) }) {
		return ""
	}
	return unit
}

// settingName is what the settings are called that tell markets apart, with their unit: daily_budget in USD.
func settingName(p *experiment.Points) string {
	var names []string
	for _, path := range p.Axes {
		names = append(names, path[strings.LastIndexByte(path, '.')+1:])
	}
	name := strings.Join(names, ", ")
	if unit := commonUnit(p); unit != "" {
		name += " in" + unit
	}
	return name
}

// apartShares is the least difference of shares at which two markets are told apart on an axis of shares.
const apartShares = 0.03

// crowded tells whether markets, in the order of their shares, would cover each other on an axis of shares.
func crowded(p *experiment.Points, order []int) bool {
	for i := 1; i < len(order); i++ {
		if p.Report[order[i]].Bound-p.Report[order[i-1]].Bound < apartShares {
			return true
		}
	}
	return false
}

// marketOrder is that of shares. Where markets stand in a row and one key tells them apart, it is that of the key, from the end with the smaller share: shares
// that are nearly the same are in no order but that of chance.
func marketOrder(p *experiment.Points) (order []int, row bool) {
	for k := range p.Report {
		order = append(order, k)
	}
	byShare := func(a, b int) int { return cmp.Compare(p.Report[a].Bound, p.Report[b].Bound) }
	sorted := slices.Clone(order)
	slices.SortStableFunc(sorted, byShare)
	switch row = crowded(p, sorted); {
	case !row || len(p.Axes) != 1:
		return sorted, row
	case byShare(0, len(order)-1) > 0:
		slices.Reverse(order)
	}
	return order, row
}

// linesOf are the plain readings of all designs.
func linesOf(p *experiment.Points, metric string) (out []series) {
	order, row := marketOrder(p)
	for _, s := range seriesOf(p, metric) {
		x := series{name: s.Design, row: row}
		if s.Estimator != experiment.Difference {
			x.name += ", " + s.Estimator
		}
		for rank, k := range order {
			if j := p.Find(k, metric, s.Design, s.Estimator); j != nil {
				x.rank, x.market = append(x.rank, float64(rank)+0.5), append(x.market, strings.TrimSuffix(strings.Join(p.Points[k], ", "), commonUnit(p)))
				x.share, x.ratio = append(x.share, p.Report[k].Bound), append(x.ratio, get(j.Estimate)/get(j.Truth))
				x.bias, x.lo, x.hi = append(x.bias, 100*get(j.Bias)), append(x.lo, 100*get(j.BiasLo)), append(x.hi, 100*get(j.BiasHi))
			}
		}
		out = append(out, x)
	}
	return out
}

// seriesOf are the plain readings of all designs, at most as many as there are colours.
func seriesOf(p *experiment.Points, metric string) (out []*experiment.Judgement) {
	for _, j := range judgementsOf(p.Report[0], metric) {
		if (j.Estimator == experiment.Difference || j.Estimator == experiment.Naive || j.Estimator == experiment.Interpolated) && len(out) < mostLines {
			out = append(out, j)
		}
	}
	return out
}

// pointsTitle says how the bias moves in the two designs in which it moves most.
func pointsTitle(all []series) string {
	moves := slices.Clone(all)
	slices.SortStableFunc(moves, func(a, b series) int { return cmp.Compare(b.move(), a.move()) })
	var parts []string
	for _, s := range moves[:min(2, len(moves))] {
		parts = append(parts, fmt.Sprintf("`%s` goes from %s to %s points", s.name, format.Signed(s.bias[0], 1), format.Signed(s.bias[len(s.bias)-1], 1)))
	}
	if len(parts) == 0 {
		return "No design was read"
	}
	return "As more budgets bind, the bias of " + strings.Join(parts, "; of ")
}

func (s series) move() float64 { return math.Abs(s.bias[len(s.bias)-1] - s.bias[0]) }

func paintPoints(g *page, all []series) {
	const axis, labels, gap = 110.0, 200.0, 64.0
	middle := (g.left + g.right) / 2
	a := &panel{p: g.paper, left: g.left + axis, right: middle - labels - 20, top: g.top + gap, bottom: g.bottom - 84, x0: 0, x1: 1}
	b := &panel{p: g.paper, left: middle + axis, right: g.right - labels, top: a.top, bottom: a.bottom, x0: 0, x1: 1}
	if inRow(all) {
		for _, s := range all {
			a.x1 = max(a.x1, s.rank[len(s.rank)-1]+0.5)
		}
		a.bottom -= 24
		b.x1, b.bottom = a.x1, a.bottom
	}
	var bias [][]float64
	for _, s := range all {
		bias = append(bias, s.bias, s.lo, s.hi)
	}
	a.y0, a.y1 = 0, min(mostRatio, 1.15*highest(all))
	b.y0, b.y1 = span(true, bias...)
	a.grid("Reading over truth", trim, 6)
	b.grid("Bias, percentage points", func(x float64) string { return strings.TrimSuffix(signedPercent(x), "%") }, 6)
	var left, right []label
	for _, x := range []*panel{a, b} {
		x.markets(all)
	}
	a.law(all)
	for i, s := range all {
		last, aside, at := len(s.share)-1, 0.0, s.places()
		if inRow(all) {
			aside = 14 * (float64(i) - float64(len(all)-1)/2)
		}
		for k, y := range s.ratio {
			if q := a.place(at[k], y); y >= a.y0 && y <= a.y1 {
				g.mark(point{q.x + aside, q.y}, shapeOf(i%2), armColour(i), 9)
			}
		}
		left = append(left, label{s.name, a.place(a.x1, min(a.y1, max(a.y0, s.ratio[last]))).y, i})
		b.curve(at, s.bias, missing(len(at)), missing(len(at)), i)
		for k, lo := range s.lo {
			x := at[k] + 5*float64(i)*b.x1/(b.right-b.left)
			b.interval(x, lo, x, s.hi[k], armColour(i), 1.5)
		}
		right = append(right, label{s.name, b.place(b.x1, s.bias[last]).y, i})
	}
	a.drawLabels(left, labels)
	b.drawLabels(right, labels)
}

// mostRatio is where the axis of readings over truth ends at the latest: over a truth near 0 they have no bound.
const mostRatio = 8

// highest is the largest reading over truth of all designs, at least 1.5.
func highest(all []series) float64 {
	most := 1.5
	for _, s := range all {
		for _, x := range s.ratio {
			if stats.IsFinite(x) {
				most = max(most, x)
			}
		}
	}
	return most
}

// inRow tells whether markets stand in a row, and not at their shares.
func inRow(all []series) bool { return len(all) > 0 && all[0].row }

// places are where a design's markets stand: at their shares, or in a row.
func (s series) places() []float64 {
	if s.row {
		return s.rank
	}
	return s.share
}

// fullest is the design that was read in most markets.
func fullest(all []series) series {
	return slices.MaxFunc(all, func(x, y series) int { return cmp.Compare(len(x.rank), len(y.rank)) })
}

// markets draws the horizontal axis: shares, or in a row each market's share above what tells it apart.
func (a *panel) markets(all []series) {
	const name = "share of spend whose budget binds"
	if !inRow(all) {
		a.foot([]float64{0, 0.25, 0.5, 0.75, 1}, trim, name)
		return
	}
	most := fullest(all)
	a.foot(most.rank, func(x float64) string { return fmt.Sprintf("%.0f%%", 100*most.share[slices.Index(most.rank, x)]) }, "")
	names := cutAll(most.market, smallSize, (a.right-a.left)/a.x1-8)
	for k, x := range most.rank {
		a.p.text(point{a.place(x, 0).x, a.bottom + 56}, names[k], smallSize, ink, 0)
	}
	a.p.text(point{(a.left + a.right) / 2, a.bottom + 86}, name, smallSize, grey, 0)
}

// law draws 1 / (1 - share) as far as it fits.
func (a *panel) law(all []series) {
	var line []point
	draw := func(x, share float64) {
		if y := 1 / (1 - share); y <= a.y1 {
			line = append(line, a.place(x, y))
		}
	}
	if inRow(all) {
		most := fullest(all)
		for k, x := range most.rank {
			draw(x, most.share[k])
		}
	} else {
		for x := 0.0; x < 1; x += 0.01 {
			draw(x, x)
		}
	}
	a.p.line(line, grey, 2.5, armDash(1))
}
