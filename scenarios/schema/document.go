// Package schema reads strict YAML against Go structs: every key, unit and range is checked in one pass, with places and
// remedies, and the same struct tags make the JSON Schema, the reference and the resolved file. It is the only package that
// knows YAML.
//
// Tags of a field: key (its name in the file), unit (USD, %, time, x, pins, or * for the unit of the place), default (YAML
// text; "none" is the zero value), range, enum (names separated by |), variant (for interfaces: the key that names the part), was (an older name of that
// key, or of a key without variant, that is read as well), usual (the part that a map without that key means), each (a scalar stands for all entries of a
// Named map), auto (the word auto leaves a pointer nil), lines (text that may have several lines, and becomes one), doc. A field without default that is not
// a pointer, slice, map or Named is required. A struct with a method Check() error has rules of its own.
package schema

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"marketsim/auction/registry/quantity"
	"marketsim/sim/units/neutral"

	"gopkg.in/yaml.v3"
)

// Document is a parsed file, with the changes made to it from outside.
type Document struct {
	file    string
	lines   []string
	root    *yaml.Node
	origins map[*yaml.Node]string // of nodes that do not come from the file
	at      map[string]place      // by path, filled by Decode
	twice   Diagnostics           // keys that appear twice, told by Decode
	assumed map[string]string     // maps and lists that hold where the file says nothing: see Assume
	keys    []Key                 // of the language, where it was told to Assume
	bad     map[*yaml.Node]bool   // where Decode found something wrong
	merged  bool                  // Decode told that two values have one path
}

type place struct{ key, value *yaml.Node }

const twiceCode = "E107"

// Parse reads a file. A Document comes back only when there is no error.
func Parse(file string, data []byte) (*Document, Diagnostics) {
	if file == "-" {
		file = "<stdin>"
	}
	if ds := TooLarge(file, data); ds != nil {
		return nil, ds
	}
	return Reparse(file, data)
}

// Reparse is Parse of a text of any size, which this program wrote of a file that it had read.
func Reparse(file string, data []byte) (*Document, Diagnostics) {
	data = utf8Text(data)
	d := &Document{file: file, lines: strings.Split(string(data), "\n"), origins: map[*yaml.Node]string{}}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var root, second yaml.Node
	if err := safely(func() error { return decoder.Decode(&root) }); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, d.whole("the file is empty", "`marketsim new FILE` writes a scenario to start from")
		}
		return nil, d.syntax(err, data)
	}
	if err := safely(func() error { return decoder.Decode(&second) }); !errors.Is(err, io.EOF) {
		return nil, d.second(&second)
	}
	d.root = root.Content[0]
	if d.root.Kind == yaml.ScalarNode && d.root.Tag == "!!null" {
		return nil, d.whole("the file is empty", "`marketsim new FILE` writes a scenario to start from")
	}
	if d.root.Kind != yaml.MappingNode {
		return nil, Diagnostics{d.remark(d.root, "E103", fmt.Sprintf("a scenario is a map of keys, this is %s", kind(d.root)), "start with `marketsim: 1` and `name: ...`")}
	}
	ds := d.sane(d.root, 0)
	if len(ds) > 0 && slices.ContainsFunc(ds, func(g Diagnostic) bool { return g.Code != twiceCode }) {
		return nil, ds
	}
	d.twice = ds
	return d, nil
}

// safely turns a panic of the YAML library into an error.
func safely(f func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errors.New("yaml: the text cannot be parsed")
		}
	}()
	return f()
}

func (d *Document) whole(message, help string) Diagnostics {
	return Diagnostics{{File: d.file, Severity: Error, Code: "E100", Message: message, Help: help}}
}

// sane refuses what the language has no use for: anchors, duplicate keys, keys that are not names, deep nesting.
func (d *Document) sane(n *yaml.Node, depth int) (ds Diagnostics) {
	if depth > maxDepth {
		return Diagnostics{d.remark(n, "E103", fmt.Sprintf("maps and lists are nested more than %d deep", maxDepth), "flatten this part")}
	}
	if n.Kind == yaml.AliasNode || n.Anchor != "" {
		return Diagnostics{d.remark(n, "E103", "anchors and aliases are not part of the language", "write the value out, or use an arm's `set`")}
	}
	if ds = d.long(n); ds != nil {
		return ds
	}
	if n.Kind == yaml.MappingNode {
		first := map[string]*yaml.Node{}
		for i := 0; i+1 < len(n.Content) && len(ds) < mostRemarks; i += 2 {
			k := n.Content[i]
			if k.Kind != yaml.ScalarNode {
				ds = append(ds, d.remark(k, "E103", "a key must be a name", "write `name: value`"))
				continue
			}
			if before, twice := first[k.Value]; twice {
				ds = append(ds, d.remark(k, twiceCode, fmt.Sprintf("key `%s` appears twice", k.Value), fmt.Sprintf("it is already on line %d; keep one", before.Line)))
			}
			first[k.Value] = k
			if unseen := neutral.Unseen(k.Value); unseen != "" && strings.IndexFunc(k.Value, neutral.Acts) < 0 {
				ds = append(ds, d.remark(k, "E104", "this name holds a character that is not seen, "+unseen, "write it as one line of plain text"))
			}
		}
	}
	if i := strings.IndexFunc(n.Value, neutral.Acts); n.Kind == yaml.ScalarNode && i >= 0 {
		r, _ := utf8.DecodeRuneInString(n.Value[i:])
		ds = append(ds, d.remark(n, "E104", fmt.Sprintf("this text holds a character that acts instead of being seen, %U", r), "leave it out"))
	}
	for _, c := range n.Content {
		if len(ds) >= mostRemarks {
			break
		}
		ds = append(ds, d.sane(c, depth+1)...)
	}
	return ds
}

// remark makes an error that points at a node.
func (d *Document) remark(n *yaml.Node, code, message, help string) Diagnostic {
	g := Diagnostic{File: d.file, Severity: Error, Code: code, Message: brief(message), Help: brief(help)}
	if code[0] == 'W' {
		g.Severity = Warning
	}
	if n == nil {
		return g
	}
	if origin, changed := d.origins[n]; changed {
		if origin != byDefault {
			g.File = origin
		}
		return g
	}
	g.Line, g.Column, g.Width = n.Line, n.Column, max(1, utf8.RuneCountInString(n.Value))
	if n.Kind == yaml.ScalarNode && (n.Style == yaml.SingleQuotedStyle || n.Style == yaml.DoubleQuotedStyle) {
		g.Width += 2
	}
	if n.Kind != yaml.ScalarNode || n.Style == yaml.LiteralStyle || n.Style == yaml.FoldedStyle {
		g.Width = 1
	}
	if n.Line >= 1 && n.Line <= len(d.lines) {
		g.Source, g.cut = part(d.lines[n.Line-1], g.Column)
		g.Width = max(1, min(g.Width, utf8.RuneCountInString(g.Source)+g.cut-g.Column+1))
	}
	return g
}

// Errorf makes an error about the value at a path; where there is none it points at the nearest enclosing key.
func (d *Document) Errorf(path, code, help, format string, args ...any) Diagnostics {
	return d.point(path, code, help, fmt.Sprintf(format, args...), false)
}

// KeyErrorf makes an error about the key at a path.
func (d *Document) KeyErrorf(path, code, help, format string, args ...any) Diagnostics {
	return d.point(path, code, help, fmt.Sprintf(format, args...), true)
}

func (d *Document) point(path, code, help, message string, key bool) Diagnostics {
	for p := path; ; {
		if at, ok := d.at[p]; ok {
			n := at.value
			if at.key != nil && (key || p != path || n == nil || n.Kind != yaml.ScalarNode) {
				n = at.key
			}
			if origin := d.origins[at.value]; origin != "" && origin != byDefault {
				n = at.value // changed from outside, whatever its key says
			}
			return Diagnostics{d.remark(n, code, message, help)}
		}
		i := strings.LastIndexByte(p, '.')
		if i < 0 {
			return Diagnostics{d.remark(nil, code, message, help)}
		}
		p = p[:i]
	}
}

// CloneWithout copies the document but for some of its keys, so that an arm's changes leave the original alone.
func (d *Document) CloneWithout(keys ...string) *Document {
	c := &Document{file: d.file, lines: d.lines, origins: map[*yaml.Node]string{}, assumed: d.assumed, keys: d.keys}
	root := *d.root
	root.Content = nil
	for i := 0; i+1 < len(d.root.Content); i += 2 {
		if !slices.Contains(keys, d.root.Content[i].Value) {
			root.Content = append(root.Content, d.root.Content[i], d.root.Content[i+1])
		}
	}
	c.root = c.copyNode(d, &root)
	return c
}

func (d *Document) copyNode(from *Document, n *yaml.Node) *yaml.Node {
	m := *n
	m.Content = nil
	for _, x := range n.Content {
		m.Content = append(m.Content, d.copyNode(from, x))
	}
	if origin, ok := from.origins[n]; ok {
		d.origins[&m] = origin
	}
	return &m
}

// child is the value of a key, or the list entry with a name.
func child(n *yaml.Node, name string) *yaml.Node {
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == name {
				return n.Content[i+1]
			}
		}
	case yaml.SequenceNode:
		for _, entry := range n.Content {
			if v := entryName(entry); v != nil && v.Value == name {
				return entry
			}
		}
	}
	return nil
}

// Set changes the value at a path, `market.campaigns.groups.small.count`; entries of lists go by their name. The value is YAML
// text. Maps on the way are made where missing, from their defaults where they have any. A scalar that stands for all entries of a map is kept as its `all`. Whether
// the path exists in the language is found out by Decode.
func (d *Document) Set(path, value, origin string) Diagnostics {
	wrong := func(message, help string) Diagnostics {
		return Diagnostics{{File: origin, Severity: Error, Code: "E101", Message: message, Help: help}}
	}
	var parsed yaml.Node
	if err := safely(func() error { return yaml.Unmarshal([]byte(value), &parsed) }); err != nil {
		return Diagnostics{{File: origin, Severity: Error, Code: "E104", Message: fmt.Sprintf("`%s` is not a value", value), Help: "quote it, or check its brackets"}}
	}
	leaf := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null"}
	if len(parsed.Content) > 0 {
		leaf = parsed.Content[0]
	}
	if ds := d.sane(leaf, 0); len(ds) > 0 {
		return wrong(ds[0].Message, ds[0].Help)
	}
	names := strings.Split(path, ".")
	if slices.Contains(names, "") {
		return wrong(fmt.Sprintf("`%s` is not a path", path), "write it like market.pinners.count")
	}
	n := d.root
	for i, name := range names {
		last := i == len(names)-1
		next := child(n, name)
		switch {
		case n.Kind == yaml.SequenceNode && next == nil && len(entryNames(n)) == 0:
			return wrong(fmt.Sprintf("`%s` is a list whose entries have no names: `%s` is none of them", strings.Join(names[:i], "."), name), "change the whole list, or write a map there")
		case n.Kind == yaml.SequenceNode && next == nil:
			return wrong(fmt.Sprintf("`%s` has no entry named `%s`", strings.Join(names[:i], "."), name), Suggest(name, entryNames(n)))
		case next == nil:
			if n.Kind == yaml.ScalarNode {
				old := *n
				*n = yaml.Node{Kind: yaml.MappingNode, Line: old.Line, Column: old.Column}
				if old.Tag != "!!null" {
					d.put(n, "all", &old, d.origins[n])
				}
			}
			if next = d.assume(names[:i+1], last); next != nil {
				d.put(n, name, next, byDefault)
				break
			}
			next = &yaml.Node{Kind: yaml.MappingNode}
			d.put(n, name, next, origin)
		}
		if last {
			*next = *leaf
			d.mark(next, origin)
		}
		n = next
	}
	return nil
}

// put adds a key to a map.
func (d *Document) put(n *yaml.Node, name string, value *yaml.Node, origin string) {
	key := &yaml.Node{Kind: yaml.ScalarNode, Value: name, Tag: "!!str"}
	n.Content = append(n.Content, key, value)
	if origin != "" {
		d.mark(key, origin)
		d.mark(value, origin)
	} else {
		key.Line, key.Column = value.Line, value.Column
	}
}

// mark records where a node and all below it come from.
func (d *Document) mark(n *yaml.Node, origin string) {
	d.origins[n] = origin
	for _, c := range n.Content {
		d.mark(c, origin)
	}
}

// entryName is the name, or id, of an entry of a list; nil when it has none.
func entryName(entry *yaml.Node) *yaml.Node {
	if entry.Kind != yaml.MappingNode {
		return nil
	}
	if v := child(entry, "name"); v != nil {
		return v
	}
	return child(entry, "id")
}

// Line is the line of the file on which what is at a path stands; 0 when it is not from the file.
func (d *Document) Line(path string) int {
	at, ok := d.at[path]
	n := firstNode(at.key, at.value)
	if !ok || n == nil {
		return 0
	}
	if _, changed := d.origins[n]; changed {
		return 0
	}
	return n.Line
}

// Given tells whether the file, or a change from outside, says what stands at a path. Decode has been called.
func (d *Document) Given(path string) bool {
	_, given := d.at[path]
	return given
}

// Origin is where the value at a path comes from, such as `--set run.seed=1`; empty when it is from the file or not there.
func (d *Document) Origin(path string) string {
	if at := d.at[path]; at.value != nil {
		return d.origins[at.value]
	}
	return ""
}

func entryNames(n *yaml.Node) (names []string) {
	for _, entry := range n.Content {
		if v := entryName(entry); v != nil {
			names = append(names, v.Value)
		}
	}
	return names
}

// kind words what a node is.
func kind(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a map"
	case yaml.SequenceNode:
		return "a list"
	}
	if n.Tag == "!!null" {
		return "an empty value"
	}
	return "a single value"
}

// Text is the scalar at a path as it is written; ok is false when there is none.
func (d *Document) Text(path string) (text string, ok bool) {
	n := d.root
	for _, name := range strings.Split(path, ".") {
		if n = child(n, name); n == nil {
			return "", false
		}
	}
	return n.Value, n.Kind == yaml.ScalarNode
}

// Number cuts a text such as `0.50 USD` into its number and its unit.
func Number(text string) (number float64, unit string, ok bool) { return quantity.Split(text) }
