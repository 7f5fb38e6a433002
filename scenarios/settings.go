package scenarios

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"
)

// Setting is one value of a resolved scenario.
type Setting struct{ Path, Value string }

// Settings lists every value that the scenario resolves to, in the order of the language, and last the digest of the data files
// that it reads, if there are any. Entries of lists are called by their name, or counted from 0 where they have none.
func (s *Scenario) Settings() (list []Setting) {
	var root yaml.Node
	if err := yaml.Unmarshal(s.doc.Values(&s.file, decoding), &root); err != nil {
		panic(fmt.Sprintf("scenarios: the resolved scenario is no YAML: %v", err))
	}
	for _, n := range root.Content {
		list = flatten(list, "", n)
	}
	if len(s.files) > 0 {
		list = append(list, Setting{"data_files", "sha256:" + digestOf(s.files)})
	}
	return list
}

// FullHash is Hash without shortening: SHA-256 of everything that a result depends on, 64 hex digits.
func (s *Scenario) FullHash() string {
	return digestOf(append(append(s.doc.Values(&s.file, decoding), '\n'), s.files...))
}

func digestOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

func flatten(list []Setting, path string, n *yaml.Node) []Setting {
	switch {
	case n.Kind == yaml.MappingNode:
		for i := 0; i < len(n.Content); i += 2 {
			list = flatten(list, strings.TrimPrefix(path+"."+n.Content[i].Value, "."), n.Content[i+1])
		}
	case n.Kind == yaml.SequenceNode && len(n.Content) > 0 && n.Content[0].Kind == yaml.MappingNode:
		for i, e := range n.Content {
			list = flatten(list, fmt.Sprintf("%s.%s", path, nameOf(e, i)), e)
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

// nameOf calls an entry of a list.
func nameOf(n *yaml.Node, at int) string {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if key := n.Content[i].Value; (key == "name" || key == "id") && n.Content[i+1].Kind == yaml.ScalarNode {
			return n.Content[i+1].Value
		}
	}
	return fmt.Sprint(at)
}
