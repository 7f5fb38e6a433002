package schema

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// byDefault is the origin of what Set writes out because a change reaches into it.
const byDefault = "default"

// Assume tells the document which maps and lists hold where the file says nothing, so that Set can change a part of them: one
// slot of a surface that the file leaves to its default, say.
func (d *Document) Assume(keys []Key) {
	d.assumed, d.keys = map[string]string{}, keys
	for _, k := range keys {
		if strings.HasPrefix(k.Default, "{") || strings.HasPrefix(k.Default, "[{") {
			d.assumed[k.Path] = k.Default
		}
	}
}

// assume is the default of what stands at a path; nil when there is none, or when all of it is about to be replaced.
func (d *Document) assume(names []string, replaced bool) *yaml.Node {
	if replaced {
		return nil
	}
	for path, text := range d.assumed {
		if !matches(strings.Split(path, "."), names) {
			continue
		}
		var n yaml.Node
		if err := yaml.Unmarshal([]byte(text), &n); err != nil || len(n.Content) == 0 {
			return nil
		}
		return n.Content[0]
	}
	return nil
}

// matches tells whether names follow the path of a key, in which <...> stands for any name.
func matches(path, names []string) bool {
	if len(path) != len(names) {
		return false
	}
	for i := range path {
		if path[i] != names[i] && !strings.HasPrefix(path[i], "<") {
			return false
		}
	}
	return true
}

// mostPlaces is how many places a help names for a key that stands where it does not belong.
const mostPlaces = 2

// placesOf are the paths of the keys of a name, the highest first, without those of parts.
func (d *Document) placesOf(name string) (paths []string) {
	for _, k := range d.keys {
		if strings.HasSuffix(k.Path, "."+name) && !strings.Contains(k.Path, "(") {
			paths = append(paths, k.Path)
		}
	}
	slices.SortStableFunc(paths, func(a, b string) int { return cmp.Compare(strings.Count(a, "."), strings.Count(b, ".")) })
	return paths[:min(mostPlaces, len(paths))]
}

// nearBelow is the highest key below a place whose name is nearly a word; empty where there is none.
func (d *Document) nearBelow(place, word string) string {
	var names, paths []string
	for _, k := range d.keys {
		if matchesStart(strings.Split(k.Path, "."), strings.Split(place, ".")) && !strings.Contains(k.Path, "(") {
			names, paths = append(names, k.Path[strings.LastIndexByte(k.Path, '.')+1:]), append(paths, k.Path)
		}
	}
	near := Close(word, names)
	if near == "" {
		return ""
	}
	return paths[slices.Index(names, near)]
}

// matchesStart tells whether a key lies below the place of some names.
func matchesStart(path, names []string) bool {
	return len(path) > len(names) && matches(path[:len(names)], names)
}

// replaces is the help for a map that lacks a key and stands in place of one that holds where the file says nothing: it replaces that as a whole, and
// a change reaches into it. Empty where nothing is replaced.
func (d *Document) replaces(path string, n *yaml.Node) string {
	names := strings.Split(path, ".")
	if n == nil || n.Kind != yaml.MappingNode || len(names) < 2 {
		return ""
	}
	all := d.assume(names[:len(names)-1], false)
	if all == nil {
		return ""
	}
	before := child(all, names[len(names)-1])
	if before == nil || before.Kind != yaml.MappingNode {
		return ""
	}
	text, err := yaml.Marshal(bare(before))
	if err != nil {
		return ""
	}
	one := "KEY"
	if len(n.Content) > 0 {
		one = n.Content[0].Value
	}
	return fmt.Sprintf("a map replaces the default, which is `%s: %s`: write all of its keys; `--set`, or `set` of an arm, changes one of them with `%s.%s`", names[len(names)-1], strings.TrimSpace(string(text)), path, one)
}

// namesake is what a word means that stands where a map is due, and would be the value of a key beside it whose name ends alike: `ad_format` beside
// `format`. Empty where there is none.
func (d *Document) namesake(path string, n *yaml.Node) string {
	names := strings.Split(path, ".")
	if n.Kind != yaml.ScalarNode {
		return ""
	}
	for _, k := range d.keys {
		own := strings.Split(k.Path, ".")
		if last := len(own) - 1; k.Type == "text" && len(own) == len(names) && strings.HasSuffix(own[last], "_"+names[last]) && matches(own[:last], names[:last]) {
			what, _, _ := strings.Cut(k.Doc, ",")
			return fmt.Sprintf("; for the %s write `%s: %s`", what, own[last], n.Value)
		}
	}
	return ""
}
