package scenarios_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"marketsim/scenarios"
)

// TestSynonymsLeadSomewhere: whatever a word of the field is said to mean exists, and so does every page that is named.
func TestSynonymsLeadSomewhere(t *testing.T) {
	page := regexp.MustCompile(`(docs/[a-z-]+\.md)(?:, ([A-Z][^;)\n]*))?`)
	owner := map[string]string{}
	for words, at := range scenarios.Synonyms() {
		for _, word := range strings.Split(words, ", ") {
			text, err := scenarios.Explain(word)
			if err != nil || text == "" {
				t.Errorf("`%s` is explained nowhere: %v", word, err)
			}
			if other, twice := owner[strings.ToLower(word)]; twice {
				t.Errorf("`%s` is in %q and in %q", word, other, words)
			}
			owner[strings.ToLower(word)] = words
			for _, named := range page.FindAllStringSubmatch(text, -1) {
				body, err := os.ReadFile(filepath.Join("..", named[1]))
				if heading := named[2]; err != nil || heading != "" && !strings.Contains(string(body), "# "+heading) && !strings.Contains(string(body), ". "+heading) {
					t.Errorf("%s: %s has no heading %q: %v", word, named[1], heading, err)
				}
			}
		}
		for _, name := range at {
			if text, err := scenarios.Explain(name); err != nil || !strings.Contains(text, name) || strings.Contains(text, "nothing is named") {
				t.Errorf("`%s` stands for %s, which is not there: %v", words, name, err)
			}
		}
	}
}

// TestExplainFindsWhatIsMeant: questions of people who know the field and not the language.
func TestExplainFindsWhatIsMeant(t *testing.T) {
	for word, want := range map[string][]string{
		"cost per click": {"named `cpc` here", "formula  revenue / clicks"}, "Cost_per_click": {"cpc (metric)"},
		"black friday": {"market.pinners.rhythm.occasions\n"}, "christmas": {"rhythm.occasions"}, "traffic event": {"rhythm.occasions"},
		"slots per page": {"market.surfaces.<name>.ad_slots\n"}, "placements": {"ad_slots"}, "inventory": {"ad_slots"},
		"minimum bid": {"mechanism.reserve\n"}, "hurdle": {"mechanism.reserve_by_segment"}, "excel": {"groups.<name>.file", "docs/data.md"},
		"video": {"ad_format", "mechanism.ad_load.reserved", "docs/auctions.md"}, "carousel": {"ad_format"}, "n.s.": {"not significant after correcting", "docs/reports.md"},
		"surrogate": {"docs/short-tests.md"}, "cuped": {"docs/experiments.md"}, "regret": {"docs/tuning.md"}, "bias": {"docs/experiments.md"},
		"dark mode": {"not modelled", "surfaces.<name>.examination\n", "docs/model.md, Left out"}, "click fraud": {"not modelled", "conversion_rate.by_segment"}, "bots": {"not modelled", "market.pinners.segments\n"},
		"coupons": {"not modelled", "groups.<name>.daily_budget\n"}, "retargeting": {"targeting\n"}, "dayparting": {"arms.<name>.start\n"}, "novelty": {"long_run", "docs/short-tests.md"},
		"machine learning": {"market.prediction", "mechanism.score\n"},
		"floor":            {"wear_out.floor\n", "also in:", "mechanism.reserve\n"}, "surface": {"also in:", "market.surfaces\n", "surfaces.<name>.ad_slots"},
		"segment": {"also at  tune.minimise.segment", "market.pinners.segments\n", "  mechanism.reserve_by_segment\n"}, "budget": {"groups.<name>.daily_budget\n"},
		"market.ad_load":               {"nothing is named `market.ad_load`; what ends with `ad_load`:\n\nmechanism.ad_load\n"},
		"mechanism.reserve_by_segment": {"write    {SEGMENT: MONEY, ...}"}, "mechanism.reserve": {"write    MONEY, or {SURFACE: MONEY, ...}"},
		"mechanism.ad_load": {"keys     top_gap, min_gap, per_session", "see      market.surfaces.<name>.ad_slots"},
	} {
		text, err := scenarios.Explain(word)
		for _, part := range want {
			if !strings.Contains(text, part) {
				t.Errorf("`%s` lacks %q (%v):\n%s", word, part, err, text)
			}
		}
	}
	if first := strings.Split(scenarios.Search("ad load search"), "\n\n")[1]; !strings.Contains(strings.Split(first, "google")[0], "market.surfaces.<name>.ad_slots") {
		t.Errorf("ad load search finds first:\n%s", first)
	}
	if text := scenarios.Within("200 ads from a spreadsheet in German"); !strings.Contains(text, "groups.<name>.file\n") || scenarios.Within("zeppelin race") != "" {
		t.Errorf("a question finds %q", text)
	}
	for word, near := range map[string]string{"resreve": "did you mean `reserve`?", "zeppelin": "docs/model.md (Left out) what is not modelled", "minimam": "nothing mentions it"} {
		if _, err := scenarios.Explain(word); err == nil || !strings.Contains(err.Error(), near) {
			t.Errorf("`%s`: %v, want %s", word, err, near)
		}
	}
}

// TestNothingIsFound: a word that nothing mentions finds nothing, and no list of 0 places.
func TestNothingIsFound(t *testing.T) {
	if text := scenarios.Search("c"); text != "" {
		t.Errorf("a letter is found within words: %.200s", text)
	}
	if text := scenarios.Search("oth"); strings.Contains(text, "both") {
		t.Errorf("a short word is found within others: %.200s", text)
	}
	if text := scenarios.Search("qqqq"); text != "" {
		t.Errorf("%q", text)
	}
}

// TestStarterStandsFirst: of the templates the one that is written without a name stands first, then quickstart.
func TestStarterStandsFirst(t *testing.T) {
	list := scenarios.Templates()
	if list[0].Name != scenarios.Starter || list[1].Name != "quickstart" || len(list) < 20 {
		t.Errorf("the list begins with %s and %s", list[0].Name, list[1].Name)
	}
}
