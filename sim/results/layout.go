package results

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"sync"
)

// layout is the shape of stored values: of the types as they are, or of those with which a file was written. A file begins
// with its layout, so that it can be read after fields were added or removed.
type layout struct {
	kind   layoutKind
	fields []layoutField // of a struct
	elem   *layout       // of a list or an array
	n      int           // length of an array
	width  int           // how many integers it is, when it is nothing but integers; else 0
	least  int           // fewest bytes that a value takes
}

type layoutField struct {
	name string
	*layout
}

type layoutKind byte

const (
	kindInt layoutKind = iota
	kindFloat
	kindText
	kindStruct
	kindList
	kindArray
)

// storedName is what a field is called in files: a counter's name, or the field's own.
func storedName(f reflect.StructField) string {
	if tag, ok := f.Tag.Lookup("counter"); ok {
		name, _, _ := strings.Cut(tag, ",")
		return name
	}
	return f.Name
}

// stored tells whether a field is part of files.
func stored(f reflect.StructField) bool { return f.Tag.Get("stored") != "-" }

// layouts are those of the program's types that were asked for; nobody changes them.
var layouts sync.Map // of *layout by reflect.Type

// layoutOf describes a type of the program.
func layoutOf(t reflect.Type) *layout {
	l, known := layouts.Load(t)
	if !known {
		l, _ = layouts.LoadOrStore(t, newLayout(t))
	}
	return l.(*layout)
}

func newLayout(t reflect.Type) *layout {
	l := &layout{}
	switch t.Kind() {
	case reflect.Bool, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		l.kind = kindInt
	case reflect.Float32, reflect.Float64:
		l.kind = kindFloat
	case reflect.String:
		l.kind = kindText
	case reflect.Struct:
		l.kind = kindStruct
		for i := range t.NumField() {
			if f := t.Field(i); stored(f) {
				l.fields = append(l.fields, layoutField{storedName(f), layoutOf(f.Type)})
			}
		}
	case reflect.Slice:
		l.kind, l.elem = kindList, layoutOf(t.Elem())
	case reflect.Array:
		l.kind, l.elem, l.n = kindArray, layoutOf(t.Elem()), t.Len()
	default:
		panic(fmt.Sprintf("results: a %v is not stored", t))
	}
	l.measure()
	return l
}

// measure fills in what follows from the parts.
func (l *layout) measure() {
	switch l.kind {
	case kindInt:
		l.width, l.least = 1, 1
	case kindFloat:
		l.least = 8
	case kindText, kindList:
		l.least = 1
	case kindArray:
		l.width, l.least = l.n*l.elem.width, l.n*l.elem.least
	case kindStruct:
		integers := true
		for _, f := range l.fields {
			l.width, l.least, integers = l.width+f.width, l.least+f.least, integers && f.width > 0
		}
		if !integers {
			l.width = 0
		}
	}
}

// String spells a layout: i, f and s are an integer, a float and a text, [] is a list, [3] an array, {name:i,...} a struct.
func (l *layout) String() string {
	switch l.kind {
	case kindInt:
		return "i"
	case kindFloat:
		return "f"
	case kindText:
		return "s"
	case kindList:
		return "[]" + l.elem.String()
	case kindArray:
		return fmt.Sprintf("[%d]%v", l.n, l.elem)
	}
	parts := make([]string, len(l.fields))
	for i, f := range l.fields {
		parts[i] = f.name + ":" + f.layout.String()
	}
	return "{" + strings.Join(parts, ",") + "}"
}

// Bounds of layouts that are read: far above what is written, and low enough that none of them is a burden.
const (
	deepestLayout = 12
	longestArray  = 4096
	widestLayout  = 1 << 20 // bytes of a value at least
	longestLayout = 1 << 16
)

// parseLayout reads what String wrote.
func parseLayout(text string) (*layout, error) {
	p := &layoutParser{rest: text}
	l := p.layout(deepestLayout)
	if p.rest != "" {
		p.bad = true
	}
	if p.bad {
		return nil, fmt.Errorf("their layout cannot be read")
	}
	return l, nil
}

type layoutParser struct {
	rest string
	bad  bool
}

// take removes a text when it comes next.
func (p *layoutParser) take(text string) bool {
	rest, ok := strings.CutPrefix(p.rest, text)
	p.rest = rest
	return ok
}

// until removes what stands before a mark, and the mark.
func (p *layoutParser) until(mark string) string {
	text, rest, ok := strings.Cut(p.rest, mark)
	p.bad = p.bad || !ok
	p.rest = rest
	return text
}

func (p *layoutParser) layout(deep int) *layout {
	l := &layout{}
	switch {
	case p.bad || deep == 0:
		p.bad = true
	case p.take("i"):
		l.kind = kindInt
	case p.take("f"):
		l.kind = kindFloat
	case p.take("s"):
		l.kind = kindText
	case p.take("[]"):
		l.kind, l.elem = kindList, p.layout(deep-1)
	case p.take("["):
		n, err := strconv.Atoi(p.until("]"))
		l.kind, l.n, l.elem = kindArray, n, p.layout(deep-1)
		p.bad = p.bad || err != nil || n < 1 || n > longestArray
	case p.take("{"):
		l.kind = kindStruct
		for !p.bad && !p.take("}") {
			l.fields = append(l.fields, layoutField{p.until(":"), p.layout(deep - 1)})
			p.take(",")
		}
	default:
		p.bad = true
	}
	if !p.bad {
		l.measure()
		p.bad = l.least == 0 || l.least > widestLayout // any number of values without a byte would be read from nothing
	}
	return l
}
