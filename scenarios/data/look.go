package data

import (
	"fmt"
	"strings"

	"marketsim/scenarios/schema"
)

// looker collects what the cells of a file say of how it is written.
type looker struct {
	table  *Table
	ragged []*Error
	proof  [4]place // by decimal sign
	times  map[*bound]*times
	heads  headings
}

func (l *looker) row(r record, n int) {
	t := l.table
	if len(r.cells) != t.width {
		l.ragged = append(l.ragged, mistake(r.line, 1, "give every row one cell per column, and quote cells that hold the delimiter", "this row has %s and the header %d", schema.Count(len(r.cells), "cell"), t.width))
		return
	}
	if l.heads.see(t, r, n) {
		return
	}
	for i := range t.columns {
		c := &t.columns[i]
		if c.at < 0 {
			continue
		}
		cell := r.cells[c.at]
		if r.kind(c.at) == textual && brokenFormula(cell) {
			c.broken.keep(r.line, r.at(c.at), cell)
			c.breaks++
		}
		if r.kind(c.at) == nested && cell != "" {
			if c.Kind != Lists {
				c.nested.keep(r.line, r.at(c.at), cell)
			}
			continue
		}
		if c.Kind == Text || c.Kind == Lists {
			continue
		}
		if isEmpty(cell) {
			c.empty++
			continue
		}
		if r.kind(c.at) == textual || c.Kind == Moment || c.Kind == Rate {
			l.cell(c, &r, cell)
		}
	}
}

func (l *looker) cell(c *bound, r *record, cell string) {
	line, column := r.line, r.at(c.at)
	if c.Kind == Moment {
		if l.timesOf(c).note(line, column, cell) {
			return
		}
	}
	n, ok := takeApart(cell)
	if !ok {
		return // told when the row is read
	}
	if r.kind(c.at) == textual {
		l.notation(c, line, column, cell, &n)
	}
	if n.percent {
		c.percent[1].keep(line, column, cell)
	} else {
		c.percent[0].keep(line, column, cell)
	}
	if n.currency != "" && c.seen == "" {
		c.seen = n.currency
	} else if n.currency != "" && c.seen != n.currency {
		c.seen = c.seen + " and " + n.currency
		if strings.Count(c.seen, " and ") > 1 {
			c.seen = strings.Join(strings.Split(c.seen, " and ")[:2], " and ")
		}
	}
}

// notation keeps what a cell says of the decimal sign.
func (l *looker) notation(c *bound, line, column int, cell string, n *numeral) {
	sign := evidence(n.text)
	if sign == ambiguous && (c.Count || c.Kind == Mark) {
		sign = point // 12,000 of something are no 12
		if strings.Contains(n.text, ".") {
			sign = comma
		}
	}
	l.proof[sign].keep(line, column, cell)
}

func (l *looker) timesOf(c *bound) *times {
	if l.times == nil {
		l.times = map[*bound]*times{}
	}
	if l.times[c] == nil {
		l.times[c] = newTimes()
	}
	return l.times[c]
}

// verdict decides on notation and units, or says what must be stated.
func (l *looker) verdict() (bad []*Error) {
	t := l.table
	unknown := l.decide()
	if unknown != nil {
		bad = append(bad, unknown)
	}
	for i := range t.columns {
		c := &t.columns[i]
		if c.at < 0 {
			continue
		}
		c.doubtful = unknown != nil
		if e := c.measure(); e != nil {
			bad, c.doubtful = append(bad, e), true
		}
		if p := c.nested; p.text != "" {
			bad, c.doubtful = append(bad, mistake(p.line, p.column, "write one value in each row, or leave the column out",
				"column `%s` holds lists, objects or bytes, not one value in each row", c.theirs)), true
			continue
		}
		if c.Kind == Moment {
			if e := t.setClock(c, l.timesOf(c)); e != nil {
				bad, c.doubtful = append(bad, e), true
			}
		}
	}
	return bad
}

// decide chooses the decimal sign of the whole file.
func (l *looker) decide() *Error {
	t, p := l.table, &l.proof
	t.sign = point
	if t.format.Decimal == "comma" {
		t.sign = comma
	}
	if t.format.Decimal != "" {
		return nil
	}
	var e *Error
	switch {
	case p[point].text != "" && p[comma].text != "":
		e = mistake(p[comma].line, p[comma].column, "state `format: {decimal: point}` or `{decimal: comma}`, and mend the cells of the other kind",
			"`%s` has a decimal comma, and `%s`%s a decimal point", p[comma].text, p[point].text, p[point].where())
	case p[comma].text != "":
		t.sign = comma
	case p[point].text == "" && p[ambiguous].text != "":
		e = mistake(p[ambiguous].line, p[ambiguous].column, "state `format: {decimal: point}` or `{decimal: comma}`",
			"`%s` can be a number above a thousand or one with three decimals, and no cell of the file tells which", p[ambiguous].text)
	}
	if e != nil {
		e.Key = "format"
	}
	return e
}

// measure decides on the unit of a column.
func (c *bound) measure() *Error {
	if strings.Contains(c.seen, " and ") {
		return mistake(0, 0, "convert them to one currency", "column `%s` is in several currencies: %s", c.theirs, c.seen)
	}
	if c.Kind == Mixed {
		return nil
	}
	if c.Kind != Rate {
		if p := c.percent[1]; p.text != "" {
			return mistake(p.line, p.column, "map the column to a rate, or take the sign out", "`%s` in column `%s` is a percentage, and %s is none", p.text, c.theirs, c.Name)
		}
		return nil
	}
	with, without := c.percent[1], c.percent[0]
	switch {
	case with.text != "" && without.text != "" && c.unit == "":
		return mistake(without.line, without.column, fmt.Sprintf("write the sign everywhere, or state `format: {units: {%s: percent}}`", c.Name),
			"`%s` in column `%s` has no percent sign, and `%s`%s has one", without.text, c.theirs, with.text, with.where())
	case with.text != "" && c.unit == "":
		c.unit = "percent"
	}
	return nil
}
