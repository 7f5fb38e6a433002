package data

import (
	"slices"
	"strings"
	"testing"
)

// TestPlainCells: whatever the notation of a file, cells come out in plain notation, with % and USD, columns in the order of the file; lines of remarks are none of it.
func TestPlainCells(t *testing.T) {
	kind := &Spec{What: "a test", MaxRows: 10, Remarks: true, Columns: []Column{{Name: "metric"}, {Name: "value", Kind: Mixed}, {Name: "day", Kind: Moment, Unit: "d"}, {Name: "n", Kind: Number, Count: true}}}
	text := "# ours\nTag;Day;Value;metric;n\n# more\nx;3;0,97%;ctr;12.000\ny;4;-8,45 €;cpm;\nz;5;1.234,5;sum;7\n"
	table, bad := Read("f.csv", []byte(text), kind, &Format{})
	if len(bad) > 0 || strings.Join(table.Bound(), " ") != "day value metric n" || !slices.Equal(table.Unread(), []string{"Tag"}) {
		t.Fatalf("%v %+v", bad, table)
	}
	var got []string
	bad = table.Each(func(r *Row) {
		for _, name := range table.Bound() {
			handle, _ := table.Column(name)
			got = append(got, r.Plain(handle))
		}
		if line, column := r.Place(1); r.Ordinal == 2 && (line != 5 || column != 5) {
			t.Errorf("value at %d:%d, want 5:5", line, column)
		}
	})
	if want := []string{"3", "0.97%", "ctr", "12000", "4", "-8.45 USD", "cpm", "", "5", "1234.5", "sum", "7"}; len(bad) > 0 || !slices.Equal(got, want) {
		t.Errorf("%v %q, want %q", bad, got, want)
	}
}
