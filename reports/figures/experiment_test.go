package figures

import (
	"bytes"
	"image/png"
	"testing"

	"marketsim/reports"
	"marketsim/reports/experiment"
)

// TestExperimentFigures draws a judged experiment and one in several markets, and one without readings.
func TestExperimentFigures(t *testing.T) {
	x := func(v float64) *float64 { return &v }
	report := func(bias, bound float64) *experiment.Report {
		r := &experiment.Report{Scenario: "s", Experiment: "e", Replications: 4, Bound: bound}
		for i, name := range []string{"pinners", "a design whose name is much too long for the column in which it stands"} {
			b := bias / float64(i+1)
			r.Judgements = append(r.Judgements, experiment.Judgement{Metric: "revenue", Design: name, Estimator: experiment.Difference, Truth: x(0.2), Estimate: x(0.2 + b), Bias: x(b),
				BiasLo: x(b - 0.05), BiasHi: x(b + 0.05), Spread: x(0.04), RMSE: x(b), Coverage: x(0.9), RightSign: x(1)})
		}
		return r
	}
	in := &reports.Input{Scenario: "s"}
	points := &experiment.Points{Axes: []string{"a"}, Report: []*experiment.Report{report(0.4, 0.7), report(-0.1, 0.1)}}
	if title := pointsTitle(linesOf(points, "revenue")); title[:67] != "As more budgets bind, the bias of `pinners` goes from -10.0% to +40" {
		t.Errorf("title %q", title)
	}
	if title := experimentTitle(judgementsOf(report(0.1, 0), "revenue")); title[:55] != "Revenue: the truth is +20.0%, `pinners` reads +30.0%; `" {
		t.Errorf("title %q", title)
	}
	for name, draw := range map[string]func(w *bytes.Buffer) error{
		"one":   func(w *bytes.Buffer) error { return DrawExperiment(w, report(0.1, 0), "revenue", in, false, Options{}) },
		"none":  func(w *bytes.Buffer) error { return DrawExperiment(w, report(0.1, 0), "clicks", in, true, Options{}) },
		"sweep": func(w *bytes.Buffer) error { return DrawExperimentPoints(w, points, "revenue", in, false, Options{}) },
	} {
		var b bytes.Buffer
		if err := draw(&b); err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(&b)
		if err != nil {
			t.Fatal(err)
		}
		if b := img.Bounds(); b.Dx() != 1920 || b.Dy() != 1080 {
			t.Errorf("%s: %v", name, b)
		}
	}
}
