package data

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"marketsim/scenarios/schema"
)

// headings are the rows below the header that hold names of columns, not entries: a second line of the header, and the header once more.
type headings struct {
	second  record // the second line; its cells are nil where there is none
	again   []int  // the lines on which the header stands again
	ordinal map[int]bool
}

// labels are words of which a second line of a header consists, beside those of our columns and units.
var labels = map[string]bool{"per": true, "in": true, "of": true, "at": true, "by": true, "name": true, "id": true, "text": true, "string": true, "number": true, "integer": true,
	"float": true, "count": true, "counts": true, "unit": true, "units": true, "date": true, "time": true, "currency": true, "percent": true, "percentage": true, "fraction": true, "total": true,
	"jpy": true, "cny": true, "inr": true, "brl": true, "cad": true, "aud": true, "sek": true, "nok": true, "dkk": true, "pln": true, "max": true, "maximum": true}

// see keeps a row of data where it is a heading, and tells whether it is.
func (h *headings) see(t *Table, r record, n int) bool {
	if t.format.NoHeader || t.source.typed() || len(r.cells) != t.width {
		return false
	}
	switch {
	case t.repeats(r.cells):
		h.again = append(h.again, r.line)
	case n == 1 && t.continues(r.cells):
		h.second = r.keep()
	default:
		return false
	}
	if h.ordinal == nil {
		h.ordinal = map[int]bool{}
	}
	h.ordinal[n] = true
	return true
}

// repeats tells whether all that a row holds are the names of its columns, one that is read among them.
func (t *Table) repeats(cells []string) bool {
	for i, cell := range cells {
		if cell = strings.TrimSpace(cell); cell != "" && !strings.EqualFold(cell, strings.TrimSpace(t.header[i])) {
			return false
		}
	}
	return slices.ContainsFunc(t.columns, func(c bound) bool { return c.at >= 0 && strings.TrimSpace(cells[c.at]) != "" })
}

// continues tells whether the first row of data is a second line of the header: its names are empty or what such columns are called, and
// in place of numbers it has words, which are those of headers unless some name is empty or such.
func (t *Table) continues(cells []string) bool {
	texts, words, filled := 0, 0, 0
	for i := range t.columns {
		c := &t.columns[i]
		if c.at < 0 || c.Kind == Mark {
			continue
		}
		cell := strings.TrimSpace(cells[c.at])
		switch {
		case c.Kind == Text && cell != "" && !c.labelled(cell):
			return false
		case c.Kind == Text:
			texts++
		case isEmpty(cell):
		case strings.ContainsFunc(cell, unicode.IsDigit):
			return false
		default:
			words++
		}
	}
	for _, cell := range cells {
		if isEmpty(cell) {
			continue
		}
		if filled++; !t.label(cell) && (texts == 0 || words == 0) {
			return false
		}
	}
	return filled > 0 && (words > 0 || texts > 0 && filled > 1 || texts > 0 && emptyTexts(t.columns, cells))
}

// emptyTexts tells whether a row has no text in the columns that are read as text.
func emptyTexts(columns []bound, cells []string) bool {
	return !slices.ContainsFunc(columns, func(c bound) bool { return c.at >= 0 && c.Kind == Text && strings.TrimSpace(cells[c.at]) != "" })
}

// labelled tells whether a cell is what a column of its kind is called, or says that it holds text.
func (c *bound) labelled(cell string) bool {
	return len(similar([]string{cell}, c.Column)) > 0 || strings.EqualFold(cell, c.theirs) || slices.Contains([]string{"name", "id", "text", "string"}, normal(cell))
}

// label tells whether a cell consists of words and signs of headers.
func (t *Table) label(cell string) bool {
	all := words(cell)
	if len(all) == 0 {
		return currencySign.MatchString(strings.Trim(cell, " ()[]"))
	}
	return !slices.ContainsFunc(all, func(w string) bool {
		return !labels[w] && unitWords[w] == "" && !currencyWords[w] && clockNames[w] == "" && !t.wordOfColumn(w)
	})
}

// wordOfColumn tells whether a word is part of the names by which our columns are known.
func (t *Table) wordOfColumn(word string) bool {
	return slices.ContainsFunc(t.columns, func(c bound) bool {
		return slices.ContainsFunc(append([]string{c.Name}, c.Aliases...), func(name string) bool { return slices.Contains(words(name), word) })
	})
}

// refuse is what is wrong with a table that has headings among its rows.
func (h *headings) refuse(t *Table, spec *Spec) (bad []*Error) {
	if h.second.cells != nil {
		help := "write the header as one row, with units in the names as in `Budget (EUR)`, or delete this line"
		if columns, _ := bind(spec.Columns, h.second.cells, &Format{}, spec.What); bounds(columns) > bounds(t.columns) {
			help = fmt.Sprintf("this line names more of the columns: skip what is above it with `format: {title_rows: %d}`, or write the header as one row", h.second.line-1)
		}
		bad = append(bad, &Error{Line: h.second.line, Column: 1, Message: "this line looks like a second line of the header, with names or units of columns where an entry belongs", Help: help, Key: "format"})
	}
	if n := len(h.again); n > 0 {
		also, lines := "", "this line"
		if n > 1 {
			also, lines = fmt.Sprintf(", and so do %s, the last one line %d", schema.Count(n-1, "more line"), h.again[n-1]), "these lines"
			if n == 2 {
				also = fmt.Sprintf(", and so does line %d", h.again[1])
			}
		}
		bad = append(bad, mistake(h.again[0], 1, "delete "+lines+", as where tables were put together; an entry that is called like its column needs another name", "this line repeats the header, with names of columns where an entry belongs%s", also))
	}
	return bad
}

// bounds counts the columns that were found.
func bounds(columns []bound) (n int) {
	for i := range columns {
		if columns[i].at >= 0 {
			n++
		}
	}
	return n
}
