package tuning

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"marketsim/reports"
	"marketsim/reports/format"
	"marketsim/sim/tune"
	"marketsim/sim/units/neutral"
)

// conclude words the finding.
func (s *Summary) conclude(f *Found) {
	gain := s.Fresh
	name := s.Objectives[0].Name
	switch {
	case s.Decision != nil:
		s.Headline = s.decided()
		if s.Decision.Best < 0 {
			s.ExitCode = reports.ExitFail
		}
		return
	case s.Infeasible:
		s.Headline = fmt.Sprintf("No setting keeps every constraint; %s misses least", s.Setting(s.Winner))
		return
	case s.Winner == 0:
		s.Headline = fmt.Sprintf("Nothing that was tried is better for %s than the market as it stands", name)
		return
	}
	s.Headline = fmt.Sprintf("%s brings %s %s on fresh random numbers", s.Setting(s.Winner), name, s.change(gain))
	if !(gain.Mean > gain.Half) {
		s.Headline = fmt.Sprintf("No setting is clearly better for %s than the market as it stands; best looks %s (%s)", name, s.Setting(s.Winner), s.change(gain))
	}
	if len(s.Constraints) > 0 && s.FreshKeeps {
		s.Headline += " and keeps every constraint"
	}
	if !s.Separated {
		s.Warnings = append(s.Warnings, fmt.Sprintf("%d finalists could be the best: they differ by less than these replications can tell", len(s.Alive)))
	}
	if s.Runs < s.Budget/2 {
		s.Warnings = append(s.Warnings, fmt.Sprintf("the search converged after %d of %d runs", s.Runs, s.Budget))
	}
	for i := range s.Levers {
		l := &s.Levers[i].Lever
		if l.Kind == tune.Choice || len(s.Constraints) > 0 {
			continue
		}
		x := float64(s.Candidate(s.Winner).Shares[i])
		if l.Kind == tune.Continuous && (x < 0.002 || x > 0.998) || l.Kind == tune.Whole && (s.Candidate(s.Winner).Setting[i] == l.Value(0) || s.Candidate(s.Winner).Setting[i] == l.Value(1)) {
			s.Warnings = append(s.Warnings, fmt.Sprintf("the best value of %s is at the end of its range: widen it", l.Path))
		}
	}
}

// change words a gain, in the direction of the metric.
func (s *Summary) change(b Band) string {
	mean, half := float64(b.Mean), float64(b.Half)
	if s.Objectives[0].Low {
		mean = -mean
	}
	return format.Change(mean, mean-half, mean+half)
}

// optimism explains a fresh gain that is smaller than the search's.
func (s *Summary) optimism() string {
	if seen, fresh := float64(s.Seen.Mean), float64(s.Fresh.Mean); s.Objectives[0].Low && fresh > seen || !s.Objectives[0].Low && fresh < seen {
		return ": the difference is the search's own optimism"
	}
	return ""
}

// Gain words a gain of a candidate's first objective at the scenario's own horizon.
func (s *Summary) Gain(id int) string { return s.change(s.Candidate(id).Last().Gains[0]) }

// Setting words a setting: mechanism.reserve 0.3 USD.
func (s *Summary) Setting(id int) string {
	if id == 0 {
		return "The market as it stands"
	}
	var parts []string
	for i, v := range s.Candidate(id).Setting {
		parts = append(parts, s.Levers[i].Path+" = "+v)
	}
	return strings.Join(parts, ", ")
}

// Set are the flags that put a candidate's setting into the scenario.
func (s *Summary) Set(id int) (flags []string) {
	for i, v := range s.Candidate(id).Setting {
		flags = append(flags, s.Levers[i].Path+"="+v)
	}
	return flags
}

// Loss finds what tuning for one horizon loses at another; nil where there are no horizons.
func (s *Summary) Loss(tuned, judged int) *Myopia {
	for i := range s.Myopia {
		if s.Myopia[i].Tuned == tuned && s.Myopia[i].Judged == judged {
			return &s.Myopia[i]
		}
	}
	return nil
}

// Price words the price of myopia: what the best setting of the shortest horizon loses at the longest; empty without horizons.
func (s *Summary) Price() string {
	if len(s.Horizons) < 2 {
		return ""
	}
	short, long := s.Horizons[0], s.Horizons[len(s.Horizons)-1]
	x := s.Loss(short, long)
	if s.ByHorizon[0] == s.Winner {
		return fmt.Sprintf("the same setting is best for %d and for %d days", short, long)
	}
	if c := s.Candidate(s.ByHorizon[0]); len(s.Constraints) > 0 && !c.Last().Keeps {
		return fmt.Sprintf("the best setting for %d days (%s) is not shown to keep every constraint over %d days", short, s.Setting(c.ID), long)
	}
	text := fmt.Sprintf("the best setting for %d days loses %s of %s in %d days", short, percent(float64(x.Loss.Mean)), s.Objectives[0].Name, long)
	if s.BreakEven != nil {
		text += fmt.Sprintf("; the best for %d days is ahead from day %d on", long, *s.BreakEven)
	}
	return text
}

func percent(x float64) string { return strconv.FormatFloat(100*x, 'f', 2, 64) + "%" }

// WriteCSV writes every setting that was played, one row by candidate and horizon.
func (s *Summary) WriteCSV(w io.Writer) error {
	c := neutral.NewCSV(w)
	head := []string{"candidate", "stage", "replications", s.layers(), "keeps"}
	for i := range s.Levers {
		head = append(head, s.Levers[i].Path)
	}
	for i := range s.Objectives {
		head = append(head, s.Objectives[i].Name, s.Objectives[i].Name+" half", "gain "+s.Objectives[i].Name, "gain "+s.Objectives[i].Name+" half")
	}
	for i := range s.Constraints {
		head = append(head, "slack "+s.Constraints[i].Name, "slack "+s.Constraints[i].Name+" half")
	}
	if err := c.Write(head); err != nil {
		return err
	}
	for k := range s.Candidates {
		one := &s.Candidates[k]
		for layer := range one.Layers {
			l := &one.Layers[layer]
			row := []string{strconv.Itoa(one.ID), one.Stage, strconv.Itoa(one.Replications), s.layerName(layer), strconv.FormatBool(l.Keeps)}
			row = append(row, one.Setting...)
			for j := range l.Objectives {
				row = append(row, cell(l.Objectives[j].Mean), cell(l.Objectives[j].Half), cell(l.Gains[j].Mean), cell(l.Gains[j].Half))
			}
			for j := range l.Slack {
				row = append(row, cell(l.Slack[j].Mean), cell(l.Slack[j].Half))
			}
			if err := c.Write(row); err != nil {
				return err
			}
		}
	}
	return c.Flush()
}

// layers is what tells the layers of a setting apart.
func (s *Summary) layers() string {
	if s.Decision != nil {
		return "belief"
	}
	return "days"
}

// layerName is a layer's horizon in days, or its belief.
func (s *Summary) layerName(layer int) string {
	switch {
	case s.Decision == nil:
		return strconv.Itoa(s.Horizons[layer])
	case layer < len(s.Decision.Beliefs):
		return s.Decision.Beliefs[layer].Name
	}
	return "expected"
}

func cell(x Number) string {
	if math.IsNaN(float64(x)) || math.IsInf(float64(x), 0) {
		return ""
	}
	return strconv.FormatFloat(float64(x), 'g', -1, 64)
}

// Table is the answer as rows for a screen or a page: the market as it stands, the best setting of each horizon, and the finalists.
func (s *Summary) Table() (rows [][]string) {
	head := []string{"setting"}
	for i := range s.Levers {
		head = append(head, s.Levers[i].Path)
	}
	head = append(head, s.Objectives[0].Name, "gain")
	for i := range s.Constraints {
		head = append(head, s.Constraints[i].Name)
	}
	rows = append(rows, head)
	last := len(s.Horizons) - 1
	add := func(name string, id, layer int) {
		c := s.Candidate(id)
		if len(c.Layers) == 0 {
			return
		}
		l := &c.Layers[layer]
		if layer == last {
			l = c.Last()
		}
		row := append([]string{name}, c.Setting...)
		row = append(row, format.Value(float64(l.Objectives[0].Mean), s.Objectives[0].Unit), s.change(l.Gains[0]))
		for j := range s.Constraints {
			row = append(row, s.subject(j, l.Slack[j]))
		}
		rows = append(rows, row)
	}
	add("as it stands", 0, last)
	add("best", s.Winner, last)
	for layer := range last {
		add(fmt.Sprintf("best for %d days", s.Horizons[layer]), s.ByHorizon[layer], layer)
	}
	for _, id := range s.Finalists {
		if id != s.Winner && !slices.Equal(s.Candidate(id).Setting, s.Candidate(0).Setting) {
			add("finalist", id, last)
		}
	}
	return rows
}

// subject words what a constraint is about, from its slack, with the end of the one-sided interval that counts.
func (s *Summary) subject(j int, slack Band) string {
	k := &s.Constraints[j]
	sign := 1.0
	if k.Most {
		sign = -1
	}
	x, end := k.Bound+sign*float64(slack.Mean), k.Bound+sign*(float64(slack.Mean)-float64(slack.Half))
	if k.Subject == tune.Change {
		return fmt.Sprintf("%s (%s)", format.Signed(100*x, 2)+"%", format.Signed(100*end, 2)+"%")
	}
	return fmt.Sprintf("%s (%s)", format.Value(x, k.Unit), format.Value(end, k.Unit))
}

// Lines are the sentences below the table.
func (s *Summary) Lines() (lines []string) {
	lines = append(lines, s.Headline+".")
	if s.Decision != nil {
		if out := s.Decision.ruledOut(); s.Decision.Best >= 0 && len(out) > 0 {
			lines = append(lines, "No choice, since they may break a constraint: "+strings.Join(out, ", ")+".")
		}
		lines = append(lines, s.worth()...)
	} else if !s.Infeasible && s.Winner != 0 {
		lines = append(lines, fmt.Sprintf("The search saw %s; %d fresh replications show %s%s.", s.change(s.Seen), s.Confirmed, s.change(s.Fresh), s.optimism()))
	}
	if s.Separated && len(s.Finalists) > 1 {
		lines = append(lines, fmt.Sprintf("Of %d finalists it is the best, or within %s of the best, with a probability of %s (Kim & Nelson).", len(s.Finalists), percent(s.Promise["indifference"]), percent(s.Promise["probability"])))
	}
	if text := s.Price(); text != "" {
		lines = append(lines, format.Capital(text)+".")
	}
	if len(s.Fronts) > 0 {
		f := s.Fronts[len(s.Fronts)-1]
		text := fmt.Sprintf("%d settings are beaten by no other in all objectives", len(f.Candidates))
		if f.Knee >= 0 {
			text += "; the knee is " + s.Setting(f.Knee)
		}
		lines = append(lines, text+".")
	}
	for _, w := range s.Warnings {
		lines = append(lines, "warning: "+w+".")
	}
	return lines
}

// Markdown is the answer for people.
func (s *Summary) Markdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n", format.Escape(s.Headline))
	if s.Decision != nil {
		format.MarkdownTable(&b, s.BeliefTable())
		b.WriteString("\n")
	}
	format.MarkdownTable(&b, s.Table())
	b.WriteString("\n")
	for _, line := range s.Lines()[1:] {
		b.WriteString(format.Escape(line) + "\n\n")
	}
	fmt.Fprintf(&b, "Simulated: %d runs of %d settings over %d days, seed %d, marketsim %s, scenario %s.\n", s.Runs, len(s.Candidates), s.Days, s.Seed, format.Escape(s.Version), format.Escape(s.Hash))
	return neutral.Write(w, b.String())
}
