package schema

import (
	"bytes"
	"encoding/binary"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

var (
	atLine = regexp.MustCompile(`line (\d+): `)
	block  = regexp.MustCompile(`(^|[:{,\[-])\s*[>|][^-+\d\s]|[:-]\s+[>|]\s*\S`)
)

// syntax words an error of the YAML library, which knows lines and no columns.
func (d *Document) syntax(err error, data []byte) Diagnostics {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	text = strings.Replace(text, "exceeded max depth of", "maps and lists are nested deeper than", 1)
	if m := atLine.FindStringSubmatch(text); m != nil {
		line, _ := strconv.Atoi(m[1])
		if strings.Contains(text, "did not find expected") {
			line++ // the library counts lines from 0 where its parser, not its scanner, gives up
		}
		for line > 1 && (line > len(d.lines) || strings.TrimSpace(d.lines[line-1]) == "") {
			line-- // the end of the file
		}
		text = strings.Replace(text, m[0], "", 1)
		return Diagnostics{d.broken(line, 1, text)}
	}
	if line, column, what := unreadable(data); what != "" {
		return Diagnostics{d.broken(line, column, what)}
	}
	return Diagnostics{d.broken(1, 1, text)}
}

// broken is the remark that the text is no YAML from a place on.
func (d *Document) broken(line, column int, text string) Diagnostic {
	g := Diagnostic{File: d.file, Line: line, Column: column, Width: 1, Severity: Error, Code: "E100", Message: "this is not YAML: " + text,
		Help: "check the indentation, quotes and brackets on this line and its neighbours"}
	if line < 1 || line > len(d.lines) {
		return g
	}
	source := d.lines[line-1]
	g.Source = printable(source)
	if tab := strings.IndexByte(source, '\t'); tab >= 0 && strings.TrimLeft(source[:tab], " ") == "" {
		g.Column, g.Help = tab+1, "indent with spaces, not with tabs"
		return g
	}
	switch {
	case strings.Contains(text, "did not find expected ',' or '"):
		g.Help = "close the bracket or quote that opens on this line, and put commas between its entries"
	case block.MatchString(source):
		g.Help = "> and | begin a block of text in YAML: put the value in quotes, or begin it with a word, as in `change > 0%`"
	case strings.Contains(text, "cannot start any token"):
		g.Help = "quote values that begin with a special character"
	case strings.Contains(text, "characters"), strings.Contains(text, "UTF-8"):
		g.Help = "save the file as UTF-8 text"
	}
	return g
}

// unreadable finds the first byte that no YAML may hold: line, column, and what it is; "" when there is none.
func unreadable(data []byte) (line, column int, what string) {
	line, column = 1, 1
	for len(data) > 0 {
		r, n := utf8.DecodeRune(data)
		switch {
		case r == utf8.RuneError && n == 1:
			return line, column, "this byte is not UTF-8"
		case r < ' ' && r != '\t' && r != '\n' && r != '\r', r == 0x7f:
			return line, column, "control characters are not allowed"
		case r == '\n':
			line, column = line+1, 0
		}
		data, column = data[n:], column+1
	}
	return 0, 0, ""
}

// second is the remark that there is more than one document in the file; n is the other one, as far as it could be read.
func (d *Document) second(n *yaml.Node) Diagnostics {
	ds := d.whole("the file holds a second document after `---`", "one file is one scenario: split it")
	for i, seen := 0, false; i < len(d.lines); i++ {
		text := strings.TrimRight(d.lines[i], " \r")
		if seen && (text == "---" || strings.HasPrefix(text, "--- ")) && (n.Line == 0 || i < n.Line) {
			ds[0].Line, ds[0].Column, ds[0].Width, ds[0].Source = i+1, 1, 3, printable(d.lines[i])
			break
		}
		seen = seen || text != "" && text[0] != '#' && text[0] != '%' && text != "---"
	}
	return ds
}

// Stated tells whether a text is YAML of which the first document is a map that says in which version of the language it is: other files may have such
// a line somewhere.
func Stated(data []byte) bool {
	data = utf8Text(data)
	var root yaml.Node
	if TooLarge("", data) != nil || bytes.IndexByte(data, 0) >= 0 || safely(func() error { return yaml.NewDecoder(bytes.NewReader(data)).Decode(&root) }) != nil || len(root.Content) != 1 {
		return false
	}
	keys := root.Content[0]
	for i := 0; keys.Kind == yaml.MappingNode && i+1 < len(keys.Content); i += 2 {
		if value := keys.Content[i+1]; keys.Content[i].Value == "marketsim" && value.Kind == yaml.ScalarNode && value.Tag == "!!int" {
			return true
		}
	}
	return false
}

// utf8Text is a text in UTF-8: of UTF-16, which some editors write, when it begins with a mark of it.
func utf8Text(data []byte) []byte {
	var order binary.ByteOrder = binary.LittleEndian
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		return data[3:]
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		order = binary.BigEndian
	case !bytes.HasPrefix(data, []byte("\xff\xfe")):
		return data
	}
	var units []uint16
	for i := 2; i+1 < len(data); i += 2 {
		units = append(units, order.Uint16(data[i:]))
	}
	return []byte(string(utf16.Decode(units)))
}
