package data

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"marketsim/scenarios/schema"
)

// bound is a column of ours in a file.
type bound struct {
	Column
	at       int    // in the file; -1: not there
	was      int    // in the file, where it was yielded
	yielded  bool   // found, and given up for another of ours that makes it needless
	theirs   string // its name there
	unit     string // fraction, percent, units, cents or micros; stated or from the header
	clock    clock
	stated   bool  // the unit
	mapped   bool  // the caller says which column it is
	empty    int   // cells that hold nothing
	rivals   []int // other columns of the file that could be this one, which has our own name
	doubtful bool  // how its cells are to be read is not known: they are taken for empty
	seen     string
	percent  [2]place // the first cells with and without a percent sign
	nested   place    // the first cell that is no single value
	broken   place    // the first error of a spreadsheet
	breaks   int      // how many there are
}

// place is a cell.
type place struct {
	line, column int
	text         string
}

func (p *place) keep(line, column int, text string) {
	if p.text == "" {
		*p = place{line, column, text}
	}
}

// where names the line of a cell; empty where the file has no lines.
func (p *place) where() string {
	if p.line == 0 {
		return ""
	}
	return fmt.Sprintf(" on line %d", p.line)
}

// normal is a column's name without case and punctuation.
func normal(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}

// words are the parts of a column's name between punctuation, in lower case. A percent sign is a word.
func words(name string) []string {
	name = strings.ReplaceAll(strings.ToLower(name), "%", " percent ")
	return strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

var unitWords = map[string]string{"percent": "percent", "pct": "percent", "prozent": "percent", "micros": "micros", "micro": "micros", "cents": "cents", "cent": "cents"}

var currencyWords = map[string]bool{"usd": true, "eur": true, "gbp": true, "chf": true, "jpy": true, "euro": true, "euros": true, "dollar": true, "dollars": true, "franken": true}

// percentNames are rates that ad platforms write as percentages without a sign.
var percentNames = map[string]bool{"ctrlinkclickthroughrate": true, "ctrall": true, "uniquectrlinkclickthroughrate": true}

// unitOf is the unit that a header tells, and the name without it and without an "in" before it.
func unitOf(header string, kind Kind) (unit, rest string) {
	var kept []string
	all := words(header)
	for i, w := range all {
		switch u := unitWords[w]; {
		case w == "in" && i+1 < len(all) && isUnit(all[i+1], kind):
		case !isUnit(w, kind):
			kept = append(kept, w)
		case kind == Moment:
			unit = clockNames[w]
		case u != "":
			unit = u
		}
	}
	return unit, strings.Join(kept, "")
}

// isUnit tells whether a word of a header is a unit of a kind of column.
func isUnit(word string, kind Kind) bool {
	u := unitWords[word]
	money := kind == Money || kind == Mixed
	return money && (currencyWords[word] || u == "micros" || u == "cents") || (kind == Rate || kind == Mixed) && u == "percent" || kind == Moment && clockNames[word] != ""
}

// bind finds our columns in a header. All that is missing or doubtful is told at once. Names of the file are quoted only when one of
// ours was found in it: before that it may be any file.
func bind(columns []Column, header []string, f *Format, what string) (out []bound, bad []*Error) {
	for _, c := range columns {
		b, e := find(c, header, f)
		if e != nil {
			bad = append(bad, e)
		}
		out = append(out, b)
	}
	yield(out, f)
	found, ours := slices.ContainsFunc(out, func(b bound) bool { return b.at >= 0 }), credible(out, f)
	for _, e := range bad {
		if e.Help == "" && ours {
			e.Help = schema.Suggest(f.Columns[strings.TrimPrefix(e.Key, "columns.")], header)
		} else if e.Help == "" {
			e.Help = "check the name, and that this is the file that is meant"
		}
	}
	bad = append(bad, misnamed(columns, f, what)...)
	bad = append(bad, timeless(columns, f)...)
	var missing []string
	for i := range out {
		if _, mapped := f.Columns[out[i].Name]; out[i].Required && out[i].at < 0 && !mapped {
			missing = append(missing, "`"+out[i].Name+"`")
		}
	}
	switch {
	case !found && len(bad) == 0:
		e := mistake(0, 0, fmt.Sprintf("say which is which with `columns: {%s: NAME OR NUMBER}`", columns[0].Name)+headless(header)+nearly(columns, header),
			"this has none of the columns of %s: %s", what, strings.Join(namesOf(columns), ", "))
		e.Key = "file"
		return out, []*Error{e}
	case len(missing) > 0:
		them := "it"
		if len(missing) > 1 {
			them = "them"
		}
		e := mistake(0, 0, "add "+them+", or say which is which with `columns: {"+strings.Trim(missing[0], "`")+": NAME OR NUMBER}`"+unread(out, header, ours), "there is no column %s", strings.Join(missing, ", "))
		e.Key = "file"
		bad = append(bad, e)
	}
	return out, append(bad, shared(out)...)
}

// yield gives up columns that were found by their names where the caller states that they are another of ours.
func yield(out []bound, f *Format) {
	stated := map[int]bool{}
	for i := range out {
		if _, mapped := f.Columns[out[i].Name]; mapped && out[i].at >= 0 {
			stated[out[i].at] = true
		}
	}
	there := map[string]bool{}
	for i := range out {
		if _, mapped := f.Columns[out[i].Name]; !mapped && stated[out[i].at] {
			out[i].at = -1
		}
		there[out[i].Name] = out[i].at >= 0
	}
	for i := range out {
		if there[out[i].Unless] && out[i].at >= 0 {
			out[i].was, out[i].at, out[i].yielded = out[i].at, -1, true
		}
	}
}

// credible tells whether a file is the table that was expected: some column was found by its own name, not only where the caller says that it is.
func credible(columns []bound, f *Format) bool {
	return !f.NoHeader && slices.ContainsFunc(columns, func(b bound) bool { return b.at >= 0 && !b.mapped })
}

// unread lists the columns of a file that are not bound, where that helps.
func unread(out []bound, header []string, found bool) string {
	if rest := leftOver(out, header); found && len(rest) > 0 {
		return "; not read so far: " + Listed(rest)
	}
	return ""
}

// headless tells how to read a file whose first row holds numbers, which are no names.
func headless(header []string) string {
	if slices.ContainsFunc(header, func(h string) bool { _, ok := takeApart(h); return ok && strings.TrimSpace(h) != "" }) {
		return "; the first row holds numbers: where it is no header, state `format: {header: false}` and columns by their number from 1"
	}
	return ""
}

// nearly points at a column whose name is nearly ours. To quote that tells nothing of a file that is something else.
func nearly(columns []Column, header []string) string {
	for _, h := range header {
		if near := schema.Nearest(strings.TrimSpace(h), namesOf(columns)); near != "" && len(h) < 2*len(near) && period(h) == period(near) {
			return fmt.Sprintf("; it has a column `%s`, which is nearly `%s`", strings.TrimSpace(h), near)
		}
	}
	return ""
}

// leftOver are the columns of a file that nothing reads.
func leftOver(out []bound, header []string) (rest []string) {
	for i, h := range header {
		if h = strings.TrimSpace(h); h != "" && !slices.ContainsFunc(out, func(b bound) bool { return b.at == i }) {
			rest = append(rest, h)
		}
	}
	return rest
}

func namesOf(columns []Column) (names []string) {
	for _, c := range columns {
		names = append(names, c.Name)
	}
	return names
}

// find finds one column: under the name or number that is stated, else under ours, else under an alias.
func find(c Column, header []string, f *Format) (bound, *Error) {
	b := bound{Column: c, at: -1, unit: f.Units[c.Name]}
	b.stated = b.unit != ""
	key := "columns." + c.Name
	theirs, mapped := f.Columns[c.Name]
	if !mapped && f.NoHeader {
		return b, nil
	}
	at := exact(header, c.Name)
	if len(at) == 1 && !mapped {
		at = append(at, alike(header, c.Name, at[0])...)
	}
	if mapped {
		if at = exact(header, theirs); len(at) == 0 || f.NoHeader {
			number, err := strconv.Atoi(theirs)
			if err != nil || number < 1 || number > len(header) {
				return b, &Error{Message: fmt.Sprintf("the file has no column `%s`", theirs), Key: key}
			}
			at = []int{number - 1}
		}
	}
	if len(at) == 0 {
		at = similar(header, c)
	}
	if len(at) == 1 && !mapped && (c.Kind == Money || c.Kind == Rate) {
		b.rivals = slices.DeleteFunc(similar(header, c), func(i int) bool { return i == at[0] })
	}
	switch len(at) {
	case 0:
		return b, nil
	case 1:
	default:
		names := fmt.Sprintf("`%s` (number %d) and `%s` (number %d)", strings.TrimSpace(header[at[0]]), at[0]+1, strings.TrimSpace(header[at[1]]), at[1]+1)
		return b, &Error{Line: 1, Column: 1, Key: "", Message: fmt.Sprintf("two columns can be `%s`: %s", c.Name, names),
			Help: fmt.Sprintf("rename one of them, or choose by its number with `columns: {%s: %d}`", c.Name, at[0]+1)}
	}
	b.at, b.theirs, b.mapped = at[0], strings.TrimSpace(header[at[0]]), mapped
	unit, _ := unitOf(b.theirs, c.Kind)
	if f.NoHeader || mapped && theirs != b.theirs {
		b.theirs = strconv.Itoa(at[0] + 1) // what stands there may be anything
	}
	if b.unit == "" && !f.NoHeader {
		b.unit = unit
	}
	if b.unit == "" && c.Kind == Rate && percentNames[normal(b.theirs)] {
		b.unit = "percent"
	}
	return b, nil
}

func exact(header []string, name string) (at []int) {
	for i, h := range header {
		if strings.TrimSpace(h) == name {
			at = append(at, i)
		}
	}
	return at
}

// alike finds further columns whose names are ours apart from case and punctuation.
func alike(header []string, name string, but int) (at []int) {
	for i, h := range header {
		if i != but && normal(h) == normal(name) {
			at = append(at, i)
		}
	}
	return at
}

// similar finds columns whose names are ours or an alias apart from case, punctuation and unit.
func similar(header []string, c Column) (at []int) {
	for i, h := range header {
		_, rest := unitOf(h, c.Kind)
		for _, name := range append([]string{c.Name}, c.Aliases...) {
			if n := normal(name); n == rest || n == normal(h) {
				at = append(at, i)
				break
			}
		}
	}
	return at
}

// misnamed reports what the caller states of columns that this kind of file does not have.
func misnamed(columns []Column, f *Format, what string) (bad []*Error) {
	known := namesOf(columns)
	for _, m := range []struct {
		key string
		of  map[string]string
	}{{"columns", f.Columns}, {"format.units", f.Units}} {
		for _, name := range slices.Sorted(maps.Keys(m.of)) {
			if !slices.Contains(known, name) {
				bad = append(bad, &Error{Message: fmt.Sprintf("%s has no column `%s`", what, name), Help: schema.Suggest(name, known), Key: m.key + "." + name})
			}
		}
	}
	return bad
}

// timeless reports what is stated of times where this kind of file has none.
func timeless(columns []Column, f *Format) (bad []*Error) {
	if slices.ContainsFunc(columns, func(c Column) bool { return c.Kind == Moment }) {
		return nil
	}
	for key, stated := range map[string]string{"time_unit": f.TimeUnit, "time_origin": f.Origin} {
		if stated != "" {
			bad = append(bad, &Error{Message: "this kind of file has no times", Help: "leave " + key + " out", Key: "format." + key})
		}
	}
	return bad
}

// shared reports columns of the file that two of ours claim.
func shared(out []bound) (bad []*Error) {
	owner := map[int]string{}
	for i := range out {
		if out[i].at < 0 {
			continue
		}
		if out[i].Shared {
			continue
		}
		if other, taken := owner[out[i].at]; taken {
			bad = append(bad, &Error{Message: fmt.Sprintf("`%s` is read as `%s` and as `%s`", out[i].theirs, other, out[i].Name), Help: "map one of them to another column", Key: "columns." + out[i].Name})
		}
		owner[out[i].at] = out[i].Name
	}
	return bad
}
