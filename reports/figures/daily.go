package figures

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"marketsim/reports"
	"marketsim/reports/format"
	"marketsim/sim/results"
)

// dailyMetrics are the panels of the daily figure, from the platform's side to the Pinners'.
var dailyMetrics = results.Listed(results.Daily)

// panelName names a metric's panel: what of a day it shows, with its unit.
func panelName(m *results.Metric) string {
	unit := ""
	if m.Unit != "count" {
		unit = ", " + m.Unit
	}
	if m.State {
		return format.Capital(m.Plain) + " at the end of the day" + unit
	}
	return "Daily " + m.Plain + unit
}

// maxArms is how many arms one figure shows in colours of their own.
const maxArms = 4

// armNames are the arms that a figure shows, control first, and those that it leaves out.
func armNames(s *reports.Summary) (names, left []string) {
	var controls, others []string
	for _, a := range s.Arms {
		if a.Versus == "" {
			controls = append(controls, a.Name)
		} else {
			others = append(others, a.Name)
		}
	}
	base := controls[:min(1, len(controls))]
	names, left = s.Choose(slices.Concat(others, controls[len(base):]), leadName(s), maxArms-len(base))
	return slices.Concat(base, names), left
}

// leadName is the name of the arm that leads; empty where control is alone.
func leadName(s *reports.Summary) string {
	if lead := leadArm(s); lead != nil {
		return lead.Name
	}
	return ""
}

// notShown names the arms that a figure leaves out; empty when none.
func notShown(left []string) string {
	const most, named = 3, 28
	switch names := format.Names(left, named); {
	case len(left) == 0:
		return ""
	case len(left) <= most:
		return " Not shown: " + format.And(names) + "."
	default:
		return fmt.Sprintf(" Not shown: %s and %d more, which the page has.", strings.Join(names[:most-1], ", "), len(left)-most+1)
	}
}

// armAt is the place of an arm in the results.
func armAt(s *reports.Summary, name string) int {
	return slices.IndexFunc(s.Arms, func(a reports.Arm) bool { return a.Name == name })
}

// daily shows revenue, sessions and fatigue by day and arm.
func daily(in *reports.Input, s *reports.Summary) *figure {
	arms, left := armNames(s)
	f := &figure{name: "daily", title: dailyTitle(s), header: []string{"day", "arm", "metric", "mean", "lo", "hi"}}
	f.subtitle = fmt.Sprintf("Simulated, by day from day 0; lines: mean, %s; axes do not start at 0.", bands(s))
	f.subtitle += notShown(left)
	f.alt = fmt.Sprintf("Three line charts over %d simulated days of revenue, sessions and fatigue for %s. %s.", in.Days, strings.Join(arms, ", "), f.title)
	for _, name := range dailyMetrics {
		for _, arm := range arms {
			if d := s.Series(arm, name); d != nil {
				for i := range d.Mean {
					f.rows = append(f.rows, []string{fmt.Sprint(i), arm, name, number(get(d.Mean[i])), number(get(d.Lo[i])), number(get(d.Hi[i]))})
				}
			}
		}
	}
	f.paint = func(g *page) { paintDaily(g, in, s, arms) }
	return f
}

func paintDaily(g *page, in *reports.Input, s *reports.Summary, arms []string) {
	const axis, labels, gap = 110.0, 250.0, 64.0
	n := float64(len(dailyMetrics))
	height := (g.bottom - g.top - 84 - gap*n) / n
	for k, name := range dailyMetrics {
		top := g.top + gap + float64(k)*(height+gap)
		a := &panel{p: g.paper, left: g.left + axis, right: g.right - labels, top: top, bottom: top + height, x0: 0, x1: max(1, float64(in.Days-1))}
		var all [][]float64
		for _, arm := range arms {
			if d := s.Series(arm, name); d != nil {
				all = append(all, floats(d.Mean), positive(floats(d.Mean), floats(d.Lo)), floats(d.Hi))
			}
		}
		a.y0, a.y1 = span(false, all...)
		a.grid(panelName(in.Metric(name).Metric), short, 6)
		var ends []label
		for _, arm := range arms {
			d := s.Series(arm, name)
			if d == nil || len(d.Mean) == 0 {
				continue
			}
			xs := make([]float64, len(d.Mean))
			for j := range xs {
				xs[j] = float64(j)
			}
			mean := floats(d.Mean)
			a.curve(xs, mean, positive(mean, floats(d.Lo)), floats(d.Hi), armAt(s, arm))
			last := mean[len(mean)-1]
			if last == last {
				ends = append(ends, label{arm, a.place(a.x1, last).y, armAt(s, arm)})
			}
		}
		a.drawLabels(ends, labels)
		if k == len(dailyMetrics)-1 {
			a.foot(dayTicks(a.x1), day, "day")
		}
	}
}

// dailyTitle is the finding about all arms, or about the only one that is compared.
func dailyTitle(s *reports.Summary) string {
	arm := leadArm(s)
	switch {
	case arm == nil:
		return "Revenue, sessions and fatigue by day"
	case s.Board != nil:
		finding, _, _ := strings.Cut(s.Board.Finding, ". ")
		return strings.TrimSuffix(finding, ".")
	}
	if !s.TwoRuns(arm.Name) {
		return fmt.Sprintf("Revenue with %s: %s against %s", arm.Name, change(s.Effect(arm.Name, "revenue", reports.Everyone, reports.Everyone)), arm.Versus)
	}
	early, late := s.ShortRun(arm.Name), s.LastDays(arm.Name)
	return fmt.Sprintf("Revenue with %s: %s in the %s, %s in the %s", arm.Name, change(s.Effect(arm.Name, "revenue", reports.Everyone, early.Name)), early.Words(),
		change(s.Effect(arm.Name, "revenue", reports.Everyone, late.Name)), late.Words())
}

// acrossArms words a share of every arm: 15% in control, 13% in more_ads; of several arms the least and the most of those that control is compared with.
func acrossArms(names []string, shares []float64) string {
	if len(names) < 3 {
		var words []string
		for i, name := range names {
			words = append(words, percent(math.Round(shares[i]))+" in "+name)
		}
		return strings.Join(words, ", ")
	}
	least, most := 1, 1
	for i := range names[1:] {
		if shares[1+i] < shares[least] {
			least = 1 + i
		}
		if shares[1+i] > shares[most] {
			most = 1 + i
		}
	}
	base, lo, hi := percent(math.Round(shares[0])), percent(math.Round(shares[least])), percent(math.Round(shares[most]))
	switch {
	case lo == hi && base == lo:
		return base + " in every arm"
	case lo == hi:
		return fmt.Sprintf("%s in %s, %s in every other arm", base, names[0], lo)
	}
	return fmt.Sprintf("%s in %s, from %s (%s) to %s (%s) in the others", base, names[0], lo, names[least], hi, names[most])
}

// more words how many arms are not shown.
func more(n int) string {
	if n == 1 {
		return "1 more arm is"
	}
	return fmt.Sprintf("%d more arms are", n)
}

// leadArm is the arm that a figure of one arm shows: the one that clearly raises revenue most, else the first that fails a check, else the
// first; nil where control is alone.
func leadArm(s *reports.Summary) (first *reports.Arm) {
	best := ""
	if s.Board != nil {
		best = s.Board.BestArm("revenue")
	}
	for i := range s.Checks {
		if c := &s.Checks[i]; best == "" && c.Kind == reports.KindCheck && c.Status == reports.Fail {
			best = c.Arm
		}
	}
	for i := range s.Arms {
		switch a := &s.Arms[i]; {
		case a.Versus == "":
		case a.Name == best:
			return a
		case first == nil:
			first = a
		}
	}
	return first
}

func better(metric string) results.Better {
	if m, ok := results.LookupMetric(metric); ok {
		return m.Better
	}
	return results.Neither
}
