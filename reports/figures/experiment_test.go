package figures

import (
	"bytes"
	"image/png"
	"math"
	"slices"
	"strconv"
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
				BiasLo: x(b - 0.05), BiasHi: x(b + 0.05), Spread: x(0.04), RMSE: x(b), Coverage: x(0.9), RightSign: x(1), Replications: experiment.LeastReplications})
		}
		return r
	}
	in := &reports.Input{Scenario: "s"}
	points := &experiment.Points{Axes: []string{"a"}, Points: [][]string{{"1"}, {"2"}}, Report: []*experiment.Report{report(0.4, 0.7), report(-0.1, 0.1)}}
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

// TestMarketsOfOneShareStandApart: markets of nearly the same share of bound spend stand in a row, each with its share and its setting, and no text covers another.
func TestMarketsOfOneShareStandApart(t *testing.T) {
	x := func(v float64) *float64 { return &v }
	p := &experiment.Points{Axes: []string{"daily_budget"}}
	for k, bound := range []float64{0.497, 0.503, 0.495, 0.5, 0.39, 0.23, 0.1} {
		r := &experiment.Report{Bound: bound, Replications: 4}
		for i, name := range []string{"pinners", "campaigns", "both", "budgets", "time"} {
			b := 0.1 * float64(i-k)
			r.Judgements = append(r.Judgements, experiment.Judgement{Metric: "revenue", Design: name, Estimator: experiment.Difference, Truth: x(0.2), Estimate: x(0.2 + b), Bias: x(b), BiasLo: x(b - 0.05), BiasHi: x(b + 0.05)})
		}
		p.Report, p.Points = append(p.Report, r), append(p.Points, []string{strconv.Itoa(1<<k) + " USD"})
	}
	all := linesOf(p, "revenue")
	if got := strings.Join(all[0].market, " "); got != "64 32 16 8 4 2 1" { // from the least share on by the setting, not by the chance that orders nearly equal shares
		t.Errorf("markets stand in the order %s", got)
	}
	f := &figure{title: "t", subtitle: "s", paint: func(g *page) { paintPoints(g, all) }}
	sheet := Options{Width: 1920, Height: 1080}.paper(nil)
	f.layOut(sheet, &reports.Input{Scenario: "s"}, false)
	for _, want := range []string{"50%", "8", "64"} {
		if !slices.ContainsFunc(sheet.texts, func(n written) bool { return n.text == want }) {
			t.Errorf("no %q", want)
		}
	}
	for i, n := range sheet.texts {
		for _, o := range sheet.texts[:i] {
			if crosses([2]point{{n.left, n.top}, {n.right, n.bottom}}, [2]point{{o.left, o.top}, {o.right, o.bottom}}) {
				t.Errorf("%q covers %q", n.text, o.text)
			}
		}
	}
	places := map[float64]bool{}
	for _, line := range sheet.data {
		for _, q := range line {
			places[math.Round(q.x)] = true
		}
	}
	if len(places) != len(p.Report) {
		t.Errorf("%d markets stand at %d places", len(p.Report), len(places))
	}
}

// TestBiasIsInPointsAndWhole: the bias of a relative effect is told in percentage points, and its row is not cut, however large it is.
func TestBiasIsInPointsAndWhole(t *testing.T) {
	x := func(v float64) *float64 { return &v }
	j := &experiment.Judgement{Metric: "revenue", Design: "campaigns", Estimator: experiment.Difference, Truth: x(0.25), Estimate: x(2.504), Bias: x(-2.254), RMSE: x(1), Coverage: x(1), RightSign: x(1)}
	f := &figure{title: "t", subtitle: "s", paint: func(g *page) { paintExperiment(g, []*experiment.Judgement{j}) }}
	p := Options{Width: 1920, Height: 1080}.paper(nil)
	f.layOut(p, &reports.Input{Scenario: "s"}, false)
	if !slices.ContainsFunc(p.texts, func(n written) bool { return n.text == "bias -225.4 points, covers 100%, right 100%" }) {
		t.Errorf("texts %+v", p.texts)
	}
}

// TestNamesStandInQuotationMarks: what a screen sets between backticks stands between quotation marks in a picture and in its sentence.
func TestNamesStandInQuotationMarks(t *testing.T) {
	f := &figure{name: "f", title: "`a` errs, `b` least", lead: "`c`", subtitle: "of `d`", alt: "`e`", paint: func(*page) {}}
	p := Options{Width: 1920, Height: 1080}.paper(nil)
	f.layOut(p, &reports.Input{Scenario: "s"}, false)
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
