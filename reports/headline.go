package reports

import (
	"slices"

	"marketsim/sim/results"
)

// Section is a group of headline metrics: one of the three sides of the market.
type Section struct {
	Name    string
	Metrics []string
}

// Headline lists the metrics of the table, by side of the market. They trade off, so there is no score over them; their
// comparisons are corrected as one family.
var Headline = []Section{
	{"Pinners", []string{"sessions_per_pinner_day", "active_pinners", "retention", "fatigue", "sightedness", "hides", "ad_load"}},
	{"Advertisers", []string{"value", "surplus", "roas", "cpc", "budget_utilisation", "active_campaigns"}},
	{"Platform", []string{"revenue", "rpm", "cpm", "ctr", "fill_rate", "auction_density", "overdelivery"}},
}

// seriesMetrics are followed by day in the summary.
var seriesMetrics = []string{"revenue", "value", "surplus", "sessions", "active_pinners", "fatigue", "activity", "sightedness",
	"impressions", "clicks", "hides", "ctr", "cpm", "cpc", "roas", "overdelivery", "active_campaigns", "exhausted_campaigns"}

func isHeadline(metric string) bool {
	return slices.ContainsFunc(Headline, func(s Section) bool { return slices.Contains(s.Metrics, metric) })
}

func direction(b results.Better) string {
	switch b {
	case results.Higher:
		return "higher"
	case results.Lower:
		return "lower"
	}
	return "neither"
}
