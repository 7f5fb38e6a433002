package experiment

import (
	"slices"

	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// Variables of a unit, by index.
const (
	Revenue = iota
	Value
	Clicks
	Impressions
	Sessions
	Conversions
	Variables
)

// VariableNames name the variables: each is the metric that sums it over units.
var VariableNames = [Variables]string{Revenue: "revenue", Value: "value", Clicks: "clicks", Impressions: "impressions", Sessions: "sessions", Conversions: "all_conversions"}

// Metric is what a test is read for: the mean of a variable over units, or the ratio of two.
type Metric struct {
	Name      string
	Num, Den  int  // indices into the variables; Den < 0: a mean
	OnPinners bool // campaigns do not have it
	Goal      bool // it is the share of campaigns under support that had their clicks, in place of the above; effects are differences of shares
}

// metrics are what tests can be read for: each registered metric that is a variable or the ratio of two.
var metrics = readable()

// Metrics lists what tests can be read for, by name.
func Metrics() []Metric { return slices.Clone(metrics) }

// MetricNames are the names of what tests can be read for.
func MetricNames() (names []string) {
	for _, m := range metrics {
		names = append(names, m.Name)
	}
	return names
}

// LookupMetric finds a metric by name.
func LookupMetric(name string) (Metric, bool) {
	i := slices.IndexFunc(metrics, func(m Metric) bool { return m.Name == name })
	if i < 0 {
		return Metric{}, false
	}
	return metrics[i], true
}

func readable() (list []Metric) {
	for _, m := range results.Metrics() {
		if num, den := variableOf(m.Numerator), variableOf(m.Denominator); num >= 0 && den > several {
			list = append(list, Metric{Name: m.Name, Num: num, Den: den, OnPinners: !m.Groups})
		}
		if isGoal(m.Numerator) {
			list = append(list, Metric{Name: m.Name, Num: absent, Den: absent, Goal: true})
		}
	}
	return list
}

// isGoal tells whether a part of a metric counts campaigns that had the clicks of their support.
func isGoal(part func(*results.Totals) float64) bool {
	t := &results.Totals{}
	if part == nil || part(t) != 0 {
		return false
	}
	t.Graduated = 1
	return part(t) == 1
}

// What a part of a metric is when it is none of the variables.
const (
	absent  = -1
	several = -2
)

// variableOf finds the variable that a part of a metric is, by what the part makes of markets in which one variable is 1 and all else is 0. A part
// that is not there is absent; one that is the sum of several or counts something else is several.
func variableOf(part func(*results.Totals) float64) int {
	if part == nil {
		return absent
	}
	found := several
	for v := range Variables {
		switch x := part(single(v)); {
		case x == 1 && found == several:
			found = v
		case x != 0:
			return several
		}
	}
	return found
}

// single is a market in which one variable is 1.
func single(variable int) *results.Totals {
	t := &results.Totals{}
	switch variable {
	case Revenue:
		t.Revenue = spec.Unit
	case Value:
		t.Value = spec.Unit
	case Clicks:
		t.Clicks = spec.Unit
	case Impressions:
		t.Impressions = 1
	case Sessions:
		t.Sessions = 1
	case Conversions:
		t.Outcomes = spec.Unit
	}
	return t
}
