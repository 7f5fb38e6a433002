package scenarios

import (
	"cmp"
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
type documented struct{ name, kind, doc, also string }

// everything lists all that can be explained.
func everything() (all []documented) {
	for _, k := range Keys() {
		all = append(all, documented{k.Path, "", k.Doc, called(k.Path)})
	}
	for _, m := range results.Metrics() {
		all = append(all, documented{m.Name, "metric", m.Doc + " " + m.Formula, called(m.Name) + " " + m.Plain})
	}
	for _, c := range catalogs() {
		for _, name := range c.Names() {
			all = append(all, documented{name, c.Kind(), c.Doc(name), ""})
		}
	}
	for _, list := range vocabulary() {
		for _, w := range list.words {
			all = append(all, documented{w.Name, list.kind, w.Doc, ""})
		}
	}
	for code, doc := range schema.Codes {
		all = append(all, documented{code, "diagnostic", doc, ""})
	}
	return all
}

// found is how many answers a search shows.
const found = 15

// hit is an answer of a search.
type hit struct {
	documented
	rank int
}

// search finds what mentions all words of a phrase, the best answers first: those with the words in their names, and of these the
// ones that stand highest in a scenario.
func search(phrase string) (hits []hit) {
	words := asked(phrase)
	if len(words) == 0 {
		return nil
	}
	for _, d := range everything() {
		if rank := match(&d, words); rank > 0 {
			hits = append(hits, hit{d, rank})
		}
	}
	slices.SortFunc(hits, func(a, b hit) int {
		return cmp.Or(b.rank-a.rank, strings.Count(a.name, ".")-strings.Count(b.name, "."), strings.Compare(a.name, b.name))
	})
	return hits
}

// fillers are words of questions that say nothing of what is asked.
const fillers = " a an the of for on in to by per with at is are do does can how what where which i my me we our set change "

// asked are the words of a phrase that say what is looked for; all of them where none does.
func asked(phrase string) []string {
	all := strings.FieldsFunc(strings.ToLower(phrase), func(r rune) bool { return strings.ContainsRune(" _.-/?", r) })
	said := slices.DeleteFunc(slices.Clone(all), func(w string) bool { return strings.Contains(fillers, " "+w+" ") })
	if len(said) == 0 {
		return all
	}
	return said
}

// Search lists what mentions a word, or all words of a phrase, in its name or documentation, names first; empty when nothing does.
func Search(phrase string) string {
	hits := search(phrase)
	if len(hits) == 0 {
		return ""
	}
	var b strings.Builder
	mention := "mention"
	if len(hits) == 1 {
		mention = "mentions"
	}
	fmt.Fprintf(&b, "nothing is named `%s`; %d %s it:\n\n", phrase, len(hits), mention)
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

// others is how many further answers stand below what is named after a word.
const others = 8

// alsoIn lists what else has a word in its name, below what is named after it and what was shown.
func alsoIn(word string, shown ...string) string {
	if strings.Contains(word, ".") {
		return ""
	}
	var b strings.Builder
	left := others
	for _, h := range search(word) {
		named := h.name == word || strings.HasSuffix(h.name, "."+word) || slices.Contains(shown, h.name)
		if h.rank < inName || named || left == 0 {
			continue
		}
		left--
		fmt.Fprintf(&b, "  %s\n    %s\n", h.name, h.doc)
	}
	if b.Len() == 0 {
		return ""
	}
	return "also in:\n" + b.String() + "\n"
}

// inName is the least rank of an answer that has a word, or what it stands for, in its name.
const inName = 3

// match ranks a documented thing: 0 when a word is nowhere in it, more where words are in its name, most where its name ends with them.
func match(d *documented, words []string) (rank int) {
	name, doc := strings.ToLower(d.name), strings.ToLower(d.doc)
	for _, word := range words {
		best := 0
		for k, w := range append([]string{word}, meant[word]...) {
			value := 0
			switch {
			case strings.HasSuffix(name, w), strings.HasSuffix(name, w+"s"):
				value = 6
			case k == 0 && strings.Contains(" "+d.also, " "+w):
				value = 5
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
