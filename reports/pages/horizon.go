package pages

import (
	"fmt"
	"io"
	"slices"

	"marketsim/reports"
	"marketsim/reports/figures"
	"marketsim/reports/horizon"
)

// WriteHorizon writes the page about readings of short tests: one launch day by day, and all launches.
func WriteHorizon(w io.Writer, in *reports.Input, r *horizon.Report, quick bool, curves figures.Picture) error {
	x := &sheet{Scenario: r.Scenario, Lead: in.Question, Heading: "Which method to trust",
		Provenance: []pair{{"scenario", r.Scenario}, {"scenario hash", in.Hash}, {"seed", fmt.Sprint(r.Seed)}, {"replications", fmt.Sprint(r.Replications)},
			{"days", fmt.Sprint(r.Horizon)}, {"version", "marketsim " + in.Version}, {"run", in.RunID}}}
	if r.Focus == nil {
		x.Title, x.Lines = "No launch changes anything", r.Idle
		return x.write(w)
	}
	x.Title, x.Lines = marked(r.Headline(), quick), append(r.Words(), r.Trust()...)
	x.Tables = []table{noted("When each method decides `"+r.Focus.Arm+"` right, and what waiting costs", horizon.KnownNote, r.KnownRows())}
	pictures, err := drawn([]figures.Picture{curves}, map[string]string{"horizon": "All launches: error and right decisions by days waited"})
	if err != nil {
		return err
	}
	x.Parts = []part{{ID: "waiting", Heading: "Error against days waited, a curve a method", Lines: append(slices.Clone(horizon.Glossary[:4]), horizon.Whole), Pictures: pictures}}
	if rows := r.OverRows(r.Focus.Arm, true); rows != nil {
		x.Parts = append(x.Parts, part{ID: "beliefs", Heading: "The same change over all beliefs", Tables: []table{noted("`"+r.Focus.Arm+"` over all beliefs, by days waited and method", horizon.OverNote, rows)}})
	}
	x.Parts = append(x.Parts, part{ID: "launches", Heading: "All launches", Tables: []table{
		noted(fmt.Sprintf("How each method does over all %d launches", r.Launches), horizon.LaunchNote, r.LaunchRows(false)),
		noted("How certain extrapolated readings are by themselves", horizon.IntervalNote, r.IntervalRows())}},
		part{ID: "weeks", Heading: "Week by week", Tables: []table{noted("What each method says the long run of `"+r.Focus.Arm+"` is, by days waited", "", r.WeekRows())}})
	return x.write(w)
}

// noted is a table of rows, the head first, with a note below it.
func noted(caption, note string, rows [][]string) table {
	return table{Caption: caption, Head: rows[0], Rows: rows[1:], Note: note}
}
