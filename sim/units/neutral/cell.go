package neutral

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// separators end a cell, where a spreadsheet takes another character than the comma for what stands between cells, and a row.
const separators = ";\t|\n"

// Cell is text for a cell of a CSV file: what a spreadsheet would take for a formula, or the log of a CI job for a command, gets an apostrophe in
// front, behind a separator too. Numbers stay. Plain takes the apostrophes away again.
func Cell(text string) string {
	return eachPart(text, func(part string) string {
		if risky(strings.TrimLeft(part, "'")) {
			return "'" + part
		}
		return part
	})
}

// Plain is the text that Cell was given. Text that never went through Cell stays, but for apostrophes in front of what would be a formula: they
// say, as in a spreadsheet, that the cell is text.
func Plain(cell string) string {
	return eachPart(cell, func(part string) string {
		if rest, found := strings.CutPrefix(part, "'"); found && risky(strings.TrimLeft(rest, "'")) {
			return rest
		}
		return part
	})
}

// eachPart changes what stands between separators.
func eachPart(text string, change func(part string) string) string {
	if !strings.ContainsAny(text, separators) {
		return change(text)
	}
	var b strings.Builder
	for {
		i := strings.IndexAny(text, separators)
		if i < 0 {
			b.WriteString(change(text))
			return b.String()
		}
		b.WriteString(change(text[:i]))
		b.WriteByte(text[i])
		text = text[i+1:]
	}
}

// risky tells whether a cell that begins so would do something. Blanks of all kinds and quotes in front of a sign do not count: some spreadsheets drop them.
func risky(text string) bool {
	if strings.HasPrefix(text, "\r") {
		return true
	}
	rest := strings.TrimLeftFunc(text, func(r rune) bool { return r == '"' || blank(r) || Widthless(r) })
	first, _ := utf8.DecodeRuneInString(rest)
	if rest == "" || !strings.ContainsRune("=+-@:＝＋－＠", first) { // some spreadsheets take the signs of full width for the others
		return false
	}
	if first == ':' {
		return strings.HasPrefix(rest, "::")
	}
	_, err := strconv.ParseFloat(rest, 64)
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
