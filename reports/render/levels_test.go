package render_test

import (
	"strings"
	"testing"

	"marketsim/reports"
	"marketsim/reports/format"
	"marketsim/reports/render"
)

// TestIntervalsSayTheirLevel: where a check decides an effect at another level than that of the table, neither the head nor the cell
// says 95% of it, on a screen and in Markdown; without such a check the head says it for all.
func TestIntervalsSayTheirLevel(t *testing.T) {
	s := named(t, nil, "raise", "fewer_ads")
	var lost *reports.Effect
	for i := range s.Effects {
		if e := &s.Effects[i]; e.Verdict == reports.VerdictLost {
			lost, e.Level, e.Verdict = e, s.Level, reports.VerdictUnclear
		}
	}
	for what, text := range map[string]string{"screen": table(s, format.Style{Width: 80}), "Markdown": markdown(t, s)} {
		if !strings.Contains(text, "change [95% CI]") || strings.Contains(text, "change [CI]") {
			t.Errorf("%s: intervals of one level do not have it in their head", what)
		}
	}
	e := s.Effect("raise", "revenue", reports.Everyone, reports.Everyone)
	e.Level, e.Family = 0.9941, reports.ChecksFamily
	text := table(s, format.Style{Width: 80})
	if strings.Count(text, "change [CI]") != 1 || strings.Count(text, "change [95% CI]") != 1 || !strings.Contains(text, "CI: 95%; 99.41% for revenue, which checks judge.") {
		t.Errorf("screen: the level of revenue is not told:\n%s", text)
	}
	text = markdown(t, s)
	for _, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(line, "| revenue USD |") && strings.Contains(line, render.Size(e)) && !strings.Contains(line, "better (99.41% interval)") {
			t.Errorf("Markdown: %s", line)
		}
	}
	if strings.Count(text, "change [CI]") != 1 {
		t.Error("Markdown: the head says 95% of an interval of 99.41%")
	}
	if lost == nil {
		t.Fatal("no effect is lost to the correction")
	}
	e = s.Effect("raise", "roas", reports.Everyone, reports.Everyone)
	e.Level, e.Verdict = 0.99, reports.VerdictLost
	if text := table(s, format.Style{Width: 80}); !strings.Contains(strings.Join(strings.Fields(text), " "), "CI: 95%; 99.41% for revenue, which checks judge; 99% for ROAS, not significant after correction.") {
		t.Errorf("screen: the level of ROAS is not told:\n%s", text)
	}
}

// TestNoVerdictWithoutItsInterval: an effect that is told as a difference has its interval beside its verdict, with fewer digits where there is little room, or
// below the table.
func TestNoVerdictWithoutItsInterval(t *testing.T) {
	s := named(t, nil, "raise", "fewer_ads")
	number := func(x float64) *float64 { return &x }
	set := func(metric string, x, lo, hi float64) {
		e := s.Effect("raise", metric, reports.Everyone, reports.Everyone)
		e.Lo, e.Hi, e.Difference, e.DifferenceLo, e.DifferenceHi, e.Verdict = nil, nil, number(x), number(lo), number(hi), reports.VerdictUnclear
	}
	set("fatigue", 0.0169, -0.0681, 0.1019)
	set("hides", 1196, -1215, 3607)
	text := strings.Join(strings.Fields(table(s, format.Style{Width: 80})), " ")
	for _, want := range []string{"by +0.02 [-0.07, +0.10] unclear", "Without room in the table: hides by +1,196 [-1,215, +3,607]."} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in %s", want, text)
		}
	}
}
