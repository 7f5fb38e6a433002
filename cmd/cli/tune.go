package cli

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"marketsim/reports/figures"
	"marketsim/reports/format"
	"marketsim/reports/pages"
	"marketsim/reports/tuning"
	"marketsim/scenarios"
	"marketsim/sim/tune"
)

// tuneFlags are the flags of tune.
type tuneFlags struct {
	changes                       changes
	beliefs                       string
	out, resume, progress, format string
	jobs                          count
	resumable                     // of decide
}

func (a *app) tuneVerb() *cobra.Command {
	o := &tuneFlags{}
	cmd := &cobra.Command{
		Use: "tune FILE", Short: "search for a good setting under constraints",
		Example: "  marketsim tune scenario.yaml\n  marketsim tune scenario.yaml --set tune.budget.runs=400 -n 8\n  marketsim tune --resume runs/ad-load/latest",
		Long: "Search the levers of a scenario's `tune:` for the setting that is best for its\n" +
			"objective and keeps its constraints. All settings share their random numbers. The\n" +
			"best of the finalists is selected with a stated probability and played again with\n" +
			"fresh random numbers, and the search's own optimism is told.\n\n" +
			"The answer is the same for any number of workers. A search that is stopped keeps\n" +
			"what is finished; --resume completes it to the same bytes.",
		Args: func(cmd *cobra.Command, args []string) error {
			if o.resume != "" {
				return takes(0, 0, "")(cmd, args)
			}
			return takes(1, 1, "a scenario file, or - for standard input")(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.resume != "" {
				return a.resumeTune(cmd.Context(), o)
			}
			return a.beginTune(cmd.Context(), o, args[0])
		},
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVarP(&o.out, "out", "o", "runs", "`DIR` for run folders")
	f.StringVar(&o.beliefs, "beliefs", "", "take the beliefs of `FILE`, such as fits/NAME/beliefs.yaml, in place of the scenario's")
	o.changes.sets(cmd)
	f.BoolVar(&o.changes.Quick, "quick", false, "a small version to see whether all works; marked QUICK everywhere")
	f.VarP(&o.jobs, "jobs", "j", "workers; never changes a result (default: one per processor)")
	f.StringVar(&o.resume, "resume", "", "complete the search in the folder `RUN`")
	choose(cmd, &o.format, "format", "on standard output; json is exactly summary.json", "text", "json")
	choose(cmd, &o.progress, "progress", "how progress is shown", progressAuto, progressPlain, progressNone)
	return cmd
}

// tuneRecord is what run.json keeps of a search.
type tuneRecord struct {
	Runs int `json:"runs"` // its budget
}

// beginTune starts a search. What is wrong with it is told before anything is simulated.
func (a *app) beginTune(ctx context.Context, o *tuneFlags, name string) error {
	src, err := a.source(name)
	if err == nil {
		err = a.believe(o)
	}
	if err != nil {
		return err
	}
	base, err := a.loadApart(src, &o.changes)
	if err != nil {
		return err
	}
	if err := errors.Join(tunable(src, base), a.believable(src, base, &o.changes)); err != nil {
		return err
	}
	st := &study{base: base, search: true}
	if err := errors.Join(a.afford(base.Spec), ctx.Err()); err != nil {
		return err
	}
	p := a.newPlayer(ctx, o, base, base.Tune, src)
	defer p.bar.clear()
	if _, err := p.search.Probe(); err != nil {
		return nothingToSearch(err, otherLevers)
	}
	a.seeChoices(src, base.Tune, &o.changes)
	run, err := a.start(ctx, o.out, st, src, &o.changes, a.workers(o.jobs))
	if err != nil {
		return err
	}
	if err := p.adopt(run); err != nil {
		run.release()
		return err
	}
	return a.playTune(o, p)
}

// otherLevers is the remedy where levers leave nothing to search.
const otherLevers = "name other levers or wider ranges, or another objective"

// nothingToSearch words an error that says so, with a remedy; other errors stay.
func nothingToSearch(err error, remedy string) error {
	if text, is := strings.CutPrefix(err.Error(), tune.ErrIdle.Error()+": "); is {
		return usage(remedy, "%s", text)
	}
	return err
}

// tunable refuses scenarios that state no search, or one that cannot tell chance from effect.
func tunable(src source, s *scenarios.Scenario) error {
	switch {
	case s.Tune == nil:
		return usage("write tune: {levers: {mechanism.reserve: {from: 0 USD, to: 0.50 USD}}, maximise: revenue}", "%s states no search", src.name)
	case len(s.Tune.Strategies) > 0 && s.Tune.Beliefs == nil:
		return usage("write beliefs: {as_stated: {}, otherwise: {set: ...}}, take --beliefs FILE, or play arms with marketsim run", "strategies are compared over beliefs, and there are none")
	case s.Spec.Replications < 2:
		return usage("write run.replications: 8, or -n 8", "one replication cannot tell chance from effect: a search needs two or more")
	case s.Tune.Runs < s.Spec.Replications*4:
		return usage(fmt.Sprintf("raise tune.budget.runs to %d or more", 20*s.Spec.Replications), "%d runs are too few for a search with %d replications", s.Tune.Runs, s.Spec.Replications)
	}
	return nil
}

// resumeTune completes a search: it decides again, and finds what is finished.
func (a *app) resumeTune(ctx context.Context, o *tuneFlags) error {
	if o.changes.any() || o.beliefs != "" {
		return usage("leave the other flags out; they are recorded in the run", "a search that is resumed cannot be changed")
	}
	folder, r, err := a.findOwn(o.resume)
	if err != nil {
		return err
	}
	if r.Tune == nil {
		return usage("marketsim run --resume "+a.typed(folder), "%s is no search", a.show(folder))
	}
	release, err := a.lock(folder, runSets)
	if err != nil {
		return err
	}
	run, base, src, err := a.reopenTune(folder, o)
	if run == nil {
		release()
		return err
	}
	run.release = release
	p := a.newPlayer(ctx, o, base, base.Tune, src)
	p.run = run
	return a.playTune(o, p)
}

// reopenTune takes up a search that was stopped; the caller has the folder's lock. The run is nil when there is nothing to do.
func (a *app) reopenTune(folder string, o *tuneFlags) (*ongoing, *scenarios.Scenario, source, error) {
	r, err := a.readRecord(folder)
	if err == nil {
		err = a.tidy(folder, r)
	}
	if err != nil {
		return nil, nil, source{}, err
	}
	if r.Status == statusComplete {
		a.note("%s is complete: there is nothing to resume", a.show(folder))
		return nil, nil, source{}, said(*r.ExitCode)
	}
	if what := r.program().Differs(a.program()); what != "" {
		return nil, nil, source{}, usage("use the same program on such a machine, or search again", "the search was made by %s: results could differ", what)
	}
	text, err := a.readOwn(filepath.Join(folder, "scenario.yaml"))
	if err == nil {
		err = a.places(r, &o.changes)
	}
	if err != nil {
		return nil, nil, source{}, err
	}
	src := source{name: r.File, data: text, dir: r.Dir}
	base, err := a.loadApart(src, &r.Changes)
	if err == nil && base.Tune != nil {
		a.seeChoices(src, base.Tune, &r.Changes)
	}
	if a.seen.Refused() || err == nil && (base.Hash != r.Hash || !newRecord(base).Market.same(&r.Market)) {
		err = changed("search again")
	}
	if err == nil {
		err = tunable(src, base) // a record may come from somebody else
	}
	if err != nil {
		return nil, nil, src, err
	}
	a.note("resuming %s", a.show(folder))
	r.Status, r.ExitCode, r.Resumed, r.Jobs, r.ReplicationsDone = statusRunning, nil, r.Resumed+1, a.workers(o.jobs), 0
	o.changes = r.Changes
	if err := a.writeRecord(folder, r); err != nil {
		return nil, nil, src, err
	}
	return &ongoing{app: a, folder: folder, kept: a.store(folder), record: r}, base, src, nil
}

// playTune searches and completes the folder.
func (a *app) playTune(o *tuneFlags, p *player) error {
	run := p.run
	defer run.release()
	a.onLeave(func() bool { run.stop(context.Canceled); return true })
	defer a.onLeave(nil)
	found, err := p.find()
	p.bar.clear()
	if err != nil {
		return run.stop(err)
	}
	summary, err := tuning.Summarise(run.record.input(nil), found)
	if err == nil {
		err = a.renderTune(run.folder, run.record, summary)
	}
	if err == nil {
		run.record.Digest, err = summaryDigest(summary)
	}
	if err == nil {
		err = run.close(statusComplete, summary.ExitCode)
	}
	if err != nil {
		return run.stop(err)
	}
	a.onLeave(nil)
	if err := a.remove(run.kept.partial()); err != nil {
		a.tell(err)
	}
	return a.giveTune(o.format, run.folder, run.record, summary)
}

// renderTune writes everything that the folder of a search shows.
func (a *app) renderTune(folder string, r *record, s *tuning.Summary) error {
	data, err := s.JSON()
	if err != nil {
		return err
	}
	in := r.input(nil)
	drawn := figures.TunePictures(in, s, a.Figures)
	all := fileSet{"summary.json": content(data), "summary.md": s.Markdown, "data/candidates.csv": s.WriteCSV,
		"report/index.html": func(w io.Writer) error { return pages.WriteTune(w, in, s, drawn) }}
	if s.Decision != nil {
		all["data/beliefs.csv"] = s.WriteBeliefs
	}
	return a.together(folder, runSets, shown, func(dir string) error {
		if err := a.writeAll(dir, all); err != nil {
			return err
		}
		report := filepath.Join(dir, "report")
		return a.wrote(report, figures.DrawTune(report, drawn))
	}, "data/beliefs.csv")
}

// storedTune is the summary of a search that is complete.
func (a *app) storedTune(folder string, r *record) (*tuning.Summary, error) {
	if r.Status != statusComplete {
		return nil, usage("marketsim tune --resume "+a.typed(folder), "the search is not complete")
	}
	name := filepath.Join(folder, "summary.json")
	data, err := a.readOwn(name)
	if err != nil {
		return nil, err
	}
	if r.Digest != bytesDigest(data) {
		return nil, usage("search again", "%s is not what run.json tells of: it is damaged or changed by hand", a.show(name))
	}
	return tuning.Parse(data)
}

// summaryDigest is the digest of a search's summary.json.
func summaryDigest(s *tuning.Summary) (string, error) {
	data, err := s.JSON()
	return bytesDigest(data), err
}

func bytesDigest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:8])
}

// reportTune draws a search again from its summary.
func (a *app) reportTune(as, folder string, r *record) error {
	s, err := a.storedTune(folder, r)
	if err == nil {
		err = a.renderTune(folder, r, s)
	}
	if err != nil {
		return err
	}
	return a.giveTune(as, folder, r, s)
}

// giveTune writes the answer to standard output.
func (a *app) giveTune(as, folder string, r *record, s *tuning.Summary) error {
	if as == "json" {
		data, err := s.JSON()
		if err == nil {
			_, err = a.Stdout.Write(data)
		}
		if err != nil {
			return err
		}
		return said(s.ExitCode)
	}
	fmt.Fprintf(a.Stdout, "%s\n\n%s\n", wrapped(format.Marked(fmt.Sprintf("Search of %s: %s, %d replications at full accuracy.", s.Scenario, s.Played(), s.Replications), s.Quick)), a.screenTables(s))
	for _, line := range s.Lines() {
		fmt.Fprintln(a.Stdout, wrapped(line))
	}
	if text := a.toRun(s, r); text != "" {
		fmt.Fprintf(a.Stdout, "\nTo run it:\n%s\n", text)
	}
	fmt.Fprintf(a.Stdout, "\nRun folder: %s\n", a.show(folder))
	return said(s.ExitCode)
}

// screenTables are what a screen has room for of a search; the files have all of it, and pipes all names.
func (a *app) screenTables(s *tuning.Summary) string {
	text, room := "", 28
	if a.style(a.Stdout).Full {
		room = 0
	}
	if s.Decision == nil {
		text = a.table(upright(s.Table()))
	} else {
		text = a.table(a.narrow(s.StrategyTable())) + "\n" + a.table(a.narrow(s.BestTable(room)))
	}
	for _, rows := range [][][]string{s.HorizonLines(room), s.BeliefHorizonLines(min(room, 24))} {
		if rows != nil {
			text += "\n" + a.table(rows)
		}
	}
	return text
}

// upright turns a table with few rows and long heads on its side, so that it fits a screen.
func upright(rows [][]string) (out [][]string) {
	for j := range rows[0] {
		line := make([]string, len(rows))
		for i := range rows {
			line[i] = rows[i][j]
		}
		out = append(out, line[:min(len(line), shownSettings)])
	}
	return out
}

// shownSettings is how many settings a screen has room for, the head included.
const shownSettings = 4
