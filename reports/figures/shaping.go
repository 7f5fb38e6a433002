package figures

import (
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/bidi"
	"golang.org/x/text/unicode/norm"
)

// visual puts a text into the order in which its characters stand from left to right, with Arabic letters in their joined forms: what is
// drawn letter by letter needs both. Lines run from left to right, and names in them stand apart from the numbers beside them.
func visual(s string) string {
	if !strings.ContainsFunc(s, rightToLeft) {
		return s
	}
	var b strings.Builder
	rest := []rune(joined(s))
	for len(rest) > 0 {
		n := 0 // runes of a piece from right to left
		for i, r := range rest {
			if rightToLeft(r) {
				n = i + 1
			} else if !unicode.Is(unicode.Mn, r) && !strings.ContainsRune(" _-", r) {
				break
			}
			if n == 0 {
				break
			}
		}
		piece := string(rest[:max(1, n)])
		if n > 0 {
			piece = bidi.ReverseString(piece)
		}
		b.WriteString(piece)
		rest = rest[max(1, n):]
	}
	return b.String()
}

func rightToLeft(r rune) bool {
	p, _ := bidi.LookupRune(r)
	return p.Class() == bidi.R || p.Class() == bidi.AL
}

// arabic are the presentation forms of Arabic letters, and of lam with alef: isolated, final, and of letters that join to both sides initial and
// medial, as Unicode lists them.
var arabic = sync.OnceValue(func() map[string][]rune {
	forms := map[string][]rune{}
	for _, block := range [][2]rune{{0xFB50, 0xFBB1}, {0xFBFC, 0xFBFF}, {0xFE80, 0xFEFC}} {
		for r := block[0]; r <= block[1]; r++ {
			letter := norm.NFKC.String(string(r))
			forms[letter] = append(forms[letter], r)
		}
	}
	return forms
})

// joined replaces Arabic letters by the forms that they have between their neighbours.
func joined(s string) string {
	rs := []rune(s)
	var b strings.Builder
	for i := 0; i < len(rs); i++ {
		letter := string(rs[i])
		if i+1 < len(rs) {
			if pair := string(rs[i : i+2]); arabic()[pair] != nil {
				letter = pair
			}
		}
		forms := arabic()[letter]
		at := 0
		if joins(rs, i, -1) {
			at = 1
		}
		if i += len([]rune(letter)) - 1; len(forms) == 4 && joins(rs, i, 1) {
			at += 2
		}
		if at < len(forms) && faces.of(forms[at]) != "" {
			letter = string(forms[at])
		}
		b.WriteString(letter)
	}
	return b.String()
}

// joins tells whether a letter is joined to its neighbour on one side: both have forms for that. Marks between them do not count.
func joins(rs []rune, i, step int) bool {
	for i += step; i >= 0 && i < len(rs); i += step {
		if unicode.Is(unicode.Mn, rs[i]) {
			continue
		}
		n := len(arabic()[string(rs[i])])
		return rs[i] == 'ـ' || step < 0 && n == 4 || step > 0 && n >= 2
	}
	return false
}
