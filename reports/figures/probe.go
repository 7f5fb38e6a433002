package figures

import (
	"fmt"
	"io"
	"math"

	"marketsim/reports"
	"marketsim/reports/compare"
)

// DrawProbe writes the bid landscape of a campaign as PNG: what it would gain, and what it would get and pay.
func DrawProbe(w io.Writer, p *compare.Probe, runID string, o Options) error {
	f := &figure{name: "probe", title: p.Verdict(), subtitle: probeSubtitle(p)}
	f.paint = func(g *page) { paintProbe(g, p) }
	in := &reports.Input{Scenario: p.Scenario, Hash: p.Hash, Seed: p.Seed, Version: p.Version, RunID: runID}
	return f.render(w, in, p.Quick, o)
}

func probeSubtitle(p *compare.Probe) string {
	bands := "one replication, so no band"
	if p.Replications > 1 {
		bands = fmt.Sprintf("band: 95%% CI of the gain over %d replications, for all points together", p.Replications)
	}
	return fmt.Sprintf("Simulated with the same random numbers at every point, all else equal; utility is value less spend over the horizon; %s.", bands)
}

func paintProbe(g *page, p *compare.Probe) {
	const axis, labels, gap = 120.0, 150.0, 64.0
	var xs, gain, lo, hi, spend, value, clicks []float64
	for k := range p.Points {
		x := &p.Points[k]
		xs, gain, lo, hi = append(xs, x.X), append(gain, x.Gain.Difference), append(lo, x.Gain.DifferenceLo), append(hi, x.Gain.DifferenceHi)
		spend, value, clicks = append(spend, x.Spend), append(value, x.Value), append(clicks, x.Clicks)
	}
	from, to := xs[0], xs[len(xs)-1]
	middle := (g.left + g.right) / 2
	marks := ticks(from, to, 6)
	a := &panel{p: g.paper, left: g.left + axis, right: middle - 50, top: g.top + gap, bottom: g.bottom - 84, x0: from, x1: to}
	a.y0, a.y1 = span(true, gain, lo, hi)
	a.grid("Gain in utility over the horizon, USD", short, 6)
	a.curve(xs, gain, lo, hi, 0)
	at := a.place(xs[p.Base], 0)
	g.line([]point{{at.x, a.top}, {at.x, a.bottom}}, grey, 2, armDash(1))
	a.foot(marks, trim, p.What+"; the dashed line is as it stands")

	half := (a.bottom - a.top - gap) / 2
	for i, series := range []struct {
		name  string
		lines [][]float64
		names []string
	}{{"Spend and value over the horizon, USD", [][]float64{spend, value}, []string{"spend", "value"}}, {"Clicks over the horizon", [][]float64{clicks}, []string{"clicks"}}} {
		b := &panel{p: g.paper, left: middle + 60 + axis, right: g.right - labels, top: a.top + float64(i)*(half+gap), x0: from, x1: to}
		b.bottom = b.top + half
		b.y0, b.y1 = span(true, series.lines...)
		b.grid(series.name, short, 4)
		var ends []label
		for j, line := range series.lines {
			b.curve(xs, line, missing(len(xs)), missing(len(xs)), j)
			ends = append(ends, label{series.names[j], b.place(to, line[len(line)-1]).y, j})
		}
		b.drawLabels(ends, labels)
		if i == 1 {
			b.foot(marks, trim, p.What)
		}
	}
}

func missing(n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = math.NaN()
	}
	return out
}
