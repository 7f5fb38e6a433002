package reports_test

import (
	"bytes"
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"marketsim/reports"
	"marketsim/reports/reportstest"
	"marketsim/reports/verdict"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

func summarise(t testing.TB, in *reports.Input) *reports.Summary {
	t.Helper()
	s, err := verdict.Summarise(in)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSummarise(t *testing.T) {
	in := reportstest.Input()
	s := summarise(t, in)
	if s.Verdict != "NO CHECKS" || s.ExitCode != reports.ExitPass || s.ReplicationsDone != 4 {
		t.Errorf("verdict %s, exit %d, %d replications", s.Verdict, s.ExitCode, s.ReplicationsDone)
	}
	if len(s.Checks) != 7 {
		t.Errorf("invariants: %+v", s.Checks)
	}
	for _, c := range s.Checks {
		if c.Status != reports.Pass || c.N == 0 {
			t.Errorf("%+v", c)
		}
	}
	// revenue over the horizon of replication 0, added up by hand
	total, want := spec.Nano(0), s.Value("control", "revenue", reports.Everyone)
	for r := range in.Results {
		for _, d := range in.Results[r][0].Days {
			for _, c := range d.Cells {
				total += c.Revenue
			}
		}
	}
	near(t, "mean revenue", *want.Value, total.Float()/4, 1e-6)
	short, long := s.Effect("fewer_ads", "sessions", reports.Everyone, "first 14d"), s.Effect("fewer_ads", "sessions", reports.Everyone, "last 28d")
	if short == nil || long == nil || *short.Change >= *long.Change || long.Verdict != reports.VerdictBetter {
		t.Errorf("short and long run of sessions: %+v, %+v", short, long)
	}
	if e := s.Effect("fewer_ads", "fatigue", reports.Everyone, reports.Everyone); e.Verdict != reports.VerdictBetter || *e.Change > -0.1 {
		t.Errorf("fatigue falls by a fifth: %+v", e)
	}
	if e := s.Effect("raise", "pinners", reports.Everyone, reports.Everyone); e.Verdict != reports.VerdictIdentical || *e.Change != 0 || *e.P != 1 {
		t.Errorf("nobody leaves: %+v", e)
	}
	if e := s.Effect("raise", "revenue", "segment=core", reports.Everyone); e == nil || e.Family != "parts of the market, window all" {
		t.Errorf("effect by segment: %+v", e)
	}
	if e := s.Effect("raise", "fatigue", "surface=home", reports.Everyone); e != nil {
		t.Errorf("fatigue has no surface: %+v", e)
	}
	if len(s.Warnings) != 1 || !strings.Contains(s.Warnings[0], "control 86") {
		t.Errorf("warnings: %q", s.Warnings)
	}
}

// TestCountsInWarnings have thousands separators.
func TestCountsInWarnings(t *testing.T) {
	in := reportstest.Sized(2, 1, 7)
	in.Results[0][1].Warnings = []results.Count{{What: "bids", N: 304_300}}
	if s := summarise(t, in); !slices.Contains(s.Warnings, "bids (all replications): "+in.Arms[1].Name+" 304,300") {
		t.Errorf("%q", s.Warnings)
	}
}

// TestIdenticalArms: arms that differ in nothing give effects of exactly 0.
func TestIdenticalArms(t *testing.T) {
	in := reportstest.Sized(2, 3, 8)
	for r := range in.Results {
		in.Results[r][1] = in.Results[r][0]
	}
	for _, e := range summarise(t, in).Effects {
		if e.Verdict != reports.VerdictIdentical && e.Verdict != reports.VerdictNoData {
			t.Fatalf("%+v", e)
		}
		if e.Verdict == reports.VerdictIdentical && (*e.Change != 0 || *e.Lo != 0 || *e.Hi != 0 || *e.P != 1) {
			t.Fatalf("%+v", e)
		}
	}
}

func TestOneReplication(t *testing.T) {
	s := summarise(t, reportstest.Sized(2, 1, 42))
	e := s.Effect("raise", "revenue", reports.Everyone, reports.Everyone)
	if e.Change == nil || e.Lo != nil || e.P != nil || e.Verdict != reports.VerdictUntested || !strings.Contains(e.Why, "one replication") {
		t.Errorf("%+v", e)
	}
	if v := s.Value("raise", "revenue", reports.Everyone); v.Lo != nil || v.Why == "" {
		t.Errorf("%+v", v)
	}
}

// TestIncomplete: only replications that are finished in every arm count, and exit code 4 comes before a broken invariant's 1.
func TestIncomplete(t *testing.T) {
	in := reportstest.Input()
	in.Results[2][1] = nil
	in.Results[3] = nil
	in.Results[0][0].Days[3].Hours[2].Revenue++
	s := summarise(t, in)
	if s.ReplicationsDone != 2 || s.ExitCode != reports.ExitIncomplete || s.Verdict != "INCOMPLETE" {
		t.Errorf("%d done, exit %d, %s", s.ReplicationsDone, s.ExitCode, s.Verdict)
	}
	in.Results, in.Planned = nil, 0
	if s = summarise(t, in); s.ExitCode != reports.ExitIncomplete || len(s.Checks) != 0 {
		t.Errorf("nothing finished: exit %d, checks %v", s.ExitCode, s.Checks)
	}
}

// TestInvariantsBreak moves one unit at a time and expects the law that forbids it to say so.
func TestInvariantsBreak(t *testing.T) {
	breaks := map[string]func(r *results.Result){
		"money_conserved":   func(r *results.Result) { r.Campaigns[1].Spend++ },
		"events_conserved":  func(r *results.Result) { r.Days[1].Hours[5].Clicks-- },
		"events_nested":     func(r *results.Result) { r.Days[1].Cells[2].Slots = r.Days[1].Cells[2].Impressions - 1 },
		"pinners_conserved": func(r *results.Result) { r.Days[2].State[1].Pinners-- },
		"budget_rule": func(r *results.Result) {
			r.Campaigns[0].Budget = r.Campaigns[0].Spend - r.Campaigns[0].Overdelivery - 1
		},
	}
	for id, change := range breaks {
		in := reportstest.Sized(2, 2, 4)
		change(in.Results[1][1])
		s := summarise(t, in)
		for _, c := range s.Checks {
			if (c.Status == reports.Fail) != (c.ID == id) {
				t.Errorf("breaking %s: %+v", id, c)
			}
			if c.ID == id && !strings.Contains(c.Message, "arm raise, replication 1") {
				t.Errorf("%s does not say where: %s", id, c.Message)
			}
		}
		if s.ExitCode != reports.ExitFail || s.Verdict != reports.Fail {
			t.Errorf("breaking %s: exit %d", id, s.ExitCode)
		}
	}
}

// TestBudgetRuleWithOverdelivery: overdelivery that is billed stands beside the budget; what is written off is no part of spend, and excuses none.
func TestBudgetRuleWithOverdelivery(t *testing.T) {
	for rule, want := range map[string]string{reports.Billed: reports.Pass, reports.WrittenOff: reports.Fail, "": ""} {
		in := reportstest.Sized(2, 2, 4)
		in.Arms[0].BudgetRule, in.Arms[1].BudgetRule = "", rule
		c := &in.Results[1][1].Campaigns[0]
		c.Overdelivery, c.Budget = 5, c.Spend-1
		got := ""
		for _, x := range summarise(t, in).Checks {
			if x.ID == "budget_rule" {
				got = x.Status
			}
		}
		if got != want {
			t.Errorf("%q: %q, want %q", rule, got, want)
		}
	}
}

func TestSummaryJSON(t *testing.T) {
	s := summarise(t, reportstest.Input())
	data, err := s.JSON()
	if err != nil {
		t.Fatal(err)
	}
	var back reports.Summary
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	again, _ := back.JSON()
	if !bytes.Equal(data, again) {
		t.Error("JSON does not survive a round trip")
	}
	if bytes.Contains(data, []byte("20261124T120000Z")) {
		t.Error("the run id would make two runs differ")
	}
}

func TestWindows(t *testing.T) {
	for days, want := range map[int]string{1: "all", 3: "all first 1d last 1d", 8: "all first 2d last 2d", 42: "all first 14d last 28d", 50: "all first 14d last 30d", 90: "all first 14d first 30d last 30d"} {
		var names []string
		for _, w := range reports.Windows(days) {
			names = append(names, w.Name)
			if w.From < 0 || w.To > days || w.From >= w.To {
				t.Errorf("%d days: %+v", days, w)
			}
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("%d days: %s instead of %s", days, got, want)
		}
	}
}

// TestMetrics: names are those that scripts rely on, and each metric explains itself.
func TestMetrics(t *testing.T) {
	names := strings.Fields(`pinners active_pinners sessions auctions slots impressions clicks conversions hides revenue value surplus
		welfare fill_rate ad_load ctr cvr cpm cpc cpa rpm revenue_per_session sessions_per_pinner_day roas roi budget_utilisation
		overdelivery auction_density fatigue sightedness activity retention active_campaigns advertiser_churn`)
	for _, name := range names {
		m, ok := results.LookupMetric(name)
		if !ok || m.Name != name || m.Unit == "" || m.Formula == "" || m.Doc == "" {
			t.Errorf("metric %s: %+v", name, m)
		}
	}
	if _, ok := results.LookupMetric("revenu"); ok {
		t.Error("unknown metric found")
	}
	tally := results.Totals{Tally: results.Tally{Auctions: 2000, Sessions: 500, Slots: 4000, Impressions: 1000, Clicks: 20 * spec.Unit, Conversions: 2 * spec.Unit,
		Revenue: 10 * spec.Unit, Value: 25 * spec.Unit}, Days: 2, State: results.StateTotals{Pinners: 990, Left: 10, Fatigue: 99},
		Budget: 40 * spec.Unit, BudgetSpend: 10 * spec.Unit, Campaigns: 8, Churned: 2}
	for name, want := range map[string]float64{
		"cpm": 10, "cpc": 0.5, "cpa": 5, "rpm": 5, "ctr": 2, "cvr": 10, "fill_rate": 25, "ad_load": 2, "roas": 2.5, "roi": 150, "surplus": 15, "welfare": 25,
		"retention": 99, "fatigue": 0.1, "pinners": 495, "budget_utilisation": 25, "advertiser_churn": 25, "revenue_per_session": 0.02,
	} {
		m, _ := results.LookupMetric(name)
		near(t, name, m.Value(&tally), want, 1e-12)
	}
	m, _ := results.LookupMetric("cpc")
	if v := m.Value(&results.Totals{Tally: results.Tally{Revenue: 5}}); !math.IsNaN(v) {
		t.Errorf("spend without clicks has no price of a click: %g", v)
	}
}

// TestWarningsNameTheirArms: what happens in one arm is not counted as 0 in the others.
func TestWarningsNameTheirArms(t *testing.T) {
	in := reportstest.Sized(2, 2, 8)
	for _, arms := range in.Results {
		arms[1].Warnings = append(arms[1].Warnings, results.Count{What: "bids below the floor", N: 700})
	}
	s, err := verdict.Summarise(in)
	if err != nil || !slices.Contains(s.Warnings, "bids below the floor (all replications): raise 1,400") {
		t.Errorf("%v: %q", err, s.Warnings)
	}
}
