package format

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// Grid lays text out in columns without lines between them. Column 0 is set to the left, as are those named in left.
type Grid struct {
	Header []string
	Rows   [][]string
	Left   map[int]bool
}

// Add appends a row.
func (g *Grid) Add(cells ...string) { g.Rows = append(g.Rows, cells) }

// Narrow leaves out columns, in the order in which they can be spared, until the grid fits a width. It returns the heads of those that it
// left out. Headings, rows of one cell, stay.
func (g *Grid) Narrow(width int, spare ...int) (left []string) {
	gone := map[int]bool{}
	for _, column := range spare {
		if g.width(gone) <= width {
			break
		}
		gone[column] = true
		left = append(left, g.Header[column])
	}
	if len(left) == 0 {
		return nil
	}
	keep := func(row []string) (out []string) {
		for i, cell := range row {
			if !gone[i] || len(row) == 1 {
				out = append(out, cell)
			}
		}
		return out
	}
	to := map[int]bool{}
	for i, at := 0, 0; i < len(g.Header); i++ {
		if !gone[i] {
			to[at] = g.Left[i]
			at++
		}
	}
	g.Left, g.Header = to, keep(g.Header)
	for i := range g.Rows {
		g.Rows[i] = keep(g.Rows[i])
	}
	return left
}

// width is how wide the grid is without some columns.
func (g *Grid) width(gone map[int]bool) (total int) {
	for i, w := range g.widths() {
		if !gone[i] {
			total += w + len(gap)
		}
	}
	return total - len(gap)
}

// widths are the widths of the columns.
func (g *Grid) widths() []int {
	widths := make([]int, len(g.Header))
	for _, row := range append([][]string{g.Header}, g.Rows...) {
		for i, cell := range row {
			if len(row) > 1 || len(g.Header) == 1 {
				widths[i] = max(widths[i], Displayed(cell))
			}
		}
	}
	return widths
}

// gap is between columns.
const gap = "  "

// Lines renders the grid: the header, a rule, the rows. Cells that a row does not have are empty, and no line ends in blanks. A
// row of one cell is a heading and does not widen its column.
func (g *Grid) Lines() []string {
	widths := g.widths()
	total := len(gap) * (len(widths) - 1)
	for _, w := range widths {
		total += w
	}
	lines := []string{g.line(g.Header, widths), strings.Repeat("-", total)}
	for _, row := range g.Rows {
		lines = append(lines, g.line(row, widths))
	}
	return lines
}

func (g *Grid) line(row []string, widths []int) string {
	var b strings.Builder
	for i, cell := range row {
		if i > 0 {
			b.WriteString(gap)
		}
		blanks := strings.Repeat(" ", max(0, widths[i]-Displayed(cell)))
		if i == 0 || g.Left[i] {
			b.WriteString(cell + blanks)
		} else {
			b.WriteString(blanks + cell)
		}
	}
	return strings.TrimRight(b.String(), " ")
}

var colour = regexp.MustCompile("\x1b\\[[0-9;]*m")

// Displayed is how many columns of the screen a cell takes: two for each wide character, as of Chinese and Japanese, none for marks and for colour.
func Displayed(cell string) (columns int) {
	for _, r := range colour.ReplaceAllString(cell, "") {
		switch kind := width.LookupRune(r).Kind(); {
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		case kind == width.EastAsianWide || kind == width.EastAsianFullwidth:
			columns += 2
		default:
			columns++
		}
	}
	return columns
}
