package cli

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"marketsim/reports/compare"
	"marketsim/reports/render"
	"marketsim/scenarios"
	"marketsim/scenarios/data"
	"marketsim/sim/units/neutral"
)

// compareFlags are the flags of compare and of baseline verify.
type compareFlags struct {
	tolerance []string
	baseExe   string
	outputs   outputs
	jobs      count
	checks    bool // of the scenarios count as well
}

func (o *compareFlags) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.SortFlags = false
	f.StringArrayVar(&o.tolerance, "tolerance", nil, "relative change that passes: `2%` for all metrics (default 1%), revenue=0.5% for one; repeatable")
	f.StringVar(&o.baseExe, "base-exe", "", "the program `FILE` that made the base: replays it, to name the first auction that differs")
	f.VarP(&o.jobs, "jobs", "j", "workers; never changes a result (default: one per processor)")
	choose(cmd, &o.outputs.format, "format", "on standard output", "text", "json")
	f.StringVar(&o.outputs.junit, "junit", "", "also write JUnit XML to this `FILE`")
	f.StringVar(&o.outputs.markdown, "markdown", "", "also write Markdown to this `FILE`")
	f.BoolVar(&o.outputs.github, "github", false, "print annotations for GitHub")
}

// bounds reads the tolerances.
func (o *compareFlags) bounds() (b compare.Tolerances, err error) {
	b = compare.Tolerances{Default: 0.01, Metrics: map[string]float64{}}
	for _, text := range o.tolerance {
		metric, share, named := strings.Cut(text, "=")
		if !named {
			share = text
		}
		number, ok := strings.CutSuffix(share, "%")
		x, bad := strconv.ParseFloat(number, 64)
		if !ok || bad != nil || !(x >= 0 && x < 1e6) {
			return b, usage("write 1%, or revenue=0.5%", "`--tolerance %s` is not a tolerance", text)
		}
		if named {
			b.Metrics[metric] = x / 100
		} else {
			b.Default = x / 100
		}
	}
	return b, nil
}

func (a *app) compareVerb() *cobra.Command {
	o := &compareFlags{}
	cmd := &cobra.Command{
		Use: "compare BASE CANDIDATE", Short: "what changed between two runs: to the bit, then by metric",
		Args: takes(2, 2, "two runs, or a baseline file and a run"),
		Example: "  marketsim compare runs/before/latest runs/after/latest\n" +
			"  marketsim compare my.baseline runs/my/latest --tolerance revenue=0.5%",
		Long: "Compare two runs of one seed. Equal digests print one line. Otherwise: the first\n" +
			"day, arm and replication that differ; the auction, field, old and new value where both\n" +
			"sides can be replayed; then every metric, paired over replications, with its tolerance.\n" +
			"Exit codes: 0 identical or within tolerance, 1 outside, or values changed and digests\n" +
			"did not, 3 unclear or replications are missing on a side, 5 not comparable.",
		RunE: func(cmd *cobra.Command, args []string) error {
			bounds, err := o.bounds()
			if err == nil {
				err = o.outputs.check(a)
			}
			if err != nil {
				return err
			}
			base, err := a.side(args[0])
			if err != nil {
				return err
			}
			candidate, err := a.side(args[1])
			if err != nil {
				return err
			}
			r := compare.Sides(base.Side, candidate.Side, bounds, false)
			err = a.diverge(cmd.Context(), r, base, candidate, o)
			if code := a.interrupted(); err != nil && code != 0 {
				r.First.Why, r.ExitCode, err = "No auction is named: interrupted.", code, nil
			}
			if err != nil {
				return err
			}
			return a.giveRegressions(&o.outputs, compare.Regressions{r})
		},
	}
	o.flags(cmd)
	return cmd
}

// side is one side of a comparison, with what it takes to play it again.
type side struct {
	*compare.Side
	scenario *scenarios.Scenario // nil: there is none to replay
	path     string              // of the scenario's file, for another program; empty: the scenario is not as its file says
	mine     bool                // made by this very program
}

// side reads a run's folder or a baseline file.
func (a *app) side(name string) (*side, error) {
	if strings.HasSuffix(name, baselineSuffix) {
		data, err := a.read(name)
		if err != nil {
			return nil, err
		}
		a.reads(a.path(name))
		base, err := compare.ParseBaseline(name, data)
		if err != nil {
			return nil, &failure{code: ExitNotComparable, message: a.unlessLinked(name, err).Error()}
		}
		return &side{Side: base}, nil
	}
	folder, r, err := a.findSingle(name)
	if err != nil {
		return nil, err
	}
	results, err := a.stored(folder, r)
	if err != nil {
		return nil, &failure{code: ExitNotComparable, message: err.Error(), help: "run its scenario again with this program, or compare with a baseline file"}
	}
	s := &side{mine: r.program().Differs(a.program()) == ""}
	if s.scenario, err = a.replayable(folder, r); err != nil {
		return nil, err
	}
	if s.scenario != nil {
		s.Side = knownSide(r.input(results), a.show(folder), r.Platform, s.scenario)
	} else {
		s.Side = compare.NewSide(r.input(results), a.show(folder), r.Platform)
	}
	if !r.Changes.any() {
		s.path = filepath.Join(folder, "scenario.yaml")
	}
	return s, nil
}

// replayable is the scenario of a run, as it was run; nil when its data files are gone or it reads differently now.
func (a *app) replayable(folder string, r *record) (*scenarios.Scenario, error) {
	text, err := a.readOwn(filepath.Join(folder, "scenario.yaml"))
	if err != nil {
		return nil, err
	}
	o := a.options(&r.Changes, source{dir: r.Dir})
	o.Seen = data.OnlySeen(r.Files) // the record may come from somebody else
	s, _ := scenarios.Load(r.File, text, o)
	if s == nil || s.Hash != r.Hash {
		return nil, nil
	}
	return s, nil
}

// giveRegressions writes comparisons in every form that was asked for.
func (a *app) giveRegressions(o *outputs, all compare.Regressions) error {
	if o.format == "json" {
		if err := writeJSON(a.Stdout, map[string]any{"schema": 1, "verdict": all.Verdict(), "exit_code": all.ExitCode(), "comparisons": all}, " ", false); err != nil {
			return err
		}
	} else {
		for _, r := range all {
			if err := render.Regression(a.Stdout, r, a.style(a.Stdout)); err != nil {
				return err
			}
		}
	}
	return cmp.Or(a.formRegressions(o, all), said(all.ExitCode()))
}

// formRegressions writes comparisons as annotations, JUnit XML and Markdown, where these were asked for.
func (a *app) formRegressions(o *outputs, all compare.Regressions) error {
	if o.github {
		if err := a.annotations(o.format).commands(annotateRegressions(all)); err != nil {
			return err
		}
	}
	if err := a.writeForm(o.junit, func(b *bytes.Buffer) error { return render.RegressionsJUnit(b, all) }); err != nil {
		return err
	}
	return a.writeForm(o.markdown, func(b *bytes.Buffer) error { return render.RegressionsMarkdown(b, all) })
}

// writeForm writes a file that was asked for.
func (a *app) writeForm(name string, content func(*bytes.Buffer) error) error {
	a.owes(nil)
	switch {
	case name == "":
		return nil
	case a.unread && !a.leftByReport(a.path(name)):
		fmt.Fprintf(a.Stderr, "marketsim: warning: %s is no report by its name or its beginning, and is left as it was\n", name)
		return nil
	}
	var b bytes.Buffer
	if err := content(&b); err != nil {
		return err
	}
	return a.writeAsked(a.path(name), b.Bytes())
}

// annotateRegressions words comparisons as workflow commands at the scenario's file.
func annotateRegressions(all compare.Regressions) (out []neutral.Command) {
	for _, r := range all {
		c := neutral.Command{Level: "error", File: r.File, Title: r.Scenario, Text: strings.Join(slices.Concat([]string{r.Sentence()}, r.Details(), r.Mistakes), "\n")}
		if r.ExitCode == ExitPass {
			c.Level = "notice"
		} else if verdict := r.Outcome(); verdict != r.Verdict {
			c.Text = verdict + ": " + c.Text
		}
		if r.File != "" {
			c.Line = 1
		}
		if r.At.Line > 0 {
			c.File, c.Line, c.Column = r.At.File, r.At.Line, r.At.Column
		}
		out = append(out, c)
	}
	return out
}

// differs tells whether there is something to be found by replaying.
func differs(r *compare.Regression) bool { return r.First != nil }

// diverge replays both sides of the first day that differs, and names the first auction that does.
func (a *app) diverge(ctx context.Context, r *compare.Regression, base, candidate *side, o *compareFlags) error {
	if !differs(r) {
		return nil
	}
	d := r.First
	switch {
	case candidate.scenario == nil || !candidate.mine:
		d.Why = "No auction is named: the candidate was made by another program, or its data files changed."
		return nil
	case o.baseExe == "" && (base.scenario == nil || !base.mine):
		d.Why = "No auction is named: give the program that made the base with --base-exe."
		return nil
	case o.baseExe != "" && base.path == "" && candidate.path == "":
		d.Why = "No auction is named: the scenario was changed by flags, so another program cannot be given it."
		return nil
	}
	for _, s := range []*side{base, candidate} {
		if s.scenario == nil {
			continue
		}
		if err := a.afford(s.scenario.Spec); err != nil {
			d.Why = "No auction is named, since nothing is replayed: " + err.Error() + "."
			return nil
		}
	}
	jobs := a.workers(o.jobs)
	now, stop, err := replayed(ctx, candidate.scenario, d, jobs)
	if err != nil {
		return err
	}
	defer stop()
	if o.baseExe == "" {
		was, stop, err := replayed(ctx, base.scenario, d, jobs)
		if err != nil {
			return err
		}
		defer stop()
		return firstAuction(d, was, now)
	}
	path := base.path
	if path == "" {
		path = candidate.path
	}
	return a.withExe(ctx, o.baseExe, path, d, func(was auctions) error { return firstAuction(d, was, now) })
}
