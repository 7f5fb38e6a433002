package scenarios_test

import (
	"strings"
	"testing"

	"marketsim/scenarios"
)

// loaded reads a file of campaigns, and tells what was said of it.
func loaded(t *testing.T, content, more string) (s *scenarios.Scenario, said string) {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, "a.csv", content)
	s, ds := scenarios.Load("t.yaml", []byte(withAds("a.csv", more)), scenarios.Options{Dir: dir, WorkDir: dir})
	return s, text(t, ds)
}

// TestLogsWithoutClicks: a log of single events that does not tell which rows were clicked is not advised to be numbered as campaigns, but
// told what it can be.
func TestLogsWithoutClicks(t *testing.T) {
	for name, c := range map[string]struct {
		content   string
		want, not []string
	}{
		"views": {"itemid,visitorid,timestamp\n1,a,1772445600\n2,a,1772445700\n1,b,1772445800\n",
			[]string{"does not tell which were clicked: 3 rows name 2 campaigns", "--as sessions --pinner visitorid --time timestamp", "--as forecast --time timestamp"}, []string{"--click"}},
		"kinds of events": {"item,time,event\n1,1,view\n1,2,addtocart\n", []string{"--as ads --item item --click event=VALUE", "--as forecast"}, []string{"--as sessions"}},
		"names alone":     {"ad\n1\n2\n1\n", []string{"clicks alone, have no click rate"}, []string{"--as forecast"}},
		"clicks by day":   {"ad,clicks,date\n1,10,2026-03-01\n1,20,2026-03-02\n", []string{"--as forecast --time date", "have no click rate"}, []string{"--as ads"}},
	} {
		s, said := loaded(t, c.content, "")
		for _, part := range append(c.want, "error[E206]") {
			if s != nil || !strings.Contains(said, part) {
				t.Errorf("%s: the remarks lack %q:\n%s", name, part, said)
			}
		}
		for _, part := range append(c.not, "same_names") {
			if strings.Contains(said, part) {
				t.Errorf("%s: it is advised to %q:\n%s", name, part, said)
			}
		}
	}
}

// TestEntriesCalledTotal: a last row that is only called like a total, or has no name, is kept where the file says that nothing is skipped;
// the message names that.
func TestEntriesCalledTotal(t *testing.T) {
	for name, content := range map[string]string{"a word": "name,daily_budget\nA Wine,10\nTotal Wine,20\n", "no name": "name,daily_budget\na,10\nb,5\n,20\n"} {
		if s, said := loaded(t, content, ""); s != nil || !strings.Contains(said, "state `format: {total_rows: 0}`") {
			t.Errorf("%s: loaded %v:\n%s", name, s != nil, said)
		}
		s, said := loaded(t, content, ", format: {total_rows: 0}")
		if s == nil {
			t.Errorf("%s: not kept:\n%s", name, said)
		} else if n, want := len(s.Spec.Arms[0].Phases[0].Market.Groups[0].Members), strings.Count(content, "\n")-1; n != want {
			t.Errorf("%s: %d campaigns, want %d", name, n, want)
		}
	}
}

// TestTotalsOfManyLanguages: what spreadsheets and ad platforms call a row of totals is known, and an entry whose name begins alike is not taken for one.
func TestTotalsOfManyLanguages(t *testing.T) {
	for _, word := range []string{"Gesamtergebnis", "Ergebnis: Konto", "Grand Total", "Overall", "Gesamtsumme", "Zwischensumme", "Teilergebnis", "Sub-total", "Total general", "Total général", "Totale complessivo",
		"Eindtotaal", "Suma końcowa", "Genel Toplam", "Razem", "Общий итог", "總計", "총합계"} {
		if s, said := loaded(t, "name,daily_budget\na,10\nb,5\n"+word+",20\n", ""); s != nil || !strings.Contains(said, "the last row looks like a total") {
			t.Errorf("%s is read as an entry:\n%s", word, said)
		}
	}
	for _, name := range []string{"Ergebnisse", "Gesamtwerk", "Summer", "Overalls", "Sumatra"} {
		if s, said := loaded(t, "name,daily_budget\na,10\nb,5\n"+name+",20\n", ""); s == nil {
			t.Errorf("%s is no entry:\n%s", name, said)
		}
	}
}

// TestLastRowsThatAreSums: a last row that sums a column up, be it read or not, is warned of whatever it is called, and rows that are skipped as totals
// and have names and values are too. Blank lines between rows count among the lines that are skipped, those at the end do not.
func TestLastRowsThatAreSums(t *testing.T) {
	const ads = "name,value,clicks,cost\na,1,10,1.50\nb,2,20,2\nc,1,30,3.25\nd,1,7,1\n"
	for name, c := range map[string]struct {
		content, more, want string
		campaigns           int
	}{
		"a sum that is not read":     {ads + "Konto,1,9,7.75\n", "", "the last row of `a.csv` on line 6 is the sum of `cost` above it, as totals are", 5},
		"a sum that is read":         {ads + "Konto,5,9,1\n", "", "the sum of `value` above it", 5},
		"an entry, stated":           {ads + "Konto,5,67,7.75\n", ", format: {total_rows: 0}", "", 5},
		"no sum":                     {ads, "", "", 4},
		"a few rows, by chance":      {"name,value\na,1\nb,2\nc,3\n", "", "", 3},
		"too many skipped":           {ads + "Total,5,67,7.75\n", ", format: {total_rows: 3}", "2 of 3 rows of `a.csv` that `total_rows` skips look like entries: they have names and values, the first of them on line 4", 2},
		"one too many":               {ads + "Total,5,67,7.75\n", ", format: {total_rows: 2}", "1 of 2 rows of `a.csv` that `total_rows` skips looks like an entry: it has a name and values, the first of them on line 5", 3},
		"totals without a word":      {ads + "Konto,5,67,7.75\n,5,67,7.75\nas of March,,,\n", ", format: {total_rows: 3}", "", 4},
		"a blank line above":         {ads + "\nTotal,5,67,7.75\n", ", format: {total_rows: 2}", "", 4},
		"a blank line, not counted":  {ads + "\nTotal,5,67,7.75\n", ", format: {total_rows: 1}", "", 4},
		"blank cells between":        {ads + "Total,5,67,7.75\n,,,\nas of March,,,\n,,,\n\n", ", format: {total_rows: 3}", "", 4},
		"a cell of two lines":        {ads + "Total,5,67,7.75\n\"as\nof March\",,,\n", ", format: {total_rows: 2}", "", 4},
		"blank lines, too few":       {ads + "Total,5,67,7.75\n\nTotal: account,5,67,7.75\n", ", format: {total_rows: 2}", "skip them with `format: {total_rows: 3}`", 0},
		"blank lines among titles":   {"March\n\n" + ads, ", format: {title_rows: 2}", "", 4},
		"titles and blanks in words": {"March,,,\n,,,\n" + ads + "Total,5,67,7.75\n,,,\nTotal: account,5,67,7.75\n", "", "{title_rows: 2, total_rows: 3}", 0},
	} {
		s, said := loaded(t, c.content, c.more)
		n := 0
		if s != nil {
			n = len(s.Spec.Arms[0].Phases[0].Market.Groups[0].Members)
		}
		if doubted := strings.Contains(said, "as totals are") || strings.Contains(said, "that `total_rows` skips"); n != c.campaigns || !strings.Contains(said, c.want) || c.want == "" && doubted {
			t.Errorf("%s: %d campaigns, want %d and %q:\n%s", name, n, c.campaigns, c.want, said)
		}
	}
}

// TestColumnsThatContradictEachOther: a rate that is not that of the counts beside it, and a second column for a budget or a rate that holds
// something else, are warned of with rows and size; what agrees up to rounding is not.
func TestColumnsThatContradictEachOther(t *testing.T) {
	for name, c := range map[string]struct {
		content, more string
		want          []string
	}{
		"a rate of other counts": {"name,ctr,impressions,clicks\na,5%,1000,5\nb,1.0%,1000,10\n", "", []string{"`ctr`, which is read, is not clicks / impressions in 1 of 2 rows, most on line 2 (5% for 5 of 1000, a factor of 10)"}},
		"percentages unsigned":   {"name,ctr,impressions,clicks\na,0.5,1000,5\nb,0.1,1000,1\n", "", []string{"in 2 of 2 rows", "units: {click_rate: percent}"}},
		"conversions":            {"name,cvr,clicks,conversions\na,50%,100,5\n", "", []string{"`cvr`, which is read, is not conversions / clicks in 1 of 1 row, most on line 2 (50% for 5 of 100, a factor of 10)"}},
		"rounded":                {"name,ctr,impressions,clicks\na,0.53%,100000,534\nb,1%,1000,14\nc,0%,0,0\n", "", nil},
		"two budgets":            {"name,daily_budget,Budget per day,value,ctr\na,10,10,1,1%\nb,20,25,1,1%\n", "", []string{"they differ in 1 of 2 rows, most on line 3 (20 and 25, a factor of 1.25)", "columns: {daily_budget: Budget per day}"}},
		"two rates that agree":   {"name,click_rate,ctr,value,daily_budget\na,0.01,1.0%,1,1\n", "", nil},
		"one of two chosen":      {"name,daily_budget,Budget per day,value,ctr\na,10,99,1,1%\n", ", columns: {daily_budget: Budget per day}", nil},
	} {
		s, said := loaded(t, c.content, c.more)
		if s == nil {
			t.Errorf("%s: not loaded:\n%s", name, said)
		}
		for _, part := range c.want {
			if !strings.Contains(said, part) {
				t.Errorf("%s: the remarks lack %q:\n%s", name, part, said)
			}
		}
		if c.want == nil && (strings.Contains(said, "differ in") || strings.Contains(said, "is read, is not")) {
			t.Errorf("%s: a contradiction is seen:\n%s", name, said)
		}
	}
}

// TestMistakesOfAFileInOnePass: what is wrong with columns, cells, names and the end of a file is told together.
func TestMistakesOfAFileInOnePass(t *testing.T) {
	_, said := loaded(t, "name,ctr,ctr,daily_budget,vaule\na,5%,4,x,1\na,1.0%,1000,2,20\nTotal,1,2,3,4\n", ", columns: {weekly_budget: week}")
	for _, part := range []string{"two columns can be `click_rate`", "no column `week`", "`x` in column `daily_budget`", "campaign `a` appears twice", "looks like a total", "nearly `value`"} {
		if !strings.Contains(said, part) {
			t.Errorf("the remarks lack %q:\n%s", part, said)
		}
	}
	if strings.Count(said, "error[") != 5 {
		t.Errorf("5 mistakes are told as:\n%s", said)
	}
	_, said = loaded(t, "name,daily_budget,value\na,1.250,x\na,3.750,1\n", "")
	for _, part := range []string{"`1.250` can be a number above a thousand", "campaign `a` appears twice"} {
		if !strings.Contains(said, part) {
			t.Errorf("the remarks lack %q:\n%s", part, said)
		}
	}
	if strings.Contains(said, "not a finite number") {
		t.Errorf("cells are judged whose notation is not known:\n%s", said)
	}
}

// TestSessionsByTheirFileAlone: a name stands for the file of sessions, as it does for other files.
func TestSessionsByTheirFileAlone(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "s.csv", "pinner,start_s,requests,surface\na,100,1,home\n")
	file := "marketsim: 1\nname: t\nrun: {horizon: 2d, seed: 1, replications: 2}\nmarket: {pinners: {sessions: s.csv}, campaigns: {groups: [{name: g, count: 3}]}}\n"
	if s, ds := scenarios.Load("t.yaml", []byte(file), scenarios.Options{Dir: dir, WorkDir: dir}); s == nil || !strings.Contains(strings.Join(s.Notes, ""), "s.csv: 1 row") {
		t.Errorf("not read:\n%s", text(t, ds))
	}
}

// TestHalvesOfRates: counts without their other half are not taken in silence.
func TestHalvesOfRates(t *testing.T) {
	for content, want := range map[string]string{
		"name,impressions\na,10\n":                 "`a.csv` has impressions and no clicks, so it tells no click_rate",
		"name,clicks\na,10\n":                      "`a.csv` has clicks and no impressions, so it tells no click_rate",
		"name,ctr,conversions\na,1%,3\n":           "`a.csv` has conversions and no clicks, so it tells no conversion_rate",
		"name,impressions,clicks\na,10,1\n":        "",
		"name,ctr,clicks,conversions\na,1%,10,1\n": "",
	} {
		if s, said := loaded(t, content, ""); s == nil || strings.Contains(said, "so it tells no") != (want != "") || !strings.Contains(said, want) {
			t.Errorf("%q: want %q:\n%s", content, want, said)
		}
	}
}
