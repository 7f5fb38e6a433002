package cli

import (
	"fmt"
	"slices"
	"strings"

	"marketsim/reports/format"
	"marketsim/reports/horizon"
)

// screen writes the report for a terminal of a width.
type screen struct {
	strings.Builder
	r     *horizon.Report
	width int
}

// say writes paragraphs.
func (s *screen) say(lines ...string) {
	for _, line := range lines {
		if line != "" {
			s.WriteString(strings.Join(format.Wrap(line, s.width), "\n") + "\n\n")
		}
	}
}

// table writes some columns of a table, all where none are named, and its note; nothing where there is no table.
func (s *screen) table(rows [][]string, note string, columns ...int) {
	if rows == nil {
		return
	}
	if columns != nil {
		all := rows[0]
		rows = horizon.Columns(rows, columns...)
		note = horizon.Legend(note, all, rows[0])
	}
	s.WriteString(fittedTable(rows, s.width) + "\n")
	s.say(s.r.Foot(note, rows))
}

// horizonText is the report for a terminal of a width.
func horizonText(r *horizon.Report, width int) string {
	s := &screen{r: r, width: width}
	if r.Quick {
		s.say(fmt.Sprintf("QUICK: at most %d replications, in the first %d markets. Whether all works is seen, and not which method to trust.", quickTests, quickMarkets))
	}
	if r.Focus == nil {
		s.say("Nothing to tell: " + r.Nothing() + ". " + strings.Join(r.LeftOut(), " "))
		return s.String()
	}
	s.say(fmt.Sprintf("%s, %d of them a gain in the last four weeks of %d days. %s %s", r.Counted(), r.Wins, r.Horizon, horizon.Whole, r.Changes))
	s.say(r.Rules()...)
	s.table(r.MethodRows(), horizon.MethodNote)
	s.table(r.NameRows(), horizon.NameNote)
	s.table(r.LaunchRows(true), horizon.LaunchNote)
	s.table(r.CoverRows(), horizon.CoverNote)
	if r.Programme != nil {
		s.table(r.ProgrammeRows(), r.Programme.Note(), 0, 1, 2, 3, 4, 5, 7)
		s.say(r.Programme.Words()...)
	}
	s.table(r.OverRows(r.Focus.Arm, false), horizon.OverNote, horizon.OverOnScreen...)
	s.table(r.BiasRows(), horizon.BiasNote, 0, 1, 2, 3, 5, 6, 7)
	if len(r.Short) > 0 {
		s.table(r.ShortRows(), horizon.ShortNote, r.ShortOnScreen()...)
		s.table(r.LiveRows(), horizon.LiveNote, r.ShortOnScreen()...)
		s.say(r.ScreenNote())
	}
	s.table(r.CheckRows(), r.CheckNote(), 0, 1, 2, 3, 4, 5)
	s.table(r.ProxyRows(), horizon.ProxyNote)
	s.table(r.KnownRows(), r.KnownNote(), horizon.KnownOnScreen...)
	s.table(r.AnswerRows(false), r.AnswerNote(), horizon.AnswerOnScreen...)
	s.say(r.Beliefs())
	s.say(r.Words()...)
	s.say(r.Notes()...)
	for _, flag := range r.Flags {
		s.say("WARNING: " + flag)
	}
	if r.Benchmark {
		s.say(horizon.Texts(r.Answer())...)
		s.table(r.BenchRows(), r.BenchNote())
	}
	s.say(horizon.Texts(r.Lead())...)
	return s.String()
}

// fittedTable is a table for a terminal of a width: cells that leave no room for others go on in a further line, between words.
func fittedTable(rows [][]string, width int) string {
	columns := make([]int, len(rows[0]))
	total := 2 * (len(columns) - 1)
	for j := range columns {
		for _, row := range rows {
			columns[j] = max(columns[j], format.Displayed(row[j]))
		}
		total += columns[j]
	}
	for ; total > width; total-- {
		widest := -1
		for j, own := range columns {
			if own > longestWord(rows, j) && (widest < 0 || own > columns[widest]) {
				widest = j
			}
		}
		if widest < 0 {
			break
		}
		columns[widest]--
	}
	if total > width {
		return textTable(rows)
	}
	return linesOf(rows, columns)
}

// table is a table for standard output: as wide as a screen, or as it needs in a pipe.
func (a *app) table(rows [][]string) string {
	if a.style(a.Stdout).Full {
		return textTable(rows)
	}
	return fittedTable(rows, a.width(a.Stdout))
}

// longestWord is the width of the longest word of a column.
func longestWord(rows [][]string, column int) (width int) {
	for _, row := range rows {
		for _, word := range strings.Fields(row[column]) {
			width = max(width, format.Displayed(word))
		}
	}
	return width
}

// linesOf are the lines of a table whose columns have widths: the first and those with cells of several lines flush left, all others flush right.
func linesOf(rows [][]string, columns []int) string {
	var b strings.Builder
	left := make([]bool, len(columns))
	for j := range columns {
		left[j] = j == 0 || slices.ContainsFunc(rows, func(row []string) bool { return len(format.Wrap(row[j], columns[j])) > 1 })
	}
	for i, row := range rows {
		cells, high := make([][]string, len(row)), 1
		for j, cell := range row {
			cells[j] = format.Wrap(cell, columns[j])
			high = max(high, len(cells[j]))
		}
		for k := range high {
			line := ""
			for j, lines := range cells {
				text := ""
				if k < len(lines) {
					text = lines[k]
				}
				pad := strings.Repeat(" ", columns[j]-format.Displayed(text))
				if left[j] {
					pad, text = text, pad
				}
				if line += pad + text; j < len(cells)-1 {
					line += "  "
				}
			}
			b.WriteString(strings.TrimRight(line, " ") + "\n")
		}
		if i == 0 {
			total := 2 * (len(columns) - 1)
			for _, own := range columns {
				total += own
			}
			b.WriteString(strings.Repeat("-", total) + "\n")
		}
	}
	return b.String()
}
