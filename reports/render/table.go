// Package render writes a summary for people and for machines: terminal tables, Markdown, JUnit, sentences. It concludes nothing.
package render

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"marketsim/reports"
	"marketsim/reports/format"
)

// Table writes the summary for a screen: a block for every arm that is compared, or the values of the control when there is
// only one arm; then invariants, checks, warnings and what the numbers are. It fits 80 columns.
func Table(w io.Writer, s *reports.Summary, style format.Style) {
	out := bufio.NewWriter(w)
	defer out.Flush()
	p := printer{Screen: format.NewScreen(out, style), s: s}
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

// printer writes a summary for a screen.
type printer struct {
	*format.Screen
	s *reports.Summary
}

func (p *printer) head() {
	s := p.s
	title := s.Verdict + ": " + s.Scenario
	if s.Quick {
		title += " (QUICK)"
	}
	p.Lines("", title)
	if s.Question != "" {
		p.Lines("", s.Question)
	}
	p.Lines("", described(s))
}

// described says in one sentence what was run.
func described(s *reports.Summary) string {
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
func (p *printer) block(a reports.Arm) {
	wide := p.Style.Width >= format.Wide && len(p.s.Windows) > 1
	header := []string{"metric", format.Clip(a.Versus, 8), format.Clip(a.Name, 8), "change [95% CI]", "verdict"}
	g := format.Grid{Header: header, Left: map[int]bool{4: true}}
	if wide {
		g.Header = append(g.Header, p.s.ShortRun().Name, p.s.LastDays().Name)
	}
	for _, section := range reports.Headline {
		g.Add(section.Name)
		for _, name := range section.Metrics {
			e := p.s.Effect(a.Name, name, reports.Everyone, reports.Everyone)
			if e == nil || e.Pairs == 0 {
				continue
			}
			base, candidate := format.Number(format.ValueOf(e.Base)), format.Number(format.ValueOf(e.Candidate))
			row := []string{" " + label(name, e.Unit), base, candidate, change(e), p.mark(e.Verdict)}
			if wide {
				row = append(row, p.window(a.Name, name, p.s.ShortRun()), p.window(a.Name, name, p.s.LastDays()))
			}
			g.Add(row...)
		}
	}
	fmt.Fprintln(p.Out)
	p.Lines("", a.Name+" against "+a.Versus)
	p.Grid(&g)
	p.Lines("", TwoWeeks(p.s, a.Name))
}

// window is the change over a window in short.
func (p *printer) window(arm, metric string, window reports.Window) string {
	e := p.s.Effect(arm, metric, reports.Everyone, window.Name)
	if e == nil {
		return ""
	}
	return format.Half(format.ValueOf(e.Change), format.ValueOf(e.Lo), format.ValueOf(e.Hi))
}

// values is one arm on its own.
func (p *printer) values(a reports.Arm) {
	g := format.Grid{Header: []string{"metric", "mean [95% CI]"}, Left: map[int]bool{1: true}}
	for _, section := range reports.Headline {
		g.Add(section.Name)
		for _, name := range section.Metrics {
			if v := p.s.Value(a.Name, name, reports.Everyone); v != nil && v.Value != nil {
				g.Add(" "+label(name, v.Unit), format.Interval(format.ValueOf(v.Value), format.ValueOf(v.Lo), format.ValueOf(v.Hi)))
			}
		}
	}
	fmt.Fprintln(p.Out)
	p.Lines("", a.Name)
	p.Grid(&g)
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
func change(e *reports.Effect) string {
	if e.Difference != nil && (e.Change == nil || e.Lo == nil && e.DifferenceLo != nil) {
		text := "by " + format.Interval(*e.Difference, format.ValueOf(e.DifferenceLo), format.ValueOf(e.DifferenceHi))
		if len(text) > changeWidth {
			text = "by " + format.Number(*e.Difference)
		}
		return text
	}
	return format.Change(format.ValueOf(e.Change), format.ValueOf(e.Lo), format.ValueOf(e.Hi))
}

// changeWidth is the most that the column of changes takes, so that a row fits 80 columns; a longer interval is in summary.md.
const changeWidth = 24

// mark is a verdict as one short word, coloured where colour is wanted; the word alone says it all.
func (p *printer) mark(verdict string) string {
	word := verdict
	if verdict == reports.VerdictUnclear {
		word = "unclear"
	}
	if !p.Style.Color {
		return word
	}
	switch verdict {
	case reports.VerdictBetter, reports.Pass:
		return "\x1b[34m" + word + "\x1b[0m"
	case reports.VerdictWorse, reports.Fail:
		return "\x1b[31m" + word + "\x1b[0m"
	}
	return word
}

// checks lists what was verified. It never passes over the absence of checks in silence.
func (p *printer) checks() {
	fmt.Fprintln(p.Out)
	passed, all, n := 0, 0, 0
	for _, c := range p.s.Checks {
		switch {
		case c.Kind == reports.KindCheck || c.Status != reports.Pass:
			p.Lines("", p.mark(c.Status)+" "+c.Title()+": "+c.Message)
		default:
			passed++
		}
		if c.Kind == reports.KindInvariant {
			all++
			n += c.N
		}
	}
	p.Lines("", fmt.Sprintf("Invariants: %d of %d hold in %s comparisons.", passed, all, format.Number(float64(n))))
	if p.s.NoChecks() {
		p.Lines("", noChecks)
	}
	for _, warning := range p.s.Warnings {
		p.Lines("", "Warning: "+warning)
	}
}

const noChecks = "NO CHECKS: the scenario states none, so nothing was judged beyond the invariants."

// foot says what the numbers are.
func (p *printer) foot() {
	if text := Footnote(p.s); text != "" {
		p.Lines("", text)
	}
}

// Footnote explains intervals, verdicts and their correction.
func Footnote(s *reports.Summary) string {
	switch {
	case s.ReplicationsDone == 0:
		return "No replication is finished: there is no number to show."
	case s.ReplicationsDone == 1:
		return "One replication: no intervals and no verdicts; ask for more to get them."
	}
	return strings.TrimSpace(familyNote(s) + " " + checksNote(s) + " " + stoppingNote(s))
}

// checksNote says how the checks of the scenario share their error rate.
func checksNote(s *reports.Summary) string {
	n, level := 0, 0.0
	for i := range s.Checks {
		if s.Checks[i].Kind == reports.KindCheck {
			n, level = n+1, s.Checks[i].Level
		}
	}
	switch {
	case n == 0:
		return ""
	case n == 1:
		return fmt.Sprintf("The interval of the check is a %s interval.", format.Level(level))
	}
	return fmt.Sprintf("Intervals of the %d checks are %s intervals; their verdicts are corrected as one family by Holm.", n, format.Level(level))
}

// stoppingNote says how the number of replications was found, and what that does to the numbers.
func stoppingNote(s *reports.Summary) string {
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
func familyNote(s *reports.Summary) string {
	parts := []string{fmt.Sprintf("Means over %d replications with %.0f%% t intervals.", s.ReplicationsDone, 100*s.Level)}
	for _, f := range s.Families {
		if f.Name == reports.HeadlineFamily {
			parts = append(parts, fmt.Sprintf("Changes are paired over replications; each interval stands alone, verdicts need p < %.2g after "+
				"Holm's correction for the %d comparisons shown. Intervals of the levels are in summary.md.", 1-s.Level, f.Size))
		}
	}
	return strings.Join(parts, " ")
}

// targets writes how constraints were kept.
func (p *printer) targets() {
	if !promised(p.s) {
		return
	}
	fmt.Fprintln(p.Out)
	for i, rows := range [][][]string{targetRows(p.s), worstRows(p.s)} {
		if len(rows) < 2 {
			continue
		}
		if i > 0 {
			fmt.Fprintln(p.Out)
		}
		g := format.Grid{Header: rows[0], Left: map[int]bool{1: true}}
		for _, row := range rows[1:] {
			row[0] = format.Clip(row[0], 24)
			row[1] = format.Clip(row[1], 12)
			g.Add(row...)
		}
		p.Grid(&g)
	}
	p.Lines("", targetsNote)
}
