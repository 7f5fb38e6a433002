package render

import (
	"fmt"
	"io"

	"marketsim/reports"
	"marketsim/reports/format"
)

// JUnit writes the checks as test cases. FAIL is a failure; INCONCLUSIVE, NO-DATA and a run that did not finish are errors,
// since only PASS passes; what the scenario wants as a warning only is skipped with its message, and so is the one case of a
// scenario without checks.
func JUnit(w io.Writer, s *reports.Summary) error {
	suite := format.Suite{Name: s.Scenario, Properties: []format.Property{
		{Name: "scenario_hash", Value: s.Hash}, {Name: "seed", Value: fmt.Sprint(s.Seed)}, {Name: "version", Value: s.Version},
		{Name: "replications", Value: fmt.Sprintf("%d of %d", s.ReplicationsDone, s.ReplicationsPlanned)}, {Name: "quick", Value: fmt.Sprint(s.Quick)},
	}}
	finished := format.Case{Class: s.Scenario + ".run", Name: "finished"}
	if s.ExitCode == reports.ExitIncomplete {
		message := fmt.Sprintf("%d of %d replications are finished", s.ReplicationsDone, s.ReplicationsPlanned)
		finished.Error = &format.Message{Type: "INCOMPLETE", Message: message}
	}
	suite.Add(finished)
	for _, c := range s.Checks {
		suite.Add(junitOf(s.Scenario, &c))
	}
	if s.NoChecks() {
		skipped := &format.Message{Message: noChecks}
		suite.Add(format.Case{Class: s.Scenario + "." + reports.KindCheck, Name: "checks", Skipped: skipped})
	}
	return format.WriteJUnit(w, suite)
}

func junitOf(scenario string, c *reports.Check) format.Case {
	out := format.Case{Class: scenario + "." + c.Kind, Name: c.Title()}
	switch c.Counts {
	case reports.Pass:
		out.Out = c.Message
	case reports.Fail:
		out.Failure = &format.Message{Type: c.Status, Message: c.Message}
	case reports.Warn:
		out.Skipped = &format.Message{Type: c.Status, Message: c.Status + ": " + c.Message}
	default:
		out.Error = &format.Message{Type: c.Status, Message: c.Message}
	}
	return out
}
