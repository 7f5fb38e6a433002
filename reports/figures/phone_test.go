package figures

import (
	"fmt"
	"strings"
	"testing"

	"marketsim/reports"
	"marketsim/reports/calibration"
	"marketsim/reports/estimate/longrun"
	"marketsim/reports/horizon"
	"marketsim/reports/longfit"
	"marketsim/reports/tuning"
	"marketsim/sim/tune"
)

// searched is a search over long names with everything that has a figure: levers, a constraint, two objectives, horizons and beliefs.
func searched() *tuning.Summary {
	band := func(i int) tuning.Band { return tuning.Band{Mean: tuning.Number(0.03 * float64(i-2)), Half: 0.02} }
	s := &tuning.Summary{Scenario: "s", Headline: strings.Repeat("A long headline of a search ", 5), Runs: 120, Days: 28, Horizons: []int{14, 28}, ByHorizon: []int{1, 3}, Winner: 3, Finalists: []int{3, 4},
		Objectives: []tune.Objective{{Name: "revenue"}, {Name: "sessions_per_pinner_day"}}, Constraints: []tune.Constraint{{Name: "sessions_per_pinner_day"}}, Require: []string{"value >= 0"}, FreshSlack: []tuning.Band{band(4)}}
	for _, path := range []string{"mechanism.ad_load.per_session", "market.campaigns.groups.shops.value.median"} {
		s.Levers = append(s.Levers, tuning.Lever{Lever: tune.Lever{Path: path, Lo: 2, Hi: 20}})
		s.Effects = append(s.Effects, tuning.Effect{Path: path, Ends: []string{"2", "20"}, Gain: []tuning.Band{band(1), band(4)}})
	}
	d := &tuning.Decision{Best: 3, LeastRegret: 1, BestIn: []int{1, 2, 3, 3}, Replications: 8}
	for b, name := range []string{"novelty that wears off in a month", "none", "churn with a very long name", "blindness"} {
		d.Beliefs = append(d.Beliefs, tune.Belief{Name: name, Weight: 0.25})
		s.Fronts = append(s.Fronts, tuning.Front{Days: 28, Belief: name, Candidates: []int{b, 3}, Knee: 3})
	}
	s.Fronts = append(s.Fronts, tuning.Front{Days: 28, Candidates: []int{1, 2, 3}, Knee: 3})
	for i := range 5 {
		l := tuning.Layer{Objectives: []tuning.Band{band(i), band(i)}, Gains: []tuning.Band{band(i), band(4 - i)}, Slack: []tuning.Band{band(i)}, Keeps: i > 1}
		c := tuning.Candidate{ID: i, Setting: []string{fmt.Sprint(2 + i), "0.8124 USD"}, Shares: []tuning.Number{tuning.Number(i) / 4, 0.5}}
		x := tuning.Strategy{Name: fmt.Sprintf("ad_load.per_session %d, shops.value.median 0.8124 USD", i), Candidate: i, Expected: tuning.Band{Mean: 100}, Gain: band(i), WorstRegret: tuning.Band{Mean: tuning.Number(i), Half: 1}}
		for range d.Beliefs {
			x.Gains, x.Regret, x.Keeps, x.Values = append(x.Gains, band(i)), append(x.Regret, band(i)), append(x.Keeps, i != 2), append(x.Values, band(i))
		}
		for range 2 * (len(d.Beliefs) + 1) {
			c.Layers = append(c.Layers, l)
		}
		s.Candidates, d.Strategies = append(s.Candidates, c), append(d.Strategies, x)
		s.Progress = append(s.Progress, tune.Step{Stage: []string{"start", "spread", "refine", "climb", "select"}[i], Runs: 24 * (i + 1), Best: min(i, 3), Gain: 0.02 * float64(i), Keeps: true})
	}
	for _, days := range s.Horizons {
		h := tuning.HorizonChoice{Days: days, EVPIShare: band(3), WorstRegret: band(4)}
		for range len(d.Beliefs) + 1 {
			h.Myopia = append(h.Myopia, band(3))
		}
		d.Horizons = append(d.Horizons, h)
		s.Myopia = append(s.Myopia, tuning.Myopia{Tuned: days, Judged: 28, Loss: band(4)})
		s.Curves = append(s.Curves, tuning.Curve{Tuned: days, Candidate: 3, Days: []int{7, 14, 28}, Gain: []tuning.Band{band(1), band(2), band(3)}})
	}
	s.Decision = d
	return s
}

// matched is a calibration with a curve and long names.
func matched() *calibration.Summary {
	s := &calibration.Summary{Headline: "3 of 5 targets are met"}
	for _, path := range []string{"market.campaigns.groups.shops.value.median", "market.campaigns.click_rate.base.median", "market.pinners.fatigue.per_ad", "market.pinners.count"} {
		s.Parameters = append(s.Parameters, calibration.Parameter{Path: path, Identified: calibration.Weakly})
	}
	for i, name := range []string{"ctr", "sessions_per_pinner_day (segment casual of a long name)", "cpm"} {
		s.Targets = append(s.Targets, calibration.Shown{Name: name, Unit: "USD", Value: 10, Tolerance: 1, Before: tuning.Band{Mean: 4}, After: tuning.Band{Mean: tuning.Number(8 + i), Half: 1}})
	}
	for hour := range 4 {
		s.Targets = append(s.Targets, calibration.Shown{Name: fmt.Sprintf("cpm, hour %d", hour), Curve: "cpm by hour", At: fmt.Sprint(hour), Unit: "USD", Value: 10, Tolerance: 1, After: tuning.Band{Mean: 9, Half: 1}})
	}
	for range s.Targets {
		s.Sensitivity = append(s.Sensitivity, []float64{12.5, -3.2, 0, 1})
	}
	return s
}

// shortTests is a report about short tests with every method.
func shortTests() *horizon.Report {
	bill := make([]horizon.Bill, 3)
	r := &horizon.Report{Horizon: 98, Launches: 3, Focus: &horizon.Focus{Arm: "more", Tests: 3}, Programme: &horizon.Programme{Tests: 3, Rules: []horizon.Rule{{Name: "14 days > 0", Path: bill}, {Name: "14 days, surrogate index", Path: bill}}}}
	for i, name := range horizon.Methods {
		for _, days := range []int{14, 28, 70} {
			r.Rows = append(r.Rows, horizon.Row{Days: days, RMSE: 0.01 * float64(i), Agreement: longrun.Agreement{Name: name, Right: 0.6 + 0.01*float64(i)}})
		}
	}
	return r
}

// fittedEffects are effects of both classes.
func fittedEffects() *longfit.Summary {
	s := &longfit.Summary{Headline: "The effects allow linkedin", Arm: "more"}
	for d := range 60 {
		s.Effects = append(s.Effects, longfit.Effect{Class: []string{longfit.Visits, longfit.Sight}[d%2], Day: d, Value: -0.01, SE: 0.002})
	}
	return s
}

// TestFiguresFitAPhone: on a sheet for a phone the text of every figure of a page is of 24 pixels, which are 9 where it is shown, within the sheet, and covers no other text,
// and a dark sheet has a dark ground.
func TestFiguresFitAPhone(t *testing.T) {
	in := &reports.Input{Scenario: "a-scenario-with-a-long-name", Hash: "0123456789ab", Version: "dev", RunID: "20261124T120000Z-test"}
	list := append(TunePictures(in, searched(), Options{}), CalibrationPictures(in, matched(), Options{})...)
	list = append(list, FitPictures(in, fittedEffects(), Options{})...)
	list = append(list, HorizonPicture(shortTests(), in, false, Options{}), ProgrammePicture(shortTests(), in, false, Options{}))
	if len(list) < 13 {
		t.Errorf("%d figures", len(list))
	}
	for _, x := range list {
		for width, size := range map[string]Options{"phone": x.of.onPhone(false), "wide": {}} {
			p := size.vector(nil)
			x.of.layOut(p, in, false)
			covered(t, x.Name+", "+width, p)
		}
		forms, err := x.Forms()
		if err != nil {
			t.Fatal(err)
		}
		for ground, svg := range map[string][]byte{"#FFFFFF": forms.Phone, "#16191D": forms.DarkPhone} {
			begins := string(svg[:min(len(svg), 700)])
			if !strings.Contains(begins, fmt.Sprintf(`width="960" height="%d"`, forms.Height)) || !strings.Contains(begins, "fill:"+ground) {
				t.Errorf("%s: no sheet with a ground of %s: %s", x.Name, ground, begins)
			}
		}
	}
}

// covered finds texts that are small, beyond the paper, or on each other.
func covered(t *testing.T, name string, p *paper) {
	t.Helper()
	if len(p.texts) < 4 {
		t.Errorf("%s: %d texts", name, len(p.texts))
	}
	for i, a := range p.texts {
		if a.size < 24 {
			t.Errorf("%s: %q is %v pixels high", name, a.text, a.size)
		}
		if edge := p.margin(); a.left < edge-0.5 || a.right > p.width-edge+0.5 || a.top < edge-0.5 || a.bottom > p.height-edge+0.5 {
			t.Errorf("%s: %q stands at %.0f..%.0f x %.0f..%.0f", name, a.text, a.left, a.right, a.top, a.bottom)
		}
		for _, b := range p.texts[:i] {
			if wide, high := min(a.right, b.right)-max(a.left, b.left), min(a.bottom, b.bottom)-max(a.top, b.top); wide > 1 && high > 4 {
				t.Errorf("%s: %q and %q cover each other by %.0f x %.0f", name, a.text, b.text, wide, high)
			}
		}
	}
}
