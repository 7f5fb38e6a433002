package scenarios_test

import (
	"math"
	"strings"
	"testing"

	"marketsim/scenarios"
)

// loadAds loads a file of campaigns and returns the scenario with all that is said of it.
func loadAds(t *testing.T, content, more string) (*scenarios.Scenario, string) {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, "a.csv", content)
	s, ds := scenarios.Load("t.yaml", []byte(withAds("a.csv", more)), scenarios.Options{Dir: dir})
	if s == nil {
		t.Fatalf("it does not load:\n%s", text(t, ds))
	}
	return s, strings.Join(s.Notes, "\n") + "\n" + text(t, ds)
}

// TestHeadersWithUnits: unit words in headers are no part of the name, in English and German, and bids are values.
func TestHeadersWithUnits(t *testing.T) {
	for header, w := range map[string]want{
		"Kampagne;Gebot;Klickrate in %":                         {"g/a", 1.5, math.NaN(), 0.02, math.NaN()},
		"Kampagne;Gebot (EUR);Klickrate in Prozent":             {"g/a", 1.5, math.NaN(), 0.02, math.NaN()},
		"Campaign;Bid in USD;CTR (in %)":                        {"g/a", 1.5, math.NaN(), 0.02, math.NaN()},
		"Campaign;Max. bid (USD);CTR in percent":                {"g/a", 1.5, math.NaN(), 0.02, math.NaN()},
		"Kampagnenname;Max. Gebot in Euro;Klickrate (%)":        {"g/a", 1.5, math.NaN(), 0.02, math.NaN()},
		"Kampagne;Wert pro Klick (€);Durchklickrate in %":       {"g/a", 1.5, math.NaN(), 0.02, math.NaN()},
		"Kampagne;Tagesbudget in EUR;Umwandlungsrate in %":      {"g/a", math.NaN(), 1.5, math.NaN(), 0.02},
		"Kampagne;Budget pro Tag (in CHF);Konversionsrate in %": {"g/a", math.NaN(), 1.5, math.NaN(), 0.02},
	} {
		s, said := loadAds(t, header+"\na;1,5;2\n", "")
		compareMembers(t, s.Spec.Arms[0].Phases[0].Market.Groups[0].Members, []want{w})
		if strings.Contains(said, "not read") {
			t.Errorf("%s: %s", header, said)
		}
	}
}

// TestUnreadNumbersAreWarnedOf: columns of numbers that are not read are a warning while value or rate come from the group.
func TestUnreadNumbersAreWarnedOf(t *testing.T) {
	for name, c := range map[string]struct {
		content, more string
		has, not      []string
	}{
		"money and percent":  {"name,price paid,take (%),note\na,$1.50,2,x\n", "", []string{"value and click_rate come from the group", "not read: price paid (money), take (%) (percent)", "columns: {value: NAME}"}, []string{"note ("}},
		"currency in header": {"name,spend EUR,ctr\na,3,0.01\n", "", []string{"value comes from the group", "not read: spend EUR (money)"}, []string{"click_rate comes"}},
		"any file at all":    {"who,secret $\na,$7\n", ", columns: {name: who}", nil, []string{"secret"}},
		"text only":          {"name,note,ctr\na,red,0.01\n", "", nil, []string{"comes from the group"}},
		"all is there":       {"name,value,ctr,margin\na,1,0.01,$3\n", "", nil, []string{"from the group"}},
		"counts beside rate": {"Kampagne;Klickrate;Gebot;Impressionen\na;1%;0,5;1000\n", "", nil, []string{"nearly", "from the group"}},
		"its remedy": {"Kampagne;Klickrate;Gebot;Impressionen\na;1%;0,5;1000\n", ", columns: {impressions: Impressionen}",
			[]string{"`Impressionen` of `a.csv` is not read, since the file has `click_rate`", "leave columns.impressions out"}, []string{"nearly"}},
	} {
		_, said := loadAds(t, c.content, c.more)
		says(t, name, said, c.has, c.not)
	}
}

// TestRatesOfAFileAtZeroAffinity: that rates of a file are lifted by affinity is said, until something is stated of it.
func TestRatesOfAFileAtZeroAffinity(t *testing.T) {
	const file, lifted = "name,value,ctr\na,1,0.01\n", "ctr comes out several times as high"
	if _, said := loadAds(t, file, ""); !strings.Contains(said, lifted) || !strings.Contains(said, "click_rate <- ctr (at zero affinity)") {
		t.Errorf("nothing is said of affinity:\n%s", said)
	}
	for _, more := range []string{", click_rate: {affinity: 0}", ", click_rate: {affinity: 0.7}"} {
		if _, said := loadAds(t, file, more); strings.Contains(said, lifted) {
			t.Errorf("%s is stated and still warned of:\n%s", more, said)
		}
	}
	if _, said := loadAds(t, "name,value\na,1\n", ""); strings.Contains(said, lifted) {
		t.Errorf("a file without rates is warned of:\n%s", said)
	}
}

// says tells whether a text has some parts and lacks others.
func says(t *testing.T, name, text string, has, not []string) {
	t.Helper()
	for _, part := range has {
		if !strings.Contains(text, part) {
			t.Errorf("%s: lacks %q:\n%s", name, part, text)
		}
	}
	for _, part := range not {
		if strings.Contains(text, part) {
			t.Errorf("%s: has %q:\n%s", name, part, text)
		}
	}
}
