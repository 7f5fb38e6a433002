package data

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// Bound are our columns that the file has, in the order in which it has them.
func (t *Table) Bound() (names []string) {
	var there []*bound
	for i := range t.columns {
		if t.columns[i].at >= 0 {
			there = append(there, &t.columns[i])
		}
	}
	slices.SortStableFunc(there, func(a, b *bound) int { return cmp.Compare(a.at, b.at) })
	for _, c := range there {
		names = append(names, c.Name)
	}
	return names
}

// Unread are the columns of the file that nothing reads, by their names there.
func (t *Table) Unread() []string { return leftOver(t.columns, t.header) }

// Place is where a cell stands in the file.
func (r *Row) Place(handle int) (line, column int) {
	if r.rec.line == 0 {
		return r.Line, 1
	}
	return r.rec.line, r.rec.at(r.table.columns[handle].at)
}

// Plain is a cell in plain notation, whatever that of the file is: a point before decimals, nothing between thousands, % behind a percentage and USD, the
// scenario's currency, behind an amount of money; of times the days since day 0. An empty cell is empty; one that cannot be read is, and is noted as a mistake.
func (r *Row) Plain(handle int) string {
	c := &r.table.columns[handle]
	text := strings.TrimSpace(r.rec.cells[c.at])
	switch {
	case c.Kind == Text:
		return r.Text(handle)
	case c.doubtful || isEmpty(text):
		return ""
	case c.Kind == Moment:
		at, ok := r.Moment(handle)
		if !ok {
			return ""
		}
		return strconv.FormatFloat(float64(at)/timeUnits["d"], 'g', -1, 64)
	}
	n, ok := takeApart(text)
	x, finite := r.parse(handle)
	if !ok || !finite {
		if !r.unseen(handle, text) {
			r.Fail(handle, "write a number, such as 1234.5", "%s in column `%s` is not a finite number", r.Quote(text), c.theirs)
		}
		return ""
	}
	unit := ""
	switch {
	case n.percent || c.unit == "percent":
		unit = "%"
	case n.currency != "":
		unit = " USD"
	}
	if c.unit == "cents" || c.unit == "micros" {
		x *= c.factor()
	}
	return strconv.FormatFloat(x, 'f', -1, 64) + unit
}
