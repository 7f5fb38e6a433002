package render

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"marketsim/reports"
	"marketsim/reports/compare"
	"marketsim/reports/format"
	"marketsim/sim/units/neutral"
)

// driftTable lists the metrics that are not identical, below the arm that they are of; a narrow one leaves the values themselves out.
func driftTable(r *compare.Regression, wide bool) *format.Grid {
	g := &format.Grid{Header: []string{"metric", changeHead(!r.OneLevel()), "tol.", "verdict"}, Left: map[int]bool{3: true}}
	if wide {
		g.Header = append(g.Header, "base", "candidate")
	}
	arm := ""
	for i := range r.Drifts {
		d := &r.Drifts[i]
		if d.Verdict == compare.DriftIdentical {
			continue
		}
		if d.Arm != arm {
			arm = d.Arm
			g.Add(arm)
		}
		row := []string{" " + d.Metric, d.Size(), format.Number(100*d.Tolerance) + "%", d.Word()}
		if wide {
			row = append(row, format.Number(format.ValueOf(d.Base)), format.Number(format.ValueOf(d.Candidate)))
		}
		g.Add(row...)
	}
	return g
}

// Regression writes a comparison for a screen.
func Regression(w io.Writer, r *compare.Regression, style format.Style) error {
	out := bufio.NewWriter(w)
	p := format.NewScreen(out, style)
	p.Lines("", r.Sentence())
	for _, line := range r.Details() {
		p.Lines("  ", line)
	}
	if len(r.Drifts) > 0 {
		g := driftTable(r, p.Style.Width >= format.Wide)
		if len(g.Rows) > 0 {
			p.Grid(g)
		}
		p.Lines("", r.Footnote())
	}
	if len(r.Next) > 0 {
		fmt.Fprintf(out, "Next:\n  %s\n", strings.Join(r.Next, "\n  "))
	}
	return out.Flush()
}

// RegressionsMarkdown writes comparisons as a comment for a code host, the verdict first, below 60,000 characters.
func RegressionsMarkdown(w io.Writer, all compare.Regressions) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s: behaviour of %s\n\n| | scenario | |\n|---|---|---|\n", all.Verdict(), against(len(all)))
	for _, r := range all {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", r.State(), format.Escape(r.Scenario), format.Escape(cellOf(slices.Concat([]string{r.Sentence()}, r.Details(), r.Mistakes))))
	}
	left := false
	for _, r := range all {
		var t strings.Builder
		g := driftTable(r, true)
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
		fmt.Fprintf(&t, "\n%s\n", r.Footnote())
		if len([]rune(b.String()))+len([]rune(t.String())) > format.MarkdownLimit-100 {
			left = true
			continue
		}
		b.WriteString(t.String())
	}
	if left {
		b.WriteString("\n*Some tables are left out for length.*\n")
	}
	return neutral.Write(w, b.String())
}

// against words how many scenarios are compared.
func against(n int) string {
	if n == 1 {
		return "1 scenario against its baseline"
	}
	return fmt.Sprintf("%d scenarios against their baselines", n)
}

// cellOf sets lines into one cell of a table, apart from each other.
func cellOf(lines []string) string {
	var b strings.Builder
	for i, line := range lines {
		if i > 0 {
			b.WriteString(map[bool]string{true: " ", false: "; "}[strings.HasSuffix(lines[i-1], ".")])
		}
		b.WriteString(strings.ReplaceAll(line, "\n", "; "))
	}
	return b.String()
}

// RegressionsJUnit writes comparisons as test cases.
func RegressionsJUnit(w io.Writer, all compare.Regressions) error {
	suite := format.Suite{Name: "marketsim baseline", Properties: []format.Property{}}
	for _, r := range all {
		c := format.Case{Class: r.Scenario + ".baseline", Name: "behaviour"}
		text := strings.Join(slices.Concat([]string{r.Sentence()}, r.Details(), r.Mistakes, r.Next), "\n")
		switch r.State() {
		case reports.Pass:
			c.Out = text
		case reports.Fail:
			c.Failure = &format.Message{Type: r.Outcome(), Message: text}
		default:
			c.Error = &format.Message{Type: r.Outcome(), Message: text}
		}
		suite.Add(c)
	}
	return format.WriteJUnit(w, suite)
}
