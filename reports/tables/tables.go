// Package tables declares every table that a run folder has, each column once: name, type, unit and meaning. The CSV and Parquet
// writers, the data dictionary and what `explain` says of a table come from the declarations.
package tables

import (
	"fmt"
	"io"
	"strings"
)

// Type is what the cells of a column hold.
type Type int

// Types of columns. An empty cell of CSV is null in Parquet: the value does not exist.
const (
	Text  Type = iota
	Count      // whole number, 64 bits
	Real       // double; in CSV with at most 12 significant digits
	Money      // double in Parquet; in CSV exact, billionths of the currency
)

// String is the type in words.
func (t Type) String() string { return [...]string{"text", "whole number", "number", "money"}[t] }

// Column is one column of a table.
type Column struct {
	Name string
	Type Type
	Unit string // empty where there is none
	Doc  string
}

// Table is one table, written as NAME.csv and NAME.parquet below data/.
type Table struct {
	Name    string
	Doc     string
	When    string // it is there only then; empty: always
	Long    bool   // a row for each day, hour or auction
	Columns []Column
}

// Names lists the columns' names.
func (t *Table) Names() []string {
	names := make([]string, len(t.Columns))
	for i := range names {
		names[i] = t.Columns[i].Name
	}
	return names
}

// Column finds a column by name.
func (t *Table) Column(name string) (*Column, bool) {
	for i := range t.Columns {
		if t.Columns[i].Name == name {
			return &t.Columns[i], true
		}
	}
	return nil, false
}

// All lists the tables, the most read first.
func All() []*Table { return declared }

// Files are the names of all files that tables are written to, those of one run or another.
func Files() (names []string) {
	for _, t := range declared {
		names = append(names, t.Name+".csv", t.Name+".parquet")
	}
	return names
}

// Choice is which tables are written.
type Choice string

// Choices of tables.
const (
	Every Choice = "all"
	Few   Choice = "few" // without the long ones
	None  Choice = "none"
)

// Has tells whether a table is among those that are written.
func (c Choice) Has(t *Table) bool { return c == Every || c == Few && !t.Long }

// Lookup finds a table by name.
func Lookup(name string) (*Table, bool) {
	for _, t := range declared {
		if t.Name == name {
			return t, true
		}
	}
	return nil, false
}

// Explain documents TABLE or TABLE.column, or a file of a table by its name; empty when there is no such table or column.
func Explain(word string) string {
	word = strings.TrimPrefix(word, "data/")
	word = strings.TrimSuffix(strings.TrimSuffix(word, ".csv"), ".parquet")
	name, column, one := strings.Cut(word, ".")
	t, ok := Lookup(name)
	if !ok {
		return ""
	}
	var b strings.Builder
	if one {
		c, ok := t.Column(column)
		if !ok {
			return ""
		}
		return t.explain(c)
	}
	fmt.Fprintf(&b, "%s (table data/%s.csv and .parquet)\n  %s\n", t.Name, t.Name, t.Doc)
	if t.When != "" {
		fmt.Fprintf(&b, "  There %s.\n", t.When)
	}
	for i := range t.Columns {
		c := &t.Columns[i]
		fmt.Fprintf(&b, "  %-20s %-12v %-14s %s\n", c.Name, c.Type, c.Unit, c.Doc)
	}
	return b.String()
}

// explain documents a column.
func (t *Table) explain(c *Column) string {
	text := fmt.Sprintf("%s.%s (column of data/%s.csv and .parquet)\n  %s\n  type: %v\n", t.Name, c.Name, t.Name, c.Doc, c.Type)
	if c.Unit != "" {
		text += fmt.Sprintf("  unit: %s\n", c.Unit)
	}
	return text
}

// ExplainColumn documents the columns of a name, of every table that has one; empty when none has.
func ExplainColumn(name string) (text string) {
	for _, t := range declared {
		if c, ok := t.Column(name); ok {
			text += t.explain(c)
		}
	}
	return text
}

// shownColumns is how many columns of one name a line lists.
const shownColumns = 3

// AlsoColumns names in a line the columns of a name, for whom something else of this name is explained; empty where there are none.
func AlsoColumns(name string) string {
	var list []string
	for _, t := range declared {
		if _, ok := t.Column(name); ok {
			list = append(list, t.Name+"."+name)
		}
	}
	if list == nil {
		return ""
	}
	more := ""
	if len(list) > shownColumns {
		list, more = list[:shownColumns], fmt.Sprintf(" and %d more", len(list)-shownColumns)
	}
	return fmt.Sprintf("also a column: %s%s; `marketsim explain %s` shows it\n\n", strings.Join(list, ", "), more, list[0])
}

// Markdown writes the data dictionary.
func Markdown(w io.Writer) error {
	var b strings.Builder
	b.WriteString("# Data dictionary\n\nThe tables of a run folder, `data/NAME.csv` and `data/NAME.parquet`: the same rows twice. Made from the declarations by\n\n" +
		"    marketsim explain --tables\n\n" +
		"Rows are sorted by their key columns. In CSV, numbers have at most 12 significant digits, since what arithmetic leaves behind them is noise, and sums of money are exact; a value that does not\n" +
		"exist is an empty cell. In Parquet, text is a string, a whole number INT64, numbers and money are DOUBLE, and a value that does not exist is null. Parquet files have\n" +
		"four more columns in front: `scenario`, `scenario_hash`, `seed` (UINT64) and `run`, so that the files of many runs can be read as one table. Their bytes do not depend on\n" +
		"the processor.\n\nWhich tables a run writes is chosen with `run --tables`: `all`, `few` (without those by day or hour) or `none`.\n")
	for _, t := range declared {
		fmt.Fprintf(&b, "\n## %s\n\n%s", t.Name, t.Doc)
		if t.When != "" {
			fmt.Fprintf(&b, " There %s.", t.When)
		}
		b.WriteString("\n\n| column | type | unit | meaning |\n|---|---|---|---|\n")
		for i := range t.Columns {
			c := &t.Columns[i]
			fmt.Fprintf(&b, "| `%s` | %v | %s | %s |\n", c.Name, c.Type, c.Unit, strings.ReplaceAll(c.Doc, "|", "\\|"))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
