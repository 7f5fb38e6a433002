package data

import (
	"fmt"

	"marketsim/scenarios/schema"
)

// doubtFormulas warns of errors of a spreadsheet, column by column: where numbers are read they count as empty cells.
func (t *Table) doubtFormulas() {
	for i := range t.columns {
		c := &t.columns[i]
		if c.breaks == 0 || c.at < 0 {
			continue
		}
		what, more, as, line := "", "", "counts as an empty cell", ""
		if c.broken.line > 0 {
			line = fmt.Sprintf(": line %d has one", c.broken.line)
		}
		if t.credible {
			what = " " + t.quote(c.broken.text)
		}
		if c.Kind == Text {
			as = "is taken for a name"
		}
		if c.breaks > 1 {
			more = fmt.Sprintf(", as %s have", schema.Count(c.breaks-1, "more row"))
			if c.breaks == 2 {
				more = ", as 1 more row has"
			}
		}
		t.Warnings = append(t.Warnings, &Error{Key: "file", Help: "mend the formula, or clear the cell",
			Message: fmt.Sprintf("the error%s of a spreadsheet in column `%s` of `%s` %s%s%s", what, c.theirs, t.name, as, line, more)})
	}
}
