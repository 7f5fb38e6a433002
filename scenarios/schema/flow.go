package schema

import (
	"strings"

	"gopkg.in/yaml.v3"
)

// Flow takes a Raw value apart: the texts of a list's entries, or of a map's values by key in file order. Both are empty for a
// single value.
func Flow(r Raw) (list []string, fields Named[string]) {
	var parsed yaml.Node
	if err := safely(func() error { return yaml.Unmarshal([]byte(r.Text), &parsed) }); err != nil || len(parsed.Content) == 0 {
		return nil, nil
	}
	n := parsed.Content[0]
	switch n.Kind {
	case yaml.SequenceNode:
		for _, c := range n.Content {
			list = append(list, onOneLine(c))
		}
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			fields = append(fields, Entry[string]{n.Content[i].Value, onOneLine(n.Content[i+1])})
		}
	}
	return list, fields
}

// onOneLine is the text of a node as Set reads it.
func onOneLine(n *yaml.Node) string {
	if n.Kind == yaml.ScalarNode && n.Style == 0 {
		return n.Value
	}
	text, err := yaml.Marshal(bare(n))
	if err != nil {
		return n.Value
	}
	return strings.TrimSpace(string(text))
}
