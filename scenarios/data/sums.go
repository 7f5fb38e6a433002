package data

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// DoubtLast warns of a last row that is the sum of what is above it in a column, or the mean in several, be they read or not.
func (t *Table) DoubtLast() {
	if t.format.Told && t.format.Totals == 0 || t.Rows < leastSummed+1 || t.Rows > mostSummed {
		return
	}
	var end last
	t.rows(func(r record, n int) bool {
		if n == t.Rows {
			end.record = r.keep()
		}
		return true
	})
	sums, is, as := t.sums(t.Rows-1), "sum", "totals are"
	at := t.summed(sums, &end.record)
	if at < 0 {
		at, is, as = t.averaged(sums, &end.record), "mean", "averages are"
	}
	if at < 0 {
		return
	}
	column := fmt.Sprintf("column %d", at+1)
	if t.credible && !t.format.NoHeader {
		column = "`" + printable(strings.TrimSpace(t.header[at])) + "`"
	}
	where := ""
	if end.line > 0 {
		where = fmt.Sprintf(" on line %d", end.line)
	}
	t.Warnings = append(t.Warnings, &Error{Message: fmt.Sprintf("the last row of `%s`%s is the %s of %s above it, as %s", t.name, where, is, column, as),
		Help: fmt.Sprintf("skip it with `format: {total_rows: %d}`; where it is an entry, state `format: {total_rows: 0}`", t.format.Totals+1), Key: "file"})
}

// A sum of few rows may be one by chance, and a table of very many is looked through often enough.
const leastSummed, mostSummed = 3, 100_000

// sum is that of a column.
type sum struct {
	value       float64
	terms       int     // numbers other than 0
	least, most float64 // of the terms
	numbers     int     // terms and zeros
}

// sums adds the columns of the first rows up.
func (t *Table) sums(rows int) []sum {
	out := make([]sum, len(t.header))
	t.rows(func(r record, n int) bool {
		for i := range r.cells[:min(len(r.cells), len(out))] {
			if x, ok := t.plain(&r, i); ok {
				out[i].add(x)
			}
		}
		return n < rows
	})
	return out
}

func (s *sum) add(x float64) {
	if s.numbers++; x == 0 {
		return
	}
	if s.terms++; s.terms == 1 {
		s.least, s.most = x, x
	}
	s.value, s.least, s.most = s.value+x, min(s.least, x), max(s.most, x)
}

// averaged is the first of two columns or more in which a row has the mean of numbers that differ; -1 where there are not so many: one may be so by chance.
func (t *Table) averaged(sums []sum, r *record) int {
	first, found := -1, 0
	for i := range r.cells[:min(len(r.cells), len(sums))] {
		x, ok := t.plain(r, i)
		if s := &sums[i]; !ok || t.names(i) || s.terms < leastSummed || s.least == s.most || math.Abs(x-s.value/float64(s.numbers)) > 1e-9*math.Abs(x) {
			continue
		}
		if found++; found == 1 {
			first = i
		}
	}
	if found < 2 {
		return -1
	}
	return first
}

// summed is the first column in which a row has the sum; -1 where there is none.
func (t *Table) summed(sums []sum, r *record) int {
	for i := range r.cells[:min(len(r.cells), len(sums))] {
		if x, ok := t.plain(r, i); ok && !t.names(i) && sums[i].terms >= leastSummed && math.Abs(x-sums[i].value) <= 1e-9*math.Abs(x) {
			return i
		}
	}
	return -1
}

// names tells whether a column of the file is read as text or as times, whose sum says nothing.
func (t *Table) names(at int) bool {
	return slices.ContainsFunc(t.columns, func(c bound) bool { return c.at == at && (c.Kind == Text || c.Kind == Moment) })
}

// plain is a cell as a number in the table's notation, whatever its unit.
func (t *Table) plain(r *record, at int) (float64, bool) {
	if isEmpty(r.cells[at]) {
		return 0, false
	}
	return t.number(r, at)
}
