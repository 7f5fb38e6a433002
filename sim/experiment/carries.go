package experiment

import (
	"reflect"
	"slices"

	"marketsim/sim/spec"
)

// carries names what a treatment changes and the design cannot assign.
func (d *Design) carries(control, treatment *spec.Market) (what, help string) {
	if (d.Split == Campaigns || d.Split == TwoSided || d.Split == ByCluster) && (inParts(control) || inParts(treatment)) {
		return "campaigns whose budgets are divided by segment", "the parts of a campaign could fall on different sides; use a Pinner split, a budget split or blocks of time"
	}
	if d.Split == Campaigns || d.Split == TwoSided {
		a, b := *control, *treatment
		a.Groups, b.Groups = nil, nil
		if !reflect.DeepEqual(a, b) {
			return "what belongs to the platform or to Pinners", "only market.campaigns can differ by campaign; use a Pinner split, a budget split or blocks of time"
		}
	}
	if d.Split == Auctions && !reflect.DeepEqual(control.Fatigue, treatment.Fatigue) {
		return "another fatigue of Pinners", "a Pinner has requests of both sides; use a Pinner split"
	}
	if d.Split == Matched {
		a, b := *control, *treatment
		a.Groups, b.Groups = nil, nil
		if !reflect.DeepEqual(a, b) {
			return "what belongs to the platform or to Pinners", "only market.campaigns can differ between campaigns; use an auction split, a budget split or blocks of time"
		}
	}
	if d.Split != Budgets && d.Split != Blocks {
		if what, help = keptByControl(control, treatment); what != "" {
			return what, help
		}
	}
	if d.Split == Pinners || d.Split == TwoSided || d.onRequests() {
		return sharedByBoth(control, treatment, !d.onRequests())
	}
	if d.Split == ByCluster && !reflect.DeepEqual(control.Regime, treatment.Regime) {
		return "another long-run model", "both sides share it; use a budget split or blocks of time"
	}
	return "", ""
}

// inParts tells whether campaigns are divided into parts.
func inParts(m *spec.Market) bool {
	return slices.ContainsFunc(m.Groups, func(g spec.Group) bool {
		return slices.ContainsFunc(g.Members, func(x spec.Member) bool { return x.Of != "" })
	})
}

// keptByControl names what a treatment changes of what the accounts of a shared market keep as control has it.
func keptByControl(a, b *spec.Market) (what, help string) {
	help = "the accounts of campaigns follow control in it; use a budget split or blocks of time"
	if a.ForecastDays != b.ForecastDays || !slices.Equal(a.Forecast, b.Forecast) || !reflect.DeepEqual(a.SegmentForecast, b.SegmentForecast) {
		return "another forecast of traffic", help
	}
	for g := range a.Groups {
		if x := &a.Groups[g]; !reflect.DeepEqual(x.ColdStart, b.Groups[g].ColdStart) {
			return "another cold start in group `" + x.Name + "`", help
		}
	}
	return "", ""
}

// sharedByBoth names what a treatment changes of what both sides of a Pinner split share; the support of campaigns only where that is shared.
func sharedByBoth(a, b *spec.Market, supports bool) (what, help string) {
	help = "both sides share it; use a campaign split, a budget split or blocks of time"
	same := func(x, y any) bool { return reflect.DeepEqual(x, y) }
	switch {
	case !same(a.Regime, b.Regime):
		return "another long-run model", help
	case a.PacingInterval != b.PacingInterval || a.Allocation != b.Allocation:
		return "another rule for budgets", help
	case !same(a.Learning, b.Learning):
		return "another way to learn from bids", help
	}
	for g := range a.Groups {
		x, y := &a.Groups[g], &b.Groups[g]
		switch {
		case len(x.Members) != len(y.Members) || x.Ads != y.Ads || x.Objective != y.Objective || x.Bills != y.Bills:
			return "other campaigns or billing events in group `" + x.Name + "`", help
		case !same(x.Strategy, y.Strategy) || !same(x.Pacing, y.Pacing):
			return "another bidding or pacing strategy in group `" + x.Name + "`", help
		case !same(x.Daily, y.Daily) || !same(x.Weekly, y.Weekly) || !same(x.Lifetime, y.Lifetime):
			return "other budgets in group `" + x.Name + "`", help
		case x.Rules != y.Rules:
			return "another rule for budgets in group `" + x.Name + "`", help
		case supports && !same(x.Support, y.Support):
			return "another support in group `" + x.Name + "`", "a campaign's boost is one for both sides of it; use an auction split, a matched split or a campaign split"
		case !same(x.Review, y.Review) || !same(x.Arrivals, y.Arrivals):
			return "another reaction of advertisers in group `" + x.Name + "`", help
		}
	}
	return "", ""
}
