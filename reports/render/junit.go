package render

import (
	"fmt"
	"io"

	"marketsim/reports"
	"marketsim/reports/format"
)

// JUnit writes the checks as test cases. FAIL is a failure; INCONCLUSIVE, NO-DATA and a run that did not finish are errors,
// since only PASS passes; what the scenario wants as a warning only is skipped with its message, and so is the one case of a
// scenario without checks. In a run that did not finish nothing passes: checks are errors, and invariants that hold so far are skipped.
func JUnit(w io.Writer, s *reports.Summary) error {
	suite := format.Suite{Name: s.Scenario, Properties: []format.Property{
		{Name: "scenario_hash", Value: s.Hash}, {Name: "seed", Value: fmt.Sprint(s.Seed)}, {Name: "version", Value: s.Version},
		{Name: "replications", Value: fmt.Sprintf("%d of %d", s.ReplicationsDone, s.ReplicationsPlanned)}, {Name: "quick", Value: fmt.Sprint(s.Quick)},
	}}
	finished := format.Case{Class: s.Scenario + ".run", Name: "finished"}
	if s.Unfinished() {
		finished.Error = &format.Message{Type: reports.Incomplete, Message: Unfinished(s)}
	}
	suite.Add(finished)
	for _, c := range s.Checks {
		suite.Add(junitOf(s, &c))
	}
	if s.NoChecks() {
		skipped := &format.Message{Message: noChecks}
		suite.Add(format.Case{Class: s.Scenario + "." + reports.KindCheck, Name: "checks", Skipped: skipped})
	}
	return format.WriteJUnit(w, suite)
}

// RefusedJUnit writes the one error of a command that had nothing to give, in the place of its checks.
func RefusedJUnit(w io.Writer, why string) error {
	suite := format.Suite{Name: "marketsim"}
	suite.Add(format.Case{Class: "marketsim.run", Name: "finished", Error: &format.Message{Type: reports.Incomplete, Message: why}})
	return format.WriteJUnit(w, suite)
}

// Unfinished says how far a run got that did not finish.
func Unfinished(s *reports.Summary) string {
	how := "not finished"
	switch s.Stopped {
	case "":
	case "partial":
		how = "stopped by an error"
	default:
		how = s.Stopped
	}
	if s.ReplicationsPlanned == 0 {
		return format.Capital(how) + " before the first replication: no check is decided."
	}
	return fmt.Sprintf("%s after %d of %s: no check is decided.", format.Capital(how), s.ReplicationsDone, format.Count(s.ReplicationsPlanned, "replication"))
}

func junitOf(s *reports.Summary, c *reports.Check) format.Case {
	out := format.Case{Class: s.Scenario + "." + c.Kind, Name: c.Title()}
	message := &format.Message{Type: c.Status, Message: c.Message}
	if s.Unfinished() {
		message = &format.Message{Type: reports.Incomplete, Message: s.SoFar(c.Status) + ": " + c.Message}
	}
	switch {
	case c.Counts == reports.Fail:
		out.Failure = message
	case c.Counts == reports.Warn:
		out.Skipped = &format.Message{Type: c.Status, Message: s.SoFar(c.Status) + ": " + c.Message}
	case s.Unfinished() && c.Kind == reports.KindInvariant:
		out.Skipped = message
	case c.Counts != reports.Pass || s.Unfinished():
		out.Error = message
	default:
		out.Out = c.Message
	}
	return out
}
