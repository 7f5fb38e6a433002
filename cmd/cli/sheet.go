package cli

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"marketsim/reports/format"
	"marketsim/scenarios/data"
	"marketsim/scenarios/schema"
)

var (
	unitKey    = regexp.MustCompile(", or state `format: \\{units: \\{[^}]*\\}\\}`")
	columnWay  = regexp.MustCompile("say which is which with `columns: [^`]*`|write `columns: [^`]*`|the first row holds numbers: .*$")
	columnPart = regexp.MustCompile(", or choose by its number with `columns: [^`]*`")
)

// sheet is a small table that the user names, such as one of targets, with where its cells stand.
type sheet struct {
	format.Sheet
	name   string
	table  *data.Table
	places [][][2]int // by row and column: line and column in the file
}

// maxSheet is how many rows such a table may have.
const maxSheet = 5_000_000

// csvFlag is how tables are written that a verb reads beside its scenario.
func csvFlag(cmd *cobra.Command, to *[]string) {
	cmd.Flags().StringArrayVar(to, "csv", nil, "how the table is written where that is not recognised, `KEY=VALUE`: decimal, delimiter, encoding, title_rows, total_rows, date_order, time_origin; repeatable")
}

// sheet reads a table by the reader of all data files. All that is wrong with it is told.
func (a *app) sheet(name string, content []byte, kind *data.Spec, settings []string) (*sheet, error) {
	f := &data.Format{Told: true} // rows called Total are entries here
	for _, s := range settings {
		if strings.HasPrefix(strings.TrimSpace(s), "header") {
			return nil, usage("name the columns in the first row", "--csv: a table needs a header here")
		}
	}
	if err := f.State(settings); err != nil {
		return nil, usage("the keys are those of a scenario's `format`; see `marketsim explain format`", "--csv: %v", err)
	}
	t, bad := data.Read(name, content, kind, f)
	if len(bad) > 0 {
		return nil, a.refuseSheet(name, append(bad, t.Mistakes()...))
	}
	s := &sheet{name: name, table: t}
	s.Columns, s.Unread, s.Suggest = t.Bound(), t.Unread(), schema.Suggest
	var handles []int
	for _, column := range s.Columns {
		handle, _ := t.Column(column)
		handles = append(handles, handle)
	}
	if bad = t.Each(func(r *data.Row) { s.take(r, handles) }); len(bad) > 0 {
		return nil, a.refuseSheet(name, bad)
	}
	return s, nil
}

// understood says how a table was read that holds what was expected.
func (a *app) understood(s *sheet) {
	for _, w := range s.table.Warnings {
		a.note("%s: %s; %s", s.name, w.Message, sheetHelp(w.Help))
	}
	a.note("%s", s.table.Echo())
}

// take keeps a row.
func (s *sheet) take(r *data.Row, handles []int) {
	var cells []string
	var places [][2]int
	for _, handle := range handles {
		line, column := r.Place(handle)
		cells, places = append(cells, r.Plain(handle)), append(places, [2]int{line, column})
	}
	s.Rows, s.places = append(s.Rows, cells), append(s.places, places)
}

// refuseRows tells what is wrong with what a table says.
func (a *app) refuseRows(s *sheet, list []format.Mistake) error {
	var bad []*data.Error
	for i := range list {
		m := &list[i]
		e := &data.Error{Line: 1, Column: 1, Message: m.Message, Help: m.Help}
		if m.Row >= 0 {
			e.Line = s.places[m.Row][0][0]
			for k, name := range s.Columns {
				if name == m.Column {
					e.Line, e.Column = s.places[m.Row][k][0], s.places[m.Row][k][1]
				}
			}
		}
		bad = append(bad, e)
	}
	return a.refuseSheet(s.name, bad)
}

// refuseSheet writes what is wrong with a table as `validate` would; of one that is reached through a link it tells nothing.
func (a *app) refuseSheet(name string, bad []*data.Error) error {
	if a.linked(name) {
		return a.misread("", name, bad[0])
	}
	var ds schema.Diagnostics
	if more := len(bad) - data.MaxErrors; more > 1 {
		last := bad[data.MaxErrors-1]
		bad = append(bad[:data.MaxErrors:data.MaxErrors], &data.Error{Line: last.Line, Column: 1, Message: fmt.Sprintf("%d more mistakes below", more), Help: "mend these first"})
	}
	for _, e := range bad {
		ds = append(ds, schema.Diagnostic{File: name, Line: e.Line, Column: e.Column, Severity: schema.Error, Code: "E206", Message: brief(e.Message), Help: sheetHelp(e.Help)})
	}
	ds.Sort()
	if err := ds.Write(a.Stderr, "text"); err != nil {
		return err
	}
	fmt.Fprintln(a.Stderr, ds.Summary())
	return said(ExitUsage)
}

// brief leaves most of the columns out of a message that lists them: every metric is one.
func brief(message string) string {
	const most = 13
	names := strings.Split(message, ", ")
	if !strings.HasPrefix(message, "this has none of the columns") || len(names) <= most {
		return message
	}
	return strings.Join(names[:most], ", ") + ", or metrics for curves"
}

// sheetHelp words a remedy that is a key of a scenario as what can be done about a table that a flag names.
func sheetHelp(help string) string {
	help = unitKey.ReplaceAllString(help, "")
	help = formatKey.ReplaceAllStringFunc(help, func(key string) string {
		list := strings.Split(formatKey.FindStringSubmatch(key)[1], ", ")
		for i := range list {
			list[i] = "--csv " + strings.Replace(list[i], ": ", "=", 1)
		}
		return "`" + strings.Join(list, " ") + "`"
	})
	help = columnPart.ReplaceAllString(help, "")
	return columnWay.ReplaceAllString(otherKey.ReplaceAllString(help, "`--csv $1=$2`"), "name the columns so in the first row")
}
