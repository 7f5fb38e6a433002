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
		if best := s.Decision.Best; best < 0 {
			s.ExitCode = reports.ExitFail
		} else if id := s.Decision.Strategies[best].Candidate; id > 0 {
			s.ends(id)
		}
		return
	case s.Infeasible:
		s.Headline = fmt.Sprintf("No setting keeps every constraint; %s misses least", s.Setting(s.Winner))
		return
	case s.Winner == 0:
		s.Headline = fmt.Sprintf("Nothing that was tried is better for %s than the market as it stands", name)
		s.ends(0)
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
		s.Warnings = append(s.Warnings, fmt.Sprintf("%d finalists are not ruled out with the promised probability by so few replications: more of them (-n) tell which is best", len(s.Alive)))
	}
	if s.Runs < s.Budget/2 {
		s.Warnings = append(s.Warnings, fmt.Sprintf("the search converged after %d of %d runs", s.Runs, s.Budget))
	}
	s.ends(s.Winner)
}

// change words a gain, in the direction of the metric.
func (s *Summary) change(b Band) string { return s.changeIn(0, b) }

// changeIn words a gain in an objective, in the direction of its metric.
func (s *Summary) changeIn(j int, b Band) string {
	mean, half := float64(b.Mean), float64(b.Half)
	if s.Objectives[j].Low {
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
	return s.words(s.Candidate(id).Setting)
}

// words are values of the levers with their keys.
func (s *Summary) words(setting []string) string {
	var parts []string
	for i, v := range setting {
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

// Chosen tells whether the best setting of a horizon keeps the constraints over the longest one too. One that does not is no choice there: what it earns is no
// loss and no gain.
func (s *Summary) Chosen(horizon int) bool {
	return len(s.Constraints) == 0 || s.Candidate(s.ByHorizon[horizon]).Last().Keeps
}

// Price words the price of myopia: what the best setting of the shortest horizon loses at the longest; empty without horizons.
func (s *Summary) Price() string {
	if len(s.Horizons) < 2 || len(s.Levers) == 0 {
		return ""
	}
	short, long := s.Horizons[0], s.Horizons[len(s.Horizons)-1]
	x := s.Loss(short, long)
	if s.ByHorizon[0] == s.Winner {
		return fmt.Sprintf("the same setting is best for %d and for %d days", short, long)
	}
	if !s.Chosen(0) {
		return fmt.Sprintf("the best setting for %d days (%s) is not shown to keep every constraint over %d days", short, s.Setting(s.ByHorizon[0]), long)
	}
	text := ""
	if s.Decision != nil {
		text = "in expectation "
	}
	text += fmt.Sprintf("the best setting for %d days loses %s of %s in %d days", short, percent(float64(x.Loss.Mean)), s.Objectives[0].Name, long)
	if s.BreakEven != nil {
		text += fmt.Sprintf("; the best for %d days is ahead from day %d on", long, *s.BreakEven)
	}
	return text
}

func percent(x float64) string { return format.Percent(x, 2) }

// WriteCSV writes every setting that was played, one row by candidate and horizon.
func (s *Summary) WriteCSV(w io.Writer) error {
	c := neutral.NewCSV(w)
	head := append(append([]string{"candidate", "stage", "replications"}, s.layerNames()...), "keeps")
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
			row := append([]string{strconv.Itoa(one.ID), one.Stage, strconv.Itoa(one.Replications)}, s.layerOf(layer)...)
			row = append(row, strconv.FormatBool(l.Keeps))
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

// layerNames are the heads of what tells the layers of a setting apart: its horizon in days, and over beliefs which.
func (s *Summary) layerNames() []string {
	if s.Decision == nil {
		return []string{"days"}
	}
	return []string{"days", "belief"}
}

// layerOf is a layer's horizon in days, and over beliefs its belief.
func (s *Summary) layerOf(layer int) []string {
	if s.Decision == nil {
		return []string{strconv.Itoa(s.Horizons[layer])}
	}
	n := len(s.Decision.Beliefs)
	name := expected
	if b := layer % (n + 1); b < n {
		name = s.Decision.Beliefs[b].Name
	}
	return []string{strconv.Itoa(s.Horizons[layer/(n+1)]), name}
}

// AtHorizon is what a candidate brings about at a horizon; over beliefs in expectation.
func (s *Summary) AtHorizon(id, horizon int) *Layer {
	worlds := 1
	if s.Decision != nil {
		worlds = len(s.Decision.Beliefs) + 1
	}
	return &s.Candidate(id).Layers[(horizon+1)*worlds-1]
}

func cell(x Number) string { return format.Shortest(float64(x)) }

// Table is the answer as rows for a screen or a page, over the scenario's own horizon: the market as it stands, the best setting and the finalists. Where
// they have not as many replications, it says how many: levels are means over all of a setting's own, gains are paired with those of the market as it stands.
func (s *Summary) Table() (rows [][]string) {
	rows = [][]string{s.settingHead("setting", "gain")}
	var counts []string
	add := func(name string, id int) {
		if len(s.Candidate(id).Layers) > 0 {
			rows = append(rows, append([]string{name}, s.settingRow(id, len(s.Horizons)-1)...))
			counts = append(counts, strconv.Itoa(s.Candidate(id).Replications))
		}
	}
	add("as it stands", 0)
	add("best", s.Winner)
	for _, id := range s.Finalists {
		if id != s.Winner && !slices.Equal(s.Candidate(id).Setting, s.Candidate(0).Setting) {
			add("finalist "+strconv.Itoa(id), id)
		}
	}
	if len(slices.Compact(slices.Clone(counts))) > 1 {
		for i, n := range append([]string{"replications"}, counts...) {
			rows[i] = append(rows[i], n)
		}
	}
	return rows
}

// settingHead heads rows of settings.
func (s *Summary) settingHead(first, gain string) []string {
	head := []string{first}
	for i := range s.Levers {
		head = append(head, s.Levers[i].Path)
	}
	head = append(head, s.Objectives[0].Name, gain)
	for i := range s.Constraints {
		head = append(head, s.Constraints[i].Name)
	}
	return head
}

// settingRow is a setting with its levers and what it brings about at a horizon.
func (s *Summary) settingRow(id, horizon int) []string {
	l := s.AtHorizon(id, horizon)
	row := append(slices.Clone(s.Candidate(id).Setting), format.Value(float64(l.Objectives[0].Mean), s.Objectives[0].Unit), s.change(l.Gains[0]))
	for j := range s.Constraints {
		row = append(row, s.subject(j, l.Slack[j]))
	}
	return row
}

// HorizonTable is the best setting of each horizon, with what it brings in those days and what it loses over all of them; nil of one horizon.
func (s *Summary) HorizonTable() (rows [][]string) {
	if len(s.Horizons) < 2 || len(s.Levers) == 0 {
		return nil
	}
	long := s.Horizons[len(s.Horizons)-1]
	rows = [][]string{append(s.settingHead("best for", "gain in these days"), fmt.Sprintf("loses over %d days", long))}
	for h, days := range s.Horizons {
		loss := share(s.Loss(days, long).Loss)
		if !s.Chosen(h) {
			loss = "may break a constraint"
		}
		rows = append(rows, append(append([]string{fmt.Sprintf("%d days", days)}, s.settingRow(s.ByHorizon[h], h)...), loss))
	}
	return rows
}

// share words a loss, relative.
func share(b Band) string {
	if math.IsNaN(float64(b.Mean)) {
		return "-"
	}
	return strings.TrimSuffix(strings.ReplaceAll(changeOf(b), "+", ""), " exactly")
}

// HorizonLines are the best settings by horizon for a narrow screen: what they gain in these days, and what they lose over all of them.
func (s *Summary) HorizonLines(room int) (rows [][]string) {
	for h, row := range s.HorizonTable() {
		name := "setting"
		if h > 0 {
			name = s.Setting(s.ByHorizon[h-1])
		}
		rows = append(rows, []string{row[0], name, row[len(s.Levers)+2], row[len(row)-1]})
	}
	return shortened(rows, 1, room)
}

// shortened cuts the names of a column to the room that a screen has for them, so that no two look the same; 0 is all the room they need.
func shortened(rows [][]string, column, room int) [][]string {
	if room == 0 {
		return rows
	}
	var names []string
	for _, row := range rows {
		names = append(names, row[column])
	}
	for i, name := range format.Names(names, room) {
		rows[i][column] = name
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
	if note := format.QuickNote(s.Quick, s.Shortened); note != "" {
		lines = append(lines, note+".")
	}
	if s.Decision != nil {
		if out := s.Decision.ruledOut(); s.Decision.Best >= 0 && len(out) > 0 {
			lines = append(lines, "No choice, since they may break a constraint: "+strings.Join(out, ", ")+".")
		}
		lines = append(append(lines, s.Decision.lead()...), s.worth()...)
	} else if !s.Infeasible && s.Winner != 0 {
		lines = append(lines, fmt.Sprintf("The search saw %s; %d fresh replications show %s%s.", s.change(s.Seen), s.Confirmed, s.change(s.Fresh), s.optimism()))
	}
	if s.Separated && len(s.Finalists) > 1 {
		lines = append(lines, fmt.Sprintf("Of %d finalists it is the best, or within %s of the best, with a probability of %s (Kim & Nelson).",
			len(s.Finalists), percent(s.Promise["indifference"]), percent(s.Promise["probability"])))
	}
	if text := s.Price(); text != "" && !s.Infeasible {
		lines = append(lines, format.Capital(text)+".")
	}
	lines = append(lines, s.frontLines()...)
	for _, w := range s.Warnings {
		lines = append(lines, "Warning: "+w+".")
	}
	return lines
}

// Played words how many runs there were of how many settings, and how many of them the budget bounds: selecting the best at the end is not in it.
func (s *Summary) Played() string {
	text := fmt.Sprintf("%d runs of %s", s.Runs, format.Count(len(s.Candidates), "setting"))
	if n := len(s.Progress); n > 1 && s.Progress[n-1].Stage == "select" {
		searched := s.Progress[n-2].Runs
		text += fmt.Sprintf(" (%d of a budget of %d, and %d to select the best)", searched, s.Budget, s.Runs-searched)
	}
	return text
}

// Markdown is the answer for people.
func (s *Summary) Markdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n", format.Escape(format.Marked(s.Headline, s.Quick)))
	if s.Decision != nil {
		format.MarkdownTable(&b, s.BeliefTable())
		b.WriteString("\n")
	}
	for _, rows := range [][][]string{s.Table(), s.HorizonTable(), s.BeliefHorizonTable()} {
		if rows != nil {
			format.MarkdownTable(&b, rows)
			b.WriteString("\n")
		}
	}
	for _, line := range s.Lines()[1:] {
		b.WriteString(format.Escape(line) + "\n\n")
	}
	fmt.Fprintf(&b, "Simulated: %s over %s, seed %d, marketsim %s, scenario %s.\n", s.Played(), format.Count(s.Days, "day"), s.Seed, format.Escape(s.Version), format.Escape(s.Hash))
	return neutral.Write(w, b.String())
}
