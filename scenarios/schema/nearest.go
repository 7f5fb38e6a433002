package schema

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// Nearest is the word of a list that a mistyped one most likely meant, or "" when none is near: the optimal string alignment
// distance (insertions, deletions, substitutions, swaps of neighbours) may be at most a third of the word.
func Nearest(word string, among []string) string {
	if near := allNearest(word, among); len(near) > 0 {
		return near[0]
	}
	return sharedStart(word, among)
}

// allNearest are the words that differ least from a mistyped one, those that begin with its first letter first.
func allNearest(word string, among []string) (near []string) {
	least := max(1, (len(word)+1)/3)
	for _, w := range among {
		d := distance(strings.ToLower(word), strings.ToLower(w))
		if d < least {
			near, least = nil, d
		}
		if d == least && !slices.Contains(near, w) {
			near = append(near, w)
		}
	}
	slices.SortStableFunc(near, func(a, b string) int { return cmp.Compare(begins(b, word), begins(a, word)) })
	return near
}

// begins is 1 where two words begin with the same letter, else 0.
func begins(a, b string) int {
	if a != "" && b != "" && strings.EqualFold(a[:1], b[:1]) {
		return 1
	}
	return 0
}

// Close is the word of a list that differs least from a mistyped one, or "" when none is near: a quarter of the letters may differ,
// and one of a short word.
func Close(word string, among []string) string {
	best, least := "", max(1, len(word)/4)+1
	for _, w := range among {
		if d := distance(strings.ToLower(word), strings.ToLower(w)); d < least && len(w) >= 3 {
			best, least = w, d
		}
	}
	return best
}

// sharedStart is the word that begins with the same five letters or more, such as reserve for reserve_price.
func sharedStart(word string, among []string) string {
	best, most := "", 4
	for _, w := range among {
		n := 0
		for n < len(w) && n < len(word) && w[n] == word[n] {
			n++
		}
		if n > most {
			best, most = w, n
		}
	}
	return best
}

func distance(a, b string) int {
	if len(a) > 64 || len(b) > 64 {
		return 64
	}
	var rows [3][66]int
	before, above, row := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		above[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(above[j]+1, row[j-1]+1, above[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, above, row = above, row, before
	}
	return above[len(b)]
}

// likely is how many names a help lists out of many.
const likely = 6

// Likely lists the n names that a word most likely meant, the likeliest first: those that share most of its parts between dots and
// underscores, and among these the ones that differ least.
func Likely(word string, among []string, n int) []string {
	type ranked struct {
		name           string
		parts, differs int
	}
	var all []ranked
	parts := strings.FieldsFunc(strings.ToLower(word), notLetter)
	for _, name := range slices.Compact(slices.Sorted(slices.Values(among))) {
		lower := strings.ToLower(name)
		r := ranked{name: name, differs: distance(lower, strings.ToLower(word))}
		for _, p := range parts {
			if strings.Contains(lower, p) {
				r.parts += len(p)
			}
		}
		all = append(all, r)
	}
	slices.SortStableFunc(all, func(a, b ranked) int { return cmp.Or(cmp.Compare(b.parts, a.parts), cmp.Compare(a.differs, b.differs)) })
	var names []string
	for _, r := range all[:min(n, len(all))] {
		names = append(names, r.name)
	}
	return names
}

// mostNear is how many names a help asks about.
const mostNear = 3

func notLetter(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// Suggest is the help for a name that is none of those allowed.
func Suggest(word string, among []string) string {
	if near := allNearest(word, among); len(near) > 1 && len(near) <= mostNear {
		return fmt.Sprintf("did you mean `%s` or `%s`?", strings.Join(near[:len(near)-1], "`, `"), near[len(near)-1])
	}
	if near := Nearest(word, among); near != "" {
		return fmt.Sprintf("did you mean `%s`?", near)
	}
	if len(among) == 0 {
		return "there is none to name"
	}
	if len(among) > 24 {
		return fmt.Sprintf("the likeliest of %d names: %s; `marketsim explain` finds others", len(among), strings.Join(Likely(word, among, likely), ", "))
	}
	return "one of: " + strings.Join(among, ", ")
}
