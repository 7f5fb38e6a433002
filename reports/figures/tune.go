package figures

import (
	"fmt"
	"io"
	"math"
	"path/filepath"
	"slices"

	"gonum.org/v1/plot/vg/draw"

	"marketsim/reports"
	"marketsim/reports/format"
	"marketsim/reports/tuning"
	"marketsim/sim/tune"
	"marketsim/sim/units/files"
)

// tuneFigures are those that a search has something to show on.
func tuneFigures(s *tuning.Summary) []*figure {
	var list []*figure
	if s.Decision != nil {
		list = append(list, beliefsFigure(s))
	}
	if len(s.Levers) > 0 {
		list = append(list, convergence(s), levers(s), leverEffects(s))
	}
	if len(s.Constraints) > 0 {
		list = append(list, slackFigure(s))
	}
	if len(s.Fronts) > 0 {
		list = append(list, frontFigure(s))
	}
	if len(s.Horizons) > 1 && len(s.Levers) > 0 {
		list = append(list, horizonsFigure(s))
	}
	if s.Decision != nil && len(s.Horizons) > 1 {
		list = append(list, informationFigure(s))
	}
	return list
}

// DrawTune writes the figures of a search into a folder: NAME.png, NAME.csv and NAME.txt.
func DrawTune(dir string, list []Picture) error {
	if err := files.MakeDirs(dir); err != nil {
		return fmt.Errorf("the folder for figures cannot be made: %w", err)
	}
	for _, p := range list {
		for ext, content := range map[string]func(io.Writer) error{".png": p.Write, ".csv": p.of.csv, ".txt": p.of.sentence} {
			if err := reports.WriteFile(filepath.Join(dir, p.Name+ext), content); err != nil {
				return fmt.Errorf("figure %s cannot be written: %w", p.Name+ext, err)
			}
		}
	}
	return nil
}

// TunePictures are the figures of a search.
func TunePictures(in *reports.Input, s *tuning.Summary, o Options) (list []Picture) {
	for _, f := range tuneFigures(s) {
		list = append(list, f.picture(in, s.Quick, o))
	}
	return list
}

func simulatedRuns(s *tuning.Summary) string {
	return fmt.Sprintf("Simulated, %d runs of %d settings with common random numbers, %d replications at full accuracy", s.Runs, len(s.Candidates), s.Replications)
}

// gainName words the axis of gains.
func gainName(s *tuning.Summary) string {
	return format.Capital(s.Objectives[0].Name) + " against the market as it stands"
}

// sign turns gains, of which more is better, back into the metric's own direction.
func sign(o *tune.Objective) float64 {
	if o.Low {
		return -1
	}
	return 1
}

func convergence(s *tuning.Summary) *figure {
	f := &figure{name: "convergence", tall: 760, title: converged(s), header: []string{"stage", "runs", "best", "gain", "keeps"}}
	f.subtitle = simulatedRuns(s) + ". Line: the best setting so far as the search saw it; hollow: it does not keep every constraint."
	for _, p := range s.Progress {
		f.rows = append(f.rows, []string{p.Stage, fmt.Sprint(p.Runs), fmt.Sprint(p.Best), number(p.Gain), fmt.Sprint(p.Keeps)})
	}
	f.alt = f.title + "."
	f.paint = func(g *page) {
		if len(s.Progress) < 2 {
			g.nothing("the search had one step")
			return
		}
		a := g.panel(130, 60, 40, 84)
		a.x1 = float64(s.Runs)
		var ys []float64
		for _, p := range s.Progress {
			ys = append(ys, 100*p.Gain*sign(&s.Objectives[0]))
		}
		a.y0, a.y1 = span(true, ys)
		a.grid(gainName(s), signedPercent, 7)
		a.foot(ticks(0, a.x1, 9), trim, "runs")
		var line []point
		for i, p := range s.Progress {
			q := a.place(float64(p.Runs), ys[i])
			if len(line) > 0 {
				line = append(line, point{q.x, line[len(line)-1].y})
			}
			line = append(line, q)
		}
		paintStages(g, a, s, line)
		g.line(line, betterBlue, 4, nil)
		for i, p := range s.Progress {
			q, shape := a.place(float64(p.Runs), ys[i]), draw.GlyphDrawer(draw.CircleGlyph{})
			if !p.Keeps {
				shape = ringGlyph{}
			}
			g.mark(q, shape, betterBlue, 7)
		}
	}
	return f
}

// paintStages draws where each stage of a search begins, and its name where no part of the line is and no other name.
func paintStages(g *page, a *panel, s *tuning.Summary, line []point) {
	stage, taken := "", [][2]point(nil)
	for i := 1; i < len(line); i++ {
		taken = append(taken, [2]point{{min(line[i-1].x, line[i].x) - 8, min(line[i-1].y, line[i].y) - 8}, {max(line[i-1].x, line[i].x) + 8, max(line[i-1].y, line[i].y) + 8}})
	}
	for _, p := range s.Progress {
		if p.Stage == stage {
			continue
		}
		stage = p.Stage
		x := a.place(float64(p.Runs), 0).x
		g.line([]point{{x, a.top}, {x, a.bottom}}, faint, 2, armDash(1))
		width := textWidth(stage, smallSize, false)
		left := x + 6
		if left+width > g.width-g.margin() {
			left = x - 6 - width
		}
		for y := a.top + 16; y < a.bottom-12; y += 28 {
			box := [2]point{{left, y - 13}, {left + width, y + 13}}
			if !slices.ContainsFunc(taken, func(o [2]point) bool { return crosses(box, o) }) {
				g.haloed(point{left, y}, stage, smallSize, grey, -1)
				taken = append(taken, box)
				break
			}
		}
	}
}

// crosses tells whether two boxes, each by two corners, have a part in common.
func crosses(a, b [2]point) bool {
	return a[0].x < b[1].x && b[0].x < a[1].x && a[0].y < b[1].y && b[0].y < a[1].y
}

// converged words when the search found what it ended with.
func converged(s *tuning.Summary) string {
	for i, p := range s.Progress {
		if p.Best == s.Progress[len(s.Progress)-1].Best && i > 0 && s.Progress[i-1].Best != p.Best {
			return fmt.Sprintf("The best setting was found after %d of %d runs", p.Runs, s.Runs)
		}
	}
	if s.Winner != 0 {
		return fmt.Sprintf("The best setting is one of the first that were tried: none of %d runs found a better one", s.Runs)
	}
	return fmt.Sprintf("No setting that was tried in %d runs is better than the first ones", s.Runs)
}

// levers shows every setting: of one lever the gain against its value, of several parallel coordinates.
func levers(s *tuning.Summary) *figure {
	title := s.Headline
	if s.Decision != nil {
		title = fmt.Sprintf("The best setting in expectation over beliefs is %s", s.Setting(s.Winner))
		if s.Winner == 0 {
			title = "No setting is better in expectation over beliefs than the market as it stands"
		}
	}
	f := &figure{name: "levers", title: title, subtitle: simulatedRuns(s), header: []string{"candidate", "lever", "value", "share", "gain", "half", "keeps"}}
	for i := range s.Candidates {
		c := &s.Candidates[i]
		if len(c.Layers) == 0 {
			continue
		}
		for k := range s.Levers {
			l := c.Last()
			f.rows = append(f.rows, []string{fmt.Sprint(c.ID), s.Levers[k].Path, c.Setting[k], number(float64(c.Shares[k])), number(float64(l.Gains[0].Mean)),
				number(float64(l.Gains[0].Half)), fmt.Sprint(l.Keeps)})
		}
	}
	f.alt = f.title + "."
	f.tall = 760
	if len(s.Levers) == 1 && s.Levers[0].Kind != tune.Choice {
		f.subtitle += ". Dots: settings, bars: 95% CI against the market as it stands; grey: a constraint is not kept; triangle: the best."
		f.paint = func(g *page) { paintLever(g, s) }
		return f
	}
	f.subtitle += ". A line is a setting; dark: among the best tenth that keep the constraints; thick: the best; dashed: the market as it stands."
	f.tall = axisRoom * float64(len(s.Levers)+1)
	f.paint = func(g *page) { paintParallel(g, s) }
	return f
}

func paintLever(g *page, s *tuning.Summary) {
	l := &s.Levers[0]
	a := g.panel(130, 60, 40, 84)
	a.x0, a.x1 = l.Lo, l.Hi
	var reach []float64
	for i := range s.Candidates {
		if c := &s.Candidates[i]; len(c.Layers) > 0 {
			b := c.Last().Gains[0]
			reach = append(reach, ends(100*sign(&s.Objectives[0])*float64(b.Mean), 100*float64(b.Half))...)
		}
	}
	a.y0, a.y1 = span(true, reach)
	a.grid(gainName(s), signedPercent, 7)
	name := l.Path
	if l.Unit != "" {
		name += ", " + l.Unit
	}
	a.foot(ticks(l.Lo, l.Hi, 9), trim, name)
	for i := range s.Candidates {
		c := &s.Candidates[i]
		x, ok := tune.Number(c.Setting[0])
		if len(c.Layers) == 0 || !ok || x < l.Lo || x > l.Hi {
			continue
		}
		b := c.Last().Gains[0]
		y, half, colour := 100*sign(&s.Objectives[0])*float64(b.Mean), 100*float64(b.Half), betterBlue
		if !c.Last().Keeps {
			colour = pale
		}
		if !math.IsNaN(half) {
			a.interval(x, y-half, x, y+half, colour, 2)
		}
		shape, size := draw.GlyphDrawer(draw.CircleGlyph{}), 7.0
		if c.ID == s.Winner {
			shape, size, colour = draw.PyramidGlyph{}, 16, ink
		}
		g.mark(a.place(x, y), shape, colour, size)
	}
}

// leverEffects shows what each lever does alone, from end to end.
func leverEffects(s *tuning.Summary) *figure {
	f := &figure{name: "sensitivity", header: []string{"lever", "value", "gain", "half"}}
	f.subtitle = fmt.Sprintf("%s of each lever alone, the rest as it stands, at the ends of its range or at its choices; bars: 95%% CI.", gainName(s))
	type row struct {
		path  string
		end   string
		b     tuning.Band
		group int
	}
	var rows []row
	order := make([]int, len(s.Effects))
	for i := range order {
		order[i] = i
	}
	width := func(i int) (w float64) {
		lo, hi := 0.0, 0.0
		for _, b := range s.Effects[i].Gain {
			lo, hi = min(lo, float64(b.Mean)), max(hi, float64(b.Mean))
		}
		return hi - lo
	}
	slices.SortStableFunc(order, func(a, b int) int {
		if d := width(b) - width(a); d != 0 {
			return int(math.Copysign(1, d))
		}
		return a - b
	})
	for k, i := range order {
		e := &s.Effects[i]
		for j := range e.Ends {
			rows = append(rows, row{e.Path, e.Ends[j], e.Gain[j], k})
			f.rows = append(f.rows, []string{e.Path, e.Ends[j], number(float64(e.Gain[j].Mean)), number(float64(e.Gain[j].Half))})
		}
	}
	f.title = "No lever moves anything"
	if len(order) > 0 {
		f.title = fmt.Sprintf("%s moves %s most", s.Effects[order[0]].Path, s.Objectives[0].Name)
	}
	f.alt = f.title + "."
	shown := rows[:min(len(rows), 16)]
	f.tall = 90 + 80*float64(len(shown))
	f.paint = func(g *page) {
		a := g.panel(g.beside(640), 30, 150, 60)
		a.y1 = 1
		var reach []float64
		for _, r := range shown {
			reach = append(reach, ends(100*sign(&s.Objectives[0])*float64(r.b.Mean), 100*float64(r.b.Half))...)
		}
		a.x0, a.x1 = span(true, reach)
		a.x0 -= (a.x1 - a.x0) * 0.05
		for _, t := range ticks(a.x0, a.x1, 7) {
			q := a.place(t, 0)
			g.line([]point{{q.x, a.top}, {q.x, a.bottom}}, faint, 1.5, nil)
			g.text(point{q.x, a.bottom + 26}, signedPercent(t), smallSize, grey, 0)
		}
		zero := a.place(0, 0).x
		g.line([]point{{zero, a.top}, {zero, a.bottom}}, grey, 2, nil)
		for i, r := range shown {
			top, from, to := a.lane(i, len(shown), 1)
			mid := (from + to) / 2
			m, h := 100*sign(&s.Objectives[0])*float64(r.b.Mean), 100*float64(r.b.Half)
			x, c := a.place(m, 0).x, betterBlue
			if r.b.Mean < 0 {
				c = worseRed
			}
			bar := min(22, (to-from)*0.35)
			g.fill([]point{{zero, mid - bar}, {x, mid - bar}, {x, mid + bar}, {zero, mid + bar}}, c)
			if !math.IsNaN(h) {
				across := (a.bottom - mid) / (a.bottom - a.top)
				a.interval(m-h, across, m+h, across, ink, 3)
			}
			a.called(cut(r.path, smallSize, false, g.named(640)-160)+" = "+cut(r.end, smallSize, false, 160), top, mid)
			g.text(point{a.right + 16, mid}, format.Change(m/100, math.NaN(), math.NaN()), smallSize, grey, -1)
		}
	}
	return f
}
