package experiment_test

import (
	"slices"
	"testing"

	"marketsim/sim/experiment"
	"marketsim/sim/results"
)

// TestMetricsOfATest: a test can be read for the registered metrics that are a sum over units or the ratio of two, as their formulas say.
func TestMetricsOfATest(t *testing.T) {
	for name, want := range map[string]experiment.Metric{
		"revenue":             {Num: experiment.Revenue, Den: -1},
		"value":               {Num: experiment.Value, Den: -1},
		"clicks":              {Num: experiment.Clicks, Den: -1},
		"impressions":         {Num: experiment.Impressions, Den: -1},
		"sessions":            {Num: experiment.Sessions, Den: -1, OnPinners: true},
		"ctr":                 {Num: experiment.Clicks, Den: experiment.Impressions},
		"cpc":                 {Num: experiment.Revenue, Den: experiment.Clicks},
		"cpm":                 {Num: experiment.Revenue, Den: experiment.Impressions},
		"roas":                {Num: experiment.Value, Den: experiment.Revenue},
		"ad_load":             {Num: experiment.Impressions, Den: experiment.Sessions, OnPinners: true},
		"graduation":          {Num: -1, Den: -1, Goal: true},
		"revenue_per_session": {Num: experiment.Revenue, Den: experiment.Sessions, OnPinners: true},
	} {
		want.Name = name
		if got, ok := experiment.LookupMetric(name); !ok || got != want {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
	for _, name := range []string{"surplus", "roi", "fill_rate", "cpa", "hides", "rpm", "calibration", "pinners", "sessions_per_pinner_day"} {
		if m, ok := experiment.LookupMetric(name); ok {
			t.Errorf("%s is read as %+v", name, m)
		}
	}
	for _, name := range experiment.MetricNames() {
		if _, ok := results.LookupMetric(name); !ok {
			t.Errorf("%s is not registered", name)
		}
	}
	if !slices.IsSorted(experiment.MetricNames()) {
		t.Error("not by name")
	}
}
