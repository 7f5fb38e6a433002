package scenarios

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/parquet-go/parquet-go"

	"marketsim/scenarios/schema"
)

// row is one campaign of a file; NaN where the file has no such column.
type row struct {
	Name                                              string
	Value, Daily, Lifetime, ClickRate, ConversionRate float64
	Weekly, Start, End                                float64
	Vectors                                           [][]float32 // one per ad; only of JSON files
	AdValues                                          []float64   // one per ad; only of JSON files
}

// campaignColumns are the columns of a file of campaigns. Rates are fractions, money is in the scenario's currency before
// value_scale. Only the columns that a file has replace the group's distributions.
var campaignColumns = []struct {
	name, doc   string
	least, most float64
	set         func(*row, float64)
}{
	{"value", "worth of an objective event", 0, math.Inf(1), func(r *row, x float64) { r.Value = x }},
	{"daily_budget", "budget per day", 0, math.Inf(1), func(r *row, x float64) { r.Daily = x }},
	{"lifetime_budget", "budget over the horizon", 0, math.Inf(1), func(r *row, x float64) { r.Lifetime = x }},
	{"weekly_budget", "budget per week from day 0", 0, math.Inf(1), func(r *row, x float64) { r.Weekly = x }},
	{"start_day", "days from day 0 at which the campaign starts", 0, 1e5, func(r *row, x float64) { r.Start = x }},
	{"end_day", "days from day 0 at which the campaign ends", 0, 1e5, func(r *row, x float64) { r.End = x }},
	{"click_rate", "true click rate at zero affinity, a fraction", 0, 1, func(r *row, x float64) { r.ClickRate = x }},
	{"conversion_rate", "true conversion rate at zero affinity, a fraction", 0, 1, func(r *row, x float64) { r.ConversionRate = x }},
}

// table is a file of text cells with the line of each row.
type table struct {
	header  []string
	rows    [][]string
	places  [][2]int // line and column of a row's first cell
	columns [][]int  // column of each cell in its line, for CSV
	bad     []*fileError
}

// fileError is a mistake in a data file: where and what.
type fileError struct {
	line, column  int
	message, help string
}

func (e *fileError) Error() string { return e.message }

// readTable reads a CSV file, or a Parquet file, whose name ends in .parquet, as text.
func readTable(name string, data []byte) (*table, error) {
	if strings.EqualFold(filepath.Ext(name), ".parquet") {
		return readParquet(data)
	}
	return readCSV(data)
}

// readCSV reads a CSV file. A row of another width is kept out of the table and reported; the rest is read all the same.
func readCSV(data []byte) (*table, error) {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
	r.TrimLeadingSpace = true
	t := &table{}
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		var bad *csv.ParseError
		switch {
		case errors.Is(err, csv.ErrFieldCount) && errors.As(err, &bad):
			t.bad = append(t.bad, &fileError{bad.Line, bad.Column, fmt.Sprintf("this row has %d cells and the header %d", len(cells), len(t.header)),
				"give every row one cell per column, and quote cells that hold commas"})
			continue
		case errors.As(err, &bad):
			line, column := bad.Line, bad.Column
			if bad.StartLine < line {
				line, column = bad.StartLine, 1
			}
			t.bad = append(t.bad, &fileError{line, column, "a quote is opened and not closed, or stands inside a cell without quotes; nothing after it was read",
				"put the whole cell in quotes and write a quote in it twice"})
			return t, nil
		case err != nil:
			return nil, err
		}
		line, column := r.FieldPos(0)
		if t.header == nil {
			t.header = cells
			continue
		}
		at := make([]int, len(cells))
		for i := range cells {
			_, at[i] = r.FieldPos(i)
		}
		t.rows, t.places, t.columns = append(t.rows, cells), append(t.places, [2]int{line, column}), append(t.columns, at)
	}
	if t.header == nil {
		return nil, &fileError{1, 1, "the file is empty", "the first row names the columns"}
	}
	return t, nil
}

func readParquet(data []byte) (t *table, err error) {
	defer func() {
		if r := recover(); r != nil {
			t, err = nil, &fileError{0, 0, "this is not a readable Parquet file", "check how it was written"}
		}
	}()
	f, err := parquet.OpenFile(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, &fileError{0, 0, "this is not a readable Parquet file", "check how it was written"}
	}
	t = &table{}
	for _, c := range f.Schema().Columns() {
		t.header = append(t.header, strings.Join(c, "."))
	}
	for _, g := range f.RowGroups() {
		rows := g.Rows()
		buffer := make([]parquet.Row, 1024)
		for {
			n, err := rows.ReadRows(buffer)
			for _, r := range buffer[:n] {
				cells := make([]string, len(t.header))
				for _, v := range r {
					if !v.IsNull() && v.Column() >= 0 && v.Column() < len(cells) {
						cells[v.Column()] = v.String()
					}
				}
				t.rows, t.places = append(t.rows, cells), append(t.places, [2]int{len(t.rows) + 1, 1})
			}
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				_ = rows.Close()
				return nil, &fileError{len(t.rows) + 1, 0, "the Parquet file breaks off", "write it again"}
			}
		}
		if err := rows.Close(); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// column finds a column by its own name or the one that `columns` gives it.
func (t *table) column(name string, renamed schema.Named[string]) int {
	if theirs, ok := renamed.Get(name); ok {
		name = theirs
	}
	for i, h := range t.header {
		if strings.TrimSpace(h) == name {
			return i
		}
	}
	return -1
}

// cell reads a number of row i.
func (t *table) cell(i, column int, least, most float64) (float64, *fileError) {
	text := strings.TrimSpace(t.rows[i][column])
	x, err := strconv.ParseFloat(text, 64)
	e := &fileError{line: t.places[i][0], column: t.places[i][1]}
	if t.columns != nil {
		e.column = t.columns[i][column]
	}
	switch {
	case text == "":
		e.message, e.help = fmt.Sprintf("column `%s` is empty", t.header[column]), "write a number"
	case err != nil || math.IsNaN(x) || math.IsInf(x, 0):
		e.message, e.help = fmt.Sprintf("`%s` in column `%s` is not a finite number", text, t.header[column]), "write a plain number, without unit"
	case x < least || x > most:
		e.message, e.help = fmt.Sprintf("%s in column `%s` is outside of the range %s", text, t.header[column], span(least, most)), "check the unit of the column"
	default:
		return x, nil
	}
	return 0, e
}

// span words a range.
func span(least, most float64) string {
	if math.IsInf(most, 1) {
		return fmt.Sprintf("[%g, inf)", least)
	}
	return fmt.Sprintf("[%g, %g]", least, most)
}

// find reads a file, from the first of some folders that has it.
func find(dirs []string, name string) (full string, data []byte, err error) {
	if filepath.IsAbs(name) {
		data, err = os.ReadFile(name)
		return name, data, err
	}
	for i, dir := range dirs {
		if i > 0 && dir == "" {
			continue
		}
		full = filepath.Join(dir, name)
		if data, err = os.ReadFile(full); err == nil || !errors.Is(err, os.ErrNotExist) {
			break
		}
	}
	return full, data, err
}

// open reads a data file that a path of the scenario names.
func (c *compiler) open(path, name string) ([]byte, string, bool) {
	full, data, err := find(c.dirs, name)
	if err != nil {
		reason := "it cannot be read"
		if errors.Is(err, os.ErrNotExist) {
			reason = "there is no such file"
		}
		c.fail(path, "E206", fmt.Sprintf("paths are relative to the scenario; another path goes with --set %s=PATH", path), "data file `%s`: %s", name, reason)
		return nil, "", false
	}
	sum := sha256.Sum256(data)
	c.data = append(c.data, sum[:]...)
	return data, full, true
}

// failAt reports a mistake inside a data file.
func (c *compiler) failAt(name string, err error) {
	d := schema.Diagnostic{File: name, Severity: schema.Error, Code: "E206", Message: err.Error()}
	var place *fileError
	if errors.As(err, &place) {
		d.Line, d.Column, d.Help = place.line, place.column, place.help
	}
	c.ds = append(c.ds, d)
}

// maxFileErrors is how many mistakes of one data file are listed.
const maxFileErrors = 20

// campaignFile reads a group's file of campaigns.
func (c *compiler) campaignFile(path string, g *group) []row {
	key := fmt.Sprint(g.File, g.Columns)
	if rows, ok := c.rows[key]; ok {
		return rows
	}
	data, full, ok := c.open(path+".file", g.File)
	if !ok {
		return nil
	}
	if isJSON(g.File) {
		c.rows[key] = c.worldFile(g, data, full)
		return c.rows[key]
	}
	t, err := readTable(g.File, data)
	if err != nil {
		c.failAt(full, err)
		return nil
	}
	if !c.columns(t, path, g) {
		return nil
	}
	rows := c.readCampaigns(t, g, full)
	for _, bad := range t.bad[:min(len(t.bad), maxFileErrors)] {
		c.failAt(full, bad)
	}
	if len(t.rows) == 0 && len(t.bad) == 0 {
		c.failAt(full, &fileError{1, 1, "the file has a header and no rows", "add one row per campaign"})
	}
	c.rows[key] = rows
	return rows
}

// columns checks the header of a file of campaigns: what `columns` renames must be there, and at least one column must be known.
// Columns that nothing reads are allowed, unless their name is nearly that of one that is missing.
func (c *compiler) columns(t *table, path string, g *group) bool {
	before, known, read := len(c.ds), []string{"name"}, 0
	for _, col := range campaignColumns {
		known = append(known, col.name)
	}
	for _, r := range g.Columns {
		switch {
		case !contains(known, r.Name):
			c.failKey(path+".columns."+r.Name, "E206", schema.Suggest(r.Name, known), "campaigns have no column `%s`", r.Name)
		case t.column(r.Name, g.Columns) < 0:
			c.fail(path+".columns."+r.Name, "E206", schema.Suggest(r.Value, t.header), "`%s` has no column `%s`", g.File, r.Value)
		}
	}
	var missing []string
	for _, name := range known {
		if t.column(name, g.Columns) >= 0 {
			read++
		} else {
			missing = append(missing, name)
		}
	}
	for _, h := range t.header {
		if near := schema.Nearest(h, missing); near != "" && !renamed(g, h) {
			c.ds = append(c.ds, c.doc.Errorf(path+".file", "W301", fmt.Sprintf("rename it, or write `columns: {%s: %s}`", near, h),
				"`%s` has a column `%s`, which is nearly `%s` and is not read", g.File, h, near)...)
		}
	}
	if read == 0 && !c.ds[before:].HasErrors() {
		c.fail(path+".file", "E206", "say which is which with `columns: {value: ...}`", "`%s` has none of the columns %s", g.File, strings.Join(known, ", "))
	}
	return !c.ds[before:].HasErrors()
}

// renamed tells whether a column is read under another name.
func renamed(g *group, theirs string) bool {
	for _, r := range g.Columns {
		if r.Value == theirs {
			return true
		}
	}
	return false
}

func (c *compiler) readCampaigns(t *table, g *group, full string) (out []row) {
	nameAt, bad := t.column("name", g.Columns), 0
	seen := map[string]bool{}
	for i := range t.rows {
		nan := math.NaN()
		r := row{Name: strconv.Itoa(i), Value: nan, Daily: nan, Lifetime: nan, ClickRate: nan, ConversionRate: nan, Weekly: nan, Start: nan, End: nan}
		if nameAt >= 0 {
			r.Name = t.rows[i][nameAt]
		}
		if seen[r.Name] {
			c.failAt(full, &fileError{t.places[i][0], 1, fmt.Sprintf("campaign `%s` appears twice", r.Name), "give each its own name"})
			bad++
		}
		seen[r.Name] = true
		for _, col := range campaignColumns {
			at := t.column(col.name, g.Columns)
			if at < 0 {
				continue
			}
			x, err := t.cell(i, at, col.least, col.most)
			if err != nil {
				c.failAt(full, err)
				bad++
				continue
			}
			col.set(&r, x)
		}
		if bad >= maxFileErrors {
			c.failAt(full, &fileError{t.places[i][0], 1, fmt.Sprintf("%d mistakes up to here; the rest of the file was not read", bad), "check the columns"})
			return nil
		}
		out = append(out, r)
	}
	return out
}
