// Package render writes a summary for people and for machines: terminal tables, Markdown, JUnit, sentences. It concludes nothing.
package render

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"marketsim/reports"
	"marketsim/reports/format"
	"marketsim/sim/results"
)

// Table writes the summary for a screen: a block for every arm that is compared, or the values of the control when there is
// only one arm; then invariants, checks, warnings and what the numbers are. It fits 80 columns.
func Table(w io.Writer, s *reports.Summary, style format.Style) {
	out := bufio.NewWriter(w)
	defer out.Flush()
	p := printer{Screen: format.NewScreen(out, style), s: s}
	p.head()
	p.board()
	shown, left := p.blocks()
	for i := range shown {
		p.block(shown[i])
	}
	if len(left) > 0 {
		fmt.Fprintln(p.Out)
		p.Lines("", "summary.md has tables like these of "+format.And(left)+" too.")
	}
	if len(shown) == 0 && s.ReplicationsDone > 0 {
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
	if s.Unfinished() {
		p.Lines("", Unfinished(s))
	} else {
		p.Lines("", s.Headline+".")
	}
	p.Lines("", Described(s))
}

// Described says in one sentence what was run.
func Described(s *reports.Summary) string {
	replications := format.Count(s.ReplicationsDone, "replication")
	if s.ReplicationsDone != s.ReplicationsPlanned {
		replications = fmt.Sprintf("%d of %s", s.ReplicationsDone, format.Count(s.ReplicationsPlanned, "replication"))
	}
	quick := format.QuickNote(s.Quick, s.Shortened)
	if quick != "" {
		quick = "; " + quick
	}
	return fmt.Sprintf("Simulated %s%s, %s, seed %d, scenario %s%s.", format.Count(s.Days, "day"), WarmUp(s), replications, s.Seed, short(s.Hash), quick)
}

// WarmUp says how long the warm-up was; empty where there was none.
func WarmUp(s *reports.Summary) string {
	if s.WarmupDays == 0 {
		return ""
	}
	return " after a warm-up of " + format.Count(s.WarmupDays, "day")
}

func short(hash string) string { return hash[:min(12, len(hash))] }

// mostBlocks is how many arms have a table of their own on the screen; the others are in files.
const mostBlocks = 4

// blocks are the arms that have a table of their own on a screen, and the names of the others.
func (p *printer) blocks() (shown []reports.Arm, left []string) {
	var names []string
	for _, a := range p.s.Arms {
		if a.Versus != "" && p.s.ReplicationsDone > 0 {
			names = append(names, a.Name)
		}
	}
	best, most := "", mostBlocks
	if p.s.Board != nil {
		best = p.s.Board.BestArm("revenue")
	}
	if p.Style.Full {
		most = len(names)
	}
	chosen, left := p.s.Choose(names, best, most)
	for _, a := range p.s.Arms {
		if slices.Contains(chosen, a.Name) {
			shown = append(shown, a)
		}
	}
	return shown, left
}

// heading is what an arm is called above a column: its name, or what it is in a table of two where that does not fit.
func (p *printer) heading(name, otherwise string, width int) string {
	if p.Style.Full || format.Displayed(name) <= width {
		return name
	}
	return otherwise
}

// armWidth is how much of an arm's name its column shows: more on a wide screen.
func (p *printer) armWidth() int { return max(8, min(24, (p.Style.Width-64)/2)) }

// block is one arm against its base.
func (p *printer) block(a reports.Arm) {
	short, long := p.s.ShortRun(a.Name), p.s.LastDays(a.Name)
	wide := p.Style.Width >= windowsWide && p.s.TwoRuns(a.Name)
	width := p.armWidth()
	if wide {
		width = 8
	}
	base, arm := p.heading(a.Versus, "base", width), p.heading(a.Name, "this arm", width)
	windows := []reports.Window{{Name: reports.Everyone, To: p.s.Days}}
	if wide {
		windows = append(windows, short, long)
	}
	odd := OddLevels(p.s, a.Name, windows...)
	g := format.Grid{Header: []string{"metric", base, arm, changeHead(len(odd) > 0), "verdict"}, Left: map[int]bool{4: true}}
	if wide {
		g.Header = append(g.Header, short.Words(), long.Words())
	}
	var bare []*reports.Effect
	for _, section := range reports.Headline {
		g.Add(section.Name)
		for _, name := range section.Metrics {
			e := p.s.Effect(a.Name, name, reports.Everyone, reports.Everyone)
			if e == nil || e.Pairs == 0 {
				continue
			}
			base, candidate := format.Number(format.ValueOf(e.Base)), format.Number(format.ValueOf(e.Candidate))
			size, fits := change(e)
			if !fits {
				bare = append(bare, e)
			}
			row := []string{" " + label(name, e.Unit), base, candidate, size, p.mark(e)}
			if wide {
				row = append(row, p.window(a.Name, name, short), p.window(a.Name, name, long))
			}
			g.Add(row...)
		}
	}
	fmt.Fprintln(p.Out)
	p.Lines("", Heading(p.s, &a))
	left := p.fit(&g, 1, 2)
	p.Grid(&g)
	if len(left) > 0 {
		p.Lines("", "Levels are in summary.md: the screen is too narrow for them.")
	}
	if len(odd) > 0 {
		p.Lines("", "CI: "+Levels(p.s, a.Name, windows...)+".")
	}
	p.Lines("", below(bare))
	p.Lines("", Missing(p.s, a.Name, windows...))
	p.Lines("", Spread(p.s, a.Name))
	p.Lines("", whileItHolds(p.s, &a))
	p.Lines("", TwoWeeks(p.s, a.Name))
}

// fit leaves out columns that can be spared where a screen is too narrow; in a pipe nothing is left out.
func (p *printer) fit(g *format.Grid, spare ...int) (left []string) {
	if p.Style.Full {
		return nil
	}
	return g.Narrow(p.Style.Width, spare...)
}

// heldMetrics are named for an arm whose change does not hold on all days.
var heldMetrics = results.Listed(results.Held)

// whileItHolds says what an arm changes on the days on which its change holds; empty where these are all.
func whileItHolds(s *reports.Summary, a *reports.Arm) string {
	var words []string
	days := ""
	for _, m := range heldMetrics {
		e := s.Effect(a.Name, m, reports.Everyone, reports.WhileItHolds)
		if e == nil || e.Pairs == 0 || e.Identical() {
			continue
		}
		days = reports.Window{From: e.From, To: e.To}.Days()
		word := reports.Plain(m) + " " + Size(e)
		if !e.Moved() {
			word += " (" + Verdict(s, e) + ")"
		}
		words = append(words, word)
	}
	if len(words) == 0 {
		return ""
	}
	return "While it holds (" + days + "): " + strings.Join(words, ", ") + "."
}

// Heading names an arm, what it is compared with, and when its change holds.
func Heading(s *reports.Summary, a *reports.Arm) string {
	name := a.Name
	if when := Scheduled(s, a); when != "" {
		name += " (" + when + ")"
	}
	return name + " against " + a.Versus
}

// Scheduled names the days on which an arm's change holds; empty where these are all.
func Scheduled(s *reports.Summary, a *reports.Arm) string {
	if a.Start == 0 && (a.Stop == 0 || a.Stop >= s.Days) {
		return ""
	}
	w := reports.Window{From: a.Start, To: s.Days}
	if a.Stop > 0 {
		w.To = min(s.Days, a.Stop)
	}
	return w.Days()
}

// window is the change over a window in short.
func (p *printer) window(arm, metric string, window reports.Window) string {
	e := p.s.Effect(arm, metric, reports.Everyone, window.Name)
	if e == nil {
		return ""
	}
	return Size(e)
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

// change fits an effect into the column of changes; one whose interval finds no room there is told below the table.
func change(e *reports.Effect) (text string, fits bool) {
	if text = Size(e); len(text) <= changeWidth || !e.Absolute() {
		return text, true
	}
	const by = "by "
	if text, fits = format.DifferenceIn(*e.Difference, format.ValueOf(e.DifferenceLo), format.ValueOf(e.DifferenceHi), changeWidth-len(by)); fits {
		return by + text, true
	}
	return by + format.Difference(*e.Difference, math.NaN(), math.NaN()), false
}

// below lists effects whose interval finds no room in the table.
func below(effects []*reports.Effect) string {
	var words []string
	for _, e := range effects {
		words = append(words, reports.Plain(e.Metric)+" "+Size(e))
	}
	if len(words) == 0 {
		return ""
	}
	return "Without room in the table: " + strings.Join(words, "; ") + "."
}

// Size is an effect with its interval: a relative change in per cent, or a difference in the metric's unit where that says more.
func Size(e *reports.Effect) string {
	if e.Absolute() {
		return "by " + format.Difference(*e.Difference, format.ValueOf(e.DifferenceLo), format.ValueOf(e.DifferenceHi))
	}
	return format.Change(format.ValueOf(e.Change), format.ValueOf(e.Lo), format.ValueOf(e.Hi))
}

// changeWidth is the most that the column of changes takes, so that a row fits 80 columns; a longer interval is in summary.md.
const changeWidth = 24

// mark is an effect's verdict as one short word, coloured where colour is wanted; the word alone says it all.
func (p *printer) mark(e *reports.Effect) string {
	if e.Verdict == reports.VerdictLost && p.Style.Width < narrow && !p.Style.Full {
		return "n.s."
	}
	if e.Verdict == reports.VerdictLost {
		return lostOf(p.s, e)
	}
	return p.colour(e.Verdict)
}

// windowsWide is the width from which the short and the long run stand beside the whole horizon, each with its interval.
const windowsWide = 132

// narrow is the width below which verdicts are as short as they can be.
const narrow = 70

// familySize is how many comparisons are corrected together.
func familySize(s *reports.Summary, family string) int {
	for _, f := range s.Families {
		if f.Name == family {
			return f.Size
		}
	}
	return 0
}

// lostOf is the short word for an effect that a correction takes.
func lostOf(s *reports.Summary, e *reports.Effect) string {
	return fmt.Sprintf("n.s. of %d", familySize(s, e.Family))
}

// ShortVerdict is Verdict where there is little room: n.s. of 17, which is explained beside the table.
func ShortVerdict(s *reports.Summary, e *reports.Effect) string {
	if e.Verdict == reports.VerdictLost {
		return lostOf(s, e) + atLevel(s, e)
	}
	return Verdict(s, e)
}

// Verdict words an effect's verdict in full, with the level of its interval where that is not the one of the tables.
func Verdict(s *reports.Summary, e *reports.Effect) string {
	if e.Verdict == reports.VerdictLost {
		return fmt.Sprintf("not significant after correcting for %s", format.Count(familySize(s, e.Family), "comparison")) + atLevel(s, e)
	}
	return e.Verdict + atLevel(s, e)
}

// colour colours a verdict or a status.
func (p *printer) colour(word string) string {
	if !p.Style.Color {
		return word
	}
	switch word {
	case reports.VerdictBetter, reports.Pass:
		return "\x1b[34m" + word + "\x1b[0m"
	case reports.VerdictWorse, reports.Fail:
		return "\x1b[31m" + word + "\x1b[0m"
	}
	return word
}

// column is the names in a column of rows, cut so that no two look the same where the screen is narrow.
func (p *printer) column(rows [][]string, at, width int) (names []string) {
	for _, row := range rows {
		names = append(names, row[at])
	}
	if p.Style.Full {
		return names
	}
	return format.Names(names, width)
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
		first, second := p.column(rows[1:], 0, 24), p.column(rows[1:], 1, 12)
		for i, row := range rows[1:] {
			g.Add(append([]string{first[i], second[i]}, row[2:]...)...)
		}
		p.Grid(&g)
	}
	p.Lines("", targetsNote)
}
