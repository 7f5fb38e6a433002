package schema

import (
	"fmt"
	"marketsim/auction/registry/quantity"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"

	"gopkg.in/yaml.v3"
)

// Decode reads the document into a struct, strictly: all errors of the whole document come back together, in line order.
// What the file leaves out takes its default.
func (d *Document) Decode(into any, opt Decoding) Diagnostics {
	d.at, d.bad = map[string]place{}, map[*yaml.Node]bool{}
	x := &decoder{doc: d, opt: opt, ds: slices.Clone(d.twice)}
	x.structure("", nil, d.root, reflect.ValueOf(into).Elem(), nil)
	x.ds.Sort()
	return x.ds
}

type decoder struct {
	doc    *Document
	opt    Decoding
	ds     Diagnostics
	silent bool   // decoding a default: places are not recorded
	place  string // unit of the place where the part that is being read stands
}

func (x *decoder) fail(n *yaml.Node, code, message, help string) {
	if n == nil {
		n = x.doc.root
	}
	x.doc.bad[n] = true
	x.ds = append(x.ds, x.doc.remark(n, code, message, help))
}

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
			x.fail(n, "E103", fmt.Sprintf("%s is a map of keys, this is a %s", title(path), kind(n)), "write its keys below it, indented")
			return
		}
		x.keys(path, n, fields, given, skip)
	}
	before := len(x.ds)
	for i := range fields {
		f := &fields[i]
		target := holders[i].Field(f.index)
		pair, ok := given[f.key]
		p := join(path, f.key)
		if ok {
			if !x.silent {
				x.doc.at[p] = place{pair[0], pair[1]}
			}
			x.value(p, pair[0], pair[1], target, f)
			continue
		}
		x.absent(path, p, key, n, target, f)
	}
	if c, ok := v.Addr().Interface().(interface{ Check() error }); ok && len(x.ds) == before {
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
		found := false
		for _, name := range known {
			found = found || name == k.Value
		}
		if !found {
			x.fail(k, "E101", fmt.Sprintf("unknown key `%s` in %s", k.Value, title(path)), Suggest(k.Value, known))
			continue
		}
		given[k.Value] = [2]*yaml.Node{k, n.Content[i+1]}
	}
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
		x.fail(at, "E102", fmt.Sprintf("%s needs the key `%s`", title(parent), f.key), f.doc)
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

// part reads an interchangeable part: its name alone, or a map with its name and parameters.
func (x *decoder) part(path string, key, n *yaml.Node, v reflect.Value, f *field) {
	catalog := x.opt.Catalogs[v.Type()]
	if catalog == nil {
		panic(fmt.Sprintf("schema: no catalog for %s", v.Type()))
	}
	named, params := n, (*yaml.Node)(nil)
	var skip *yaml.Node
	if n.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == f.variant {
				skip, named, params = n.Content[i], n.Content[i+1], n
			}
		}
		if skip == nil && f.usual != "" {
			named, params = &yaml.Node{Kind: yaml.ScalarNode, Value: f.usual, Line: n.Line, Column: n.Column}, n
		} else if skip == nil {
			x.fail(firstNode(key, n), "E102", fmt.Sprintf("`%s` does not name its %s", lastName(path), catalog.Kind()),
				fmt.Sprintf("add `%s: ...`, one of: %s", f.variant, strings.Join(catalog.Names(), ", ")))
			return
		}
	} else if _, isScalar := catalog.Make("constant"); isScalar && n.Kind == yaml.ScalarNode {
		if _, known := catalog.Make(n.Value); !known {
			x.constant(path, n, v, f, catalog)
			return
		}
	}
	if named.Kind != yaml.ScalarNode {
		x.fail(named, "E103", fmt.Sprintf("a %s is named by a single word, this is a %s", catalog.Kind(), kind(named)), "one of: "+strings.Join(catalog.Names(), ", "))
		return
	}
	made, ok := catalog.Make(named.Value)
	if !ok {
		x.fail(named, "E106", fmt.Sprintf("there is no %s named `%s`", catalog.Kind(), named.Value), Suggest(named.Value, catalog.Names()))
		return
	}
	p := reflect.ValueOf(made)
	inner := &decoder{doc: x.doc, opt: x.opt, silent: x.silent, place: x.unit(f)}
	inner.structure(path, firstNode(key, named), params, p.Elem(), skip)
	x.ds = append(x.ds, inner.ds...)
	v.Set(p)
}

// unit is a field's unit; * is that of the place where the part stands.
func (x *decoder) unit(f *field) string {
	if f.unit == "*" {
		return x.place
	}
	return f.unit
}

// constant reads a bare number as the distribution that always gives it.
func (x *decoder) constant(path string, n *yaml.Node, v reflect.Value, f *field, catalog Catalog) {
	made, _ := catalog.Make("constant")
	p := reflect.ValueOf(made)
	plain := *f
	plain.variant = ""
	before := len(x.ds)
	x.scalar(n, p.Elem().Field(0), &plain)
	if len(x.ds) > before && quantity.Numeral.FindString(n.Value) == "" && !endless(n.Value) {
		x.ds = x.ds[:before]
		x.fail(n, "E106", fmt.Sprintf("`%s` is neither a number nor a %s", n.Value, catalog.Kind()), Suggest(n.Value, catalog.Names()))
	}
	v.Set(p)
}

// named reads a map from names, in file order.
func (x *decoder) named(path string, n *yaml.Node, v reflect.Value, f *field) {
	entry := v.Type().Elem()
	inner := *f
	inner.each = false
	inner.typ = entry.Field(1).Type
	if n.Kind == yaml.ScalarNode && f.each {
		e := reflect.New(entry).Elem()
		e.Field(0).SetString(All)
		x.value(path, nil, n, e.Field(1), &inner)
		v.Set(reflect.Append(reflect.MakeSlice(v.Type(), 0, 1), e))
		return
	}
	if n.Kind != yaml.MappingNode {
		x.fail(n, "E103", fmt.Sprintf("%s is a map from names, this is a %s", title(path), kind(n)), "write `name: value` below it, indented")
		return
	}
	out := reflect.MakeSlice(v.Type(), 0, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		e := reflect.New(entry).Elem()
		e.Field(0).SetString(k.Value)
		p := join(path, k.Value)
		if !x.silent {
			x.doc.at[p] = place{k, n.Content[i+1]}
		}
		x.value(p, k, n.Content[i+1], e.Field(1), &inner)
		out = reflect.Append(out, e)
	}
	v.Set(out)
}

// list reads a list; entries that have a name are addressed by it and may not repeat it.
func (x *decoder) list(path string, key, n *yaml.Node, v reflect.Value, f *field) {
	if n.Kind != yaml.SequenceNode {
		x.fail(n, "E103", fmt.Sprintf("`%s` is a list, this is a %s", lastName(path), kind(n)), "write [a, b] or one entry a line after `- `")
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
			}
			seen[name.Value] = true
		}
		if !x.silent {
			x.doc.at[p] = place{nil, c}
		}
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

// scalar reads a number, text, switch or name.
func (x *decoder) scalar(n *yaml.Node, v reflect.Value, f *field) {
	if n.Kind != yaml.ScalarNode {
		x.fail(n, "E103", fmt.Sprintf("`%s` is a single value, this is a %s", f.key, kind(n)), "")
		return
	}
	text := n.Value
	switch v.Kind() {
	case reflect.String:
		if f.enum != nil && !contains(f.enum, text) {
			x.fail(n, "E106", fmt.Sprintf("`%s` is not a value of `%s`", text, f.key), Suggest(text, f.enum))
			return
		}
		v.SetString(text)
	case reflect.Bool:
		if text != "true" && text != "false" {
			x.fail(n, "E103", fmt.Sprintf("`%s` is a switch, `%s` is not a position of it", f.key, text), "write true or false")
			return
		}
		v.SetBool(text == "true")
	default:
		x.number(n, text, v, f)
	}
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// endless tells whether a text is YAML's or Go's word for a number that is not finite.
func endless(text string) bool {
	return contains([]string{"nan", ".nan", "inf", ".inf", "infinity"}, strings.ToLower(strings.TrimLeft(text, "+-")))
}

func (x *decoder) number(n *yaml.Node, text string, v reflect.Value, f *field) {
	if endless(text) {
		x.fail(n, "E104", fmt.Sprintf("`%s` is not a finite number", text), "write a number, or leave the key out for no limit")
		return
	}
	number, bad := parseNumber(text, x.unit(f))
	if bad == nil {
		bad = f.bounds.check(number, text)
	}
	if exact, err := strconv.ParseUint(strings.ReplaceAll(text, "_", ""), 10, 64); err == nil && v.Kind() == reflect.Uint64 {
		v.SetUint(exact) // seeds use all 64 bits, more than a float64 holds
		return
	}
	whole := v.Kind() != reflect.Float64
	if bad == nil && whole && (number != math.Trunc(number) || math.Abs(number) > 1<<62) {
		bad = &fault{"E104", fmt.Sprintf("`%s` is not a whole number", text), "round it"}
	}
	if bad == nil && v.Kind() == reflect.Uint64 && number < 0 {
		bad = &fault{"E105", fmt.Sprintf("`%s` is negative", text), "write 0 or more"}
	}
	if bad != nil {
		x.fail(n, bad.code, fmt.Sprintf("`%s`: %s", f.key, bad.message), bad.help)
		return
	}
	switch v.Kind() {
	case reflect.Float64:
		v.SetFloat(number)
	case reflect.Uint64:
		v.SetUint(uint64(number))
	default:
		v.SetInt(int64(number))
	}
}
