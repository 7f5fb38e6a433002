package render_test

import (
	"strings"
	"testing"

	"marketsim/reports"
	"marketsim/reports/compare"
	"marketsim/reports/render"
)

// TestRegressionsSayWhy: reports of comparisons carry the first mistakes of a scenario that cannot be read, are typed by what checks decide, and keep lines apart.
func TestRegressionsSayWhy(t *testing.T) {
	all := compare.Regressions{
		{Scenario: "a", Verdict: compare.Unverified, ExitCode: 2, Why: "the scenario cannot be read", Mistakes: []string{"a.yaml:2:1: error[E101]: unknown key `nam`", "1 more"}},
		{Scenario: "b", Verdict: compare.Identical, ExitCode: reports.ExitInconclusive, Of: 2, Failures: []string{"INCONCLUSIVE rev: unclear"}},
	}
	var junit, markdown strings.Builder
	if err := render.RegressionsJUnit(&junit, all); err != nil {
		t.Fatal(err)
	}
	if err := render.RegressionsMarkdown(&markdown, all); err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"a.yaml:2:1: error[E101]", `type="INCONCLUSIVE"`, `type="NOT VERIFIED"`} {
		if !strings.Contains(junit.String(), part) {
			t.Errorf("JUnit lacks %q:\n%s", part, junit.String())
		}
	}
	for _, part := range []string{"behaviour of 2 scenarios against their baselines", "cannot be read; a.yaml:2:1: error", "agree to the last bit; INCONCLUSIVE rev: unclear"} {
		if !strings.Contains(strings.ReplaceAll(markdown.String(), `\`, ""), part) {
			t.Errorf("Markdown lacks %q:\n%s", part, markdown.String())
		}
	}
	markdown.Reset()
	if err := render.RegressionsMarkdown(&markdown, all[:1]); err != nil || !strings.Contains(markdown.String(), "behaviour of 1 scenario against its baseline\n") {
		t.Errorf("%v\n%s", err, markdown.String())
	}
}
