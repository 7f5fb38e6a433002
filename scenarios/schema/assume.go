package schema

import (
	"cmp"
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
