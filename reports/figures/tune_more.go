package figures

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot/vg/draw"

	"marketsim/reports/format"
	"marketsim/reports/tuning"
	"marketsim/sim/tune"
)

// slackFigure shows how much room the constraints leave: of the finalists as the search saw them, and of the winner on fresh random numbers.
func slackFigure(s *tuning.Summary) *figure {
	f := &figure{name: "slack", header: []string{"constraint", "candidate", "slack", "half", "fresh"}}
	f.subtitle = "Room to the bound, in its own unit: right of the line a constraint holds. Bar: one-sided interval at the constraint's confidence. Filled: the search; hollow: the best setting on fresh random numbers."
	tight, room, binds := -1, math.Inf(1), "leaves room"
	for j := range s.Constraints {
		b := s.Candidate(s.Winner).Last().Slack[j]
		if x := float64(b.Mean) / max(1e-12, float64(b.Half)); x < room {
			tight, room = j, x
		}
	}
	if s.Candidate(s.Winner).Last().Slack[tight].Binds() {
		binds = "binds"
	}
	if s.Infeasible {
		binds = "cannot be kept"
	}
	f.title = fmt.Sprintf("%s (%s) %s", s.Constraints[tight].Name, s.Require[tight], binds)
	f.alt = f.title + "."
	type row struct {
		name  string
		b     tuning.Band
		fresh bool
	}
	const gap = 110.0
	groups := make([][]row, len(s.Constraints))
	for j := range s.Constraints {
		ids := slices.Clone(s.Finalists)
		if !slices.Contains(ids, s.Winner) {
			ids = append([]int{s.Winner}, ids...)
		}
		for _, id := range ids {
			name := fmt.Sprintf("finalist %d", id)
			if id == s.Winner {
				name = "best"
			}
			groups[j] = append(groups[j], row{name, s.Candidate(id).Last().Slack[j], false})
		}
		groups[j] = append(groups[j], row{"best, fresh", s.FreshSlack[j], true})
		for _, r := range groups[j] {
			f.rows = append(f.rows, []string{s.Constraints[j].Name, r.name, number(float64(r.b.Mean)), number(float64(r.b.Half)), fmt.Sprint(r.fresh)})
		}
	}
	for _, rows := range groups {
		f.tall += gap + 44*float64(len(rows))
	}
	f.paint = func(g *page) {
		names := 330.0
		if g.narrow() {
			names = 190
		}
		height := (g.bottom - g.top - gap*float64(len(groups))) / float64(len(groups))
		for j, rows := range groups {
			top := g.top + 40 + float64(j)*(height+gap)
			a := &panel{p: g.paper, left: g.left + names, right: g.right - 40, top: top, bottom: top + height, y0: 0, y1: 1}
			scale, unit := 1.0, func(x float64) string { return trim(x) }
			if s.Constraints[j].Subject == tune.Change {
				scale, unit = 100, signedPercent
			}
			var ends []float64
			for _, r := range rows {
				ends = append(ends, scale*float64(r.b.Mean), scale*(float64(r.b.Mean)-float64(r.b.Half)))
			}
			a.x0, a.x1 = span(true, ends)
			if a.x0 == 0 {
				a.x0 = -0.05 * a.x1
			}
			g.styled(point{g.left, top - 24}, clip(s.Constraints[j].Name+": "+s.Require[j], textSize, g.right-g.left), style(textSize, true, ink), -1)
			for _, t := range ticks(a.x0, a.x1, 7) {
				q := a.place(t, 0)
				g.line([]point{{q.x, a.top}, {q.x, a.bottom}}, faint, 1.5, nil)
				g.text(point{q.x, a.bottom + 26}, unit(t), smallSize, grey, 0)
			}
			zero := a.place(0, 0).x
			g.line([]point{{zero, a.top}, {zero, a.bottom}}, ink, 3, nil)
			each := height / float64(len(rows))
			for i, r := range rows {
				y := top + (float64(i)+0.5)*each
				m, lo := scale*float64(r.b.Mean), scale*(float64(r.b.Mean)-float64(r.b.Half))
				c := betterBlue
				if lo < 0 {
					c = worseRed
				}
				g.line([]point{{a.place(lo, 0).x, y}, {a.place(m, 0).x, y}}, c, 5, nil)
				shape := draw.GlyphDrawer(draw.CircleGlyph{})
				if r.fresh {
					shape = ringGlyph{}
				}
				g.mark(point{a.place(m, 0).x, y}, shape, c, 9)
				g.text(point{a.left - 20, y}, r.name, smallSize, ink, 1)
			}
		}
	}
	return f
}

// frontFigure shows the settings that none beats, by horizon, with the knee.
func frontFigure(s *tuning.Summary) *figure {
	f := &figure{name: "front", tall: 700 * float64(len(s.Objectives)-1), header: []string{"days", "belief", "candidate", "knee"}}
	for _, o := range s.Objectives {
		f.header = append(f.header, "gain "+o.Name, "half "+o.Name)
	}
	for layer, front := range s.Fronts {
		for _, id := range front.Candidates {
			row := []string{fmt.Sprint(front.Days), front.Belief, fmt.Sprint(id), fmt.Sprint(id == front.Knee)}
			for _, b := range s.Candidate(id).Layers[layer].Gains {
				row = append(row, number(float64(b.Mean)), number(float64(b.Half)))
			}
			f.rows = append(f.rows, row)
		}
	}
	f.title = s.FrontText()
	f.subtitle = simulatedRuns(s) + ". Changes against the market as it stands, bars: 95% CI; grey: beaten, where it lies within the axes; ring: the knee."
	if s.Decision != nil {
		f.subtitle += " A line for each belief, and one in expectation."
	} else if len(s.Fronts) > 1 {
		f.subtitle += " A line for each horizon."
	}
	f.alt = f.title + "."
	f.paint = func(g *page) {
		for k, part := range g.parts(len(s.Objectives) - 1) {
			part.panel(130, 60, 190, 84).front(s, k+1)
		}
	}
	return f
}

// shownFronts are the layers whose fronts are drawn: those of all horizons, or over beliefs of the longest. They end with the one that counts.
func shownFronts(s *tuning.Summary) (layers []int) {
	for layer := range s.Fronts {
		if s.Decision == nil || s.Fronts[layer].Days == s.Horizons[len(s.Horizons)-1] {
			layers = append(layers, layer)
		}
	}
	return layers
}

// frontName is what tells a front from the others of a figure.
func frontName(f *tuning.Front) string {
	if f.Belief != "" {
		return cut(f.Belief, smallSize, false, 170)
	}
	return fmt.Sprintf("%d days", f.Days)
}

// front draws the first objective against another one.
func (a *panel) front(s *tuning.Summary, other int) {
	at := func(id, layer, j int) (m, h float64) {
		b := s.Candidate(id).Layers[layer].Gains[j]
		return 100 * sign(&s.Objectives[j]) * float64(b.Mean), 100 * float64(b.Half)
	}
	last, shown := len(s.Fronts)-1, shownFronts(s)
	var xs, ys []float64
	for _, layer := range shown {
		for _, id := range s.Fronts[layer].Candidates {
			x, hx := at(id, layer, other)
			y, hy := at(id, layer, 0)
			if layer != last { // which has no intervals
				hx, hy = 0, 0
			}
			xs, ys = append(xs, ends(x, hx)...), append(ys, ends(y, hy)...)
		}
	}
	a.x0, a.x1 = span(true, xs)
	if a.x1 == 0 {
		a.x1 = -0.05 * a.x0
	}
	a.y0, a.y1 = span(true, ys)
	a.grid(gainName(s), signedPercent, 7)
	a.foot(ticks(a.x0, a.x1, 6), signedPercent, s.Objectives[other].Name)
	inside := func(x, y float64) bool { return x >= a.x0 && x <= a.x1 && y >= a.y0 && y <= a.y1 }
	for i := range s.Candidates {
		if c := &s.Candidates[i]; len(c.Layers) > 0 {
			x, _ := at(c.ID, last, other)
			y, _ := at(c.ID, last, 0)
			if inside(x, y) {
				a.p.mark(a.place(x, y), draw.CircleGlyph{}, faint, 5)
			}
		}
	}
	var labels []label
	for _, layer := range shown {
		front, from := &s.Fronts[layer], last-layer
		order := slices.Clone(front.Candidates)
		slices.SortStableFunc(order, func(p, q int) int {
			x, _ := at(p, layer, other)
			y, _ := at(q, layer, other)
			if x != y {
				return int(math.Copysign(1, x-y))
			}
			return p - q
		})
		c := armColour(min(from, len(armColours)-1))
		var line []point
		for _, id := range order {
			x, hx := at(id, layer, other)
			y, hy := at(id, layer, 0)
			q := a.place(x, y)
			line = append(line, q)
			if layer == last {
				across, up := ends(x, hx), ends(y, hy)
				a.interval(slices.Min(across), y, slices.Max(across), y, c, 2)
				a.interval(x, slices.Min(up), x, slices.Max(up), c, 2)
			}
			a.p.mark(q, draw.CircleGlyph{}, c, 7)
			if id == front.Knee {
				a.p.mark(q, ringGlyph{}, ink, 16)
			}
		}
		if len(s.Objectives) == 2 {
			a.p.line(line, c, 3, armDash(min(from, len(armDashes)-1)))
		}
		if len(line) > 0 {
			labels = append(labels, label{frontName(front), line[len(line)-1].y, min(from, len(armColours)-1)})
		}
	}
	a.drawLabels(labels, 180)
}

// horizonsFigure shows the best setting of each horizon, what it loses at the others, and when the long view pays.
func horizonsFigure(s *tuning.Summary) *figure {
	f := &figure{name: "horizons", tall: 1800, title: format.Capital(s.Price()), header: []string{"tuned_for_days", "candidate", "setting", "day", "gain", "half"}}
	f.subtitle = simulatedRuns(s) + ". First panel: the best value of " + s.Levers[0].Path + " by horizon. Second: what each setting loses in the longest horizon against its best, 95% CI. Third: " +
		gainName(s) + " over the first days, by the horizon that a setting was tuned for; bands: 95% CI."
	for h := range s.Horizons {
		if !s.Chosen(h) {
			f.subtitle += fmt.Sprintf(" Ring: may break a constraint over %d days, so it is no choice there.", s.Horizons[len(s.Horizons)-1])
			break
		}
	}
	for k := range s.Curves {
		c := &s.Curves[k]
		for d := range c.Days {
			f.rows = append(f.rows, []string{fmt.Sprint(c.Tuned), fmt.Sprint(c.Candidate), s.Setting(c.Candidate), fmt.Sprint(c.Days[d]), number(float64(c.Gain[d].Mean)), number(float64(c.Gain[d].Half))})
		}
	}
	f.alt = f.title + "."
	f.paint = func(g *page) {
		parts := g.parts(3)
		bestByHorizon(parts[0].panel(110, 60, 70, 84), s)
		lossByHorizon(parts[1].panel(150, 60, 60, 84), s)
		curvesByHorizon(parts[2].panel(110, 60, 130, 84), s)
	}
	return f
}

// horizonPlaces sets horizons side by side.
func (a *panel) horizonPlaces(s *tuning.Summary) {
	at := make([]float64, len(s.Horizons))
	for i := range at {
		at[i] = float64(i)
	}
	a.foot(at, func(x float64) string { return fmt.Sprint(s.Horizons[int(math.Round(x))]) }, "horizon, days")
}

func bestByHorizon(a *panel, s *tuning.Summary) {
	l := &s.Levers[0]
	a.x0, a.x1 = -0.5, float64(len(s.Horizons))-0.5
	var ys []float64
	for _, id := range s.ByHorizon {
		y := float64(s.Candidate(id).Shares[0])
		if x, ok := tune.Number(s.Candidate(id).Setting[0]); ok && l.Kind != tune.Choice {
			y = x
		}
		ys = append(ys, y)
	}
	a.y0, a.y1 = span(true, ys)
	if l.Kind == tune.Choice {
		a.y0, a.y1 = 0, 1.1
	}
	a.grid("Best value", trim, 6)
	a.horizonPlaces(s)
	var line []point
	for i, y := range ys {
		line = append(line, a.place(float64(i), y))
	}
	a.p.line(line, betterBlue, 3.5, nil)
	for i, q := range line {
		a.p.mark(q, draw.CircleGlyph{}, betterBlue, 9)
		a.p.haloed(point{q.x, q.y - 26}, s.Candidate(s.ByHorizon[i]).Setting[0], smallSize, ink, 0)
	}
}

func lossByHorizon(a *panel, s *tuning.Summary) {
	long := s.Horizons[len(s.Horizons)-1]
	a.x0, a.x1 = -0.5, float64(len(s.Horizons))-0.5
	reach := []float64{0}
	for i, days := range s.Horizons {
		if x := s.Loss(days, long); s.Chosen(i) {
			reach = append(reach, ends(-100*float64(x.Loss.Mean), 100*float64(x.Loss.Half))...)
		}
	}
	if a.y0, a.y1 = span(true, reach); slices.Max(reach) == slices.Min(reach) { // nothing is lost
		a.y0, a.y1 = -1, 0
	}
	a.grid(fmt.Sprintf("Loss in %d days", long), signedPercent, 6)
	a.horizonPlaces(s)
	for i, days := range s.Horizons {
		if !s.Chosen(i) {
			a.p.mark(a.place(float64(i), 0), ringGlyph{}, ink, 12)
			continue
		}
		x := s.Loss(days, long)
		m, h := -100*float64(x.Loss.Mean), 100*float64(x.Loss.Half)
		q, zero := a.place(float64(i), m), a.place(float64(i), 0)
		a.p.fill([]point{{q.x - 26, zero.y}, {q.x + 26, zero.y}, {q.x + 26, q.y}, {q.x - 26, q.y}}, worseRed)
		if !math.IsNaN(h) {
			a.interval(float64(i), m-h, float64(i), m+h, ink, 3)
		}
		below := max(q.y, zero.y) + 24
		if below > a.bottom-smallSize/2 { // there the days stand
			below = min(q.y, zero.y) - 24
		}
		a.p.haloed(point{q.x, below}, percent(math.Round(m*100)/100+0), smallSize, ink, 0)
	}
}

func curvesByHorizon(a *panel, s *tuning.Summary) {
	var all [][]float64
	var reach []float64
	xs := make([][]float64, len(s.Curves))
	for k := range s.Curves {
		c := &s.Curves[k]
		var ys []float64
		for d := range c.Days {
			y := 100 * sign(&s.Objectives[0]) * float64(c.Gain[d].Mean)
			xs[k], ys = append(xs[k], float64(c.Days[d])), append(ys, y)
			reach = append(reach, ends(y, 100*float64(c.Gain[d].Half))...)
		}
		all = append(all, ys)
	}
	a.x0, a.x1 = 0, float64(s.Days)
	a.y0, a.y1 = span(true, reach)
	a.grid("Gain over the first days", signedPercent, 6)
	a.foot(dayTicks(a.x1), day, "days")
	var labels []label
	for k, ys := range all {
		lo, hi := make([]float64, len(ys)), make([]float64, len(ys))
		for d := range ys {
			h := 100 * float64(s.Curves[k].Gain[d].Half)
			lo[d], hi[d] = ys[d]-h, ys[d]+h
		}
		colour := min(len(all)-1-k, len(armColours)-1)
		a.curve(xs[k], ys, lo, hi, colour)
		labels = append(labels, label{fmt.Sprintf("%d days", s.Curves[k].Tuned), a.place(0, ys[len(ys)-1]).y, colour})
	}
	if s.BreakEven != nil {
		x := a.place(float64(*s.BreakEven), 0).x
		a.p.line([]point{{x, a.top}, {x, a.bottom}}, grey, 2, armDash(1))
		a.p.haloed(point{x, a.bottom - 20}, fmt.Sprintf("day %d", *s.BreakEven), smallSize, ink, 0)
	}
	a.drawLabels(labels, 120)
}
