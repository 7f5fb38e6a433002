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
		"Swiss thousands, typeset":   {"name;ctr;daily_budget\nA;0.31%;1’250.00\nB;0.5%;1’010’000.50\n", []ad{{"A", 0.0031, 1250}, {"B", 0.005, 1010000.5}}, []string{"2 rows"}},
		"the same, decimal comma":    {"name;daily_budget\nA;1’250,75\nB;2\n", []ad{{"A", -1, 1250.75}, {"B", -1, 2}}, []string{"decimal comma"}},
		"figure spaces":              {"name,daily_budget\nA,1\u2007250\n", []ad{{"A", -1, 1250}}, []string{"1 row"}},
		"a zero-width space":         {"name,daily_budget\nA,20\nB,\u200b5\n", nil, []string{"a.csv:3:3", "column `daily_budget` holds a character that is not seen, U+200B (zero-width space)", "delete the character"}},
		"a name of no width":         {"name,value\na,1\na\u200b,2\n", nil, []string{"a.csv:3:1", "column `name` holds a character that is not seen, U+200B", "as one line of plain text"}},
		"a byte order mark inside":   {"name,ctr\nA,5%\ufeff\n", nil, []string{"a.csv:2:3", "column `ctr` holds a character that is not seen, U+FEFF (byte order mark)"}},
		"a soft hyphen for a minus":  {"name,value\nA,\u00ad5\n", nil, []string{"a.csv:2:3", "U+00AD (soft hyphen)"}},
		"Indian thousands":           {"name,ctr,daily_budget\nA,0.31%,\"1,25,000.00\"\n", []ad{{"A", 0.0031, 125000}}, []string{"1 row"}},
		"French spaces and signs":    {"name;ctr;daily_budget\nA;0,31 %;1\u00a0250,00 €\nB;1 %;2\u202f500,00 €\n", []ad{{"A", 0.0031, 1250}, {"B", 0.01, 2500}}, []string{"decimal comma", "in €"}},
		"a line for Excel":           {"sep=;\nname;ctr\nA;0,31%\n", []ad{{"A", 0.0031, 0}}, []string{"semicolon"}},
		"lines of an old Macintosh":  {"name,ctr\rA,1%\rB,2%\r", []ad{{"A", 0.01, 0}, {"B", 0.02, 0}}, []string{"2 rows"}},
		"powers of ten":              {"name,ctr\nA,3E-03\nB,1.2e-2\n", []ad{{"A", 0.003, 0}, {"B", 0.012, 0}}, nil},
		"pipes":                      {"name|ctr\nA, B|1%\n", []ad{{"A, B", 0.01, 0}}, []string{"pipe between cells"}},
		"units in the header":        {"name,CTR (%),Daily budget\nA,0.31,20\nB,1.2,30\n", []ad{{"A", 0.0031, 20}, {"B", 0.012, 30}}, []string{"percent"}},
		"an error of a spreadsheet":  {"name,ctr,daily_budget\nA,#DIV/0!,5\nB,1%,6\n", []ad{{"B", 0.01, 6}}, []string{"1 row with #DIV/0! for click_rate: as the group says"}},
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
			seen := map[string]bool{}
			for line := range strings.Lines(said) {
				if strings.HasPrefix(line, "a.csv:") && seen[line] {
					t.Errorf("it says twice %s", line)
				}
				seen[line] = true
			}
			for _, part := range c.want {
				if !strings.Contains(said, part) {
					t.Errorf("it does not say %q:\n%s", part, said)
				}
			}
		})
	}
}

// TestFilesWithTwoHeaders: a second line of the header and a header that stands again are refused in one message, which has the place and the remedy
// and quotes no cell. Entries that are only called like columns are read.
func TestFilesWithTwoHeaders(t *testing.T) {
	const second, again, read = "looks like a second line of the header", "repeats the header", ""
	for name, c := range map[string]struct{ content, more, kind, place, also string }{
		"units":                     {"name,value,daily budget\n,USD,USD\na,1,20\nb,2,30\n", "", second, "a.csv:2:1", "write the header as one row"},
		"one unit in brackets":      {"name,value,daily budget\n,,(USD)\na,1,20\n", "", second, "a.csv:2:1", ""},
		"a percent sign":            {"name,ctr\n,%\na,0.5\n", "", second, "a.csv:2:1", ""},
		"kinds":                     {"name,clicks,impressions\n(text),(number),(number)\na,1,20\n", "", second, "a.csv:2:1", ""},
		"any words below no name":   {"name,value\n,secret\na,1\n", "", second, "a.csv:2:1", ""},
		"names in two lines":        {"Campaign,Max,Daily\nname,CPC,budget\na,1,20\n", "", second, "a.csv:2:1", ""},
		"names split after budget":  {"name,Budget,Budget\n,daily,lifetime\na,20,30\n", "", second, "a.csv:2:1", ""},
		"the better line below":     {"Ad,,Limits\nname,value,daily budget\na,1,20\n", "", second, "a.csv:2:1", "format: {title_rows: 1}"},
		"no name above":             {",value,daily budget\nname,USD,USD\na,1,20\n", "", second, "a.csv:2:1", ""},
		"twice at the top":          {"name,value\nname,value\na,1\n", "", again, "a.csv:2:1", "delete this line"},
		"put together":              {"name,value\na,1\nName, value\nb,2\nname,value\nc,3\n", "", again, "a.csv:3:1", "and so does line 5"},
		"put together of four":      {"name,value\na,1\nname,value\nb,2\nname,value\nc,3\nname,value\nd,4\n", "", again, "a.csv:3:1", "and so do 2 more lines, the last one line 7"},
		"a list of names":           {"name\na\nname\nb\n", "", again, "a.csv:3:1", "needs another name"},
		"the name alone":            {"name,value\nname,\na,1\n", "", again, "a.csv:2:1", ""},
		"entries called like other": {"name,objective\nBudget,clicks\nBrand,conversions\n", "", read, "", ""},
		"an entry called name":      {"name,value\nname,1\na,2\n", "", read, "", ""},
		"no limit and no name":      {"name,daily_budget\n,unlimited\na,20\n", "", read, "", ""},
		"no header":                 {"a,1\na,1\n", ", columns: {value: 2}, format: {header: false}", read, "", ""},
	} {
		s, said := loaded(t, c.content, c.more)
		if c.kind == read {
			if s == nil || len(s.Spec.Arms[0].Phases[0].Market.Groups[0].Members) != 2 {
				t.Errorf("%s: not read as two campaigns:\n%s", name, said)
			}
			continue
		}
		for _, part := range []string{c.kind, c.place, c.also, "error[E206]", "= help:"} {
			if s != nil || !strings.Contains(said, part) {
				t.Errorf("%s: loaded %v, the remarks lack %q:\n%s", name, s != nil, part, said)
			}
		}
		if strings.Count(said, "error[") != 1 || strings.Contains(said, "secret") || strings.Contains(said, "not a finite number") {
			t.Errorf("%s: not one message without cells:\n%s", name, said)
		}
	}
	if _, said := loaded(t, "name,value\n,USD\na,x\n", ""); strings.Count(said, "error[") != 2 || !strings.Contains(said, "a.csv:3:3: error[E206]: `x` in column `value`") {
		t.Errorf("what is wrong below a second line is not told:\n%s", said)
	}
}
