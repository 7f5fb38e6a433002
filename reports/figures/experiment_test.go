package figures

import (
	"bytes"
	"image/png"
	"slices"
	"strings"
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
	if title := pointsTitle(linesOf(points, "revenue")); !strings.HasPrefix(title, "As more budgets bind, the bias of `pinners` goes from -10.0 to +40.0 points; ") {
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

// TestBiasIsInPointsAndWhole: the bias of a relative effect is told in percentage points, and its row is not cut, however large it is.
func TestBiasIsInPointsAndWhole(t *testing.T) {
	x := func(v float64) *float64 { return &v }
	j := &experiment.Judgement{Metric: "revenue", Design: "campaigns", Estimator: experiment.Difference, Truth: x(0.25), Estimate: x(2.504), Bias: x(-2.254), RMSE: x(1), Coverage: x(1), RightSign: x(1)}
	f := &figure{title: "t", subtitle: "s", paint: func(g *page) { paintExperiment(g, []*experiment.Judgement{j}) }}
	p := Options{Width: 1920, Height: 1080}.paper(nil)
	f.layOut(p, &reports.Input{Scenario: "s"}, &reports.Summary{})
	if !slices.ContainsFunc(p.texts, func(n written) bool { return n.text == "bias -225.4 points, covers 100%, right 100%" }) {
		t.Errorf("texts %+v", p.texts)
	}
}

// TestNamesStandInQuotationMarks: what a screen sets between backticks stands between quotation marks in a picture and in its sentence.
func TestNamesStandInQuotationMarks(t *testing.T) {
	f := &figure{name: "f", title: "`a` errs, `b` least", lead: "`c`", subtitle: "of `d`", alt: "`e`", paint: func(*page) {}}
	p := Options{Width: 1920, Height: 1080}.paper(nil)
	f.layOut(p, &reports.Input{Scenario: "s"}, &reports.Summary{})
	for i, want := range []string{"“a” errs, “b” least", "“c”", "of “d”"} {
		if p.texts[i].text != want {
			t.Errorf("%q, want %q", p.texts[i].text, want)
		}
	}
	var b bytes.Buffer
	if err := f.sentence(&b); err != nil || b.String() != "“e”\n" || f.picture(&reports.Input{}, false, Options{}).Alt != "“e”" {
		t.Errorf("%q, %v", b.String(), err)
	}
}

// TestRangeOfNothing: an outcome that is 0 everywhere has an axis that people can read.
func TestRangeOfNothing(t *testing.T) {
	if lo, hi := span(false, []float64{0, 0}); lo != -1 || hi != 1 {
		t.Errorf("from %v to %v", lo, hi)
	}
}
