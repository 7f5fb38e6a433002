package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"marketsim/scenarios/schema"
	"marketsim/sim/results"
)

// meant are the words of keys and documentation that stand for words which people look for and the language does not use.
var meant = map[string][]string{
	"holiday": {"occasion", "holidays"}, "holidays": {"occasion"}, "season": {"yearly", "wave"}, "seasonality": {"yearly", "weekly", "hours"}, "seasonal": {"yearly"},
	"user": {"pinner"}, "users": {"pinner"}, "advertiser": {"campaign"}, "bid": {"bidding"}, "floor": {"reserve"}, "ctr": {"click"}, "cvr": {"conversion"}, "cpm": {"1,000"},
	"frequency": {"cap"}, "format": {"format", "targeting"}, "csv": {"file"}, "traffic": {"sessions", "rhythm"}, "spend": {"budget"}, "churn": {"leaves", "departures"},
}

// documented is a thing that can be explained: its name and what is said of it.
type documented struct{ name, kind, doc string }

// everything lists all that can be explained.
func everything() (all []documented) {
	for _, k := range Keys() {
		all = append(all, documented{k.Path, "", k.Doc})
	}
	for _, m := range results.Metrics() {
		all = append(all, documented{m.Name, "metric", m.Doc + " " + m.Formula})
	}
	for _, c := range catalogs() {
		for _, name := range c.Names() {
			all = append(all, documented{name, c.Kind(), c.Doc(name)})
		}
	}
	for _, list := range vocabulary() {
		for _, w := range list.words {
			all = append(all, documented{w.Name, list.kind, w.Doc})
		}
	}
	for code, doc := range schema.Codes {
		all = append(all, documented{code, "diagnostic", doc})
	}
	return all
}

// found is how many answers a search shows.
const found = 15

// Search lists what mentions a word, or all words of a phrase, in its name or documentation, names first; empty when nothing does.
func Search(phrase string) string {
	type hit struct {
		documented
		rank int
	}
	var hits []hit
	words := strings.FieldsFunc(strings.ToLower(phrase), func(r rune) bool { return r == ' ' || r == '_' || r == '.' })
	for _, d := range everything() {
		if rank := match(&d, words); rank > 0 {
			hits = append(hits, hit{d, rank})
		}
	}
	if len(hits) == 0 {
		return ""
	}
	slices.SortFunc(hits, func(a, b hit) int {
		if a.rank != b.rank {
			return b.rank - a.rank
		}
		return strings.Compare(a.name, b.name)
	})
	var b strings.Builder
	fmt.Fprintf(&b, "nothing is named `%s`; %d mention it:\n\n", phrase, len(hits))
	for _, h := range hits[:min(found, len(hits))] {
		kind := ""
		if h.kind != "" {
			kind = " (" + h.kind + ")"
		}
		fmt.Fprintf(&b, "%s%s\n  %s\n", h.name, kind, h.doc)
	}
	if len(hits) > found {
		fmt.Fprintf(&b, "\nand %d more; name two words to narrow it down\n", len(hits)-found)
	}
	return b.String()
}

// match ranks a documented thing: 0 when a word is nowhere in it, more where words are in its name, most where its name ends with them.
func match(d *documented, words []string) (rank int) {
	name, doc := strings.ToLower(d.name), strings.ToLower(d.doc)
	for _, word := range words {
		best := 0
		for k, w := range append([]string{word}, meant[word]...) {
			value := 0
			switch {
			case strings.HasSuffix(name, w):
				value = 6
			case strings.Contains(name, w):
				value = 4
			case strings.Contains(doc, w):
				value = 2
			}
			if value > 0 && k > 0 {
				value--
			}
			best = max(best, value)
		}
		if best == 0 {
			return 0
		}
		rank += best
	}
	return rank
}
