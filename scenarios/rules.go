package scenarios

import (
	"math"

	"marketsim/auction/formula"
	"marketsim/sim/spec"
)

// rules compiles what depends on the segment, or on what a request shows.
func (c *compiler) rules(out *spec.Market) {
	load := &c.file.Mechanism.AdLoad
	out.LoadRule = c.rule("mechanism.ad_load.rule", load.Rule)
	out.ReserveRule = c.rule("mechanism.reserve_rule", c.file.Mechanism.Rule)
	if len(load.BySegment) == 0 {
		return
	}
	rest := math.Inf(1)
	if load.PerSession > 0 {
		rest = float64(load.PerSession)
	}
	out.SegmentLoad = c.bySegment("mechanism.ad_load.by_segment", load.BySegment, rest)
}

// rule compiles one; nil where none is written.
func (c *compiler) rule(path, text string) *formula.Rule {
	if text == "" {
		return nil
	}
	return parsed(c, path, text, formula.ParseRule)
}
