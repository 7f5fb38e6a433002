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
	f.subtitle = fmt.Sprintf("Simulated, %d fresh replications, common random numbers. Left: %s under each belief and in expectation. Right: the worst regret and the belief under which it falls due. Bars: 95%% CI.",
		d.Replications, gainName(s))
	for k := range d.Strategies {
		x := &d.Strategies[k]
		for b := range d.Beliefs {
			f.rows = append(f.rows, []string{x.Name, d.Beliefs[b].Name, number(d.Beliefs[b].Weight), number(float64(x.Gains[b].Mean)),
				number(float64(x.Gains[b].Half)), number(float64(x.Regret[b].Mean)), number(float64(x.Regret[b].Half))})
		}
		f.rows = append(f.rows, []string{x.Name, "expected", "1", number(float64(x.Gain.Mean)), number(float64(x.Gain.Half)), number(float64(x.WorstRegret.Mean)), number(float64(x.WorstRegret.Half))})
	}
	f.paint = func(g *page) {
		const names = 400.0
		middle := g.left + names + (g.right-g.left-names)*0.62
		shown := shownStrategies(d)
		left := &panel{p: g.paper, left: g.left + names, right: middle - 60, top: g.top + 100, bottom: g.bottom - 60, y0: 0, y1: 1}
		right := &panel{p: g.paper, left: middle + 20, right: g.right - 250, top: left.top, bottom: left.bottom, y0: 0, y1: 1}
		left.gainsByBelief(s, shown)
		right.regrets(s, shown)
		each := (left.bottom - left.top) / float64(len(shown))
		var called []string
		for _, k := range shown {
			called = append(called, d.Strategies[k].Name)
		}
		called = cutAll(called, smallSize, names-50)
		for i, k := range shown {
			y := left.top + (float64(i)+0.5)*each
			t := style(smallSize, k == d.Best, ink)
			g.styled(point{g.left, y}, called[i], t, -1)
			if slices.Contains(d.Strategies[k].Keeps, false) {
				g.text(point{g.left, y + 30}, "may break a constraint", smallSize, worseRed, -1)
			}
			if i > 0 {
				g.line([]point{{g.left, y - each/2}, {g.right, y - each/2}}, faint, 1.5, nil)
			}
		}
	}
	return f
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

// across draws vertical lines with their values below, and a name above.
func (a *panel) across(name string, format func(float64) string, n int) {
	for _, t := range ticks(a.x0, a.x1, n) {
		c := faint
		if t == 0 {
			c = grey
		}
		q := a.place(t, 0)
		a.p.line([]point{{q.x, a.top}, {q.x, a.bottom}}, c, 2, nil)
		a.p.text(point{q.x, a.bottom + 26}, format(t), smallSize, grey, 0)
	}
	a.p.styled(point{a.left, a.top - 76}, name, style(textSize, true, ink), -1)
}

// row is the middle and the height of row i of n.
func (a *panel) row(i, n int) (y, height float64) {
	height = (a.bottom - a.top) / float64(n)
	return a.top + (float64(i)+0.5)*height, height
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
	a.across(gainName(s), signedPercent, 6)
	a.beliefLegend(d)
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

// beliefLegend names the marks, above the panel.
func (a *panel) beliefLegend(d *tuning.Decision) {
	x := a.left
	add := func(shape draw.GlyphDrawer, c color.RGBA, name string) {
		width := 64 + textWidth(name, smallSize, false)
		if x+width > a.right+44 {
			return
		}
		a.p.mark(point{x + 10, a.top - 30}, shape, c, 9)
		a.p.text(point{x + 28, a.top - 30}, name, smallSize, grey, -1)
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
	a.across("Worst regret, of the best expectation", percent, 4)
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
