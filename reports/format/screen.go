package format

import (
	"bufio"
	"fmt"
)

// Style is how a table is drawn.
type Style struct {
	Width int  // columns of the screen; 0 is 80
	Color bool // verdicts in colour, beside the word
	Full  bool // names are never cut, as in files and pipes
}

// Wide is the width from which a table has room for more columns.
const Wide = 110

// Screen writes lines and grids no wider than a screen.
type Screen struct {
	Out   *bufio.Writer
	Style Style
}

// NewScreen is one in a style; a width of 0 is 80 columns.
func NewScreen(out *bufio.Writer, style Style) *Screen {
	if style.Width <= 0 {
		style.Width = 80
	}
	return &Screen{out, style}
}

// Lines writes a text in lines of at most 110 characters, each after an indent.
func (w *Screen) Lines(indent, text string) {
	for _, line := range Wrap(text, min(w.Style.Width, 110)-len(indent)) {
		fmt.Fprintf(w.Out, "%s%s\n", indent, line)
	}
}

// Grid writes a table.
func (w *Screen) Grid(g *Grid) {
	for _, line := range g.Lines() {
		fmt.Fprintln(w.Out, line)
	}
}
