package figures

import (
	"fmt"
	"math"

	"gonum.org/v1/plot/vg/draw"

	"marketsim/reports"
	"marketsim/reports/longfit"
)

// FitPictures are the figures of a fit of long-run models: daily effects with the curves of the families that they allow.
func FitPictures(in *reports.Input, s *longfit.Summary, o Options) []Picture {
	return []Picture{fitFigure(s).picture(in, false, o)}
}

func fitFigure(s *longfit.Summary) *figure {
	f := &figure{name: "fit", title: s.Headline, alt: s.Headline + "."}
	f.subtitle = fmt.Sprintf("Daily effects of arm %s (dots, 95%% CI as given) and the models that they allow, at their best parameters.", s.Arm)
	if s.ExitCode == reports.ExitFail {
		f.subtitle = fmt.Sprintf("Daily effects of arm %s (dots, 95%% CI as given) and the nearest model, at its best parameters.", s.Arm)
	}
	var panels []string
	for _, class := range []string{longfit.Visits, longfit.Sight} {
		for _, e := range s.Effects {
			if e.Class == class {
				panels = append(panels, class)
				break
			}
		}
	}
	f.tall = 640 * float64(len(panels))
	names := map[string]string{longfit.Visits: "Sessions", longfit.Sight: "Clicks per view"}
	f.paint = func(g *page) {
		for k, part := range g.parts(len(panels)) {
			part.panel(110, 60, 220, 84).effectsOf(s, panels[k], names[panels[k]])
		}
	}
	return f
}

// effectsOf draws the effects and curves of one class of metrics.
func (a *panel) effectsOf(s *longfit.Summary, class, name string) {
	var ys []float64
	last := 0
	for _, e := range s.Effects {
		if e.Class == class {
			ys, last = append(ys, ends(100*e.Value, 196*e.SE)...), max(last, e.Day)
		}
	}
	a.x0, a.x1 = 0, float64(last+1)
	a.y0, a.y1 = span(true, ys)
	a.grid(name+" against control", signedPercent, 6)
	since := "days since the change"
	if s.Lever.Course != nil {
		since = "days since the run's first day"
	}
	a.foot(dayTicks(a.x1), day, since)
	for _, e := range s.Effects {
		if e.Class != class {
			continue
		}
		x, half := float64(e.Day)+0.5, 196*e.SE
		a.interval(x, 100*e.Value-half, x, 100*e.Value+half, faint, 2)
		a.p.mark(a.place(x, 100*e.Value), draw.CircleGlyph{}, grey, 5)
	}
	var labels []label
	for i := range s.Fitted {
		f := &s.Fitted[i]
		nearest := s.ExitCode == reports.ExitFail && i == 0
		if !f.Allowed && !nearest || len(labels) >= mostLines {
			continue
		}
		var xs, curve []float64
		for d := range last + 1 {
			y := 0.0
			if f.Class == class {
				y = 100 * f.Curve[d]
			}
			xs, curve = append(xs, float64(d)+0.5), append(curve, y)
		}
		gone := make([]float64, len(curve))
		for k := range gone {
			gone[k] = math.NaN()
		}
		a.curve(xs, curve, gone, gone, len(labels))
		labels = append(labels, label{f.Family, a.place(0, curve[len(curve)-1]).y, len(labels)})
	}
	a.drawLabels(labels, 210)
}
