package tuning

import (
	"fmt"

	"gonum.org/v1/gonum/stat"

	"marketsim/reports/format"
	"marketsim/sim/tune"
)

// Front is the settings that no other beats in all objectives, at a horizon and under a belief.
type Front struct {
	Days       int      `json:"days"`
	Belief     string   `json:"belief,omitempty"` // expected: over all; empty: there are none
	Candidates []int    `json:"candidates"`
	Knee       int      `json:"knee"`             // candidate; -1 where there is none
	Behind     []Number `json:"behind,omitempty"` // by candidate, in expectation over beliefs: the most by which it lies behind the front of a belief in every objective, in gains
	Worst      []string `json:"worst,omitempty"`  // by candidate, the belief under which that is
}

// expected names the layer that is the expectation over beliefs.
const expected = "expected"

// gains are a candidate's mean gains by objective.
func gains(f *Found, c *tune.Candidate, layer int) (out []float64) {
	for j := range f.Search.Problem.Objectives {
		out = append(out, stat.Mean(f.Search.Problem.Gain(c, f.Search.Base(), layer, j), nil))
	}
	return out
}

// fronts reads the settings that none beats at each horizon, and over beliefs under each and in expectation.
func (s *Summary) fronts(f *Found) {
	s.Fronts = []Front{}
	if len(s.Objectives) < 2 {
		return
	}
	p := f.Search.Problem
	for layer := range p.Layers {
		front, knee := Front{Days: s.Horizons[layer/p.Worlds()], Knee: -1}, [][]float64{}
		if b := layer % p.Worlds(); p.Beliefs != nil && b < len(p.Beliefs) {
			front.Belief = p.Beliefs[b].Name
		} else if p.Beliefs != nil {
			front.Belief = expected
		}
		for _, c := range f.Search.Front(layer) {
			front.Candidates, knee = append(front.Candidates, c.ID), append(knee, gains(f, c, layer))
		}
		if k := tune.Knee(knee); k >= 0 {
			front.Knee = front.Candidates[k]
		}
		s.Fronts = append(s.Fronts, front)
	}
	for h := range s.Horizons {
		s.behind(f, h)
	}
}

// behind tells how far the settings of a horizon's front in expectation lie behind the front of each belief.
func (s *Summary) behind(f *Found, h int) {
	p := f.Search.Problem
	front := &s.Fronts[p.Layer(h, p.Worlds()-1)]
	for _, id := range front.Candidates {
		worst, most := "", 0.0
		for b := range p.Beliefs {
			layer := p.Layer(h, b)
			var points [][]float64
			for _, other := range s.Fronts[layer].Candidates {
				points = append(points, gains(f, f.Search.Pool[other], layer))
			}
			if x := tune.Behind(points, gains(f, f.Search.Pool[id], layer)); x > most {
				worst, most = p.Beliefs[b].Name, x
			}
		}
		if p.Beliefs != nil {
			front.Behind, front.Worst = append(front.Behind, Number(most)), append(front.Worst, worst)
		}
	}
}

// FrontText words the front of the scenario's own horizon, over beliefs that in expectation.
func (s *Summary) FrontText() string {
	f := &s.Fronts[len(s.Fronts)-1]
	are := map[bool]string{true: "is", false: "are"}[len(f.Candidates) == 1]
	text := fmt.Sprintf("%s %s beaten by no other in all objectives", format.Count(len(f.Candidates), "setting"), are)
	if f.Belief != "" {
		text += fmt.Sprintf(" in expectation over %d beliefs", len(s.Decision.Beliefs))
	}
	if f.Knee >= 0 {
		text += "; the knee is " + s.Setting(f.Knee)
	}
	return text
}

// frontLines are sentences about the front, and over beliefs about how it stands under each.
func (s *Summary) frontLines() []string {
	if len(s.Fronts) == 0 {
		return nil
	}
	f := &s.Fronts[len(s.Fronts)-1]
	if f.Belief == "" {
		return []string{s.FrontText() + "."}
	}
	robust, knee := 0, ""
	for i, x := range f.Behind {
		if x == 0 {
			robust++
		} else if f.Candidates[i] == f.Knee {
			knee = fmt.Sprintf(" The knee lies %s behind in every objective under %s.", percent(float64(x)), f.Worst[i])
		}
	}
	return []string{fmt.Sprintf("Beaten under no belief either: %d of %d.%s", robust, len(f.Candidates), knee)}
}
