package cli

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"marketsim/reports"
	"marketsim/reports/render"
	"marketsim/scenarios/data"
	"marketsim/sim/units/files"
	"marketsim/sim/units/neutral"
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

// check finds out before a long run whether its outputs have a place. From then on the command owes those that have one, be it only to say why there
// is nothing.
func (o *outputs) check(a *app) error {
	a.checked = true
	have, wrong := &outputs{github: o.github}, []error(nil)
	for _, form := range []struct {
		name string
		owed *string
	}{{o.junit, &have.junit}, {o.markdown, &have.markdown}} {
		if form.name == "" {
			continue
		}
		err := a.placeOf(form.name)
		if have.junit != "" && a.path(have.junit) == a.path(form.name) {
			err = usage("name two files", "--junit and --markdown name the same file, %s", form.name)
		}
		if err == nil {
			*form.owed = form.name
		}
		wrong = append(wrong, err)
	}
	a.owes(have)
	return errors.Join(wrong...)
}

// placeOf tells what is wrong with the place of an output.
func (s *State) placeOf(name string) error {
	path := s.path(name)
	if strings.HasSuffix(files.Destination(path), baselineSuffix) {
		return usage("name another file", "%s has the name of a baseline, or is a link to one, which --junit and --markdown do not replace", name)
	}
	dir := filepath.Dir(path)
	if !exists(dir) {
		return usage("make it first", "there is no folder %s for %s", s.show(dir), name)
	}
	if err := s.staysHere(path); err != nil {
		return err
	}
	if err := files.CleanFlat(dir); err != nil {
		return s.diskError("clean", dir, err)
	}
	return nil
}

// oweNamed lets a command whose flags or arguments are wrong owe the outputs that its line names all the same.
func (a *app) oweNamed(root *cobra.Command) {
	cmd, _, err := root.Find(a.Args)
	if a.checked || err != nil || cmd.Flags().Lookup("junit") == nil {
		return
	}
	o := &outputs{}
	for i, arg := range a.Args {
		if arg == "--" {
			break
		}
		flag, value, with := strings.Cut(arg, "=")
		if !with && i+1 < len(a.Args) {
			value = a.Args[i+1]
		}
		switch flag {
		case "--junit":
			o.junit = value
		case "--markdown":
			o.markdown = value
		}
	}
	_ = o.check(a) // what is wrong with the line is told already
}

// owes sets which files the command owes, and returns those of before.
func (a *app) owes(o *outputs) (before *outputs) {
	a.mu.Lock()
	defer a.mu.Unlock()
	before, a.owing = a.owing, o
	return before
}

// refuse writes the files that a command owes which ends with an error before it has anything to give. What an earlier command left there would be
// taken for its answer.
func (a *app) refuse(err error) {
	o := a.owes(nil)
	if err == nil || o == nil {
		return
	}
	a.unread = true
	text := "standard error says why"
	if f := (*failure)(nil); !errors.As(err, &f) {
		text = err.Error()
	} else if !f.quiet {
		text = f.message
	} else if f.mistakes.HasErrors() {
		text = strings.Join(f.mistakes.Briefly(), "\n")
	}
	a.refuseForm(o.junit, func(b *bytes.Buffer) error { return render.RefusedJUnit(b, text) })
	a.refuseForm(o.markdown, func(b *bytes.Buffer) error { return render.RefusedMarkdown(b, text) })
}

// refuseForm writes why a command has nothing to give in the place of one of its outputs.
func (a *app) refuseForm(name string, content func(*bytes.Buffer) error) {
	if name == "" || a.spare(name) != nil {
		return
	}
	a.tell(a.writeForm(name, content))
}

// leftByReport tells whether a file may be replaced by a command that ends before it knows all that it was going to read, such as the data files that a
// scenario names: it is not there, empty or no regular file, or what a report was written to before.
func (a *app) leftByReport(path string) bool {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() || info.Size() == 0 || systems.MatchString(path) {
		return true
	}
	to := files.Destination(path)
	if slices.Contains([]string{".xml", ".md", ".markdown"}, strings.ToLower(filepath.Ext(to))) {
		return true
	}
	head := beginning(path, 8)
	return !data.NamesTable(filepath.Base(to)) && (strings.HasPrefix(head, "<?xml") || strings.HasPrefix(head, "# "))
}

// suits refuses forms that only a run has for the folder of a sweep or a search; what is no run's folder is left to who reads it.
func (a *app) suits(o *outputs, name string) error {
	folder, r, err := a.findRun(name)
	if err != nil || r.Sweep == nil && r.Tune == nil || o.junit == "" && o.markdown == "" && !o.github {
		return nil
	}
	what := "sweep"
	if r.Tune != nil {
		what = "search"
	}
	return usage("its table is on the screen, and summary.json holds all of it", "%s is a %s, and --junit, --markdown and --github are of runs", a.show(folder), what)
}

// give writes a summary in every form that was asked for.
func (a *app) give(o *outputs, s *reports.Summary, file string) error {
	if o.format == "json" {
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
	return a.giveForms(o, s, file)
}

// giveForms writes a summary as annotations, JUnit XML and Markdown, where these were asked for.
func (a *app) giveForms(o *outputs, s *reports.Summary, file string) error {
	if o.github {
		if err := a.annotations(o.format).commands(annotate(s, file)); err != nil {
			return err
		}
	}
	if err := a.writeForm(o.junit, func(b *bytes.Buffer) error { return render.JUnit(b, s) }); err != nil {
		return err
	}
	return a.writeForm(o.markdown, func(b *bytes.Buffer) error { return render.Markdown(b, s) })
}

// annotations is where workflow commands go: standard output, or beside it where that is JSON.
func (a *app) annotations(format string) *output {
	if format == "json" {
		return a.Stderr.(*output)
	}
	return a.Stdout.(*output)
}

// annotate words a summary as workflow commands: what failed is an error, what has no answer a warning, the verdict a notice.
// What a check says points at its own line of the scenario's file.
func annotate(s *reports.Summary, file string) (out []neutral.Command) {
	if s.Unfinished() {
		x := neutral.Command{Level: "error", Title: reports.Incomplete + " " + s.Scenario, Text: render.Unfinished(s)}
		if x.File = file; file != "" {
			x.Line = 1
		}
		out = append(out, x)
	}
	for _, c := range s.Checks {
		x := neutral.Command{Level: "error", Title: s.SoFar(c.Status) + " " + c.Title(), Text: c.Message} // no answer is no pass, and ends with an exit code too
		if c.Line > 0 && file != "" {
			x.File, x.Line = file, c.Line
		}
		if c.Counts == reports.Warn {
			x.Level = "warning"
		}
		if c.Counts == reports.Fail || c.Counts != reports.Pass && !s.Unfinished() {
			out = append(out, x)
		}
	}
	for _, w := range s.Warnings {
		out = append(out, neutral.Command{Level: "warning", Title: s.Scenario, Text: w})
	}
	return append(out, neutral.Command{Level: "notice", Title: s.Scenario, Text: s.Verdict})
}

// elsewhere points at the effects on parts of the market, which the screen leaves out; empty where there are none.
func elsewhere(s *reports.Summary) string {
	if slices.ContainsFunc(s.Effects, func(e reports.Effect) bool { return e.Segment != reports.Everyone }) {
		return "By segment, surface and group: data/effects.csv\n"
	}
	return ""
}
