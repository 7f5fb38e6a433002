package scenarios_test

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"marketsim/scenarios"
	"marketsim/sim/spec"
)

// TestFilesThatAreSomethingElse: what is no table of campaigns, or one that would be read wrongly, is refused with what it is and what to do.
func TestFilesThatAreSomethingElse(t *testing.T) {
	cyrillic, err := charmap.Windows1251.NewEncoder().String("Кампания;ctr;value\nКружки;0,5%;0,3\n")
	if err != nil {
		t.Fatal(err)
	}
	kana, err := japanese.ShiftJIS.NewEncoder().String("キャンペーン,ctr,value\nマグ,0.5%,0.3\n")
	if err != nil {
		t.Fatal(err)
	}
	encoded := func(as encoding.Encoding, text string) string {
		out, err := as.NewEncoder().String(text)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	for name, c := range map[string]struct {
		file, content, more string
		want                []string
	}{
		"Chinese of Windows":       {"a.csv", encoded(simplifiedchinese.GBK, "广告,ctr,value\n杯子,0.5%,0.3\n"), "", []string{"not UTF-8; it looks like gbk, big5 or euc-kr", "save it as UTF-8, or state its encoding, as `format: {encoding: gbk}`"}},
		"Chinese of Taiwan":        {"a.csv", encoded(traditionalchinese.Big5, "廣告,ctr,value\n杯子,0.5%,0.3\n"), "", []string{"it looks like gbk, big5 or euc-kr"}},
		"Korean of Windows":        {"a.csv", encoded(korean.EUCKR, "캠페인,ctr,value\n머그,0.5%,0.3\n"), "", []string{"it looks like gbk, big5 or euc-kr"}},
		"not what is stated":       {"a.csv", "name,ctr\na,1%\n\xff\xff,1%\n", ", format: {encoding: shift-jis}", []string{"a.csv:3:1", "the text is not shift-jis, which `format` states"}},
		"events of web analytics":  {"a.csv", "event_date,event_timestamp,event_name,user_pseudo_id,page_location\n20260301,1772323200000000,page_view,u1,/home\n", "", []string{"this looks like a log of single events: sum it up with `marketsim ingest a.csv --as ads --item ITEM --click event_name=VALUE -o ads.csv`"}},
		"Cyrillic of Windows":      {"a.csv", cyrillic, "", []string{"a.csv:1:1", "not UTF-8, and does not look like Latin-1", "encoding: latin-1"}},
		"Japanese of Windows":      {"a.csv", kana, "", []string{"it looks like shift-jis", "format: {encoding: shift-jis}"}},
		"a workbook":               {"a.csv", "PK\x03\x04\x14\x00\x06\x00\x08", "", []string{"a workbook of a spreadsheet", "save the sheet as CSV"}},
		"a web page":               {"a.csv", "<!DOCTYPE html>\n<html><body>sign in</body></html>\n", "", []string{"a web page or XML"}},
		"an object's key twice":    {"a.json", "[{\"name\": \"a\", \"value\": 1},\n{\"name\": \"b\", \"value\": 1, \"list\": [{\"x\": 1}, {\"x\": 2}], \"value\": 3}]", "", []string{"a.json:2:1: error[E206]: key `value` appears twice in one object", "keep one"}},
		"objects, a line each":     {"a.json", "{\"name\": \"a\"}\n{\"name\": \"b\"}\n", "", []string{"one JSON object after the other", "put [ and ] around them"}},
		"no header":                {"a.csv", "a,0.01,20\nb,0.02,30\n", "", []string{"the first row holds numbers", "format: {header: false}"}},
		"titles and totals":        {"a.csv", "Report\nMarch\nname,value,clicks\na,1,2\nb,2,3\nTotal,3,5\n", "", []string{"begin on line 3", "above 1 total on line 6", "format: {title_rows: 2, total_rows: 1}"}},
		"a title in two cells":     {"a.csv", "Campaign info,,Money\nname,ctr,daily_budget\na,1%,20\nb,2%,30\n", "", []string{"this has none of the columns of a file of campaigns", "line 2 names columns of a file of campaigns: skip what is above it with `format: {title_rows: 1}`"}},
		"several totals":           {"a.csv", "name,daily_budget\na,10\nTotal: active,10\nTotal: account,10\n", "", []string{"the last 2 rows look like totals", "total_rows: 2"}},
		"more totals than stated":  {"a.csv", "name,daily_budget\na,10\nTotal: active,10\nTotal: account,10\n", ", format: {total_rows: 1}", []string{"total_rows: 2"}},
		"a total without a word":   {"a.csv", "name,impressions,clicks\na,10,1\nb,20,2\n,30,3\n", "", []string{"a.csv:4:1", "the only one without a name, as totals are"}},
		"a report by day":          {"a.csv", "Campaign,Day,Impressions,Clicks\na,2026-03-01,10,1\na,2026-03-02,20,2\nb,2026-03-01,5,0\n", "", []string{"several rows for a campaign", "marketsim ingest a.csv --as ads --item Campaign --impression Impressions --click Clicks"}},
		"words in place of prices": {"a.csv", "name,value\n1,auto\n2,auto\n3,auto\n4,auto\n5,auto\n6,auto\n7,auto\n8,auto\n9,auto\n", "", []string{"`auto` in column `value` is not a finite number", "a.csv:4:3", "6 more mistakes like this in column `value`"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, c.file, c.content)
			s, ds := scenarios.Load("t.yaml", []byte(withAds(c.file, c.more)), scenarios.Options{Dir: dir, WorkDir: dir})
			got := text(t, ds)
			if s != nil {
				t.Fatalf("it loaded: %v", s.Notes)
			}
			for _, part := range append(c.want, "error[E206]") {
				if !strings.Contains(got, part) {
					t.Errorf("the remarks lack %q:\n%s", part, got)
				}
			}
			if strings.Contains(got, dir) || strings.Count(got, "error[") > 4 {
				t.Errorf("the remarks name the whole path, or are too many:\n%s", got)
			}
		})
	}
}

// TestEncodingsOfTwoBytes: text in an encoding that is stated is converted, and names of Latin-1 with accents beside each other are read as they are.
func TestEncodingsOfTwoBytes(t *testing.T) {
	for name, c := range map[string]struct {
		as                encoding.Encoding
		campaign, stating string
	}{
		"gbk": {simplifiedchinese.GBK, "杯子", ", format: {encoding: gbk}"}, "shift-jis": {japanese.ShiftJIS, "マグ", ", format: {encoding: shift-jis}"}, "euc-kr": {korean.EUCKR, "머그", ", format: {encoding: euc-kr}"},
		"big5": {traditionalchinese.Big5, "杯子", ", format: {encoding: big5}"}, "Portuguese": {charmap.Windows1252, "PROMOÇÃO e AÇÕES", ""}, "German": {charmap.Windows1252, "GRÖßE, Größe, süß", ""},
		"Finnish": {charmap.Windows1252, "pääsy yöllä", ""}, "signs": {charmap.Windows1252, "20 °C, men’s ©Acme, ½µm", ""},
	} {
		file, err := c.as.NewEncoder().String("name;ctr\n" + c.campaign + ";1%\n")
		if err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		write(t, dir, "a.csv", file)
		s, ds := scenarios.Load("t.yaml", []byte(withAds("a.csv", c.stating)), scenarios.Options{Dir: dir})
		if s == nil {
			t.Errorf("%s: %s", name, text(t, ds))
		} else if got := s.Spec.Arms[0].Phases[0].Market.Groups[0].Members[0].Name; got != "g/"+c.campaign {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// TestDoubtsOfTables: subtotals amid a table and amounts that seem to be micros are warned of, with the numbers and what to do, and what is stated is not.
func TestDoubtsOfTables(t *testing.T) {
	for name, c := range map[string]struct {
		content, more, want string
	}{
		"subtotals":         {"name,daily_budget\na,10\nSubtotal,10\nb,20\nTotal: rest,20\nc,5\n", "", "2 rows of `a.csv` between others are called totals and are read as an entry, the first on line 3 / delete subtotals"},
		"one subtotal":      {"name,daily_budget\na,10\nGesamt,10\nb,20\n", "", "1 row of `a.csv` between others is called a total and is read as an entry, the first on line 3"},
		"a name with total": {"name,daily_budget\na,10\nTotal Wine,10\nb,20\n", "", ""},
		"micros":            {"name,value,daily_budget\na,350000,5000000\nb,420000,20000000\n", "", "the column `daily_budget` has amounts from 5 million USD to 20 million USD, as micros would be"},
		"prices in micros":  {"name,value\na,350000\nb,420000\n", "", "if they are micros, state `format: {units: {value: micros}}`, and else units"},
		"stated":            {"name,value\na,350000\nb,420000\n", ", format: {units: {value: units}}", ""},
		"large budgets":     {"name,daily_budget\na,500\nb,2000000\nc,3000000\n", "", ""},
	} {
		dir := t.TempDir()
		write(t, dir, "a.csv", c.content)
		_, ds := scenarios.Load("t.yaml", []byte(withAds("a.csv", c.more)), scenarios.Options{Dir: dir})
		got := text(t, ds)
		for _, want := range strings.Split(c.want, " / ") {
			if !strings.Contains(got, want) || c.want == "" && (strings.Contains(got, "called a total") || strings.Contains(got, "as micros")) {
				t.Errorf("%s: the remarks lack %q:\n%s", name, want, got)
			}
		}
	}
}

// TestBudgetsThatAreNotReadAreNamed: without a budget a campaign has no limit, so a column that nothing reads is not passed over.
func TestBudgetsThatAreNotReadAreNamed(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "a.csv", "name,value,ctr,Budget\na,1,1%,20\nb,#N/A,1%,30\n")
	s, ds := scenarios.Load("t.yaml", []byte(withAds("a.csv", "")), scenarios.Options{Dir: dir})
	if got := text(t, ds); s == nil || !strings.Contains(got, "budgets come from the group, and `Budget` is not read") || !strings.Contains(got, "columns: {daily_budget: NAME}") {
		t.Errorf("loaded %v:\n%s", s != nil, got)
	}
	if _, ds = scenarios.Load("t.yaml", []byte(withAds("a.csv", ", columns: {weekly_budget: Budget}")), scenarios.Options{Dir: dir}); strings.Contains(text(t, ds), "budgets come from") {
		t.Errorf("a column that is read is warned of:\n%s", text(t, ds))
	}
}

// TestObjectsOfCampaignsAreEchoed: keys of JSON are recognised as headers are, and those that nothing reads are named.
func TestObjectsOfCampaignsAreEchoed(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "a.json", `[{"campaign": "a", "CTR": 0.01, "colour": "red"}, {"campaign": "b", "CTR": 0.02}]`)
	s, ds := scenarios.Load("t.yaml", []byte(withAds("a.json", "")), scenarios.Options{Dir: dir})
	if s == nil {
		t.Fatal(text(t, ds))
	}
	if m := s.Spec.Arms[0].Phases[0].Market.Groups[0].Members; m[1].Name != "g/b" || m[1].ClickRate != 0.02 {
		t.Errorf("%+v", m[1])
	}
	if got := strings.Join(s.Notes, ""); !strings.Contains(got, "2 rows: name <- campaign, click_rate <- CTR (at zero affinity); not read: colour") {
		t.Error(got)
	}
}

// TestSessionsWithDatesOfAllKinds: dates in the order of one country or in digits alone are read where something tells, and refused otherwise.
func TestSessionsWithDatesOfAllKinds(t *testing.T) {
	const head = "start,pinner,surface,requests\n"
	for name, c := range map[string]struct {
		first, second, more, want string // want: what is said, "" for a file that is read
	}{
		"the month first, by halves of the day": {"3/2/2026 10:00 AM", "3/3/2026 11:00 AM", "", ""},
		"the month first, by a day above 12":    {"2/28/2026 10:00", "3/1/2026 11:00", "", ""},
		"the day first, by a day above 12":      {"28/2/2026 10:00", "1/3/2026 11:00", "", ""},
		"stated":                                {"3/2/2026 10:00", "3/3/2026 11:00", ", format: {date_order: month_first}", ""},
		"the year first":                        {"2026/3/2 10:00", "2026/3/3 11:00", "", ""},
		"digits to the second":                  {"20260302100000", "20260303110000", "", ""},
		"digits to the millisecond":             {"20260302100000000", "20260303110000000", "", ""},
		"digits to the hour":                    {"2026030210", "2026030311", "", ""},
		"digits of a short year":                {"26030210", "26030311", "", ""},
		"nothing tells":                         {"3/2/2026 10:00", "3/3/2026 11:00", "", "`3/2/2026 10:00` in column `start` can be read with the day or the month first"},
		"both":                                  {"28/2/2026 10:00", "3/13/2026 11:00", "", "`3/13/2026 11:00` in column `start` has the month first, and `28/2/2026 10:00` on line 2 the day"},
		"a time without a date":                 {"10:00", "11:00", "", "`10:00` in column `start` is not a time with a date"},
		"a day that there is not":               {"2026-02-30T10:00Z", "2026-02-31", "", "`2026-02-30T10:00Z` in column `start` is no date that there is"},
		"a spreadsheet's days":                  {"46083.41667", "46084.5", "", "numbers of days since 1900"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, "log.csv", fmt.Sprintf("%s%s,p,home,4\n%s,p,search,2\n", head, c.first, c.second))
			s, ds := scenarios.Load("t.yaml", []byte(withLog("log.csv", c.more)), scenarios.Options{Dir: dir})
			if c.want != "" {
				if got := text(t, ds); s != nil || !strings.Contains(got, c.want) {
					t.Fatalf("loaded %v, want %q:\n%s", s != nil, c.want, got)
				}
				return
			}
			if s == nil {
				t.Fatal(text(t, ds))
			}
			sessions := s.Spec.Population.Replay[0].Sessions
			if len(sessions) != 2 || sessions[0].Start != 10*spec.Hour || sessions[1].Start != 35*spec.Hour {
				t.Errorf("%v: %v", s.Notes, sessions)
			}
		})
	}
}

// TestForecastsWithTimes: hours may be written as times, and a file whose rows are not equal parts of a day is refused.
func TestForecastsWithTimes(t *testing.T) {
	rows := func(hour func(int) string, skip int) string {
		var b strings.Builder
		for h := range 24 {
			if h != skip {
				fmt.Fprintf(&b, "%s,%d\n", hour(h), 10+h)
			}
		}
		return b.String()
	}
	plain := func(h int) string { return fmt.Sprint(h) }
	for name, c := range map[string]struct{ content, want string }{
		"times":          {"hour,traffic\n" + rows(func(h int) string { return fmt.Sprintf("%02d:00", h) }, -1), ""},
		"stretches":      {"hour,visits\n" + rows(func(h int) string { return fmt.Sprintf("%02d:00-%02d:00", h, h+1) }, -1), ""},
		"from 1":         {"hour,traffic\n" + rows(func(h int) string { return fmt.Sprint(h + 1) }, -1), ""},
		"a missing hour": {"hour,traffic\n" + rows(plain, 5), "hour 6 follows hour 4, and the rows before are 1 h apart"},
		"half a day":     {"hour,traffic\n" + strings.Join(strings.SplitAfter(rows(plain, -1), "\n")[:12], ""), "a day of 12 rows has one every 2 h, and these are 1 h apart"},
		"words":          {"hour,traffic\nnoon,1\nnight,2\n", "`noon` in column `hour` is not an hour"},
		"dates":          {"date,visits\n2026-03-02 00:00,120\n2026-03-02 01:00,100\n", "marketsim ingest f.csv --as forecast --time date --count visits"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, "f.csv", c.content)
			s, ds := scenarios.Load("t.yaml", []byte(withAds("a.csv", "")), scenarios.Options{Dir: dir, Set: []string{"mechanism.forecast_file=f.csv", "market.campaigns.groups=[{name: g, count: 2}]"}})
			if got := text(t, ds); c.want != "" && (s != nil || !strings.Contains(got, c.want)) || c.want == "" && s == nil {
				t.Errorf("loaded %v, want %q:\n%s", s != nil, c.want, got)
			}
			if s != nil && len(s.Spec.Arms[0].Phases[0].Market.Forecast) != 24 {
				t.Error(s.Spec.Arms[0].Phases[0].Market.Forecast)
			}
		})
	}
}
