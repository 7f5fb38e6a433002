package neutral_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"marketsim/sim/units/neutral"
)

// What a cell may not begin with gets an apostrophe, and reading takes it away again, whatever the text; plain text stays.
func TestCell(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "shops": "shops", "-0.5": "-0.5", "+1e3": "+1e3", "-Inf": "-Inf", "a=b": "a=b", "'quoted'": "'quoted'", "it's": "it's", "'": "'", ": a": ": a",
		"=1+1": "'=1+1", "＝1+1": "'＝1+1", "＋1": "'＋1", "－1": "'－1", "＠A1": "'＠A1", "１": "１", "@SUM(A1)": "'@SUM(A1)", "+cmd|' /C calc'!A0": "'+cmd|' /C calc'!A0", "-2+3": "'-2+3", "\t=1": "\t'=1", "\r1": "'\r1", "-": "'-",
		"'=1": "''=1", "''@x": "'''@x", "'-5": "'-5", "mugs;=cmd|' /C calc'!A0;x": "mugs;'=cmd|' /C calc'!A0;x", "a; @x": "a;' @x", "a|+x": "a|'+x", "a\n-x": "a\n'-x", "a;\"=1+1\"": "a;'\"=1+1\"", "a;'=1": "a;''=1", "-5;6;+7": "-5;6;+7", "a;b": "a;b", "=1;=2": "'=1;'=2",
		"\u00a0=1": "'\u00a0=1", "\u2003=1": "'\u2003=1", "\u3000＝1": "'\u3000＝1", " =1": "' =1", "\u00a05": "\u00a05", "::error::x": "'::error::x", " ::x": "' ::x", "'::x": "''::x",
	} {
		got := neutral.Cell(in)
		if got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
		if back := neutral.Plain(got); back != in {
			t.Errorf("%q becomes %q, which is read as %q", in, got, back)
		}
	}
}

// Every row of a CSV file goes through Cell.
func TestCSV(t *testing.T) {
	var b bytes.Buffer
	row := []string{"=1", "a,b", "-2"}
	if err := neutral.NewCSV(&b).WriteAll([][]string{row, {"x"}}); err != nil || b.String() != "'=1,\"a,b\",-2\nx\n" || row[0] != "=1" {
		t.Errorf("%q, %v, %v", b.String(), err, row)
	}
}

// In JSON nothing acts, Screen changes nothing of it, and it is read back as it was.
func TestJSON(t *testing.T) {
	in := map[string]string{"a\x7f": "\x1b[2J\u0085\u202e::x\n##[error]y##vso[z] <b>\xff"}
	data, err := neutral.JSON(in, " ", true)
	if err != nil {
		t.Fatal(err)
	}
	if want := `"\u001b[2J\u0085\u202e::x\n##\u005berror]y##vso\u005bz] \u003cb\u003e\ufffd"`; !strings.Contains(string(data), want) {
		t.Errorf("%s has not %s", data, want)
	}
	if got := neutral.Text(string(data)); got != string(data) {
		t.Errorf("Screen makes %s of it", got)
	}
	var out map[string]string
	if err := json.Unmarshal(data, &out); err != nil || out["a\x7f"] != strings.Replace(in["a\x7f"], "\xff", "\ufffd", 1) {
		t.Errorf("%q, %v", out, err)
	}
}

// A workflow command is one of one line, whatever its texts hold, and stands on a line of its own.
func TestCommand(t *testing.T) {
	var b bytes.Buffer
	s := &neutral.Screen{W: &b}
	if _, err := s.Write([]byte("half")); err != nil {
		t.Fatal(err)
	}
	for _, c := range []neutral.Command{{Level: "error", File: "a,b:\x1b.yaml", Line: 3, Column: 4, Title: "x::y,\nz", Text: "100%\n::stop\x07"}, {Level: "notice", Line: 3, Title: "t", Text: "u"}} {
		if err := s.Command(c); err != nil {
			t.Fatal(err)
		}
	}
	if want := "half\n::error file=a%2Cb%3A\\x1b.yaml,line=3,col=4,title=x%3A%3Ay%2C%0Az::100%25%0A: :stop\\a\n::notice title=t::u\n"; b.String() != want {
		t.Errorf("%q, want %q", b.String(), want)
	}
}

// A name is one line of what is seen.
func TestUnseen(t *testing.T) {
	for name, want := range map[string]string{"ü 漢 ::x": "", "a\nb": "U+000A", "a\tb": "U+0009", "\x1b": "U+001B", "x\x9by": "byte 0x9b", "\u202e": "U+202E", "\ufffd": "",
		"a\u200b": "U+200B", "a\u00adb": "U+00AD", "a\ufeff": "U+FEFF", "a\u200db": "", "a\u200cb": "", "a\u061c": "U+061C", "a\u2061": "U+2061", "\u180ea": "U+180E", "a\U000e0041": "U+E0041", "a\u3164": "U+3164",
		"\u115f": "U+115F", "a\u034f": "U+034F", "❤\ufe0f": "", "ads\ufe00": "U+FE00", "ads\ufe0f": "U+FE0F", "ads\U000e0100": "U+E0100", "ads\u180b": "U+180B", "\ufe0f": "U+FE0F", "\ufe0e": "U+FE0E", "❤\ufe0f\ufe0f": "U+FE0F",
		"葛\U000e0100": "", "\u182d\u180b": "", "\u182d\u180b\u180b": "U+180B", "a\u2800": "U+2800", "\u2800": "U+2800", "ads ": "U+0020", "ads\u00a0": "U+00A0", "ads\u3000": "U+3000", " ": "", "a b": ""} {
		if got := neutral.Unseen(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}
