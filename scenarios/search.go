package scenarios

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

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
const fillers = " a an the of for on in to by per with at is are do does can how what where which i my me we our set change only just have has want need make its from "

// asked are the words of a phrase that say what is looked for; all of them where none does. A letter within a word, as in n/a, is no filler.
func asked(phrase string) []string {
	parts := func(w string) []string {
		return strings.FieldsFunc(w, func(r rune) bool { return strings.ContainsRune(".-/?", r) })
	}
	var all, said []string
	for _, w := range strings.Fields(strings.ReplaceAll(strings.ToLower(phrase), "_", " ")) {
		all = append(all, parts(w)...)
		if !strings.Contains(fillers, " "+strings.TrimRight(w, "?.")+" ") {
			said = append(said, parts(w)...)
		}
	}
	if len(said) == 0 {
		return all
	}
	return said
}

// Asked is a phrase without the words of questions that say nothing of what is asked.
func Asked(phrase string) string { return strings.Join(asked(phrase), " ") }

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
			case has(name, w) && (strings.HasSuffix(name, w) || strings.HasSuffix(name, w+"s")):
				value = 6
			case k == 0 && has(d.also, w) && strings.Contains(" "+d.also, " "+w):
				value = 5
			case has(name, w):
				value = 4
			case has(doc, w):
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

// shortWord is how many letters a word has at most that is not looked for within others: bot is not in both.
const shortWord = 3

// has tells whether a text has a word or its plural, as part of another one too where it is not short.
func has(text, word string) bool {
	if len(word) > shortWord {
		return strings.Contains(text, word)
	}
	letter := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	return slices.ContainsFunc(strings.FieldsFunc(text, func(r rune) bool { return !letter(r) }), func(w string) bool { return w == word || w == word+"s" })
}
