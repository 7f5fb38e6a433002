package figures

import (
	"fmt"
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot/vg/draw"

	"marketsim/reports/tuning"
)

// beliefsFigure shows strategies over beliefs: gains under each, in expectation, and the worst regret.
func beliefsFigure(s *tuning.Summary) *figure {
	d := s.Decision
	f := &figure{name: "beliefs", title: s.Headline, alt: s.Headline + ".", header: []string{"strategy", "belief", "weight", "gain", "half", "regret", "regret_half"}}
	f.subtitle = fmt.Sprintf("Simulated, %d fresh replications, common random numbers. First panel: %s under each belief and in expectation. Second: the worst regret and the belief under which it falls due. Bars: 95%% CI.",
		d.Replications, gainName(s))
	for k := range d.Strategies {
		x := &d.Strategies[k]
		for b := range d.Beliefs {
			f.rows = append(f.rows, []string{x.Name, d.Beliefs[b].Name, number(d.Beliefs[b].Weight), number(float64(x.Gains[b].Mean)),
				number(float64(x.Gains[b].Half)), number(float64(x.Regret[b].Mean)), number(float64(x.Regret[b].Half))})
		}
		f.rows = append(f.rows, []string{x.Name, "expected", "1", number(float64(x.Gain.Mean)), number(float64(x.Gain.Half)), number(float64(x.WorstRegret.Mean)), number(float64(x.WorstRegret.Half))})
	}
	shown := shownStrategies(d)
	f.tall = 2*(100+60) + 30*float64(len(d.Beliefs)/2) + float64(len(shown))*(2*(lineHeight+60)+16*float64(len(d.Beliefs)+1))
	f.paint = func(g *page) { paintBeliefs(g, s, shown) }
	return f
}

// paintBeliefs paints gains and regrets beside each other with the names of strategies before both; on a phone below each other with the names above each row.
func paintBeliefs(g *page, s *tuning.Summary, shown []int) {
	const names = 400.0
	d := s.Decision
	var called []string
	for _, k := range shown {
		called = append(called, d.Strategies[k].Name)
	}
	called = cutAll(called, smallSize, g.named(names-10))
	middle := g.left + names + (g.right-g.left-names)*0.62
	left := &panel{p: g.paper, left: g.left + names, right: middle - 60, bottom: g.bottom - 60, y1: 1}
	right := &panel{p: g.paper, left: middle + 20, right: g.right - 250, top: g.top + 100, bottom: g.bottom - 60, y1: 1}
	if g.narrow() {
		below := g.top + (g.bottom-g.top)*0.6
		left.left, left.right, left.bottom = g.left+44, g.right-44, below-60
		right.left, right.top = g.left+44, below+100
	}
	left.top = g.top + 70 + float64(len(left.beliefLegend(d)))*lineHeight
	left.gainsByBelief(s, shown)
	right.regrets(s, shown)
	left.strategies(s, shown, called)
	if g.narrow() {
		right.strategies(s, shown, called)
	}
}

// strategies writes the names of strategies, and parts their rows.
func (a *panel) strategies(s *tuning.Summary, shown []int, called []string) {
	edge := a.p.margin()
	for i, k := range shown {
		top, from, to := a.lane(i, len(shown), 1)
		y, best := (from+to)/2, k == s.Decision.Best
		note := point{edge, y + lineHeight}
		if a.p.narrow() {
			a.p.above(called[i], top, best)
			note.y = from + 12
		} else {
			a.p.styled(point{edge, y}, called[i], style(smallSize, best, ink), -1)
		}
		if slices.Contains(s.Decision.Strategies[k].Keeps, false) {
			a.p.haloed(note, "may break a constraint", smallSize, worseRed, -1)
		}
		if i > 0 {
			a.p.line([]point{{edge, top}, {a.p.width - edge, top}}, faint, 1.5, nil)
		}
	}
}

// mostStrategies is how many a page has room for.
const mostStrategies = 12

// shownStrategies are those that a page shows: all, or the first ones and whatever is best at something.
func shownStrategies(d *tuning.Decision) (list []int) {
	for k := range d.Strategies {
		if len(d.Strategies) <= mostStrategies || k < mostStrategies/2 || d.Choice(k) != "" && len(list) < mostStrategies {
			list = append(list, k)
		}
	}
	return list
}

// across draws vertical lines with their values below.
func (a *panel) across(format func(float64) string, n int) {
	for _, t := range ticks(a.x0, a.x1, n) {
		c := faint
		if t == 0 {
			c = grey
		}
		q := a.place(t, 0)
		a.p.line([]point{{q.x, a.top}, {q.x, a.bottom}}, c, 2, nil)
		a.p.text(point{q.x, a.bottom + 26}, format(t), smallSize, grey, 0)
	}
}

// row is the middle of the marks of row i of n, and how high they may stand.
func (a *panel) row(i, n int) (y, height float64) {
	_, from, to := a.lane(i, n, 1)
	return (from + to) / 2, to - from
}

// gainsByBelief draws a mark for each belief and one for the expectation.
func (a *panel) gainsByBelief(s *tuning.Summary, shown []int) {
	d, n := s.Decision, len(s.Decision.Beliefs)+1
	of := func(k, b int) (m, h float64) {
		x := d.Strategies[k].Gain
		if b < len(d.Beliefs) {
			x = d.Strategies[k].Gains[b]
		}
		h = 100 * float64(x.Half)
		if math.IsNaN(h) {
			h = 0
		}
		return 100 * sign(&s.Objectives[0]) * float64(x.Mean), h
	}
	var ends []float64
	for _, k := range shown {
		for b := range n {
			m, h := of(k, b)
			ends = append(ends, m-h, m+h)
		}
	}
	a.x0, a.x1 = span(true, ends)
	a.across(signedPercent, 6)
	a.keyed(gainName(s), a.beliefLegend(d))
	for i, k := range shown {
		y, height := a.row(i, len(shown))
		for b := range n {
			m, h := of(k, b)
			at, shape, c := y+(float64(b)-float64(n-1)/2)*height*0.7/float64(n), beliefShape(b), armColour(1+b)
			if b == n-1 {
				shape, c = draw.BoxGlyph{}, ink
			}
			if k == 0 && b < n-1 {
				continue // nothing by definition
			}
			a.p.line([]point{{a.place(m-h, 0).x, at}, {a.place(m+h, 0).x, at}}, c, 3, nil)
			a.p.mark(point{a.place(m, 0).x, at}, shape, c, 9)
		}
	}
}

// beliefShape marks a belief, so that colour does not stand alone.
func beliefShape(b int) draw.GlyphDrawer {
	return []draw.GlyphDrawer{draw.CircleGlyph{}, draw.PyramidGlyph{}, ringGlyph{}, crossGlyph{}}[b%4]
}

// legend is a mark with its name, so far from the left.
type legend struct {
	shape draw.GlyphDrawer
	c     color.RGBA
	name  string
	x     float64
}

// beliefLegend names the marks, in as many lines as they need.
func (a *panel) beliefLegend(d *tuning.Decision) (lines [][]legend) {
	lines, x := [][]legend{nil}, 0.0
	add := func(shape draw.GlyphDrawer, c color.RGBA, name string) {
		width := 64 + textWidth(name, smallSize, false)
		if x+width > a.right-a.left+44 {
			lines, x = append(lines, nil), 0
		}
		lines[len(lines)-1] = append(lines[len(lines)-1], legend{shape, c, name, x})
		x += width
	}
	add(draw.BoxGlyph{}, ink, "expected")
	var names []string
	for b := range d.Beliefs {
		names = append(names, d.Beliefs[b].Name)
	}
	for b, name := range cutAll(names, smallSize, 200) {
		add(beliefShape(b), armColour(1+b), name)
	}
	return lines
}

// keyed draws the lines of a legend above the panel, and its heading above them.
func (a *panel) keyed(heading string, lines [][]legend) {
	for i, line := range lines {
		y := a.top - 30 - float64(len(lines)-1-i)*lineHeight
		for _, e := range line {
			a.p.mark(point{a.left + e.x + 10, y}, e.shape, e.c, 9)
			a.p.text(point{a.left + e.x + 28, y}, e.name, smallSize, grey, -1)
		}
	}
	y := a.top - 46 - float64(max(1, len(lines)))*lineHeight
	a.p.styled(point{a.left, y}, cut(heading, textSize, true, a.p.width-a.p.margin()-a.left), style(textSize, true, ink), -1)
}

// regrets draws the worst regret of each strategy relative to what the best one brings in expectation.
func (a *panel) regrets(s *tuning.Summary, shown []int) {
	d := s.Decision
	scale := 100.0
	if d.Best >= 0 {
		scale /= math.Abs(float64(d.Strategies[d.Best].Expected.Mean))
	}
	var ends []float64
	for _, k := range shown {
		x := d.Strategies[k].WorstRegret
		ends = append(ends, scale*float64(x.Mean), scale*(float64(x.Mean)+float64(x.Half)))
	}
	a.x0, a.x1 = span(true, ends)
	a.x0 = 0
	a.across(percent, 4)
	a.keyed("Worst regret, of the best expectation", nil)
	for i, k := range shown {
		y, height := a.row(i, len(shown))
		x := &d.Strategies[k]
		m, h, bar := scale*float64(x.WorstRegret.Mean), scale*float64(x.WorstRegret.Half), min(24, height*0.25)
		c := pale
		if k == d.LeastRegret {
			c = betterBlue
		}
		zero, end := a.place(0, 0).x, a.place(max(0, m), 0).x
		a.p.fill([]point{{zero, y - bar}, {end, y - bar}, {end, y + bar}, {zero, y + bar}}, c)
		a.p.line([]point{{a.place(max(0, m-h), 0).x, y}, {a.place(max(0, min(a.x1, m+h)), 0).x, y}}, ink, 3, nil)
		text := percent(math.Round(m*100)/100+0) + " under " + d.Beliefs[x.WorstIn].Name
		if m <= 0 {
			text = "0"
		}
		a.p.haloed(point{max(end, a.place(max(0, min(a.x1, m+h)), 0).x) + 14, y}, cut(text, smallSize, false, 230), smallSize, ink, -1)
	}
}
