// Package docs holds the documentation as files of the program, and finds passages in it.
package docs

import (
	"cmp"
	"embed"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed *.md
var pages embed.FS

// listed are pages that repeat what the program explains from its own declarations, or list measurements: nobody's question is answered there.
var listed = []string{"language.md", "data-dictionary.md", "faults.md", "defaults.md", "theory.md", "theory-lag.md"}

// Passage is a paragraph, an item of a list or a row of a table.
type Passage struct {
	Page, Heading string // docs/data.md; the heading above it
	Text          string // without markup
	heading, text []string
}

// passages lists all passages of all pages.
var passages = sync.OnceValue(func() (all []Passage) {
	files, err := pages.ReadDir(".")
	if err != nil {
		panic(err) // an embedded folder
	}
	for _, f := range files {
		if slices.Contains(listed, f.Name()) {
			continue
		}
		text, err := pages.ReadFile(f.Name())
		if err != nil {
			panic(err)
		}
		all = append(all, cut("docs/"+f.Name(), string(text))...)
	}
	return all
})

// cut parts a page into passages; blocks of code are left out.
func cut(page, text string) (all []Passage) {
	heading, code, lines := "", false, []string(nil)
	flush := func() {
		if plain := unmarked(strings.Join(lines, " ")); plain != "" {
			all = append(all, Passage{Page: page, Heading: heading, Text: plain, heading: words(heading), text: words(plain)})
		}
		lines = nil
	}
	for _, line := range strings.Split(text, "\n") {
		trimmed := strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(trimmed, "```"):
			flush()
			code = !code
		case code, strings.HasPrefix(line, "    "), strings.HasPrefix(trimmed, "!["), strings.HasPrefix(trimmed, "|--"):
		case strings.HasPrefix(line, "#"):
			flush()
			heading = unmarked(strings.TrimLeft(line, "# "))
		case trimmed == "":
			flush()
		case strings.HasPrefix(trimmed, "- "), strings.HasPrefix(trimmed, "|"):
			flush()
			lines = append(lines, trimmed)
		default:
			lines = append(lines, trimmed)
		}
	}
	flush()
	return all
}

// unmarked is a text without Markdown's marks; cells of a row are parted by colons.
func unmarked(text string) string {
	text = strings.TrimPrefix(text, "- ")
	if row, ok := strings.CutPrefix(text, "|"); ok {
		text = strings.Join(strings.Fields(strings.ReplaceAll(strings.TrimSuffix(row, "|"), " | ", ": ")), " ")
	}
	text = slanted.ReplaceAllString(linked.ReplaceAllString(text, "$1"), "$1$2")
	return strings.TrimSpace(strings.NewReplacer("**", "", "`", "").Replace(text))
}

// linked is a text with the place that it leads to.
var linked = regexp.MustCompile(`\[([^\]]+)\]\([^)\s]+\)`)

// slanted is a word or a few between single asterisks.
var slanted = regexp.MustCompile("(^|[ (])\\*([A-Za-z][^*`]*)\\*")

// words are the words of a text in small letters.
func words(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// singular is a word without the s of its plural; a double s is none.
func singular(word string) string {
	if strings.HasSuffix(word, "ss") {
		return word
	}
	return strings.TrimSuffix(word, "s")
}

// among tells whether a list has a word, in the singular or plural; words of four letters or more also begin longer ones.
func among(list []string, word string) bool {
	stem := singular(word)
	return slices.ContainsFunc(list, func(w string) bool {
		return w == word || singular(w) == stem || len(stem) >= 4 && strings.HasPrefix(w, stem)
	})
}

// Find lists up to n passages that have all words of a phrase, those with the words in their heading first, then the short ones; one of
// each heading.
func Find(phrase string, n int) (found []Passage) {
	asked := words(phrase)
	if len(asked) == 0 {
		return nil
	}
	type ranked struct {
		Passage
		rank int
	}
	var hits []ranked
	for _, p := range passages() {
		rank := 0
		for _, w := range asked {
			switch {
			case among(p.heading, w):
				rank += 2
			case among(p.text, w):
				rank++
			default:
				rank = -2 * len(asked)
			}
		}
		if rank > 0 {
			hits = append(hits, ranked{p, rank})
		}
	}
	slices.SortStableFunc(hits, func(a, b ranked) int { return cmp.Or(b.rank-a.rank, len(a.Text)-len(b.Text)) })
	for _, h := range hits {
		same := func(p Passage) bool { return p.Page == h.Page && p.Heading == h.Heading }
		if len(found) < n && !slices.ContainsFunc(found, same) {
			found = append(found, h.Passage)
		}
	}
	return found
}

// mostLetters is how long the part of a passage is that is shown.
const mostLetters = 240

// Around is the part of a passage around the first word of a phrase.
func (p *Passage) Around(phrase string) string {
	letters := []rune(p.Text)
	if len(letters) <= mostLetters {
		return p.Text
	}
	from := 0
	for _, w := range words(phrase) {
		if at := begun(strings.ToLower(p.Text), singular(w)); at >= 0 {
			from = max(0, at-mostLetters/3)
			break
		}
	}
	for from > 0 && letters[from-1] != ' ' {
		from--
	}
	to := min(len(letters), from+mostLetters)
	for to < len(letters) && letters[to] != ' ' {
		to++
	}
	text := string(letters[from:to])
	if from > 0 {
		text = "... " + text
	}
	if to < len(letters) {
		text += " ..."
	}
	return text
}

// begun is after how many characters of a text a word begins; -1 where none begins so.
func begun(text, word string) int {
	within := false
	for at, characters := 0, 0; at < len(text); characters++ {
		if !within && strings.HasPrefix(text[at:], word) {
			return characters
		}
		r, n := utf8.DecodeRuneInString(text[at:])
		within = unicode.IsLetter(r) || unicode.IsDigit(r)
		at += n
	}
	return -1
}
