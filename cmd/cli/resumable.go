package cli

import (
	"context"
	"errors"
	"path/filepath"

	"github.com/spf13/cobra"

	"marketsim/sim/results"
	"marketsim/sim/units"
)

// resumable are the flags of verbs that keep what is finished until they end.
type resumable struct {
	resume bool
	kept   string // folder of finished replications; empty: they are kept in memory
}

func (r *resumable) flag(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&r.resume, "resume", false, "go on where the same command was stopped; what is finished is not played again")
}

// keptFolder is a folder of finished replications whose errors are worded.
type keptFolder struct {
	app *app
	*units.Folder
}

// Put implements units.Store.
func (k keptFolder) Put(u *units.Unit, arms []*results.Result) error {
	return k.app.wrote(k.Path, k.Folder.Put(u, arms))
}

// keeping does what a verb does with a folder in which finished replications are kept, and removes that once all is done. Replications are named by all that
// they depend on, the program among it, so that nothing of another scenario or program is ever taken.
func (a *app) keeping(r *resumable, dir string, do func() error) error {
	release, err := a.claim(dir)
	if err != nil {
		return err
	}
	defer release()
	r.kept = filepath.Join(dir, "partial")
	if !r.resume {
		if err := a.remove(r.kept); err != nil {
			return err
		}
	}
	if err := a.makeDirs(r.kept); err != nil {
		return err
	}
	err = do()
	var f *failure
	if answer := errors.As(err, &f) && f.quiet; err != nil && !answer && codeOf(err) != ExitUsage {
		if a.kept = true; !errors.Is(err, context.Canceled) {
			a.note("what is finished is kept in %s; the same command with --resume goes on", a.show(r.kept))
		}
		return err
	}
	return errors.Join(a.remove(r.kept), err)
}
