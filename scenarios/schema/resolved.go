package schema

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// Resolved writes a decoded struct as YAML: every key with its value, and behind it where the value came from.
func (d *Document) Resolved(from any, opt Decoding) []byte {
	return d.write(from, opt, false)
}

// Values is Resolved without the origins: equal exactly when all values are.
func (d *Document) Values(from any, opt Decoding) []byte { return d.write(from, opt, true) }

func (d *Document) write(from any, opt Decoding, bare bool) []byte {
	w := &resolver{doc: d, opt: opt, bare: bare}
	w.structure(reflect.ValueOf(from).Elem(), d.root, 0, "", "")
	return []byte(w.b.String())
}

type resolver struct {
	doc  *Document
	opt  Decoding
	b    strings.Builder
	unit string // of the place, for parameters tagged *
	bare bool   // without origins
}

// origin words where a value comes from.
func (w *resolver) origin(n *yaml.Node) string {
	if n == nil {
		return "default"
	}
	if o, ok := w.doc.origins[n]; ok {
		return o
	}
	return fmt.Sprintf("line %d", n.Line)
}

func (w *resolver) line(depth int, text, origin string) {
	w.b.WriteString(strings.Repeat("  ", depth))
	w.b.WriteString(text)
	if origin != "" && !w.bare {
		w.b.WriteString("  # " + origin)
	}
	w.b.WriteByte('\n')
}

func (w *resolver) structure(v reflect.Value, n *yaml.Node, depth int, first, variant string) {
	fields, holders := parts(v)
	for i := range fields {
		f := &fields[i]
		var at *yaml.Node
		if n != nil && n.Kind == yaml.MappingNode {
			at = stated(n, f.key, f.was)
		}
		if w.field(f, holders[i].Field(f.index), at, depth, first) {
			first = ""
		}
	}
}

// stated is the value of a key, under its older name where it has only that.
func stated(n *yaml.Node, key, was string) *yaml.Node {
	if at := child(n, key); at != nil || was == "" {
		return at
	}
	return child(n, was)
}

// field writes one key, unless it is empty; lead replaces the indentation of the first key of a list entry.
func (w *resolver) field(f *field, v reflect.Value, n *yaml.Node, depth int, lead string) bool {
	head := lead + f.key + ":"
	if lead != "" {
		depth--
	}
	if empty(v) {
		return false
	}
	if v.Kind() == reflect.Pointer && f.variant == "" {
		v = v.Elem()
	}
	unit := f.unit
	if unit == "*" {
		unit = w.unit
	}
	t := v.Type()
	switch {
	case t == reflect.TypeFor[Raw]():
		w.line(depth, head+" "+flow(v.Field(0).String()), w.origin(n))
	case f.variant != "":
		w.part(f, v, n, depth, head)
	case isNamed(t):
		w.line(depth, head, "")
		for i := range v.Len() {
			e := v.Index(i)
			inner := *f
			inner.key, inner.each, inner.typ = e.Field(0).String(), false, e.Field(1).Type()
			at := n
			if n != nil && n.Kind == yaml.MappingNode {
				at = child(n, inner.key)
			}
			inner.key = quoteKey(inner.key)
			if !w.field(&inner, e.Field(1), at, depth+1, "") {
				w.line(depth+1, inner.key+": "+nothing(e.Field(1)), w.origin(at))
			}
		}
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Struct:
		w.line(depth, head, "")
		for i := range v.Len() {
			var at *yaml.Node
			if n != nil && n.Kind == yaml.SequenceNode && i < len(n.Content) {
				at = n.Content[i]
			}
			w.structure(v.Index(i), at, depth+2, "- ", "")
		}
	case t.Kind() == reflect.Slice || t.Kind() == reflect.Array:
		var items []string
		for i := range v.Len() {
			items = append(items, itemText(v.Index(i), unit))
		}
		w.line(depth, head+" ["+strings.Join(items, ", ")+"]", w.origin(n))
	case t.Kind() == reflect.Struct && alone(v).IsValid():
		w.line(depth, head+" "+scalarText(alone(v), unit), w.origin(n))
	case t.Kind() == reflect.Struct:
		w.line(depth, head, "")
		w.structure(v, n, depth+1, "", "")
	default:
		w.line(depth, head+" "+scalarText(v, unit), w.origin(n))
	}
	return true
}

// nothing writes an empty value, so that an entry that only has a name is kept.
func nothing(v reflect.Value) string {
	switch {
	case v.Kind() == reflect.String:
		return `""`
	case v.Kind() == reflect.Slice && !isNamed(v.Type()):
		return "[]"
	}
	return "{}"
}

// alone is the value that stands for a whole struct, when the struct holds nothing else; the zero Value otherwise.
func alone(v reflect.Value) (value reflect.Value) {
	short := shortKey(v.Type())
	if short == "" {
		return reflect.Value{}
	}
	for _, f := range fieldsOf(v.Type()) {
		x := v.Field(f.index)
		switch {
		case f.key != short && !x.IsZero():
			return reflect.Value{}
		case f.key == short && x.Kind() == reflect.Pointer:
			value = x.Elem()
		case f.key == short:
			value = x
		}
	}
	return value
}

// part writes an interchangeable part with all of its parameters.
func (w *resolver) part(f *field, v reflect.Value, n *yaml.Node, depth int, head string) {
	catalog := w.opt.Catalogs[f.typ]
	name := nameOf(catalog, v.Interface())
	p := v.Elem().Elem()
	outer := w.unit
	w.unit = f.unit
	defer func() { w.unit = outer }()
	fields, _ := parts(p)
	if name == "constant" {
		w.line(depth, head+" "+scalarText(p.Field(0), f.unit), w.origin(n))
		return
	}
	if len(fields) == 0 {
		w.line(depth, head+" "+name, w.origin(n))
		return
	}
	w.line(depth, head, "")
	at := n
	if n != nil && n.Kind == yaml.MappingNode {
		at = stated(n, f.variant, f.was)
	}
	w.line(depth+1, f.variant+": "+name, w.origin(at))
	w.structure(p, n, depth+1, "", f.variant)
}

// nameOf finds the name under which a part is registered, by its type.
func nameOf(c Catalog, part any) string {
	for _, name := range c.Names() {
		if made, _ := c.Make(name); reflect.TypeOf(made) == reflect.TypeOf(part) {
			return name
		}
	}
	return ""
}

// itemText writes an entry of a list, which may be a list itself.
func itemText(v reflect.Value, unit string) string {
	if v.Kind() != reflect.Slice {
		return scalarText(v, unit)
	}
	var items []string
	for i := range v.Len() {
		items = append(items, itemText(v.Index(i), unit))
	}
	return "[" + strings.Join(items, ", ") + "]"
}

func empty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		return v.IsNil()
	case reflect.Slice:
		return v.Len() == 0
	case reflect.String:
		return v.Len() == 0
	case reflect.Array:
		return v.IsZero()
	case reflect.Struct:
		fields, holders := parts(v)
		for i := range fields {
			if !empty(holders[i].Field(fields[i].index)) {
				return false
			}
		}
		return len(fields) > 0
	}
	return false
}

func flow(text string) string { return strings.ReplaceAll(text, "\n", " ") }

func quoteKey(s string) string {
	if s == "" || strings.ContainsAny(s, ": #{}[],&*!|>'\"%@`\n\r\t") || strings.ContainsAny(s[:1], "-?=.<") || s != strings.TrimSpace(s) {
		return strconv.Quote(s)
	}
	return s
}

// scalarText writes a value as the language reads it.
func scalarText(v reflect.Value, unit string) string {
	switch v.Kind() {
	case reflect.String:
		return quoteText(v.String())
	case reflect.Bool:
		return strconv.FormatBool(v.Bool())
	case reflect.Float64:
		if unit == "time" {
			return timeText(int64(v.Float()))
		}
		return numberText(v.Float(), unit)
	case reflect.Uint64:
		return strconv.FormatUint(v.Uint(), 10)
	}
	if unit == "time" {
		return timeText(v.Int())
	}
	return numberText(float64(v.Int()), unit)
}

func quoteText(s string) string {
	if s == "" || strings.ContainsAny(s, ":#{}[],&*!|>'\"%@`\n\r\t") || strings.ContainsAny(s[:1], "-?=.<") || s != strings.TrimSpace(s) {
		return strconv.Quote(s)
	}
	return s
}

func numberText(x float64, unit string) string {
	switch unit {
	case "%":
		return percentText(x) + "%"
	case "USD", "pins":
		return strconv.FormatFloat(x, 'g', -1, 64) + " " + unit
	case "x":
		return strconv.FormatFloat(x, 'g', -1, 64) + "x"
	}
	return strconv.FormatFloat(x, 'g', -1, 64)
}

// percentText is the shortest text in percent that reads back as the fraction x.
func percentText(x float64) string {
	for digits := 15; digits <= 17; digits++ {
		for _, y := range []float64{x * 100, math.Nextafter(x*100, math.Inf(1)), math.Nextafter(x*100, math.Inf(-1))} {
			text := strconv.FormatFloat(y, 'g', digits, 64)
			if back, err := strconv.ParseFloat(text, 64); err == nil && back/100 == x {
				return text
			}
		}
	}
	return strconv.FormatFloat(x*100, 'g', 17, 64)
}

// timeText writes microseconds in the largest units that hold them.
func timeText(us int64) string {
	if us == 0 {
		return "0"
	}
	if us < 0 {
		return "-" + timeText(-us)
	}
	var b strings.Builder
	for _, u := range []struct {
		name string
		size int64
	}{{"d", 86400e6}, {"h", 3600e6}, {"m", 60e6}, {"s", 1e6}, {"ms", 1e3}, {"us", 1}} {
		if n := us / u.size; n > 0 {
			fmt.Fprintf(&b, "%d%s", n, u.name)
			us -= n * u.size
		}
	}
	return b.String()
}
