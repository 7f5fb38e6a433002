package cli

import (
	"strings"
	"testing"
)

// looked are words that people of four trades type, with what must stand in the first lines of the answer.
var looked = map[string]string{
	// with a file in hand
	"semicolon": "format.delimiter", "tab": "format.delimiter", "thousands": "format.decimal", "thousands separator": "format.decimal", "decimal comma": "format.decimal",
	"umlaut": "format.encoding", "utf-16": "format.encoding", "BOM": "format.encoding", "latin1": "format.encoding", "total line": "format.total_rows", "totals row": "format.total_rows",
	"title line": "format.title_rows", "skip rows": "format.title_rows", "percent": "format.units", "currency": "one currency", "EUR": "results print it so", "traffic": "rhythm.occasions", "season": "rhythm.occasions", "search ads": "market.surfaces.<name>.ad_slots", "micros": "format.units",
	"timestamp": "format.time_unit", "time zone": "format.time_origin", "date format": "format.date_order", "column names": "format.header", "rename column": "groups.<name>.columns",
	"empty cell": "no limit", "unlimited budget": "no limit", "click log": "marketsim ingest", "excel": "groups.<name>.file", "spreadsheet in German": "groups.<name>.file",
	// in German
	"Feiertag": "rhythm.occasions", "Semikolon": "format.delimiter", "Tausender": "format.decimal", "Summenzeile": "format.total_rows", "Gebot": "groups.<name>.bidding",
	"Mindestpreis": "mechanism.reserve", "Klickrate": "ctr (metric)", "Tagesbudget": "daily_budget", "Umsatz": "revenue (metric)",
	// what has no part of its own
	"tax": "are not modelled", "subscription": "market.pinners.segments", "premium": "who sees no ads is not modelled", "weather": "rhythm.occasions", "newsletter": "arrivals_per_day",
	"multiplier": "also a column: campaigns.multiplier;",
	// who delivers ads
	"pacing": "groups.<name>.pacing", "smooth delivery": "groups.<name>.pacing", "overspend": "mechanism.overdelivery", "frequency cap": "frequency_cap", "quality score": "mechanism.score",
	"ad rank": "mechanism.score", "latency": "run.feedback_lag", "cold start": "groups.<name>.cold_start", "thompson sampling": "mechanism.exploration", "video ad": "ad_format",
	"why an ad won": "marketsim trace", "overprediction": "market.prediction.ctr", "mobile": "market.pinners.segments", "keyword": "market.pinners.interests", "more ads": "ad_slots",
	// economists
	"reserve price": "mechanism.reserve", "how do I set a reserve by segment?": "reserve_by_segment", "first price": "first_price", "truthfulness": "marketsim probe", "efficiency": "welfare (metric)",
	"elasticity": "groups.<name>.review", "competition": "auction_density", "GMV": "revenue (metric)", "banner blindness": "long_run", "novelty effect": "long_run", "DAU": "active_pinners",
	"A/B test": "experiments", "switchback": "designs.<name>.split", "holdout": "holdback", "incrementality": "withhold", "power": "run.replications", "minimum detectable effect": "run.replications",
	"confidence interval": "checks.family.confidence", "p value": "checks.family.confidence", "heterogeneous effects": "data/effects.csv", "peeking": "looks", "attribution window": "conversion_rate.window",
	"cannibalisation": "docs/experiments.md", "black friday": "rhythm.occasions", "pareto front": "tune",
	// who keeps the gate
	"exit code": "docs/ci.md", "junit": "docs/ci.md", "github actions": "docs/ci.md", "baseline": "marketsim baseline (verb)", "regression test": "baseline verify", "resume": "--resume",
	"interrupt": "--resume", "parallel": "-j", "memory": "marketsim plan", "deterministic": "run.seed", "docker": "Dockerfile", "JSON output": "--format json", "pandas": "docs/reports.md",
	"plugin": "docs/plugin-example", "tutorial": "marketsim new", "--quick": "--quick (flag of", "annotations": "docs/ci.md", "chart": "marketsim report",
	// what stands in tables, and letters
	"n/a": "an empty cell", "n.s. of 12": "not significant after correcting", "A/B": "experiments", "-j": "--jobs (flag of run", "R": "mechanism.monopoly_reserve",
	// verbs within verbs, and flags of all verbs
	"what is a trace?": "marketsim trace (verb)", "baseline verify": "marketsim baseline verify (verb)", "--reason": "--reason (flag of baseline accept)", "quiet": "--quiet (flag of all verbs)",
	// what only the documentation says
	"Chromium": "docs/reports.md, The page", "propensity": "docs/data.md, 3. A bandit log", "pyarrow": "docs/reports.md, Reading runs elsewhere",
}

// TestWordsOfPeople: what people call things leads to where they are stated.
func TestWordsOfPeople(t *testing.T) {
	a := &app{State: state(t.TempDir())}
	root := a.root()
	for word, want := range looked {
		text, err := a.explained(root, word)
		lines := strings.Split(text, "\n")
		if head := strings.Join(lines[:min(14, len(lines))], "\n"); err != nil || !strings.Contains(head, want) {
			t.Errorf("`%s` does not lead to %s: %v\n%s", word, want, err, head)
		}
	}
}
