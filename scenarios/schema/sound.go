package schema

import (
	"strings"

	"gopkg.in/yaml.v3"
)

// Sound tells whether Decode found nothing wrong with what a path says: neither with its value, nor with anything below it,
// nor with a key beside it that may be meant for it. What the file does not say is sound: it has its default. Checks across
// fields use it to speak only of values that the file really gives.
func (d *Document) Sound(path string) bool {
	n := d.root
	if d.bad[n] {
		return false
	}
	for _, name := range strings.Split(path, ".") {
		key, value := entry(n, name)
		if value == nil {
			return !d.strays(n)
		}
		if d.bad[key] || d.bad[value] {
			return false
		}
		n = value
	}
	return d.clean(n)
}

// entry is the key and the value of a name in a map, or the list entry that has the name.
func entry(n *yaml.Node, name string) (key, value *yaml.Node) {
	if n.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == name {
				return n.Content[i], n.Content[i+1]
			}
		}
		return nil, nil
	}
	return nil, child(n, name)
}

// strays tells whether any key of a map, or name of a list entry, is wrong: it may be the one that is looked for.
func (d *Document) strays(n *yaml.Node) bool {
	if n.Kind == yaml.SequenceNode {
		return !d.clean(n)
	}
	for i := 0; i < len(n.Content); i += 2 {
		if d.bad[n.Content[i]] {
			return true
		}
	}
	return false
}

// clean tells whether nothing is wrong with a node and all below it.
func (d *Document) clean(n *yaml.Node) bool {
	if d.bad[n] {
		return false
	}
	for _, c := range n.Content {
		if !d.clean(c) {
			return false
		}
	}
	return true
}
