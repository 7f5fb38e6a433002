package scenarios

import (
	"slices"
	"strings"

	"marketsim/scenarios/schema"
)

// Meaning is what the language says of a key that a belief or a sweep sets, by the part that the file names where parts of several kinds have the key; empty where that is not known.
func (s *Scenario) Meaning(path string) string {
	parts := strings.Split(path, ".")
	for _, k := range Keys() {
		if s.meant(parts, k.Path) {
			return strings.TrimSuffix(k.Doc, ".")
		}
	}
	return ""
}

// meant tells whether a key of the language, such as market.pinners.long_run(pandora).slope, is at a path of the file.
func (s *Scenario) meant(parts []string, key string) bool {
	own := strings.Split(key, ".")
	if len(own) != len(parts) {
		return false
	}
	for i, name := range own {
		name, kind, of := strings.Cut(name, "(")
		if name != "<name>" && name != parts[i] {
			return false
		}
		if of && strings.TrimSuffix(kind, ")") != s.kindOf(parts[:i+1]) {
			return false
		}
	}
	return true
}

// kindOf is the kind of a part of the file, its default where the file states none.
func (s *Scenario) kindOf(parts []string) string {
	path := strings.Join(parts, ".")
	if text, ok := s.doc.Text(path + ".kind"); ok {
		return text
	}
	at := slices.IndexFunc(Keys(), func(k schema.Key) bool { return k.Path == path+".kind" })
	if at < 0 {
		return ""
	}
	return Keys()[at].Default
}
