package format

import (
	"fmt"
	"io"
	"regexp"
	"strings"

	"marketsim/sim/units/neutral"
)

// MarkdownLimit keeps a page below what code hosts accept as a comment (65,536 characters).
const MarkdownLimit = 60_000

// Escape is text for a paragraph or a cell, in which nothing is a link, a tag or another block.
func Escape(text string) string { return neutral.Markdown(text) }

// Backticked sets what stands between backticks, as names do on a screen, between other marks.
func Backticked(text, opening, closing string) string {
	return inBackticks.ReplaceAllString(text, opening+"$1"+closing)
}

var inBackticks = regexp.MustCompile("`([^`]+)`")

// MarkdownTable writes rows as a table, the first as its header, with all columns on the left.
func MarkdownTable(w io.Writer, rows [][]string) { markdownTable(w, rows, "---|") }

// MarkdownNumbers is a table whose first column names what the numbers in the others are of.
func MarkdownNumbers(rows [][]string) string {
	var b strings.Builder
	markdownTable(&b, rows, "---:|")
	return b.String()
}

// markdownTable writes a table with the mark by which columns after the first are aligned.
func markdownTable(w io.Writer, rows [][]string, others string) {
	for k, row := range rows {
		cells := make([]string, len(row))
		for i := range row {
			cells[i] = Escape(row[i])
		}
		fmt.Fprintf(w, "| %s |\n", strings.Join(cells, " | "))
		if k == 0 {
			fmt.Fprintln(w, "|---|"+strings.Repeat(others, len(row)-1))
		}
	}
}
