package pages

import (
	"fmt"
	"io"
	"strings"

	"marketsim/reports"
	"marketsim/reports/figures"
	"marketsim/reports/horizon"
)

// WriteHorizon writes the page about readings of short tests: one launch day by day, and all launches.
func WriteHorizon(w io.Writer, in *reports.Input, r *horizon.Report, quick bool, o figures.Options) error {
	x := &sheet{Scenario: r.Scenario, Title: marked(r.Sentence, quick), Lead: in.Question, Heading: "Which reading would have known?",
		Provenance: []pair{{"scenario", r.Scenario}, {"scenario hash", in.Hash}, {"seed", fmt.Sprint(r.Seed)}, {"replications", fmt.Sprint(r.Replications)},
			{"days", fmt.Sprint(r.Horizon)}, {"version", "marketsim " + in.Version}, {"run", in.RunID}}}
	if r.Focus == nil {
		x.Title, x.Lines = "No launch changes anything", r.Idle
		return x.write(w)
	}
	x.Lines = append(r.Words(), r.Trust()...)
	x.Lines = append(x.Lines, horizon.Whole)
	for i, line := range x.Lines {
		x.Lines[i] = strings.ReplaceAll(line, "`", "")
	}
	for _, t := range []struct {
		caption, note string
		rows          [][]string
	}{
		{"When each reading knows " + r.Focus.Arm + ", and what waiting costs", horizon.KnownNote, r.KnownRows()},
		{fmt.Sprintf("All %d launches", r.Launches), horizon.LaunchNote, r.LaunchRows(false)},
		{"How sure is an extrapolated reading?", horizon.IntervalNote, r.IntervalRows()},
		{"What each reading says the long run of " + r.Focus.Arm + " is, by the days waited", strings.Join(horizon.Glossary[:3], " "), r.WeekRows()},
	} {
		x.Tables = append(x.Tables, table{t.caption, t.rows[0], t.rows[1:], t.note})
	}
	pictures := []figures.Picture{{Name: "horizon", Alt: r.Sentence, Write: func(w io.Writer) error { return figures.DrawHorizon(w, r, in, quick, o) }}}
	if err := x.draw(pictures, map[string]string{"horizon": "All launches: error and right decisions by days waited"}); err != nil {
		return err
	}
	return x.write(w)
}
