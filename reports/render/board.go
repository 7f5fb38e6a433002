package render

import (
	"fmt"
	"math"
	"strings"

	"marketsim/reports"
	"marketsim/reports/format"
	"marketsim/reports/stats"
)

// board sets several arms side by side, with as many metrics as the screen is wide.
func (p *printer) board() {
	b := p.s.Board
	if b == nil {
		return
	}
	rows := BoardRows(p.s)
	columns, room := len(rows[0]), max(12, min(24, p.Style.Width-4*15))
	if p.Style.Full {
		room = math.MaxInt
	}
	for columns > 2 && !p.Style.Full && boardWidth(rows, room, columns) > p.Style.Width {
		columns--
	}
	g := format.Grid{Header: rows[0][:columns]}
	for _, row := range rows[1:] {
		if name := row[0]; format.Displayed(name) > room {
			g.Add(name) // on a line of its own, so that it is never cut
			row[0] = ""
		}
		g.Add(row[:columns]...)
	}
	fmt.Fprintln(p.Out)
	p.Lines("", "All arms against "+b.Versus+": change over the whole horizon")
	p.Grid(&g)
	left := ""
	if rest := rows[0][columns:]; len(rest) > 0 {
		left = " In summary.md too: " + format.And(rest) + "."
	}
	p.Lines("", BoardNote(p.s)+left+" "+b.Finding)
}

// boardWidth is how wide the table is with so many columns; names that are longer than the room for them do not count.
func boardWidth(rows [][]string, room, columns int) (sum int) {
	for c := range columns {
		widest := 0
		for _, row := range rows {
			if n := format.Displayed(row[c]); c > 0 || n <= room {
				widest = max(widest, n)
			}
		}
		sum += widest + 2
	}
	return sum - 2
}

// BoardRows is the table of arms and metrics, header first: changes with * for the best, in parentheses where they are not clear.
func BoardRows(s *reports.Summary) [][]string {
	b := s.Board
	rows := [][]string{{"arm"}}
	for _, m := range b.Metrics {
		rows[0] = append(rows[0], reports.Plain(m))
	}
	for _, arm := range b.Arms {
		row := []string{arm}
		for _, m := range b.Metrics {
			row = append(row, boardCell(s.Effect(arm, m, reports.Everyone, reports.Everyone), b.BestArm(m) == arm))
		}
		rows = append(rows, row)
	}
	return rows
}

func boardCell(e *reports.Effect, best bool) string {
	switch {
	case e == nil || e.Difference == nil:
		return "-"
	case e.Identical():
		return "0%"
	case e.Pairs < stats.MinimumPairs && *e.Difference == 0:
		return "(0%)"
	}
	text := "by " + format.Difference(*e.Difference, math.NaN(), math.NaN())
	if e.Change != nil {
		text = format.Change(*e.Change, math.NaN(), math.NaN())
	}
	switch {
	case best:
		return text + " *"
	case !e.Moved():
		return "(" + text + ")"
	}
	return text
}

// BoardNote explains the marks of the table of arms.
func BoardNote(s *reports.Summary) string {
	text := "*: best of its column among the clear ones; in parentheses: not clear."
	if s.ReplicationsDone < stats.MinimumPairs {
		text = "In parentheses: not tested."
	}
	return text + Unmoved(s)
}

// Unmoved names the metrics that no arm of the table of arms changes, in words that one replication bears out; empty where there are none.
func Unmoved(s *reports.Summary) string {
	if s.Board == nil || len(s.Board.Same) == 0 {
		return ""
	}
	var names []string
	for _, m := range s.Board.Same {
		names = append(names, reports.Plain(m))
	}
	if s.ReplicationsDone < stats.MinimumPairs {
		return " Without a difference in this replication: " + strings.Join(names, ", ") + "."
	}
	return " Identical in every arm: " + strings.Join(names, ", ") + "."
}
