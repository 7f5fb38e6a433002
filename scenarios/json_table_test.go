package scenarios_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"marketsim/scenarios"
	"marketsim/sim/spec"
)

// loadedAs is all that is made and said of a file of campaigns, whatever its name.
func loadedAs(t *testing.T, name, content, more string) string {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, name, content)
	s, ds := scenarios.Load("t.yaml", []byte(withAds(name, more)), scenarios.Options{Dir: dir, WorkDir: dir})
	var out strings.Builder
	if s != nil {
		for _, m := range s.Spec.Arms[0].Phases[0].Market.Groups[0].Members {
			for _, at := range []*spec.Time{m.Start, m.End} {
				if at != nil {
					fmt.Fprint(&out, *at, " ")
				}
			}
			m.Start, m.End = nil, nil
			fmt.Fprintf(&out, "%+v\n", m)
		}
		fmt.Fprintln(&out, strings.Join(s.Notes, "\n"))
	}
	for _, d := range ds {
		fmt.Fprintln(&out, d.File, d.Line, d.Severity, d.Code, d.Message, d.Help)
	}
	lines := strings.Split(strings.ReplaceAll(out.String(), name, "a.table"), "\n")
	slices.Sort(lines) // mistakes of one line come in the order of their places, which are others
	return strings.Join(lines, "\n")
}

// TestJSONReadsAsTheSameTableOfText: the same rows as CSV and as JSON give the same campaigns, echo, warnings and mistakes.
func TestJSONReadsAsTheSameTableOfText(t *testing.T) {
	for what, c := range map[string]struct{ csv, json, more, has string }{
		"units in names": {"name,CTR (%),value_cents,daily_budget_micros\na,0.31,42,20000000\nb,1.255,105,3000000\n",
			`{"name": "a", "CTR (%)": 0.31, "value_cents": 42, "daily_budget_micros": 20000000}, {"name": "b", "CTR (%)": 1.255, "value_cents": 105, "daily_budget_micros": 3e6}`, "",
			"value <- value_cents (cents), daily_budget <- daily_budget_micros (micros), click_rate <- CTR (%) (percent, at zero affinity)"},
		"units that are stated": {"name,ctr,value\na,0.31,42\nb,1.25,105\n", `{"name": "a", "ctr": 0.31, "value": 42}, {"name": "b", "ctr": 1.25, "value": 105}`,
			", format: {units: {click_rate: percent, value: micros}}", "click_rate <- ctr (percent"},
		"signs": {"name,ctr,value,daily_budget\na,0.31%,$0.42,20\nb,1.2%,$1.05,\n",
			`{"name": "a", "ctr": "0.31%", "value": "$0.42", "daily_budget": 20}, {"name": "b", "ctr": "1.2%", "value": "$1.05"}`, "", "1 row without daily_budget: no limit"},
		"a sign that is missing": {"name,ctr\na,0.31%\nb,0.012\n", `{"name": "a", "ctr": "0.31%"}, {"name": "b", "ctr": 0.012}`, "", "`0.012` in column `ctr` has no percent sign"},
		"budgets of a month": {"name,ctr,value,monthly_budget\na,0.01,1,20\nb,0.02,1,30\n", `{"name": "a", "ctr": 0.01, "value": 1, "monthly_budget": 20}, {"name": "b", "ctr": 0.02, "value": 1, "monthly_budget": 30}`,
			"", "budgets come from the group, and `monthly_budget"},
		"counts that contradict a rate": {"name,ctr,value,impressions,clicks\na,0.01,1,1000,500\nb,0.02,1,1000,20\n",
			`{"name": "a", "ctr": 0.01, "value": 1, "impressions": 1000, "clicks": 500}, {"name": "b", "ctr": 0.02, "value": 1, "impressions": 1000, "clicks": 20}`, "", "1 of 2 rows"},
		"counts in place of a rate":     {"name,impressions,clicks\na,1000,50\nb,1000,20\n", `{"name": "a", "impressions": 1000, "clicks": 50}, {"name": "b", "impressions": 1000, "clicks": 20}`, "", "click_rate = (clicks + 100 x 0.035)"},
		"a column of numbers left over": {"id,cpc,CTR\na,0.4,0.01\nb,0.5,0.02\n", `{"id": "a", "cpc": 0.4, "CTR": 0.01}, {"id": "b", "cpc": 0.5, "CTR": 0.02}`, "", "columns of numbers are not read"},
		"two names of one column":       {"name,click_rate,ctr\na,0.01,0.2\nb,,0.02\n", `{"name": "a", "click_rate": 0.01, "ctr": 0.2}, {"name": "b", "ctr": 0.02}`, "", "they differ in 1 of 1 row"},
		"mistakes in several rows":      {"name,ctr,value\na,1.5,1\nb,0.1,x\nb,-1,2\n", `{"name": "a", "ctr": 1.5, "value": 1}, {"name": "b", "ctr": 0.1, "value": "x"}, {"name": "b", "ctr": -1, "value": 2}`, "", "appears twice"},
		"a total":                       {"name,ctr,value\na,0.1,1\nb,0.1,1\nTotal,0.2,2\n", `{"name": "a", "ctr": 0.1, "value": 1}, {"name": "b", "ctr": 0.1, "value": 1}, {"name": "Total", "ctr": 0.2, "value": 2}`, "", "looks like a total"},
		"a total that is skipped": {"name,ctr,value\na,0.1,1\nb,0.1,1\nTotal,0.2,2\n", `{"name": "a", "ctr": 0.1, "value": 1}, {"name": "b", "ctr": 0.1, "value": 1}, {"name": "Total", "ctr": 0.2, "value": 2}`,
			", format: {total_rows: 1}", "1 row of totals skipped"},
		"days":             {"name,start_day\na,2026-03-03\nb,2026-03-05\n", `{"name": "a", "start_day": "2026-03-03"}, {"name": "b", "start_day": "2026-03-05"}`, ", format: {time_origin: 2026-03-02}", "written out, day 0"},
		"numbers as names": {"campaign_id,ctr\n111,0.01\n112,0.02\n", `{"campaign_id": 111, "ctr": 0.01}, {"campaign_id": 112, "ctr": 0.02}`, "", "name <- campaign_id"},
	} {
		rows := "[\n" + strings.ReplaceAll(c.json, "}, {", "},\n{") + "]" // each on the line on which it is in the table
		csv, json := loadedAs(t, "a.csv", c.csv, c.more), loadedAs(t, "a.json", rows, c.more)
		if csv != json || !strings.Contains(json, c.has) {
			t.Errorf("%s: as CSV:\n%s\nas JSON:\n%s\nboth must say: %s", what, csv, json, c.has)
		}
	}
}

// TestJSONOfOtherEncodings: a byte order mark and UTF-16 are read, and so is an encoding that is stated; what is about tables of text is refused.
func TestJSONOfOtherEncodings(t *testing.T) {
	plain := `[{"name": "a", "ctr": 0.01}]`
	wide := "\xff\xfe"
	for _, c := range plain {
		wide += string([]byte{byte(c), 0})
	}
	for name, c := range map[string]struct{ content, more, want string }{
		"a mark":         {"\xef\xbb\xbf" + plain, "", "1 row: name, click_rate <- ctr"},
		"UTF-16":         {wide, "", "utf-16"},
		"Latin-1":        {strings.Replace(plain, `"a"`, "\"\xfc\"", 1), ", format: {encoding: latin-1}", "latin-1"},
		"nothing":        {"", "", "the file is empty"},
		"an empty list":  {"[]", "", "the list of campaigns is empty"},
		"no list":        {`{"rows": []}`, "", "there is no list of campaigns"},
		"a delimiter":    {plain, ", format: {delimiter: tab}", "`delimiter` is about a table of text, and this is JSON"},
		"no header":      {plain, ", format: {header: false}", "`header` is about a table of text, and this is JSON"},
		"titles":         {plain, ", format: {title_rows: 1}", "`title_rows` is about a table of text, and this is JSON"},
		"a list in name": {`[{"name": ["a"], "ctr": 0.01}]`, "", "column `name` holds lists, objects or bytes"},
		"an object":      {`[{"name": "a", "ctr": {"x": 0.01}}]`, "", "column `ctr` holds lists, objects or bytes"},
	} {
		if got := loadedAs(t, "a.json", c.content, c.more); !strings.Contains(got, c.want) {
			t.Errorf("%s:\n%s", name, got)
		}
	}
}

// TestJSONNumbersHaveOneNotation: 1.255 is no 1,255, whatever the texts beside it say of decimal signs.
func TestJSONNumbersHaveOneNotation(t *testing.T) {
	for _, rate := range []string{`0.01`, `"0,31%"`} {
		if got := loadedAs(t, "a.json", `[{"name": "a", "value": 1.255, "ctr": `+rate+`}, {"name": "b", "value": 12.500, "ctr": `+rate+`}]`, ""); !strings.Contains(got, "Value:1.255 ") || !strings.Contains(got, "Value:12.5 ") {
			t.Errorf("beside %s:\n%s", rate, got)
		}
	}
}

// TestJSONTotalsOverSeveralLines: they are counted as objects, on however many lines each stands.
func TestJSONTotalsOverSeveralLines(t *testing.T) {
	const list = "[\n{\n\"name\": \"a\",\n\"ctr\": 0.1\n},\n{\n\"name\": \"b\",\n\"ctr\": 0.2\n},\n\n{\n\"name\": \"Subtotal\",\n\"ctr\": 0.3\n},\n{\n\"name\": \"Total\",\n\"ctr\": 0.3\n}\n]"
	if got := loadedAs(t, "a.json", list, ""); !strings.Contains(got, "a.table 11 error E206 the last 2 rows look like totals") || !strings.Contains(got, "{total_rows: 2}") {
		t.Error(got)
	}
	if got := loadedAs(t, "a.json", list, ", format: {total_rows: 2}"); !strings.Contains(got, "a.table: 2 rows: ") || !strings.Contains(got, "2 rows of totals skipped") {
		t.Error(got)
	}
}
