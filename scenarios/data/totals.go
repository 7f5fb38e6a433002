package data

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"marketsim/scenarios/schema"
)

// totalWords are how people and spreadsheets call the rows that sum a table up.
const totalWords = `(totals?|sums?|overall|gesamt|gesamtergebnis|gesamtsumme|ergebnis|teilergebnis|summe|zwischensumme|endsumme|insgesamt|subtotale?s?|sous-total|` +
	`totaal|eindtotaal|subtotaal|totale|totaux|somme|suma|soma|summa|totalt|totalsumma|delsumma|razem|łącznie|celkem|yhteensä|toplam|итого|всего|общий итог|合計|小計|総計|总计|总和|总合计|總計|합계|총합계)`

// averageWords are how the rows are called that hold means: all of a name, since much is called Media.
const averageWords = `((account|campaign|overall|grand) )?(averages?|avg|means?|median|durchschnitte?|durchschnittswerte?|mittelwerte?|mittel|schnitt|ø|moyennes?|médiane|promedios?|medias?|média|gemiddelden?|gemiddeld|` +
	`genomsnitt|medelvärde|gennemsnit|gjennomsnitt|średnia|průměr|keskiarvo|ortalama|среднее|平均|平均値|平均值|평균)`

var (
	// averageWord is a whole name that says that a row holds means, with what they are of in brackets or behind a colon.
	averageWord = regexp.MustCompile(`(?i)^` + averageWords + `\.?( ?[:(].*)?$`)
	// totalWord is how the rows begin that sum a table up.
	totalWord = regexp.MustCompile(`(?i)^((grand|general|overall|sub|genel) ?-? ?)?` + totalWords + `($|[^\pL\pN])`)
	// totalAlone is a name that says nothing but that, with what it is of in brackets or behind a colon.
	totalAlone = regexp.MustCompile(`(?i)^((grand|general|overall|sub|genel) ?-? ?)?` + totalWords + `\.?( ?[:(].*)?$`)
	// totalSomewhere is a name that says anywhere that it is one.
	totalSomewhere = regexp.MustCompile(`(?i)(^|[^\pL\pN])` + totalWords + `($|[^\pL\pN])`)
)

// summary tells whether a name is that of a row which sums the table up or averages it.
func summary(name string) bool {
	name = strings.TrimSpace(name)
	return totalWord.MatchString(name) || averageWord.MatchString(name)
}

// tail is the rows at the end of a table that look like totals.
type tail struct {
	line, rows int
	means      int // rows that are called averages
	lines      int // rows, and blank lines between them
	end        int // line on which the last row ends

	amid, first int // rows that are called totals alone and have entries behind them, and the line of the first
	alone, from int // such rows since the last entry
}

func (t *tail) see(r record) {
	if len(r.cells) == 0 || !summary(r.cells[0]) {
		amid, first := t.amid+t.alone, t.first
		if t.amid == 0 {
			first = t.from
		}
		*t = tail{amid: amid, first: first}
		return
	}
	if totalAlone.MatchString(strings.TrimSpace(r.cells[0])) {
		if t.alone++; t.alone == 1 {
			t.from = r.line
		}
	}
	if averageWord.MatchString(strings.TrimSpace(r.cells[0])) {
		t.means++
	}
	if t.rows++; t.rows == 1 {
		t.line, t.lines = r.line, 1
	} else {
		t.lines += 1 + blanks(t.end, &r)
	}
	t.end = r.end()
}

// within warns of totals amid the entries of a table.
func (t *tail) within(file string) *Error {
	if t.amid == 0 {
		return nil
	}
	where := ""
	if t.first > 0 {
		where = fmt.Sprintf(", the first on line %d", t.first)
	}
	verb := map[bool]string{true: "is called a total and is", false: "are called totals and are"}[t.amid == 1]
	return &Error{Message: fmt.Sprintf("%s of `%s` between others %s read as an entry%s", schema.Count(t.amid, "row"), file, verb, where), Help: "delete subtotals: what they sum up would count twice", Key: "file"}
}

// end is the line on which a row ends: a cell in quotes may hold line breaks.
func (r record) end() int {
	end := r.line
	for _, c := range r.cells {
		end += strings.Count(c, "\n")
	}
	return end
}

// blanks is how many lines without a row there are between two rows of a table of text.
func blanks(end int, next *record) int {
	if next.kinds != nil {
		return 0
	}
	return max(0, next.line-end-1)
}

// refuse is the mistake of totals that are still there.
func (t *tail) refuse(stated int) *Error {
	message, it, keep := "the last row looks like "+map[bool]string{true: "an average", false: "a total"}[t.means == 1]+", not like an entry", "it", "an entry"
	if t.rows > 1 {
		what := map[int]string{0: "totals", t.rows: "averages"}[t.means]
		if what == "" {
			what = "totals and averages"
		}
		message, it, keep = fmt.Sprintf("the last %d rows look like %s, not like entries", t.rows, what), "them", "entries"
	}
	keep = fmt.Sprintf("; where %s %s, state `format: {total_rows: 0}`", map[bool]string{true: "they are", false: "it is"}[t.rows > 1], keep)
	if stated > 0 {
		keep = "; an entry that is only called like one is read where it does not stand last"
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
		above = blanks(e.end, &r)
	}
	if e.rows = append(e.rows, last{r.keep(), above}); len(e.rows) > e.most {
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
	entries = slices.DeleteFunc(entries, func(r last) bool { return t.summed(sums, &r.record) >= 0 || t.averaged(sums, &r.record) >= 0 })
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
	t.Warnings = append(t.Warnings, &Error{Message: fmt.Sprintf("%d of %s of `%s` that `total_rows` skips %s%s", len(entries), schema.Count(len(rows), "row"), t.name, verb, where),
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
	return !isEmpty(cells[name]) && !t.calledSummary(cells[0]) && !t.calledSummary(cells[name]) && (numbers || t.onlyNames())
}

// calledSummary tells whether a name says anywhere that it is one of a total, or as a whole that it is one of an average.
func (t *Table) calledSummary(name string) bool {
	return totalSomewhere.MatchString(name) || averageWord.MatchString(strings.TrimSpace(name))
}

// onlyNames tells whether no number is read of the table.
func (t *Table) onlyNames() bool {
	return !slices.ContainsFunc(t.columns, func(c bound) bool { return c.at >= 0 && c.Kind != Text })
}
