package reports

import (
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
var Headline = headline()

func headline() (list []Section) {
	for _, side := range results.Sides() {
		list = append(list, Section{string(side), results.Listed(results.Headline, side)})
	}
	return list
}

// IsHeadline tells whether a metric is in the table of a run.
func IsHeadline(metric string) bool { return results.Shows(results.Headline, metric) }

// Direction says in words which way a metric should move.
func Direction(b results.Better) string {
	switch b {
	case results.Higher:
		return "higher"
	case results.Lower:
		return "lower"
	}
	return "neither"
}

// Plain is a metric's name in words: sessions per Pinner and day, budget utilisation, CTR.
func Plain(metric string) string {
	if m, ok := results.LookupMetric(metric); ok {
		return m.Plain
	}
	return strings.ReplaceAll(metric, "_", " ")
}

// ChecksFamily is the family of the effects that checks judge.
const ChecksFamily = "checks"

// HeadlineFamily is the family of the table's verdicts.
const HeadlineFamily = "headline, window " + Everyone
