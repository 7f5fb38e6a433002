package data

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
)

// record is one row as it stands in a file. Cells are valid until the next row.
type record struct {
	cells []string
	kinds []cellKind         // of the cells; nil: all are text
	line  int                // 0: the file has no lines
	at    func(cell int) int // column of a cell in its line
}

// cellKind tells what a file says of a cell beside its content.
type cellKind uint8

const (
	textual cellKind = iota // text, in whatever notation
	numeric                 // a number that never was text: digits with a decimal point
	nested                  // a list, or an object: no single value
)

func (r *record) kind(cell int) cellKind {
	if r.kinds == nil {
		return textual
	}
	return r.kinds[cell]
}

// keep is a copy that stays valid.
func (r *record) keep() record {
	return record{slices.Clone(r.cells), slices.Clone(r.kinds), r.line, r.at}
}

// source yields the rows of a file from the first on, any number of times, header and titles included. A function that returns false
// ends it.
type source interface {
	each(visit func(record) bool) *Error
	typed() bool // cells have a kind of their own, and the first row is always a header
}

// textSource is a file of delimited text.
type textSource struct {
	text  []byte
	comma rune
	skip  int // lines of titles, which may have any form
}

func (s *textSource) typed() bool { return false }

func (s *textSource) each(visit func(record) bool) *Error {
	rest, line, rows := s.text, 0, 0
	for range s.skip {
		if i := bytes.IndexByte(rest, '\n'); i >= 0 {
			rest = rest[i+1:]
		} else {
			rest = nil
		}
		line++
	}
	if s.comma == ' ' {
		return spaced(rest, line, visit)
	}
	input := &bounded{text: bytes.NewReader(rest)}
	r := csv.NewReader(input)
	r.Comma, r.FieldsPerRecord, r.ReuseRecord = s.comma, -1, true
	r.TrimLeadingSpace = s.comma != '\t'
	at := func(cell int) int { _, column := r.FieldPos(cell); return column }
	for {
		cells, err := r.Read()
		var bad *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.As(err, &bad):
			return quoting(bad, line)
		case errors.Is(err, errLongRow):
			return mistake(line+rows+1, 1, "close it, or write a quote in a cell twice", "a row has more than %d MiB: a quote seems to be opened and not closed", maxRow>>20)
		case err != nil:
			return mistake(0, 0, "save the table as CSV", "this is not a table of text")
		}
		input.row = r.InputOffset()
		n, _ := r.FieldPos(0)
		rows = n
		if long := longest(cells); len(cells[long]) > maxCell {
			return mistake(line+n, at(long), "shorten it", "cell %d has %d bytes; the limit is %d", long+1, len(cells[long]), maxCell)
		}
		if blank(cells) {
			continue
		}
		if !visit(record{cells, nil, line + n, at}) {
			return nil
		}
	}
}

var errLongRow = errors.New("a row is too long")

// bounded is text of which no row may be longer than maxRow, so that a quote that is never closed is not read to the end. Empty lines are no part of a row.
type bounded struct {
	text               *bytes.Reader
	read, row, written int64 // bytes so far, where the last row ended, and where the last byte that ends no line did
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.read-b.row > maxRow && b.written > b.row {
		return 0, errLongRow
	}
	n, err := b.text.Read(p)
	if b.written <= b.row { // nothing but empty lines so far
		b.row = b.read + int64(n-len(bytes.TrimLeft(p[:n], "\r\n")))
	}
	if end := len(bytes.TrimRight(p[:n], "\r\n")); end > 0 {
		b.written = b.read + int64(end)
	}
	b.read += int64(n)
	return n, err
}

// longest is the cell with the most bytes.
func longest(cells []string) (at int) {
	for i := range cells {
		if len(cells[i]) > len(cells[at]) {
			at = i
		}
	}
	return at
}

// blank tells whether a row holds nothing at all, as spreadsheets leave them behind a table.
func blank(cells []string) bool {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}

func quoting(bad *csv.ParseError, skipped int) *Error {
	line, column := bad.Line, bad.Column
	if bad.StartLine < line {
		line, column = bad.StartLine, 1
	}
	return mistake(line+skipped, column, "put the whole cell in quotes and write a quote in it twice",
		"a quote is opened and not closed, or stands inside a cell without quotes; nothing after it was read")
}

var delimiters = map[string]rune{"comma": ',', "semicolon": ';', "tab": '\t', "pipe": '|', "space": ' '}

var delimiterOrder = []string{"comma", "semicolon", "tab", "pipe"}

// sampled is how many rows decide on the delimiter and the width of a table.
const sampled = 200

// shape is what the first rows look like with a delimiter.
type shape struct {
	name  string
	width int     // cells of most rows
	share float64 // of rows with that width
	first int     // line of the first row of that width
}

func (s *textSource) shape(name string) shape {
	try := &textSource{text: s.text, comma: delimiters[name], skip: s.skip}
	widths, rows, firsts := map[int]int{}, 0, map[int]int{}
	bad := try.each(func(r record) bool {
		if widths[len(r.cells)]++; widths[len(r.cells)] == 1 {
			firsts[len(r.cells)] = r.line
		}
		rows++
		return rows < sampled
	})
	out := shape{name: name, width: 1}
	for w, n := range widths {
		if share := float64(n) / float64(rows); w > 1 && (share > out.share || share == out.share && w > out.width) {
			out.width, out.share, out.first = w, share, firsts[w]
		}
	}
	if bad != nil {
		out.share /= 2
	}
	return out
}

// delimit chooses the delimiter that cuts the first rows into the most even table; two that do so perfectly are an error.
func (s *textSource) delimit(stated string) *Error {
	if stated != "" {
		s.comma = delimiters[stated]
		return nil
	}
	s.comma = ','
	var best, second shape
	for _, name := range delimiterOrder {
		if x := s.shape(name); x.width > 1 && x.share > best.share {
			best, second = x, best
		} else if x.width > 1 && x.share > second.share {
			second = x
		}
	}
	if best.share == 1 && second.share == 1 {
		e := mistake(1, 1, fmt.Sprintf("state `format: {delimiter: %s}`, or %s", best.name, second.name), "cells can be parted by a %s or by a %s in this file", best.name, second.name)
		e.Key = "format"
		return e
	}
	if best.share < 1 { // names hold spaces, so they count only where nothing else parts the rows evenly
		if x := s.shape("space"); x.width > 2 && x.share == 1 {
			best = x
		}
	}
	if best.width > 1 {
		s.comma = delimiters[best.name]
	}
	return nil
}

var webPage = regexp.MustCompile(`(?i)^\s*<(!doctype|html|head|body|table|\?xml)`)

// remark is a line that begins with #.
var remark = regexp.MustCompile(`(?m)^#.*$`)

// openText prepares a file of delimited text; lines of remarks are emptied where it may have some.
func openText(content []byte, f *Format, remarks bool) (*textSource, string, *Error) {
	if object.Match(content[:min(len(content), 512)]) {
		return nil, "", notJSON
	}
	text, encoding, bad := decode(content, f.Encoding)
	if bad != nil {
		return nil, encoding, bad
	}
	if remarks {
		text = remark.ReplaceAll(text, nil)
	}
	if webPage.Match(text[:min(len(text), 512)]) {
		return nil, encoding, mistake(1, 1, "save the table as CSV", "this is a web page or XML, not a table of cells")
	}
	s := &textSource{text: text, skip: f.Titles}
	if rest, found := bytes.CutPrefix(text, []byte("sep=")); found && len(rest) > 1 && rest[1] == '\n' && f.Delimiter == "" { // what Excel writes and reads
		for name, r := range delimiters {
			if r == rune(rest[0]) {
				s.text, s.comma = append([]byte("\n"), rest[2:]...), delimiters[name]
				return s, encoding, nil
			}
		}
	}
	return s, encoding, s.delimit(f.Delimiter)
}
