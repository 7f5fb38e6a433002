package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"marketsim/reports"
	"marketsim/reports/compare"
	"marketsim/reports/format"
	"marketsim/reports/render"
	"marketsim/reports/verdict"
	"marketsim/scenarios"
	"marketsim/sim/units/neutral"
)

// baselineSuffix is what a baseline's name ends with in place of the scenario's .yaml.
const baselineSuffix = ".baseline"

func baselineOf(scenario string) string {
	return strings.TrimSuffix(strings.TrimSuffix(scenario, ".yaml"), ".yml") + baselineSuffix
}

func (a *app) baselineVerb() *cobra.Command {
	cmd := &cobra.Command{
		Use: "baseline VERB", Short: "the gate: accepted behaviour, kept beside the scenarios", Args: cobra.NoArgs,
		Example: "  marketsim baseline accept scenario.yaml --reason 'reserve by surface'\n  marketsim baseline verify scenarios/*.yaml",
		Long: "A baseline is a small text file beside a scenario, scenario.baseline: what the market did\n" +
			"when somebody last accepted it, and why. Verify plays the scenario again and compares.",
		RunE: func(cmd *cobra.Command, _ []string) error { help(cmd, nil); return nil },
	}
	cmd.AddCommand(a.acceptVerb(), a.verifyVerb())
	return cmd
}

func (a *app) verifyVerb() *cobra.Command {
	o, lenient := &compareFlags{}, false
	cmd := &cobra.Command{
		Use: "verify FILE...", Short: "play scenarios again and compare with their baselines", Args: takes(1, -1, "scenario files"),
		Example: "  marketsim baseline verify scenarios/*.yaml\n  marketsim baseline verify scenario.yaml --base-exe ./marketsim-before\n" +
			"  marketsim baseline verify my.yaml --within-tolerance --tolerance 0.5%",
		Long: "Play scenarios again and compare with the baselines beside them. Exit code 0 when every\n" +
			"digest and value is the same, 1 when one changed; with --within-tolerance, 1 only when a\n" +
			"metric leaves its tolerance, or a value changed and its digest did not. With --checks, a\n" +
			"check or invariant that fails counts as well. A scenario that cannot be read is 2, a\n" +
			"baseline that is missing, incomplete or not comparable 5, and so is a baseline beside\n" +
			"them whose scenario is gone or was passed over.",
		RunE: func(cmd *cobra.Command, args []string) error {
			bounds, err := o.bounds()
			if err == nil {
				err = o.outputs.check(a)
			}
			if err != nil {
				return err
			}
			var all compare.Regressions
			for i, file := range args {
				a.onLeave(func() bool { a.abandoned(o, all, args[i:], bounds); return false })
				all = append(all, a.verified(cmd.Context(), file, o, bounds, !lenient))
			}
			a.onLeave(nil)
			return a.giveRegressions(&o.outputs, append(all, a.orphans(args, bounds)...))
		},
	}
	o.flags(cmd)
	cmd.Flags().BoolVar(&o.checks, "checks", false, "checks and invariants of the scenarios count as well")
	cmd.Flags().BoolVar(&lenient, "within-tolerance", false, "changed digests pass while headline metrics, the scenario's own and those named by --tolerance stay within")
	return cmd
}

// verified is verify for one of several: what could not be verified is told and noted, so that reports are whole.
func (a *app) verified(ctx context.Context, file string, o *compareFlags, bounds compare.Tolerances, strict bool) *compare.Regression {
	r, err := a.verify(ctx, file, o, bounds, strict)
	if err == nil {
		return r
	}
	r = unplayed(file, compare.Unverified, codeOf(err), bounds)
	var f *failure
	switch errors.As(err, &f); {
	case a.interrupted() != 0:
		r.ExitCode, r.Why = a.interrupted(), "interrupted"
	case f == nil:
		r.Why = err.Error()
	case f.quiet && f.code == ExitUsage:
		r.Why, a.unread = "the scenario cannot be read", true
		if ds := f.mistakes; ds.HasErrors() {
			first := ds.Causes()[0]
			r.Mistakes, r.At = ds.Briefly(), compare.Place{File: first.File, Line: first.Line, Column: first.Column}
		}
	default:
		r.Why = f.message
	}
	if r.ExitCode != a.interrupted() {
		a.tell(err)
	}
	return r
}

// abandoned writes the reports of a verify that does not stop: the rest of its files is not verified.
func (a *app) abandoned(o *compareFlags, done compare.Regressions, rest []string, bounds compare.Tolerances) {
	all := slices.Clone(done)
	for _, file := range rest {
		r := unplayed(file, compare.Unverified, a.interrupted(), bounds)
		r.Why = statusInterrupted
		all = append(all, r)
	}
	a.tell(a.formRegressions(&o.outputs, all))
}

// unplayed is the comparison of a scenario that was not played.
func unplayed(file, verdict string, code int, bounds compare.Tolerances) *compare.Regression {
	return &compare.Regression{Scenario: strings.TrimSuffix(filepath.Base(baselineOf(file)), baselineSuffix), File: file, Base: baselineOf(file), Candidate: file, Verdict: verdict,
		ExitCode: code, Notes: []string{}, Drifts: []compare.Drift{}, Bounds: bounds}
}

// verify plays one scenario and compares it with its baseline.
func (a *app) verify(ctx context.Context, file string, o *compareFlags, bounds compare.Tolerances, strict bool) (*compare.Regression, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if other := a.twin(file); other != "" {
		return nil, &failure{code: ExitNotComparable, message: fmt.Sprintf("%s and %s have one baseline", file, other), help: "rename one of them"}
	}
	name := baselineOf(file)
	if !exists(a.path(name)) {
		return unplayed(file, compare.NoBaseline, ExitNotComparable, bounds), a.readable(file)
	}
	base, err := a.side(name)
	if err != nil {
		return nil, err
	}
	candidate, summary, err := a.played(ctx, file, o.jobs)
	if err != nil {
		return nil, err
	}
	r := compare.Sides(base.Side, candidate.Side, bounds, strict)
	r.File = file
	if o.checks {
		r.Fail(summary)
	}
	if err := a.diverge(ctx, r, base, candidate, o); err != nil {
		return nil, err
	}
	r.Next = next(r, file)
	return r, nil
}

// readable tells whether a scenario can be read.
func (a *app) readable(file string) error {
	src, err := a.source(file)
	if err != nil {
		return err
	}
	_, err = a.loadApart(src, &changes{})
	return err
}

// next are the commands that tell more about a change, and accept it.
func next(r *compare.Regression, file string) (commands []string) {
	if d := r.First; d != nil {
		what := fmt.Sprintf("--day %d --format json", d.Day)
		if d.Auction != "" {
			what = "--auction " + d.Auction
		}
		commands = append(commands, fmt.Sprintf("marketsim trace %s --arm %s -r %d %s", word(file), word(d.Arm), d.Replication, what))
	}
	if r.Verdict != compare.Identical {
		commands = append(commands, fmt.Sprintf("marketsim baseline accept %s --reason WHY", word(file)))
	}
	return commands
}

// played simulates a scenario as its file says.
func (a *app) played(ctx context.Context, file string, jobs count) (*side, *reports.Summary, error) {
	src, err := a.source(file)
	if err != nil {
		return nil, nil, err
	}
	s, err := a.loadApart(src, &changes{})
	if err != nil {
		return nil, nil, err
	}
	r := newRecord(s)
	r.Jobs = a.workers(jobs)
	if err := a.afford(s.Spec); err != nil {
		return nil, nil, err
	}
	results, err := a.replicate(ctx, s, r, progressAuto, a.scheduler(r.Jobs), func(n int) { r.Market.Replications = n })
	if err != nil {
		return nil, nil, err
	}
	in := r.input(results)
	summary, err := verdict.Summarise(in)
	if err != nil {
		return nil, nil, err
	}
	return &side{Side: knownSide(in, file, r.Platform, s), scenario: s, path: a.path(file), mine: true}, summary, nil
}

// knownSide is a side whose scenario is at hand.
func knownSide(in *reports.Input, label, platform string, s *scenarios.Scenario) *compare.Side {
	side := compare.NewSide(in, label, platform)
	side.Hash = s.FullHash()
	for _, x := range s.Settings() {
		side.Keys = append(side.Keys, compare.Key{Path: x.Path, Value: x.Value})
	}
	return side
}

func (a *app) acceptVerb() *cobra.Command {
	reason := ""
	var jobs count
	cmd := &cobra.Command{
		Use: "accept RUN|FILE...", Short: "make what scenarios do now their baselines", Args: takes(1, -1, "scenario files or run folders"),
		Example: "  marketsim baseline accept scenario.yaml --reason 'reserve by surface'\n  marketsim baseline accept runs/quickstart/latest --reason 'first'",
		Long: "Write the baseline of each scenario, and show what changes. It takes a reason, which the\n" +
			"file keeps with those before. It refuses in CI, and runs that are partial, quick or\n" +
			"changed by flags.",
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case a.Env("CI") != "":
				return usage("accept it on your machine and commit the file", "a baseline is not accepted in CI")
			case strings.TrimSpace(reason) == "":
				return usage("such as --reason 'reserve by surface'", "a baseline is accepted with a reason")
			}
			for _, name := range args {
				if err := a.accept(cmd.Context(), name, reason, jobs); err != nil {
					return err
				}
			}
			return nil
		},
	}
	cmd.Flags().SortFlags = false
	cmd.Flags().StringVar(&reason, "reason", "", "`WHY` the behaviour is as it should be")
	cmd.Flags().VarP(&jobs, "jobs", "j", "workers; never changes a result (default: one per processor)")
	return cmd
}

// accept writes one baseline.
func (a *app) accept(ctx context.Context, name, reason string, jobs count) error {
	now, file, err := a.acceptable(ctx, name, jobs)
	if err != nil {
		return err
	}
	if other := a.twin(file); other != "" {
		return usage("rename one of them", "%s and %s have one baseline", file, other)
	}
	place := baselineOf(file)
	entry := compare.Reason{Date: a.Now().UTC().Format("2006-01-02"), Was: "-", Is: now.Digest(), Text: neutral.Text(reason)}
	var before *compare.Side
	if exists(a.path(place)) {
		was, err := a.side(place)
		if err != nil {
			return usage("delete it to begin anew", "%v", err)
		}
		r := compare.Sides(was.Side, now.Side, compare.Tolerances{Default: 0.01}, true)
		if err := render.Regression(a.Stdout, r, format.Style{Width: a.width(a.Stdout)}); err != nil {
			return err
		}
		if r.Verdict == compare.Identical && was.Hash == now.Hash && was.Version == now.Version {
			fmt.Fprintf(a.Stdout, "%s is left as it is\n", a.show(a.path(place)))
			return nil
		}
		now.Reasons, before = slices.Clone(was.Reasons), was.Side
		if n := len(was.Reasons); n > 0 {
			entry.Was = was.Reasons[n-1].Is
		}
	}
	now.Reasons = append(now.Reasons, entry)
	var b bytes.Buffer
	if err := compare.WriteBaseline(&b, now.Side, before); err != nil {
		return err
	}
	if _, err := compare.ParseBaseline(place, b.Bytes()); err != nil {
		return fmt.Errorf("the new baseline cannot be read, and is not written: %w", err)
	}
	if err := a.writeNamed(a.path(place), b.Bytes()); err != nil {
		return err
	}
	fmt.Fprintf(a.Stdout, "accepted: %s (%s)\n", a.show(a.path(place)), extent(len(now.Arms), now.Replications, now.Days))
	return nil
}

// acceptable is what is to be accepted, and the scenario's file: a scenario is played, a run must be one of the file as it stands.
func (a *app) acceptable(ctx context.Context, name string, jobs count) (*side, string, error) {
	if strings.HasSuffix(name, ".yaml") || strings.HasSuffix(name, ".yml") {
		s, summary, err := a.played(ctx, name, jobs)
		if err == nil && summary.ExitCode == ExitFail {
			a.note("marketsim: warning: %s: %s", name, summary.Verdict)
		}
		return s, name, err
	}
	folder, r, err := a.findSingle(name)
	if err != nil {
		return nil, "", err
	}
	file := filepath.Join(r.Dir, filepath.Base(r.File))
	switch {
	case r.Status != statusComplete:
		return nil, "", usage("marketsim run --resume "+a.typed(folder), "the run is %s: only a complete one can be accepted", r.Status)
	case r.Market.Quick:
		return nil, "", usage("run the whole scenario", "the run is QUICK: small numbers are no baseline")
	case r.Changes.any():
		return nil, "", usage("change the file instead", "the run was changed by flags, so it is not what the scenario says")
	case r.File == stdinName || !exists(file):
		return nil, "", usage("accept a scenario's file", "the run's scenario is not a file any more")
	}
	data, err := a.read(file)
	if err != nil {
		return nil, "", err
	}
	s, _ := scenarios.Load(file, data, a.options(&changes{WorkDir: a.Dir}, source{dir: r.Dir}))
	if s == nil || s.Hash != r.Hash {
		return nil, "", usage("run it again", "the scenario's file changed since the run")
	}
	if what := r.program().Differs(a.program()); what != "" {
		return nil, "", usage("run it again", "the program changed since the run, which was made by %s", what)
	}
	found, err := a.side(name)
	if err == nil && found.scenario == nil {
		return nil, "", usage("run it again", "the scenario in %s, or its data files, changed since the run", a.show(folder))
	}
	return found, file, err
}
