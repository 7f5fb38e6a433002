package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"marketsim/reports"
	"marketsim/reports/format"
	"marketsim/scenarios"
	"marketsim/scenarios/data"
	"marketsim/sim/results"
	"marketsim/sim/units"
	"marketsim/sim/units/files"
)

// ongoing is a run or sweep whose folder this process writes, and whose record must tell the truth whenever it ends. It is the
// store of its units.
type ongoing struct {
	app     *app
	folder  string
	kept    *store
	release func() // gives the folder back

	mu     sync.Mutex
	record *record
}

// start makes the folder of a run with its record and inputs.
func (a *app) start(ctx context.Context, out string, st *study, src source, c *changes, jobs int) (*ongoing, error) {
	if err := a.ownResult("run", filepath.Join(a.path(out), st.base.Name)); err != nil {
		return nil, err
	}
	r := st.record()
	r.Argv, r.File, r.Dir, r.Changes, r.Files, r.Jobs, r.Begun = slices.Clone(a.Args), src.name, src.dir, *c, a.seen.Sums(), jobs, a.Now().UTC()
	r.identify(a.program())
	folder, release, err := a.newFolder(ctx, out, st.base.Name, r.RunID, r.Begun, func(folder string) error {
		return errors.Join(a.writeInputs(folder, st.base), a.writeRecord(folder, r))
	})
	if err != nil {
		return nil, err
	}
	return &ongoing{app: a, folder: folder, kept: a.store(folder), release: release, record: r}, nil
}

// writeInputs keeps the scenario as it was given and as it was understood.
func (a *app) writeInputs(folder string, s *scenarios.Scenario) error {
	for _, dir := range []string{"partial", "data"} {
		if err := a.makeDirs(filepath.Join(folder, dir)); err != nil {
			return err
		}
	}
	if err := a.writeFile(filepath.Join(folder, "scenario.yaml"), s.Source); err != nil {
		return err
	}
	return a.writeFile(filepath.Join(folder, "scenario.resolved.yaml"), s.Resolved())
}

// reopen takes up a run that was stopped, or one that is complete and gets more replications (0: as many as it has). The run is
// nil when there is nothing to do.
func (a *app) reopen(ctx context.Context, name string, c *changes, jobs count) (*ongoing, *study, source, error) {
	folder, _, err := a.findOwn(name)
	if err != nil {
		return nil, nil, source{}, err
	}
	release, err := a.lock(folder, runSets)
	if err != nil {
		return nil, nil, source{}, err
	}
	run, st, src, err := a.reopened(ctx, folder, c, jobs)
	if run == nil {
		release()
		return nil, nil, src, err
	}
	run.release = release
	return run, st, src, nil
}

// reopened is reopen for who has the folder's lock.
func (a *app) reopened(ctx context.Context, folder string, c *changes, jobs count) (*ongoing, *study, source, error) {
	replications := c.Replications
	r, err := a.readRecord(folder) // again: another process may have gone on before the lock was free
	if err == nil {
		err = a.tidy(folder, r)
	}
	if err != nil {
		return nil, nil, source{}, err
	}
	if r.Tune != nil {
		return nil, nil, source{}, usage("marketsim tune --resume "+a.typed(folder), "%s is a search", a.show(folder))
	}
	if r.Status == statusComplete && int(replications) == 0 || r.Status == statusComplete && int(replications) == r.each() {
		a.note("%s is complete: there is nothing to resume", a.show(folder))
		return nil, nil, source{}, said(*r.ExitCode)
	}
	if what := r.program().Differs(a.program()); what != "" {
		return nil, nil, source{}, usage("use the same program on such a machine, or run the scenario again", "the run was made by %s: results could differ", what)
	}
	if err := a.places(r, c); err != nil {
		return nil, nil, source{}, err
	}
	src, st, err := a.recorded(folder, r)
	if err != nil {
		return nil, nil, src, err
	}
	kept := a.store(folder)
	if err := kept.know(r); err != nil {
		return nil, nil, src, err
	}
	if replications > 0 {
		if r, st, err = a.extended(r, st, src, replications); err != nil {
			return nil, nil, src, err
		}
	}
	if err := errors.Join(a.afford(st.largest()), ctx.Err()); err != nil {
		return nil, nil, src, err
	}
	if err := a.writeInputs(folder, st.base); err != nil {
		return nil, nil, src, err
	}
	_, n, err := kept.finished(r)
	if err != nil {
		return nil, nil, src, err
	}
	a.note("resuming %s: %d of %d replications are finished", a.show(folder), n, r.units())
	r.Status, r.ExitCode, r.Resumed, r.Jobs, r.ReplicationsDone = statusRunning, nil, r.Resumed+1, a.workers(jobs), n
	if err := a.writeRecord(folder, r); err != nil {
		return nil, nil, src, err
	}
	return &ongoing{app: a, folder: folder, kept: kept, record: r}, st, src, nil
}

// tidy removes what killed processes left in a run's folder; the caller has its lock.
func (a *app) tidy(folder string, r *record) error {
	if err := files.Clean(folder); err != nil {
		return a.diskError("clean", folder, err)
	}
	if r.Status == statusComplete {
		return a.remove(a.store(folder).partial())
	}
	return nil
}

// places lets a resumed run read what it read when it was begun, and nothing else: its record may come from somebody else. Folders outside of the
// scenario's are those of this command; a file whose content is not the recorded one is refused before anything of it is read.
func (a *app) places(r *record, c *changes) error {
	if had := r.Changes.AllowFiles; len(had) > 0 && len(c.AllowFiles) == 0 {
		return usage("add --allow-files "+had[0], "the run reads data files outside of its scenario's folder, which this command has to allow again")
	}
	c.WorkDir = a.Dir
	r.Changes.AllowFiles = c.allowed()
	a.seen = data.OnlySeen(r.Files)
	return nil
}

// changed is the refusal to go on with what is not what it was.
func changed(again string) error {
	return usage(again, "the scenario, its data files, or what they mean, changed since the run was begun; the run is left as it is")
}

// recorded is what a run's record says was run, read again; it must mean the same.
func (a *app) recorded(folder string, r *record) (source, *study, error) {
	s, err := a.replayable(folder, r)
	if err == nil && s == nil {
		err = changed("run the scenario again")
	}
	if err != nil {
		return source{}, nil, err
	}
	text, err := a.readOwn(filepath.Join(folder, "scenario.yaml"))
	if err != nil {
		return source{}, nil, err
	}
	src := source{name: r.File, data: text, dir: r.Dir}
	st, err := a.study(src, &r.Changes, r.Sweep != nil)
	if a.seen.Refused() || err == nil && !(st.base.Hash == r.Hash && r.tellsOf(st)) {
		err = changed("run the scenario again")
	}
	return src, st, err
}

// tellsOf tells whether what is going to run is what a record tells of, whatever the number of replications: the base and every point.
func (r *record) tellsOf(st *study) bool {
	fresh := st.record()
	return fresh.Seed == r.Seed && fresh.Market.same(&r.Market) && slices.EqualFunc(fresh.points(), r.points(), (*labels).same)
}

// same tells whether two labels are of one market with one content of its data files.
func (l *labels) same(other *labels) bool {
	return l.MarketHash == other.MarketHash && slices.Equal(l.DataHashes, other.DataHashes) &&
		slices.EqualFunc(l.Arms, other.Arms, func(x, y reports.ArmInfo) bool { return x.Name == y.Name })
}

// extended is a run's record and study with more replications.
func (a *app) extended(r *record, st *study, src source, replications count) (*record, *study, error) {
	switch {
	case st.base.Questions.Sequential != nil:
		return nil, nil, usage("run the scenario again with -n", "the number of replications of this run is found on the way (%s)", st.base.Questions.Sequential.Describe())
	case int(replications) < r.each():
		return nil, nil, usage("name a larger number", "the run has %s, and `--replications %d` takes none away", format.Count(r.each(), "replication"), replications)
	}
	more := *r
	more.Changes.Replications = replications
	longer, err := a.study(src, &more.Changes, r.Sweep != nil)
	if err != nil {
		return nil, nil, err
	}
	if !r.tellsOf(longer) {
		return nil, nil, changed("run the scenario again")
	}
	fresh := longer.record()
	if r.Digest != "" {
		more.Known = &known{r.Digest, r.each()}
	}
	more.Hash, more.RunID, more.Market, more.Sweep, more.Digest = fresh.Hash, fresh.RunID, fresh.Market, fresh.Sweep, ""
	return &more, longer, nil
}

// scheduler runs the units of the run and keeps them in its folder.
func (r *ongoing) scheduler() *units.Scheduler {
	w := r.app.scheduler(r.record.Jobs)
	w.Store = r
	return w
}

// Get is what the folder has of a unit.
func (r *ongoing) Get(u *units.Unit) ([]*results.Result, error) { return r.kept.Get(u) }

// Put keeps a unit and counts it for each of its points, unless the run was stopped meanwhile: run.json tells how many are kept.
func (r *ongoing) Put(u *units.Unit, arms []*results.Result) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.record.Status != statusRunning {
		return context.Canceled
	}
	if err := r.app.wrote(r.folder, r.kept.Put(u, arms)); err != nil {
		return err
	}
	r.record.ReplicationsDone += r.record.sharing(u)
	return nil
}

// plan notes how many replications are to be there before the next look.
func (r *ongoing) plan(replications int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.record.Market.Replications = replications
}

// reads keeps in the record which data files were read, when there are more than it tells of.
func (r *ongoing) reads(sums map[string]string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(sums) == len(r.record.Files) {
		return nil
	}
	r.record.Files = sums
	return r.app.writeRecord(r.folder, r.record)
}

// conclude keeps the exact results in one file instead of one a unit, and marks the run as finished. What is replaced is removed last.
func (r *ongoing) conclude(all [][]*results.Result, code int) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.record.Status != statusRunning {
		return context.Canceled
	}
	if err := r.kept.finish(all); err != nil {
		return err
	}
	r.record.Digest, r.record.Known = digestOf(all), nil
	if err := r.close(statusComplete, code); err != nil {
		r.record.Status = statusRunning // what is finished is kept, and the caller tells so
		return err
	}
	if err := r.app.remove(r.kept.partial()); err != nil {
		r.app.tell(err) // the run is complete all the same; the next run of the folder cleans up
	}
	return nil
}

// stop marks the run as interrupted or partial, and tells how to go on. It returns the error to end with.
func (r *ongoing) stop(err error) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	code := r.app.interrupted()
	if r.record.Status == statusInterrupted {
		return said(code) // abandoned meanwhile
	}
	status := statusInterrupted
	if code == 0 || !errors.Is(err, context.Canceled) {
		status, code = statusPartial, ExitIncomplete
		r.app.tell(err)
	}
	if !r.resumable() {
		r.record.Status = status
		r.app.tell(usage("run the scenario again", "%s: %s was removed, or its files were, while the run wrote to it; it cannot be resumed", status, r.app.show(r.folder)))
		return said(code)
	}
	lost := ""
	n := r.there()
	if n < r.record.ReplicationsDone {
		lost = fmt.Sprintf("; %d more were removed meanwhile", r.record.ReplicationsDone-n)
		r.record.ReplicationsDone = n
	}
	done := fmt.Sprintf("%d of %d replications are finished and kept%s", r.record.ReplicationsDone, r.record.units(), lost)
	if r.record.Tune != nil { // how many a search takes is known at its end; a resumed one counts what it had before
		r.record.ReplicationsDone = n
		done = format.Count(r.record.ReplicationsDone, "replication") + " of the search, finished and kept"
	}
	fmt.Fprintf(r.app.Stderr, "%s: %s\n  = help: to complete the run: marketsim %s --resume %s\n", status, done, r.record.verb(), r.app.typed(r.folder))
	if err := r.close(status, code); err != nil {
		r.app.tell(err)
	}
	return said(code)
}

// resumable tells whether the folder still has what a resume begins with: somebody may have removed it meanwhile.
func (r *ongoing) resumable() bool {
	return exists(filepath.Join(r.folder, recordFile)) && exists(filepath.Join(r.folder, "scenario.yaml"))
}

// there counts the replications that the folder has: those of each unit, for each of its points, and those that an extended run had before.
func (r *ongoing) there() (n int) {
	entries, err := files.ReadDir(r.kept.partial())
	if err != nil {
		entries = nil // removed
	}
	has := map[string]bool{}
	for _, e := range entries {
		if id, is := strings.CutSuffix(e.Name(), units.Suffix); is {
			has[id] = true
		}
	}
	if r.record.Tune != nil {
		return len(has)
	}
	before := exists(r.kept.results())
	for _, p := range r.record.points() {
		for i := range r.record.each() {
			u := r.record.unit(p, i)
			if arms, _ := r.kept.Known.Get(&u); before && arms != nil || has[u.ID()] {
				n++
			}
		}
	}
	return n
}

// close writes the record for the last time.
func (r *ongoing) close(status string, code int) error {
	r.record.Status, r.record.ExitCode, r.record.Ended = status, &code, r.app.Now().UTC()
	if status == statusComplete && !exists(r.folder) {
		r.app.note("marketsim: warning: %s got another name while the run wrote to it; the results went with it", r.app.show(r.folder))
	}
	return r.app.writeRecord(r.folder, r.record)
}
