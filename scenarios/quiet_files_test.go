package scenarios_test

import (
	"math"
	"strings"
	"testing"

	"marketsim/scenarios"
)

// TestFilesReadQuietlyWrong: what a person would see at once in a file of campaigns is said, and what it cannot be is not advised.
func TestFilesReadQuietlyWrong(t *testing.T) {
	for name, c := range map[string]struct {
		content string
		has     []string // of what is said; refused where the first begins with "error"
		not     []string
	}{
		"an average in English":  {"name,ctr,value\nA,1%,1\nB,2%,3\nAverage,1.5%,2\n", []string{"error", "a.csv:4:1", "the last row looks like an average, not like an entry", "total_rows: 1"}, nil},
		"an average in German":   {"name;ctr;value\nA;1%;1\nB;2%;3\nDurchschnitt;1,5%;2\n", []string{"error", "the last row looks like an average"}, nil},
		"an average with words":  {"name,ctr,value\nA,1%,1\nB,2%,3\nAccount average: all,1.5%,2\n", []string{"error", "the last row looks like an average"}, nil},
		"a total and an average": {"name,value\nA,1\nB,3\nTotal,4\nMittelwert,2\n", []string{"error", "the last 2 rows look like totals and averages, not like entries", "total_rows: 2"}, nil},
		"a mean without a word":  {"name,ctr,value,x\nA,1%,1,2\nB,2%,3,4\nC,6%,5,9\nAll,3%,3,5\n", []string{"the last row of `a.csv` on line 5 is the mean of `ctr` above it, as averages are"}, nil},
		"a mean by chance":       {"name,ctr,value\nA,1%,1\nB,2%,2\nC,3%,4\nD,2%,9\n", nil, []string{"the last row"}},
		"a name with the word":   {"name,value\nA,1\nB,3\nMedia Markt,2\n", nil, []string{"average"}},
		"a budget a day":         {"name,ctr,value,Budget\nA,1%,1,20/day\nB,2%,1,30/day\n", []string{"budgets come from the group, and `Budget` is not read", "write numbers alone, without `/day`", "columns: {daily_budget: NAME}"}, nil},
		"in the column itself":   {"name,daily_budget\nA,20 per day\nB,30\n", []string{"error", "`20 per day` in column `daily_budget` is not a finite number", "write the amount alone"}, nil},
		"budgets by month": {"name,ctr,value,monthly_budget\nA,1%,1,600\nB,2%,1,900\n", []string{"`monthly_budget` is not read", "divide it by 30.4 and call it `daily_budget`"},
			[]string{"nearly", "columns: {daily_budget"}},
		"budgets by week, otherwise": {"name,ctr,value,weekly spend budget\nA,1%,1,600\nB,2%,1,900\n", []string{"write `columns: {weekly_budget: NAME}`"}, []string{"daily_budget"}},
		"budgets by year":            {"name,ctr,value,yearly_budget\nA,1%,1,600\n", []string{"divide it by 365"}, []string{"nearly"}},
		"errors of a spreadsheet": {"name,ctr,value,daily_budget\nA,#DIV/0!,1,20\nB,1%,#REF!,#NUM!\nC,1%,1,#NUM!\nD,1%,1,\n",
			[]string{"1 row with #DIV/0! for click_rate: as the group says", "2 rows with #NUM! for daily_budget: no limit", "1 row without daily_budget: no limit",
				"the error `#REF!` of a spreadsheet in column `value` of `a.csv` counts as an empty cell: line 3 has one", "`#NUM!` of a spreadsheet in column `daily_budget` of `a.csv` counts as an empty cell: line 3 has one, as 1 more row has"}, nil},
		"an error for a name":     {"name,value\n#NAME?,1\nB,2\n", []string{"the error `#NAME?` of a spreadsheet in column `name` of `a.csv` is taken for a name"}, nil},
		"an error for a count":    {"name,impressions,clicks\nA,#WERT!,1\nB,20,2\n", []string{"error", "column `impressions` holds an error of a spreadsheet", "mend the formula"}, nil},
		"a line break in quotes":  {"name,value\n\"Mugs\nred\",1\nB,2\n", []string{"error", "a.csv:2:1: error[E206]: a cell of column `name` holds a line break", "write it as one line"}, []string{"not seen"}},
		"a budget of nothing":     {"name,value,daily_budget\nA,1,0\nB,1,20\nC,1,\n", []string{"1 of 3 campaigns of `a.csv` has a daily_budget of 0, with which nothing can be bought, the first on line 2"}, nil},
		"a column twice, by case": {"name,value,daily_budget,Daily Budget\nA,1,20,30\n", []string{"error", "two columns can be `daily_budget`: `daily_budget` (number 3) and `Daily Budget` (number 4)"}, nil},
		"an export of Meta": {"Campaign name,Campaign Budget,Amount spent (USD),Impressions,Link clicks,CTR (link click-through rate)\nS,50,1500,100000,900,0.9\n",
			[]string{"click_rate <- CTR (link click-through rate) (percent", "and `Campaign Budget` is not read", "`a.csv`: value comes from the group, and columns of numbers are not read: Amount spent (USD) (money)", "what was spent is neither a value nor a budget"},
			[]string{"most click rates", "click_rate come", "columns: {value", "tells no click_rate"}},
		"counts of Meta":      {"Campaign name,Impressions,Link clicks\nS,100000,900\nT,1000,5\n", []string{"click_rate = (clicks + 100 x"}, []string{"tells no click_rate"}},
		"an export of Google": {"Campaign,Budget,Budget type,Impr.,Clicks,Cost\nBrand,20.00,Daily,10000,500,200\n", []string{"and `Budget` is not read", "columns: {daily_budget: NAME}"}, []string{"columns: {value"}},
	} {
		dir := t.TempDir()
		write(t, dir, "a.csv", c.content)
		s, ds := scenarios.Load("t.yaml", []byte(withAds("a.csv", "")), scenarios.Options{Dir: dir, WorkDir: dir})
		said := text(t, ds)
		if s != nil {
			said += strings.Join(s.Notes, "\n")
		}
		if refused := len(c.has) > 0 && c.has[0] == "error"; refused != (s == nil) {
			t.Errorf("%s: loaded %v:\n%s", name, s != nil, said)
		}
		says(t, name, said, c.has, c.not)
	}
}

// TestZonesOfOneColumn: times with a zone and times without one in one column are refused; any zones together are read.
func TestZonesOfOneColumn(t *testing.T) {
	const head = "start,pinner,surface,requests\n"
	for second, want := range map[string]string{
		"2026-03-02T10:00:00": "`2026-03-02T10:00:00` in column `start` has no zone, and `2026-03-02T10:00:00+01:00` on line 2 has one",
		"02.03.2026 10:00":    "`02.03.2026 10:00` in column `start` has no zone",
		"2026-03-02 10:00Z":   "", "2026-03-02T10:00:00-0500": "", "2026-03-02 10:00 UTC": "", "20260302T100000Z": "",
	} {
		dir := t.TempDir()
		write(t, dir, "log.csv", head+"2026-03-02T10:00:00+01:00,p,home,4\n"+second+",p,search,2\n")
		s, ds := scenarios.Load("t.yaml", []byte(withLog("log.csv", "")), scenarios.Options{Dir: dir})
		if got := text(t, ds); (s != nil) != (want == "") || !strings.Contains(got, want) {
			t.Errorf("%s: loaded %v:\n%s", second, s != nil, got)
		}
	}
}

// TestHoursAsPeopleWriteThem: hours 1 to 24 and halves of the day are read and said, and what does not fit has its line.
func TestHoursAsPeopleWriteThem(t *testing.T) {
	rows := func(hour func(int) string) string {
		var out strings.Builder
		out.WriteString("hour,traffic\n")
		for i := range 4 {
			out.WriteString(hour(i) + "," + string(rune('1'+i)) + "\n")
		}
		return out.String()
	}
	pick := func(hours ...string) string { return rows(func(i int) string { return hours[i] }) }
	for name, c := range map[string]struct{ content, want string }{
		"ends of parts":    {pick("6", "12", "18", "24"), "f.csv: hours 6 to 24 are taken for the ends of the parts of a day: the first is from 0 to 6"},
		"middles of parts": {pick("3", "9", "15", "21"), "f.csv: hour 3 is taken for the part of the day from 0 to 6, and so on"},
		"plain hours":      {pick("0", "6", "12", "18"), ""},
		"halves of a day":  {pick("12 AM", "6 am", "12 p.m.", "6:00 PM"), ""},
		"with a letter":    {pick("0h", "6h00", "12 h", "18h"), ""},
		"in German":        {pick("0 Uhr", "6 Uhr", "12 Uhr", "18 Uhr"), ""},
		"stretches":        {pick("12 AM - 6 AM", "6 AM - 12 PM", "12 PM - 6 PM", "6 PM - 12 AM"), ""},
		"a half above 12":  {pick("0 AM", "6 AM", "13 PM", "6 PM"), "error f.csv:2:1"},
		"unsorted":         {pick("0", "12", "6", "18"), "error f.csv:4:1: error[E206]: the hours of a day must rise, and 6 follows 12"},
		"a missing one":    {pick("0", "6", "12", "22"), "error f.csv:5:1: error[E206]: hour 22 follows hour 12"},
	} {
		dir := t.TempDir()
		write(t, dir, "f.csv", c.content)
		s, ds := scenarios.Load("t.yaml", []byte(tiny), scenarios.Options{Dir: dir, WorkDir: dir, Set: []string{"mechanism.forecast_file=f.csv"}})
		got := text(t, ds)
		want, fails := strings.CutPrefix(c.want, "error ")
		if s != nil {
			got += strings.Join(s.Notes, "\n")
			if f := s.Spec.Arms[0].Phases[0].Market.Forecast; !fails && math.Abs(f[3]/f[0]-4) > 1e-12 {
				t.Errorf("%s: %v", name, f)
			}
		}
		if fails != (s == nil) || !strings.Contains(got, want) || c.want == "" && strings.Contains(got, "taken for") {
			t.Errorf("%s: loaded %v, want %q:\n%s", name, s != nil, c.want, got)
		}
	}
}
