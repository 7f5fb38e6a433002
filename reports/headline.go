package reports

import (
	"slices"
	"strings"

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

func IsHeadline(metric string) bool {
	return slices.ContainsFunc(Headline, func(s Section) bool { return slices.Contains(s.Metrics, metric) })
}

func Direction(b results.Better) string {
	switch b {
	case results.Higher:
		return "higher"
	case results.Lower:
		return "lower"
	}
	return "neither"
}

// plainNames are names of metrics that are more than their words.
var plainNames = map[string]string{
	"sessions_per_pinner_day": "sessions per Pinner and day", "active_pinners": "active Pinners", "pinners": "Pinners", "roas": "ROAS", "roi": "ROI", "cpc": "CPC",
	"cpm": "CPM", "cpa": "CPA", "rpm": "RPM", "ctr": "CTR", "cvr": "CVR",
}

// Plain is a metric's name in words: sessions per Pinner and day, budget utilisation, CTR.
func Plain(metric string) string {
	if name, ok := plainNames[metric]; ok {
		return name
	}
	return strings.ReplaceAll(metric, "_", " ")
}

// ChecksFamily is the family of the effects that checks judge.
const ChecksFamily = "checks"

// HeadlineFamily is the family of the table's verdicts.
const HeadlineFamily = "headline, window " + Everyone
