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
// stand in words and comments too, which adds to the count.
const separators = ",\n\r[{-?\x85\xa8\xa9"

// section is what stands below one key of the first level.
type section struct{ line, start, values int }

// sections are the parts of a text, told by the lines that are not indented: their values altogether, and the part with the most.
func sections(text []byte) (values int, largest section) {
	var counts [256]int
	for _, b := range []byte(separators) {
		counts[b] = 1
	}
	line, opens := 1, true
	now := section{line: 1}
	for i, b := range text {
		if opens && b > ' ' && strings.IndexByte("#-]}", b) < 0 {
			now = section{line: line, start: i}
		}
		now.values += counts[b]
		values += counts[b]
		if now.values > largest.values {
			largest = now
		}
		if opens = b == '\n'; opens {
			line++
		}
	}
	return values, largest
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
	return Diagnostics{d.remark(n, "E103", fmt.Sprintf("%s of %d entries; at most %d are read", kind(n), entries, mostEntries), "put data into CSV or Parquet files, or state a range")}
}
