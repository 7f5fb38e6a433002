package cli

import (
	"marketsim/reports"
	"marketsim/reports/figures"
)

// draw draws the figures of a run into a folder and lists the files.
func draw(dir string, in *reports.Input, s *reports.Summary) ([]string, error) {
	return figures.Draw(dir, in, s, figures.Options{})
}
