package pages

import (
	"fmt"
	"io"

	"marketsim/reports"
	"marketsim/reports/calibration"
	"marketsim/reports/figures"
	"marketsim/reports/format"
)

// WriteCalibration writes the page of a calibration with its pictures.
func WriteCalibration(w io.Writer, in *reports.Input, s *calibration.Summary, drawn []figures.Picture) error {
	sensitive := "Sensitivities: tolerances that a target moves over the whole range of a parameter"
	if len(s.Curves()) > 0 {
		sensitive += ", of a curve the point that moves most"
	}
	x := &sheet{Scenario: s.Scenario, Title: format.Marked(s.Headline, s.Quick), Lead: in.Question, Heading: "Result", Lines: append([]string{calibration.Rule}, s.Notes...),
		Tables: []table{tabled("Targets: means with 95% intervals over replications", s.ShortRows()), tabled("Free parameters", s.ParameterRows()),
			tabled(sensitive, s.ShortSensitivities())},
		Provenance: []pair{{"scenario", s.Scenario}, {"scenario hash", s.Hash}, {"seed", fmt.Sprint(s.Seed)}, {"version", "marketsim " + s.Version}, {"run", in.RunID},
			{"runs", fmt.Sprintf("%d of %d settings", s.Runs, s.Settings)}}}
	if err := x.draw(drawn, map[string]string{"targets": "Targets before and after", "curves": "Curves before and after", "sensitivity": "What moves what"}); err != nil {
		return err
	}
	return x.write(w)
}
