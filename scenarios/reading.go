package scenarios

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"marketsim/scenarios/data"
	"marketsim/scenarios/schema"
)

// FileFormat is how a data file is written, where that is not recognised or must not be guessed.
type FileFormat struct {
	Delimiter  string               `key:"delimiter" default:"none" enum:"comma|semicolon|tab|pipe|space" doc:"between cells; recognised when left out"`
	Decimal    string               `key:"decimal" default:"none" enum:"point|comma" doc:"decimal sign; recognised when left out, and an error where no cell tells"`
	Encoding   string               `key:"encoding" default:"none" enum:"utf-8|utf-16|latin-1|shift-jis|gbk|big5|euc-kr" doc:"of the text; the first three are recognised when left out, the others are suspected and have to be stated"`
	Header     bool                 `key:"header" default:"true" doc:"the first row names the columns; false: it is data, and columns go by their number"`
	TitleRows  int                  `key:"title_rows" default:"0" range:"[0, 1000]" doc:"lines before the header to skip, blank ones among them"`
	TotalRows  int                  `key:"total_rows" default:"0" range:"[0, 1000]" doc:"lines after the last entry to skip, with blank ones between them but not those at the very end; stated as 0, the last rows are entries even where they are called Total or have no name"`
	Units      schema.Named[string] `key:"units" enum:"fraction|percent|units|cents|micros" doc:"by our column: of rates fraction or percent, of money units, cents or micros; recognised by % signs and by the header when left out"`
	DateOrder  string               `key:"date_order" default:"none" enum:"day_first|month_first" doc:"of dates with slashes or dashes and the year last, such as 3/2/2026; recognised by parts above 12 and by AM and PM, an error where nothing tells"`
	TimeUnit   string               `key:"time_unit" default:"none" enum:"ns|us|ms|s|m|h|d" doc:"of times that are numbers; recognised by the header (start_ms) or as counting from 1970, an error otherwise"`
	TimeOrigin string               `key:"time_origin" default:"none" doc:"the time at which day 0 begins, such as 2026-03-02, of times that are written out or count from 1970; midnight before the first session when left out"`
}

func (f *FileFormat) of(columns schema.Named[string], told bool) *data.Format {
	return &data.Format{Delimiter: f.Delimiter, Decimal: f.Decimal, Encoding: f.Encoding, NoHeader: !f.Header, Titles: f.TitleRows, Totals: f.TotalRows, Told: told,
		Units: mapOf(f.Units), DateOrder: f.DateOrder, TimeUnit: f.TimeUnit, Origin: f.TimeOrigin, Columns: mapOf(columns)}
}

func mapOf(named schema.Named[string]) map[string]string {
	out := make(map[string]string, len(named))
	for _, e := range named {
		out[e.Name] = e.Value
	}
	return out
}

// open reads a data file that a path of the scenario names, and takes its content into the scenario's hash.
func (c *compiler) open(path, name string) ([]byte, string, bool) {
	full, content, err := c.access.Read(name, c.given(path))
	if err != nil {
		help := fmt.Sprintf("names are relative to the scenario; a file elsewhere goes with --set %s=PATH, or with --allow-files FOLDER", path)
		var why *data.Error
		if errors.As(err, &why) && why.Help != "" {
			help = why.Help
		}
		c.fail(path, "E206", help, "%s", err.Error())
		return nil, "", false
	}
	sum := sha256.Sum256(content)
	c.data = append(c.data, sum[:]...)
	root := c
	for root.outer != nil {
		root = root.outer
	}
	root.opened = append(root.opened, full)
	return content, full, true
}

// given tells whether a value comes from the command line, be it through what an arm sets.
func (c *compiler) given(path string) bool {
	origin := c.doc.Origin(path)
	return strings.HasPrefix(origin, "--set ") || c.outer != nil && origin != "" && c.outer.given(origin)
}

// table reads the table that a path of the scenario names: <path>.file, with <path>.columns and <path>.format. Without ok it was refused,
// and may be read for more mistakes.
func (c *compiler) table(path, name string, columns schema.Named[string], format *FileFormat, kind *data.Spec) (*data.Table, string, bool) {
	content, full, ok := c.open(path+".file", name)
	if !ok {
		return nil, "", false
	}
	t, bad := data.Read(name, content, kind, format.of(columns, c.doc.Given(path+".format.total_rows")))
	for _, e := range bad {
		if help := separate(name, e.Header, kind); help != "" && e.Key == "file" {
			e.Help = help + "; or " + e.Help
		}
		c.failFile(path, full, e)
	}
	if len(bad) > 0 && t != nil {
		c.warned(path, t)
	}
	return t, full, len(bad) == 0
}

// refused tells of what else is wrong with the cells of a table that has mistakes.
func (c *compiler) refused(path, full string, t *data.Table) {
	for _, e := range t.Mistakes() {
		c.failFile(path, full, e)
	}
}

// understood keeps what there is to say of a table that was read without a mistake.
func (c *compiler) understood(path string, t *data.Table) {
	c.warned(path, t)
	c.note(t.Echo())
}

// warned keeps what of a table is allowed and probably not meant.
func (c *compiler) warned(path string, t *data.Table) {
	for _, w := range t.Warnings {
		c.ds = append(c.ds, c.doc.Errorf(path+"."+w.Key, "W301", w.Help, "%s", w.Message)...)
	}
}

// note keeps a line for people that tells how a file was understood, once.
func (c *compiler) note(line string) {
	for _, known := range c.notes {
		if known == line {
			return
		}
	}
	c.notes = append(c.notes, line)
}

// failFile reports a mistake in a data file: in the file where it has a place there, else at the key that it is about.
func (c *compiler) failFile(path, full string, e *data.Error) {
	switch {
	case e.Line == 0 && e.Key != "" && e.Key != "file":
		c.failKey(path+"."+e.Key, "E206", e.Help, "%s", inFile(full, e.Message))
	case e.Line == 0 && e.Key == "file":
		c.fail(path+".file", "E206", e.Help, "%s", inFile(full, e.Message))
	default:
		c.failAt(full, e)
	}
}

func inFile(full, message string) string {
	return fmt.Sprintf("`%s`: %s", full[strings.LastIndexAny(full, `/\`)+1:], message)
}

// failAt reports a mistake inside a data file.
func (c *compiler) failAt(name string, e *data.Error) {
	c.ds = append(c.ds, schema.Diagnostic{File: c.shown(name), Line: e.Line, Column: e.Column, Severity: schema.Error, Code: "E206", Message: e.Message, Help: e.Help})
}

// shown is the path of a file as messages have it: relative to the working folder where it lies below it.
func (c *compiler) shown(name string) string {
	if rel, err := filepath.Rel(c.access.WorkDir, name); err == nil && c.access.WorkDir != "" && filepath.IsLocal(rel) {
		return rel
	}
	return name
}

// plainFormat is a file of which nothing is stated.
var plainFormat = FileFormat{Header: true}

func (f *FileFormat) orPlain() *FileFormat {
	if f == nil {
		return &plainFormat
	}
	return f
}
