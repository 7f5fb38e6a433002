package experiment

import (
	"math"
	"testing"

	"marketsim/reports/estimate"
	"marketsim/sim/experiment"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-12*max(1, math.Abs(want))) {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

// readings are those of a reader by estimator.
func readings(r *reader, names ...string) map[string]Reading {
	for _, name := range names {
		m, _ := experiment.LookupMetric(name)
		r.read(m)
	}
	out := map[string]Reading{}
	for _, x := range r.out {
		out[x.Metric+" "+x.Estimator] = x
	}
	return out
}

const usd = spec.Nano(spec.Unit)

// pinnerUnits are three control Pinners of 1, 2 and 3 USD and two treated of 2 and 4, who paid 1 and 3 before.
func pinnerUnits() results.PinnerUnits {
	return results.PinnerUnits{List: []results.PinnerUnit{
		{Revenue: 1 * usd, Before: 1, Clicks: 1, Impressions: 10}, {Revenue: 2 * usd, Before: 2, Clicks: 1, Impressions: 10}, {Revenue: 3 * usd, Before: 3, Clicks: 1, Impressions: 10},
		{Treated: true, Revenue: 2 * usd, Before: 1, Clicks: 2, Impressions: 10}, {Treated: true, Revenue: 4 * usd, Before: 3, Clicks: 1, Impressions: 10},
	}}
}

// TestPinnerSplitByHand: 3 against 2 USD a Pinner, 15% against 10% of clicks. Revenue is the pre-period's, a USD more where treated, so that the
// adjusted reading is the same without noise. Of the two budgets the one that is used up is drawn on for 4 USD by three fifths of the Pinners, for 6
// by the others: alone, control would pay 6/0.6 + 10 - 4/0.6 = 40/3 USD and the treatment 6/0.4 + 10 - 6/0.4 = 10.
func TestPinnerSplitByHand(t *testing.T) {
	units := &results.Trial{Pinners: pinnerUnits(), Campaigns: []results.CampaignUnit{
		{Name: "bound", Spend: 10 * usd, Drawn: 6 * usd, Exhausted: true}, {Name: "free", Spend: 2 * usd, Drawn: 1 * usd, Allowed: 3 * usd}}}
	read := func(pre spec.Time) map[string]Reading {
		r := &reader{experiment: &experiment.Experiment{Pre: pre, From: spec.Day}, design: &experiment.Design{Split: experiment.Pinners}, units: []*results.Trial{units}}
		r.prepare(nil)
		return readings(r, "revenue", "ctr")
	}
	got := read(0)
	near(t, "difference", got["revenue difference"].Value, 0.5)
	near(t, "difference of click rates", got["ctr difference"].Value, 0.5)
	near(t, "adjusted", got["revenue cuped"].Value, 0.5)
	if se := got["revenue cuped"].SE; !(se < 1e-6) {
		t.Errorf("the adjusted reading has a standard error of %v", se)
	}
	near(t, "by shadow prices", got["revenue shadow_price"].Value, 10/(40./3)-1)
	if _, there := read(spec.Day)["revenue cuped"]; there {
		t.Error("a test without a pre-period is adjusted")
	}
	near(t, "spend that budgets bind", bound(units), 10./12)
}

// TestTwoSidedByHand: half of Pinners and of campaigns are treated. Cells are 8 (neither), 6 (campaign only), 8 (Pinner only) and 12 USD (both),
// so the whole market would pay 32, 24, 32 and 48. One campaign of 9 of the 34 USD is bound.
func TestTwoSidedByHand(t *testing.T) {
	treated := results.CampaignUnit{Spend: 9 * usd, Drawn: 6 * usd}
	control := results.CampaignUnit{Spend: 8 * usd, Drawn: 4 * usd}
	bound := treated
	bound.Exhausted = true
	units := &results.Trial{Pinners: results.PinnerUnits{List: []results.PinnerUnit{{}, {}, {Treated: true}, {Treated: true}}}, Campaigns: []results.CampaignUnit{bound, control, treated, control}}
	r := &reader{design: &experiment.Design{Split: experiment.TwoSided}, units: []*results.Trial{units}}
	for i := range units.Campaigns {
		r.campaigns = append(r.campaigns, sided{&units.Campaigns[i], i%2 == 0})
	}
	got := readings(r, "revenue")
	near(t, "naive", got["revenue naive"].Value, (48-22/0.75)/32)
	near(t, "pinner side", got["revenue pinner_side"].Value, 24./32)
	near(t, "campaign side", got["revenue campaign_side"].Value, 16./32)
	w := 25. / 34
	near(t, "interpolated", got["revenue interpolated"].Value, (w*24+(1-w)*16-w*(1-w)*8)/32)
	// Without a treated campaign two thirds of campaigns are in control, whose cells stay: 48 stays 6/0.5/(1/3) = 36, and 32 becomes 8/0.5/(2/3) = 24.
	near(t, "left out", r.cells(0).CampaignSide(), 36-24)
}

// TestBlocksByHand: two days of blocks of twelve hours, the outer two treated. After two hours of burn-in, in which 100 USD an hour are paid, an
// hour earns 12 USD under treatment and 10 under control; 3% and 2% are clicked.
func TestBlocksByHand(t *testing.T) {
	blocks := []bool{true, false, false, true}
	days := make([]results.DayResult, 3)
	for h := range 48 {
		x := results.HourTally{Revenue: 10 * usd, Clicks: 2 * spec.Unit, Impressions: 100, Sessions: 50}
		if blocks[h/12] {
			x.Revenue, x.Clicks = 12*usd, 3*spec.Unit
		}
		if h%12 < 2 {
			x.Revenue, x.Clicks = 100*usd, 0
		}
		days[1+h/24].Hours[h%24] = x
	}
	r := &reader{experiment: &experiment.Experiment{From: spec.Day, To: 3 * spec.Day}, blocks: blocks, results: []*results.Result{{Days: days}},
		design: &experiment.Design{Split: experiment.Blocks, Block: 12 * spec.Hour, BurnIn: 2 * spec.Hour, Order: experiment.InPairs}}
	got := readings(r, "revenue", "ctr", "revenue_per_session")
	near(t, "difference", got["revenue difference"].Value, 0.2)
	near(t, "difference of click rates", got["ctr difference"].Value, 0.5)
	near(t, "difference a session", got["revenue_per_session difference"].Value, 0.2)
	near(t, "pairs", got["revenue pairs"].Value, 0.2)
	near(t, "by hour", got["revenue by_hour"].Value, 0.2)
	if df := got["revenue pairs"].DF; df != 1 {
		t.Errorf("two pairs have %v degrees of freedom", df)
	}
}

// TestBudgetSplitByHand: campaigns spend 10 and 20 USD of their control budgets, 6 and 9 of those of the treatment, which has a quarter of each.
func TestBudgetSplitByHand(t *testing.T) {
	side := func(a, b spec.Nano) *results.Trial {
		return &results.Trial{Pinners: results.PinnerUnits{List: []results.PinnerUnit{{Revenue: a * usd, Sessions: 2}, {Revenue: b * usd, Sessions: 3}}}, Campaigns: []results.CampaignUnit{{Name: "a", Spend: a * usd, Impressions: int64(a)}, {Name: "b", Spend: b * usd, Impressions: 10}}}
	}
	r := &reader{design: &experiment.Design{Split: experiment.Budgets, Share: 0.25}, units: []*results.Trial{side(10, 20), side(6, 9)}}
	r.prepare(nil)
	got := readings(r, "revenue", "cpm", "revenue_per_session")
	near(t, "difference", got["revenue difference"].Value, 15*3/30.-1)
	near(t, "difference of prices", got["cpm difference"].Value, (15./16)/(30./20)-1)
	near(t, "difference a session", got["revenue_per_session difference"].Value, 15./30-1)
}

// TestLuckOfClicksByHand: campaigns have 4 and 6 clicks on the side of control and 6 and 4 on the treated one, and Pinners 3, 7, 5 and 5 of them.
func TestLuckOfClicksByHand(t *testing.T) {
	side := func(a, b int64, c, d float32) *results.Trial {
		return &results.Trial{Pinners: results.PinnerUnits{List: []results.PinnerUnit{{Clicks: c}, {Clicks: d}}},
			Campaigns: []results.CampaignUnit{{Name: "a", Spend: usd, Clicks: a * spec.Unit}, {Name: "b", Spend: usd, Clicks: b * spec.Unit}}}
	}
	r := &reader{design: &experiment.Design{Split: experiment.Budgets, Share: 0.25}, units: []*results.Trial{side(4, 6, 3, 7), side(6, 4, 5, 5)}}
	r.prepare(nil)
	near(t, "part of a click too many that its campaign keeps", r.kept(), math.Sqrt(8./10))
	near(t, "luck of clicks", r.luck(), 1./10+1./10)
	near(t, "traffic of clicks", r.traffic(experiment.Clicks), (3*2+7*6+5*4+5*4)/20./20/0.25/0.75)
}

// TestDecisionsByHand: of three readings with an interval one rejects rightly, one wrongly and one not; two of their A/A tests reject. All but the
// second hold the truth of 10%.
func TestDecisionsByHand(t *testing.T) {
	effect := func(value, p float64) Reading {
		return Reading{Metric: "revenue", Design: "users", Estimator: Difference, Effect: estimate.Effect{Value: value, P: p, Lo: value - 0.1, Hi: value + 0.1, SE: 0.05, DF: 10}}
	}
	rep := func(value, p, aa, cost float64) Replication {
		return Replication{Truth: map[string]float64{"revenue": 0.1}, Readings: []Reading{effect(value, p)}, AA: []Reading{effect(0, aa)}, Revenue: []float64{cost}, Sessions: []float64{0}, Bound: 0.5}
	}
	e := &experiment.Experiment{To: 8 * spec.Day, Metrics: []string{"revenue"}, Designs: []experiment.Design{{Name: "users", Split: experiment.Pinners, Share: 0.5}}}
	out := Judge(e, []Replication{rep(0.15, 0.01, 0.01, 0.02), rep(-0.2, 0.01, 0.5, 0.04), rep(0.05, 0.5, 0.01, 0.03), rep(0.1, math.NaN(), 0.01, 0.03)})
	j := out.Judgements[0]
	near(t, "coverage", *j.Coverage, 2./3)
	near(t, "right sign", *j.RightSign, 1./3)
	near(t, "wrong sign", *j.WrongSign, 1./3)
	near(t, "false alarms", *j.FalseAlarms, 2./3)
	near(t, "truth", *j.Truth, 0.1)
	near(t, "estimate", *j.Estimate, 0.1/4)
	near(t, "bias", *j.Bias, 0.1/4-0.1)
	near(t, "error", *j.RMSE, math.Sqrt((0.05*0.05+0.3*0.3+0.05*0.05)/4))
	near(t, "cost", *out.Costs[0].Revenue, 0.03)
	near(t, "bound", out.Bound, 0.5)
	near(t, "days", out.Days, 8)
	near(t, "detectable", *j.Detectable, estimate.Detectable(0.05, 10, 0.05, 0.8))

	none := Judgement{Truth: j.Truth}
	if none.plan(10, 8); none.Power != nil {
		t.Error("an estimate without a standard error has a power")
	}
}

// TestChannelsByHand: what a budget split takes of a Pinner split's bias came from shared budgets.
func TestChannelsByHand(t *testing.T) {
	bias := func(x float64) *float64 { return &x }
	e := &experiment.Experiment{Designs: []experiment.Design{{Name: "users", Split: experiment.Pinners}, {Name: "own", Split: experiment.Budgets}}}
	r := &Report{Judgements: []Judgement{{Metric: "revenue", Design: "users", Estimator: Difference, Bias: bias(0.05)}, {Metric: "revenue", Design: "own", Estimator: Difference, Bias: bias(0.02)},
		{Metric: "clicks", Design: "own", Estimator: Difference, Bias: bias(0.5)}}}
	r.channels(e)
	if len(r.Channels) != 2 {
		t.Fatalf("%+v", r.Channels)
	}
	near(t, "shared budgets", r.Channels[0].Bias, 0.03)
	near(t, "remainder", r.Channels[1].Bias, 0.02)
}

// TestVariablesOfCampaigns: campaigns are read in currency and in whole clicks.
func TestVariablesOfCampaigns(t *testing.T) {
	got := campaignVariables(&results.CampaignUnit{Spend: 5 * spec.Unit, Value: 7 * spec.Unit, Clicks: 3 * spec.Unit, Impressions: 90})
	if got != [experiment.Variables]float64{5, 7, 3, 90, 0, 0} {
		t.Errorf("%v", got)
	}
}
