package figures

import (
	"testing"

	"marketsim/reports/tuning"
	"marketsim/sim/tune"
)

// TestStagesOfASearchAreNamedBesideTheLine: the name of a stage that would stand on the line moves down until it is clear of it.
func TestStagesOfASearchAreNamedBesideTheLine(t *testing.T) {
	p := Options{Width: 1920, Height: 1080}.paper(nil)
	a := &panel{p: p, left: 200, right: 1800, top: 100, bottom: 900, x1: 62, y1: 1}
	s := &tuning.Summary{Runs: 62, Progress: []tune.Step{{Stage: "start", Runs: 14}, {Stage: "climb", Runs: 28}, {Stage: "select", Runs: 29}}}
	high := a.top + 20
	paintStages(&page{paper: p, left: 100, top: 50, right: 1860, bottom: 1000}, a, s, []point{{200, high}, {1800, high}})
	if len(p.texts) != 3 {
		t.Fatalf("%d names of 3 stages", len(p.texts))
	}
	for i, w := range p.texts {
		if w.top < high+4 {
			t.Errorf("%s stands at %g to %g, on the line at %g", w.text, w.top, w.bottom, high)
		}
		for _, o := range p.texts[:i] {
			if w.left < o.right && o.left < w.right && w.top < o.bottom && o.top < w.bottom {
				t.Errorf("%s and %s overlap", w.text, o.text)
			}
		}
	}
}
