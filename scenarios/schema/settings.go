package schema

import (
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// Setting is one value of a resolved document.
type Setting struct{ Path, Value string }

// Settings lists every value of what Values writes, in its order. Entries of lists are called by their name, or counted from 0 where they have none.
func Settings(values []byte) (list []Setting) {
	var root yaml.Node
	if err := yaml.Unmarshal(values, &root); err != nil {
		panic(fmt.Sprintf("schema: the resolved document is no YAML: %v", err))
	}
	for _, n := range root.Content {
		list = flatten(list, "", n)
	}
	return list
}

func flatten(list []Setting, path string, n *yaml.Node) []Setting {
	switch {
	case n.Kind == yaml.MappingNode:
		for i := 0; i < len(n.Content); i += 2 {
			list = flatten(list, strings.TrimPrefix(path+"."+n.Content[i].Value, "."), n.Content[i+1])
		}
	case n.Kind == yaml.SequenceNode && len(n.Content) > 0 && n.Content[0].Kind == yaml.MappingNode:
		for i, e := range n.Content {
			list = flatten(list, fmt.Sprintf("%s.%s", path, entryLabel(e, i)), e)
		}
	case n.Kind == yaml.SequenceNode:
		items := make([]string, len(n.Content))
		for i, e := range n.Content {
			items[i] = e.Value
		}
		list = append(list, Setting{path, "[" + strings.Join(items, ", ") + "]"})
	default:
		list = append(list, Setting{path, n.Value})
	}
	return list
}

// entryLabel calls an entry of a list.
func entryLabel(n *yaml.Node, at int) string {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if key := n.Content[i].Value; (key == "name" || key == "id") && n.Content[i+1].Kind == yaml.ScalarNode {
			return n.Content[i+1].Value
		}
	}
	return fmt.Sprint(at)
}

// Len is how many entries the map or list at a path has; 0 where there is none.
func (d *Document) Len(path string) int { return length(d.nodeAt(path)) }

// LenBelow is how many entries the lists and maps have together that stand under a key of the entries of what a path says, or that are such an entry: lists.
func (d *Document) LenBelow(path, key string) (n int) {
	of := d.nodeAt(path)
	if of == nil {
		return 0
	}
	for _, x := range of.Content {
		if x.Kind == yaml.SequenceNode {
			n += length(x)
		} else {
			n += length(child(x, key))
		}
	}
	return n
}

// nodeAt is the node of a path; nil where the file says nothing of it.
func (d *Document) nodeAt(path string) *yaml.Node {
	n := d.root
	for _, name := range strings.Split(path, ".") {
		if n = child(n, name); n == nil {
			return nil
		}
	}
	return n
}

// length counts the entries of a list or map.
func length(n *yaml.Node) int {
	switch {
	case n == nil:
		return 0
	case n.Kind == yaml.MappingNode:
		return len(n.Content) / 2
	}
	return len(n.Content)
}

// Locate keeps where the value at a path of keys stands, so that a mistake of it has a place although nothing was decoded.
func (d *Document) Locate(path string) {
	d.at = map[string]place{}
	n, at := d.root, ""
	for _, name := range strings.Split(path, ".") {
		value := child(n, name)
		if value == nil || n.Kind != yaml.MappingNode {
			return
		}
		i := slices.Index(n.Content, value)
		at = join(at, name)
		d.at[at] = place{n.Content[i-1], value}
		n = value
	}
}
