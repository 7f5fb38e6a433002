package scenarios_test

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/parquet-go/parquet-go"
	"golang.org/x/text/encoding/charmap"

	"marketsim/scenarios"
	"marketsim/sim"
	"marketsim/sim/spec"
)

// withAds is a scenario whose campaigns come from a file, with more keys of the group.
func withAds(file, more string) string {
	return "marketsim: 1\nname: ads\nrun: {horizon: 1d, seed: 1, replications: 1}\nmarket:\n  pinners: {count: 10}\n  campaigns: {groups: [{name: g, file: " + file + more + "}]}\n"
}

// inUTF16 is a text in little-endian UTF-16, with or without a mark.
func inUTF16(text string, mark bool) string {
	var b bytes.Buffer
	if mark {
		b.WriteString("\xff\xfe")
	}
	for _, u := range utf16.Encode([]rune(text)) {
		b.WriteByte(byte(u))
		b.WriteByte(byte(u >> 8))
	}
	return b.String()
}

func inLatin1(t *testing.T, text string) string {
	t.Helper()
	out, err := charmap.Windows1252.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// want is what a campaign of a file should be; NaN is the group's law, +Inf no limit.
type want struct {
	name                     string
	value, daily, click, cvr float64
}

// TestForeignFilesAreRead: files as spreadsheets, ad servers and scripts write them are read to the right numbers, and the echo says
// how they were understood.
func TestForeignFilesAreRead(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for name, c := range map[string]struct {
		content, more string
		want          []want
		echo          []string
	}{
		"percent and currency": {"\ufeffCampaign,CTR,Max CPC,Daily budget\n\"Mugs, red\",0.45%,$0.30,20.50\n\"Mugs, blue\",2%,$1.10,\"2,300.00\"\nPlates,1.1%,$0.70,\n", "",
			[]want{{"g/Mugs, red", 0.30, 20.50, 0.0045, nan}, {"g/Mugs, blue", 1.10, 2300, 0.02, nan}, {"g/Plates", 0.70, inf, 0.011, nan}},
			[]string{"3 rows: name <- Campaign", "click_rate <- CTR (percent, at zero affinity)", "value <- Max CPC (in $", "1 row without daily_budget: no limit"}},
		"German spreadsheet": {"Kampagne;Klickrate;Max. CPC;Tagesbudget\r\n\"Tassen, groß\";0,45%;0,30 €;20,50\r\nTeller;2%;1,10 €;2.300,00\r\n", "",
			[]want{{"g/Tassen, groß", 0.30, 20.50, 0.0045, nan}, {"g/Teller", 1.10, 2300, 0.02, nan}}, []string{"semicolon between cells", "decimal comma", "in €"}},
		"Latin-1": {inLatin1(t, "name;value\nGrüße;0,5\nweiß;1,25\n"), "", []want{{"g/Grüße", 0.5, nan, nan, nan}, {"g/weiß", 1.25, nan, nan, nan}}, []string{"latin-1"}},
		"UTF-16":  {inUTF16("name\tvalue\nMüsli\t0.5\n", true), "", []want{{"g/Müsli", 0.5, nan, nan, nan}}, []string{"utf-16", "tab between cells"}},
		"UTF-16 without a mark": {inUTF16("name\tvalue\nmug\t0.5\n", false), "", []want{{"g/mug", 0.5, nan, nan, nan}},
			[]string{"utf-16"}},
		"pipes and old line ends": {"name|value\rmug|0.5\rcup|0.75\r", "", []want{{"g/mug", 0.5, nan, nan, nan}, {"g/cup", 0.75, nan, nan, nan}}, []string{"pipe between cells"}},
		"line for Excel":          {"sep=;\nname;value\nmug;0,5\n", "", []want{{"g/mug", 0.5, nan, nan, nan}}, []string{"semicolon"}},
		"thousands":               {"name,value,daily_budget\na,0.5,\"3,150\"\nb,0.7,\"1,200,000\"\n", "", []want{{"g/a", 0.5, 3150, nan, nan}, {"g/b", 0.7, 1.2e6, nan, nan}}, nil},
		"Swiss and French thousands": {"name;value;daily_budget\na;0,5;3'150\nb;0,7;1\u202f200\u202f000\n", "",
			[]want{{"g/a", 0.5, 3150, nan, nan}, {"g/b", 0.7, 1.2e6, nan, nan}}, []string{"decimal comma"}},
		"stated decimal sign":    {"name;daily_budget\na;1.250\nb;2.500\n", ", format: {decimal: comma}", []want{{"g/a", nan, 1250, nan, nan}, {"g/b", nan, 2500, nan, nan}}, nil},
		"stated decimal sign, 2": {"name;daily_budget\na;1.250\nb;2.500\n", ", format: {decimal: point}", []want{{"g/a", nan, 1.25, nan, nan}, {"g/b", nan, 2.5, nan, nan}}, nil},
		"micros in the header":   {"name,value micros,daily budget (micros)\na,500000,20000000\n", "", []want{{"g/a", 0.5, 20, nan, nan}}, []string{"value <- value micros (micros)"}},
		"stated units": {"name,value,daily_budget,ctr\na,50,20000000,1.5\n", ", format: {units: {value: cents, daily_budget: micros, click_rate: percent}}",
			[]want{{"g/a", 0.5, 20, 0.015, nan}}, []string{"value (cents)", "daily_budget (micros)", "click_rate <- ctr (percent, at zero affinity)"}},
		"percent in the header": {"name,CTR (%)\na,1.5\n", "", []want{{"g/a", nan, nan, 0.015, nan}}, []string{"(percent, at zero affinity)"}},
		"titles and totals": {"Report of March\nAccount 12\nname,value,daily_budget\na,0.5,10\nb,0.7,20\nTotal,,30\n", ", format: {title_rows: 2, total_rows: 1}",
			[]want{{"g/a", 0.5, 10, nan, nan}, {"g/b", 0.7, 20, nan, nan}}, []string{"2 rows:", "2 lines of titles skipped", "1 row of totals skipped"}},
		"no header": {"a,0.5,10\nb,0.7,20\n", ", columns: {name: 1, daily_budget: 3, value: 2}, format: {header: false}",
			[]want{{"g/a", 0.5, 10, nan, nan}, {"g/b", 0.7, 20, nan, nan}}, []string{"value <- column 2"}},
		"columns by number": {"name,ctr,ctr\na,0.5,0.01\n", ", columns: {click_rate: 3}", []want{{"g/a", nan, nan, 0.01, nan}}, []string{"not read: ctr"}},
		"counts": {"name,impressions,clicks,conversions\na,1000,20,2\nb,3000,20,0\nc,0,0,0\n", ", format: {rate_prior: 1000}",
			[]want{{"g/a", nan, nan, 30.0 / 2000, 52.0 / 1020}, {"g/b", nan, nan, 30.0 / 4000, 50.0 / 1020}, {"g/c", nan, nan, 0.01, 0.05}},
			[]string{"click_rate = (clicks + 1000 x 0.01) / (impressions + 1000)"}},
		"counts of nothing":    {"name,impressions,clicks\na,0,0\nb,0,0\n", ", format: {rate_prior: 1000}", []want{{"g/a", nan, nan, 0, nan}, {"g/b", nan, nan, 0, nan}}, nil},
		"counts beside a rate": {"name,impressions,clicks,click_rate\na,1000,20,0.05\n", "", []want{{"g/a", nan, nan, 0.05, nan}}, []string{"not read: impressions"}},
		"words for nothing":    {"name,value,daily_budget\na,0.5,--\nb,,unlimited\nc,0.7,10\n", "", []want{{"g/a", 0.5, inf, nan, nan}, {"g/b", nan, inf, nan, nan}, {"g/c", 0.7, 10, nan, nan}}, []string{"2 rows without daily_budget: no limit", "1 row without value: as the group says"}},
		"same names":           {"name,value\na,1.5\na,2.5\nb,3\na,4\n", ", format: {same_names: numbered}", []want{{"g/a", 1.5, nan, nan, nan}, {"g/a#2", 2.5, nan, nan, nan}, {"g/b", 3, nan, nan, nan}, {"g/a#3", 4, nan, nan, nan}}, nil},
		"currency codes":       {"name,value\na,USD 0.50\nb,1.25 USD\n", "", []want{{"g/a", 0.5, nan, nan, nan}, {"g/b", 1.25, nan, nan, nan}}, []string{"in USD"}},
		"blank lines":          {"\n\nname,value\n\na,0.5\n,\n\n", "", []want{{"g/a", 0.5, nan, nan, nan}}, []string{"1 row:"}},
		"exponents":            {"name,click_rate\na,3.1e-3\nb,1E-2\n", "", []want{{"g/a", nan, nan, 0.0031, nan}, {"g/b", nan, nan, 0.01, nan}}, nil},
		"quoted delimiters":    {"name;value\n\"a;b\";0,5\n\"c\"\"d\";0,7\n", "", []want{{"g/a;b", 0.5, nan, nan, nan}, {"g/c\"d", 0.7, nan, nan, nan}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, "a.csv", c.content)
			s, ds := scenarios.Load("t.yaml", []byte(withAds("a.csv", c.more)), scenarios.Options{Dir: dir})
			if s == nil {
				t.Fatalf("it does not load:\n%s", text(t, ds))
			}
			compareMembers(t, s.Spec.Arms[0].Phases[0].Market.Groups[0].Members, c.want)
			echo := strings.Join(s.Notes, "\n")
			for _, part := range c.echo {
				if !strings.Contains(echo, part) {
					t.Errorf("the echo lacks %q: %s", part, echo)
				}
			}
		})
	}
}

func compareMembers(t *testing.T, got []spec.Member, want []want) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d campaigns, want %d", len(got), len(want))
	}
	same := func(a, b float64) bool {
		return a == b || math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) <= 1e-12*math.Abs(b)
	}
	for i, w := range want {
		m := &got[i]
		if m.Name != w.name || !same(m.Value, w.value) || !same(m.Daily, w.daily) || !same(m.ClickRate, w.click) || !same(m.ConversionRate, w.cvr) {
			t.Errorf("%q: value %v, daily %v, click rate %v, conversion rate %v; want %+v", m.Name, m.Value, m.Daily, m.ClickRate, m.ConversionRate, w)
		}
	}
}

// TestDoubtfulFilesAreRefused: what can be read in two ways, or is not the table that is expected, is an error with a remedy.
func TestDoubtfulFilesAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		content, more string
		want          []string
	}{
		"thousands or decimals":       {"name;daily_budget\na;1.250\nb;2.500\n", "", []string{"a.csv:2:3", "`1.250` can be a number above a thousand or one with three decimals", "format: {decimal: point}"}},
		"both decimal signs":          {"name;value;click_rate\na;0,5;0.01\n", "", []string{"`0,5` has a decimal comma, and `0.01` on line 2 a decimal point"}},
		"two delimiters":              {"name;value,click_rate\na;1,0\nb;0,1\n", "", []string{"parted by a comma or by a semicolon", "format: {delimiter: comma}"}},
		"the same header twice":       {"name,ctr,value,ctr\na,0.01,1,1\n", "", []string{"two columns can be `click_rate`: `ctr` (number 2) and `ctr` (number 4)", "columns: {click_rate: 2}"}},
		"two headers alike":           {"name,CTR,click rate\na,0.01,1\n", "", []string{"`CTR` (number 2) and `click rate` (number 3)"}},
		"titles as wide as the table": {"Report of March,,\n,,\nname,value,note\na,0.5,x\nb,0.7,y\nc,1,z\n", "", []string{"a.csv:1:1", "the table seems to begin on line 3", "format: {title_rows: 2}"}},
		"titles":                      {"Report of March\nAccount 12\nname,value\na,0.5\nb,0.7\nc,1\n", "", []string{"a.csv:1:1", "the table seems to begin on line 3", "format: {title_rows: 2}"}},
		"totals":                      {"name,daily_budget\na,10\nb,20\nTotal,30\n", "", []string{"a.csv:4:1", "the last row looks like a total", "format: {total_rows: 1}"}},
		"German totals":               {"name;daily_budget\na;10\nSumme;30\n", "", []string{"the last row looks like a total"}},
		"names twice":                 {"name,value\na,1\nb,2\na,3\n", "", []string{"a.csv:4:1", "campaign `a` appears twice, first on line 2", "same_names: numbered"}},
		"percent here and there":      {"name,ctr\na,1.5%\nb,0.5\n", "", []string{"a.csv:3:3", "`0.5` in column `ctr` has no percent sign, and `1.5%` on line 2 has one"}},
		"a percentage of money":       {"name,value\na,1.5%\n", "", []string{"is a percentage, and value is none"}},
		"two currencies":              {"name,value\na,$1.5\nb,€2.5\n", "", []string{"several currencies: $ and €"}},
		"percentages as fractions":    {"name,ctr\na,1.5\nb,0.5\n", "", []string{"1.5 in column `ctr` is outside of the range [0, 1]", "units: {click_rate: percent}"}},
		"a log of events":             {"time,item,clicked\n2026-03-02 10:00:01,mug,0\n2026-03-02 10:00:04,cup,1\n2026-03-02 10:00:09,mug,0\n", "", []string{"this looks like a log of single events, not a list of campaigns: 3 rows name 2 campaigns", "marketsim ingest a.csv --as ads --item item --click clicked -o ads.csv"}},
		"a log, mapped":               {"when,what,hit\n1,mug,0\n2,cup,1\n3,mug,1\n", ", columns: {name: what, click_rate: hit}", []string{"a log of single events", "--item what --click hit"}},
		"more clicks than views":      {"name,impressions,clicks\na,10,20\n", "", []string{"a.csv:2:6", "20 clicks of 10 impressions"}},
		"a number that is none":       {"name,value\na,1.5\nb,12;30\n", "", []string{"a.csv:3:3", "`12;30` in column `value` is not a finite number"}},
		"dates without an origin":     {"name,value,start_day\na,1,2026-03-02\n", "", []string{"holds dates, and nothing tells which of them is day 0", "time_origin"}},
		"a mapped column not there":   {"name,ctr\na,0.1\n", ", columns: {click_rate: ctrr, value: cpc}", []string{"the file has no column `ctrr`", "did you mean `ctr`?", "the file has no column `cpc`"}},
		"a number beyond the file":    {"name,ctr\na,0.1\n", ", columns: {click_rate: 7}", []string{"the file has no column `7`"}},
		"one column as two":           {"name,ctr\na,0.1\n", ", columns: {click_rate: ctr, conversion_rate: ctr}", []string{"`ctr` is read as `click_rate` and as `conversion_rate`"}},
		"nothing in it":               {"", "", []string{"the file is empty"}},
		"only a header":               {"name,value\n", "", []string{"a header and no rows"}},
		"a picture":                   {"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "", []string{"this is not a table of text"}},
		"format of what is not":       {"name,value\na,1\n", ", format: {units: {valu: cents}}", []string{"a file of campaigns has no column `valu`", "did you mean `value`?"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, "a.csv", c.content)
			s, ds := scenarios.Load("t.yaml", []byte(withAds("a.csv", c.more)), scenarios.Options{Dir: dir})
			got := strings.ReplaceAll(text(t, ds), dir+string(filepath.Separator), "")
			if s != nil {
				t.Fatalf("it loaded: %v", s.Notes)
			}
			for _, part := range c.want {
				if !strings.Contains(got, part) {
					t.Errorf("the remarks lack %q:\n%s", part, got)
				}
			}
		})
	}
}

// TestColumnsThatAreReadAreNotAdvisedAway: near names are pointed out only of columns that nothing reads, and rates of 0 are.
func TestColumnsThatAreReadAreNotAdvisedAway(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "a.csv", "name,ctr,daily_budget,margin,conversion_rat\na,0,3150,1,0.5\nb,0.012,4000,2,0.5\n")
	s, ds := scenarios.Load("t.yaml", []byte(withAds("a.csv", "")), scenarios.Options{Dir: dir})
	if s == nil {
		t.Fatal(text(t, ds))
	}
	got := text(t, ds)
	if strings.Contains(got, "daily_budget") {
		t.Errorf("a column that is read is advised away:\n%s", got)
	}
	for _, part := range []string{"a column `conversion_rat`, which is nearly `conversion_rate` and is not read", "1 of 2 campaigns of `a.csv` has a click rate of 0"} {
		if !strings.Contains(got, part) {
			t.Errorf("the remarks lack %q:\n%s", part, got)
		}
	}
	if echo := strings.Join(s.Notes, ""); !strings.Contains(echo, "not read: margin, conversion_rat") {
		t.Errorf("the echo does not name what is not read: %s", echo)
	}
}

// TestFilesStayInTheirFolder: a scenario names regular files below its own folder only, links resolved; the command line and an
// allowed folder open others; nothing of a file that is not a table is quoted.
func TestFilesStayInTheirFolder(t *testing.T) {
	top := t.TempDir()
	dir, other := filepath.Join(top, "own"), filepath.Join(top, "other")
	for _, d := range []string{filepath.Join(dir, "data"), other} {
		if err := os.MkdirAll(d, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	const table, secret = "name,value\na,1.5\n", "root:x:0:0:secret\nvalue:y:1\n"
	write(t, filepath.Join(dir, "data"), "in.csv", table)
	write(t, other, "out.csv", table)
	write(t, other, "secret.csv", secret)
	if err := os.MkdirAll(filepath.Join(dir, ".git"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"key.pem", ".env.csv", ".git/config.csv", ".git/config"} {
		write(t, dir, name, table)
	}
	for link, to := range map[string]string{"inside.csv": filepath.Join("data", "in.csv"), "absolute.csv": filepath.Join(dir, "data", "in.csv"), "outside.csv": filepath.Join(other, "out.csv"), "folder": other, "link.csv": filepath.Join(".git", "config")} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Skip(err)
		}
	}
	try := func(file string, o scenarios.Options) (string, bool) {
		o.Dir = dir
		s, ds := scenarios.Load("t.yaml", []byte(withAds(file, "")), o)
		return text(t, ds), s != nil
	}
	const outside = "lies outside of the scenario's folder"
	for file, want := range map[string]string{"data/in.csv": "", "inside.csv": "", "absolute.csv": "", filepath.Join(dir, "data", "in.csv"): "", "../own/data/in.csv": "",
		"outside.csv": outside, "folder/out.csv": outside, "folder/none.csv": outside, "folder/none/none.csv": outside, "folder/out.csv/none.csv": outside, "../other/out.csv": outside, filepath.Join(other, "out.csv"): outside, "../other/none.csv": outside,
		"/dev/zero": outside, "data": "tables only", "none.csv": "there is no such file", "key.pem": "tables only", ".env.csv": "tables only", ".git/config.csv": "tables only", "link.csv": "tables only"} {
		got, ok := try(file, scenarios.Options{})
		if ok != (want == "") || !strings.Contains(got, want) {
			t.Errorf("%s: loaded %v, want %q:\n%s", file, ok, want, got)
		}
		if want == outside && (!strings.Contains(got, "--set market.campaigns.groups.g.file=PATH") || !strings.Contains(got, "--allow-files")) {
			t.Errorf("%s: no remedy:\n%s", file, got)
		}
	}
	if got, ok := try("../other/out.csv", scenarios.Options{AllowFiles: []string{other}}); !ok {
		t.Errorf("an allowed folder is refused:\n%s", got)
	}
	if got, ok := try("outside.csv", scenarios.Options{AllowFiles: []string{other}}); !ok {
		t.Errorf("a link into an allowed folder is refused:\n%s", got)
	}
	set := func(path string) scenarios.Options {
		return scenarios.Options{Set: []string{"market.campaigns.groups.g.file=" + path}}
	}
	if got, ok := try("none.csv", set(filepath.Join(other, "out.csv"))); !ok {
		t.Errorf("a file of the command line is refused:\n%s", got)
	}
	if got, ok := try("none.csv", set("/dev/zero")); ok || !strings.Contains(got, "a device, a pipe or a socket") {
		t.Errorf("a device is read:\n%s", got)
	}
	got, ok := try("none.csv", set(filepath.Join(other, "secret.csv")))
	if ok || strings.Contains(got, "root") || strings.Contains(got, "secret\n") {
		t.Errorf("loaded %v, or the content of a file that is no table is quoted:\n%s", ok, got)
	}
	// What an arm or a sweep of the file sets is of the file.
	armed := strings.Replace(withAds("data/in.csv", ""), "name: ads", "name: ads\narms: {a: {set: {market.campaigns.groups.g.file: ../other/out.csv}}}", 1)
	if s, ds := scenarios.Load("t.yaml", []byte(armed), scenarios.Options{Dir: dir}); s != nil || !strings.Contains(text(t, ds), outside) {
		t.Errorf("an arm leads outside:\n%s", text(t, ds))
	}
	swept := scenarios.Options{Dir: dir, Point: []string{"market.campaigns.groups.g.file=../other/out.csv"}}
	if s, ds := scenarios.Load("t.yaml", []byte(withAds("data/in.csv", "")), swept); s != nil || !strings.Contains(text(t, ds), outside) {
		t.Errorf("a sweep leads outside:\n%s", text(t, ds))
	}
}

// TestNothingOfOtherFilesIsQuoted: a file in the scenario's folder that is no such table shows in no message, whatever the scenario says of its
// columns; one that is shows the cell that is wrong.
func TestNothingOfOtherFilesIsQuoted(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "other.csv", "TOPSECRET one,TOPSECRET two\nTOPSECRET three,TOPSECRET four\n")
	write(t, dir, "ours.csv", "name,value\na,TOPSECRET\n")
	for _, more := range []string{"", ", columns: {name: 1, value: 2}", ", columns: {name: 2, value: 1}, format: {header: false}", ", columns: {value: 1}, format: {header: false}", "", ", columns: {daily_budget: 1, start: 2}", ", columns: {start: 1}, format: {header: false}",
		", columns: {value: 9}", ", columns: {value: TOPSECRE}", ", columns: {name: 2}", ", format: {delimiter: semicolon}", ", columns: {value: 1}, format: {delimiter: pipe}"} {
		s, ds := scenarios.Load("t.yaml", []byte(withAds("other.csv", more)), scenarios.Options{Dir: dir})
		for _, d := range ds {
			if strings.Contains(d.Message+d.Help, "SECRET ") {
				t.Errorf("%s: %s (%s)", more, d.Message, d.Help)
			}
		}
		if s != nil && strings.Contains(strings.Join(s.Notes, "\n"), "SECRET ") {
			t.Errorf("%s: %s", more, s.Notes)
		}
	}
	if _, ds := scenarios.Load("t.yaml", []byte(withAds("ours.csv", "")), scenarios.Options{Dir: dir}); !strings.Contains(text(t, ds), "`TOPSECRET` in column `value` is not a finite number") {
		t.Errorf("a cell of a table is not quoted:\n%s", text(t, ds))
	}
}

// TestOnlyMappedTablesAreNotQuoted: where only the scenario says which column is which, messages of names, numbers and repeats quote no cell either.
func TestOnlyMappedTablesAreNotQuoted(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "keys.txt", "hunter2,4711\nhunter2,4712\nhunter3,4713\n")
	write(t, dir, "named.txt", "k,v\nhunter2,4711\nhunter2,4712\nhunter3,4713\n")
	write(t, dir, "rates.txt", "hunter2,0.1\nhunter3,0.2\nhunter4,0.3\n")
	write(t, dir, "counts.txt", "4711,4712\n4713,4714\n")
	write(t, dir, "named_counts.txt", "4711,4712,hunter2\n4713,4714,hunter3\n")
	write(t, dir, "ours.csv", "name,value,click_rate\na,1,0.1\na,1,0.2\n")
	for ads, want := range map[string]string{
		"file: keys.txt, format: {header: false}, columns: {name: 1, value: 2}":                                             "the campaign of this row appears twice",
		"file: named.txt, columns: {name: k, value: v}":                                                                     "the campaign of this row appears twice",
		"file: keys.txt, format: {header: false}, columns: {click_rate: 2}":                                                 "this cell in column",
		"file: counts.txt, format: {header: false}, columns: {impressions: 1, clicks: 2}":                                   "more clicks than impressions",
		"count: 2, rates: {file: keys.txt, format: {header: false}, columns: {segment: 1, click_rate: 2}}":                  "this cell in column",
		"count: 2, rates: {file: named.txt, columns: {segment: k, conversion_rate: v}}":                                     "this cell in column",
		"count: 2, rates: {file: rates.txt, format: {header: false}, columns: {name: 1, click_rate: 2}}":                    "group `ads` has no campaign of the name in this row",
		"count: 2, rates: {file: rates.txt, format: {header: false}, columns: {segment: 1, click_rate: 2}}":                 "there is no segment of the name in this row",
		"count: 2, rates: {file: named_counts.txt, format: {header: false}, columns: {impressions: 1, clicks: 2, name: 3}}": "more clicks than impressions",
		"file: ours.csv": "campaign `a` appears twice, first on line 2",
	} {
		_, ds := scenarios.Load("t.yaml", []byte("marketsim: 1\nname: t\nrun: {horizon: 1d, seed: 1, replications: 1}\nmarket:\n  pinners: {count: 50, segments: [{name: s, share: 100%}]}\n"+
			"  campaigns: {groups: [{name: ads, "+ads+"}]}\n"), scenarios.Options{Dir: dir})
		var said string
		for _, d := range ds {
			said += d.Message + " (" + d.Help + ")\n"
		}
		if !strings.Contains(said, want) || strings.Contains(said, "hunter") || strings.Contains(said, "471") {
			t.Errorf("%s:\n%swant %s", ads, said, want)
		}
	}
}

// TestLargeParquetIsRefused: a small file that decodes to many rows is refused by what it declares.
func TestLargeParquetIsRefused(t *testing.T) {
	type one struct {
		Value float64 `parquet:"value,dict"`
	}
	dir := t.TempDir()
	f, err := os.Create(filepath.Join(dir, "a.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	w := parquet.NewGenericWriter[one](f)
	rows := make([]one, 10_000)
	for range 150 {
		if _, err := w.Write(rows); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	f.Close()
	s, ds := scenarios.Load("t.yaml", []byte(withAds("a.parquet", "")), scenarios.Options{Dir: dir})
	if got := text(t, ds); s != nil || !strings.Contains(got, "the file has 1500000 rows; the limit is 1000000") {
		t.Errorf("loaded %v:\n%s", s != nil, got)
	}
}

// TestParquetOfLongCellsIsRefused: a dictionary holds a long text once for all rows, so that what a file declares says nothing of what its cells take.
func TestParquetOfLongCellsIsRefused(t *testing.T) {
	type one struct {
		Name string `parquet:"name,dict"`
	}
	dir := t.TempDir()
	var b bytes.Buffer
	w := parquet.NewGenericWriter[one](&b)
	rows := make([]one, 100)
	for i := range rows {
		rows[i].Name = strings.Repeat("x", 1<<20)
	}
	if _, err := w.Write(rows); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	write(t, dir, "a.parquet", b.String())
	s, ds := scenarios.Load("t.yaml", []byte(withAds("a.parquet", "")), scenarios.Options{Dir: dir})
	if got := text(t, ds); s != nil || b.Len() > 8<<20 || !strings.Contains(got, "a cell of column `name` has 1048576 bytes") {
		t.Errorf("a file of %d bytes loaded %v:\n%s", b.Len(), s != nil, got)
	}
}

// withLog is a scenario that replays a file of sessions.
func withLog(file, more string) string {
	return "marketsim: 1\nname: log\nrun: {horizon: 2d, seed: 1, replications: 1}\nmarket:\n  pinners: {sessions: {file: " + file + ", unthinned: true" + more + "}}\n  surfaces: {home: {share: 60%, ad_slots: [1]}, search: {share: 40%, ad_slots: [1]}}\n"
}

// TestSessionsInAnyUnit: times of sessions are read in the unit and from the origin that is stated or recognised.
func TestSessionsInAnyUnit(t *testing.T) {
	starts := []spec.Time{10 * spec.Hour, 35 * spec.Hour}
	for name, c := range map[string]struct {
		content, more, echo, fail string
	}{
		"seconds, stated":        {"start,pinner,surface,requests\n36000,p,home,4\n126000,p,search,2\n", ", format: {time_unit: s}", "start (s from day 0)", ""},
		"seconds, in the header": {"start_s,pinner,surface,requests\n36000,p,home,4\n126000,p,search,2\n", "", "start <- start_s (s from day 0)", ""},
		"microseconds":           {"start_us,pinner,surface,requests\n36000000000,p,home,4\n126000000000,p,search,2\n", "", "us from day 0", ""},
		"nanoseconds":            {"start_ns,pinner,surface,requests\n36000000000000,p,home,4\n126000000000000,p,search,2\n", "", "ns from day 0", ""},
		"epoch in ns":            {"u,when,surf,n\np,1772445600000000000,home,4\np,1772535600000000000,search,2\n", ", columns: {pinner: u, start: when, surface: surf, requests: n}", "ns since 1970, day 0 begins at 2026-03-02T00:00:00Z", ""},
		"a date and an hour":     {"date,hour,user_id,page_type,pages\n2026-03-02,10,p,home,4\n", "", "", "put the times of `date` and `hour` into one column, such as 2026-03-02T10:00"},
		"hours":                  {"start;pinner;surface;requests\n10,0;p;home;4\n35,0;p;search;2\n", ", format: {time_unit: h}", "h from day 0", ""},
		"nothing tells":          {"start,pinner,surface,requests\n36000,p,home,4\n126000,p,search,2\n", "", "", "nothing tells whether they are seconds, microseconds or something else"},
		"ISO":                    {"user_id,session_start,page_type,pages\np,2026-03-02T10:00:00Z,home,4\np,2026-03-03T11:00:00Z,search,2\n", "", "day 0 begins at 2026-03-02T00:00:00Z", ""},
		"ISO with a zone":        {"user_id,session_start,page_type,pages\np,2026-03-02 11:00:00+01:00,home,4\np,2026-03-03 12:00:00+0100,search,2\n", "", "written out", ""},
		"German dates":           {"user_id;session_start;page_type;pages\np;02.03.2026 10:00;home;4\np;03.03.2026 11:00;search;2\n", "", "written out", ""},
		"epoch in ms":            {"u,ts_ms,surf,n\np,1772445600000,home,4\np,1772535600000,search,2\n", ", columns: {pinner: u, surface: surf, requests: n}", "ms since 1970, day 0 begins at 2026-03-02T00:00:00Z", ""},
		"epoch in s":             {"u,when,surf,n\np,1772445600,home,4\np,1772535600,search,2\n", ", columns: {pinner: u, start: when, surface: surf, requests: n}", "s since 1970", ""},
		"an origin":              {"user_id,session_start,page_type,pages\np,2026-03-02T15:00:00Z,home,4\np,2026-03-03T16:00:00Z,search,2\n", ", format: {time_origin: '2026-03-02T05:00:00Z'}", "day 0 begins at 2026-03-02T05:00:00Z", ""},
		"all that is missing":    {"start_s,page_type\n36000,home\n", "", "", "there is no column `pinner`, `requests`"},
		"an unknown surface":     {"start_s,pinner,surface,requests\n36000,p,hom,4\n", "", "", "log.csv:2:9: error[E206]: there is no surface named `hom`"},
		"dates that tell nothing": {"user_id,session_start,page_type,pages\np,03/04/2026 10:00,home,4\n", ", format: {time_unit: s}", "",
			"`03/04/2026 10:00` in column `session_start` can be read with the day or the month first, and no cell tells which"},
		"dates alone":    {"start,pinner,surface,requests\n2026-03-02,p,home,4\n2026-03-03,p,search,2\n", "", "", "column `start` holds dates without hours, and sessions begin at a time of day"},
		"half a request": {"start_s,pinner,surface,requests\n36000,p,home,1.5\n", "", "", "`1.5` in column `requests` is not a whole number"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, "log.csv", c.content)
			s, ds := scenarios.Load("t.yaml", []byte(withLog("log.csv", c.more)), scenarios.Options{Dir: dir})
			got := strings.ReplaceAll(text(t, ds), dir+string(filepath.Separator), "")
			if c.fail != "" {
				if s != nil || !strings.Contains(got, c.fail) {
					t.Fatalf("loaded %v, want %q:\n%s", s != nil, c.fail, got)
				}
				return
			}
			if s == nil {
				t.Fatal(got)
			}
			var at []spec.Time
			for _, one := range s.Spec.Population.Replay[0].Sessions {
				at = append(at, one.Start)
			}
			if !slices.Equal(at, starts) {
				t.Errorf("sessions start at %v, want %v", at, starts)
			}
			if echo := strings.Join(s.Notes, ""); !strings.Contains(echo, c.echo) {
				t.Errorf("the echo lacks %q: %s", c.echo, echo)
			}
		})
	}
}

// TestForecastsOfAWeek: a forecast may have any names of columns, and a curve for each day of the week.
func TestForecastsOfAWeek(t *testing.T) {
	dir := t.TempDir()
	var week strings.Builder
	week.WriteString("dow,hour,share\n")
	for day := range 7 {
		for hour := range 24 {
			fmt.Fprintf(&week, "%d,%d,0.0%d\n", day+1, hour, 10+day)
		}
	}
	write(t, dir, "week.csv", week.String())
	write(t, dir, "part.csv", "dow,hour,share\n1,0,0.004\n1,1,0.003\n2,0,0.005\n")
	write(t, dir, "day.csv", "Stunde;Anteil\n0;40%\n12;60%\n")
	at := func(change string) (*spec.Market, string) {
		s, ds := scenarios.Load("t.yaml", []byte(tiny), scenarios.Options{Dir: dir, Set: []string{"mechanism.forecast_file=" + change}})
		if s == nil {
			return nil, text(t, ds)
		}
		return s.Spec.Arms[0].Phases[0].Market, strings.Join(s.Notes, "\n")
	}
	m, echo := at("week.csv")
	if m == nil || m.ForecastDays != 7 || len(m.Forecast) != 168 || math.Abs(m.Forecast[24]/m.Forecast[0]-1.1) > 1e-12 || !strings.Contains(echo, "traffic <- share, weekday <- dow") {
		t.Errorf("%v\n%s", m, echo)
	}
	checkWeekly(t, dir)
	m, echo = at("{file: day.csv, columns: {traffic: Anteil}}")
	if m == nil || m.ForecastDays != 1 || len(m.Forecast) != 2 || math.Abs(m.Forecast[1]-1.2) > 1e-12 {
		t.Errorf("%v\n%s", m, echo)
	}
	if m, echo = at("part.csv"); m != nil || !strings.Contains(echo, "2 weekdays; a forecast is of one day or of seven") {
		t.Errorf("half a week: %v\n%s", m, echo)
	}
}

// checkWeekly: pacing and weekly budgets reckon with each day's own curve: half of day 1 lies in its first hour, and a day of twice the
// traffic gets twice the share of a week.
func checkWeekly(t *testing.T, dir string) {
	t.Helper()
	var week strings.Builder
	week.WriteString("weekday,hour,traffic\n")
	for day := range 7 {
		for hour := range 24 {
			rate := 1.0
			if day == 1 && hour == 0 {
				rate = 23
			}
			fmt.Fprintf(&week, "%d,%d,%g\n", day, hour, rate)
		}
	}
	write(t, dir, "burst.csv", week.String())
	file := strings.Replace(tiny, "daily_budget: 10 USD", "weekly_budget: 7 USD, weekly_day_cap: 7x", 1)
	s := load(t, file, scenarios.Options{Dir: dir, Replications: 1, Set: []string{"mechanism.forecast_file=burst.csv"}})
	got, err := sim.Run(context.Background(), s.Spec, sim.Options{Jobs: 1})
	if err != nil {
		t.Fatal(err)
	}
	days := got[0][0].Days
	for day, want := range []float64{1.0 / 24, 23.0 / 46} {
		if share := float64(days[day].Plan[0]) / spec.Unit; math.Abs(share-want) > 1e-6 {
			t.Errorf("day %d: the plan puts %v into its first hour, want %v", day, share, want)
		}
	}
	total := 6*24.0 + 46
	if budget, want := days[0].Budgets[0].Float(), 5*7*24/total; math.Abs(budget-want) > 1e-6 {
		t.Errorf("day 0 of five campaigns may spend %v of their weekly budgets, want %v", budget, want)
	}
}
