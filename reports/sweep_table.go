package reports

import (
	"fmt"
	"io"
	"strings"

	"marketsim/reports/stats"
)

// shownOutcomes are the metrics of a sweep's tables and figures, the weightiest first.
var shownOutcomes = []string{"revenue", "sessions_per_pinner_day", "surplus", "value", "roas", "fatigue", "active_pinners"}

// Shown lists the outcomes for tables and figures: the changes of the first arm that is compared, or else the levels of control.
func (s *SweepSummary) Shown() (out []Outcome) {
	if len(s.Points) == 0 {
		return nil
	}
	arm := ""
	for _, v := range s.Points[0].Values {
		if v.Versus != "" && arm == "" {
			arm = v.Arm
		}
	}
	for _, metric := range shownOutcomes {
		for _, v := range s.Points[0].Values {
			if v.Metric == metric && (arm == "" && v.Versus == "" || arm != "" && v.Arm == arm) {
				out = append(out, v.Outcome)
			}
		}
	}
	return out
}

// mostPoints are shown on the screen.
const mostPoints = 24

// SweepTable writes a sweep for a terminal: what moves what, then the points.
func SweepTable(w io.Writer, s *SweepSummary, style Style) {
	p := func(text string) {
		for _, line := range wrap(text, style.Width) {
			fmt.Fprintln(w, line)
		}
	}
	p(fmt.Sprintf("Sweep of %s: %d points (%s) x %d replications, seed %d, scenario %s.", s.Scenario, len(s.Points), s.Design, s.Done, s.Seed, s.Hash))
	if s.Question != "" {
		p(s.Question)
	}
	if s.Done < s.Planned {
		p(fmt.Sprintf("INCOMPLETE: %d of %d replications are finished at every point.", s.Done, s.Planned))
	}
	if s.Done == 0 {
		return
	}
	fmt.Fprintln(w)
	shown := s.Shown()
	for _, axis := range s.Axes {
		for _, line := range s.axisTable(axis.Path, shown) {
			fmt.Fprintln(w, line)
		}
		fmt.Fprintln(w)
	}
	for _, line := range s.pointTable(shown) {
		fmt.Fprintln(w, line)
	}
	if len(s.Points) > mostPoints {
		p(fmt.Sprintf("%d more points are in data/points.csv.", len(s.Points)-mostPoints))
	}
	p("* no other point has both more revenue and more sessions. " + s.Note())
}

// axisTable is what moving one axis does.
func (s *SweepSummary) axisTable(path string, shown []Outcome) []string {
	g := grid{header: []string{path, "from", "to", "moves by [95% CI]", "verdict"}, left: map[int]bool{4: true}}
	for _, o := range shown {
		for _, x := range s.Sensitivity {
			if x.Axis == path && x.Outcome == o {
				g.add(Plain(o.Metric), x.From, x.To, x.Size(), x.Verdict)
			}
		}
	}
	return g.lines()
}

// Size words how far an outcome moves, with its interval.
func (x *Sensitivity) Size() string {
	if x.Versus == "" {
		return FormatChange(valueOf(x.Change), valueOf(x.Lo), valueOf(x.Hi))
	}
	return FormatInterval(valueOf(x.Change), valueOf(x.Lo), valueOf(x.Hi)) + " points"
}

func (s *SweepSummary) pointTable(shown []Outcome) []string {
	g := grid{header: []string{"point"}}
	for _, a := range s.Axes {
		g.header = append(g.header, lastOf(a.Path))
	}
	shown = shown[:min(2, len(shown))]
	for _, o := range shown {
		name := Plain(o.Metric)
		if o.Versus != "" {
			name += " %"
		}
		g.header = append(g.header, name)
	}
	g.header = append(g.header, "")
	for _, point := range s.Points[:min(mostPoints, len(s.Points))] {
		row := append([]string{fmt.Sprint(point.Point)}, point.Setting...)
		for _, o := range shown {
			v := point.Value(o)
			row = append(row, FormatInterval(valueOf(v.Value), valueOf(v.Lo), valueOf(v.Hi)))
		}
		mark := ""
		if point.Front {
			mark = "*"
		}
		g.add(append(row, mark)...)
	}
	return g.lines()
}

func lastOf(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }

// Note says what the numbers of a sweep are.
func (s *SweepSummary) Note() string {
	text := "An axis moves an outcome as a straight line from its lowest to its highest value, or step by step, the other axes held; fitted in each replication, 95% t intervals over replications, verdicts after Holm's correction. All points share their random numbers."
	if s.Done < stats.MinimumPairs {
		text = "One replication: no intervals and no verdicts. All points share their random numbers."
	}
	for _, x := range s.Sensitivity {
		if x.Why == whyTogether {
			return text + " The axes move together: each is read as if it moved alone."
		}
	}
	return text
}
