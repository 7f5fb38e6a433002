package schema

import (
	"bytes"
	"reflect"
	"slices"
	"strings"

	"marketsim/sim/units/neutral"
)

// Key documents one key of the language.
type Key struct {
	Path    string // market.pinners.count; entries of lists and maps are <name>
	Shape   string // of a map by names, as it is written; empty of all else
	Type    string // number, whole number, time, text, switch, list, map, or the kind of a part
	Unit    string
	Default string // empty: none
	Range   string
	Allowed []string // names
	Doc     string
}

// Keys lists every key of a language in the order of its structs, parameters of registered parts included.
func Keys(root any, opt Decoding) []Key {
	x := &lister{opt: opt}
	x.structure("", reflect.TypeOf(root).Elem(), "")
	return x.keys
}

type lister struct {
	opt  Decoding
	keys []Key
}

func (x *lister) structure(path string, t reflect.Type, place string) {
	fields, _ := parts(reflect.New(t).Elem())
	for i := range fields {
		x.field(join(path, fields[i].key), &fields[i], place)
	}
}

func (x *lister) field(path string, f *field, place string) {
	t := f.typ
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	k := Key{Path: path, Unit: f.unit, Doc: f.doc, Allowed: f.enum, Type: typeName(t, f)}
	if f.unit == "*" {
		k.Unit = place
	}
	if f.has && f.text != "none" {
		k.Default = f.text
	}
	if f.bounds != nil {
		k.Range = f.bounds.text
	}
	if c := x.opt.Catalogs[t]; f.variant != "" && c != nil {
		k.Type, k.Allowed = c.Kind(), c.Names()
	}
	if isNamed(t) {
		k.Shape = shape(path, &k, t.Elem().Field(1).Type, f.each)
	}
	x.keys = append(x.keys, k)
	x.below(path, t, f)
}

// shape is how a map by names is written: {SEGMENT: MONEY}.
func shape(path string, k *Key, value reflect.Type, each bool) string {
	name, entry := "NAME", "NUMBER"
	for _, word := range []string{"segment", "surface", "arm", "group"} {
		if strings.Contains(path[strings.LastIndexByte(path, '.')+1:]+" "+k.Doc, word) {
			name = strings.ToUpper(word)
			break
		}
	}
	switch {
	case value.Kind() == reflect.Struct:
		entry = "{KEY: VALUE, ...}"
	case value.Kind() == reflect.String:
		entry = "TEXT"
	case value.Kind() == reflect.Slice:
		entry = "[...]"
	case value.Kind() == reflect.Bool:
		entry = "true"
	case k.Unit == "USD":
		entry = "MONEY"
	case k.Unit == "%":
		entry = "PERCENT"
	case k.Unit == "time":
		entry = "TIME"
	}
	if each {
		return entry + ", or {" + name + ": " + entry + ", ...}"
	}
	return "{" + name + ": " + entry + ", ...}"
}

func (x *lister) below(path string, t reflect.Type, f *field) {
	switch {
	case f.variant != "":
		c := x.opt.Catalogs[t]
		if c == nil || c.Kind() == "distribution" {
			return // distributions have a page of their own
		}
		for _, name := range c.Names() {
			made, _ := c.Make(name)
			x.structure(path+"("+name+")", reflect.TypeOf(made).Elem(), f.unit)
		}
	case isNamed(t):
		inner := *f
		inner.typ, inner.has, inner.each = t.Elem().Field(1).Type, false, false
		if inner.typ.Kind() == reflect.Struct && inner.typ != reflect.TypeFor[Raw]() {
			x.structure(path+".<name>", inner.typ, f.unit)
		}
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Struct:
		entry := ".<name>"
		if key := nameKey(t.Elem()); key == "id" {
			entry = ".<id>"
		} else if key == "" && !isNamed(t) {
			entry = ".<number>"
		}
		x.structure(path+entry, t.Elem(), f.unit)
	case t.Kind() == reflect.Struct && t != reflect.TypeFor[Raw]():
		x.structure(path, t, f.unit)
	}
}

func typeName(t reflect.Type, f *field) string {
	switch {
	case f.unit == "time":
		return "time"
	case isNamed(t), t.Kind() == reflect.Struct:
		return "map"
	}
	switch t.Kind() {
	case reflect.String:
		return "text"
	case reflect.Bool:
		return "switch"
	case reflect.Float64:
		return "number"
	case reflect.Slice, reflect.Array:
		return "list"
	}
	return "whole number"
}

// PartKeys lists the parameters of one registered part; unit is what stands for * in them.
func PartKeys(part any, unit string, opt Decoding) []Key {
	x := &lister{opt: opt}
	x.structure("", reflect.TypeOf(part).Elem(), unit)
	return x.keys
}

type object = map[string]any

// JSONSchema makes the JSON Schema (draft 2020-12) of a language, for editors. Parts registered by plug-ins are in it.
func JSONSchema(root any, opt Decoding, title string) ([]byte, error) {
	s := &schemer{opt: opt}
	top := s.structure(reflect.TypeOf(root).Elem(), "", nil)
	top["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	top["title"] = title
	data, err := neutral.JSON(top, "  ", true)
	return bytes.TrimSuffix(data, []byte("\n")), err
}

type schemer struct{ opt Decoding }

// structure is the schema of a map with the keys of a struct, and of a part when constants are given.
func (s *schemer) structure(t reflect.Type, place string, constants object) object {
	properties, required := object{}, []string{}
	for k, v := range constants {
		properties[k] = object{"const": v}
		required = append(required, k)
	}
	fields, _ := parts(reflect.New(t).Elem())
	for i := range fields {
		f := &fields[i]
		p := s.typed(f.typ, f, place)
		if f.doc != "" {
			p["description"] = f.doc
		}
		if f.has && f.text != "none" {
			p["default"] = f.text
		}
		properties[f.key] = p
		if f.required() || needs(f) {
			required = append(required, f.key)
		}
	}
	out := object{"type": "object", "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		out["required"] = required
	}
	return out
}

// needs tells whether a map has keys that must be given, so that it must be there itself.
func needs(f *field) bool {
	if f.has || f.typ.Kind() != reflect.Struct || f.typ == reflect.TypeFor[Raw]() {
		return false
	}
	fields, _ := parts(reflect.New(f.typ).Elem())
	for i := range fields {
		if fields[i].required() || needs(&fields[i]) {
			return true
		}
	}
	return false
}

func (s *schemer) typed(t reflect.Type, f *field, place string) object {
	if f.auto {
		stated := *f
		stated.auto = false
		return object{"anyOf": []object{{"const": "auto"}, s.typed(t, &stated, place)}}
	}
	if t.Kind() == reflect.Pointer && f.variant == "" {
		t = t.Elem()
	}
	unit := f.unit
	if unit == "*" {
		unit = place
	}
	switch {
	case t == reflect.TypeFor[Raw]():
		return object{}
	case f.variant != "":
		return s.part(t, f, unit)
	case isNamed(t):
		inner := *f
		inner.each = false
		m := object{"type": "object", "additionalProperties": s.typed(t.Elem().Field(1).Type, &inner, place)}
		if f.each {
			return object{"anyOf": []any{m, s.typed(t.Elem().Field(1).Type, &inner, place)}}
		}
		return m
	case t.Kind() == reflect.Slice || t.Kind() == reflect.Array:
		return object{"type": "array", "items": s.typed(t.Elem(), f, place)}
	case t.Kind() == reflect.Struct:
		whole := s.structure(t, unit, nil)
		if short := shortKey(t); short != "" {
			return object{"anyOf": []any{whole, whole["properties"].(object)[short]}}
		}
		return whole
	case t.Kind() == reflect.String:
		if f.enum != nil {
			return object{"enum": f.enum}
		}
		return object{"type": []string{"string", "number"}}
	case t.Kind() == reflect.Bool:
		return object{"type": "boolean"}
	}
	return number(unit)
}

const numeralPattern = `[+-]?[0-9_]*\.?[0-9_]+([eE][+-]?[0-9]+)?`

// number is the schema of a number in a unit; a bare 0 is allowed everywhere.
func number(unit string) object {
	text := func(pattern string) object { return object{"type": "string", "pattern": "^" + pattern + "$"} }
	switch unit {
	case "":
		return object{"anyOf": []any{object{"type": "number"}, text(numeralPattern)}}
	case "time":
		return object{"anyOf": []any{object{"const": 0}, text(`(` + numeralPattern + ` *(w|d|h|m|s|ms|us) *)+`)}}
	case "pins":
		unit = "pins?"
	}
	return object{"anyOf": []any{object{"const": 0}, text(numeralPattern + " *" + unit)}}
}

func (s *schemer) part(t reflect.Type, f *field, unit string) object {
	c := s.opt.Catalogs[t]
	var options, simple []any
	for _, name := range c.Names() {
		made, _ := c.Make(name)
		o := s.structure(reflect.TypeOf(made).Elem(), unit, object{f.variant: name})
		o["description"] = c.Doc(name)
		if name == f.usual {
			o["required"] = slices.DeleteFunc(o["required"].([]string), func(k string) bool { return k == f.variant })
		}
		options = append(options, o)
		if required, _ := o["required"].([]string); len(required) == 1 {
			simple = append(simple, name)
		}
	}
	if len(simple) > 0 {
		options = append(options, object{"enum": simple})
	}
	if _, scalar := c.Make("constant"); scalar {
		options = append(options, number(unit))
	}
	return object{"anyOf": options}
}

// Find lists the keys whose path ends with a word, or contains it where none ends with it.
func Find(keys []Key, word string) (found []Key) {
	for _, k := range keys {
		if k.Path == word || strings.HasSuffix(k.Path, "."+word) || strings.HasSuffix(k.Path, ")."+word) {
			found = append(found, k)
		}
	}
	return found
}
