package figures

import (
	"testing"

	"marketsim/reports/tuning"
	"marketsim/sim/tune"
)

// TestNoBarIsCut: intervals that are much wider than their means lie apart are drawn whole, within their axes, in the figures of a search.
func TestNoBarIsCut(t *testing.T) {
	band := func(mean, half float64) tuning.Band {
		return tuning.Band{Mean: tuning.Number(mean), Half: tuning.Number(half)}
	}
	s := &tuning.Summary{Days: 56, Horizons: []int{14, 56}, ByHorizon: []int{1, 2}, Winner: 2, Objectives: []tune.Objective{{}, {}}}
	s.Levers = []tuning.Lever{{Lever: tune.Lever{Path: "mechanism.ad_load.per_session", Lo: 5, Hi: 15}}}
	for id, set := range []string{"8", "11", "10"} {
		gains := []tuning.Band{band(0.01*float64(id), 0.2), band(-0.02*float64(id), 0.3)}
		l := tuning.Layer{Objectives: gains, Gains: gains, Keeps: true}
		s.Candidates = append(s.Candidates, tuning.Candidate{ID: id, Setting: []string{set}, Shares: []tuning.Number{0.5}, Layers: []tuning.Layer{l, l}})
	}
	s.Myopia = []tuning.Myopia{{Tuned: 14, Judged: 56, Setting: 1, Loss: band(0.01, 0.1)}, {Tuned: 56, Judged: 56, Setting: 2, Loss: band(0, 0)}}
	s.Fronts = []tuning.Front{{Days: 14, Candidates: []int{1}}, {Days: 56, Candidates: []int{0, 1, 2}}}
	s.Effects = []tuning.Effect{{Path: "a", Ends: []string{"5", "15"}, Gain: []tuning.Band{band(0.01, 0.1), band(-0.01, 0.1)}}}
	for name, paint := range map[string]func(g *page, a *panel){
		"levers":      func(g *page, a *panel) { paintLever(g, s) },
		"sensitivity": func(g *page, a *panel) { leverEffects(s).paint(g) },
		"front":       func(g *page, a *panel) { a.front(s, 1) },
		"losses":      func(g *page, a *panel) { lossByHorizon(a, s) },
		"information": func(g *page, a *panel) {
			a.byHorizon(s, "x", []shares{{"x", []tuning.Band{band(0.01, 0.1), band(-0.01, 0.1)}}})
		},
	} {
		p := Options{Width: 1920, Height: 1080}.paper(nil)
		paint(&page{paper: p, left: margin, right: 1860, top: 100, bottom: 1000}, &panel{p: p, left: 200, right: 1600, top: 100, bottom: 900})
		if len(p.bars) < 2 {
			t.Errorf("%s: %d bars", name, len(p.bars))
		}
		for _, b := range p.bars {
			for _, q := range []point{b.from, b.to} {
				if q.x < b.corner.x-1 || q.x > b.opposite.x+1 || q.y < b.corner.y-1 || q.y > b.opposite.y+1 {
					t.Errorf("%s: a bar reaches to %v, beyond %v to %v", name, q, b.corner, b.opposite)
				}
			}
		}
	}
}
