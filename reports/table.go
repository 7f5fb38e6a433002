package reports

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// Style is how a table is drawn.
type Style struct {
	Width int  // columns of the screen; 0 is 80
	Color bool // verdicts in colour, beside the word
}

// wideFrom is the width from which the short run stands beside the long run.
const wideFrom = 110

// Table writes the summary for a screen: a block for every arm that is compared, or the values of the control when there is
// only one arm; then invariants, checks, warnings and what the numbers are. It fits 80 columns.
func Table(w io.Writer, s *Summary, style Style) {
	if style.Width <= 0 {
		style.Width = 80
	}
	out := bufio.NewWriter(w)
	defer out.Flush()
	p := printer{out: out, style: style, s: s}
	p.head()
	compared := false
	for _, a := range s.Arms {
		if a.Versus != "" && s.ReplicationsDone > 0 {
			compared = true
			p.block(a)
		}
	}
	if !compared && s.ReplicationsDone > 0 {
		p.values(s.Arms[0])
	}
	p.targets()
	p.checks()
	p.foot()
}

type printer struct {
	out   *bufio.Writer
	style Style
	s     *Summary
}

func (p *printer) lines(indent, text string) {
	for _, line := range wrap(text, min(p.style.Width, 110)-len(indent)) {
		fmt.Fprintf(p.out, "%s%s\n", indent, line)
	}
}

func (p *printer) head() {
	s := p.s
	title := s.Verdict + ": " + s.Scenario
	if s.Quick {
		title += " (QUICK)"
	}
	p.lines("", title)
	if s.Question != "" {
		p.lines("", s.Question)
	}
	p.lines("", described(s))
}

// described says in one sentence what was run.
func described(s *Summary) string {
	replications := fmt.Sprintf("%d replications", s.ReplicationsDone)
	switch {
	case s.ReplicationsDone != s.ReplicationsPlanned:
		replications = fmt.Sprintf("%d of %d replications", s.ReplicationsDone, s.ReplicationsPlanned)
	case s.ReplicationsDone == 1:
		replications = "1 replication"
	}
	warm := ""
	if s.WarmupDays > 0 {
		warm = fmt.Sprintf(" after a warm-up of %d days", s.WarmupDays)
	}
	quick := ""
	if s.Quick {
		quick = "; QUICK: small numbers, no basis for a decision"
	}
	return fmt.Sprintf("Simulated %d days%s, %s, seed %d, scenario %s%s.", s.Days, warm, replications, s.Seed, short(s.Hash), quick)
}

func short(hash string) string { return hash[:min(12, len(hash))] }

// block is one arm against its base.
func (p *printer) block(a Arm) {
	wide := p.style.Width >= wideFrom && len(p.s.Windows) > 1
	header := []string{"metric", clip(a.Versus, 8), clip(a.Name, 8), "change [95% CI]", "verdict"}
	g := grid{header: header, left: map[int]bool{4: true}}
	if wide {
		g.header = append(g.header, p.s.ShortRun().Name, p.s.LastDays().Name)
	}
	for _, section := range Headline {
		g.add(section.Name)
		for _, name := range section.Metrics {
			e := p.s.Effect(a.Name, name, Everyone, Everyone)
			if e == nil || e.Pairs == 0 {
				continue
			}
			base, candidate := FormatNumber(valueOf(e.Base)), FormatNumber(valueOf(e.Candidate))
			row := []string{" " + label(name, e.Unit), base, candidate, change(e), p.mark(e.Verdict)}
			if wide {
				row = append(row, p.window(a.Name, name, p.s.ShortRun()), p.window(a.Name, name, p.s.LastDays()))
			}
			g.add(row...)
		}
	}
	fmt.Fprintln(p.out)
	p.lines("", a.Name+" against "+a.Versus)
	p.render(&g)
	p.lines("", TwoWeeks(p.s, a.Name))
}

// window is the change over a window in short.
func (p *printer) window(arm, metric string, window Window) string {
	e := p.s.Effect(arm, metric, Everyone, window.Name)
	if e == nil {
		return ""
	}
	return FormatHalf(valueOf(e.Change), valueOf(e.Lo), valueOf(e.Hi))
}

// values is one arm on its own.
func (p *printer) values(a Arm) {
	g := grid{header: []string{"metric", "mean [95% CI]"}, left: map[int]bool{1: true}}
	for _, section := range Headline {
		g.add(section.Name)
		for _, name := range section.Metrics {
			if v := p.s.Value(a.Name, name, Everyone); v != nil && v.Value != nil {
				g.add(" "+label(name, v.Unit), FormatInterval(valueOf(v.Value), valueOf(v.Lo), valueOf(v.Hi)))
			}
		}
	}
	fmt.Fprintln(p.out)
	p.lines("", a.Name)
	p.render(&g)
}

// label is a metric's name with the units that its numbers need.
func label(name, unit string) string {
	if unit == "USD" || unit == "%" {
		return name + " " + unit
	}
	return name
}

// change fits a relative change into the column. Where the base is 0, or so close to it that the ratio has no interval, it is
// the difference in the metric's unit.
func change(e *Effect) string {
	if e.Difference != nil && (e.Change == nil || e.Lo == nil && e.DifferenceLo != nil) {
		text := "by " + FormatInterval(*e.Difference, valueOf(e.DifferenceLo), valueOf(e.DifferenceHi))
		if len(text) > changeWidth {
			text = "by " + FormatNumber(*e.Difference)
		}
		return text
	}
	return FormatChange(valueOf(e.Change), valueOf(e.Lo), valueOf(e.Hi))
}

// changeWidth is the most that the column of changes takes, so that a row fits 80 columns; a longer interval is in summary.md.
const changeWidth = 24

// mark is a verdict as one short word, coloured where colour is wanted; the word alone says it all.
func (p *printer) mark(verdict string) string {
	word := verdict
	if verdict == VerdictUnclear {
		word = "unclear"
	}
	if !p.style.Color {
		return word
	}
	switch verdict {
	case VerdictBetter, Pass:
		return "\x1b[34m" + word + "\x1b[0m"
	case VerdictWorse, Fail:
		return "\x1b[31m" + word + "\x1b[0m"
	}
	return word
}

// Title is a check's name with the arm that it judges.
func (c *Check) Title() string {
	if c.Arm == "" {
		return c.ID
	}
	return c.ID + " (" + c.Arm + ")"
}

// checks lists what was verified. It never passes over the absence of checks in silence.
func (p *printer) checks() {
	fmt.Fprintln(p.out)
	passed, all, n := 0, 0, 0
	for _, c := range p.s.Checks {
		switch {
		case c.Kind == KindCheck || c.Status != Pass:
			p.lines("", p.mark(c.Status)+" "+c.Title()+": "+c.Message)
		default:
			passed++
		}
		if c.Kind == KindInvariant {
			all++
			n += c.N
		}
	}
	p.lines("", fmt.Sprintf("Invariants: %d of %d hold in %s comparisons.", passed, all, FormatNumber(float64(n))))
	if p.s.NoChecks() {
		p.lines("", noChecks)
	}
	for _, warning := range p.s.Warnings {
		p.lines("", "Warning: "+warning)
	}
}

const noChecks = "NO CHECKS: the scenario states none, so nothing was judged beyond the invariants."

// foot says what the numbers are.
func (p *printer) foot() {
	if text := footnote(p.s); text != "" {
		p.lines("", text)
	}
}

// footnote explains intervals, verdicts and their correction.
func footnote(s *Summary) string {
	switch {
	case s.ReplicationsDone == 0:
		return "No replication is finished: there is no number to show."
	case s.ReplicationsDone == 1:
		return "One replication: no intervals and no verdicts; ask for more to get them."
	}
	return strings.TrimSpace(familyNote(s) + " " + checksNote(s) + " " + stoppingNote(s))
}

// Footnote says what the numbers, intervals and verdicts of a summary are.
func (s *Summary) Footnote() string { return footnote(s) }

// checksNote says how the checks of the scenario share their error rate.
func checksNote(s *Summary) string {
	n, level := 0, 0.0
	for i := range s.Checks {
		if s.Checks[i].Kind == KindCheck {
			n, level = n+1, s.Checks[i].Level
		}
	}
	switch {
	case n == 0:
		return ""
	case n == 1:
		return fmt.Sprintf("The interval of the check is a %s interval.", levelText(level))
	}
	return fmt.Sprintf("Intervals of the %d checks are %s intervals; their verdicts are corrected as one family by Holm.", n, levelText(level))
}

// stoppingNote says how the number of replications was found, and what that does to the numbers.
func stoppingNote(s *Summary) string {
	if s.Stopping == nil {
		return ""
	}
	what := "the rule was not reached"
	if s.Stopping.Reached {
		what = "which held"
	}
	var looks []string
	for _, n := range s.Stopping.Looks {
		looks = append(looks, fmt.Sprint(n))
	}
	return fmt.Sprintf("Replications were added until %s, %s; looks at %s. Each look spends its share of the checks' error rate, so that all looks together "+
		"keep it; the intervals of the tables take no account of the looks.", s.Stopping.Rule, what, strings.Join(looks, ", "))
}

// familyNote explains the intervals and verdicts of the tables.
func familyNote(s *Summary) string {
	parts := []string{fmt.Sprintf("Means over %d replications with %.0f%% t intervals.", s.ReplicationsDone, 100*s.Level)}
	for _, f := range s.Families {
		if f.Name == headlineFamily {
			parts = append(parts, fmt.Sprintf("Changes are paired over replications; each interval stands alone, verdicts need p < %.2g after "+
				"Holm's correction for the %d comparisons shown. Intervals of the levels are in summary.md.", 1-s.Level, f.Size))
		}
	}
	return strings.Join(parts, " ")
}

func (p *printer) render(g *grid) {
	for _, line := range g.lines() {
		fmt.Fprintln(p.out, line)
	}
}

// clip shortens a name for a column's head.
func clip(name string, width int) string {
	r := []rune(name)
	if len(r) <= width {
		return name
	}
	return string(r[:width-1]) + "…"
}
