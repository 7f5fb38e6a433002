package neutral_test

import (
	"bytes"
	"testing"

	"marketsim/sim/units/neutral"
)

// Text that acts is written so that it is seen; all other text stays.
func TestScreen(t *testing.T) {
	for in, want := range map[string]string{
		"plain text, 12 %\n\tü 漢":             "plain text, 12 %\n\tü 漢",
		"\x1b]0;title\x07":                    `\x1b]0;title\a`,
		"\x1b[2J\r\b\x7f\u0085":               `\x1b[2J\r\b\x7f\u0085`,
		"a\u202eb\u2066c":                     `a\u202eb\u2066c`,
		"::error::gone\n":                     ": :error::gone\n",
		"  ::set-output name=x::y\nok":        "  : :set-output name=x::y\nok",
		"a::b":                                "a::b",
		"see ##[command]rm":                   "see ## [command]rm",
		"##vso[task.setvariable]x ## see [1]": "##vso [task.setvariable]x ## see [1]",
		"a\u2028::b\u2029c":                   `a\u2028::b\u2029c`,
		"\x1b[31mred\x1b[0m":                  `\x1b[31mred\x1b[0m`,
		"no text: \x9b2J\xff\nnext":           "no text: \\x9b2J\\xff\nnext",
	} {
		if got := neutral.Text(in); got != want {
			t.Errorf("%q is written as %q, want %q", in, got, want)
		}
	}
}

// A command that is cut into several writes is none either; our own colours pass where they are wanted, and only they.
func TestScreenAcrossWrites(t *testing.T) {
	var b bytes.Buffer
	s := &neutral.Screen{W: &b, Colors: true}
	for _, part := range []string{"x\n", ":", ":error::", "\n", "#", "#", "[x", "\x1b[31mred\x1b[0m", "\x1b[8mhidden"} {
		if n, err := s.Write([]byte(part)); n != len(part) || err != nil {
			t.Fatal(n, err)
		}
	}
	if got, want := b.String(), "x\n: :error::\n## [x\x1b[31mred\x1b[0m\\x1b[8mhidden"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
