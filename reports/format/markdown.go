package format

import (
	"fmt"
	"io"
	"strings"
)

// MarkdownLimit keeps a page below what code hosts accept as a comment (65,536 characters).
const MarkdownLimit = 60_000

// Escape keeps a name from breaking out of a table's cell or opening a tag.
func Escape(text string) string {
	return strings.NewReplacer("|", "\\|", "\n", " ", "\r", " ", "<", "&lt;").Replace(text)
}

// MarkdownTable writes rows as a table, the first as its header.
func MarkdownTable(w io.Writer, rows [][]string) {
	for k, row := range rows {
		cells := make([]string, len(row))
		for i := range row {
			cells[i] = Escape(row[i])
		}
		fmt.Fprintf(w, "| %s |\n", strings.Join(cells, " | "))
		if k == 0 {
			fmt.Fprintln(w, "|"+strings.Repeat("---|", len(row)))
		}
	}
}
