package experiment

import (
	"marketsim/reports/estimate"
	"marketsim/sim/experiment"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// What campaigns of a campaign split are read for besides the metrics, of those who were there when the test began.
const (
	Budget  = "budget"  // what daily and weekly budgets allowed in a window, after reviews; nothing of those who left
	Staying = "staying" // share still there at the window's end
)

// readCampaigns reads the campaigns of a campaign split window by window.
func (w *windower) readCampaigns() {
	key := w.Key(w.o.Layout.Spec.Seed, w.o.Results[0].Replication)
	sideOf := func(c *results.CampaignUnit) spec.Side { return w.design.Side(key, c.Name) }
	for k, x := range w.Windows() {
		if k+1 >= len(w.units.Marks) {
			break
		}
		for _, name := range w.Metrics {
			if m, _ := experiment.LookupMetric(name); !m.Goal && w.design.Untold(m, controlOf(w.o)) == "" {
				w.addCampaigns(m.Name, x, k, sideOf, metricOf(m), inWindow, daysOf(w.o.Results[experiment.WholeControl], x[0], x[1]).relativeTo(daysOf(w.o.Results[experiment.WholeTreatment], x[0], x[1]), m))
			}
		}
		for _, name := range []string{Budget, Staying} {
			values := map[string]perCampaign{Budget: allowed, Staying: stays}[name]
			w.addCampaigns(name, x, k, sideOf, estimate.Mean(0), values, w.wholeCampaigns(k, values))
		}
	}
}

// perCampaign is what a campaign did between two marks, with where it stood when the test began; nothing for campaigns that do not count.
type perCampaign func(first, before, after *results.CampaignUnit) []float64

func inWindow(_, before, after *results.CampaignUnit) []float64 {
	x, y := campaignVariables(before), campaignVariables(after)
	for v := range y {
		y[v] -= x[v]
	}
	return y[:]
}

func allowed(first, before, after *results.CampaignUnit) []float64 {
	if !first.There {
		return nil
	}
	return []float64{(after.Allowed - before.Allowed).Float()}
}

func stays(first, _, after *results.CampaignUnit) []float64 {
	switch {
	case !first.There:
		return nil
	case after.There:
		return []float64{1}
	}
	return []float64{0}
}

// addCampaigns compares the campaigns of the sides over the k-th window.
func (w *windower) addCampaigns(name string, x [2]spec.Time, k int, sideOf func(*results.CampaignUnit) spec.Side, metric estimate.Metric, values perCampaign, truth float64) {
	c, t := campaignMoments(w.units.Marks, k, values, func(c *results.CampaignUnit) bool { return sideOf(c) == spec.ControlSide }),
		campaignMoments(w.units.Marks, k, values, func(c *results.CampaignUnit) bool { return sideOf(c) == spec.TreatedSide })
	control, treated := c.Point(metric), t.Point(metric)
	w.out = append(w.out, Windowed{Reading{Design: w.design.Name, Estimator: Difference, Metric: name, Effect: relative(control, treated)},
		int(x[0] / spec.Day), int(x[1] / spec.Day), int((x[0] - w.From) / spec.Day), truth, control.Value, treated.Value})
}

// campaignMoments are the moments over some campaigns of what they did in the k-th window.
func campaignMoments(marks [][]results.CampaignUnit, k int, values perCampaign, chosen func(*results.CampaignUnit) bool) *estimate.Moments {
	var m *estimate.Moments
	for i := range marks[k+1] {
		first, before, after := &marks[0][i], &marks[k][i], &marks[k+1][i]
		x := values(first, before, after)
		if m == nil {
			m = estimate.NewMoments(max(1, len(x)))
		}
		if x != nil && chosen(after) {
			m.Add(x...)
		}
	}
	return m
}

// wholeCampaigns is the effect between the campaigns of the whole markets.
func (w *windower) wholeCampaigns(k int, values perCampaign) float64 {
	of := func(arm int) float64 {
		m := campaignMoments(w.o.Units[arm].Marks, k, values, func(c *results.CampaignUnit) bool { return w.design.Eligible(c.Name) })
		return m.Point(estimate.Mean(0)).Value
	}
	return of(experiment.WholeTreatment)/of(experiment.WholeControl) - 1
}
