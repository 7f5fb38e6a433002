package pages

import (
	"fmt"
	"html/template"
	"io"
	"regexp"
	"slices"
	"strings"

	"marketsim/reports"
	"marketsim/reports/figures"
	"marketsim/reports/format"
	"marketsim/reports/tuning"
	"marketsim/sim/units/neutral"
)

var plain = template.Must(template.New("plain").Funcs(template.FuncMap{"breaks": breaks, "told": told, "unmarked": unmarked, "whole": whole}).Parse(file("plain.html") + file("picture.html")))

// sheet is a page of sentences, tables and pictures.
type sheet struct {
	Scenario, Title, Lead, Heading string
	Policy                         string
	Style                          template.CSS
	Alarms                         []string // what must not be overlooked
	Answer                         []pair   // the one answer of the page, what each line is about and what it says; may be empty
	Terms                          *terms   // that the rest uses; may be nil
	Lines                          []string
	Tables                         []table
	Parts                          []part
	Pictures                       []picture
	Provenance                     []pair
}

// terms define, before they are used, rules in sentences and words in tables.
type terms struct {
	Rules  []string
	Tables []table
}

// part is a section of a sheet after its first: sentences, tables and pictures about one question.
type part struct {
	ID, Heading string
	Lines       []string
	Tables      []table
	Pictures    []picture
}

// plainStyle is what sheets add to the style of pages: names are not broken, headings stand over their numbers, paper has no least widths.
const plainStyle = ` th[scope="row"] { min-width: 9.5rem; } th[scope="row"].short { min-width: 2.5rem; white-space: nowrap; } thead th.n { text-align: right; min-width: 3.5rem; overflow-wrap: break-word; } td.long { min-width: 11rem; } code { font-size: .95em; } .flag { white-space: nowrap; }
@media screen and (max-width: 960px) { th[scope="row"] { min-width: 6rem; } tr:not(:has(td:nth-child(4))) th[scope="row"]:not(.short) { min-width: 9.5rem; } thead th.n { min-width: 3rem; }
  .many table { font-size: .85em; } .many th, .many td { padding-right: .35rem !important; } .many .n { white-space: normal; overflow-wrap: normal; } .many thead th.n, .many td.long { min-width: 0; } .many th[scope="row"] { min-width: 4rem; } }
@media print { section { break-inside: auto; } h2, h3, caption { break-after: avoid; } tr, .picture { break-inside: avoid; } .wide { overflow: visible; } th[scope="row"], thead th.n, td.long { min-width: 0; } }
.answer p { margin: .35em 0; }
.alarm { border: 3px solid var(--worse); padding: .5em .8em; font-weight: bold; }`

// told is a text as HTML in which what stands between backticks is code, and flags are not broken after their hyphen.
func told(text string) template.HTML {
	marked := format.Backticked(template.HTMLEscapeString(text), "<code>", "</code>")
	return template.HTML(flags.ReplaceAllString(marked, `$1<span class="flag">$2</span>`))
}

var (
	flags   = regexp.MustCompile(`(^|[ (])(--?[a-z][a-z-]*)`)
	further = regexp.MustCompile(` ([\[(]|to )`)
)

// whole lets a number break before its interval, where there is no room for both, and nowhere else: its style keeps blanks.
func whole(text string) template.HTML {
	return template.HTML(further.ReplaceAllString(template.HTMLEscapeString(text), ` <wbr>$1`))
}

// unmarked is a text without backticks, for what cannot hold HTML.
func unmarked(text string) string { return strings.ReplaceAll(text, "`", "") }

// sentence is a line with a capital letter and a full stop.
func sentence(line string) string {
	if line == "" {
		return line
	}
	line = format.Capital(line)
	if !strings.HasSuffix(line, ".") {
		line += "."
	}
	return line
}

// sentences are lines likewise; those that are given may be the summary's own, and stay as they are.
func sentences(lines []string) (out []string) {
	for _, line := range lines {
		out = append(out, sentence(line))
	}
	return out
}

// Number tells whether a column holds numbers and intervals, which stand to the right; more than a value, an interval and units are a sentence, which may begin with a digit.
func (t *table) Number(column int) bool {
	for _, row := range t.Rows {
		if column < len(row) && row[column] != "" && (!strings.ContainsAny(row[column][:1], "+-[0123456789") || len(strings.Fields(row[column])) > 5) {
			return false
		}
	}
	return true
}

// longest is how long a text may be that needs no width of its own.
const longest = 24

// many is from how many columns on a table has no room for them on a tablet but in smaller letters and with intervals on lines of their own.
const many = 9

// Many tells whether a table has so many columns.
func (t *table) Many() bool { return len(t.Head) >= many }

// Long tells whether a column holds texts of several words, which should not stand one word a line.
func (t *table) Long(column int) bool {
	return slices.ContainsFunc(t.Rows, func(row []string) bool { return column < len(row) && len(row[column]) > longest })
}

type table struct {
	Caption string
	Head    []string
	Rows    [][]string
	Note    string // below it; may be empty
}

// tabled is a table of rows, the head first.
func tabled(caption string, rows [][]string) table {
	return table{Caption: caption, Head: rows[0], Rows: rows[1:]}
}

// picture is a figure in a page: for wide screens and paper or for phones, light or dark.
type picture struct {
	Name, Heading, Alt     string
	Light                  template.URL
	Dark, Phone, DarkPhone template.Srcset // a URL in such a list loses the comma that its data begin after
	Width, Height          int             // on a phone
}

// headings of the figures of a search.
var headings = map[string]string{"convergence": "How the search went", "levers": "Every setting that was played", "sensitivity": "What each lever does alone",
	"slack": "Room that the constraints leave", "front": "What none beats", "horizons": "Short against long", "beliefs": "Strategies over beliefs", "information": "What to know more is worth, by horizon"}

// write writes a sheet.
func (x *sheet) write(w io.Writer) error {
	x.Lines = sentences(x.Lines)
	for i := range x.Parts {
		x.Parts[i].Lines = sentences(x.Parts[i].Lines)
	}
	style := file("page.css") + plainStyle
	x.Style = template.CSS(style)
	x.Policy = fmt.Sprintf("default-src 'none'; img-src data:; style-src '%s'; base-uri 'none'; form-action 'none'", digest(style))
	return plain.Execute(&neutral.Screen{W: w}, x)
}

// draw adds pictures.
func (x *sheet) draw(list []figures.Picture, headings map[string]string) (err error) {
	x.Pictures, err = drawn(list, headings)
	return err
}

// drawn are pictures as a page holds them.
func drawn(list []figures.Picture, headings map[string]string) (out []picture, err error) {
	for _, p := range list {
		f, err := p.Forms()
		if err != nil {
			return nil, err
		}
		out = append(out, picture{p.Name, headings[p.Name], p.Alt, template.URL(inline(f.Light)), template.Srcset(inline(f.Dark)),
			template.Srcset(inline(f.Phone)), template.Srcset(inline(f.DarkPhone)), f.Width, f.Height})
	}
	return out, nil
}

// searchTables are the tables of a search: the decision over beliefs where there is one, and settings.
func searchTables(s *tuning.Summary) []table { return append(beliefTables(s), settingTables(s)...) }

// beliefTables are those of a decision over beliefs; none without.
func beliefTables(s *tuning.Summary) (list []table) {
	if s.Decision != nil {
		rows := s.BeliefTable()
		list = append(list, tabled(fmt.Sprintf("Strategies over beliefs: %s with 95%% intervals over %d fresh replications", s.Objectives[0].Name, s.Decision.Replications), rows))
		if rows = s.TestTable(); rows != nil {
			t := s.Decision.Test
			list = append(list, tabled(fmt.Sprintf("What a test of %s would show in %d days against the market as it stands, by belief", s.Decision.Strategies[t.Strategy].Name, t.Days), rows))
		}
	}
	if rows := sizes(s); rows != nil {
		list = append(list, tabled(fmt.Sprintf("How large that test must be, read by %s: value and cost in %s over the horizon", s.Decision.Test.Plan.Metric, s.Objectives[0].Name), rows))
	}
	if rows := s.BeliefHorizonTable(); rows != nil {
		list = append(list, tabled("How the decision moves with the horizon; value of information and regret relative to the best expectation", rows))
	}
	return list
}

// sizes are those of the next test; nil where there is none, or they are not known.
func sizes(s *tuning.Summary) [][]string {
	if s.Decision == nil {
		return nil
	}
	return s.SizeTable()
}

// settingTables are the settings over the scenario's own horizon, and apart from them the best of each horizon, whose numbers are of other days.
func settingTables(s *tuning.Summary) (list []table) {
	if len(s.Levers) == 0 {
		return nil
	}
	rows, brackets := s.Table(), ""
	if len(s.Constraints) > 0 {
		brackets = "; in brackets the end of the one-sided interval that a constraint is judged by"
	}
	list = append(list, tabled(fmt.Sprintf("Settings over %d days%s", s.Days, brackets), rows))
	if rows = s.HorizonTable(); rows != nil {
		list = append(list, tabled("The best setting of each horizon, with what it brings in these days alone", rows))
	}
	return list
}

// WriteTune writes the page of a search with its pictures.
func WriteTune(w io.Writer, in *reports.Input, s *tuning.Summary, drawn []figures.Picture) error {
	x := &sheet{Scenario: s.Scenario, Title: format.Marked(s.Headline, s.Quick), Lead: s.Question, Heading: "Answer", Lines: s.Lines()[1:],
		Tables: searchTables(s),
		Provenance: []pair{{"scenario", s.Scenario}, {"scenario hash", s.Hash}, {"seed", fmt.Sprintf("%d, confirmed with %d", s.Seed, s.FreshSeed)}, {"version", "marketsim " + s.Version},
			{"run", in.RunID}, {"days", fmt.Sprint(s.Days)}, {"searched", s.Played()}}}
	if err := x.draw(drawn, headings); err != nil {
		return err
	}
	return x.write(w)
}
