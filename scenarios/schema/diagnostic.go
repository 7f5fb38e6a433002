package schema

import (
	"fmt"
	"io"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"marketsim/sim/units/neutral"
)

// Severity tells whether a diagnostic stops a run.
type Severity string

// Severities.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
)

// Diagnostic is one remark about a scenario: where, what, and what to do.
type Diagnostic struct {
	File     string   `json:"file"`
	Line     int      `json:"line"`   // from 1; 0 when the remark has no place in the file
	Column   int      `json:"column"` // from 1
	Width    int      `json:"width"`  // characters under the caret
	Severity Severity `json:"severity"`
	Code     string   `json:"code"`
	Message  string   `json:"message"`
	Help     string   `json:"help,omitempty"`
	Source   string   `json:"source,omitempty"` // the line itself, or what stands around the place in a very long one

	cut int // characters of the line before Source
}

// Diagnostics is a list of remarks.
type Diagnostics []Diagnostic

// Codes documents every code in one sentence.
var Codes = map[string]string{
	"E100": "The file is not a readable YAML map.",
	"E101": "A key is unknown at its place.",
	"E102": "A required key is missing.",
	"E103": "A value has the wrong shape: a list, map or scalar where another is expected.",
	"E104": "A number or its unit cannot be read.",
	"E105": "A number lies outside of its range.",
	"E106": "A name is none of those allowed at its place.",
	"E107": "A key or name appears twice.",
	"E108": "The parameters of one part contradict each other.",
	"E109": "A ranking formula cannot be read.",
	"E201": "Shares do not add up to 100%.",
	"E202": "A name refers to a segment, surface, topic, group, arm or metric that does not exist.",
	"E203": "An ad slot lies beyond the page, or slots and examination do not match.",
	"E204": "An arm changes something that all arms share, or changes nothing.",
	"E205": "Times contradict each other.",
	"E206": "A data file is missing or malformed.",
	"E207": "Settings contradict each other.",
	"E208": "Something is asked of the results that this market never has.",
	"W302": "A target that the market rules out.",
	"W301": "A setting is allowed but probably not meant.",
}

// HasErrors tells whether any remark is an error.
func (ds Diagnostics) HasErrors() bool { return ds.count(Error) > 0 }

func (ds Diagnostics) count(s Severity) int {
	n := 0
	for _, d := range ds {
		if d.Severity == s {
			n++
		}
	}
	return n
}

// First is the first error, or where there is none the first remark; ds is not empty.
func (ds Diagnostics) First() Diagnostic {
	for _, d := range ds {
		if d.Severity == Error {
			return d
		}
	}
	return ds[0]
}

// Causes are the errors, what is missing last: a key with a wrong name is missing under its own.
func (ds Diagnostics) Causes() (out Diagnostics) {
	for _, missing := range []bool{false, true} {
		for _, d := range ds {
			if d.Severity == Error && (d.Code == "E102") == missing {
				out = append(out, d)
			}
		}
	}
	return out
}

// Briefly are the first errors, a line each with place and remedy, for reports that have no room for all.
func (ds Diagnostics) Briefly() (lines []string) {
	const most = 3
	for _, d := range ds.Causes() {
		if len(lines) == most {
			return append(lines, fmt.Sprintf("%d more", ds.count(Error)-most))
		}
		place := d.File
		if d.Line > 0 {
			place = fmt.Sprintf("%s:%d:%d", d.File, d.Line, d.Column)
		}
		lines = append(lines, fmt.Sprintf("%s: %s[%s]: %s%s", place, d.Severity, d.Code, d.Message, help(d.Help)))
	}
	return lines
}

// Sort puts remarks in line order.
func (ds Diagnostics) Sort() {
	sort.SliceStable(ds, func(i, j int) bool {
		a, b := ds[i], ds[j]
		if a.File != b.File {
			return a.File < b.File
		}
		if a.Line != b.Line {
			return a.Line < b.Line
		}
		return a.Column < b.Column
	})
}

// Commands are the remarks as annotations for GitHub.
func (ds Diagnostics) Commands() (out []neutral.Command) {
	for _, d := range ds {
		out = append(out, neutral.Command{Level: string(d.Severity), File: d.File, Line: max(d.Line, 1), Column: max(d.Column, 1), Title: d.Code, Text: d.Message + help(d.Help)})
	}
	return out
}

// Write prints the remarks as text with carets or as JSON (formats text, json).
func (ds Diagnostics) Write(w io.Writer, format string) error {
	switch format {
	case "json":
		if ds == nil {
			ds = Diagnostics{}
		}
		data, err := neutral.JSON(ds, "  ", false)
		if err != nil {
			return err
		}
		_, err = w.Write(data)
		return err
	}
	for _, d := range ds {
		if _, err := io.WriteString(w, d.Text()); err != nil {
			return err
		}
	}
	return nil
}

func help(h string) string {
	if h == "" {
		return ""
	}
	return " (" + h + ")"
}

// longLine is how much of a line is shown, around the caret.
const longLine = 160

// Text is the remark with its source line and a caret.
func (d Diagnostic) Text() string {
	var b strings.Builder
	place := d.File
	if d.Line > 0 {
		place = fmt.Sprintf("%s:%d:%d", d.File, d.Line, d.Column)
	}
	b.WriteString(neutral.Line(fmt.Sprintf("%s: %s[%s]: %s", place, d.Severity, d.Code, d.Message)) + "\n")
	if d.Line > 0 && d.Source != "" {
		number, source, column := fmt.Sprintf("%5d", d.Line), d.Source, d.Column-d.cut
		if r := []rune(source); len(r) > longLine {
			from := max(0, min(column-longLine/2, len(r)-longLine))
			source, column = string(r[from:min(len(r), from+longLine)]), column-from
		}
		fmt.Fprintf(&b, "%s | %s\n", number, source)
		fmt.Fprintf(&b, "%s | %s%s\n", strings.Repeat(" ", len(number)), strings.Repeat(" ", max(column-1, 0)), strings.Repeat("^", max(1, min(d.Width, longLine-column+1))))
	}
	if d.Help != "" {
		fmt.Fprintf(&b, "      = help: %s\n", neutral.Line(d.Help))
	}
	return b.String()
}

// longText is how many bytes of a message are shown: it may quote what stands in a file.
const longText = 1000

// brief is a text without the middle of a very long one.
func brief(text string) string {
	if len(text) <= longText {
		return text
	}
	return strings.ToValidUTF8(text[:longText/2], "") + "..." + strings.ToValidUTF8(text[len(text)-longText/4:], "")
}

// longSource is how many characters of a line are kept on each side of a place.
const longSource = 2000

// part is a line as it can be shown, of a long one what stands around a column; cut is how many characters are left out before it.
func part(line string, column int) (shown string, cut int) {
	for len(line) > 4*longSource && cut < column-longSource {
		_, n := utf8.DecodeRuneInString(line)
		line, cut = line[n:], cut+1
	}
	return printable(line[:min(len(line), 8*longSource)]), cut
}

// printable replaces what could steer a terminal.
func printable(line string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == utf8.RuneError {
			return ' '
		}
		return r
	}, strings.TrimRight(line, "\r"))
}

// Summary is the closing line: how many of each, and what became of the run.
func (ds Diagnostics) Summary() string {
	errors, warnings := ds.count(Error), ds.count(Warning)
	switch {
	case errors > 0 && warnings > 0:
		return fmt.Sprintf("%s and %s; nothing was run", plural(errors, "error"), plural(warnings, "warning"))
	case errors > 0:
		return plural(errors, "error") + "; nothing was run"
	case warnings > 0:
		return plural(warnings, "warning")
	}
	return "no errors"
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}
