package pages

import (
	"fmt"
	"io"

	"marketsim/reports"
	"marketsim/reports/calibration"
	"marketsim/reports/figures"
	"marketsim/reports/tuning"
)

// Decision is what a team needs to decide: is this our market, which setting, and which test would confirm it.
type Decision struct {
	Calibration *calibration.Summary // nil: the market was taken as it stands
	Found       *tuning.Summary
	Test        [][]string // what each design of the test reads, the head first; nil: no test
}

// Purpose words what the test is for.
func (d *Decision) Purpose() string {
	if x := d.Found.Decision; x != nil && x.Test != nil {
		return fmt.Sprintf("The test of %s, which would tell %s from %s", x.Strategies[x.Test.Strategy].Name, x.Beliefs[x.Test.Pair.A].Name, x.Beliefs[x.Test.Pair.B].Name)
	}
	return "The test that would confirm it"
}

// WriteDecision writes the page of a decision.
func WriteDecision(w io.Writer, in *reports.Input, d *Decision) error {
	s := d.Found
	x := &sheet{Scenario: s.Scenario, Title: marked(s.Headline, s.Quick), Lead: in.Question, Heading: "Decision", Lines: s.Lines()[1:],
		Tables:     searchTables(s),
		Provenance: []pair{{"scenario", s.Scenario}, {"scenario hash", s.Hash}, {"seed", fmt.Sprint(s.Seed)}, {"version", "marketsim " + s.Version}, {"runs", fmt.Sprint(s.Runs)}}}
	if len(d.Test) > 1 {
		x.Tables = append(x.Tables, table{d.Purpose() + ", effects in %: truth from whole markets, what each design reads, its bias, and the least effect that it finds in 80 of 100 tests", d.Test[0], d.Test[1:]})
	}
	if c := d.Calibration; c != nil {
		x.Lines = append(x.Lines, "Calibration: "+c.Headline+".")
		x.Lines = append(x.Lines, c.Notes...)
		targets, parameters := c.TargetRows(), c.ParameterRows()
		x.Tables = append(x.Tables, table{"Is this our market? Targets with 95% intervals", targets[0], targets[1:]}, table{"Parameters that were found", parameters[0], parameters[1:]})
		if err := x.draw(figures.CalibrationPictures(in, c)[:1], map[string]string{"targets": "Targets before and after"}); err != nil {
			return err
		}
	}
	if err := x.draw(figures.TunePictures(in, s), headings); err != nil {
		return err
	}
	return x.write(w)
}
