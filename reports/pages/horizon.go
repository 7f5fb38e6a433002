package pages

import (
	"fmt"
	"io"

	"marketsim/reports"
	"marketsim/reports/figures"
	"marketsim/reports/format"
	"marketsim/reports/horizon"
)

// WriteHorizon writes the page about readings of short tests: one launch day by day, and all launches.
func WriteHorizon(w io.Writer, in *reports.Input, r *horizon.Report, quick bool, curves figures.Picture, programme *figures.Picture) error {
	x := &sheet{Scenario: r.Scenario, Lead: in.Question, Heading: "Which method to trust",
		Provenance: []pair{{"scenario", r.Scenario}, {"scenario hash", in.Hash}, {"seed", fmt.Sprint(r.Seed)}, {"replications", fmt.Sprint(r.Replications)},
			{"days", fmt.Sprint(r.Horizon)}, {"version", "marketsim " + in.Version}, {"run", in.RunID}}}
	if r.Focus == nil {
		x.Title, x.Lines = "Nothing to tell: "+r.Nothing(), r.LeftOut()
		return x.write(w)
	}
	x.Title, x.Alarms, x.Answer = format.Marked(r.Headline(), quick), r.Flags, answered(r.Lead())
	x.Terms = &terms{Rules: r.Rules(), Tables: []table{foot(r, "What each method reads", horizon.MethodNote, r.MethodRows())}}
	told := part{ID: "one", Heading: "One of these launches: " + r.Focus.Arm, Lines: append(r.Words(), r.Notes()...), Tables: []table{
		foot(r, "Which method to trust, by what is to be decided", r.AnswerNote(), r.AnswerRows(true)),
		foot(r, "When each method decides `"+r.Focus.Arm+"` right, and what waiting costs", r.KnownNote(), r.KnownRows())}}
	pictures, err := drawn([]figures.Picture{curves}, map[string]string{"horizon": "Error and right decisions by days waited: " + r.About()})
	if err != nil {
		return err
	}
	waiting := part{ID: "waiting", Heading: "Error against days waited, a curve a method: " + r.About(), Lines: []string{horizon.Whole}, Pictures: pictures}
	if r.Benchmark {
		told.Lines = append(horizon.Texts(r.Answer()), told.Lines...)
		x.Tables = []table{foot(r, fmt.Sprintf("How methods decide after %d days, over all %d launches", horizon.ShortTest, r.Launches), r.BenchNote(), r.BenchRows())}
		x.Parts = []part{waiting, overall(r), told}
	} else {
		x.Lines, x.Tables, x.Parts = told.Lines, told.Tables, []part{waiting}
	}
	x.Parts = append(x.Parts, ofLaunch(r)...)
	if p := r.Programme; p != nil {
		sums, err := drawn([]figures.Picture{*programme}, map[string]string{"programme": "Sums over the first tests"})
		if err != nil {
			return err
		}
		x.Parts = append(x.Parts, part{ID: "programme", Heading: "A programme of launches", Lines: p.Words(), Pictures: sums, Tables: []table{foot(r, "The bill of each ship rule", p.Note(), r.ProgrammeRows())}})
	}
	if !r.Benchmark {
		x.Parts = append(x.Parts, overall(r))
	}
	x.Parts = append(x.Parts, part{ID: "weeks", Heading: "Week by week: " + r.Focus.Arm, Tables: []table{
		foot(r, "How many single tests of `"+r.Focus.Arm+"` each method decides right, by days waited", "", r.RightRows()),
		foot(r, "What each method says the long run of `"+r.Focus.Arm+"` is, by days waited", "Mean over single tests; in brackets, where 95% of them lie; the truth with its 95% interval.", r.WeekRows())}})
	return x.write(w)
}

// answered are the lines of an answer's box.
func answered(lines []horizon.Line) (out []pair) {
	for _, l := range lines {
		out = append(out, pair{l.Label, l.Text})
	}
	return out
}

// overall is how methods do over all launches.
func overall(r *horizon.Report) part {
	return part{ID: "launches", Heading: "All launches", Lines: []string{r.Changes}, Tables: []table{
		foot(r, fmt.Sprintf("How each method does over all %d launches", r.Launches), horizon.LaunchNote, r.LaunchRows(false)),
		foot(r, "Other metrics as proxies of the long run, the best first", horizon.ProxyNote, r.ProxyRows()),
		foot(r, "How far intervals of single tests can be trusted", horizon.IntervalNote, r.IntervalRows())}}
}

// ofLaunch are the parts about the launch that is told, and about the index, that the report has.
func ofLaunch(r *horizon.Report) (out []part) {
	arm := "`" + r.Focus.Arm + "`"
	add := func(id, heading, caption, note string, rows [][]string, lines ...string) {
		if rows != nil {
			out = append(out, part{ID: id, Heading: heading, Lines: lines, Tables: []table{foot(r, caption, note, rows)}})
		}
	}
	add("names", "What the names of markets mean", "Names of markets", horizon.NameNote, r.NameRows())
	add("beliefs", "The same change over all beliefs", arm+" over all beliefs, by days waited and method", horizon.OverNote, r.OverRows(r.Focus.Arm, true), r.Beliefs())
	add("read-outs", "Where read-outs of what was learned agree", arm+" by what is true", horizon.BiasNote, r.BiasRows())
	add("index", "Does the surrogate index hold?", "Launches that the index was not learned on", r.CheckNote(), r.CheckRows())
	add("short-run", "What 14 days get wrong about the long run", "Whole markets: "+arm+" after 14 days against the long run", horizon.ShortNote, r.ShortRows())
	add("live", "What sharing one market adds to a live test", "Live tests of "+arm+" over 14 days against whole markets", horizon.LiveNote, r.LiveRows())
	return out
}

// foot is a table of rows, the head first, with a note below it.
func foot(r *horizon.Report, caption, note string, rows [][]string) table {
	return table{Caption: caption, Head: rows[0], Rows: rows[1:], Note: r.Foot(note, rows)}
}
