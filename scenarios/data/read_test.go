package data_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"marketsim/scenarios/data"
)

var spec = &data.Spec{What: "a test", MaxRows: 1000, Columns: []data.Column{
	{Name: "name", Kind: data.Text, Aliases: []string{"item"}},
	{Name: "value", Kind: data.Money, Least: math.Inf(-1), Most: math.Inf(1), Empty: "none"},
	{Name: "rate", Kind: data.Rate, Least: 0, Most: 1, Empty: "none"},
	{Name: "when", Kind: data.Moment},
}}

// TestNotations: one number in every notation, with the decimal sign that the rest of the file proves.
func TestNotations(t *testing.T) {
	for cell, want := range map[string]float64{
		"1234.5": 1234.5, "1,234.5": 1234.5, "1,234,567.25": 1234567.25, "-12.5": -12.5, "\u221212.5": -12.5, "(12.5)": -12.5, "+12.5": 12.5, "$12.5": 12.5, "-$12.5": -12.5, "12.5 €": 12.5,
		"USD 12.5": 12.5, "1 234.5": 1234.5, "1\u00a0234.5": 1234.5, "1'234.5": 1234.5, ".5": 0.5, "5.": 5, "1.5e3": 1500, "1E-2": 0.01, "12,34,567.5": 1234567.5, "0.125": 0.125, "1.250": 1.25,
		"1,250": 1250, "007": 7,
		"1.2.3": math.NaN(), "12,34.5": math.NaN(), "1e": math.NaN(), "e5": math.NaN(), "$": math.NaN(), "12.5x": math.NaN(), "1e999": math.NaN(), "NaN": math.NaN(), "Inf": math.NaN(), "0x10": math.NaN(), "1..5": math.NaN(),
	} {
		for _, german := range []bool{false, true} {
			text, proof := cell, "0.5"
			if german {
				text, proof = strings.NewReplacer(".", ",", ",", ".").Replace(cell), "0,5"
			}
			table, bad := data.Read("t.csv", []byte("name|value\na|"+proof+"\nb|"+text+"\n"), spec, &data.Format{Decimal: map[bool]string{false: "point", true: "comma"}[german]})
			if len(bad) > 0 {
				t.Errorf("%q: %v", text, bad[0])
				continue
			}
			value, _ := table.Column("value")
			var got float64
			bad = table.Each(func(r *data.Row) { got = r.Number(value) })
			if got != want && !(math.IsNaN(got) && math.IsNaN(want)) || (len(bad) > 0) != math.IsNaN(want) {
				t.Errorf("%q: %v, want %v (%v)", text, got, want, bad)
			}
		}
	}
}

// FuzzRead: no bytes make the reader panic or hand out a number outside of its range, what is wrong has words, and a second reading says the
// same as the first.
func FuzzRead(f *testing.F) {
	for _, s := range []string{"", "name,value\na,1\n", "name;value;rate\na;1,5;3%\n", "\xff\xfen\x00", "name\tvalue\na\t(1'000)\n", "sep=|\nname|value\na|1\n", "T\nT2\nname,value\na,1\nb,2\nTotal,3\n", "name,when\na,2026-03-02T10:00:00Z\n",
		"name,when\na,1772445600000\n", "\"", "name,value\n\"a\nb\",1\n", "PAR1PAR1", "u\xe9,value\na,1\n", "name,name,value\na,b,1.250\n"} {
		f.Add("a.csv", []byte(s), 0, true)
	}
	f.Add("a.parquet", []byte("PAR1PAR1"), 1, false)
	f.Fuzz(func(t *testing.T, name string, content []byte, skip int, header bool) {
		format := data.Format{Titles: max(0, min(skip, 5)), Totals: max(0, min(-skip, 5)), NoHeader: !header}
		if format.NoHeader {
			format.Columns = map[string]string{"name": "1", "value": "2"}
		}
		read := func() string {
			table, bad := data.Read(name, content, spec, &format)
			if table == nil && len(bad) == 0 {
				t.Fatalf("a table (%v) and %d mistakes", table != nil, len(bad))
			}
			out := ""
			if table != nil {
				out = table.Echo()
				value, ok := table.Column("value")
				rate, rated := table.Column("rate")
				bad = table.Each(func(r *data.Row) {
					if ok && math.IsInf(r.Number(value), 0) {
						t.Fatal("an infinite number")
					}
					if x := 0.5; rated {
						if x = r.Number(rate); x < 0 || x > 1 {
							t.Fatalf("a rate of %v", x)
						}
					}
				})
			}
			for _, e := range bad {
				if e.Message == "" {
					t.Fatal("a mistake without a word")
				}
				out += fmt.Sprintf("%d:%d %s\n", e.Line, e.Column, e.Message)
			}
			return out
		}
		if first, second := read(), read(); first != second {
			t.Fatalf("two readings differ:\n%s\n%s", first, second)
		}
	})
}
