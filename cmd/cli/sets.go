package cli

import (
	"context"
	"errors"
	"io/fs"
	"path"
	"path/filepath"
	"slices"

	"marketsim/sim/units/files"
)

// This file names the sets of files that commands replace as a whole. A set that a killed command left is completed as far as its files are named
// here, and anything else in its place is refused: a folder that somebody else made brings nothing into the place of other files, and removes none.

// shown is the name of the set of files that a run folder shows.
const shown = "report"

// runSets are the sets of a run's folder.
var runSets = files.Sets{shown: isShown}

// isShown tells whether a file of a run's folder is drawn from the record and the results, which it is none of.
func isShown(name string) bool {
	dir, file := path.Split(name)
	switch dir {
	case "":
		return slices.Contains([]string{"summary.json", "summary.md", "checks.junit.xml"}, file)
	case "data/":
		return slices.Contains([]string{".csv", ".parquet"}, path.Ext(file))
	case "report/":
		return slices.Contains([]string{".png", ".svg", ".csv", ".txt", ".html"}, path.Ext(file))
	}
	return false
}

// The sets of the folders of calibrate, fit and decide.
const (
	calibrationSet = "calibration"
	fitSet         = "fit"
	decisionSet    = "decision"
)

var resultSets = files.Sets{
	calibrationSet: anyOf(calibrationFiles),
	fitSet:         anyOf(fitFiles),
	decisionSet:    anyOf(append([]string{"index.html"}, decidedFiles...)),
}

var calibrationFiles = []string{"summary.json", "calibrated.yaml", "summary.md", "targets.csv", "parameters.csv", "sensitivity.csv", "index.html", "targets.png", "curves.png", "sensitivity.png"}

var fitFiles = []string{"summary.json", "summary.md", "beliefs.yaml", "index.html", "fit.png"}

// decidedFiles are the files that only some decisions have.
var decidedFiles = func() []string {
	all := []string{"decision.yaml"}
	for _, name := range calibrationFiles {
		all = append(all, "calibration/"+name)
	}
	return all
}()

func anyOf(names []string) func(string) bool {
	return func(name string) bool { return slices.Contains(names, name) }
}

// spareSet refuses to replace an input by a set of files, before anything is simulated for it.
func (s *State) spareSet(dir string, may func(file string) bool) error {
	return files.Walk(dir, func(path string, d fs.DirEntry, err error) error {
		if rel, other := filepath.Rel(dir, path); err == nil && other == nil && may(filepath.ToSlash(rel)) && s.isInput(path) {
			return usage("name another folder with -o", "%s is what this command reads: its result would replace it", s.show(path))
		}
		return nil // what cannot be read is told by what writes there
	})
}

// writeSet replaces a set in a folder that the user named, through links if it is one, when it is this process's turn to write there. Its files are in
// the folder itself and have the set's name before a dot: other files there are the user's. also names files that only some such sets have.
func (s *State) writeSet(ctx context.Context, out, name string, all fileSet, also ...string) error {
	if err := s.makeOwn(s.path(out)); err != nil {
		return err
	}
	dir := followed(s.path(out))
	names := slices.Clone(also)
	for file := range all {
		names = append(names, file)
	}
	known := files.Sets{name: anyOf(names)}
	release, err := s.await(ctx, dir, known)
	if err != nil {
		return err
	}
	defer release()
	return s.together(dir, known, name, func(dir string) error { return s.writeAll(dir, all) }, also...)
}

// recovered completes the sets of files that killed processes left in a folder that is locked, or releases it.
func (s *State) recovered(folder string, known files.Sets, release func()) (func(), error) {
	err := files.Recover(folder, known)
	if err == nil {
		return release, nil
	}
	release()
	var at *fs.PathError
	if errors.Is(err, files.ErrForeign) && errors.As(err, &at) {
		return nil, usage("look at what it holds, and remove it", "%s is not what this program leaves where it was stopped: nothing of it was moved or removed", s.show(at.Path))
	}
	return nil, s.diskError("complete what was being written in", folder, err)
}
