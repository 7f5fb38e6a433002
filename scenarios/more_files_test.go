package scenarios_test

import (
	"strings"
	"testing"

	"marketsim/scenarios"
)

// TestFilesOfAllKinds: files as people have them are read right, with the numbers that they state, or refused with place, value and remedy.
func TestFilesOfAllKinds(t *testing.T) {
	type ad struct {
		name        string
		rate, daily float64 // daily budget, units of currency; 0: none
	}
	for name, c := range map[string]struct {
		content string
		ads     []ad     // what is read
		want    []string // what is said
	}{
		"Swiss thousands":            {"name;ctr;daily_budget\nA;0.31%;1'250.00\nB;0.5%;10'000.00\n", []ad{{"A", 0.0031, 1250}, {"B", 0.005, 10000}}, []string{"semicolon between cells"}},
		"Indian thousands":           {"name,ctr,daily_budget\nA,0.31%,\"1,25,000.00\"\n", []ad{{"A", 0.0031, 125000}}, []string{"1 row"}},
		"French spaces and signs":    {"name;ctr;daily_budget\nA;0,31 %;1\u00a0250,00 €\nB;1 %;2\u202f500,00 €\n", []ad{{"A", 0.0031, 1250}, {"B", 0.01, 2500}}, []string{"decimal comma", "in €"}},
		"a line for Excel":           {"sep=;\nname;ctr\nA;0,31%\n", []ad{{"A", 0.0031, 0}}, []string{"semicolon"}},
		"lines of an old Macintosh":  {"name,ctr\rA,1%\rB,2%\r", []ad{{"A", 0.01, 0}, {"B", 0.02, 0}}, []string{"2 rows"}},
		"powers of ten":              {"name,ctr\nA,3E-03\nB,1.2e-2\n", []ad{{"A", 0.003, 0}, {"B", 0.012, 0}}, nil},
		"pipes":                      {"name|ctr\nA, B|1%\n", []ad{{"A, B", 0.01, 0}}, []string{"pipe between cells"}},
		"units in the header":        {"name,CTR (%),Daily budget\nA,0.31,20\nB,1.2,30\n", []ad{{"A", 0.0031, 20}, {"B", 0.012, 30}}, []string{"percent"}},
		"an error of a spreadsheet":  {"name,ctr,daily_budget\nA,#DIV/0!,5\nB,1%,6\n", []ad{{"B", 0.01, 6}}, []string{"1 row without click_rate: as the group says"}},
		"cells apart by spaces":      {"name ctr daily_budget\n\"Red mug\" 1% 5\nLamp 2% 6\n", []ad{{"Red mug", 0.01, 5}, {"Lamp", 0.02, 6}}, []string{"space between cells"}},
		"names of two words":         {"name\nRed mug\nBlue cup\n", []ad{{"Red mug", -1, 0}, {"Blue cup", -1, 0}}, []string{"2 rows"}},
		"a PDF":                      {"%PDF-1.7\n1 0 obj\n", nil, []string{"this is a PDF document", "export the table as CSV"}},
		"a letter":                   {"{\\rtf1 name}\n", nil, []string{"a document of a word processor"}},
		"a packed file":              {"\x1f\x8b\x08\x00abc", nil, []string{"this is compressed", "gunzip"}},
		"Parquet with another name":  {"PAR1\x15\x04", nil, []string{"this is a Parquet file", "ends in .parquet"}},
		"a database":                 {"SQLite format 3\x00\x10", nil, []string{"this is a database", "export the table as CSV"}},
		"UTF-32":                     {"\xff\xfe\x00\x00n\x00\x00\x00", nil, []string{"this is UTF-32", "save it in UTF-8"}},
		"a log of objects":           {"{\"ad\": \"a\", \"click\": 1}\n{\"ad\": \"b\", \"click\": 0}\n", nil, []string{"this is JSON, not a table of cells", "jq"}},
		"Arabic digits":              {"name,ctr\nA,٠٫٣١\n", nil, []string{"a.csv:2:3", "`٠٫٣١` in column `ctr` is not a finite number"}},
		"yes and no for a rate":      {"name,ctr\nA,yes\n", nil, []string{"a.csv:2:3", "`yes` in column `ctr`"}},
		"a table of Markdown":        {"| name | ctr |\n|---|---|\n| A | 1% |\n", nil, []string{"`---` in column `ctr` is not a finite number"}},
		"more clicks than ads":       {"Campaign,Impr.,Clicks\nA,\"1,000\",12\nB,500,700\n", nil, []string{"a.csv:3:7", "700 clicks of 500 impressions"}},
		"a rate above 1":             {"name,ctr\nA,31\n", nil, []string{"31 in column `ctr` is outside of the range [0, 1]", "units: {click_rate: percent}"}},
		"a negative price":           {"name,value\nA,(4.00)\n", nil, []string{"(4.00) in column `value` is outside of the range"}},
		"a quote that stays open":    {"name,ctr\n\"abc,0.1\nd,0.2\n", nil, []string{"a.csv:2:1", "a quote is opened and not closed"}},
		"rows of several widths":     {"name,ctr,value\na,0.1,1\nb,0.2\nc,0.3,1,9\n", nil, []string{"a.csv:3:1", "this row has 2 cells and the header 3", "a.csv:4:1"}},
		"a name twice":               {"name,ctr\nA,1%\nA,2%\n", nil, []string{"campaign `A` appears twice, first on line 2", "same_names: numbered"}},
		"a comment above the header": {"# export of 2026-03-02\nname,ctr\nA,1%\n", nil, []string{"begin on line 2", "title_rows: 1"}},
		"infinite":                   {"name,ctr\nA,inf\n", nil, []string{"`inf` in column `ctr` is not a finite number"}},
		"a header alone":             {"name,ctr\n", nil, []string{"a header and no rows"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, "a.csv", c.content)
			s, ds := scenarios.Load("t.yaml", []byte(withAds("a.csv", "")), scenarios.Options{Dir: dir, WorkDir: dir})
			said := text(t, ds)
			if (s != nil) != (c.ads != nil) {
				t.Fatalf("loaded %t:\n%s", s != nil, said)
			}
			if s != nil {
				said += strings.Join(s.Notes, "\n")
				members := s.Spec.Arms[0].Phases[0].Market.Groups[0].Members
				for _, want := range c.ads {
					found := false
					for _, m := range members {
						if m.Name == "g/"+want.name && (want.rate < 0 || m.ClickRate > want.rate*0.999999 && m.ClickRate < want.rate*1.000001) && (m.Daily == want.daily || want.daily == 0) {
							found = true
						}
					}
					if !found {
						t.Errorf("no %+v among %+v", want, members)
					}
				}
			}
			for _, part := range c.want {
				if !strings.Contains(said, part) {
					t.Errorf("it does not say %q:\n%s", part, said)
				}
			}
		})
	}
}
