package figures

import (
	"fmt"
	"math"
	"sort"
	"strconv"

	"marketsim/reports"
)

// budgets shows how much of their budgets campaigns spend, and how many run out by day.
func budgets(in *reports.Input, s *reports.Summary) *figure {
	arms, left := armNames(s)
	f := &figure{name: "budget", header: []string{"arm", "series", "x", "value"}}
	used := make([][]float64, len(arms))
	for i := range arms {
		used[i] = utilisation(in, armAt(s, arms[i]))
		for q := 0; q <= 100; q += 5 {
			if len(used[i]) > 0 {
				f.rows = append(f.rows, []string{arms[i], "share of budget spent, by percentile of campaigns", strconv.Itoa(q), number(quantile(used[i], float64(q)/100))})
			}
		}
		if d := s.Series(arms[i], "exhausted_campaigns"); d != nil {
			for j, x := range d.Mean {
				f.rows = append(f.rows, []string{arms[i], "campaigns whose budget ran out, by day", strconv.Itoa(j), number(get(x))})
			}
		}
	}
	f.title = budgetTitle(used, arms)
	f.subtitle = fmt.Sprintf("Simulated, all campaigns with a budget, %s; left: shares of campaigns, pooled; right: %s.%s", replications(s), bands(s), notShown(left))
	f.alt = "Left, campaigns sorted by the share of their budget that they spend; right, how many run out on each day. " + f.title + "."
	f.paint = func(g *page) { paintBudgets(g, in, s, arms, used) }
	return f
}

// utilisation lists spend over budget of every campaign with a budget, in percent, rising, over all replications.
func utilisation(in *reports.Input, arm int) (out []float64) {
	for _, r := range in.Replications() {
		for _, c := range in.Results[r][arm].Campaigns {
			if c.Budget > 0 {
				out = append(out, 100*float64(c.Spend)/float64(c.Budget))
			}
		}
	}
	sort.Float64s(out)
	return out
}

// quantile reads a sorted list.
func quantile(sorted []float64, q float64) float64 {
	return sorted[int(math.Round(q*float64(len(sorted)-1)))]
}

// budgetTitle tells the share of campaigns that spend their budget, of the arms that are shown.
func budgetTitle(shown [][]float64, arms []string) string {
	var names []string
	var shares []float64
	for i, used := range shown {
		if len(used) == 0 {
			continue
		}
		full := len(used) - sort.SearchFloat64s(used, 90)
		names, shares = append(names, arms[i]), append(shares, 100*float64(full)/float64(len(used)))
	}
	if len(names) == 0 {
		return "No campaign has a budget"
	}
	return "Campaigns that spend at least 90% of their budget: " + acrossArms(names, shares)
}

func paintBudgets(g *page, in *reports.Input, s *reports.Summary, arms []string, used [][]float64) {
	const axis, labels, gap = 110.0, 220.0, 64.0
	middle := (g.left + g.right) / 2
	a := &panel{p: g.paper, left: g.left + axis, right: middle - 190, top: g.top + gap, bottom: g.bottom - 84, x0: 0, x1: 100}
	a.y0, a.y1 = span(true, append([][]float64{{100}}, used...)...)
	a.grid("Share of the budget spent", percent, 6)
	var ends []label
	for i := range arms {
		var line []point
		for q := range 101 {
			if len(used[i]) > 0 {
				line = append(line, a.place(float64(q), quantile(used[i], float64(q)/100)))
			}
		}
		if len(line) > 0 {
			at := armAt(s, arms[i])
			g.line(line, armColour(at), 3.5, armDash(at))
			ends = append(ends, label{arms[i], line[len(line)-1].y, at})
		}
	}
	a.drawLabels(ends, 175)
	a.foot([]float64{0, 25, 50, 75, 100}, percent, "campaigns, from the one that spends the smallest share")

	b := &panel{p: g.paper, left: middle + 60 + axis, right: g.right - labels, top: a.top, bottom: a.bottom, x0: 0, x1: max(1, float64(in.Days-1))}
	var all [][]float64
	for _, arm := range arms {
		if d := s.Series(arm, "exhausted_campaigns"); d != nil {
			all = append(all, floats(d.Mean), positive(floats(d.Mean), floats(d.Lo)), floats(d.Hi))
		}
	}
	b.y0, b.y1 = span(true, all...)
	b.grid("Campaigns whose budget ran out that day", short, 6)
	ends = nil
	for _, arm := range arms {
		d := s.Series(arm, "exhausted_campaigns")
		if d == nil || len(d.Mean) == 0 {
			continue
		}
		xs := make([]float64, len(d.Mean))
		for j := range xs {
			xs[j] = float64(j)
		}
		mean := floats(d.Mean)
		b.curve(xs, mean, positive(mean, floats(d.Lo)), floats(d.Hi), armAt(s, arm))
		if last := mean[len(mean)-1]; last == last {
			ends = append(ends, label{arm, b.place(b.x1, last).y, armAt(s, arm)})
		}
	}
	b.drawLabels(ends, labels)
	b.foot(dayTicks(b.x1), day, "day")
}
