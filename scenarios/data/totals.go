package data

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
)

// totalWords are how people and spreadsheets call the rows that sum a table up.
const totalWords = `(totals?|sums?|overall|gesamt|gesamtergebnis|gesamtsumme|ergebnis|teilergebnis|summe|zwischensumme|endsumme|insgesamt|subtotale?s?|sous-total|` +
	`totaal|eindtotaal|subtotaal|totale|totaux|somme|suma|soma|summa|totalt|totalsumma|delsumma|razem|łącznie|celkem|yhteensä|toplam|итого|всего|общий итог|合計|小計|総計|总计|总和|总合计|總計|합계|총합계)`

var (
	// totalWord is how the rows begin that sum a table up.
	totalWord = regexp.MustCompile(`(?i)^((grand|general|overall|sub|genel) ?-? ?)?` + totalWords + `($|[^\pL\pN])`)
	// totalSomewhere is a name that says anywhere that it is one.
	totalSomewhere = regexp.MustCompile(`(?i)(^|[^\pL\pN])` + totalWords + `($|[^\pL\pN])`)
)

// tail is the rows at the end of a table that look like totals.
type tail struct {
	line, rows int
	lines      int // rows, and blank lines between them
	end        int // line on which the last row ends
}

func (t *tail) see(r record) {
	if len(r.cells) == 0 || !totalWord.MatchString(strings.TrimSpace(r.cells[0])) {
		*t = tail{}
		return
	}
	if t.rows++; t.rows == 1 {
		t.line, t.lines = r.line, 1
	} else {
		t.lines += 1 + blanks(t.end, r.line)
	}
	t.end = r.end()
}

// end is the line on which a row ends: a cell in quotes may hold line breaks.
func (r record) end() int {
	end := r.line
	for _, c := range r.cells {
		end += strings.Count(c, "\n")
	}
	return end
}

// blanks is how many lines without a row there are between two rows.
func blanks(end, line int) int { return max(0, line-end-1) }

// refuse is the mistake of totals that are still there.
func (t *tail) refuse(stated int) *Error {
	message, it, keep := "the last row looks like a total, not like an entry", "it", "an entry"
	if t.rows > 1 {
		message, it, keep = fmt.Sprintf("the last %d rows look like totals, not like entries", t.rows), "them", "entries"
	}
	keep = fmt.Sprintf("; where %s %s, state `format: {total_rows: 0}`", map[bool]string{true: "they are", false: "it is"}[t.rows > 1], keep)
	if stated > 0 {
		keep = "; an entry that is only called like a total is read where it does not stand last"
	}
	e := mistake(t.line, 1, fmt.Sprintf("delete %s, or skip %s with `format: {total_rows: %d}`", it, it, t.lines)+keep, "%s", message)
	e.Key = "format"
	return e
}

// ending is the last lines of a table, as many as are to be skipped.
type ending struct {
	most int
	rows []last
	end  int
}

// last is one row of them, with the blank lines above it.
type last struct {
	record
	above int
}

func (e *ending) see(r record) {
	if e.most == 0 {
		return
	}
	above := 0
	if e.end > 0 && r.line > 0 {
		above = blanks(e.end, r.line)
	}
	r.cells = slices.Clone(r.cells)
	if e.rows = append(e.rows, last{r, above}); len(e.rows) > e.most {
		e.rows = e.rows[1:]
	}
	e.end = r.end()
}

// skipped are the rows on the last lines: blank lines between rows count, as they do among titles, and those behind the last row do not.
func (e *ending) skipped() []last {
	at, left := len(e.rows), e.most
	for at > 0 && left > 0 {
		at--
		left -= 1 + e.rows[at].above
	}
	return e.rows[at:]
}

// doubtSkipped warns of rows that are skipped as totals and look like entries: they have a name that is none of a total, and numbers that sum nothing up.
func (t *Table) doubtSkipped(rows []last) {
	var entries []last
	for _, r := range rows {
		if t.likeEntry(r.cells) {
			entries = append(entries, r)
		}
	}
	if len(entries) == 0 {
		return
	}
	sums := t.sums(t.Rows)
	entries = slices.DeleteFunc(entries, func(r last) bool { return t.summed(sums, r.cells) >= 0 })
	if len(entries) == 0 {
		return
	}
	where := ""
	if line := entries[0].line; line > 0 {
		where = fmt.Sprintf(", the first of them on line %d", line)
	}
	verb := "looks like an entry: it has a name and values"
	if len(entries) > 1 {
		verb = "look like entries: they have names and values"
	}
	t.Warnings = append(t.Warnings, &Error{Message: fmt.Sprintf("%d of %s of `%s` that `total_rows` skips %s%s", len(entries), count(len(rows), "row"), t.name, verb, where),
		Help: "make `total_rows` smaller: it counts the lines behind the last entry, with the blank ones between them", Key: "file"})
}

// likeEntry tells whether a row has a name that is none of a total, and a number where one of ours is read.
func (t *Table) likeEntry(cells []string) bool {
	if len(cells) != t.width {
		return false
	}
	name, numbers := 0, false
	for i := range t.columns {
		c := &t.columns[i]
		if c.at >= 0 && c.Kind == Text {
			name = c.at
			break
		}
	}
	for i := range t.columns {
		if c := &t.columns[i]; c.at >= 0 && c.at != name && !isEmpty(cells[c.at]) {
			_, ok := takeApart(cells[c.at])
			numbers = numbers || ok || c.Kind != Number && c.Kind != Money && c.Kind != Rate
		}
	}
	return !isEmpty(cells[name]) && !totalSomewhere.MatchString(cells[0]) && !totalSomewhere.MatchString(cells[name]) && (numbers || t.onlyNames())
}

// onlyNames tells whether no number is read of the table.
func (t *Table) onlyNames() bool {
	return !slices.ContainsFunc(t.columns, func(c bound) bool { return c.at >= 0 && c.Kind != Text })
}

// DoubtLast warns of a last row that is the sum of what is above it in a column, be that read or not.
func (t *Table) DoubtLast() {
	if t.format.Told && t.format.Totals == 0 || t.Rows < leastSummed+1 || t.Rows > mostSummed {
		return
	}
	var end last
	t.rows(func(r record, n int) bool {
		if n == t.Rows {
			end.line, end.cells = r.line, slices.Clone(r.cells)
		}
		return true
	})
	at := t.summed(t.sums(t.Rows-1), end.cells)
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
	t.Warnings = append(t.Warnings, &Error{Message: fmt.Sprintf("the last row of `%s`%s is the sum of %s above it, as totals are", t.name, where, column),
		Help: fmt.Sprintf("skip it with `format: {total_rows: %d}`; where it is an entry, state `format: {total_rows: 0}`", t.format.Totals+1), Key: "file"})
}

// A sum of few rows may be one by chance, and a table of very many is looked through often enough.
const leastSummed, mostSummed = 3, 100_000

// sum is that of a column.
type sum struct {
	value float64
	terms int // numbers other than 0
}

// sums adds the columns of the first rows up.
func (t *Table) sums(rows int) []sum {
	out := make([]sum, len(t.header))
	t.rows(func(r record, n int) bool {
		for i, cell := range r.cells[:min(len(r.cells), len(out))] {
			if x, ok := t.plain(cell); ok && x != 0 {
				out[i].value += x
				out[i].terms++
			}
		}
		return n < rows
	})
	return out
}

// summed is the first column in which a row has the sum; -1 where there is none.
func (t *Table) summed(sums []sum, cells []string) int {
	for i, cell := range cells[:min(len(cells), len(sums))] {
		if x, ok := t.plain(cell); ok && !t.names(i) && sums[i].terms >= leastSummed && math.Abs(x-sums[i].value) <= 1e-9*math.Abs(x) {
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
func (t *Table) plain(cell string) (float64, bool) {
	if isEmpty(cell) {
		return 0, false
	}
	return (&Row{table: t}).parse(cell)
}
