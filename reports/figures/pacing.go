package figures

import (
	"fmt"
	"strconv"

	"marketsim/reports"
	"marketsim/sim/spec"
)

// maxPacingGroups is how many campaign groups have a panel of their own; the first ones with budgets are drawn.
const maxPacingGroups = 3

// pacing shows, by campaign group, the share of the day's budgets spent by each hour of the day, beside the plan: the share of the
// day's traffic gone by, as the platform forecast it.
func pacing(in *reports.Input, s *reports.Summary) *figure {
	arms, left := armNames(s)
	groups := budgetedGroups(in)
	f := &figure{name: "pacing", title: "No campaign has a daily or weekly budget: nothing is paced", header: []string{"group", "arm", "hour", "mean", "lo", "hi"}}
	spent := make([][]band, len(groups))
	for k, g := range groups {
		for i := range arms {
			b := cumulative(in, armAt(s, arms[i]), g)
			spent[k] = append(spent[k], b)
			for h := range b.x {
				f.rows = append(f.rows, []string{in.Axes.Groups[g], arms[i], strconv.Itoa(int(b.x[h])), number(b.mean[h]), number(b.lo[h]), number(b.hi[h])})
			}
		}
	}
	plan := planned(in)
	for h, x := range plan {
		f.rows = append(f.rows, []string{"", "plan", strconv.Itoa(h), number(x), "", ""})
	}
	if len(groups) > 0 {
		f.title = pacingTitle(in.Axes.Groups[groups[0]], arms, spent[0])
	}
	f.subtitle = fmt.Sprintf("Simulated; share of the day's budgets spent by each hour, all days; dotted: the plan, which follows the forecast traffic; %s.%s", bands(s), notShown(left))
	f.alt = "Line charts over the hours of a day of cumulative spend as a share of budgets, beside the plan. " + f.title + "."
	f.paint = func(g *page) {
		if len(groups) == 0 {
			g.nothing("Without daily or weekly budgets there is no plan to compare spend with.")
			return
		}
		paintPacing(g, in, s, arms, groups, spent, plan)
	}
	return f
}

func paintPacing(g *page, in *reports.Input, s *reports.Summary, arms []string, groups []int, spent [][]band, plan []float64) {
	const axis, labels, gap = 110.0, 210.0, 64.0
	n := float64(len(groups))
	width := (g.right - g.left - labels + 40) / n
	hours := make([]float64, len(plan))
	for h := range hours {
		hours[h] = float64(h)
	}
	names := make([]string, len(groups))
	for k, group := range groups {
		names[k] = in.Axes.Groups[group]
	}
	names = cutAll(names, textSize, width-axis-40-textWidth("Spent of a day's budgets: ", textSize, true)-20)
	for k := range groups {
		left := g.left + float64(k)*width
		right := left + width - 40
		a := &panel{p: g.paper, left: left + axis, right: right, top: g.top + gap, bottom: g.bottom - 84, x0: 0, x1: 24}
		a.y0, a.y1 = 0, 100
		a.grid("Spent of a day's budgets: "+names[k], percent, 6)
		var line []point
		for h, x := range plan {
			line = append(line, a.place(hours[h], x))
		}
		g.line(line, grey, 4, armDash(2))
		var ends []label
		for i, b := range spent[k] {
			a.curve(b.x, b.mean, positive(b.mean, b.lo), b.hi, armAt(s, arms[i]))
			if last := b.mean[len(b.mean)-1]; last == last {
				ends = append(ends, label{arms[i], a.place(24, last).y, armAt(s, arms[i])})
			}
		}
		if k == len(groups)-1 {
			a.drawLabels(ends, labels)
		}
		a.foot([]float64{0, 6, 12, 18, 24}, func(x float64) string { return day(x) + ":00" }, "hour of the day")
	}
}

// budgetedGroups are the first groups whose campaigns have daily or weekly budgets.
func budgetedGroups(in *reports.Input) (groups []int) {
	for g := range in.Axes.Groups {
		total := spec.Nano(0)
		for _, r := range in.Replications() {
			for _, arm := range in.Results[r] {
				for d := range arm.Days {
					if g < len(arm.Days[d].Budgets) {
						total += arm.Days[d].Budgets[g]
					}
				}
			}
		}
		if total > 0 && len(groups) < maxPacingGroups {
			groups = append(groups, g)
		}
	}
	return groups
}

// cumulative is the share of a group's budgets spent by the start of each hour, percent.
func cumulative(in *reports.Input, arm, group int) (b band) {
	for h := range 25 {
		var shares []float64
		for _, r := range in.Replications() {
			spend, budget := 0.0, 0.0
			for d := range in.Results[r][arm].Days {
				x := &in.Results[r][arm].Days[d]
				if group >= len(x.Budgets) {
					continue
				}
				budget += x.Budgets[group].Float()
				for k := range h {
					spend += x.Spend[group][k].Float()
				}
			}
			if budget > 0 {
				shares = append(shares, 100*spend/budget)
			}
		}
		b.add(float64(h), shares)
	}
	return b
}

// planned is the share of the traffic of a day gone by at the start of each hour, percent, as the first day of control had it.
func planned(in *reports.Input) []float64 {
	out := make([]float64, 25)
	for _, r := range in.Replications() {
		if days := in.Results[r][0].Days; len(days) > 0 {
			for h, x := range days[0].Plan {
				out[h+1] = 100 * float64(x) / spec.Unit
			}
			break
		}
	}
	return out
}

// pacingTitle says for the first group how much of its budgets is spent by noon in every arm.
// pacingTitle tells what a group spends by noon, of the arms that are shown.
func pacingTitle(group string, arms []string, spent []band) string {
	var shares []float64
	for _, b := range spent {
		shares = append(shares, b.mean[12])
	}
	return fmt.Sprintf("Spent by noon of the budgets of %s: %s", group, acrossArms(arms, shares))
}
