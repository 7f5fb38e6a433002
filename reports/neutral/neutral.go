// Package neutral takes the power out of text that a scenario or a data file brought along, where it is written: escape sequences on a
// terminal, workflow commands in the log of a CI job, formulas in a spreadsheet.
package neutral

import (
	"bytes"
	"io"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Screen is a writer for a terminal or a log. Control characters other than line ends and tabs, and marks that reverse the direction
// of text, are written as escapes (\x1b). A line cannot begin with `::`, nor hold `##[`: GitHub and Azure take such lines for
// commands.
type Screen struct {
	W      io.Writer
	Colors bool // our own colours pass: blue, red and back

	mu     sync.Mutex
	middle bool // something other than blanks stands on the line
	last   [2]rune
}

var colors = regexp.MustCompile(`^\x1b\[(0|31|34)m`)

// Write writes text; what it counts as written is what it was given.
func (s *Screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]byte, 0, len(p)+8)
	for rest := p; len(rest) > 0; {
		if code := colors.Find(rest); s.Colors && code != nil {
			out, rest = append(out, code...), rest[len(code):]
			continue
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
	if r == ':' && s.last[1] == ':' && !s.middle || r == '[' && s.last == [2]rune{'#', '#'} {
		out = append(out, ' ')
	}
	s.last = [2]rune{s.last[1], r}
	switch {
	case r == '\n':
		s.middle = false
	case r != ':' && !unicode.IsSpace(r):
		s.middle = true
	}
	if hidden(r) {
		return append(out, strings.Trim(strconv.QuoteRuneToASCII(r), "'")...)
	}
	return append(out, raw...)
}

// hidden tells whether a character acts instead of being seen.
func hidden(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069: // embedding, override and isolation of direction
		return true
	}
	return unicode.IsControl(r)
}

// Cell is text for a cell of a CSV file: what a spreadsheet would take for a formula gets an apostrophe in front. Numbers stay.
func Cell(text string) string {
	if text == "" || !strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return text
	}
	if _, err := strconv.ParseFloat(text, 64); err == nil {
		return text
	}
	return "'" + text
}

// Row is Cell for all cells of a row; the row itself stays as it is.
func Row(row []string) []string {
	out := make([]string, len(row))
	for i, cell := range row {
		out[i] = Cell(cell)
	}
	return out
}

// Text is text as Screen writes it.
func Text(text string) string {
	var b bytes.Buffer
	(&Screen{W: &b}).Write([]byte(text)) // a buffer takes everything
	return b.String()
}
