package schema

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"marketsim/auction/registry/quantity"
)

// part reads an interchangeable part: its name alone, or a map with its name and parameters.
func (x *decoder) part(path string, key, n *yaml.Node, v reflect.Value, f *field) {
	catalog := x.opt.Catalogs[v.Type()]
	if catalog == nil {
		panic(fmt.Sprintf("schema: no catalog for %s", v.Type()))
	}
	named, params := n, (*yaml.Node)(nil)
	var skip *yaml.Node
	if n.Kind == yaml.MappingNode {
		x.doc.settle(n, f)
		for i := 0; i+1 < len(n.Content); i += 2 {
			switch k := n.Content[i]; {
			case k.Value != f.variant && k.Value != f.was:
			case skip != nil:
				x.fail(k, "E107", fmt.Sprintf("`%s` and `%s` both name the %s of %s", skip.Value, k.Value, catalog.Kind(), lastName(path)), fmt.Sprintf("`%s` is an older name of `%s`; keep one", f.was, f.variant))
				return
			default:
				skip, named, params = k, n.Content[i+1], n
			}
		}
		if skip == nil && f.usual != "" {
			named, params = &yaml.Node{Kind: yaml.ScalarNode, Value: f.usual, Line: n.Line, Column: n.Column}, n
		} else if skip == nil {
			x.fail(firstNode(key, n), "E102", fmt.Sprintf("`%s` does not name its %s", lastName(path), catalog.Kind()),
				fmt.Sprintf("add `%s: ...`, one of: %s%s", f.variant, strings.Join(catalog.Names(), ", "), f.replaced()))
			return
		}
	} else if _, isScalar := catalog.Make("constant"); isScalar && n.Kind == yaml.ScalarNode {
		if _, known := catalog.Make(n.Value); !known {
			x.constant(path, n, v, f, catalog)
			return
		}
	}
	if named.Kind != yaml.ScalarNode {
		x.fail(named, "E103", fmt.Sprintf("the %s is named by a single word, this is %s", catalog.Kind(), kind(named)), "one of: "+strings.Join(catalog.Names(), ", "))
		return
	}
	made, ok := catalog.Make(named.Value)
	if !ok && x.beyond(named) {
		return
	}
	if !ok {
		x.fail(named, "E106", fmt.Sprintf("there is no %s named `%s`", catalog.Kind(), named.Value), Suggest(named.Value, catalog.Names()))
		return
	}
	p := reflect.ValueOf(made)
	inner := *x
	inner.place = x.unit(f)
	inner.structure(path, firstNode(key, named), params, p.Elem(), skip)
	x.ds, x.more = inner.ds, inner.more
	v.Set(p)
}

// replaced tells that a map replaces a default that is one.
func (f *field) replaced() string {
	if !strings.HasPrefix(f.text, "{") {
		return ""
	}
	return fmt.Sprintf("; a map replaces the default, which is `%s`, as a whole", f.text)
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
		x.fail(n, "E103", fmt.Sprintf("%s is a map from names, this is %s", title(path), kind(n)), "write `name: value` below it, indented")
		return
	}
	out := reflect.MakeSlice(v.Type(), 0, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		e := reflect.New(entry).Elem()
		e.Field(0).SetString(k.Value)
		p := join(path, k.Value)
		x.record(p, k, n.Content[i+1])
		before := len(x.ds)
		x.value(p, k, n.Content[i+1], e.Field(1), &inner)
		x.misnamed(path, k, n, before)
		out = reflect.Append(out, e)
	}
	v.Set(out)
}

// misnamed makes one mistake of what an entry lacks that a change made, where its name is nearly that of another: then that one was meant. An entry
// that the file writes is one of its own.
func (x *decoder) misnamed(path string, k, n *yaml.Node, before int) {
	if x.doc.origins[k] == "" {
		return
	}
	missing := slices.IndexFunc(x.ds[min(before, len(x.ds)):], func(d Diagnostic) bool {
		return d.Code == "E102" && strings.HasPrefix(d.Message, join(path, k.Value)+" needs the key")
	})
	if missing < 0 {
		return
	}
	var others []string
	for i := 0; i+1 < len(n.Content); i += 2 {
		if name := n.Content[i].Value; name != k.Value {
			others = append(others, name)
		}
	}
	if near := Close(k.Value, others); near != "" {
		x.ds[before+missing].Code, x.ds[before+missing].Message = "E101", fmt.Sprintf("`%s` has no entry named `%s`", path, k.Value)
		x.ds[before+missing].Help = fmt.Sprintf("did you mean `%s`? An entry of its own needs all that the others state", near)
		kept := x.ds[:before+missing+1]
		for _, d := range x.ds[before+missing+1:] {
			if d.Code != "E102" {
				kept = append(kept, d)
			}
		}
		x.ds = kept
	}
}

// settle drops one of the two names of the key that names a part, where a change reaches into a map that has the other: what a change states holds over
// what the file does, and that over defaults. Two of the same origin stay, and are a mistake.
func (d *Document) settle(n *yaml.Node, f *field) {
	weight := func(name string) int {
		at := child(n, name)
		if at == nil {
			return -1
		}
		switch d.origins[at] {
		case byDefault:
			return 0
		case "":
			return 1
		}
		return 2
	}
	now, was := weight(f.variant), weight(f.was)
	if now < 0 || was < 0 || now == was {
		return
	}
	drop := f.was
	if was > now {
		drop = f.variant
	}
	for i := 0; i < len(n.Content); i += 2 {
		if n.Content[i].Value == drop {
			n.Content = slices.Delete(n.Content, i, i+2)
			return
		}
	}
}
