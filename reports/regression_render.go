package reports

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"marketsim/reports/format"
	"marketsim/reports/stats"
)

// Sentence says what was found in one line.
func (r *Regression) Sentence() string {
	switch r.Verdict {
	case Identical:
		return fmt.Sprintf("%s: %s, %d of %d arms and replications agree to the last bit", Identical, r.Scenario, r.Of, r.Of)
	case Incomparable:
		return fmt.Sprintf("%s: %s and %s %s", Incomparable, r.Base, r.Candidate, r.Why)
	}
	if r.Verdict == Unverified {
		return fmt.Sprintf("%s: %s: %s", Unverified, r.Scenario, r.Why)
	}
	if r.Verdict == NoBaseline {
		return fmt.Sprintf("%s: %s has no %s; marketsim baseline accept %s --reason WHY", NoBaseline, r.Candidate, r.Base, r.Candidate)
	}
	return fmt.Sprintf("%s: %s", r.Verdict, r.Scenario)
}

// Details says where the runs part, and what differs besides.
func (r *Regression) Details() (lines []string) {
	switch r.Verdict {
	case NoBaseline, Unverified:
		return nil
	case Incomparable:
		return r.keyLines()
	case Identical:
		return append(r.besidesVersion(), r.Failures...)
	}
	if r.Why != "" {
		lines = append(lines, strings.ToUpper(r.Why[:1])+r.Why[1:]+".")
	}
	if d := r.First; d != nil {
		lines = append(lines, fmt.Sprintf("%d of %d arms and replications differ, first on day %d in arm %s, replication %d.", r.Differ, r.Of, d.Day, d.Arm, d.Replication))
		switch {
		case d.Auction != "":
			lines = append(lines, fmt.Sprintf("First auction that differs: %s, %s: %s", d.Auction, d.At, d.change()))
		case d.Why != "":
			lines = append(lines, d.Why)
		}
	}
	if r.Verdict == Remeasured {
		lines = append(lines, fmt.Sprintf("All digests agree and %d of %d values do not: the formula of a metric changed, or the baseline was edited.", r.changed(), len(r.Drifts)))
	}
	lines = append(append(lines, r.besides()...), r.Failures...)
	if a := r.Accepted; a != nil && r.Verdict != Identical {
		lines = append(lines, fmt.Sprintf("The baseline was accepted on %s: %s.", a.Date, strings.TrimSuffix(a.Text, ".")))
	}
	return lines
}

// besides says what differs besides behaviour.
func (r *Regression) besides() (lines []string) {
	for _, n := range r.Notes {
		lines = append(lines, "Also different: "+n+".")
	}
	return append(lines, r.keyLines()...)
}

// besidesVersion leaves the version of the program out: a new program that does the same is no news.
func (r *Regression) besidesVersion() []string {
	return slices.DeleteFunc(r.besides(), func(line string) bool { return strings.HasPrefix(line, "Also different: version ") })
}

// keyLines names the keys of the scenario that changed.
func (r *Regression) keyLines() []string {
	if len(r.Keys) == 0 {
		return nil
	}
	text := make([]string, len(r.Keys))
	for i := range r.Keys {
		text[i] = r.Keys[i].text()
	}
	return listed(text, "Keys of the scenario that changed", ", was -> is:")
}

func (d *Divergence) change() string {
	text := fmt.Sprintf("%s %s -> %s", d.Field, d.Old, d.New)
	if d.Campaign != "" {
		text = d.Campaign + ", " + text
	}
	return text
}

// table lists the metrics that are not identical; a narrow one leaves the values themselves out.
func (r *Regression) table(wide bool) *format.Grid {
	g := &format.Grid{Header: []string{"metric", "arm", "change [95% CI]", "tol.", "verdict"}, Left: map[int]bool{1: true, 4: true}}
	if wide {
		g.Header = append(g.Header, "base", "candidate")
	}
	for i := range r.Drifts {
		d := &r.Drifts[i]
		if d.Verdict == DriftIdentical {
			continue
		}
		row := []string{d.Metric, format.Clip(d.Arm, 8), format.Change(format.ValueOf(d.Change), format.ValueOf(d.Lo), format.ValueOf(d.Hi)), format.Number(100*d.Tolerance) + "%", d.Verdict}
		if wide {
			row = append(row, format.Number(format.ValueOf(d.Base)), format.Number(format.ValueOf(d.Candidate)))
		}
		g.Add(row...)
	}
	return g
}

// Text writes a comparison for a screen.
func (r *Regression) Text(w io.Writer, style format.Style) error {
	out := bufio.NewWriter(w)
	p := format.NewScreen(out, style)
	p.Lines("", r.Sentence())
	for _, line := range r.Details() {
		p.Lines("  ", line)
	}
	if len(r.Drifts) > 0 {
		g := r.table(p.Style.Width >= format.Wide)
		if len(g.Rows) > 0 {
			p.Grid(g)
		}
		p.Lines("", r.footnote())
	}
	if len(r.Next) > 0 {
		fmt.Fprintf(out, "Next:\n  %s\n", strings.Join(r.Next, "\n  "))
	}
	return out.Flush()
}

func (r *Regression) footnote() string {
	same, pairs := 0, 0
	for i := range r.Drifts {
		if r.Drifts[i].Verdict == DriftIdentical {
			same++
		}
		pairs = max(pairs, r.Drifts[i].Pairs)
	}
	if pairs < 2 {
		return fmt.Sprintf("%d of %d metrics are identical. The two sides share one replication, which gives no intervals and decides nothing: run both with two "+
			"or more.", same, len(r.Drifts))
	}
	return fmt.Sprintf("%d of %d metrics are identical. Changes are paired over replications: within means that the whole %.0f%% interval lies within the "+
		"tolerance, OUTSIDE that the change lies beyond it after Holm's correction.", same, len(r.Drifts), 100*stats.Level)
}

// Regressions are the comparisons of one command, with one verdict.
type Regressions []*Regression

// exitUsage is the exit code of a scenario that cannot be read.
const exitUsage = 2

// exitRank orders exit codes by how much they matter; an interrupt, which is not among them, matters most.
var exitRank = []int{ExitPass, ExitInconclusive, ExitFail, ExitDifferent, exitUsage, ExitIncomplete}

// ExitCode of all of them: no answer for one is none for all, then a failure, then what is unclear.
func (all Regressions) ExitCode() int {
	worst := 0
	rank := func(code int) int {
		if i := slices.Index(exitRank, code); i >= 0 {
			return i
		}
		return len(exitRank)
	}
	for _, r := range all {
		if rank(r.ExitCode) > rank(worst) {
			worst = r.ExitCode
		}
	}
	return worst
}

func (r *Regression) state() string {
	switch r.ExitCode {
	case ExitPass:
		return Pass
	case ExitFail:
		return Fail
	}
	return Inconclusive
}

// Verdict of all of them.
func (all Regressions) Verdict() string {
	switch all.ExitCode() {
	case ExitPass:
		return Pass
	case ExitFail:
		return Fail
	case ExitDifferent:
		return Incomparable
	}
	return Inconclusive
}

// Markdown writes them as a comment for a code host, the verdict first, below 60,000 characters.
func (all Regressions) Markdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s: behaviour of %d scenarios against their baselines\n\n| | scenario | |\n|---|---|---|\n", all.Verdict(), len(all))
	for _, r := range all {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", r.state(), format.Escape(r.Scenario), format.Escape(strings.Join(append([]string{r.Sentence()}, r.Details()...), " ")))
	}
	left := false
	for _, r := range all {
		var t strings.Builder
		g := r.table(true)
		if len(r.Drifts) == 0 || len(g.Rows) == 0 {
			continue
		}
		fmt.Fprintf(&t, "\n## %s\n\n| %s |\n|%s\n", format.Escape(r.Scenario), strings.Join(g.Header, " | "), strings.Repeat("---|", len(g.Header)))
		for _, row := range g.Rows {
			cells := make([]string, len(row))
			for i := range row {
				cells[i] = format.Escape(row[i])
			}
			fmt.Fprintf(&t, "| %s |\n", strings.Join(cells, " | "))
		}
		fmt.Fprintf(&t, "\n%s\n", r.footnote())
		if len([]rune(b.String()))+len([]rune(t.String())) > format.MarkdownLimit-100 {
			left = true
			continue
		}
		b.WriteString(t.String())
	}
	if left {
		b.WriteString("\n*Some tables are left out for length.*\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// JUnit writes them as test cases.
func (all Regressions) JUnit(w io.Writer) error {
	suite := format.Suite{Name: "marketsim baseline", Properties: []format.Property{}}
	for _, r := range all {
		c := format.Case{Class: r.Scenario + ".baseline", Name: "behaviour"}
		text := strings.Join(slices.Concat([]string{r.Sentence()}, r.Details(), r.Next), "\n")
		switch r.state() {
		case Pass:
			c.Out = text
		case Fail:
			c.Failure = &format.Message{Type: r.Verdict, Message: text}
		default:
			c.Error = &format.Message{Type: r.Verdict, Message: text}
		}
		suite.Add(c)
	}
	return format.WriteJUnit(w, suite)
}
