package reports

import (
	"encoding/xml"
	"fmt"
	"io"
)

// junitSuites is the JUnit XML that CI systems read.
type junitSuites struct {
	XMLName xml.Name   `xml:"testsuites"`
	Name    string     `xml:"name,attr"`
	Suite   junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name       string          `xml:"name,attr"`
	Tests      int             `xml:"tests,attr"`
	Failures   int             `xml:"failures,attr"`
	Errors     int             `xml:"errors,attr"`
	Skipped    int             `xml:"skipped,attr"`
	Properties []junitProperty `xml:"properties>property"`
	Cases      []junitCase     `xml:"testcase"`
}

type junitProperty struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

type junitCase struct {
	Class   string        `xml:"classname,attr"`
	Name    string        `xml:"name,attr"`
	Failure *junitMessage `xml:"failure,omitempty"`
	Error   *junitMessage `xml:"error,omitempty"`
	Skipped *junitMessage `xml:"skipped,omitempty"`
	Out     string        `xml:"system-out,omitempty"`
}

type junitMessage struct {
	Type    string `xml:"type,attr,omitempty"`
	Message string `xml:"message,attr"`
}

// JUnit writes the checks as test cases. FAIL is a failure; INCONCLUSIVE, NO-DATA and a run that did not finish are errors,
// since only PASS passes; what the scenario wants as a warning only is skipped with its message, and so is the one case of a
// scenario without checks.
func JUnit(w io.Writer, s *Summary) error {
	suite := junitSuite{Name: s.Scenario, Properties: []junitProperty{
		{"scenario_hash", s.Hash}, {"seed", fmt.Sprint(s.Seed)}, {"version", s.Version},
		{"replications", fmt.Sprintf("%d of %d", s.ReplicationsDone, s.ReplicationsPlanned)}, {"quick", fmt.Sprint(s.Quick)},
	}}
	finished := junitCase{Class: s.Scenario + ".run", Name: "finished"}
	if s.ExitCode == ExitIncomplete {
		message := fmt.Sprintf("%d of %d replications are finished", s.ReplicationsDone, s.ReplicationsPlanned)
		finished.Error = &junitMessage{"INCOMPLETE", message}
	}
	suite.add(finished)
	for _, c := range s.Checks {
		suite.add(junitOf(s.Scenario, &c))
	}
	if s.NoChecks() {
		skipped := &junitMessage{Message: noChecks}
		suite.add(junitCase{Class: s.Scenario + "." + KindCheck, Name: "checks", Skipped: skipped})
	}
	return writeJUnit(w, suite)
}

func junitOf(scenario string, c *Check) junitCase {
	out := junitCase{Class: scenario + "." + c.Kind, Name: c.Title()}
	switch c.Counts {
	case Pass:
		out.Out = c.Message
	case Fail:
		out.Failure = &junitMessage{c.Status, c.Message}
	case Warn:
		out.Skipped = &junitMessage{c.Status, c.Status + ": " + c.Message}
	default:
		out.Error = &junitMessage{c.Status, c.Message}
	}
	return out
}

func (s *junitSuite) add(c junitCase) {
	s.Tests++
	switch {
	case c.Failure != nil:
		s.Failures++
	case c.Error != nil:
		s.Errors++
	case c.Skipped != nil:
		s.Skipped++
	}
	s.Cases = append(s.Cases, c)
}
