package docs

import (
	"slices"
	"strings"
	"testing"
)

// TestPassagesArePlain: passages are read on a screen, where marks and links of Markdown say nothing.
func TestPassagesArePlain(t *testing.T) {
	for _, p := range passages() {
		if strings.Contains(p.Text, "](") || strings.Contains(p.Heading, "](") {
			t.Errorf("%s, %s: %s", p.Page, p.Heading, p.Text)
		}
	}
	if got := unmarked("- see [the page](../a/b.md#c) of `x`, **all** of *it*"); got != "see the page of x, all of it" {
		t.Errorf("%q", got)
	}
}

// TestFindOrder: of passages that have the words alike the short ones stand first, and one of each heading.
func TestFindOrder(t *testing.T) {
	found := Find("reserve segment", 50)
	rank := func(p Passage) (n int) {
		for _, w := range []string{"reserve", "segment"} {
			if n++; among(p.heading, w) {
				n++
			}
		}
		return n
	}
	if !slices.IsSortedFunc(found, func(a, b Passage) int {
		if rank(a) != rank(b) {
			return rank(b) - rank(a)
		}
		return len(a.Text) - len(b.Text)
	}) || len(found) < 3 {
		t.Errorf("%d passages, not in order: %v", len(found), found)
	}
}

// TestAroundAWord: the part that is shown begins before the word, not before a letter within another.
func TestAroundAWord(t *testing.T) {
	p := Passage{Text: strings.Repeat("banana ", 100) + "an end"}
	if got := p.Around("an"); !strings.HasPrefix(got, "... banana") || !strings.HasSuffix(got, "an end") {
		t.Errorf("%q", got)
	}
}
