package data

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"marketsim/auction/elementary"
	"marketsim/scenarios/schema"
)

// Contrast counts rows in which two numbers of a file that should be the same differ, and keeps the largest difference.
type Contrast struct {
	Rows, Compared int
	line           int     // of the largest difference
	factor         float64 // between the two, at least 1
	said           string
}

// Note compares two numbers: they differ when they are further apart than they may be. Said is how they are told.
func (c *Contrast) Note(line int, a, b, may float64, said func() string) {
	if math.IsNaN(a) || math.IsNaN(b) {
		return
	}
	if c.Compared++; math.Abs(a-b) <= may {
		return
	}
	c.Rows++
	factor := max(a, b) / min(a, b)
	if !(min(a, b) > 0) {
		factor = math.Inf(1)
	}
	if c.said == "" || factor > c.factor {
		c.line, c.factor, c.said = line, factor, said()
	}
}

// String is how many rows differ and by how much: 3 of 40 rows, most on line 5 (5% and 0.5%, a factor of 10).
func (c *Contrast) String() string {
	size := ""
	if !math.IsInf(c.factor, 1) {
		size = fmt.Sprintf(", a factor of %.3g", c.factor)
	}
	where := ""
	if c.line > 0 {
		where = fmt.Sprintf(" on line %d", c.line)
	}
	return fmt.Sprintf("%d of %s, most%s (%s%s)", c.Rows, schema.Count(c.Compared, "row"), where, c.said, size)
}

// compareRivals warns of columns that could be one of ours beside the one that has its name, and hold something else.
func (t *Table) compareRivals() {
	for i := range t.columns {
		c := &t.columns[i]
		for _, at := range c.rivals {
			if c.at < 0 || c.doubtful || t.claimed(at) {
				continue
			}
			other := bound{Column: c.Column, at: at, theirs: strings.TrimSpace(t.header[at])}
			other.unit, _ = unitOf(other.theirs, c.Kind)
			var x Contrast
			t.rows(func(r record, _ int) bool {
				if len(r.cells) == t.width {
					a, b := t.amount(c, &r, c.at), t.amount(&other, &r, at)
					x.Note(r.line, a, b, 1e-9*max(math.Abs(a), math.Abs(b)), func() string {
						return strings.TrimSpace(r.cells[c.at]) + " and " + strings.TrimSpace(r.cells[at])
					})
				}
				return true
			})
			if x.Rows > 0 {
				t.Warnings = append(t.Warnings, &Error{Key: "file", Message: fmt.Sprintf("`%s` is read, and `%s`, which could be `%s` too, is not: they differ in %s", c.theirs, other.theirs, c.Name, x.String()),
					Help: fmt.Sprintf("where the other is meant, write `columns: {%s: %s}`", c.Name, other.theirs)})
			}
		}
	}
}

// claimed tells whether one of ours is read from a column of the file.
func (t *Table) claimed(at int) bool {
	for i := range t.columns {
		if t.columns[i].at == at {
			return true
		}
	}
	return false
}

// amount is a cell in our unit by its own percent sign or the column's unit; NaN where it is no number.
func (t *Table) amount(c *bound, r *record, at int) float64 {
	cell := r.cells[at]
	x, ok := t.number(r, at)
	if !ok || isEmpty(cell) {
		return math.NaN()
	}
	if c.Kind == Rate && c.unit == "" && strings.Contains(cell, "%") {
		return x / 100
	}
	return x * c.factor()
}

// Yielded is the handle of one of our columns that the file has and that is not read, since the file has another in its place.
func (t *Table) Yielded(name string) (handle int, ok bool) {
	for i := range t.columns {
		if t.columns[i].Name == name {
			return i, t.columns[i].yielded
		}
	}
	return -1, false
}

// Beside is a cell as a number in our unit, also of a column that is not read; NaN where it is none, which is no mistake here.
func (r *Row) Beside(handle int) float64 {
	c, at := &r.table.columns[handle], r.table.columns[handle].at
	if c.yielded {
		at = c.was
	}
	if c.doubtful {
		return math.NaN()
	}
	return r.table.amount(c, &r.rec, at)
}

// Step is the step in which a cell's number is written, in our unit: 0.0001 for 0.53%.
func (r *Row) Step(handle int) float64 {
	c := &r.table.columns[handle]
	digits, exponent := cutExponent(r.rec.cells[c.at])
	power, _ := strconv.Atoi(exponent)
	if i := strings.LastIndexAny(digits, ".,"); i >= 0 {
		for _, d := range digits[i+1:] {
			if d >= '0' && d <= '9' {
				power--
			}
		}
	}
	return elementary.Pow(10, float64(power)) * c.factor()
}
