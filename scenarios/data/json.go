package data

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// jsonSource is a JSON list of objects: its keys are the header, and an object that has not one of them has an empty cell.
type jsonSource struct {
	jsonObjects
	content []byte // of the file, of which the list is a part
	row     dense  // the row that is visited
}

// dense is a row with a cell for each key.
type dense struct {
	cells  []string
	kinds  []cellKind
	values []jsonText
}

func (s *jsonSource) typed() bool { return true }

// each visits the objects. Only the keys that an object has cost time: a file may have many keys of which each object has a few.
func (s *jsonSource) each(visit func(record) bool) *Error {
	first := func(int) int { return 1 }
	if !visit(record{s.names, nil, 1, first}) {
		return nil
	}
	n := len(s.names)
	s.row = dense{make([]string, n), make([]cellKind, n), make([]jsonText, n)}
	line, to := 1, 0
	for i := range s.starts[:len(s.starts)-1] {
		from := s.list.within(s.content) + int(s.objects[i])
		line, to = line+bytes.Count(s.content[to:from], []byte("\n")), from
		column := from - bytes.LastIndexByte(s.content[:from], '\n')
		members := s.members[s.starts[i]:s.starts[i+1]]
		for _, m := range members {
			if bad := s.row.set(int(m.key), s.list[m.from:m.to]); bad != nil {
				return mistake(line, column, bad.Help, "%s", bad.Message)
			}
		}
		if !visit(record{s.row.cells, s.row.kinds, line, func(int) int { return column }}) {
			return nil
		}
		for _, m := range members {
			s.row.cells[m.key], s.row.kinds[m.key], s.row.values[m.key] = "", textual, nil
		}
	}
	return nil
}

// set makes a cell of a value. Numbers keep their text, and null is an empty cell.
func (d *dense) set(at int, value jsonText) *Error {
	d.values[at] = value
	switch {
	case value.missing():
	case value.isList(), value.isObject():
		d.cells[at], d.kinds[at] = "list", nested
	case len(value) > maxCell:
		return mistake(0, 0, "keep the keys that are read", "a value has %d bytes; the limit is %d", len(value), maxCell)
	case value[0] == '"':
		d.cells[at], _ = value.text()
	default:
		d.cells[at] = string(value)
		if value[0] != 't' && value[0] != 'f' {
			d.kinds[at] = numeric
		}
	}
	return nil
}

// maxJSON bounds a JSON file, bytes.
const maxJSON = 64 << 20

// openJSON finds the list of a JSON file and takes its objects apart.
func openJSON(content []byte, spec *Spec, f *Format) (s *jsonSource, encoding string, bad *Error) {
	if len(content) > maxJSON {
		return nil, "", mistake(0, 0, "write it as CSV or Parquet", "the file has %d bytes; the limit of JSON files is %d", len(content), maxJSON)
	}
	if bad = f.onlyOfText("JSON", false); bad != nil {
		return nil, "", bad
	}
	if content, encoding, bad = decode(content, f.Encoding); bad != nil {
		return nil, "", bad
	}
	if bad = validJSON(content); bad != nil {
		return nil, "", bad
	}
	under := spec.List
	if theirs, mapped := f.Columns[spec.List]; mapped {
		f.Columns, under = maps.Clone(f.Columns), theirs
		delete(f.Columns, spec.List)
	}
	list := listIn(content, under)
	if !list.isList() {
		return nil, "", mistake(1, 1, "write a list of objects, or say where it is with `columns: {"+spec.List+": KEY}`", "there is no list of %s in this file", spec.List)
	}
	s = &jsonSource{content: content}
	at, bad := s.take(list, spec)
	if bad == nil {
		return s, encoding, nil
	}
	if columns, _ := bind(spec.Columns, s.names, f, spec.What); s.repeated != "" && credible(columns, f) {
		bad.Message = fmt.Sprintf("key `%s` appears twice in one object", s.repeated)
	}
	return nil, "", mistake(lineAt(content, list.within(content)+at), 1, bad.Help, "%s", bad.Message)
}

// validJSON is what is wrong with text that is not one JSON value.
func validJSON(content []byte) *Error {
	if len(bytes.TrimSpace(content)) == 0 {
		return mistake(1, 1, "write a list of objects", "the file is empty")
	}
	err := json.Unmarshal(content, new(json.RawMessage))
	if err == nil {
		return nil
	}
	line := 1
	if e, ok := err.(*json.SyntaxError); ok {
		line = lineAt(content, int(e.Offset))
	}
	if oneAfterTheOther(content) {
		return mistake(line, 1, "put [ and ] around them and commas between them", "this is one JSON object after the other, and a list of them is expected")
	}
	return mistake(line, 1, "check it with a JSON tool", "this is not valid JSON")
}

// oneAfterTheOther tells whether JSON is more than one value, as lines of objects are.
func oneAfterTheOther(content []byte) bool {
	values := json.NewDecoder(bytes.NewReader(content))
	for range 2 {
		var value json.RawMessage
		if values.Decode(&value) != nil {
			return false
		}
	}
	return true
}

// listIn is the list of valid JSON: all of it, or what an object has under a key.
func listIn(content []byte, under string) (list jsonText) {
	start := pastBlanks(content, 0)
	all := jsonText(content[start:valueEnd(content, start)])
	if !all.isObject() {
		return all
	}
	all.members(func(key, value jsonText) bool {
		if name, _ := key.text(); name == under {
			list = value
		}
		return true
	})
	return list
}

// jsonMember is a key of an object and where its value stands in the text of the list.
type jsonMember struct{ key, from, to int32 }

// jsonObjects are the objects of a list: their keys, and their values as they are written.
type jsonObjects struct {
	list    jsonText
	members []jsonMember   // of all objects, one after the other
	objects []int32        // where each begins in the list
	starts  []int32        // of each object's members, and their end
	names   []string       // keys of any object, in the order in which they appear
	ids     map[string]int // in names, by the key as it is written and by the key
	held    []int32        // the last object that had the key, from 1

	repeated string // a key that an object has twice, where that is the mistake: whether it may be quoted shows only when all are known
}

// longestKey is the size of a key, bytes.
const longestKey = 1 << 10

// take goes through the list once. What is wrong with it has the offset in it.
func (o *jsonObjects) take(list jsonText, spec *Spec) (at int, bad *Error) {
	o.list, o.ids, o.names = list, map[string]int{}, []string{}
	switch n := list.len(); {
	case n > spec.MaxRows:
		return 0, mistake(0, 0, "split it", "the file has %d %s; the limit is %d", n, spec.List, spec.MaxRows)
	case n == 0:
		return 0, mistake(0, 0, "add an object for each", "the list of %s is empty", spec.List)
	}
	list.entries(func(x jsonText) bool {
		o.starts, o.objects = append(o.starts, int32(len(o.members))), append(o.objects, int32(x.within(list)))
		if !x.isObject() {
			at, bad = x.within(list), mistake(0, 0, "write an object for each", "entry %d is not an object", len(o.starts)-1)
			return false
		}
		x.members(func(key, value jsonText) bool {
			at, bad = o.member(key, value)
			return bad == nil
		})
		return bad == nil
	})
	o.starts = append(o.starts, int32(len(o.members)))
	return at, bad
}

// member adds a key and its value to the last object.
func (o *jsonObjects) member(key, value jsonText) (at int, bad *Error) {
	at = key.within(o.list)
	id, known := o.ids[string(key)]
	if !known {
		if len(key) > longestKey {
			return at, mistake(0, 0, "shorten it", "a key has %d bytes; the limit is %d", len(key), longestKey)
		}
		name, _ := key.text()
		if id = slices.Index(o.names, name); id < 0 {
			id = len(o.names)
			o.names, o.held = append(o.names, name), append(o.held, 0)
		}
		if o.ids[string(key)] = id; len(o.ids) > maxColumns {
			return at, mistake(0, 0, "keep the keys that are read", "the objects have more than %d different keys, the limit", maxColumns)
		}
	}
	if o.held[id] == int32(len(o.starts)) {
		o.repeated = o.names[id]
		return at, mistake(0, 0, "keep one", "a key appears twice in one object")
	}
	o.held[id] = int32(len(o.starts))
	from := value.within(o.list)
	o.members = append(o.members, jsonMember{int32(id), int32(from), int32(from + len(value))})
	return at, nil
}
