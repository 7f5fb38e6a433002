package reports

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// grid lays text out in columns without lines between them. Column 0 is set to the left, as are those named in left.
type grid struct {
	header []string
	rows   [][]string
	left   map[int]bool
}

func (g *grid) add(cells ...string) { g.rows = append(g.rows, cells) }

// gap is between columns.
const gap = "  "

// lines renders the grid: the header, a rule, the rows. Cells that a row does not have are empty, and no line ends in blanks. A
// row of one cell is a heading and does not widen its column.
func (g *grid) lines() []string {
	widths := make([]int, len(g.header))
	for _, row := range append([][]string{g.header}, g.rows...) {
		for i, cell := range row {
			if len(row) > 1 || len(g.header) == 1 {
				widths[i] = max(widths[i], displayed(cell))
			}
		}
	}
	total := len(gap) * (len(widths) - 1)
	for _, w := range widths {
		total += w
	}
	lines := []string{g.line(g.header, widths), strings.Repeat("-", total)}
	for _, row := range g.rows {
		lines = append(lines, g.line(row, widths))
	}
	return lines
}

func (g *grid) line(row []string, widths []int) string {
	var b strings.Builder
	for i, cell := range row {
		if i > 0 {
			b.WriteString(gap)
		}
		blanks := strings.Repeat(" ", max(0, widths[i]-displayed(cell)))
		if i == 0 || g.left[i] {
			b.WriteString(cell + blanks)
		} else {
			b.WriteString(blanks + cell)
		}
	}
	return strings.TrimRight(b.String(), " ")
}

var colour = regexp.MustCompile("\x1b\\[[0-9;]*m")

// displayed is how many characters a cell takes on the screen; colour takes none.
func displayed(cell string) int { return utf8.RuneCountInString(colour.ReplaceAllString(cell, "")) }
