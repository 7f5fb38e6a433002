package schema

import (
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// Presume sets the value at a path where nothing is said of it so far; `*` stands for every entry of a list or map. It leaves alone what it
// cannot reach, such as the parts of a single value where a map is due.
func (d *Document) Presume(path, value, origin string) {
	names, n := strings.Split(path, "."), d.root
	for i, name := range names {
		if name == "*" {
			for _, entry := range entries(n) {
				d.Presume(strings.Join(slices.Concat(names[:i], []string{entry}, names[i+1:]), "."), value, origin)
			}
			return
		}
		next := child(n, name)
		if next == nil {
			if n.Kind == yaml.MappingNode {
				d.Set(path, value, origin)
			}
			return
		}
		n = next
	}
}

// entries names what a list or map holds.
func entries(n *yaml.Node) (names []string) {
	if n.Kind == yaml.SequenceNode {
		return entryNames(n)
	}
	for i := 0; n.Kind == yaml.MappingNode && i < len(n.Content); i += 2 {
		names = append(names, n.Content[i].Value)
	}
	return names
}
