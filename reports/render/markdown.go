package render

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"marketsim/reports"
	"marketsim/reports/format"
	"marketsim/sim/results"
	"marketsim/sim/units/neutral"
)

// Markdown writes summary.md: the verdict first, then effects, checks, parts of the market, warnings and definitions. What does
// not fit a comment of a code host is left out, and the page says so.
func Markdown(w io.Writer, s *reports.Summary) error {
	pages := []string{markdownHead(s), markdownChecks(s), markdownBoard(s)}
	for _, a := range s.Arms {
		if a.Versus != "" {
			pages = append(pages, markdownEffects(s, a))
		}
	}
	pages = append(pages, markdownLongRun(s), markdownValues(s), markdownParts(s), markdownTargets(s), markdownWarnings(s), markdownDefinitions(s))
	const left = "\n*Left out for length; see `summary.json` and `data/`.*\n"
	size, cut := len(left), false
	for _, page := range pages {
		if size += len([]rune(page)); size > format.MarkdownLimit {
			size, cut = size-len([]rune(page)), true
			continue
		}
		if err := neutral.Write(w, page); err != nil {
			return err
		}
	}
	if cut {
		return neutral.Write(w, left)
	}
	return nil
}

// RefusedMarkdown writes why a command had nothing to give, in the place of its summary.
func RefusedMarkdown(w io.Writer, why string) error {
	return neutral.Write(w, fmt.Sprintf("# %s\n\nNothing was simulated or compared: %s.\n", reports.Incomplete, format.Escape(strings.ReplaceAll(strings.TrimSuffix(why, "."), "\n", "; "))))
}

func markdownHead(s *reports.Summary) string {
	var b strings.Builder
	quick := ""
	if s.Quick {
		quick = " (QUICK)"
	}
	fmt.Fprintf(&b, "# %s: %s%s\n\n", s.Verdict, format.Escape(s.Scenario), quick)
	if s.Question != "" {
		fmt.Fprintf(&b, "%s\n\n", format.Escape(s.Question))
	}
	if s.Unfinished() {
		fmt.Fprintf(&b, "**%s**\n\n", Unfinished(s))
	} else {
		fmt.Fprintf(&b, "**%s.**\n\n", format.Escape(s.Headline))
	}
	fmt.Fprintf(&b, "%s marketsim %s.\n", format.Escape(Described(s)), format.Escape(s.Version))
	if text := Footnote(s); text != "" {
		fmt.Fprintf(&b, "\n%s\n", strings.NewReplacer(" are in summary.md", " are below").Replace(text))
	}
	return b.String()
}

func markdownChecks(s *reports.Summary) string {
	var b strings.Builder
	b.WriteString("\n## Checks\n\n")
	if s.NoChecks() && s.ReplicationsPlanned > 0 {
		b.WriteString("**" + noChecks + "**\n\n")
	}
	if len(s.Checks) == 0 {
		return b.String()
	}
	b.WriteString("| status | check | |\n|---|---|---|\n")
	for _, c := range s.Checks {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", s.SoFar(c.Status), format.Escape(c.Title()), format.Escape(c.Message))
	}
	return b.String()
}

// markdownBoard sets several arms side by side.
func markdownBoard(s *reports.Summary) string {
	if s.Board == nil {
		return ""
	}
	var b strings.Builder
	rows := BoardRows(s)
	fmt.Fprintf(&b, "\n## All arms against %s\n\n", format.Escape(s.Board.Versus))
	for i, row := range rows {
		for j := range row {
			row[j] = strings.ReplaceAll(format.Escape(row[j]), "*", "\\*")
		}
		b.WriteString("| " + strings.Join(row, " | ") + " |\n")
		if i == 0 {
			b.WriteString("|---|" + strings.Repeat("--:|", len(row)-1) + "\n")
		}
	}
	fmt.Fprintf(&b, "\n%s %s\n", strings.ReplaceAll(BoardNote(s), "*", "\\*"), format.Escape(s.Board.Finding))
	return b.String()
}

func markdownEffects(s *reports.Summary, a reports.Arm) string {
	var b strings.Builder
	name, versus, windows := format.Escape(a.Name), format.Escape(a.Versus), a.Windows[1:]
	fmt.Fprintf(&b, "\n## %s\n\n**%s.** %s\n\n", format.Escape(Heading(s, &a)), a.Answer, format.Escape(a.Why))
	fmt.Fprintf(&b, "| metric | %s | %s | %s | verdict |", versus, name, changeHead(len(OddLevels(s, a.Name, a.Windows...)) > 0))
	for _, w := range windows {
		fmt.Fprintf(&b, " %s (%s) |", w.Words(), w.Days())
	}
	b.WriteString("\n|---|--:|--:|--:|---|" + strings.Repeat("--:|", len(windows)) + "\n")
	for _, section := range reports.Headline {
		fmt.Fprintf(&b, "| **%s** | | | | |%s\n", section.Name, strings.Repeat(" |", len(windows)))
		for _, metric := range section.Metrics {
			e := s.Effect(a.Name, metric, reports.Everyone, reports.Everyone)
			if e == nil || e.Pairs == 0 {
				continue
			}
			fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |", label(metric, e.Unit), format.Number(format.ValueOf(e.Base)),
				format.Number(format.ValueOf(e.Candidate)), Size(e), Verdict(s, e))
			for _, w := range windows {
				text := ""
				if x := s.Effect(a.Name, metric, reports.Everyone, w.Name); x != nil {
					text = Size(x) + atLevel(s, x)
				}
				fmt.Fprintf(&b, " %s |", text)
			}
			b.WriteString("\n")
		}
	}
	if text := Missing(s, a.Name, a.Windows...); text != "" {
		fmt.Fprintf(&b, "\n%s\n", format.Escape(text))
	}
	b.WriteString(spreadTable(s, a.Name))
	if text := TwoWeeks(s, a.Name); text != "" {
		fmt.Fprintf(&b, "\n%s\n", format.Escape(text))
	}
	return b.String()
}

// markdownValues lists every metric of every arm over the whole market.
func markdownValues(s *reports.Summary) string {
	if s.ReplicationsDone == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("\n## Values over the whole horizon\n\n| metric | unit |")
	for _, a := range s.Arms {
		fmt.Fprintf(&b, " %s |", format.Escape(a.Name))
	}
	b.WriteString("\n|---|---|" + strings.Repeat("--:|", len(s.Arms)) + "\n")
	for _, d := range s.Definitions {
		fmt.Fprintf(&b, "| %s | %s |", d.Metric, d.Unit)
		for _, a := range s.Arms {
			text := reports.NoData
			if v := s.Value(a.Name, d.Metric, reports.Everyone); v != nil && v.Value != nil {
				text = format.Interval(*v.Value, format.ValueOf(v.Lo), format.ValueOf(v.Hi))
			}
			fmt.Fprintf(&b, " %s |", text)
		}
		b.WriteString("\n")
	}
	return b.String()
}

func markdownParts(s *reports.Summary) string {
	var b strings.Builder
	for i := range s.Effects {
		e := &s.Effects[i]
		if e.Segment == reports.Everyone || e.Window != reports.Everyone || e.Pairs == 0 || !results.Shows(results.Parts, e.Metric) {
			continue
		}
		if b.Len() == 0 {
			odd := slices.ContainsFunc(s.Effects, func(e reports.Effect) bool { return e.Segment != reports.Everyone && OddLevel(s, &e) != "" })
			b.WriteString("\n## Parts of the market\n\n| arm | part | metric | base | arm's | " + changeHead(odd) + " | verdict |\n")
			b.WriteString("|---|---|---|--:|--:|--:|---|\n")
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s |\n", format.Escape(e.Arm), format.Escape(e.Segment), label(e.Metric, e.Unit),
			format.Number(format.ValueOf(e.Base)), format.Number(format.ValueOf(e.Candidate)), Size(e), Verdict(s, e))
	}
	return b.String()
}

func markdownWarnings(s *reports.Summary) string {
	if len(s.Warnings) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("\n## Warnings\n\n")
	for _, warning := range s.Warnings {
		fmt.Fprintf(&b, "- %s\n", format.Escape(warning))
	}
	return b.String()
}

func markdownDefinitions(s *reports.Summary) string {
	var b strings.Builder
	b.WriteString("\n## Metrics\n\n| metric | is | better |\n|---|---|---|\n")
	for _, d := range s.Definitions {
		fmt.Fprintf(&b, "| %s | %s: %s | %s |\n", d.Metric, format.Escape(d.Formula), format.Escape(d.Doc), d.Better)
	}
	return b.String()
}
