package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"marketsim/scenarios/schema"
	"marketsim/sim/ask"
	"marketsim/sim/results"
)

// synonym is words of the field under which the language, or a page of the documentation, is looked up.
type synonym struct {
	words string   // parted by commas
	at    []string // keys and metrics that are meant
	say   string   // what to know, or where to read
}

// synonyms are the field's words for what is named otherwise here, or explained on a page.
var synonyms = []synonym{
	{"cost per click, price per click", []string{"cpc"}, ""},
	{"cost per acquisition, cost per action, cost per conversion", []string{"cpa"}, ""},
	{"cost per mille, cost per thousand, cost per thousand impressions", []string{"cpm"}, ""},
	{"click through rate, clickthrough rate", []string{"ctr", "market.campaigns.click_rate"}, ""},
	{"return on ad spend", []string{"roas"}, ""},
	{"holiday, black friday, christmas, event, traffic event, public holiday, vacation, school holidays, promotion, sale, spike, peak", []string{"market.pinners.rhythm.occasions"}, "days of other traffic or value are occasions of the rhythm (docs/model.md, A holiday)"},
	{"slots per page, ads per page, placement, placements, inventory, supply, number of ads, ad load on search, ad load by surface", []string{"market.surfaces.<name>.ad_slots", "mechanism.ad_load"}, "which positions of a page may hold ads, by surface; mechanism.ad_load fills a part of them"},
	{"minimum bid, minimum price, floor price, price floor, hurdle", []string{"mechanism.reserve", "mechanism.reserve_by_segment", "mechanism.reserve_cpm"}, ""},
	{"spreadsheet, german, german spreadsheet, decimal comma, excel, xlsx, google sheet, export", []string{"market.campaigns.groups.<name>.file"}, "save it as CSV (comma, semicolon or tab, decimal point or comma) and name the file; docs/data.md has recipes"},
	{"video, carousel, story, shopping ad, ad format, native ad, format of ads", []string{"market.campaigns.groups.<name>.ad_format", "mechanism.ad_load.reserved"}, "give groups an ad_format and hold slots for it; the recipe is in docs/auctions.md, A slot for a format"},
	{"surrogate, surrogate index, proxy metric, leading indicator", nil, "a long-run effect read from short-run outcomes that foretell it: docs/short-tests.md; `marketsim horizon` compares readings"},
	{"extrapolated, extrapolation", nil, "a reading that carries the course of an effect on beyond the test: docs/short-tests.md; of post-periods: docs/long-run.md"},
	{"at risk, value at risk", nil, "what decisions by a reading leave of the best that could have been done: docs/short-tests.md"},
	{"cuped, variance reduction, covariate adjustment", nil, "a test's reading adjusted for each Pinner's pre-period: `cuped` in the table of readings of docs/experiments.md"},
	{"bias, interference, spillover, sutva", nil, "what a design of a test reads beside the truth of two whole markets: docs/experiments.md; `marketsim experiment` measures it"},
	{"finds, clusters found, graph clusters", nil, "cluster tests part Pinners and campaigns by who meets whom; `resolution` above 1 finds more of them: docs/experiments.md"},
	{"regret, minimax regret", nil, "what a strategy loses under a belief against the best one there: docs/tuning.md"},
	{"shadow price, shadow prices, dual price, multiplier", nil, "what the last unit of a constraint costs, 1 or 0 of a budget that binds or does not: docs/experiments.md"},
	{"not significant, n.s., ns, significance, multiple testing, holm, unclear", nil, "how effects are judged: *unclear*: the interval holds 0; *n.s. of 40*: not significant after correcting for 40 comparisons: docs/reports.md"},
}

// sameWords tells whether two phrases are the same but for case, punctuation between words and a plural s.
func sameWords(a, b string) bool {
	plain := func(s string) string {
		return strings.TrimSuffix(strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return strings.ContainsRune(" _-", r) }), " "), "s")
	}
	return plain(a) == plain(b)
}

// lookup finds the synonym of a phrase; nil when there is none.
func lookup(phrase string) *synonym {
	for i := range synonyms {
		if slices.ContainsFunc(strings.Split(synonyms[i].words, ", "), func(w string) bool { return sameWords(w, phrase) }) {
			return &synonyms[i]
		}
	}
	return nil
}

// explainSynonym documents what a phrase of the field is here; empty when it is no such phrase.
func explainSynonym(phrase string) string {
	s := lookup(phrase)
	if s == nil {
		return ""
	}
	var b strings.Builder
	switch {
	case s.say != "":
		fmt.Fprintf(&b, "`%s`: %s\n\n", phrase, s.say)
	default:
		fmt.Fprintf(&b, "`%s` is named `%s` here\n\n", phrase, s.at[0])
	}
	for _, name := range s.at {
		b.WriteString(exact(name))
	}
	return b.String()
}

// called lists the synonyms under which a key or metric is looked up.
func called(name string) string {
	for i := range synonyms {
		if slices.Contains(synonyms[i].at, name) {
			return synonyms[i].words
		}
	}
	return ""
}

// Synonyms lists the words of the field that are looked up elsewhere, parted by commas, with the keys and metrics that are meant.
func Synonyms() map[string][]string {
	out := make(map[string][]string, len(synonyms))
	for _, s := range synonyms {
		out[s.words] = s.at
	}
	return out
}

// suggestMetric is the help for a name that is no metric: the one that is called so in words or by a synonym, else the nearest.
func suggestMetric(word string, own []ask.Metric) string {
	if s := lookup(word); s != nil {
		for _, name := range s.at {
			if _, ok := results.LookupMetric(name); ok {
				return fmt.Sprintf("did you mean `%s`?", name)
			}
		}
	}
	for _, m := range results.Metrics() {
		if sameWords(m.Plain, word) {
			return fmt.Sprintf("did you mean `%s`?", m.Name)
		}
	}
	return schema.Suggest(word, metricNames(own))
}
