package pages

import (
	"fmt"
	"io"

	"marketsim/reports"
	"marketsim/reports/figures"
	"marketsim/reports/longfit"
)

// WriteFit writes the page of a fit of long-run models with its pictures.
func WriteFit(w io.Writer, in *reports.Input, s *longfit.Summary, drawn []figures.Picture) error {
	rows := s.Rows()
	x := &sheet{Scenario: s.Scenario, Title: s.Headline, Lead: in.Question, Heading: "Models", Lines: s.Notes,
		Tables: []table{tabled("Long-run models: weights by BIC, parameters with 95% intervals", rows)},
		Provenance: []pair{{"scenario", s.Scenario}, {"scenario hash", s.Hash}, {"arm", s.Arm}, {"version", "marketsim " + s.Version},
			{"ads per session", fmt.Sprintf("%.4g instead of %.4g", s.Lever.After, s.Lever.Before)}}}
	if err := x.draw(drawn, map[string]string{"fit": "Effects and curves"}); err != nil {
		return err
	}
	return x.write(w)
}
