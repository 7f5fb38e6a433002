package schema

import (
	"fmt"
	"strings"
)

// Nearest is the word of a list that a mistyped one most likely meant, or "" when none is near: the optimal string alignment
// distance (insertions, deletions, substitutions, swaps of neighbours) may be at most a third of the word.
func Nearest(word string, among []string) string {
	best, least := "", max(1, (len(word)+1)/3)+1
	for _, w := range among {
		if d := distance(strings.ToLower(word), strings.ToLower(w)); d < least {
			best, least = w, d
		}
	}
	if best == "" {
		return sharedStart(word, among)
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

// Suggest is the help for a name that is none of those allowed.
func Suggest(word string, among []string) string {
	if near := Nearest(word, among); near != "" {
		return fmt.Sprintf("did you mean `%s`?", near)
	}
	if len(among) == 0 {
		return "there is none to name"
	}
	if len(among) > 24 {
		return fmt.Sprintf("%d names are allowed, `marketsim explain` lists them", len(among))
	}
	return "one of: " + strings.Join(among, ", ")
}
