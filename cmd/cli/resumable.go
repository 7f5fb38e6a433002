package cli

import (
	"cmp"
	"context"
	"errors"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"marketsim/sim/results"
	"marketsim/sim/units"
)

// resumable are the flags of verbs that keep what is finished until they end.
type resumable struct {
	resume bool
	kept   *keptFolder // nil: finished replications are kept in memory
}

func (r *resumable) flag(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&r.resume, "resume", false, "go on where the same command was stopped; what is finished is not played again")
}

// keptFolder is a folder of finished replications whose errors are worded.
type keptFolder struct {
	units.Folder
	app   *app
	stale bool // what an earlier command left is in it, and not resumed: it goes when the first replication of this one takes its place
}

// Get implements units.Store.
func (k *keptFolder) Get(u *units.Unit) ([]*results.Result, error) {
	if k.stale {
		return nil, nil
	}
	return k.Folder.Get(u)
}

// Put implements units.Store.
func (k *keptFolder) Put(u *units.Unit, arms []*results.Result) error {
	if k.stale {
		if err := k.app.removeIn(k.Path); err != nil {
			return err
		}
		k.stale = false
	}
	return k.app.wrote(k.Path, k.Folder.Put(u, arms))
}

// keeping does what a verb does with a folder in which finished replications are kept, and removes that once there is an answer. Replications are named by all
// that they depend on, the program among it, so that nothing of another scenario or program is ever taken. The answer is a set of files, none of which may be
// an input.
func (a *app) keeping(r *resumable, verb, set, dir string, do func() error) error {
	if err := cmp.Or(a.ownResult(verb, dir), a.knows(r.resume)); err != nil {
		return err
	}
	release, err := a.claim(dir, resultSets)
	if err != nil {
		return err
	}
	defer release()
	if err := cmp.Or(a.ownResult(verb, dir), a.spareSet(dir, resultSets[set])); err != nil { // again: claiming completes what a killed process was writing
		return err
	}
	kept := filepath.Join(dir, verb+".partial") // what another verb keeps there stays
	if err := a.makeDirs(kept); err != nil {
		return err
	}
	r.kept = &keptFolder{app: a, Folder: units.Folder{Path: kept}, stale: !r.resume}
	err = do()
	if err == nil || answered(err) {
		return errors.Join(a.remove(kept), err)
	}
	if err := a.removeEmpty(kept); err != nil {
		return err
	}
	if a.kept = exists(kept); a.kept && !errors.Is(err, context.Canceled) {
		a.note("what is finished is kept in %s; the same command with --resume goes on", a.show(kept))
	}
	return err
}

// answered tells whether an error is the exit code of an answer that was given.
func answered(err error) bool {
	var f *failure
	return errors.As(err, &f) && f.quiet && (f.code == ExitFail || f.code == ExitInconclusive)
}

// knows refuses to resume where this program cannot tell whether it made what is kept.
func (a *app) knows(resume bool) error {
	if resume && !a.program().Known() {
		return usage("make it readable (chmod +r), or begin anew without --resume", "the executable cannot be read, so nothing tells whether it made what is kept")
	}
	return nil
}

// ownResult refuses a folder that has what another verb made: results of several verbs have files of the same names.
func (a *app) ownResult(verb, dir string) error {
	for _, mark := range []struct{ file, verb, what string }{
		{latest, "run", "the runs of a scenario"}, {"calibrated.yaml", "calibrate", "a calibration"}, {"beliefs.yaml", "fit", "a fit"}, {"index.html", "decide", "a decision"},
	} {
		if _, err := os.Lstat(filepath.Join(dir, mark.file)); err != nil {
			continue
		}
		if mark.verb == verb {
			return nil
		}
		return usage("name another folder with -o, or move this one away", "%s has %s in it, which `marketsim %s` does not replace", a.show(dir), mark.what, verb)
	}
	return nil
}
