package figures

import (
	"slices"
	"testing"

	"marketsim/reports/tuning"
	"marketsim/sim/tune"
)

// TestNoLossOfWhatIsNoChoice: the best setting for 14 days earns 2.43% more in 56 days than the best of these, but breaks a constraint there: the figure of losses
// has no bar for it, neither a loss nor a gain, and the table says why. Where it keeps the constraint its loss stands there.
func TestNoLossOfWhatIsNoChoice(t *testing.T) {
	for _, keeps := range []bool{false, true} {
		s := &tuning.Summary{Horizons: []int{14, 56}, ByHorizon: []int{1, 2}, Winner: 2, Objectives: []tune.Objective{{}}, Constraints: []tune.Constraint{{}}}
		s.Levers = []tuning.Lever{{Lever: tune.Lever{Path: "mechanism.ad_load.per_session"}}}
		for id, set := range []string{"8", "11", "10"} {
			l := tuning.Layer{Objectives: []tuning.Band{{}}, Gains: []tuning.Band{{}}, Slack: []tuning.Band{{}}, Keeps: id != 1 || keeps}
			s.Candidates = append(s.Candidates, tuning.Candidate{ID: id, Setting: []string{set}, Layers: []tuning.Layer{l, l}})
		}
		loss := -0.0243
		if keeps {
			loss = 0.0243
		}
		s.Myopia = []tuning.Myopia{{Tuned: 14, Judged: 56, Setting: 1, Loss: tuning.Band{Mean: tuning.Number(loss), Half: 0.001}}, {Tuned: 56, Judged: 56, Setting: 2}}
		p := Options{Width: 1920, Height: 1080}.paper(nil)
		lossByHorizon(&panel{p: p, left: 200, right: 1800, top: 100, bottom: 900}, s)
		var texts []string
		for _, w := range p.texts {
			texts = append(texts, w.text)
		}
		cell := s.HorizonTable()[1]
		if told := cell[len(cell)-1] == "may break a constraint"; told == keeps {
			t.Errorf("keeps %v: the table says %q", keeps, cell[len(cell)-1])
		}
		if bar := slices.Contains(texts, "2.43%") || slices.Contains(texts, "-2.43%"); bar != keeps {
			t.Errorf("keeps %v: the figure says %q", keeps, texts)
		}
	}
}
