package render

import (
	"fmt"
	"io"
	"strings"

	"marketsim/reports"
	"marketsim/reports/format"
	"marketsim/reports/sweeps"
)

// mostPoints are shown on the screen.
const mostPoints = 24

// SweepTable writes a sweep for a terminal: what moves what, then the points.
func SweepTable(w io.Writer, s *sweeps.SweepSummary, style format.Style) {
	p := func(text string) {
		for _, line := range format.Wrap(text, style.Width) {
			fmt.Fprintln(w, line)
		}
	}
	p(fmt.Sprintf("Sweep of %s: %s (%s) x %s, seed %d, scenario %s.", s.Scenario, format.Count(len(s.Points), "point"), s.Design, format.Count(s.Done, "replication"), s.Seed, s.Hash))
	if note := format.QuickNote(s.Quick, s.Shortened); note != "" {
		p(note + ".")
	}
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
		for _, line := range axisTable(s, axis.Path, shown, style) {
			fmt.Fprintln(w, line)
		}
		fmt.Fprintln(w)
	}
	g := pointTable(s, shown)
	var left []string
	if !style.Full {
		left = g.Narrow(width(style), len(g.Header)-2)
	}
	for _, line := range g.Lines() {
		fmt.Fprintln(w, line)
	}
	if len(left) > 0 {
		p("Left out for width: " + format.And(left) + ", see data/points.csv.")
	}
	if len(s.Points) > mostPoints {
		p(fmt.Sprintf("%d more points are in data/points.csv.", len(s.Points)-mostPoints))
	}
	p("* no other point has both more revenue and more sessions. " + s.Note())
}

// axisTable is what moving one axis does.
func axisTable(s *sweeps.SweepSummary, path string, shown []sweeps.Outcome, style format.Style) []string {
	g := format.Grid{Header: []string{path, "from", "to", "moves by [CI]", "verdict"}, Left: map[int]bool{4: true}}
	for _, o := range shown {
		for _, x := range s.Sensitivity {
			if x.Axis == path && x.Outcome == o {
				g.Add(reports.Plain(o.Metric), x.From, x.To, x.Size(), sweepWord(x.Verdict))
			}
		}
	}
	if style.Full || len(g.Rows) == 0 {
		return g.Lines()
	}
	from, to := g.Rows[0][1], g.Rows[0][2]
	if left := g.Narrow(width(style), 1, 2); len(left) == 0 {
		return g.Lines()
	}
	ends := from + " to " + to
	for _, row := range g.Rows { // a path may be longer than all else of its column
		row[0] = " " + row[0]
	}
	g.Header[0] = "metric"
	return append(format.Wrap(path+", "+ends, width(style)), g.Lines()...)
}

// width is how many columns a style has.
func width(style format.Style) int {
	if style.Width <= 0 {
		return 80
	}
	return style.Width
}

func pointTable(s *sweeps.SweepSummary, shown []sweeps.Outcome) *format.Grid {
	g := &format.Grid{Header: []string{"point"}}
	for _, a := range s.Axes {
		g.Header = append(g.Header, lastOf(a.Path))
	}
	shown = shown[:min(2, len(shown))]
	for _, o := range shown {
		name := reports.Plain(o.Metric)
		if o.Versus != "" {
			name += " %"
		}
		g.Header = append(g.Header, name)
	}
	g.Header = append(g.Header, "")
	for _, point := range s.Points[:min(mostPoints, len(s.Points))] {
		row := append([]string{fmt.Sprint(point.Point)}, point.Setting...)
		for _, o := range shown {
			v := point.Value(o)
			row = append(row, format.Interval(format.ValueOf(v.Value), format.ValueOf(v.Lo), format.ValueOf(v.Hi)))
		}
		mark := ""
		if point.Front {
			mark = "*"
		}
		g.Add(append(row, mark)...)
	}
	return g
}

// sweepWord is a verdict that fits a column.
func sweepWord(verdict string) string {
	if verdict == reports.VerdictLost {
		return "n.s."
	}
	return verdict
}

func lastOf(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }
