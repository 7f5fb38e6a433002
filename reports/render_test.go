package reports_test

import (
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"marketsim/reports"
	"marketsim/reports/format"
	"marketsim/reports/render"
	"marketsim/reports/reportstest"
	"marketsim/reports/tables"
	"marketsim/sim/spec"
)

// golden compares with a file of testdata; UPDATE=1 writes it anew.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(string(got), "\n")); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

func tableOf(s *reports.Summary, style format.Style) []byte {
	var b bytes.Buffer
	render.Table(&b, s, style)
	return b.Bytes()
}

func TestGoldenTables(t *testing.T) {
	three, one, single := summarise(t, reportstest.Input()), summarise(t, reportstest.Sized(1, 4, 42)), summarise(t, reportstest.Sized(2, 1, 6))
	single.Quick = true
	golden(t, "table-80.txt", tableOf(three, format.Style{}))
	golden(t, "table-140.txt", tableOf(three, format.Style{Width: 140}))
	golden(t, "table-one-arm.txt", tableOf(one, format.Style{Width: 80}))
	golden(t, "table-one-replication.txt", tableOf(single, format.Style{Width: 80}))
}

// TestTableFits: no line is wider than the screen, colour does not change the text, and without it there is no escape code.
func TestTableFits(t *testing.T) {
	s := summarise(t, reportstest.Input())
	s.Arms[1].Name = "an arm with a name that is far too long for a column"
	for i := range s.Effects {
		if s.Effects[i].Arm == "raise" {
			s.Effects[i].Arm = s.Arms[1].Name
		}
	}
	s.Warnings = append(s.Warnings, strings.Repeat("a long warning ", 20))
	for _, width := range []int{80, 140, 200} {
		plain := string(tableOf(s, format.Style{Width: width}))
		for _, line := range strings.Split(plain, "\n") {
			if utf8.RuneCountInString(line) > width || strings.HasSuffix(line, " ") {
				t.Errorf("width %d: %q", width, line)
			}
		}
		if strings.Contains(plain, "\x1b") {
			t.Error("escape codes without colour")
		}
		coloured := string(tableOf(s, format.Style{Width: width, Color: true}))
		stripped := strings.NewReplacer("\x1b[34m", "", "\x1b[31m", "", "\x1b[0m", "").Replace(coloured)
		if coloured == plain || stripped != plain {
			t.Error("colour changes more than the colour")
		}
	}
	if !strings.Contains(string(tableOf(s, format.Style{})), "NO CHECKS") {
		t.Error("the absence of checks is not said")
	}
}

func TestGoldenMarkdown(t *testing.T) {
	var b bytes.Buffer
	if err := render.Markdown(&b, summarise(t, reportstest.Sized(2, 3, 8))); err != nil {
		t.Fatal(err)
	}
	golden(t, "summary.md", b.Bytes())
}

// TestMarkdownLimit: a market of many parts still fits a comment of a code host, and names cannot break the page.
func TestMarkdownLimit(t *testing.T) {
	s := summarise(t, reportstest.Input())
	s.Scenario = "a|b<script>\nc"
	for range 12 {
		s.Effects = append(s.Effects, s.Effects...)
		if len(s.Effects) > 20_000 {
			break
		}
	}
	var b bytes.Buffer
	if err := render.Markdown(&b, s); err != nil {
		t.Fatal(err)
	}
	if n := utf8.RuneCount(b.Bytes()); n >= 60_000 || !strings.Contains(b.String(), "Left out for length") {
		t.Errorf("%d characters", n)
	}
	if first, _, _ := strings.Cut(b.String(), "\n"); first != `# NO CHECKS: a\|b&lt;script> c` {
		t.Errorf("first line %q", first)
	}
}

func TestJUnit(t *testing.T) {
	s := summarise(t, reportstest.Sized(2, 2, 8))
	s.Checks = append(s.Checks,
		reports.Check{ID: "revenue-up", Kind: reports.KindCheck, Arm: "raise", Status: reports.Fail, Counts: reports.Fail, Message: "change -1% < 0%"},
		reports.Check{ID: "sessions", Kind: reports.KindCheck, Status: reports.Inconclusive, Counts: reports.Inconclusive, Message: "needs 12 replications"})
	var b bytes.Buffer
	if err := render.JUnit(&b, s); err != nil {
		t.Fatal(err)
	}
	golden(t, "checks.junit.xml", b.Bytes())
	var suites struct {
		Suite struct {
			Tests    int `xml:"tests,attr"`
			Failures int `xml:"failures,attr"`
			Errors   int `xml:"errors,attr"`
			Cases    []struct {
				Name string `xml:"name,attr"`
			} `xml:"testcase"`
		} `xml:"testsuite"`
	}
	if err := xml.Unmarshal(b.Bytes(), &suites); err != nil {
		t.Fatal(err)
	}
	if got := suites.Suite; got.Tests != 10 || len(got.Cases) != 10 || got.Failures != 1 || got.Errors != 1 {
		t.Errorf("%+v", got)
	}
}

func TestWriteData(t *testing.T) {
	in := reportstest.Sized(2, 2, 8)
	poor := &in.Results[0][0].Campaigns[0]
	poor.Daily, poor.Budget = 1, 8 // which stand for a budget of 0
	s := summarise(t, in)
	dir := filepath.Join(t.TempDir(), "data")
	if err := reports.WriteData(dir, in, s, tables.Every); err != nil {
		t.Fatal(err)
	}
	heads := map[string]string{
		"metrics.csv":   "point,arm,replication,metric,segment,value,unit,n",
		"effects.csv":   "point,arm,vs,metric,segment,base,candidate,change,lo,hi,level,method,pairs,p,p_adjusted,verdict,family,difference,difference_lo,difference_hi,why",
		"windows.csv":   "window,from_day,to_day,point,arm,vs,metric,segment,base,candidate,change,lo,hi,level,method,pairs,p,p_adjusted,verdict,family,difference,difference_lo,difference_hi,why",
		"longrun.csv":   "point,arm,vs,metric,window,from_day,to_day,change,lo,hi,drift,drift_lo,drift_hi,state,crossing_day,crossing_lo,crossing_hi,break_even_day,break_even_lo,break_even_hi",
		"daily.csv":     "point,arm,replication,day,metric,segment,value",
		"campaigns.csv": "point,arm,replication,campaign,group,objective,daily_budget,lifetime_budget,budget,spend,impressions,clicks,conversions,value,roas,wins,overdelivery,multiplier,pass_through,day_exhausted,day_left,bid_factor,promise,target,realised,gap,weekly_budget,budget_factor,shares_budget_of,day_joined,days_run,lifetime_hours,days_below_minimum",
		"hourly.csv":    "point,arm,replication,day,hour,sessions,auctions,impressions,clicks,revenue,concurrent_sessions",
	}
	files, _ := os.ReadDir(dir)
	if len(files) != 2*len(heads) {
		t.Errorf("files %v", files)
	}
	for name, head := range heads {
		rows := readCSV(t, filepath.Join(dir, name))
		if got := strings.Join(rows[0], ","); got != head {
			t.Errorf("%s: %s", name, got)
		}
		if len(rows) < 10 {
			t.Errorf("%s has %d rows", name, len(rows))
		}
		sameInParquet(t, filepath.Join(dir, strings.TrimSuffix(name, ".csv")+".parquet"), rows, in)
	}
	if rows := readCSV(t, filepath.Join(dir, "hourly.csv")); len(rows) != 1+2*2*8*24 {
		t.Errorf("%d hours", len(rows)-1)
	}
	moneyAddsUp(t, dir, in)
	for _, row := range readCSV(t, filepath.Join(dir, "campaigns.csv"))[1:] {
		if of := row[1] + row[2] + row[3]; (of == in.Arms[0].Name+"0"+poor.Name) != (row[6] == "0" && row[8] == "0") {
			t.Errorf("%s has a daily budget of %q, and of %q in all", of, row[6], row[8])
		}
	}
	sorted(t, filepath.Join(dir, "metrics.csv"), 1, 2, 3, 4)
	sorted(t, filepath.Join(dir, "effects.csv"), 1, 2, 3, 4)
	sorted(t, filepath.Join(dir, "campaigns.csv"), 1, 2, 3)
}

func readCSV(t *testing.T, path string) [][]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// sorted checks the order of rows by key columns; all test keys compare as text.
func sorted(t *testing.T, path string, columns ...int) {
	t.Helper()
	rows := readCSV(t, path)[1:]
	key := func(row []string) (k []string) {
		for _, c := range columns {
			k = append(k, row[c])
		}
		return k
	}
	if !slices.IsSortedFunc(rows, func(a, b []string) int { return slices.Compare(key(a), key(b)) }) {
		t.Errorf("%s is not sorted by its key", path)
	}
}

// moneyAddsUp reads the decimals of the files back: campaigns' spend adds up to the metric and to the hours, to the last unit.
func moneyAddsUp(t *testing.T, dir string, in *reports.Input) {
	t.Helper()
	var campaigns, metric, hours int64
	for _, row := range readCSV(t, filepath.Join(dir, "campaigns.csv"))[1:] {
		campaigns += billionths(t, row[9])
	}
	for _, row := range readCSV(t, filepath.Join(dir, "metrics.csv"))[1:] {
		if row[3] == "revenue" && row[4] == reports.Everyone {
			metric += billionths(t, row[5])
		}
	}
	for _, row := range readCSV(t, filepath.Join(dir, "hourly.csv"))[1:] {
		hours += billionths(t, row[9])
	}
	var want spec.Nano
	for _, arms := range in.Results {
		for _, r := range arms {
			for _, c := range r.Campaigns {
				want += c.Spend
			}
		}
	}
	if campaigns != int64(want) || metric != campaigns || hours != campaigns {
		t.Errorf("campaigns %d, metric %d, hours %d instead of %d", campaigns, metric, hours, want)
	}
}

func billionths(t *testing.T, decimal string) int64 {
	t.Helper()
	whole, rest, _ := strings.Cut(decimal, ".")
	n, err := strconv.ParseInt(whole+(rest + "000000000")[:9], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestWriteFile: a writer that fails leaves the old file and nothing else.
func TestWriteFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "x")
	put := func(text string, err error) error {
		return reports.WriteFile(path, func(w io.Writer) error {
			io.WriteString(w, text)
			return err
		})
	}
	if err := put("old", nil); err != nil {
		t.Fatal(err)
	}
	if err := put("new", io.ErrUnexpectedEOF); err == nil || !strings.Contains(err.Error(), "was not written") {
		t.Errorf("error %v", err)
	}
	files, _ := os.ReadDir(dir)
	if data, _ := os.ReadFile(path); string(data) != "old" || len(files) != 1 {
		t.Errorf("%q, %d files", data, len(files))
	}
}
