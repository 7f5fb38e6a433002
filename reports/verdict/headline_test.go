package verdict

import (
	"strings"
	"testing"

	"marketsim/reports"
)

// TestWarningsAreCalledSoOnce: a headline of checks that only warn says so once.
func TestWarningsAreCalledSoOnce(t *testing.T) {
	check := reports.Check{ID: "up", Kind: reports.KindCheck, Status: reports.Fail, Counts: reports.Warn, Metric: "revenue", Require: "change > 0%", Subject: "change", Estimate: number(-0.02)}
	s := &reports.Summary{ReplicationsDone: 4, Checks: []reports.Check{check, check}}
	if text := checksHeadline(s); strings.Count(text, "warn") != 1 {
		t.Errorf("%q", text)
	}
	s.Checks = s.Checks[:1]
	if text := checksHeadline(s); strings.Count(text, "warn") != 1 {
		t.Errorf("of one check: %q", text)
	}
}
