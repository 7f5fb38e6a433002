package scenarios_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"marketsim/scenarios"
)

// ofJSON loads a market whose campaigns are of a JSON file.
func ofJSON(t *testing.T, content, more string) (*scenarios.Scenario, string) {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, "a.json", content)
	s, ds := scenarios.Load("t.yaml", []byte(withAds("a.json", more)), scenarios.Options{Dir: dir, WorkDir: dir})
	return s, text(t, ds)
}

// repeated is a list of n texts with their number.
func repeated(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, ","+format, i)
	}
	return strings.TrimPrefix(b.String(), ",")
}

// TestJSONCampaignsAreReadAsWritten: blanks, escapes, numbers of all forms and values that nothing reads, with brackets and quotes in texts.
func TestJSONCampaignsAreReadAsWritten(t *testing.T) {
	s, said := ofJSON(t, "\n {\"title\": \"]}\\\"\", \"campaigns\" : [ {\"n\\u0061me\": \"a \\\"]\", \"value\" : 1.5e0 ,\"x\":{\"y\":[1,{\"z\":\"}\"}]} , \"daily_budget\":null},\n\t{\"CTR\":2E-2,\"daily_budget\":7, \"name\":\"\\u00fc\",\"ad_values\":[ 1 ,2.5 ],\"vectors\":null},{},{}] } ", "")
	if s == nil {
		t.Fatal(said)
	}
	m := s.Spec.Arms[0].Phases[0].Market.Groups[0].Members
	if len(m) != 4 || m[0].Name != "g/a \"]" || m[0].Value != 1.5 || !math.IsInf(m[0].Daily, 1) || m[1].Name != "g/ü" || m[1].ClickRate != 0.02 || m[1].Daily != 7 || !math.IsNaN(m[1].Value) || !math.IsInf(m[2].Daily, 1) ||
		fmt.Sprint(m[1].AdValues) != "[1 2.5]" || m[2].Name != "g/2" {
		t.Errorf("%+v", m)
	}
	if note := strings.Join(s.Notes, ""); !strings.Contains(note, "4 rows: name, value, daily_budget, click_rate <- CTR (at zero affinity), vectors, ad_values; 3 rows without value: as the group says; 3 rows without daily_budget: no limit; 3 rows without click_rate: as the group says; not read: x") {
		t.Error(note)
	}
}

// TestJSONThatIsSomethingElse: a list of objects of which no key is a column is refused as a table is, and nothing of it is shown; neither is anything of a
// file whose columns only the scenario names.
func TestJSONThatIsSomethingElse(t *testing.T) {
	const none = "this has none of the columns of a file of campaigns: name, value, daily_budget"
	for name, c := range map[string]struct{ content, more, want string }{
		"other keys":               {`[{"SECRET": 1, "SECRET2": "SECRET"}]`, "", none},
		"no keys":                  {`[{}, {}]`, "", none},
		"a key twice":              {`[{"SECRET": 1, "SECRET": 2}]`, "", "a.json:1:1: error[E206]: a key appears twice in one object"},
		"another value":            {"[{\"SECRET\": 1},\n3, \"SECRET\"]", "", "a.json:2:1: error[E206]: entry 1 is not an object"},
		"a value of a stated key":  {`[{"k": ["SECRET"]}]`, ", columns: {ad_values: k}", "column `k`: this cell is not a number of at least 0"},
		"a value of a column":      {`[{"name": "a", "ad_values": ["` + strings.Repeat("x", 120) + `"]}]`, "", "column `ad_values`: `\"" + strings.Repeat("x", 99) + "...` is not a number"},
		"a stated key alone":       {`[{"k": "a", "SECRET": 2}]`, ", columns: {name: k}", ""},
		"a stated key that is not": {`[{"name": "a", "SECRET": 2}]`, ", columns: {value: bid}", "the file has no column `bid`"},
		"a column that is none":    {`[{"name": "a", "SECRET": 2}]`, ", columns: {valeu: SECRET}", "a file of campaigns has no column `valeu`"},
	} {
		s, said := ofJSON(t, c.content, c.more)
		if s != nil {
			said += strings.Join(s.Notes, "\n")
		}
		shown := strings.Split(said, "\n  ") // but the line of the scenario itself
		if (s == nil) != (c.want != "") || !strings.Contains(said, c.want) || strings.Contains(shown[0], "SECRET") {
			t.Errorf("%s: loaded %v:\n%s", name, s != nil, said)
		}
	}
}

// TestJSONIsBounded: what is too long is refused before any of it is decoded.
func TestJSONIsBounded(t *testing.T) {
	for name, c := range map[string]struct{ content, want string }{
		"campaigns":        {"[" + strings.Repeat("{},", 1_000_000) + `{"name": "a"}]`, "the file has 1000001 campaigns; the limit is 1000000"},
		"different keys":   {"[" + repeated(2000, `{"name": "a", "k%d": 1}`) + "]", "the objects have more than 2000 different keys"},
		"keys of one":      {`[{"name": "a",` + repeated(100_000, `"k%d": 1`) + "}]", "the objects have more than 2000 different keys"},
		"a long key":       {`[{"name": "a", "` + strings.Repeat("k", 2000) + `": 1}]`, "a key has 2002 bytes; the limit is 1024"},
		"a long name":      {`[{"name": "` + strings.Repeat("n", 1025) + `"}]`, "a cell of column `name` has 1025 bytes; names have at most 1024"},
		"values of ads":    {`[{"name": "a", "ad_values": [` + repeated(1001, "%d") + `]}]`, "column `ad_values`: 1001 numbers where at most 1000 are read"},
		"vectors":          {`[{"name": "a", "vectors": [` + repeated(1001, "[%d]") + `]}]`, "column `vectors`: 1001 vectors; at most 1000 are read"},
		"numbers":          {`[{"name": "a", "vectors": [[` + repeated(3_000_000, "%d") + `]]}]`, "column `vectors`: a vector of 3000000 numbers in a market of 16 dimensions"},
		"no vector":        {`[{"name": "a", "vectors": [null]}]`, "column `vectors`: a vector of 0 numbers in a market of 16 dimensions"},
		"a number of many": {`[{"name": "a", "value": 1` + strings.Repeat("0", 5000) + `}]`, "` in column `value` is not a finite number"},
	} {
		s, said := ofJSON(t, c.content, "")
		if s != nil || !strings.Contains(said, c.want) || len(said) > 600 {
			t.Errorf("%s: loaded %v: %.600s", name, s != nil, said)
		}
	}
}

// TestKeysOfJSONAreRecognisedOnce: four times as many objects, each with a key of its own, are about four times as much work, told in allocations, which do not
// depend on the machine; and the line about them names the first and how many there are.
func TestKeysOfJSONAreRecognisedOnce(t *testing.T) {
	work := func(objects int) float64 {
		content := "[" + repeated(objects, `{"campaign": "a%[1]d", "k%[1]d": 1}`) + "]"
		return testing.AllocsPerRun(1, func() {
			s, said := ofJSON(t, content, "")
			if s == nil {
				t.Fatal(said)
			}
			if note := s.Notes[0]; !strings.Contains(note, fmt.Sprintf("%d rows: name <- campaign; not read: k0, k1, k2", objects)) || !strings.HasSuffix(note, fmt.Sprintf(" and %d more", objects-20)) {
				t.Fatalf("%.400s", note)
			}
		})
	}
	if few, many := work(400), work(1600); many > 4.5*few {
		t.Errorf("1,600 objects take %.2f times as much as 400 (%g and %g allocations)", many/few, many, few)
	}
}
