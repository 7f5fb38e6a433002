package schema

import (
	"fmt"
	"reflect"
	"strings"
	"sync"
)

// Catalog is a registry of interchangeable parts, as registry.Registry is one.
type Catalog interface {
	Kind() string
	Names() []string
	Doc(name string) string
	Make(name string) (any, bool)
}

// Decoding says which registry fills which interface type.
type Decoding struct {
	Catalogs map[reflect.Type]Catalog
	// Instead is what to write in place of an unknown key at a path, in words; empty where nothing is known of it. nil: of none.
	Instead func(key, path string) string
}

// Named is a map from names, kept in file order.
type Named[T any] []Entry[T]

// Entry is one name and its value.
type Entry[T any] struct {
	Name  string
	Value T
}

// All is the name under which a Named field keeps what stands for every entry.
const All = "all"

// Get finds an entry by name, else the one for all.
func (n Named[T]) Get(name string) (v T, ok bool) {
	for _, e := range n {
		if e.Name == name {
			return e.Value, true
		}
		if e.Name == All {
			v, ok = e.Value, true
		}
	}
	return v, ok
}

// Raw is a value that the language passes on as text, such as what an arm sets.
type Raw struct{ Text string }

// field is one key of a struct.
type field struct {
	index   int
	key     string
	unit    string
	text    string // default
	has     bool   // a default
	bounds  *bounds
	enum    []string
	variant string
	was     string // an older name of the key, or of the key that names the part: it is read as well
	each    bool
	auto    bool   // a pointer that the word auto leaves nil
	lines   bool   // text that may have several lines, and becomes one
	usual   string // the part that a map without a name means
	doc     string
	typ     reflect.Type
}

// required fields have no default and a type that cannot say "nothing".
func (f *field) required() bool {
	if f.has {
		return false
	}
	switch f.typ.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Struct:
		return false
	}
	return true
}

var fieldCache sync.Map // reflect.Type -> []field

// fieldsOf reads the tags of a struct; embedded structs are flattened. A malformed tag is a mistake of the program and panics.
func fieldsOf(t reflect.Type) []field {
	if cached, ok := fieldCache.Load(t); ok {
		return cached.([]field)
	}
	var out []field
	for i := range t.NumField() {
		f := t.Field(i)
		key := f.Tag.Get("key")
		if key == "" {
			continue
		}
		b, err := parseBounds(f.Tag.Get("range"), f.Tag.Get("unit"))
		if err != nil {
			panic(fmt.Sprintf("schema: %s.%s: %v", t, f.Name, err))
		}
		x := field{index: i, key: key, unit: f.Tag.Get("unit"), bounds: b, variant: f.Tag.Get("variant"), was: f.Tag.Get("was"),
			each: f.Tag.Get("each") == "true", auto: f.Tag.Get("auto") == "true", lines: f.Tag.Get("lines") == "true", usual: f.Tag.Get("usual"),
			doc: f.Tag.Get("doc"), typ: f.Type}
		x.text, x.has = f.Tag.Lookup("default")
		if e := f.Tag.Get("enum"); e != "" {
			x.enum = strings.Split(e, "|")
		}
		out = append(out, x)
	}
	fieldCache.Store(t, out)
	return out
}

// layout is the fields of a struct and of its embedded structs, and by field where in the struct lies the one that holds it. It is shared and must not be
// changed.
type layout struct {
	fields []field
	at     [][]int
}

var layoutCache sync.Map // reflect.Type -> *layout; an arm decodes the whole file anew

// layoutOf is the layout of a struct type.
func layoutOf(t reflect.Type) *layout {
	if known, ok := layoutCache.Load(t); ok {
		return known.(*layout)
	}
	l := &layout{}
	for i := range t.NumField() {
		if f := t.Field(i); f.Anonymous && f.Type.Kind() == reflect.Struct {
			inner := layoutOf(f.Type)
			l.fields = append(l.fields, inner.fields...)
			for _, at := range inner.at {
				l.at = append(l.at, append([]int{i}, at...))
			}
		}
	}
	l.fields = append(l.fields, fieldsOf(t)...)
	l.at = append(l.at, make([][]int, len(l.fields)-len(l.at))...)
	layoutCache.Store(t, l)
	return l
}

// parts lists the fields of a struct and of its embedded structs with the value that holds each.
func parts(v reflect.Value) (fields []field, holders []reflect.Value) {
	l := layoutOf(v.Type())
	holders = make([]reflect.Value, len(l.fields))
	for i, at := range l.at {
		if holders[i] = v; len(at) > 0 {
			holders[i] = v.FieldByIndex(at)
		}
	}
	return l.fields, holders
}

func isNamed(t reflect.Type) bool {
	return t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Struct && strings.HasPrefix(t.Elem().Name(), "Entry[") && t.Elem().NumField() == 2
}

// nameKey is the key by which entries of a list are named, `name` or `id`; "" when they have neither.
func nameKey(t reflect.Type) string {
	if t.Kind() != reflect.Struct {
		return ""
	}
	for _, f := range fieldsOf(t) {
		if f.key == "name" || f.key == "id" {
			return f.key
		}
	}
	return ""
}

// shorter is a struct that a single value can stand for: `4` for `{count: 4}`. Short is the key of that value.
type shorter interface{ Short() string }

// shortKey is the key that a single value stands for in a struct type; "" when it has none.
func shortKey(t reflect.Type) string {
	if s, ok := reflect.Zero(t).Interface().(shorter); ok {
		return s.Short()
	}
	return ""
}
