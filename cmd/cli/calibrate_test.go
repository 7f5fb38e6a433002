package cli

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"marketsim/reports"
	"marketsim/reports/calibration"
	"marketsim/reports/reportstest"
	"marketsim/sim/tune"
)

const hiddenMarket = `marketsim: 1
name: ours
run: {horizon: 3d, seed: 11, replications: 3, outcomes: expected}
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
	var s reports.Summary
	if err := json.Unmarshal(data, &s); err != nil {
		t.Fatal(err)
	}
	lines := []string{"metric,value,tolerance"}
	for _, m := range s.Metrics {
		for _, name := range metrics {
			if m.Metric == name && m.Segment == reports.Everyone {
				lines = append(lines, fmt.Sprintf("%s,%v%s,1%%", name, *m.Value, strings.Trim(m.Unit, "abcdefghijklmnopqrstuvwxyzUSD ")))
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
	reportstest.Long(t, "TestCalibrationToCurves finds a parameter again, TestCalibrationTellsWhatCannotBeKnown a product")
	dir := t.TempDir()
	writeText(t, filepath.Join(dir, "ours.yaml"), hiddenMarket)
	aggregates(t, dir, "ctr", "cpc", "cpm", "budget_utilisation", "auction_density", "roas", "revenue")
	s := calibrated(t, dir, ExitInconclusive) // three replications do not tell means within 1%
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
	writeText(t, filepath.Join(dir, "targets.csv"), "metric,value,tolerance\nctr,2%,2%\nclicks,1,2%\nimpressions,9000,2%\ncpm,5 USD,2%\n")
	s = calibrated(t, dir, ExitFail)
	if notes = strings.Join(s.Notes, "\n"); !strings.Contains(notes, "not met together") || !strings.Contains(notes, "clicks") {
		t.Errorf("notes %s", notes)
	}
}

const curvedMarket = `marketsim: 1
name: ours
run: {horizon: 12d, seed: 11, replications: 4, outcomes: expected, feedback_lag: 1h}
market:
  pinners:
    count: 100
    arrivals_per_day: 500
    departures: 3%
    cohorts: 1d
    segments: [{name: everyone, share: 100%, sessions_per_day: 1}]
    rhythm: {daily: flat, sine: 20%, peak: 18h}
    requests_per_session: 1
    hide_rate: 0%
    interests: {dimensions: 0}
  surfaces: {page: {share: 100%, page: 4 pins, ad_slots: [1]}}
  organic: {save_rate: 0%, click_rate: 0%}
  campaigns: {groups: [{name: shops, count: 1, pacing: none}]}
calibrate:
  runs: 200
  start: 6
  free:
    market.pinners.rhythm.sine: {from: 0%, to: 90%}
    market.pinners.departures: {from: 1%, to: 40%, scale: log}
    market.pinners.segments.everyone.sessions_per_day: {from: 0.2, to: 3, scale: log}
`

// tableRows reads a table of a run as maps by column.
func tableRows(t *testing.T, path string) (rows []map[string]string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	cells, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range cells[1:] {
		m := map[string]string{}
		for i, name := range cells[0] {
			m[name] = row[i]
		}
		rows = append(rows, m)
	}
	return rows
}

// TestCalibrationToCurves: from the sessions by hour and the retention by age of a simulated market its daily wave, its departures and its session rate are found
// within 5%, with other random numbers. Hours are said to tell nothing of the rate, though it draws other sessions.
func TestCalibrationToCurves(t *testing.T) {
	dir := t.TempDir()
	writeText(t, filepath.Join(dir, "ours.yaml"), curvedMarket)
	invoke(t, dir, ExitPass, "run", "ours.yaml", "-q", "--seed", "99", "-n", "12", "-o", "hidden", "--set", "market.pinners.rhythm.sine=60%",
		"--set", "market.pinners.departures=12%", "--set", "market.pinners.segments.everyone.sessions_per_day=0.7")
	data := filepath.Join(dir, "hidden", "ours", "latest", "data")
	var sessions [24]int
	for _, row := range tableRows(t, filepath.Join(data, "hourly.csv")) {
		hour, n := wholeNumber(t, row["hour"]), wholeNumber(t, row["sessions"])
		sessions[hour] += n
	}
	hours, ages := "hour,sessions\n", "age,retention\n"
	for h, n := range sessions {
		hours += fmt.Sprintf("%d,%d\n", h, n)
	}
	came, active := map[string]int{}, map[int][2]int{}
	for _, row := range tableRows(t, filepath.Join(data, "cohorts.csv")) {
		if row["cohort"] == "there on day 0" {
			continue
		}
		key, age := row["replication"]+row["cohort"], wholeNumber(t, row["day"])-wholeNumber(t, row["from_day"])
		came[key] += wholeNumber(t, row["new"])
		active[age] = [2]int{active[age][0] + wholeNumber(t, row["active"]), active[age][1] + came[key]}
	}
	for _, age := range []int{1, 3, 5, 7, 9} {
		ages += fmt.Sprintf("%d,%.4f%%\n", age, 100*float64(active[age][0])/float64(active[age][1]))
	}
	writeText(t, filepath.Join(dir, "hours.csv"), hours)
	writeText(t, filepath.Join(dir, "retention.csv"), ages)
	// some hours of four small replications have intervals wider than 5%
	out, _ := invoke(t, dir, ExitInconclusive, "calibrate", "ours.yaml", "--targets", "hours.csv", "--targets", "retention.csv", "--progress", "none", "--format", "json")
	s := &calibration.Summary{}
	if err := json.Unmarshal([]byte(out), s); err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{60, 12, 0.7} {
		p := &s.Parameters[i]
		if x, _ := tune.Number(p.Found); math.Abs(x/want-1) > 0.05 {
			t.Errorf("%s: found %s, want %v within 5%%", p.Path, p.Found, want)
		}
	}
	still := 0
	for i := range s.Targets {
		if s.Targets[i].Curve == "share of sessions by hour" && s.Sensitivity[i][2] == 0 {
			still++
		}
	}
	if still < 16 {
		t.Errorf("the rate leaves %d of 24 hours alone, which it moves by chance only", still)
	}
	if !exists(filepath.Join(dir, "calibrations", "ours", "curves.png")) {
		t.Error("curves.png is missing")
	}
}

func wholeNumber(t *testing.T, text string) int {
	t.Helper()
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestCalibrationWithoutFreedom: what cannot be found is told before the search: parameters that move nothing, targets that nothing moves, targets without a value.
func TestCalibrationWithoutFreedom(t *testing.T) {
	dir := t.TempDir()
	for _, x := range []struct {
		name, free, targets, want string
		code                      int
	}{
		{"nothing moves", "mechanism.reserve: {from: 0 USD, to: 0.01 USD}", "sessions,5000,5%", "no free parameter moves any target", ExitUsage},
		{"a parameter moves nothing", "market.pinners.rhythm.sine: {from: 0%, to: 50%}\n    market.campaigns.groups.shops.quality: {from: 0.5, to: 2}", "sessions,5000,5%", "no target moves with `market.campaigns.groups.shops.quality`", ExitUsage},
		{"no value", "market.pinners.rhythm.sine: {from: 0%, to: 50%}", "sessions,5000,5%\nlog_loss,1,5%", "log_loss has no value in this market", ExitUsage},
		{"a target stays", "market.pinners.rhythm.sine: {from: 0%, to: 50%}", "sessions,5000,5%\nad_load,1,5%", "no free parameter moves ad_load: the search goes on", -1},
		{"a target is far off", "market.pinners.segments.everyone.sessions_per_day: {from: 0.5, to: 2}", "sessions,1000000,5%", "the target of sessions, 1.000 M, seems out of reach", -1},
	} {
		market := strings.NewReplacer("  start: 6", "  start: 2", "runs: 200", "runs: 20", "horizon: 12d", "horizon: 2d", "replications: 4", "replications: 2").Replace(curvedMarket[:strings.Index(curvedMarket, "    market.pinners.rhythm.sine: {")])
		writeText(t, filepath.Join(dir, "ours.yaml"), market+"    "+x.free+"\n")
		writeText(t, filepath.Join(dir, "targets.csv"), "metric,value,tolerance\n"+x.targets+"\n")
		s := state(dir, "calibrate", "ours.yaml", "--targets", "targets.csv", "--progress", "none")
		var told strings.Builder
		s.Stdout, s.Stderr = &told, &told
		if code := Main(s); x.code >= 0 && code != x.code || !strings.Contains(told.String(), x.want) {
			t.Errorf("%s: exit code %d, %s", x.name, code, told.String())
		}
	}
}
