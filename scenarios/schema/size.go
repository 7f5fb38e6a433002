package schema

import (
	"bytes"
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"
)

// Bounds of a text. The YAML library makes a node of each value, of hundreds of bytes, before it can be asked anything, and Decode makes more of it:
// what could be values is counted first. A scenario of 2,000 groups with all of their keys has a quarter of it.
const (
	maxBytes    = 4 << 20
	maxDepth    = 64
	mostValues  = 200_000 // of a text
	mostEntries = 20_000  // of one list or map
)

// separators are bytes of which one stands before each entry of a list or map: among them the last bytes of line breaks that only YAML knows. They
// stand in words too, which adds to the count; a line break counts where something other than a comment follows on its line.
const separators = ",\n\r[{-?" + rareBreaks

// rareBreaks are the last bytes of line breaks that only YAML knows.
const rareBreaks = "\x85\xa8\xa9"

// section is what stands below one key of the first level.
type section struct{ line, start, values int }

// sections are the parts of a text, told by the lines that are not indented: their values altogether, and the part with the most.
func sections(text []byte) (values int, largest section) {
	var counts [256]int
	for _, b := range []byte(separators) {
		counts[b] = 1
	}
	line, opens, quoted := 1, true, false
	now := section{line: 1}
	for i := 0; i < len(text); i++ {
		b := text[i]
		if b == '#' && (i == 0 || text[i-1] <= ' ') {
			i += comment(text[i:], quoted) - 1
			opens = false
			continue
		}
		quoted = quoted || b == '"' || b == '\''
		if opens && b > ' ' && strings.IndexByte("#-]}", b) < 0 {
			now = section{line: line, start: i}
		}
		if n := counts[b]; n > 0 && (b != '\n' && b != '\r' || more(text[i+1:])) {
			now.values += n
			values += n
		}
		if now.values > largest.values {
			largest = now
		}
		if opens = b == '\n'; opens {
			line++
		}
	}
	return values, largest
}

// comment is how many bytes from a `#` on hold no value: to the end of its line, or to the first quote where text that is quoted may have begun before,
// which ends there.
func comment(text []byte, quoted bool) int {
	ends := "\n\r" + rareBreaks
	if quoted {
		ends += `"'`
	}
	for i, b := range text {
		if strings.IndexByte(ends, b) >= 0 {
			return i
		}
	}
	return len(text)
}

// more tells whether a line has more than blanks and a comment.
func more(line []byte) bool {
	for _, b := range line {
		if b != ' ' && b != '\t' {
			return b != '#' && b != '\n' && b != '\r'
		}
	}
	return false
}

// TooLarge is what is wrong with a text that takes too much memory to be read as YAML; nil when nothing is. Its place is the part of the text with the
// most values.
func TooLarge(file string, text []byte) Diagnostics {
	text = utf8Text(text[:min(len(text), 2*maxBytes)])
	g := Diagnostic{File: file, Severity: Error, Code: "E100", Help: "put data into CSV or Parquet files, and many values into a range: {from: 0 USD, to: 1 USD, step: 0.05 USD}"}
	if len(text) > maxBytes {
		g.Message = fmt.Sprintf("the file has more than %d bytes, the limit", maxBytes)
		return Diagnostics{g}
	}
	values, largest := sections(text)
	if values <= mostValues {
		return nil
	}
	line, _, _ := bytes.Cut(text[largest.start:], []byte("\n"))
	g.Line, g.Column, g.Width = largest.line, 1, 1
	g.Source, g.cut = part(string(line), 1)
	g.Message = fmt.Sprintf("the file has about %d values, %d of them from this line on; at most %d are read", values, largest.values, mostValues)
	return Diagnostics{g}
}

// long refuses a list or map of too many entries.
func (d *Document) long(n *yaml.Node) Diagnostics {
	entries := len(n.Content)
	if n.Kind == yaml.MappingNode {
		entries /= 2
	}
	if entries <= mostEntries {
		return nil
	}
	return Diagnostics{d.remark(n, "E103", fmt.Sprintf("%s has %d entries; at most %d are read", called(pathTo(d.root, n)), entries, mostEntries), "put data into CSV or Parquet files, or state a range")}
}

// called is a path as messages name it.
func called(path string) string {
	if path == "" {
		return "the file"
	}
	return "`" + path + "`"
}

// pathTo is the path of a node from another on; empty for that one itself. Entries of lists are counted from 0.
func pathTo(from, n *yaml.Node) string {
	for i, c := range from.Content {
		name := fmt.Sprint(i)
		if from.Kind == yaml.MappingNode {
			name = from.Content[i&^1].Value
		}
		if c == n {
			return name
		}
		if below := pathTo(c, n); below != "" {
			return name + "." + below
		}
	}
	return ""
}
