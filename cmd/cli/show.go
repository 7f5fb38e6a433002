package cli

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"marketsim/reports"
	"marketsim/reports/render"
	"marketsim/sim/units/files"
)

// outputs are the forms in which a verb gives a summary away besides the run folder.
type outputs struct {
	format          string
	junit, markdown string
	github          bool
}

func (o *outputs) flags(cmd *cobra.Command) {
	choose(cmd, &o.format, "format", "on standard output; json is exactly summary.json", "text", "json")
	cmd.Flags().StringVar(&o.junit, "junit", "", "also write the checks as JUnit XML to this `FILE`")
	cmd.Flags().StringVar(&o.markdown, "markdown", "", "also write the summary as Markdown to this `FILE`")
	cmd.Flags().BoolVar(&o.github, "github", false, "print checks and warnings as annotations for GitHub")
}

// check finds out before a long run whether its outputs have a place.
func (o *outputs) check(s *State) error {
	for _, name := range []string{o.junit, o.markdown} {
		if dir := filepath.Dir(s.path(name)); name != "" && !exists(dir) {
			return usage("make it first", "there is no folder %s for %s", s.show(dir), name)
		} else if name != "" {
			if err := files.CleanFlat(dir); err != nil {
				return s.diskError("clean", dir, err)
			}
		}
	}
	return nil
}

// give writes a summary in every form that was asked for.
func (a *app) give(o *outputs, s *reports.Summary, file string) error {
	annotations := bare(a.Stdout)
	if o.format == "json" {
		annotations = bare(a.Stderr)
		data, err := s.JSON()
		if err != nil {
			return err
		}
		if _, err := a.Stdout.Write(data); err != nil {
			return err
		}
	} else {
		render.Table(a.Stdout, s, a.style(a.Stdout))
	}
	if o.github {
		if _, err := fmt.Fprint(annotations, annotate(s, file)); err != nil {
			return err
		}
	}
	if o.junit != "" {
		if err := a.writeJUnit(a.path(o.junit), s); err != nil {
			return err
		}
	}
	if o.markdown != "" {
		return a.writeMarkdown(a.path(o.markdown), s)
	}
	return nil
}

// What workflow commands escape in messages and in their properties.
var (
	messageEscape  = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	propertyEscape = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// annotate words a summary as workflow commands: what failed is an error, what has no answer a warning, the verdict a notice.
// What a check says points at its own line of the scenario's file.
func annotate(s *reports.Summary, file string) string {
	var b strings.Builder
	line := func(level, place, title, text string) {
		fmt.Fprintf(&b, "::%s %stitle=%s::%s\n", level, place, propertyEscape.Replace(title), messageEscape.Replace(text))
	}
	for _, c := range s.Checks {
		place := ""
		if c.Line > 0 && file != "" {
			place = fmt.Sprintf("file=%s,line=%d,", propertyEscape.Replace(file), c.Line)
		}
		switch c.Counts {
		case reports.Pass:
		case reports.Warn:
			line("warning", place, c.Status+" "+c.Title(), c.Message)
		default:
			line("error", place, c.Status+" "+c.Title(), c.Message) // no answer is no pass, and ends with an exit code too
		}
	}
	for _, w := range s.Warnings {
		line("warning", "", s.Scenario, w)
	}
	line("notice", "", s.Scenario, s.Verdict)
	return b.String()
}
