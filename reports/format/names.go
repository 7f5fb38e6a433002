package format

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clip shortens a name in the middle, where names differ least: reserve_of_the_long_name -> reserv…g_name.
func Clip(name string, width int) string {
	return cut([]rune(name), width, (width-1)/2)
}

// cut keeps so many characters of the end of a name that is too long, and what fits of its beginning.
func cut(r []rune, width, end int) string {
	if len(r) <= width || width < 2 {
		return string(r[:min(len(r), max(width, 1))])
	}
	return string(r[:width-1-end]) + "…" + string(r[len(r)-end:])
}

// Names shortens several names so that no two that differ look the same: the middle is left out where that tells them apart, else more or less of the end is
// kept, or what all long names begin with is left out. What still looks the same is numbered, in alphabetical order, so that a name has one number wherever it stands in a list.
func Names(names []string, width int) []string {
	out := make([]string, len(names))
	for _, end := range []int{(width - 1) / 2, width - 2, width / 4, 0} {
		for i, n := range names {
			out[i] = cut([]rune(n), width, max(0, end))
		}
		if apart(names, out) {
			return out
		}
	}
	first := sharedBeginning(names, width)
	for i, n := range names {
		out[i] = cut([]rune(n), width, max(0, (width-1)/2))
		if r := []rune(n); first > 1 && len(r) > width {
			out[i] = cut([]rune("…"+string(r[first:])), width, max(0, (width-2)/2))
		}
	}
	if apart(names, out) {
		return out
	}
	return numbered(names, width)
}

// sharedBeginning is how many characters all names that are too long begin with.
func sharedBeginning(names []string, width int) int {
	var shared []rune
	for _, n := range names {
		r := []rune(n)
		if len(r) <= width {
			continue
		}
		if shared == nil {
			shared = r
		}
		same := 0
		for same < min(len(shared), len(r)) && shared[same] == r[same] {
			same++
		}
		shared = shared[:same]
	}
	return len(shared)
}

// numbered numbers names that are too long, by their places among all of them in alphabetical order.
func numbered(names []string, width int) []string {
	sorted := slices.Clone(names)
	slices.Sort(sorted)
	sorted = slices.Compact(sorted)
	out := make([]string, len(names))
	for i, n := range names {
		if r := []rune(n); len(r) > width || width < 2 {
			number := fmt.Sprint(slices.Index(sorted, n) + 1)
			n = cut(r, max(2, width-len(number)-1), max(0, (width-len(number)-2)/2)) + "#" + number
		}
		out[i] = n
	}
	return out
}

// apart tells whether names that differ are shown differently.
func apart(names, shown []string) bool {
	seen := map[string]string{}
	for i, s := range shown {
		if other, ok := seen[s]; ok && other != names[i] {
			return false
		}
		seen[s] = names[i]
	}
	return true
}

// And lists words in a sentence: a, b and c.
func And(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

// Capital is a text with a capital letter in front.
func Capital(text string) string {
	r, n := utf8.DecodeRuneInString(text)
	if n == 0 {
		return ""
	}
	return string(unicode.ToUpper(r)) + text[n:]
}
