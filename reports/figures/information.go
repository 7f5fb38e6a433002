package figures

import (
	"fmt"
	"math"

	"gonum.org/v1/plot/vg/draw"

	"marketsim/reports/tuning"
)

// informationFigure shows how a decision over beliefs moves with the horizon: what it is worth to know the belief, and what choosing for a short time costs.
func informationFigure(s *tuning.Summary) *figure {
	d := s.Decision
	f := &figure{name: "information", tall: 1240, header: []string{"days", "series", "share", "half"}}
	first, last := &d.Horizons[0], &d.Horizons[len(d.Horizons)-1]
	f.title = fmt.Sprintf("To know the belief is worth %s when %d days count, and %s when %d do", shareOf(first.EVPIShare), first.Days, shareOf(last.EVPIShare), last.Days)
	f.alt = f.title + "."
	f.subtitle = fmt.Sprintf("Simulated, %d fresh replications, bars: 95%% CI. First panel: the value of information, and the least worst regret, of the best expectation. Second panel: by belief, what the best for these days loses in %d days.",
		d.Replications, last.Days)
	left := []shares{{"information", nil}, {"least regret", nil}}
	right := []shares{{"expected", nil}}
	for b := len(d.Beliefs) - 1; b >= 0; b-- { // in the colours that fronts have
		right = append(right, shares{d.Beliefs[b].Name, nil})
	}
	for i := range d.Horizons {
		h := &d.Horizons[i]
		left[0].at, left[1].at = append(left[0].at, h.EVPIShare), append(left[1].at, h.WorstRegret)
		for k := range right {
			right[k].at = append(right[k].at, h.Myopia[len(d.Beliefs)-k])
		}
	}
	for _, x := range append(append([]shares{}, left...), right...) {
		for i, b := range x.at {
			f.rows = append(f.rows, []string{fmt.Sprint(d.Horizons[i].Days), x.name, number(float64(b.Mean)), number(float64(b.Half))})
		}
	}
	f.paint = func(g *page) {
		for k, part := range g.parts(2) {
			part.panel(110, 60, 230, 84).byHorizon(s, []string{"Of the best expectation", fmt.Sprintf("Loss in %d days", last.Days)}[k], [][]shares{left, right}[k])
		}
	}
	return f
}

// shares is something relative by horizon.
type shares struct {
	name string
	at   []tuning.Band
}

// shareOf words a share.
func shareOf(b tuning.Band) string {
	if math.IsNaN(float64(b.Mean)) {
		return "nothing that is known"
	}
	return percent(math.Round(1e4*float64(b.Mean))/100 + 0)
}

// byHorizon draws series with their intervals over horizons side by side.
func (a *panel) byHorizon(s *tuning.Summary, name string, list []shares) {
	a.x0, a.x1 = -0.5, float64(len(s.Horizons))-0.5
	reach := []float64{0}
	for _, x := range list {
		for _, b := range x.at {
			reach = append(reach, ends(100*float64(b.Mean), 100*float64(b.Half))...)
		}
	}
	a.y0, a.y1 = span(true, reach)
	a.grid(name, percent, 6)
	a.horizonPlaces(s)
	var labels []label
	for k, x := range list {
		colour := min(k, len(armColours)-1)
		line := a.marks(x, (float64(k)-float64(len(list)-1)/2)*0.06, colour)
		a.p.line(line, armColour(colour), 3, armDash(min(k, len(armDashes)-1)))
		if len(line) > 0 {
			labels = append(labels, label{x.name, line[len(line)-1].y, colour})
		}
	}
	a.drawLabels(labels, 215)
}

// marks draws the points of a series, moved aside a little, with their intervals.
func (a *panel) marks(x shares, aside float64, colour int) (line []point) {
	for i, b := range x.at {
		m, h, at := 100*float64(b.Mean), 100*float64(b.Half), float64(i)+aside
		if math.IsNaN(m) {
			continue
		}
		if !math.IsNaN(h) {
			a.interval(at, m-h, at, m+h, armColour(colour), 2)
		}
		line = append(line, a.place(at, m))
		a.p.mark(a.place(at, m), draw.CircleGlyph{}, armColour(colour), 8)
	}
	return line
}
