// Package neutral takes the power out of text that a scenario, a data file or a run's folder brought along, where it is written: escape sequences
// on a terminal, workflow commands in the log of a CI job, formulas in a spreadsheet. All that verbs write goes through one of its writers:
// Screen for text, JSON, CSV, and Command for workflow commands that are meant. It also tells which characters names may not hold.
package neutral

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Screen is a writer for a terminal or a log, and for files that are text. Control characters other than line ends and tabs, bytes that are no
// UTF-8, and marks that break lines or reverse the direction of text are written as escapes (\x1b). A line cannot begin with `::`, nor hold `##[`
// or `##vso[`: GitHub and Azure take such lines for commands.
type Screen struct {
	W      io.Writer
	Colors bool // our own colours pass: blue, red and back

	mu     sync.Mutex
	middle bool // something other than blanks stands on the line
	colon  bool // the last character is a colon
	marks  int  // 1, 2: as many # stand before, and after two perhaps letters
}

var colors = regexp.MustCompile(`^\x1b\[(0|31|34)m`)

// Write writes text; what it counts as written is what it was given.
func (s *Screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]byte, 0, len(p)+8)
	for rest := p; len(rest) > 0; {
		if s.Colors && rest[0] == '\x1b' {
			if code := colors.Find(rest); code != nil {
				out, rest = append(out, code...), rest[len(code):]
				continue
			}
		}
		r, n := utf8.DecodeRune(rest)
		out = s.rune(out, r, rest[:n])
		rest = rest[n:]
	}
	if _, err := s.W.Write(out); err != nil {
		return 0, err
	}
	return len(p), nil
}

// rune appends a character in its harmless form.
func (s *Screen) rune(out []byte, r rune, raw []byte) []byte {
	if r == ':' && s.colon && !s.middle || r == '[' && s.marks == 2 {
		out = append(out, ' ')
	}
	s.follow(r)
	switch {
	case r == utf8.RuneError && len(raw) == 1:
		return fmt.Appendf(out, "\\x%02x", raw[0])
	case Acts(r):
		return append(out, strings.Trim(strconv.QuoteRuneToASCII(r), "'")...)
	}
	return append(out, raw...)
}

// follow notes what a command of a CI system would have to begin with.
func (s *Screen) follow(r rune) {
	s.colon = r == ':'
	switch {
	case r == '#':
		s.marks = min(s.marks+1, 2)
	case s.marks < 2 || !unicode.IsLetter(r):
		s.marks = 0
	}
	switch {
	case r == '\n':
		s.middle = false
	case r != ':' && !unicode.IsSpace(r):
		s.middle = true
	}
}

// Acts tells whether a character acts instead of being seen: controls but for line ends and tabs, breaks of lines and paragraphs, and marks of
// direction.
func Acts(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case r >= 0x2028 && r <= 0x202e, r >= 0x2066 && r <= 0x2069: // breaks, embedding, override and isolation of direction
		return true
	}
	return unicode.IsControl(r)
}

// Widthless tells whether a character takes no room or is drawn as nothing, such as the soft hyphen, the space of no width, marks of direction, the byte order
// mark and the fillers of Hangul.
func Widthless(r rune) bool {
	return unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point)
}

// joiners take no room but shape the letters and signs beside them, so that names may hold them; others make two names which differ in one look the same.
const joiners = "\u200c\u200d"

// shaping tells whether a character shapes the one before it so that the two look other than that one alone: the forms of an emoji, of an ideograph and
// of a Mongolian letter. Behind anything else such a character is not seen.
func shaping(r, before rune) bool {
	switch {
	case r == 0xfe0e || r == 0xfe0f:
		return unicode.IsSymbol(before) || strings.ContainsRune("‼⁉ℹ〰", before)
	case r >= 0xe0100 && r <= 0xe01ef:
		return unicode.Is(unicode.Han, before)
	case r >= 0x180b && r <= 0x180d, r == 0x180f:
		return unicode.Is(unicode.Mongolian, before) && !unicode.Is(unicode.Variation_Selector, before)
	}
	return false
}

// blank tells whether a character is a space, or the empty cell of Braille, which looks like one.
func blank(r rune) bool { return unicode.IsSpace(r) || r == 0x2800 }

// Unseen is the first character of a name that acts instead of being seen or takes no room, as it is written in a message; empty where there is
// none. Names are of one line, and have no tabs.
func Unseen(name string) string {
	var before rune
	for i, r := range name {
		_, n := utf8.DecodeRuneInString(name[i:])
		last := i+n == len(name)
		switch {
		case r == utf8.RuneError && n == 1:
			return fmt.Sprintf("byte 0x%02x", name[i])
		case r == '\n' || r == '\t' || Acts(r) || r == 0x2800 || blank(r) && last && i > 0:
			return fmt.Sprintf("%U", r)
		case (Widthless(r) || unicode.Is(unicode.Variation_Selector, r)) && !strings.ContainsRune(joiners, r) && !shaping(r, before):
			return fmt.Sprintf("%U", r)
		}
		before = r
	}
	return ""
}

// Text is text as Screen writes it.
func Text(text string) string {
	var b bytes.Buffer
	(&Screen{W: &b}).Write([]byte(text)) // a buffer takes everything
	return b.String()
}

// Line is text for a line of the screen that ends nowhere within it: names of files may hold tabs and line breaks, and show them as \t and \n.
func Line(text string) string {
	return strings.NewReplacer("\t", `\t`, "\n", `\n`, "\r", `\r`).Replace(text)
}

// Write writes a whole text as Screen writes it.
func Write(w io.Writer, text string) error {
	_, err := io.WriteString(w, Text(text))
	return err
}
