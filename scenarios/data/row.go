package data

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"

	"marketsim/scenarios/schema"
	"marketsim/sim/units/neutral"
)

// Row is one row of data.
type Row struct {
	Ordinal int // from 1
	Line    int // in the file; the number where the file has no lines

	table *Table
	rec   record
	bad   []*Error
	like  map[likeness]int // mistakes so far, those that are not listed among them
	told  map[likeness]int // row of the last mistake of each kind: a cell that is read twice is told once
}

// likeness is what mistakes of one kind in one column have in common: its handle and the remedy.
type likeness struct {
	handle int
	help   string
}

// maxLike is how many mistakes of one kind in one column are listed.
const maxLike = 3

// Column is the handle of one of our columns; ok is false where the file has none.
func (t *Table) Column(name string) (handle int, ok bool) {
	for i := range t.columns {
		if t.columns[i].Name == name {
			return i, t.columns[i].at >= 0
		}
	}
	return -1, false
}

// Header is the first row of the file.
func (t *Table) Header() []string { return t.header }

// Source is the name that one of our columns has in the file; empty where the file has none.
func (t *Table) Source(name string) string {
	if at, ok := t.Column(name); ok {
		return t.columns[at].source(t)
	}
	return ""
}

// Each visits all rows. What is wrong with them comes back together, at most MaxErrors of it and then what was left out.
func (t *Table) Each(visit func(r *Row)) (bad []*Error) {
	row := &Row{table: t}
	end := t.rows(func(r record, n int) bool {
		row.Ordinal, row.Line, row.rec = n, r.line, r
		if r.line == 0 {
			row.Line = n
		}
		if len(r.cells) != t.width || t.headings[n] {
			return true
		}
		visit(row)
		return len(row.bad) < MaxErrors
	})
	bad = append(append(row.bad, row.unlisted()...), t.ragged...)
	if end != nil {
		bad = append(bad, end)
	}
	if len(bad) >= MaxErrors {
		bad = append(bad, mistake(row.Line, 1, "check the columns", "%d mistakes up to here; the rest of the file was not read", len(bad)))
	}
	return bad
}

// Text is a cell as text, without space around it, and without the apostrophe that keeps spreadsheets from taking it for a formula. A character
// that acts instead of being seen is a mistake.
func (r *Row) Text(handle int) string {
	if r.table.columns[handle].nested.text != "" {
		return ""
	}
	text := strings.TrimSpace(r.rec.cells[r.table.columns[handle].at])
	if len(text) > maxText {
		r.Fail(handle, "shorten it", "a cell of column `%s` has %d bytes; names have at most %d", r.table.columns[handle].theirs, len(text), maxText)
		return text[:maxText]
	}
	if strings.ContainsAny(text, "\n\r") {
		r.Fail(handle, "write it as one line", "a cell of column `%s` holds a line break", r.table.columns[handle].theirs)
	} else if unseen := neutral.Unseen(text); unseen != "" {
		r.Fail(handle, "write it as one line of plain text", "a cell of column `%s` holds a character that is not seen, %s", r.table.columns[handle].theirs, unseen)
	}
	if r.table.source.typed() {
		return text
	}
	return neutral.Plain(text)
}

// Number is a cell as a number, in our units: fractions, units of currency. It is NaN where the cell is empty and may be, and where it
// is wrong, which the row then holds as a mistake.
func (r *Row) Number(handle int) float64 {
	c := &r.table.columns[handle]
	if c.doubtful {
		return math.NaN()
	}
	text := r.rec.cells[c.at]
	if isEmpty(text) {
		switch {
		case c.Empty == "" && brokenFormula(text):
			r.Fail(handle, "mend the formula", "column `%s` holds an error of a spreadsheet", c.theirs)
		case c.Empty == "":
			r.Fail(handle, "write a number", "column `%s` is empty", c.theirs)
		}
		return math.NaN()
	}
	x, ok := r.parse(handle)
	switch x *= c.factor(); {
	case !ok && r.unseen(handle, text):
	case !ok:
		help := "write a number, such as 1234.5"
		if _, per := amountOf(text); per != "" && c.Kind == Money {
			help = "write the amount alone: the column says of which time it is"
		}
		r.Fail(handle, help, "%s in column `%s` is not a finite number", r.Quote(text), c.theirs)
	case x < c.Least || x > c.Most:
		help := "check the unit of the column"
		if c.Kind == Rate && x > 1 {
			help = fmt.Sprintf("for percentages state `format: {units: {%s: percent}}`", c.Name)
		}
		r.Fail(handle, help, "%s in column `%s` is outside of the range %s", r.number(text), c.theirs, span(c.Least, c.Most))
	default:
		return x
	}
	return math.NaN()
}

// unseen notes the first character of a cell that nobody sees, where it has one, and tells whether it has.
func (r *Row) unseen(handle int, text string) bool {
	for _, c := range strings.TrimSpace(text) {
		if neutral.Widthless(c) || unicode.IsControl(c) {
			r.Fail(handle, "delete the character, such as by typing the cell anew", "a cell of column `%s` holds a character that is not seen, %s, beside what can be read", r.table.columns[handle].theirs, named(c))
			return true
		}
	}
	return false
}

// named is a character that is not seen, by its number and, for the common ones, its name.
func named(c rune) string {
	if name := unseenNames[c]; name != "" {
		return fmt.Sprintf("%U (%s)", c, name)
	}
	return fmt.Sprintf("%U", c)
}

var unseenNames = map[rune]string{0xad: "soft hyphen", 0x200b: "zero-width space", 0x200c: "zero-width non-joiner", 0x200d: "zero-width joiner", 0x200e: "left-to-right mark",
	0x200f: "right-to-left mark", 0x202a: "left-to-right embedding", 0x202c: "end of embedding", 0x2060: "word joiner", 0xfeff: "byte order mark", '\t': "tab", '\n': "line break"}

// Amount is a cell as a plain number in the file's notation; ok is false where it is none.
func (r *Row) Amount(handle int) (n float64, ok bool) {
	return r.parse(handle)
}

func (r *Row) parse(handle int) (float64, bool) {
	return r.table.number(&r.rec, r.table.columns[handle].at)
}

// number is a cell as the number that stands there, whatever its unit; ok is false where it is none.
func (t *Table) number(r *record, at int) (x float64, ok bool) {
	n, ok := takeApart(r.cells[at])
	if !ok {
		return 0, false
	}
	return n.value(t.signOf(r.kind(at)))
}

// signOf is the decimal sign of a cell.
func (t *Table) signOf(kind cellKind) decimal {
	if kind == numeric {
		return point
	}
	return t.sign
}

// factor turns a column's unit into ours.
func (c *bound) factor() float64 {
	switch c.unit {
	case "percent", "cents":
		return 0.01
	case "micros":
		return 1e-6
	}
	return 1
}

// Source is the name that a column has in the file.
func (r *Row) Source(handle int) string { return r.table.columns[handle].theirs }

// Moment is a cell as a time, microseconds from day 0; ok is false where the cell is empty and may be, and where it is wrong.
func (r *Row) Moment(handle int) (at int64, ok bool) {
	c := &r.table.columns[handle]
	if c.doubtful || c.Empty != "" && isEmpty(r.rec.cells[c.at]) {
		return 0, false
	}
	at, ok = c.clock.at(r.rec.cells[c.at], r.table.signOf(r.rec.kind(c.at)))
	if !ok && !r.unseen(handle, r.rec.cells[c.at]) {
		r.Fail(handle, "write times like 2026-03-02T10:00:00, or numbers and `format: {time_unit: s}`", "%s in column `%s` is not a time like the others", r.Quote(r.rec.cells[c.at]), c.theirs)
	}
	return at, ok
}

// Quote is a cell as messages have it: its text where the file is the table that was expected, else no word of it.
func (r *Row) Quote(text string) string { return r.table.quote(text) }

// number is Quote of a cell that is a number, which needs no marks.
func (r *Row) number(text string) string {
	if !r.table.credible {
		return r.Quote(text)
	}
	return shortened(strings.TrimSpace(text))
}

// Exceeds notes that a row counts more of something than of what it is a part of.
func (r *Row) Exceeds(handle int, n float64, what string, base float64, of string) {
	if r.table.credible {
		r.Fail(handle, "check which column is which", "%g %s of %g %s", n, what, base, of)
	} else {
		r.Fail(handle, "check which column is which", "more %s than %s", what, of)
	}
}

// Quotes tells whether messages may quote the table's cells: it is the one that was expected.
func (t *Table) Quotes() bool { return t.credible }

func (t *Table) quote(text string) string {
	if !t.credible {
		return "this cell"
	}
	return "`" + shortened(strings.TrimSpace(text)) + "`"
}

// shortened is text as a message may show it.
func shortened(text string) string {
	const most = 100
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "..."
}

// Fail notes a mistake in a cell.
func (r *Row) Fail(handle int, help, format string, args ...any) {
	if r.like == nil {
		r.like, r.told = map[likeness]int{}, map[likeness]int{}
	}
	kind := likeness{handle, help}
	if r.told[kind] == r.Ordinal {
		return
	}
	r.told[kind] = r.Ordinal
	if r.like[kind]++; r.like[kind] > maxLike {
		return
	}
	e := &Error{Line: r.rec.line, Message: fmt.Sprintf(format, args...), Help: help}
	if e.Line > 0 {
		e.Column = r.rec.at(r.table.columns[handle].at)
	}
	r.bad = append(r.bad, e)
}

// unlisted says how many more mistakes of each kind there are than are listed.
func (r *Row) unlisted() (bad []*Error) {
	for kind, n := range r.like {
		if n > maxLike {
			bad = append(bad, mistake(r.Line, 1, kind.help, "%s like this in column `%s`", schema.Count(n-maxLike, "more mistake"), r.table.columns[kind.handle].theirs))
		}
	}
	slices.SortFunc(bad, func(a, b *Error) int { return strings.Compare(a.Message, b.Message) })
	return bad
}

// span words a range.
func span(least, most float64) string {
	switch {
	case math.IsInf(most, 1):
		return fmt.Sprintf("[%g, inf)", least)
	case math.IsInf(least, -1):
		return fmt.Sprintf("(-inf, %g]", most)
	}
	return fmt.Sprintf("[%g, %g]", least, most)
}
