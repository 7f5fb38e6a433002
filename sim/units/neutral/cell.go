package neutral

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Cell is text for a cell of a CSV file: what a spreadsheet would take for a formula, or the log of a CI job for a command, gets an apostrophe in
// front. Numbers stay. Plain takes the apostrophe away again.
func Cell(text string) string {
	if risky(strings.TrimLeft(text, "'")) {
		return "'" + text
	}
	return text
}

// Plain is the text that Cell was given. Text that never went through Cell stays, but for apostrophes in front of what would be a formula: they
// say, as in a spreadsheet, that the cell is text.
func Plain(cell string) string {
	if rest, found := strings.CutPrefix(cell, "'"); found && risky(strings.TrimLeft(rest, "'")) {
		return rest
	}
	return cell
}

// risky tells whether a cell that begins so would do something.
func risky(text string) bool {
	first, _ := utf8.DecodeRuneInString(text)
	if text == "" || !strings.ContainsRune("=+-@\t\r: ＝＋－＠", first) { // some spreadsheets take the signs of full width for the others
		return false
	}
	if text[0] == ':' || text[0] == ' ' {
		return strings.HasPrefix(strings.TrimLeft(text, " "), "::")
	}
	_, err := strconv.ParseFloat(text, 64)
	return err != nil
}

// CSV writes rows of which no cell does anything in a spreadsheet. It is the only writer of CSV.
type CSV struct {
	out *csv.Writer
	row []string
}

// NewCSV is a CSV writer.
func NewCSV(w io.Writer) *CSV { return &CSV{out: csv.NewWriter(w)} }

// Write writes a row; the row itself stays as it is.
func (c *CSV) Write(row []string) error {
	c.row = append(c.row[:0], row...)
	for i := range c.row {
		c.row[i] = Cell(c.row[i])
	}
	return c.out.Write(c.row)
}

// WriteAll writes rows and flushes them.
func (c *CSV) WriteAll(rows [][]string) error {
	for _, row := range rows {
		if err := c.Write(row); err != nil {
			return err
		}
	}
	return c.Flush()
}

// Flush hands on what was written; it returns the first error of any write.
func (c *CSV) Flush() error {
	c.out.Flush()
	return c.out.Error()
}
