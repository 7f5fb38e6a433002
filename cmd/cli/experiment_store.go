package cli

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"

	"marketsim/reports/experiment"
	"marketsim/reports/format"
	"marketsim/scenarios"
	"marketsim/scenarios/schema"
	layouts "marketsim/sim/experiment"
	"marketsim/sim/results"
	"marketsim/sim/units"
	"marketsim/sim/units/files"
)

// keptTrials keeps the finished replications of an experiment while it is not complete: a file each, in a folder beside the report that
// this process alone writes.
type keptTrials struct {
	*app
	folder  string
	release func()
	stale   bool // what an earlier run left is in the folder, and not resumed: it goes when the first replication of this one takes its place
}

// keepTrials opens the folder of an experiment.
func (a *app) keepTrials(s *scenarios.Scenario, e *layouts.Experiment, o *experimentFlags) (*keptTrials, error) {
	if err := a.knows(o.resume); err != nil {
		return nil, err
	}
	k := &keptTrials{app: a, stale: !o.resume, folder: filepath.Join(a.path(o.out), s.Name+"."+e.Name+".partial")} // names have no dot in them
	var err error
	if k.release, err = a.claim(k.folder, nil); err != nil {
		return nil, err
	}
	return k, nil
}

// conclude runs an experiment and removes what was kept when it is complete; otherwise it tells how to go on.
func (k *keptTrials) conclude(run func() error) error {
	defer k.release()
	k.onLeave(func() bool { return k.tell() })
	defer k.onLeave(nil)
	err := run()
	var f *failure
	switch {
	case err == nil:
		return k.remove(k.folder)
	case k.finished() == 0:
		return errors.Join(err, k.removeEmpty(k.folder))
	case k.interrupted() != 0 && errors.Is(err, context.Canceled):
		k.tell()
		return said(k.interrupted())
	case errors.As(err, &f):
		k.tell()
	}
	return err
}

// finished is how many replications are kept.
func (k *keptTrials) finished() (n int) {
	entries, _ := files.ReadDir(k.folder) // of a folder that cannot be read nothing is told
	for _, e := range entries {
		if filepath.Ext(e.Name()) == units.Suffix {
			n++
		}
	}
	return n
}

// tell says what is kept and how to go on; it tells whether there is anything.
func (k *keptTrials) tell() bool {
	n := k.finished()
	if n > 0 {
		fmt.Fprintf(k.Stderr, "%s of the experiment %s finished and kept in %s\n  = help: to go on: the same command with --resume\n", format.Count(n, "run"), schema.Verb(n, "is", "are"), k.show(k.folder))
	}
	return n > 0
}

// trialsOf are the kept replications of an experiment in one market.
type trialsOf struct {
	*keptTrials
	scenario *scenarios.Scenario
	what     string
}

// of names an experiment by the scenario, which holds its designs, and by how it is run; nil where nothing is kept.
func (k *keptTrials) of(s *scenarios.Scenario, e *layouts.Experiment, how string) *trialsOf {
	if k == nil {
		return nil
	}
	return &trialsOf{k, s, fmt.Sprintf("%s %s %s", s.FullHash(), e.Name, how)}
}

// unit names one replication; side 1 is the one without a treatment.
func (t *trialsOf) unit(l *layouts.Layout, replication, side int) *units.Unit {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d", t.what, side))
	u := &units.Unit{Market: hex.EncodeToString(sum[:]), Data: t.scenario.Data, Seed: l.Spec.Seed, Replication: replication, Program: t.program()}
	for i := range l.Spec.Arms {
		u.Arms = append(u.Arms, l.Spec.Arms[i].Name)
	}
	return u
}

// play is what is kept of a replication, or what simulates it, which is kept then. Without a folder nothing is kept.
func (t *trialsOf) play(l *layouts.Layout, replication, side int, simulate func() (*experiment.Outcome, error)) (*experiment.Outcome, error) {
	if t == nil {
		return simulate()
	}
	u := t.unit(l, replication, side)
	path := filepath.Join(t.folder, u.ID()+units.Suffix)
	out, err := readTrial(path, u)
	switch {
	case t.stale:
	case err == nil:
		out.Layout = l
		t.detail("replication %d is taken from %s", replication+1, t.show(path))
		return out, nil
	case !errors.Is(err, fs.ErrNotExist):
		fmt.Fprintf(t.Stderr, "marketsim: warning: %s: %v; the replication is simulated again\n", t.show(path), err)
	}
	if out, err = simulate(); err != nil {
		return nil, err
	}
	if t.stale {
		if err := t.removeIn(t.folder); err != nil {
			return nil, err
		}
		t.stale = false
	}
	return out, t.wrote(path, writeTrial(path, u, out))
}

// writeTrial writes the results of a unit: the length of the results, these, and what the units of its tests did.
func writeTrial(path string, u *units.Unit, out *experiment.Outcome) error {
	var whole, body bytes.Buffer
	if err := results.Encode(&whole, out.Results); err != nil {
		return err
	}
	body.Write(binary.LittleEndian.AppendUint64(nil, uint64(whole.Len())))
	body.Write(whole.Bytes())
	if err := results.EncodeTrials(&body, out.Units); err != nil {
		return err
	}
	return files.WriteOwn(path, func(w io.Writer) error {
		_, err := w.Write(units.Sealed(u, body.Bytes()))
		return err
	})
}

// readTrial reads what writeTrial wrote; it must be of the unit.
func readTrial(path string, u *units.Unit) (*experiment.Outcome, error) {
	data, err := files.ReadOwn(path)
	if err != nil {
		return nil, err
	}
	rest, err := units.Opened(u, data)
	if err != nil {
		return nil, err
	}
	if len(rest) < 8 || binary.LittleEndian.Uint64(rest) > uint64(len(rest)-8) {
		return nil, errors.New("stored results are cut short")
	}
	n, rest := binary.LittleEndian.Uint64(rest), rest[8:]
	out := &experiment.Outcome{}
	if out.Results, err = results.Decode(bytes.NewReader(rest[:n])); err == nil {
		err = u.Check(out.Results)
	}
	if err == nil {
		out.Units, err = results.DecodeTrials(bytes.NewReader(rest[n:]))
	}
	if err == nil && len(out.Units) != len(out.Results) {
		err = errors.New("stored results lack what the units of a test did")
	}
	return out, err
}
