package scenarios_test

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"marketsim/scenarios"
)

// halves is a market of two segments that are as large as each other, larks and owls, with a campaign for each and one for both. Each has a
// budget of a fifth of what it could spend.
const halves = `marketsim: 1
name: halves
run: {horizon: 6d, seed: 3, replications: 1}
market:
  pinners:
    count: 4_000
    segments: [{name: larks, share: 50%, sessions_per_day: 1}, {name: owls, share: 50%, sessions_per_day: 1}]
    interests: {dimensions: 0}
    requests_per_session: 3
    fatigue: {per_ad: 0}
    rhythm: {daily: flat}
  surfaces: {home: {share: 100%, page: 10 pins, ad_slots: [1, 2, 3], examination: [1, 1, 1]}}
  campaigns:
    click_rate: {base: 10%, affinity: 0}
    groups:
      - {name: early, count: 1, value: 1 USD, daily_budget: 120 USD, targeting: {segments: [larks]}}
      - {name: late, count: 1, value: 1 USD, daily_budget: 120 USD, targeting: {segments: [owls]}}
      - {name: both, count: 1, value: 1 USD, daily_budget: 240 USD}
mechanism: {auction: first_price}
`

const (
	larks = "market.pinners.segments.larks.hours=[3, 1]"
	owls  = "market.pinners.segments.owls.hours=[1, 3]"
)

// mornings is the share of what each group spent that it spent before noon, from day 2 on, and what all spent of their budgets.
func mornings(t *testing.T, set ...string) (share []float64, used float64) {
	t.Helper()
	_, all := simulate(t, halves, set...)
	share, sum := make([]float64, 3), make([]float64, 3)
	for _, d := range all[0][0].Days[2:] {
		for g := range share {
			for h, spent := range d.Spend[g] {
				sum[g] += spent.Float()
				if h < 12 {
					share[g] += spent.Float()
				}
			}
			used += d.Groups[g].Revenue.Float() / (4 * 480)
		}
	}
	for g := range share {
		share[g] /= sum[g]
	}
	return share, used
}

// TestSegmentsHaveHoursOfTheirOwn: three quarters of the larks' sessions come before noon and a quarter of the owls'; a campaign without pacing
// spends as its segments come, and a paced one plans for them: its budget lasts the day and is spent in the same shares.
func TestSegmentsHaveHoursOfTheirOwn(t *testing.T) {
	free := []string{larks, owls}
	for _, g := range []string{"early", "late", "both"} {
		free = append(free, "market.campaigns.groups."+g+".pacing=none", "market.campaigns.groups."+g+".daily_budget=10_000 USD")
	}
	share, _ := mornings(t, free...)
	for g, want := range []float64{0.75, 0.25, 0.5} {
		near(t, fmt.Sprintf("group %d as Pinners come", g), share[g], want, 0.01)
	}
	paced, used := mornings(t, larks, owls)
	for g, want := range []float64{0.75, 0.25, 0.5} {
		near(t, fmt.Sprintf("group %d, paced", g), paced[g], want, 0.006)
	}
	if used < 0.97 || used > 1 {
		t.Errorf("%v of the budgets are used", used)
	}
}

// TestPacingFollowsTheForecastOfItsSegments: where Pinners come evenly, and the forecast says otherwise of each segment, campaigns spend as the
// forecast says of the segments that they target.
func TestPacingFollowsTheForecastOfItsSegments(t *testing.T) {
	set := []string{"mechanism.forecast_by_segment={larks: [3, 1], owls: [2, 10]}"}
	for _, g := range []string{"early", "late", "both"} {
		set = append(set, "market.campaigns.groups."+g+".pacing=throttling")
	}
	share, _ := mornings(t, set...)
	for g, want := range []float64{0.75, 2.0 / 12, 5.0 / 16} {
		near(t, fmt.Sprintf("group %d", g), share[g], want, 0.012)
	}
}

// TestForecastFileBySegment: a file says what a list says; what does not fit is an error that says what.
func TestForecastFileBySegment(t *testing.T) {
	list := load(t, halves, scenarios.Options{Set: []string{"mechanism.forecast_by_segment={larks: [3, 1], owls: [2, 10]}"}}).Spec.Arms[0].Phases[0].Market
	read := func(content string) (*scenarios.Scenario, string) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "f.csv"), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		s, ds := scenarios.Load("t.yaml", []byte(halves), scenarios.Options{Dir: dir, Set: []string{"mechanism.forecast_file=f.csv"}})
		return s, text(t, ds)
	}
	s, said := read("segment,hour,traffic\nlarks,0,3\nowls,0,2\nlarks,12,1\nowls,12,10\n")
	if s == nil {
		t.Fatal(said)
	}
	m := s.Spec.Arms[0].Phases[0].Market
	if !reflect.DeepEqual(m.Forecast, list.Forecast) || !reflect.DeepEqual(m.SegmentForecast, list.SegmentForecast) || m.ForecastDays != 1 || m.Forecast[0] != 5.0*2/16 {
		t.Errorf("the file gives %v of %v, the list %v of %v", m.SegmentForecast, m.Forecast, list.SegmentForecast, list.Forecast)
	}
	for content, want := range map[string]string{
		"segment,traffic\nlarks,3\nlarks,1\n":                     "there is no row of segment owls",
		"segment,traffic\nlarks,3\nlarks,1\nowls,1\n":             "segment owls has 1 row, the one before it 2",
		"segment,traffic\nlarks,3\nowls,1\nbats,1\n":              "1 row is of segments that the scenario does not have",
		"segment,hour,traffic\nlarks,12,3\nlarks,1,1\nowls,1,1\n": "segment larks: the hours of a day must rise",
		"segment,traffic\nlarks,0\nowls,0\n":                      "the forecast says that nobody comes",
	} {
		if s, said := read(content); s != nil || !strings.Contains(said, want) {
			t.Errorf("%q: loaded %v, want %q:\n%s", content, s != nil, want, said)
		}
	}
}

// TestHoursAndForecastsAreChecked: what contradicts is an error.
func TestHoursAndForecastsAreChecked(t *testing.T) {
	for change, want := range map[string]string{
		"market.pinners.segments.larks.hours=[0, 0]":                                  "all rates are 0",
		"market.pinners.segments.larks.hours=[0, 0, 0, 8]":                            "the rhythm peaks at 4x the base rate",
		"mechanism.forecast_by_segment={larks: [1, 2]}":                               "segment `owls` is missing",
		"mechanism.forecast_by_segment={all: [1, 2], bats: [1, 1]}":                   "there is no segment named `bats`",
		"mechanism.forecast_by_segment={larks: [1, 2], owls: [1]}":                    "the forecast of segment `owls` has 1 part of the day, not 2",
		"mechanism.forecast_by_segment={all: [0, 0]}":                                 "the forecast says that nobody comes",
		"mechanism={auction: gsp, forecast: [1, 2], forecast_by_segment: {all: [1]}}": "the forecast is given twice: for all and by segment",
	} {
		s, ds := scenarios.Load("t.yaml", []byte(halves), scenarios.Options{Set: []string{change}})
		if s != nil || !strings.Contains(text(t, ds), want) {
			t.Errorf("%s: loaded %v, want %q:\n%s", change, s != nil, want, text(t, ds))
		}
	}
}

// TestPacingBySegment: with budgets divided by segment, what a campaign spends on each follows the share that the forecast gives it, whatever the
// traffic; without, it follows the traffic. Each part keeps to its own share of the day.
func TestPacingBySegment(t *testing.T) {
	spent := func(set ...string) (larks, all float64) {
		set = append(set, "market.campaigns.groups.early.count=0", "market.campaigns.groups.late.count=0", "mechanism.forecast_by_segment={larks: [3, 3], owls: [1, 1]}")
		_, got := simulate(t, halves, set...)
		for _, d := range got[0][0].Days[2:] {
			larks += d.Cells[0].Revenue.Float()
			all += d.Cells[0].Revenue.Float() + d.Cells[1].Revenue.Float()
			for _, c := range got[0][0].Campaigns {
				if c.Name == "both/0/owls" && d.Cells[1].Revenue.Float() > 60+1e-9 {
					t.Errorf("%v spent on owls in a day, with a share of 60 USD", d.Cells[1].Revenue.Float())
				}
			}
		}
		return larks / all, all / (4 * 240)
	}
	const by = "market.campaigns.groups.both.pace_by=segment"
	for change, want := range map[string]float64{by: 0.75, "market.campaigns.groups.both.pace_by=campaign": 0.5} {
		share, used := spent(change)
		near(t, change+": share of larks", share, want, 0.005)
		if used < 0.97 || used > 1 {
			t.Errorf("%s: %v of the budget is used", change, used)
		}
	}
}

// TestPartsAreOneCampaign: the parts of a campaign have its value and its ads, and a market counts it once; a campaign in parts without a limit
// that binds plays as one in one piece.
func TestPartsAreOneCampaign(t *testing.T) {
	set := []string{"market.campaigns.groups=[{name: g, count: 3, daily_budget: 90_000 USD, value: {kind: lognormal, median: 1 USD, sigma: 1}, pacing: none, click_rate: {base: {kind: uniform, max: 20%}, affinity: 0}, bidding: {kind: formula, bid: value * bidders}}]"}
	_, whole := simulate(t, halves, set...)
	_, parts := simulate(t, halves, append(set, "market.campaigns.groups.g.pace_by=segment")...)
	for d := range whole[0][0].Days {
		if a, b := whole[0][0].Days[d].Cells, parts[0][0].Days[d].Cells; !reflect.DeepEqual(a, b) {
			t.Fatalf("day %d: %+v in parts, %+v in one piece", d, b, a)
		}
	}
	if n := len(parts[0][0].Campaigns); n != 6 || parts[0][0].Campaigns[1].Name != "g/0/owls" {
		t.Errorf("%d parts, the second %s", n, parts[0][0].Campaigns[1].Name)
	}
}

// TestPartsAreChecked: what cannot be divided by segment is an error.
func TestPartsAreChecked(t *testing.T) {
	const g = "market.campaigns.groups=[{name: g, count: 4, pace_by: segment, "
	for change, want := range map[string]string{
		g + "daily_budget: 9 USD, ad_groups: 2}]":                   "is not divided by segment",
		g + "daily_budget: 9 USD, arrivals: {per_day: 1}}]":         "its parts are campaigns of their own",
		g + "daily_budget: 9 USD, review: elastic}]":                "its parts are campaigns of their own",
		g + "objective: clicks}]":                                   "there is no budget to divide",
		g + "daily_budget: 9 USD, targeting: {segments: [larks]}}]": "are shown to one segment alone",
	} {
		s, ds := scenarios.Load("t.yaml", []byte(halves), scenarios.Options{Set: []string{change}})
		if s != nil || !strings.Contains(text(t, ds), want) {
			t.Errorf("%s: loaded %v, want %q:\n%s", change, s != nil, want, text(t, ds))
		}
	}
	tested := halves + "arms: {low: {set: {market.campaigns.groups.both.value: 0.5 USD}}}\nexperiments: {test: {compare: [low, control], designs: {ads: {split: campaign, share: 50%}}}}\n"
	s, ds := scenarios.Load("t.yaml", []byte(tested), scenarios.Options{Set: []string{"market.campaigns.groups.both.pace_by=segment"}})
	if s != nil || !strings.Contains(text(t, ds), "the parts of a campaign could fall on different sides") {
		t.Errorf("a campaign split: loaded %v:\n%s", s != nil, text(t, ds))
	}
}
