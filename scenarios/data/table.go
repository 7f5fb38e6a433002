package data

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"marketsim/scenarios/schema"
)

// Spec says what a kind of file may have.
type Spec struct {
	What    string   // what the file is, such as "a file of campaigns"
	Columns []Column // the first is the one to name in examples
	MaxRows int
	Remarks bool     // lines that begin with # are none of the table's
	List    string   // what the entries are; a file whose name ends in .json is a list of objects then, or an object with such a list under this key; "": it is text
	Lists   []Column // further columns that only JSON has
}

// Table is a file whose columns are bound and whose cells were looked through once. Rows are read again by each Each.
type Table struct {
	Rows     int      // of data
	Warnings []*Error // what is allowed and probably not meant

	name, encoding string
	format         Format
	source         source
	ragged         []*Error     // rows of another width, which are not read
	headings       map[int]bool // rows that are no entries but names of columns, by their number, which are not read either
	delimiter      string
	columns        []bound
	header         []string
	credible       bool // it is what was expected: messages may quote its cells
	sign           decimal
	skipped        int // rows of totals
	width          int
}

// Read finds out how a file is written and looks through it. Name is used for its ending: .parquet is Parquet, all else is text. With
// errors a table may come back too, whose rows can be read for more of them; columns that the errors are about hold nothing then.
func Read(name string, content []byte, spec *Spec, f *Format) (*Table, []*Error) {
	t := &Table{name: filepath.Base(name), format: *f}
	if bad := t.open(name, content, spec); bad != nil {
		return nil, []*Error{bad}
	}
	if bad := t.head(); bad != nil {
		return nil, []*Error{bad}
	}
	if _, ok := t.source.(*jsonSource); ok && len(spec.Lists) > 0 {
		all := *spec
		all.Columns = slices.Concat(spec.Columns, spec.Lists)
		spec = &all
	}
	columns, bad := bind(spec.Columns, t.header, &t.format, spec.What)
	t.columns, t.credible = columns, credible(columns, &t.format)
	for _, e := range bad {
		e.Header = t.header
	}
	if bounds(columns) == 0 {
		if line := t.headerBelow(spec); line > 0 && len(bad) > 0 {
			bad[0].Header = nil
			bad[0].Help = fmt.Sprintf("line %d names columns of %s: skip what is above it with `format: {title_rows: %d}`", line, spec.What, line-1)
		}
		return nil, bad
	}
	t.nearMisses()
	more, fatal := t.look(spec)
	if bad = append(bad, more...); fatal {
		return nil, bad
	}
	return t, bad
}

// Mistakes are what is wrong with the cells of a table that has errors, as far as that is told without knowing what they mean.
func (t *Table) Mistakes() []*Error {
	if t == nil {
		return nil
	}
	return t.Each(func(r *Row) {
		for i := range t.columns {
			switch c := &t.columns[i]; {
			case c.at < 0 || c.Kind == Mark || c.Kind == Lists:
			case c.Kind == Text:
				r.Text(i)
			case c.Kind == Moment:
				r.Moment(i)
			default:
				r.Number(i)
			}
		}
	})
}

func (t *Table) open(name string, content []byte, spec *Spec) (bad *Error) {
	if strings.EqualFold(filepath.Ext(name), ".parquet") {
		s, bad := openParquet(content, spec.MaxRows)
		if bad != nil {
			return bad
		}
		t.source = s
		return t.format.onlyOfText("a Parquet file", true)
	}
	if spec.List != "" && strings.EqualFold(filepath.Ext(name), ".json") {
		s, encoding, bad := openJSON(content, spec, &t.format)
		if bad != nil {
			return bad
		}
		t.source, t.encoding = s, encoding
		return nil
	}
	s, encoding, bad := openText(content, &t.format, spec.Remarks)
	if bad != nil {
		return bad
	}
	for name, r := range delimiters {
		if r == s.comma {
			t.delimiter = name
		}
	}
	t.source, t.encoding = s, encoding
	return nil
}

// head reads the header, and refuses lines before it that are no part of the table.
func (t *Table) head() *Error {
	var line int
	bad := t.source.each(func(r record) bool {
		t.header, line = slices.Clone(r.cells), r.line
		return false
	})
	switch {
	case bad != nil:
		return bad
	case t.header == nil && t.blank():
		return mistake(1, 1, "the first row names the columns", "the file is empty")
	case t.header == nil:
		return mistake(1, 1, "the first row names the columns", "the file has rows, and no cell of them holds anything")
	case len(t.header) > maxColumns:
		return mistake(line, 1, "keep the columns that are read", "the first row has %d cells; the limit is %d", len(t.header), maxColumns)
	}
	t.width = len(t.header)
	if s, ok := t.source.(*textSource); ok {
		x := s.shape(t.delimiter)
		if x.width == t.width && t.width > 2 && filled(t.header) == 1 {
			x.first = s.firstFilled()
		}
		if x.width >= t.width && x.first > line && x.share > 0.5 {
			return t.titled(s, line, x)
		}
	}
	return nil
}

// blank tells whether a file of text has nothing in it.
func (t *Table) blank() bool {
	s, ok := t.source.(*textSource)
	return ok && len(bytes.TrimSpace(s.text)) == 0
}

// headerBelow is the line of a row below the first that names two of our columns or more, as below a title whose cells are the table's: 0 where none of the
// first ten does.
func (t *Table) headerBelow(spec *Spec) (line int) {
	const most = 10
	if t.format.NoHeader || t.source.typed() {
		return 0
	}
	n := 0
	t.source.each(func(r record) bool {
		if columns, _ := bind(spec.Columns, r.cells, &Format{}, spec.What); n > 0 && bounds(columns) > 1 {
			line = r.line
		}
		n++
		return line == 0 && n <= most
	})
	return line
}

// filled counts the cells that hold something.
func filled(cells []string) (n int) {
	for _, cell := range cells {
		if strings.TrimSpace(cell) != "" {
			n++
		}
	}
	return n
}

// firstFilled is the line of the first row with several filled cells: spreadsheets write a title with as many delimiters as the table below it has. 0 where there is none.
func (s *textSource) firstFilled() (line int) {
	(&textSource{text: s.text, comma: s.comma, skip: s.skip}).each(func(r record) bool {
		if filled(r.cells) > 1 {
			line = r.line
		}
		return line == 0
	})
	return line
}

// titled is the mistake of a table that begins below some titles, and ends above totals where it does.
func (t *Table) titled(s *textSource, line int, x shape) *Error {
	var end tail
	(&textSource{text: s.text, comma: s.comma, skip: s.skip}).each(func(r record) bool { end.see(r); return true })
	skip, what := fmt.Sprintf("title_rows: %d", x.first-1), ""
	if end.rows > 0 && t.format.Totals == 0 {
		skip, what = fmt.Sprintf("%s, total_rows: %d", skip, end.lines), fmt.Sprintf(", and to end above %s on line %d", schema.Count(end.rows, "total"), end.line)
	}
	e := mistake(line, 1, fmt.Sprintf("delete them, or skip them with `format: {%s}`", skip), "the table seems to begin on line %d: the lines before it have fewer cells, as titles have%s", x.first, what)
	e.Key = "format"
	return e
}

// nearMisses warns of columns that nothing reads whose names are nearly one of ours that is missing.
func (t *Table) nearMisses() {
	var missing []string
	for i := range t.columns {
		if c := &t.columns[i]; c.yielded && t.format.Columns[c.Name] != "" {
			t.Warnings = append(t.Warnings, &Error{Message: fmt.Sprintf("`%s` of `%s` is not read, since the file has `%s`", t.format.Columns[c.Name], t.name, c.Unless),
				Help: "leave columns." + c.Name + " out", Key: "columns." + c.Name})
		} else if c.at < 0 && !c.yielded {
			missing = append(missing, c.Name)
		}
	}
	if t.format.NoHeader {
		return
	}
	for _, h := range leftOver(t.columns, t.header) {
		if near := schema.Nearest(h, missing); near != "" && period(h) == period(near) {
			t.Warnings = append(t.Warnings, &Error{Message: fmt.Sprintf("`%s` has a column `%s`, which is nearly `%s` and is not read", t.name, h, near),
				Help: fmt.Sprintf("rename it, or write `columns: {%s: %s}`", near, h), Key: "file"})
		}
	}
}

// rows visits the rows of data.
func (t *Table) rows(visit func(r record, n int) bool) *Error {
	n, header := 0, !t.format.NoHeader
	return t.source.each(func(r record) bool {
		if header {
			header = false
			return true
		}
		n++
		if t.Rows > 0 && n > t.Rows {
			return false // totals
		}
		return visit(r, n)
	})
}

// look goes through all cells once: widths, notations, units, clocks, totals.
func (t *Table) look(spec *Spec) (bad []*Error, fatal bool) {
	l := &looker{table: t}
	end, skip, count, over := tail{}, ending{most: t.format.Totals}, 0, false
	broken := t.rows(func(r record, n int) bool {
		if count = n; n > spec.MaxRows+t.format.Totals {
			over = true
			return false
		}
		end.see(r)
		skip.see(r)
		l.row(r, n)
		return len(l.ragged) < MaxErrors
	})
	totals := skip.skipped()
	switch {
	case over:
		return []*Error{tooMany(int64(count), spec.MaxRows)}, true
	case count-len(totals) <= 0 && broken == nil:
		return []*Error{mistake(1, 1, "add one row per entry", "the file has a header and no rows")}, true
	}
	t.Rows, t.skipped = count-len(totals), len(totals)
	if end.rows > len(totals) && !(t.format.Told && t.format.Totals == 0) {
		bad = append(bad, end.refuse(t.format.Totals))
		t.Rows = count - end.rows
	}
	if t.Rows < 1 && broken != nil {
		return append(bad, broken), true
	}
	if t.Rows < 1 {
		return bad, true
	}
	if t.Rows < count { // look again without them
		l = &looker{table: t}
		for i := range t.columns {
			c := &t.columns[i]
			c.empty, c.seen, c.percent, c.nested, c.broken, c.breaks = 0, "", [2]place{}, place{}, place{}, 0
		}
		broken = t.rows(func(r record, n int) bool { l.row(r, n); return len(l.ragged) < MaxErrors })
	}
	if t.ragged = l.ragged; broken != nil && len(l.ragged) == 0 && t.Rows < 1 {
		return append(bad, broken), true
	}
	t.headings = l.heads.ordinal
	bad = append(bad, l.heads.refuse(t, spec)...)
	if bad = append(bad, l.verdict()...); len(bad) == 0 {
		t.compareRivals()
		t.doubtFormulas()
		t.doubtSkipped(totals)
		if w := end.within(t.name); w != nil && !(t.format.Told && t.format.Totals == 0) {
			t.Warnings = append(t.Warnings, w)
		}
	}
	return bad, false
}
