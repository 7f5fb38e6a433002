package data

import (
	"fmt"
	"strings"
	"time"
)

// OnlyDates tells whether the times of a column are days without hours: dates alone, whole days, or midnight in every row. It stops at the first row that has an hour.
func (t *Table) OnlyDates(name string) bool {
	at, ok := t.Column(name)
	if !ok || t.columns[at].doubtful || !t.columns[at].clock.dated() && t.columns[at].clock.unit != "d" {
		return false
	}
	c, some, hours := &t.columns[at], false, false
	t.rows(func(r record, n int) bool {
		if len(r.cells) != t.width || t.headings[n] || isEmpty(r.cells[c.at]) {
			return true
		}
		some, hours = true, c.clock.hasHour(r.cells[c.at], t.signOf(r.kind(c.at)))
		return !hours
	})
	return some && !hours
}

// hasHour tells whether a cell is a time of day other than midnight where it was written.
func (k *clock) hasHour(cell string, sign decimal) bool {
	if k.text {
		wall, ok := parseWritten(cell, k.order)
		return !ok || wall.Hour() != 0 || wall.Minute() != 0 || wall.Second() != 0 || wall.Nanosecond() != 0
	}
	us, ok := k.at(cell, sign)
	const day = int64(24 * time.Hour / time.Microsecond)
	return !ok || (us+k.origin)%day != 0
}

// Hourless is the mistake of days without hours where the time of day matters; what says what that is of.
func (t *Table) Hourless(name, what, help string) *Error {
	column := "the column"
	if t.credible {
		column = "column `" + strings.TrimSpace(t.Source(name)) + "`"
	}
	return &Error{Key: "file", Message: fmt.Sprintf("%s holds dates without hours, and %s", column, what), Help: help}
}
