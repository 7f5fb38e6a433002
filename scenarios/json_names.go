package scenarios

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"marketsim/scenarios/data"
	"marketsim/scenarios/schema"
	"marketsim/sim/units/neutral"
)

// jsonMember is a key of an object and where its value stands in the text of the list.
type jsonMember struct{ key, from, to int32 }

// jsonObjects are the objects of a list: their keys, and their values as they are written.
type jsonObjects struct {
	list    jsonText
	members []jsonMember   // of all objects, one after the other
	starts  []int32        // of each object's members, and their end
	names   []string       // keys of any object, in the order in which they appear
	ids     map[string]int // in names, by the key as it is written and by the key
	held    []int32        // the last object that had the key, from 1

	repeated string // a key that an object has twice, where that is the mistake: whether it may be quoted shows only when all are known
}

// maxKeys bounds the different keys of all objects of a list: each is looked at for each column of ours. longestKey is the size of one, bytes.
const (
	maxKeys    = 2000
	longestKey = 1 << 10
)

// take goes through the list once. What is wrong with it has the offset in it.
func (o *jsonObjects) take(list jsonText) (at int, bad *data.Error) {
	o.list, o.ids = list, map[string]int{}
	if n := list.len(); n > maxCampaigns {
		return 0, jsonMistake("split it", "the file has %d campaigns; the limit is %d", n, maxCampaigns)
	}
	list.entries(func(x jsonText) bool {
		o.starts = append(o.starts, int32(len(o.members)))
		if !x.isObject() {
			at, bad = x.within(list), jsonMistake("write an object for each campaign", "entry %d is not an object", len(o.starts)-1)
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
func (o *jsonObjects) member(key, value jsonText) (at int, bad *data.Error) {
	at = key.within(o.list)
	id, known := o.ids[string(key)]
	if !known {
		if len(key) > longestKey {
			return at, jsonMistake("shorten it", "a key has %d bytes; the limit is %d", len(key), longestKey)
		}
		name, _ := key.text()
		if id = slices.Index(o.names, name); id < 0 {
			id = len(o.names)
			o.names, o.held = append(o.names, name), append(o.held, 0)
		}
		if o.ids[string(key)] = id; len(o.ids) > maxKeys {
			return at, jsonMistake("keep the keys that are read", "the objects have more than %d different keys, the limit", maxKeys)
		}
	}
	if o.held[id] == int32(len(o.starts)) {
		o.repeated = o.names[id]
		return at, jsonMistake("keep one", "a key appears twice in one object")
	}
	o.held[id] = int32(len(o.starts))
	from := value.within(o.list)
	o.members = append(o.members, jsonMember{int32(id), int32(from), int32(from + len(value))})
	return at, nil
}

func jsonMistake(help, format string, args ...any) *data.Error {
	return &data.Error{Message: fmt.Sprintf(format, args...), Help: help}
}

// value is what an object has under a key; nil where it has not.
func (o *jsonObjects) value(object int, key jsonKey) jsonText {
	for _, m := range o.members[o.starts[object]:o.starts[object+1]] {
		if int(m.key) == key.id {
			return o.list[m.from:m.to]
		}
	}
	return nil
}

// jsonKey is what the objects call one of our columns.
type jsonKey struct {
	name string
	id   int // in the names of the objects; -1: none has it
}

// jsonNames finds the keys of our columns: what the group says, else our own name, else one by which the column is also recognised.
type jsonNames struct {
	keys     map[string]jsonKey // by our column
	credible bool               // a column was found by its own name: messages may quote the file
	found    bool
}

// jsonColumns are what is read of an object.
func jsonColumns() []string {
	columns := []string{"name"}
	for i := range rowNumbers {
		columns = append(columns, rowNumbers[i].name)
	}
	return append(columns, "vectors", "ad_values")
}

// bind finds the keys.
func (n *jsonNames) bind(g *group, o *jsonObjects) {
	n.keys = map[string]jsonKey{}
	sorted := slices.Sorted(slices.Values(o.names))
	for _, column := range jsonColumns() {
		theirs, mapped := g.Columns.Get(column)
		if !mapped {
			theirs = column
		}
		at := slices.IndexFunc(campaignColumns, func(c data.Column) bool { return c.Name == column })
		if !mapped && at >= 0 && !slices.Contains(o.names, column) {
			theirs = data.Recognise(sorted, campaignColumns[at], column)
		}
		key := jsonKey{theirs, slices.Index(o.names, theirs)}
		n.found, n.credible = n.found || key.id >= 0, n.credible || key.id >= 0 && !mapped
		n.keys[column] = key
	}
}

// wrong is what is wrong with the keys as a whole.
func (n *jsonNames) wrong(g *group) *data.Error {
	known := append(jsonColumns(), "campaigns")
	for _, column := range g.Columns {
		switch key, ok := n.keys[column.Name]; {
		case !slices.Contains(known, column.Name):
			return jsonMistake(schema.Suggest(column.Name, known), "a JSON file of campaigns has no key `%s`", column.Name)
		case ok && key.id < 0:
			return jsonMistake("check the name, and that this is the file that is meant", "no object of the file has the key `%s`", column.Value)
		}
	}
	if !n.found {
		return jsonMistake("say which is which with `columns: {name: KEY}`", "no object has a key of %s: %s", campaignKind.What, strings.Join(jsonColumns(), ", "))
	}
	return nil
}

// echo says what was read of the objects and what was not.
func (n *jsonNames) echo(o *jsonObjects) string {
	mine := map[string]bool{}
	for key := range maps.Values(n.keys) {
		mine[key.name] = true
	}
	var read, rest []string
	for _, name := range slices.Sorted(slices.Values(o.names)) {
		switch {
		case neutral.Unseen(name) != "":
		case mine[name]:
			read = append(read, name)
		default:
			rest = append(rest, name)
		}
	}
	if len(rest) > 0 && n.credible {
		return strings.Join(read, ", ") + "; not read: " + data.Listed(rest)
	}
	return strings.Join(read, ", ")
}
