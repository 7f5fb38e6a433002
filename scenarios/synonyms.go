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

// together are keys that state parts of one thing; who looks at one of them is sent to the first.
var together = [][]string{
	{"ctr", "market.campaigns.click_rate"},
	{"market.surfaces.<name>.ad_slots", "mechanism.ad_load"},
	{"mechanism.reserve", "mechanism.reserve_by_segment", "mechanism.reserve_cpm"},
	{groupKeys + "ad_format", "mechanism.ad_load.reserved"},
	{"run.feedback_lag", "run.feedback_delay"},
	{"market.pinners.fatigue", groupKeys + "wear_out"},
}

// sameWords tells whether two phrases are the same but for case, punctuation between words, words that say nothing, the s of a plural and a number
// at the end, as in `n.s. of 12`.
func sameWords(a, b string) bool { return plainWords(a) == plainWords(b) }

func plainWords(phrase string) string {
	words := asked(phrase)
	if n := len(words) - 1; n > 0 && strings.Trim(words[n], "0123456789") == "" {
		words = words[:n]
	}
	text := strings.Join(words, " ")
	if len(words) > 0 && len(words[len(words)-1]) > 2 {
		text = strings.TrimSuffix(text, "s")
	}
	return text
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

// Within explains the words of the field that stand within a phrase, the longest ones: `german spreadsheet` of 200 ads from a German spreadsheet. Empty when there are none.
func Within(phrase string) string {
	said := strings.Fields(plainWords(phrase))
	longest, best := 0, -1
	for i := range synonyms {
		for _, w := range strings.Split(synonyms[i].words, ", ") {
			words := strings.Fields(plainWords(w))
			if len(w) > longest && !slices.ContainsFunc(words, func(w string) bool { return !slices.Contains(said, w) }) {
				longest, best = len(w), i
			}
		}
	}
	if best < 0 {
		return ""
	}
	return synonyms[best].explain(phrase)
}

// explain documents what a phrase of the field is here.
func (s *synonym) explain(phrase string) string {
	var b strings.Builder
	switch {
	case s.say != "":
		fmt.Fprintf(&b, "`%s`: %s\n\n", phrase, s.say)
	default:
		fmt.Fprintf(&b, "`%s` is named `%s` here\n\n", phrase, s.at[0])
	}
	for _, name := range s.at {
		b.WriteString(only(name))
	}
	return b.String()
}

// called lists the synonyms under which a key or metric is looked up.
func called(name string) string {
	var all []string
	for i := range synonyms {
		if slices.Contains(synonyms[i].at, name) {
			all = append(all, strings.ToLower(synonyms[i].words))
		}
	}
	return strings.Join(all, " ")
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
