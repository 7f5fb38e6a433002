package schema

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"

	"gopkg.in/yaml.v3"
)

// Decode reads the document into a struct, strictly: all errors of the whole document come back together, in line order.
// What the file leaves out takes its default.
func (d *Document) Decode(into any, opt Decoding) Diagnostics {
	d.at, d.bad, d.merged = map[string]place{}, map[*yaml.Node]bool{}, len(d.twice) > 0
	x := &decoder{doc: d, opt: opt, ds: slices.Clone(d.twice)}
	x.structure("", nil, d.root, reflect.ValueOf(into).Elem(), nil)
	x.ds.Sort()
	if x.more > 0 {
		x.ds = append(x.ds, d.whole(fmt.Sprintf("there %s %s more", Verb(x.more, "is", "are"), Count(x.more, "mistake")), "mend these first, and check that this is the file that is meant")...)
	}
	return x.ds
}

type decoder struct {
	doc    *Document
	opt    Decoding
	ds     Diagnostics
	more   int    // mistakes beyond the most that are told
	silent bool   // decoding a default: places are not recorded
	place  string // unit of the place where the part that is being read stands
}

// record keeps where the value at a path stands. Names may hold dots, so two values can have one path: such a file is refused, and
// neither value counts as changed from outside.
func (x *decoder) record(path string, key, value *yaml.Node) {
	if x.silent {
		return
	}
	before, taken := x.doc.at[path]
	if !taken || before.value == value {
		x.doc.at[path] = place{key, value}
		return
	}
	x.doc.at[path] = place{key, nil}
	if !x.doc.merged {
		x.doc.merged = true
		x.fail(firstNode(key, value), "E107", fmt.Sprintf("two values have the path `%s`, since a name in it has a dot", path), "write that name without the dot")
	}
}

func (x *decoder) fail(n *yaml.Node, code, message, help string) {
	if n == nil {
		n = x.doc.root
	}
	if x.beyond(n) {
		return
	}
	x.doc.bad[n] = true
	x.ds = append(x.ds, x.doc.remark(n, code, message, help))
}

// beyond counts a mistake that is not told, since many are. What to write instead is not looked for then: that takes as long as to read a hundred keys.
func (x *decoder) beyond(n *yaml.Node) bool {
	if len(x.ds) < mostRemarks {
		return false
	}
	x.doc.bad[n] = true
	x.more++
	return true
}

// mostRemarks are told of one file.
const mostRemarks = 100

// found is how many mistakes there are so far.
func (x *decoder) found() int { return len(x.ds) + x.more }

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// structure reads a map into a struct; skip is a key already used (the one that names a variant).
func (x *decoder) structure(path string, key, n *yaml.Node, v reflect.Value, skip *yaml.Node) {
	fields, holders := parts(v)
	given := map[string][2]*yaml.Node{}
	if n != nil {
		if n.Kind != yaml.MappingNode {
			if !x.beyond(n) {
				x.fail(n, "E103", fmt.Sprintf("%s is a map of keys, this is %s", title(path), kind(n)), "write its keys below it, indented"+x.doc.namesake(path, n))
			}
			return
		}
		x.keys(path, n, fields, given, skip)
	}
	before := x.found()
	for i := range fields {
		f := &fields[i]
		target := holders[i].Field(f.index)
		pair, ok := given[f.key]
		p := join(path, f.key)
		if ok {
			x.record(p, pair[0], pair[1])
			x.value(p, pair[0], pair[1], target, f)
			continue
		}
		x.absent(path, p, key, n, target, f)
	}
	if c, ok := v.Addr().Interface().(interface{ Check() error }); ok && x.found() == before {
		if err := c.Check(); err != nil {
			at := key
			if at == nil {
				at = n
			}
			x.fail(at, "E108", err.Error(), "")
		}
	}
}

// keys sorts the pairs of a map by key and reports those that the struct does not have.
func (x *decoder) keys(path string, n *yaml.Node, fields []field, given map[string][2]*yaml.Node, skip *yaml.Node) {
	var known []string
	for i := range fields {
		known = append(known, fields[i].key)
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		if k == skip {
			continue
		}
		found, name := false, k.Value
		for i := range fields {
			if f := &fields[i]; f.variant == "" && f.was != "" && f.was == name {
				name = f.key
			}
		}
		for _, key := range known {
			found = found || key == name
		}
		if !found {
			x.unknown(path, k, n.Content[i+1], known)
			continue
		}
		if before, twice := given[name]; twice && before[0].Value != k.Value {
			x.fail(k, "E107", fmt.Sprintf("`%s` and `%s` are the same key", before[0].Value, k.Value), fmt.Sprintf("`%s` is its name; keep one", name))
			continue
		}
		given[name] = [2]*yaml.Node{k, n.Content[i+1]}
	}
}

// unknown reports a key that a map does not have.
func (x *decoder) unknown(path string, k, value *yaml.Node, known []string) {
	if x.beyond(k) {
		return
	}
	message, help := fmt.Sprintf("unknown key `%s` in %s", k.Value, title(path)), Suggest(k.Value, known)
	before, after, colon := strings.Cut(k.Value, ":")
	switch {
	case k.Value == All && k.Line == value.Line && k.Column == value.Column: // kept by Set, which reached into a single value
		x.fail(k, "E103", fmt.Sprintf("%s is a map of keys, this is %s", title(path), kind(value)), "write its keys below it, indented")
		return
	case colon && after != "" && slices.Contains(known, before):
		help = fmt.Sprintf("write a space after the colon: `%s: %s`", before, after)
	case !slices.Contains(allNearest(k.Value, known), Nearest(k.Value, known)):
		if elsewhere := x.doc.placesOf(k.Value); len(elsewhere) > 0 {
			help = fmt.Sprintf("it belongs elsewhere: `%s`", strings.Join(elsewhere, "` or `"))
		} else if below := x.doc.nearBelow(path, k.Value); below != "" {
			help = fmt.Sprintf("did you mean `%s`?", below)
		}
	}
	if x.opt.Instead != nil {
		help = cmp.Or(x.opt.Instead(k.Value, path), help)
	}
	x.fail(k, "E101", message, help)
}

func title(path string) string {
	if path == "" {
		return "the scenario"
	}
	return path
}

// absent fills in a default, or reports a required key.
func (x *decoder) absent(parent, path string, key, n *yaml.Node, v reflect.Value, f *field) {
	switch {
	case f.has && f.text != "none":
		v.SetZero()
		x.fromText(path, f.text, v, f)
	case f.has:
		v.SetZero()
	case f.required():
		at := key
		if at == nil {
			at = n
		}
		if at != nil && x.beyond(at) {
			return
		}
		help := f.doc
		if whole := x.doc.replaces(parent, n); whole != "" {
			help = whole
		}
		x.fail(at, "E102", fmt.Sprintf("%s needs the key `%s`", title(parent), f.key), help)
	case f.typ.Kind() == reflect.Struct:
		x.structure(path, key, nil, v, nil)
	}
}

// fromText decodes a default written in a tag.
func (x *decoder) fromText(path, text string, v reflect.Value, f *field) {
	n := parsedDefault(path, text)
	inner := &decoder{doc: &Document{file: "default", origins: map[*yaml.Node]string{}, bad: map[*yaml.Node]bool{}}, opt: x.opt, silent: true}
	inner.value(path, nil, n, v, f)
	if len(inner.ds) > 0 {
		panic(fmt.Sprintf("schema: default %q of %s: %s", text, path, inner.ds[0].Message))
	}
}

var defaultNodes sync.Map // text -> *yaml.Node; an arm decodes the whole file anew, and defaults are most of it

// parsedDefault is the value of a default written in a tag. It is shared and must not be changed.
func parsedDefault(path, text string) *yaml.Node {
	if known, ok := defaultNodes.Load(text); ok {
		return known.(*yaml.Node)
	}
	var n yaml.Node
	if err := yaml.Unmarshal([]byte(text), &n); err != nil || len(n.Content) == 0 {
		panic(fmt.Sprintf("schema: default %q of %s is not YAML", text, path))
	}
	defaultNodes.Store(text, n.Content[0])
	return n.Content[0]
}

// value reads one value of any type.
func (x *decoder) value(path string, key, n *yaml.Node, v reflect.Value, f *field) {
	if n.Kind == yaml.ScalarNode && n.Tag == "!!null" && n.Value == "" {
		x.fail(firstNode(key, n), "E103", fmt.Sprintf("`%s` has no value", lastName(path)), "write a value, or leave the key out")
		return
	}
	if n.Kind == yaml.ScalarNode && (n.Style == yaml.FoldedStyle || n.Style == yaml.LiteralStyle) && v.Kind() != reflect.String {
		x.fail(firstNode(key, n), "E103", fmt.Sprintf("`%s` became a block of text, because its value begins with > or |", lastName(path)), "put the value in quotes")
		return
	}
	t := v.Type()
	switch {
	case t == reflect.TypeFor[Raw]():
		text, err := yaml.Marshal(bare(n))
		if err != nil {
			x.fail(n, "E103", "this value cannot be passed on", "write a plain value")
			return
		}
		v.Field(0).SetString(strings.TrimSpace(string(text)))
	case f.variant != "":
		x.part(path, key, n, v, f)
	case t.Kind() == reflect.Pointer && f.auto && n.Kind == yaml.ScalarNode && n.Value == "auto":
		v.SetZero()
	case t.Kind() == reflect.Pointer:
		fresh := reflect.New(t.Elem())
		x.value(path, key, n, fresh.Elem(), f)
		v.Set(fresh)
	case isNamed(t):
		x.named(path, n, v, f)
	case t.Kind() == reflect.Slice:
		x.list(path, key, n, v, f)
	case t.Kind() == reflect.Array:
		x.array(path, n, v, f)
	case t.Kind() == reflect.Struct:
		if short := shortKey(t); short != "" && n.Kind == yaml.MappingNode {
			unfold(n, short)
		}
		if short := shortKey(t); short != "" && n.Kind == yaml.ScalarNode {
			n = spelledOut(short, n)
		}
		x.structure(path, key, n, v, nil)
	default:
		x.scalar(n, v, f)
	}
}

// spelledOut is the map that a single value stands for.
func spelledOut(key string, value *yaml.Node) *yaml.Node {
	k := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: key, Line: value.Line, Column: value.Column}
	return &yaml.Node{Kind: yaml.MappingNode, Line: value.Line, Column: value.Column, Content: []*yaml.Node{k, value}}
}

// bare is a node on one line and without its comments.
func bare(n *yaml.Node) *yaml.Node {
	m := *n
	m.HeadComment, m.LineComment, m.FootComment, m.Content = "", "", "", nil
	if m.Kind != yaml.ScalarNode {
		m.Style = yaml.FlowStyle
	}
	for _, c := range n.Content {
		m.Content = append(m.Content, bare(c))
	}
	return &m
}

func firstNode(a, b *yaml.Node) *yaml.Node {
	if a != nil {
		return a
	}
	return b
}

func lastName(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }

// list reads a list; entries that have a name are addressed by it and may not repeat it.
func (x *decoder) list(path string, key, n *yaml.Node, v reflect.Value, f *field) {
	if n.Kind != yaml.SequenceNode {
		x.fail(n, "E103", fmt.Sprintf("`%s` is a list, this is %s", lastName(path), kind(n)), "write [a, b] or one entry a line after `- `")
		return
	}
	inner := *f
	inner.typ = v.Type().Elem()
	nameOf := nameKey(inner.typ)
	seen := map[string]bool{}
	out := reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content))
	for i, c := range n.Content {
		p := join(path, fmt.Sprint(i))
		if name := child(c, nameOf); nameOf != "" && name != nil && name.Kind == yaml.ScalarNode {
			p = join(path, name.Value)
			if seen[name.Value] {
				x.fail(name, "E107", fmt.Sprintf("`%s` is the name of two entries of %s", name.Value, path), "give each its own name")
				x.doc.merged = true
			}
			seen[name.Value] = true
		}
		x.record(p, nil, c)
		x.value(p, nil, c, out.Index(i), &inner)
	}
	v.Set(out)
}

func (x *decoder) array(path string, n *yaml.Node, v reflect.Value, f *field) {
	if n.Kind != yaml.SequenceNode || len(n.Content) != v.Len() {
		x.fail(n, "E103", fmt.Sprintf("`%s` is a list of %d numbers", lastName(path), v.Len()), fmt.Sprintf("write exactly %d", v.Len()))
		return
	}
	inner := *f
	inner.typ = v.Type().Elem()
	for i, c := range n.Content {
		x.value(join(path, fmt.Sprint(i)), nil, c, v.Index(i), &inner)
	}
}

// unfold gives a single value that Set kept as `all`, since it changed a key beside it, to the key that it stood for, or drops it where that
// key is what was changed.
func unfold(n *yaml.Node, short string) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if key.Value != All || key.Line != value.Line || key.Column != value.Column { // Set alone puts both in one place
			continue
		}
		if child(n, short) != nil {
			n.Content = slices.Delete(n.Content, i, i+2)
		} else {
			key.Value = short
		}
		return
	}
}
