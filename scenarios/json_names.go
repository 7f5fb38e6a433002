package scenarios

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"marketsim/scenarios/data"
	"marketsim/sim/units/neutral"
)

// jsonNames finds what the objects of a file of campaigns call our columns: what the group says, else our own name, else one by which
// it is also recognised.
type jsonNames struct {
	group *group
	keys  []string        // of the objects, in order
	read  map[string]bool // by key of the objects
}

// see takes down which keys the objects have.
func (n *jsonNames) see(list []any) {
	all := map[string]bool{}
	for _, x := range list {
		object, _ := x.(map[string]any)
		for key := range object {
			all[key] = true
		}
	}
	n.keys = slices.Sorted(maps.Keys(all))
}

// of is the key of one of our columns.
func (n *jsonNames) of(name string) string {
	theirs, mapped := n.group.Columns.Get(name)
	if !mapped {
		theirs = name
	}
	at := slices.IndexFunc(campaignColumns, func(c data.Column) bool { return c.Name == name })
	if !mapped && at >= 0 && !slices.Contains(n.keys, name) {
		theirs = data.Recognise(n.keys, campaignColumns[at], name)
	}
	n.read[theirs] = true
	return theirs
}

// echo says what was read of the objects and what was not.
func (n *jsonNames) echo() string {
	var read, rest []string
	for _, key := range n.keys {
		switch {
		case neutral.Unseen(key) != "":
		case n.read[key]:
			read = append(read, key)
		default:
			rest = append(rest, key)
		}
	}
	if len(rest) > 0 {
		return strings.Join(read, ", ") + "; not read: " + strings.Join(rest, ", ")
	}
	return strings.Join(read, ", ")
}

// twiceInJSON is the first key that an object of valid JSON has twice, with its line: a map keeps the last of them without a word. The line is 0 where there is none.
func twiceInJSON(content []byte) (key string, line int) {
	type level struct {
		keys  map[string]bool // nil of a list
		value bool            // a key was read, and its value comes next
	}
	tokens, open := json.NewDecoder(bytes.NewReader(content)), []level{{}}
	for {
		token, err := tokens.Token()
		if err != nil {
			return "", 0
		}
		top := &open[len(open)-1]
		if name, isText := token.(string); isText && top.keys != nil && !top.value {
			if top.keys[name] {
				return name, 1 + bytes.Count(content[:tokens.InputOffset()], []byte("\n"))
			}
			top.keys[name], top.value = true, true
			continue
		}
		top.value = false
		switch token {
		case json.Delim('{'):
			open = append(open, level{keys: map[string]bool{}})
		case json.Delim('['):
			open = append(open, level{})
		case json.Delim('}'), json.Delim(']'):
			open = open[:len(open)-1]
		}
	}
}
