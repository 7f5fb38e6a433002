package scenarios

import (
	"strings"

	"marketsim/scenarios/schema"
)

// further looks across the fields of a file in which mistakes have been found already, so that all mistakes come in one pass.
// Only checks whose values were read without a mistake speak (see sound), and whatever else half-read values lead to is dropped.
func (c *compiler) further(asked []string) (all schema.Diagnostics) {
	known := len(c.ds)
	defer func() {
		// A part that does not expect half a file may fail on it: the mistakes found until then are what there is to tell.
		_ = recover()
		all = c.ds[:known:known]
		for _, d := range c.ds[known:] {
			if d.Severity == schema.Error {
				all = append(all, d)
			}
		}
	}()
	c.half = true
	c.compile(asked)
	return nil
}

// sound tells whether a check that points at a path may speak: always in a file without mistakes, otherwise when all that it
// looks at was read without one.
func (c *compiler) sound(path string) bool {
	if !c.half {
		return true
	}
	looksAt := []string{path}
	section := strings.SplitN(path, ".", 5)
	switch {
	case len(section) >= 4 && section[2] == "groups":
		group := strings.Join(section[:4], ".")
		if strings.HasPrefix(path, group+".file") {
			return true
		}
		looksAt = []string{path, "market.pinners.segments", "market.pinners.interests", "market.surfaces"}
	case strings.HasPrefix(path, "market.pinners.sessions"):
		looksAt = []string{"market.pinners", "market.surfaces"}
	case section[0] == "mechanism":
		looksAt = []string{"mechanism", "market.surfaces"}
	case section[0] == "run":
		looksAt = []string{"run"}
	case section[0] == "arms", section[0] == "name":
		return false
	}
	for _, p := range looksAt {
		if !c.doc.Sound(p) {
			return false
		}
	}
	return true
}
