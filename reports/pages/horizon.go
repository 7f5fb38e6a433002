package pages

import (
	"fmt"
	"io"

	"marketsim/reports"
	"marketsim/reports/figures"
	"marketsim/reports/horizon"
)

// WriteHorizon writes the page about readings of short tests: one launch day by day, and all launches.
func WriteHorizon(w io.Writer, in *reports.Input, r *horizon.Report, quick bool, curves figures.Picture, programme *figures.Picture) error {
	x := &sheet{Scenario: r.Scenario, Lead: in.Question, Heading: "Which method to trust",
		Provenance: []pair{{"scenario", r.Scenario}, {"scenario hash", in.Hash}, {"seed", fmt.Sprint(r.Seed)}, {"replications", fmt.Sprint(r.Replications)},
			{"days", fmt.Sprint(r.Horizon)}, {"version", "marketsim " + in.Version}, {"run", in.RunID}}}
	if r.Focus == nil {
		x.Title, x.Lines = "No launch changes anything", r.Idle
		return x.write(w)
	}
	x.Title, x.Alarms, x.Answer = marked(r.Headline(), quick), r.Flags, r.Answer()
	x.Terms = &terms{Rule: r.Rule(), Tables: []table{foot(r, "What each method reads", horizon.MethodNote, r.MethodRows())}}
	x.Lines = append(r.Words(), r.Notes()...)
	x.Tables = []table{foot(r, "Which method to trust, by what is to be decided", r.AnswerNote(), r.AnswerRows(true)),
		foot(r, "When each method decides `"+r.Focus.Arm+"` right, and what waiting costs", horizon.KnownNote, r.KnownRows())}
	pictures, err := drawn([]figures.Picture{curves}, map[string]string{"horizon": "All launches: error and right decisions by days waited"})
	if err != nil {
		return err
	}
	x.Parts = []part{{ID: "waiting", Heading: "Error against days waited, a curve a method", Lines: []string{horizon.Whole}, Pictures: pictures}}
	if rows := r.NameRows(); rows != nil {
		x.Parts = append(x.Parts, part{ID: "names", Heading: "What the names of markets mean", Tables: []table{foot(r, "Names of markets", horizon.NameNote, rows)}})
	}
	if rows := r.OverRows(r.Focus.Arm, true); rows != nil {
		x.Parts = append(x.Parts, part{ID: "beliefs", Heading: "The same change over all beliefs", Lines: []string{r.Beliefs()}, Tables: []table{foot(r, "`"+r.Focus.Arm+"` over all beliefs, by days waited and method", horizon.OverNote, rows)}})
	}
	if rows := r.BiasRows(); rows != nil {
		x.Parts = append(x.Parts, part{ID: "read-outs", Heading: "Where read-outs of what was learned agree", Tables: []table{foot(r, "`"+r.Focus.Arm+"` by what is true", horizon.BiasNote, rows)}})
	}
	if rows := r.CheckRows(); rows != nil {
		x.Parts = append(x.Parts, part{ID: "index", Heading: "Does the surrogate index hold?", Tables: []table{foot(r, "Launches that the index was not learned on", r.CheckNote(), rows)}})
	}
	if rows := r.ShortRows(); rows != nil {
		x.Parts = append(x.Parts, part{ID: "short-run", Heading: "What 14 days get wrong about the long run", Tables: []table{foot(r, "Whole markets: `"+r.Focus.Arm+"` after 14 days against the long run", horizon.ShortNote, rows)}})
	}
	if rows := r.LiveRows(); rows != nil {
		x.Parts = append(x.Parts, part{ID: "live", Heading: "What sharing one market adds to a live test", Tables: []table{foot(r, "Live tests of `"+r.Focus.Arm+"` over 14 days against whole markets", horizon.LiveNote, rows)}})
	}
	if p := r.Programme; p != nil {
		sums, err := drawn([]figures.Picture{*programme}, map[string]string{"programme": "Sums over the first tests"})
		if err != nil {
			return err
		}
		x.Parts = append(x.Parts, part{ID: "programme", Heading: "A programme of launches", Lines: p.Words(), Pictures: sums, Tables: []table{foot(r, "The bill of each ship rule", p.Note(), r.ProgrammeRows())}})
	}
	x.Parts = append(x.Parts, part{ID: "launches", Heading: "All launches", Lines: []string{r.Changes}, Tables: []table{
		foot(r, fmt.Sprintf("How each method does over all %d launches", r.Launches), horizon.LaunchNote, r.LaunchRows(false)),
		foot(r, "Other metrics as proxies of the long run, the best first", horizon.ProxyNote, r.ProxyRows()),
		foot(r, "How far intervals of single tests can be trusted", horizon.IntervalNote, r.IntervalRows())}},
		part{ID: "weeks", Heading: "Week by week", Tables: []table{
			foot(r, "How many single tests of `"+r.Focus.Arm+"` each method decides right, by days waited", "", r.RightRows()),
			foot(r, "What each method says the long run of `"+r.Focus.Arm+"` is, by days waited", "Mean over single tests; in brackets, where 95% of them lie; the truth with its 95% interval.", r.WeekRows())}})
	return x.write(w)
}

// foot is a table of rows, the head first, with a note below it.
func foot(r *horizon.Report, caption, note string, rows [][]string) table {
	return table{Caption: caption, Head: rows[0], Rows: rows[1:], Note: r.Foot(note, rows)}
}
