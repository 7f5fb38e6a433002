package data

import (
	"regexp"
	"slices"
	"strings"
)

// Stray is a column of numbers that nothing reads.
type Stray struct {
	Name string
	Kind Kind   // Money or Rate where its header or its first cell says so, else Number
	Per  string // what stands behind its numbers, such as /day of 20/day
}

// String is the column's name with what it seems to hold.
func (s Stray) String() string {
	switch s.Kind {
	case Money:
		return s.Name + " (money)"
	case Rate:
		return s.Name + " (percent)"
	}
	return s.Name
}

// Strays lists the columns of numbers that nothing reads, in the order of the file. Columns that are given up for another of ours
// are none, and nothing is told of a file none of whose columns was
// found by its own name: it may be any file.
func (t *Table) Strays() (out []Stray) {
	if !t.credible {
		return nil
	}
	rest, found := leftOver(t.columns, t.header), make([]*Stray, len(t.header))
	t.rows(func(r record, n int) bool {
		for i, cell := range r.cells[:min(len(r.cells), len(t.header))] {
			cell, per := amountOf(cell)
			number, ok := takeApart(cell)
			if ok && found[i] == nil && slices.Contains(rest, strings.TrimSpace(t.header[i])) && !t.yielded(i) && !t.rival(i) {
				found[i] = &Stray{printable(strings.TrimSpace(t.header[i])), kindOf(t.header[i], &number), per}
			}
		}
		return n < strayRows
	})
	for _, s := range found {
		if s != nil {
			out = append(out, *s)
		}
	}
	return out
}

var perTime = regexp.MustCompile(`(?i) ?(/|per |pro |a |je )(day|week|month|tag|woche|monat|d|w|m)$| (daily|weekly|monthly|täglich|am tag)$`)

// amountOf parts what is of a stretch of time, such as 20/day, into its amount and what stands behind it.
func amountOf(cell string) (amount, per string) {
	if at := perTime.FindStringIndex(strings.TrimSpace(cell)); at != nil {
		cell = strings.TrimSpace(cell)
		return cell[:at[0]], strings.TrimSpace(cell[at[0]:])
	}
	return cell, ""
}

// strayRows is how many rows are looked at for what columns hold that nothing reads.
const strayRows = 100

// kindOf tells what a column seems to hold.
func kindOf(header string, n *numeral) Kind {
	for _, w := range words(header) {
		switch {
		case isUnit(w, Rate):
			return Rate
		case isUnit(w, Money):
			return Money
		}
	}
	switch {
	case n.percent:
		return Rate
	case n.currency != "" || strings.ContainsAny(header, "€$£¥₹"):
		return Money
	}
	return Number
}

// rival tells whether a column of the file is compared with one that is read.
func (t *Table) rival(at int) bool {
	return slices.ContainsFunc(t.columns, func(c bound) bool { return slices.Contains(c.rivals, at) })
}

// yielded tells whether a column of the file was found to be one of ours and given up for another.
func (t *Table) yielded(at int) bool {
	return slices.ContainsFunc(t.columns, func(c bound) bool { return c.yielded && c.was == at })
}
