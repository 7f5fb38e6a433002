package data_test

import (
	"strings"
	"testing"

	"marketsim/scenarios/data"
)

// TestEmptyLinesAreNoRow: however many empty lines stand between rows or below them, no quote seems to be open; a row of the same size is refused.
func TestEmptyLinesAreNoRow(t *testing.T) {
	lines := strings.Repeat("\n", 9<<20) // more than a row may have
	for name, c := range map[string]struct {
		content, want string
		rows          int
	}{
		"between rows":      {"name,value\na,1\n" + lines + "b,2\n", "", 2},
		"below the header":  {"name,value\n" + lines, "the file has a header and no rows", 0},
		"within a quote":    {"name,value\na,1\n\"" + lines + "b,2\n", "a row has more than 8 MiB: a quote seems to be opened and not closed", 1},
		"a row behind them": {"name,value\n" + lines + "\"b" + strings.Repeat("x,\n", 3<<20), "a row has more than 8 MiB: a quote seems to be opened and not closed", 0},
		"quotes alone":      {strings.Repeat("\"\n", 1000), "the file has rows, and no cell of them holds anything", 0},
		"empty cells":       {",,\n , ,\n", "the file has rows, and no cell of them holds anything", 0},
	} {
		table, bad := data.Read("a.csv", []byte(c.content), spec, &data.Format{})
		rows := 0
		if table != nil && len(bad) == 0 {
			bad = table.Each(func(*data.Row) { rows++ })
		}
		got := ""
		if len(bad) > 0 {
			got = bad[0].Message
		}
		if got != c.want || rows != c.rows {
			t.Errorf("%s: %d rows, want %d: %q, want %q", name, rows, c.rows, got, c.want)
		}
	}
}
