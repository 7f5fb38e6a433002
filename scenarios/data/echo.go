package data

import (
	"fmt"
	"strings"

	"marketsim/scenarios/schema"
)

// Echo says in one line how the file was understood: rows, which column became which, what empty cells mean, what is not read, and
// how the file is written where that is not plain.
func (t *Table) Echo() string {
	var pairs, empty []string
	for i := range t.columns {
		c := &t.columns[i]
		if c.at < 0 {
			continue
		}
		if from := c.source(t); from != c.Name {
			pairs = append(pairs, c.Name+" <- "+from+c.remark())
		} else {
			pairs = append(pairs, c.Name+c.remark())
		}
		empty = append(empty, t.unfilled(c)...)
	}
	parts := append([]string{fmt.Sprintf("%s: %s: %s", t.name, schema.Count(t.Rows, "row"), strings.Join(pairs, ", "))}, empty...)
	if rest := leftOver(t.columns, t.header); len(rest) > 0 && t.credible {
		parts = append(parts, "not read: "+Listed(rest))
	}
	if how := t.written(); how != "" {
		parts = append(parts, how)
	}
	return printable(strings.Join(parts, "; "))
}

// unfilled says in how many rows a column holds no number, and what that means.
func (t *Table) unfilled(c *bound) (said []string) {
	if c.Empty == "" {
		return nil
	}
	if c.breaks > 0 {
		what := "an error of a spreadsheet"
		if t.credible {
			what = strings.TrimSpace(c.broken.text)
		}
		said = append(said, fmt.Sprintf("%s with %s for %s: %s", schema.Count(c.breaks, "row"), what, c.Name, c.Empty))
	}
	if rest := c.empty - c.breaks; rest > 0 {
		said = append(said, fmt.Sprintf("%s without %s: %s", schema.Count(rest, "row"), c.Name, c.Empty))
	}
	return said
}

// source is a column of the file as people know it: its name, or its number where there are no names.
func (c *bound) source(t *Table) string {
	if t.format.NoHeader {
		return fmt.Sprintf("column %d", c.at+1)
	}
	return c.theirs
}

func (c *bound) remark() string {
	var notes []string
	switch {
	case (c.Kind == Rate || c.Kind == Mixed) && c.unit == "percent", c.unit == "micros", c.unit == "cents":
		notes = append(notes, c.unit)
	case c.Kind == Moment:
		notes = append(notes, c.clock.remark())
	}
	if c.seen != "" {
		notes = append(notes, "in "+c.seen+", taken as the scenario's currency")
	}
	if c.Note != "" {
		notes = append(notes, c.Note)
	}
	if len(notes) == 0 {
		return ""
	}
	return " (" + strings.Join(notes, ", ") + ")"
}

// Listed is names of a file in a line: the first of many, and how many there are beside these.
func Listed(names []string) string {
	const most, longest = 20, 100
	var shown []string
	for _, name := range names[:min(most, len(names))] {
		if len(name) > longest {
			name = strings.ToValidUTF8(name[:longest], "") + "..."
		}
		shown = append(shown, name)
	}
	out := strings.Join(shown, ", ")
	if more := len(names) - len(shown); more > 0 {
		out += fmt.Sprintf(" and %d more", more)
	}
	return out
}

// written tells what is not plain about the file: encoding, delimiter, decimal sign, skipped lines.
func (t *Table) written() string {
	var how []string
	if t.encoding != "" && t.encoding != utf8Name {
		how = append(how, t.encoding)
	}
	if t.delimiter != "" && t.delimiter != "comma" {
		how = append(how, t.delimiter+" between cells")
	}
	if t.sign == comma {
		how = append(how, "decimal comma")
	}
	if t.format.Titles > 0 {
		how = append(how, schema.Count(t.format.Titles, "line")+" of titles skipped")
	}
	if t.skipped > 0 {
		how = append(how, schema.Count(t.skipped, "row")+" of totals skipped")
	}
	return strings.Join(how, ", ")
}

// printable replaces what could steer a terminal or break a line.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 {
			return ' '
		}
		return r
	}, s)
}
