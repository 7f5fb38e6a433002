package reports

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// markdownLimit keeps the page below what code hosts accept as a comment (65,536 characters).
const markdownLimit = 60_000

// Markdown writes summary.md: the verdict first, then effects, checks, parts of the market, warnings and definitions. What does
// not fit a comment of a code host is left out, and the page says so.
func Markdown(w io.Writer, s *Summary) error {
	pages := []string{markdownHead(s), markdownChecks(s)}
	for _, a := range s.Arms {
		if a.Versus != "" {
			pages = append(pages, markdownEffects(s, a))
		}
	}
	pages = append(pages, markdownLongRun(s), markdownValues(s), markdownParts(s), markdownTargets(s), markdownWarnings(s), markdownDefinitions(s))
	const left = "\n*Left out for length; see `summary.json` and `data/`.*\n"
	size, cut := len(left), false
	for _, page := range pages {
		if size += len([]rune(page)); size > markdownLimit {
			size, cut = size-len([]rune(page)), true
			continue
		}
		if _, err := io.WriteString(w, page); err != nil {
			return err
		}
	}
	if cut {
		_, err := io.WriteString(w, left)
		return err
	}
	return nil
}

func markdownHead(s *Summary) string {
	var b strings.Builder
	quick := ""
	if s.Quick {
		quick = " (QUICK)"
	}
	fmt.Fprintf(&b, "# %s: %s%s\n\n", s.Verdict, escape(s.Scenario), quick)
	if s.Question != "" {
		fmt.Fprintf(&b, "%s\n\n", escape(s.Question))
	}
	fmt.Fprintf(&b, "%s marketsim %s.\n", described(s), escape(s.Version))
	if text := footnote(s); text != "" {
		fmt.Fprintf(&b, "\n%s\n", strings.NewReplacer("comparisons shown", "comparisons of the tables", " are in summary.md", " are below").Replace(text))
	}
	return b.String()
}

func markdownChecks(s *Summary) string {
	var b strings.Builder
	b.WriteString("\n## Checks\n\n")
	if s.NoChecks() {
		b.WriteString("**" + noChecks + "**\n\n")
	}
	if len(s.Checks) == 0 {
		return b.String()
	}
	b.WriteString("| status | check | |\n|---|---|---|\n")
	for _, counts := range []string{Fail, Inconclusive, Warn, Pass} { // what needs reading first
		for _, c := range s.Checks {
			if c.Counts == counts {
				fmt.Fprintf(&b, "| %s | %s | %s |\n", c.Status, escape(c.Title()), escape(c.Message))
			}
		}
	}
	return b.String()
}

func markdownEffects(s *Summary, a Arm) string {
	var b strings.Builder
	name, versus := escape(a.Name), escape(a.Versus)
	fmt.Fprintf(&b, "\n## %s against %s\n\n", name, versus)
	fmt.Fprintf(&b, "| metric | %s | %s | change [95%% CI] | verdict |", versus, name)
	for _, w := range s.Windows[1:] {
		fmt.Fprintf(&b, " %s |", w.Name)
	}
	b.WriteString("\n|---|--:|--:|--:|---|" + strings.Repeat("--:|", len(s.Windows)-1) + "\n")
	for _, section := range Headline {
		fmt.Fprintf(&b, "| **%s** | | | | |%s\n", section.Name, strings.Repeat(" |", len(s.Windows)-1))
		for _, metric := range section.Metrics {
			e := s.Effect(a.Name, metric, Everyone, Everyone)
			if e == nil || e.Pairs == 0 {
				continue
			}
			fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |", label(metric, e.Unit), FormatNumber(valueOf(e.Base)),
				FormatNumber(valueOf(e.Candidate)), change(e), e.Verdict)
			for _, w := range s.Windows[1:] {
				text := ""
				if x := s.Effect(a.Name, metric, Everyone, w.Name); x != nil {
					text = FormatChange(valueOf(x.Change), valueOf(x.Lo), valueOf(x.Hi))
				}
				fmt.Fprintf(&b, " %s |", text)
			}
			b.WriteString("\n")
		}
	}
	if text := TwoWeeks(s, a.Name); text != "" {
		fmt.Fprintf(&b, "\n%s\n", escape(text))
	}
	return b.String()
}

// markdownValues lists every metric of every arm over the whole market.
func markdownValues(s *Summary) string {
	if s.ReplicationsDone == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("\n## Values over the whole horizon\n\n| metric | unit |")
	for _, a := range s.Arms {
		fmt.Fprintf(&b, " %s |", escape(a.Name))
	}
	b.WriteString("\n|---|---|" + strings.Repeat("--:|", len(s.Arms)) + "\n")
	for _, d := range s.Definitions {
		fmt.Fprintf(&b, "| %s | %s |", d.Metric, d.Unit)
		for _, a := range s.Arms {
			text := NoData
			if v := s.Value(a.Name, d.Metric, Everyone); v != nil && v.Value != nil {
				text = FormatInterval(*v.Value, valueOf(v.Lo), valueOf(v.Hi))
			}
			fmt.Fprintf(&b, " %s |", text)
		}
		b.WriteString("\n")
	}
	return b.String()
}

// partMetrics are shown by part of the market.
var partMetrics = []string{"revenue", "value", "impressions", "clicks", "sessions"}

func markdownParts(s *Summary) string {
	var b strings.Builder
	for i := range s.Effects {
		e := &s.Effects[i]
		if e.Segment == Everyone || e.Window != Everyone || e.Pairs == 0 || !slices.Contains(partMetrics, e.Metric) {
			continue
		}
		if b.Len() == 0 {
			b.WriteString("\n## Parts of the market\n\n| arm | part | metric | base | arm's | change [95% CI] | verdict |\n")
			b.WriteString("|---|---|---|--:|--:|--:|---|\n")
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s |\n", escape(e.Arm), escape(e.Segment), label(e.Metric, e.Unit),
			FormatNumber(valueOf(e.Base)), FormatNumber(valueOf(e.Candidate)), change(e), e.Verdict)
	}
	return b.String()
}

func markdownWarnings(s *Summary) string {
	if len(s.Warnings) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("\n## Warnings\n\n")
	for _, warning := range s.Warnings {
		fmt.Fprintf(&b, "- %s\n", escape(warning))
	}
	return b.String()
}

func markdownDefinitions(s *Summary) string {
	var b strings.Builder
	b.WriteString("\n## Metrics\n\n| metric | is | better |\n|---|---|---|\n")
	for _, d := range s.Definitions {
		fmt.Fprintf(&b, "| %s | %s: %s | %s |\n", d.Metric, escape(d.Formula), escape(d.Doc), d.Better)
	}
	return b.String()
}

// escape keeps a name from breaking out of a table's cell or opening a tag.
func escape(text string) string {
	return strings.NewReplacer("|", "\\|", "\n", " ", "\r", " ", "<", "&lt;").Replace(text)
}
