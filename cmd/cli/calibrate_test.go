package cli

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"marketsim/reports"
	"marketsim/reports/calibration"
	"marketsim/sim/tune"
)

const hiddenMarket = `marketsim: 1
name: ours
run: {horizon: 3d, seed: 11, replications: 6, outcomes: expected}
market:
  pinners: {count: 700, segments: [{name: everyone, share: 100%, sessions_per_day: 1}]}
  campaigns:
    click_rate: {affinity: 0.2, base: {kind: lognormal, median: 0.3%, sigma: 0.2}}
    groups:
      - {name: shops, count: 60, value: {kind: lognormal, median: 1 USD, sigma: 0.2}, daily_budget: {kind: lognormal, median: 1 USD, sigma: 0.2}, targeting: {nearest: 40%}}
calibrate:
  runs: 300
  start: 12
  free:
    market.campaigns.groups.shops.value.median: {from: 0.2 USD, to: 4 USD, scale: log}
    market.campaigns.click_rate.base.median: {from: 0.1%, to: 2%, scale: log}
    market.campaigns.groups.shops.daily_budget.median: {from: 0.1 USD, to: 3 USD, scale: log}
    market.campaigns.groups.shops.count: {from: 20, to: 200}
`

// aggregates runs the market with hidden parameters and other random numbers, and writes what it shows as targets.
func aggregates(t *testing.T, dir string, metrics ...string) {
	t.Helper()
	invoke(t, dir, ExitPass, "run", "ours.yaml", "-q", "--seed", "99", "-n", "12", "-o", "hidden", "--set", "market.campaigns.groups.shops.value.median=0.6 USD",
		"--set", "market.campaigns.click_rate.base.median=0.5%", "--set", "market.campaigns.groups.shops.daily_budget.median=0.25 USD", "--set", "market.campaigns.groups.shops.count=100")
	data, err := os.ReadFile(filepath.Join(dir, "hidden", "ours", "latest", "summary.json"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := reports.ParseSummary(data)
	if err != nil {
		t.Fatal(err)
	}
	lines := []string{"metric,value,tolerance"}
	for _, m := range s.Metrics {
		for _, name := range metrics {
			if m.Metric == name && m.Segment == reports.Everyone {
				lines = append(lines, fmt.Sprintf("%s,%v,1%%", name, *m.Value))
			}
		}
	}
	writeText(t, filepath.Join(dir, "targets.csv"), strings.Join(lines, "\n"))
}

func writeText(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func calibrated(t *testing.T, dir string, want int) *calibration.Summary {
	t.Helper()
	out, _ := invoke(t, dir, want, "calibrate", "ours.yaml", "--targets", "targets.csv", "--progress", "none", "--format", "json")
	s := &calibration.Summary{}
	if err := json.Unmarshal([]byte(out), s); err != nil {
		t.Fatal(err)
	}
	return s
}

// TestCalibrationFindsHiddenParameters: from a market's aggregates its value median, base click rate, budget scale and number of candidates are found
// again within 5%, with other random numbers, and the calibrated file is a scenario.
func TestCalibrationFindsHiddenParameters(t *testing.T) {
	dir := t.TempDir()
	writeText(t, filepath.Join(dir, "ours.yaml"), hiddenMarket)
	aggregates(t, dir, "ctr", "cpc", "cpm", "budget_utilisation", "auction_density", "roas", "revenue")
	s := calibrated(t, dir, ExitPass)
	for i, want := range []float64{0.6, 0.5, 0.25, 100} {
		p := &s.Parameters[i]
		if x, _ := tune.Number(p.Found); math.Abs(x/want-1) > 0.05 {
			t.Errorf("%s: found %s, want %v within 5%%", p.Path, p.Found, want)
		}
	}
	invoke(t, dir, ExitPass, "validate", "calibrations/ours/calibrated.yaml")
	for _, name := range []string{"index.html", "targets.png", "sensitivity.png", "summary.md", "parameters.csv"} {
		if !exists(filepath.Join(dir, "calibrations", "ours", name)) {
			t.Errorf("%s is missing", name)
		}
	}
}

// TestCalibrationTellsWhatCannotBeKnown: the price of views identifies the product of value and click rate only, and targets that contradict each other
// are told as missed.
func TestCalibrationTellsWhatCannotBeKnown(t *testing.T) {
	dir := t.TempDir()
	market := hiddenMarket[:strings.Index(hiddenMarket, "    market.campaigns.groups.shops.daily_budget")]
	market = strings.Replace(market, "daily_budget: {kind: lognormal, median: 1 USD, sigma: 0.2}, ", "", 1)
	writeText(t, filepath.Join(dir, "ours.yaml"), market)
	writeText(t, filepath.Join(dir, "targets.csv"), "metric,value,tolerance\ncpm,5 USD,2%\n")
	s := calibrated(t, dir, ExitInconclusive)
	notes := strings.Join(s.Notes, "\n")
	if len(s.Loose) != 1 || !strings.Contains(notes, "value.median up and market.campaigns.click_rate.base.median down") && !strings.Contains(notes, "value.median down and market.campaigns.click_rate.base.median up") {
		t.Errorf("loose %v, notes %s", s.Loose, notes)
	}
	writeText(t, filepath.Join(dir, "targets.csv"), "metric,value,tolerance\nctr,2%,2%\nclicks,1,2%\nimpressions,9000,2%\n")
	s = calibrated(t, dir, ExitFail)
	if notes = strings.Join(s.Notes, "\n"); !strings.Contains(notes, "not met together") || !strings.Contains(notes, "clicks") {
		t.Errorf("notes %s", notes)
	}
}
