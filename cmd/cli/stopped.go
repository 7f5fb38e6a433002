package cli

import (
	"errors"
	"path/filepath"
	"strings"
	"sync"

	"marketsim/reports"
	"marketsim/reports/stats"
	"marketsim/reports/verdict"
)

// owed is what a run owes to who asked for JUnit XML, Markdown or annotations, should it end early: they are given once, and say
// that it did not finish.
type owed struct {
	outputs *outputs
	once    sync.Once
}

// asked tells whether any form was asked for.
func (w *owed) asked() bool {
	return w.outputs.junit != "" || w.outputs.markdown != "" || w.outputs.github
}

// why is the word for how a run ended early.
func (a *app) why() string {
	if a.interrupted() != 0 {
		return statusInterrupted
	}
	return statusPartial
}

// unbegun is the summary of a run of which there is no folder yet.
func unbegun(file string) *reports.Summary {
	name := strings.TrimSuffix(strings.TrimSuffix(filepath.Base(file), ".yaml"), ".yml")
	return &reports.Summary{Scenario: name, Version: version(), Level: stats.Level}
}

// settle gives the forms of a run that ended early.
func (a *app) settle(w *owed, s *reports.Summary, file string) {
	if !w.asked() {
		return
	}
	s.Verdict, s.ExitCode, s.Stopped = reports.Incomplete, ExitIncomplete, a.why()
	w.once.Do(func() { a.tell(a.giveForms(w.outputs, s, file)) })
}

// soFar is the summary of what a stopped run has: without its results where they cannot be read.
func (a *app) soFar(run *ongoing) *reports.Summary {
	all, _, err := run.kept.finished(run.record)
	if err == nil {
		var s *reports.Summary
		if s, err = verdict.Summarise(run.record.input(all)); err == nil {
			return s
		}
	}
	a.tell(err)
	return run.counted()
}

// counted is the summary of a stopped run by its record alone, which does not change any more.
func (run *ongoing) counted() *reports.Summary {
	run.mu.Lock()
	defer run.mu.Unlock()
	r := run.record
	return &reports.Summary{Scenario: r.Scenario, Question: r.Market.Question, Hash: r.Hash, Version: r.Version, Seed: r.Seed, Quick: r.Market.Quick, Shortened: r.Market.Shortened,
		Days: r.Market.Days, WarmupDays: r.Market.WarmupDays, Level: stats.Level, ReplicationsDone: r.ReplicationsDone, ReplicationsPlanned: r.units(),
		Warnings: r.Market.Warnings}
}

// ended stops a run that did not finish, and gives what is owed. It returns the error to end with.
func (a *app) ended(w *owed, run *ongoing, err error) error {
	code := run.stop(err)
	if w.asked() {
		a.settle(w, a.soFar(run), run.record.place())
	}
	return code
}

// begun runs what makes a run's folder, and gives what is owed where it was interrupted before there was one.
func (a *app) begun(w *owed, file string, begin func() error) error {
	a.onLeave(func() bool { a.settle(w, unbegun(file), file); return false })
	err := begin()
	var f *failure
	if a.interrupted() != 0 && !errors.As(err, &f) {
		a.settle(w, unbegun(file), file)
	}
	a.onLeave(nil)
	return err
}
