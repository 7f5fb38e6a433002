package pages

import (
	"fmt"
	"io"
	"slices"

	"marketsim/reports"
	"marketsim/reports/calibration"
	"marketsim/reports/figures"
	"marketsim/reports/format"
	"marketsim/reports/tuning"
)

// Decision is what a team needs to decide: is this our market, which setting, and which test would confirm it.
type Decision struct {
	Calibration *calibration.Summary // nil: the market was taken as it stands
	Found       *tuning.Summary
	Test        [][]string // what each design of the test reads, the head first; nil: no test
	TestDays    float64
	TestAdvice  []string // what the test's own report advises
	Figures     figures.Options
}

// Purpose words what the test is for.
func (d *Decision) Purpose() string {
	if x := d.Found.Decision; x != nil && x.Test != nil {
		return fmt.Sprintf("The test of %s, which would tell %s from %s", x.Strategies[x.Test.Strategy].Name, x.Beliefs[x.Test.Pair.A].Name, x.Beliefs[x.Test.Pair.B].Name)
	}
	return "The test that would confirm it"
}

// WriteDecision writes the page of a decision: the decision, then one part for each question.
func WriteDecision(w io.Writer, in *reports.Input, d *Decision) error {
	s := d.Found
	x := &sheet{Scenario: s.Scenario, Title: format.Marked(s.Headline, s.Quick), Lead: in.Question, Heading: "Decision", Lines: s.Lines()[1:],
		Tables:     []table{tabled("At a glance", d.glance())},
		Provenance: []pair{{"scenario", s.Scenario}, {"scenario hash", s.Hash}, {"seed", fmt.Sprint(s.Seed)}, {"version", "marketsim " + s.Version}, {"runs", fmt.Sprint(s.Runs)}}}
	for _, make := range []func(*reports.Input) (part, error){d.market, d.setting, d.test, d.search} {
		p, err := make(in)
		if err != nil {
			return err
		}
		if p.Heading != "" {
			x.Parts = append(x.Parts, p)
		}
	}
	return x.write(w)
}

// glance is the decision in a few rows.
func (d *Decision) glance() [][]string {
	s := d.Found
	rows := [][]string{{"question", "answer"}}
	if d.Calibration != nil {
		rows = append(rows, []string{"Is this our market?", d.Calibration.Headline})
	}
	rows = append(rows, s.Glance()...)
	if len(d.Test) > 1 {
		answer := "see below what each design reads"
		if len(d.TestAdvice) > 0 {
			answer = d.TestAdvice[0]
		}
		rows = append(rows, []string{"Which test comes next?", fmt.Sprintf("%s, over %g days. %s", d.Purpose(), d.TestDays, sentence(answer))})
	}
	return rows
}

// market is the part about the calibration; empty without one.
func (d *Decision) market(in *reports.Input) (p part, err error) {
	c := d.Calibration
	if c == nil {
		return part{}, nil
	}
	p = part{ID: "market", Heading: "Is this our market?", Lines: append([]string{c.Headline, calibration.Rule}, c.Notes...), Tables: []table{
		tabled("Targets with 95% intervals of the simulated means", c.ShortRows()), tabled("Parameters that were found", c.ParameterRows())}}
	p.Pictures, err = drawn(figures.CalibrationPictures(in, c, d.Figures)[:1], map[string]string{"targets": "Targets before and after"})
	return p, err
}

// ofSearch are the figures about how a search went; the others are about what it found.
var ofSearch = []string{"convergence", "sensitivity"}

// pictures are the figures of the search that are about how it went, or about what it found.
func (d *Decision) pictures(in *reports.Input, went bool) ([]picture, error) {
	list := slices.DeleteFunc(figures.TunePictures(in, d.Found, d.Figures), func(p figures.Picture) bool { return slices.Contains(ofSearch, p.Name) != went })
	return drawn(list, headings)
}

// setting is the part about what was found.
func (d *Decision) setting(in *reports.Input) (p part, err error) {
	p = part{ID: "setting", Heading: "Which setting?", Tables: searchTables(d.Found)}
	p.Pictures, err = d.pictures(in, false)
	return p, err
}

// test is the part about the experiment; empty without one.
func (d *Decision) test(*reports.Input) (part, error) {
	if len(d.Test) < 2 {
		return part{}, nil
	}
	head := []string{"design, estimator", "metric", "true effect, %", "the test reads, %", "off by, %", "finds its sign in", "finds in 80 of 100 tests, %"}
	return part{ID: "test", Heading: d.Purpose(), Lines: d.TestAdvice,
		Tables: []table{{Caption: fmt.Sprintf("Effects over %g days: on whole markets, which is the truth, as each design reads them, and the least effect that it finds", d.TestDays), Head: head, Rows: d.Test[1:]}}}, nil
}

// search is the part about how the search went; empty where nothing was searched.
func (d *Decision) search(in *reports.Input) (p part, err error) {
	if p.Pictures, err = d.pictures(in, true); len(p.Pictures) > 0 {
		p.ID, p.Heading = "search", "How the search went"
	}
	return p, err
}
