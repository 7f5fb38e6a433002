package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"marketsim/sim/units/files"
)

const (
	latest    = "latest" // link to the newest run of a scenario
	unwritten = ".new-"  // begins the name of a run's folder until it holds run.json
)

// newFolder makes a run's folder, out/<scenario>/<UTC time>-<id>, lets fill write to it, and lets latest point at it. It never
// takes one that exists. A folder gets its name only when fill is done, so that a kill leaves no run without its record; what
// killed processes left is removed. The caller is the folder's only writer until it calls release.
func (s *State) newFolder(ctx context.Context, out, scenario, id string, begun time.Time, fill func(folder string) error) (folder string, release func(), err error) {
	parent := filepath.Join(s.path(out), scenario)
	if err := s.plainTarget(parent); err != nil {
		return "", nil, err
	}
	if err := s.makeOwn(parent); err != nil {
		return "", nil, err
	}
	done, err := s.await(ctx, parent, nil)
	if err != nil {
		return "", nil, err
	}
	defer done()
	if err := s.cleanNew(parent); err != nil {
		return "", nil, err
	}
	fresh := filepath.Join(parent, unwritten+id)
	if err := files.MakeNew(fresh); err != nil {
		return "", nil, s.diskError("make the folder", fresh, err)
	}
	release, err = s.lock(fresh, nil)
	if err == nil {
		if err = fill(fresh); err == nil {
			folder, err = s.nameFolder(fresh, filepath.Join(parent, begun.UTC().Format("20060102T150405Z")+"-"+id))
		}
		if err != nil {
			release()
		}
	}
	if err != nil {
		return "", nil, errors.Join(err, s.remove(fresh))
	}
	if err := s.point(filepath.Join(parent, latest), filepath.Base(folder)); err != nil {
		fmt.Fprintf(s.Stderr, "marketsim: warning: %v\n", err) // some file systems have no links; the run does not need it
	}
	if err := s.holds(folder); err != nil {
		release()
		return "", nil, err
	}
	return folder, release, nil
}

// leadsBeside refuses a link to the newest run that this program did not make: one that leads to anything but a folder beside it. The folder of runs may
// come from somebody else.
func (s *State) leadsBeside(link string) error {
	if filepath.Base(link) != latest {
		return nil
	}
	target, err := os.Readlink(link)
	if err != nil {
		return nil // a copy, with a folder in the link's place
	}
	info, err := os.Lstat(filepath.Join(filepath.Dir(link), target))
	if err != nil || !info.IsDir() || filepath.Base(target) != target || target == ".." || target == "." {
		return usage("name the folder of the run itself", "%s leads to another place than a run beside it", filepath.ToSlash(link))
	}
	return nil
}

// nameFolder gives a folder the first name that is free: the wanted one, or with -2, -3 and so on behind it.
func (s *State) nameFolder(fresh, wanted string) (string, error) {
	folder := wanted
	for i := 2; ; i++ {
		err := files.Move(fresh, folder)
		switch {
		case err == nil:
			return folder, nil
		case !errors.Is(err, fs.ErrExist):
			return "", s.diskError("make the folder", folder, err)
		}
		folder = fmt.Sprintf("%s-%d", wanted, i)
	}
}

// cleanNew removes what killed processes left among a scenario's runs; the caller holds the lock of the folder.
func (s *State) cleanNew(parent string) error {
	entries, err := files.ReadDir(parent)
	if err != nil {
		return s.diskError("read", parent, err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), unwritten) {
			if err := s.remove(filepath.Join(parent, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

// resultDir makes a folder whose name and files this program chooses, below one that the user names. It may have come with somebody else's files:
// a link in its place or in it would lead what is written to another place.
func (s *State) resultDir(folder string) error {
	if err := s.plainTarget(folder); err != nil {
		return err
	}
	if err := s.makeOwn(folder); err != nil {
		return err
	}
	if err := s.hold(folder); err != nil {
		return err
	}
	return s.plainFiles(folder)
}

// claim is resultDir for a folder that a verb keeps what is finished in: the caller is its only writer until it calls release, and what killed
// processes left half written is removed.
func (s *State) claim(folder string, known files.Sets) (release func(), err error) {
	if err := s.resultDir(folder); err != nil {
		return nil, err
	}
	if release, err = s.lock(folder, known); err != nil {
		return nil, err
	}
	if err = s.plainFiles(folder); err == nil { // again: another process may have written until the lock was free
		if err = files.Clean(folder); err == nil {
			return release, nil
		}
		err = s.diskError("clean", folder, err)
	}
	release()
	return nil, err
}

// plainTarget refuses to write to a link, pipe or device where this program has chosen the name.
func (s *State) plainTarget(path string) error {
	if info, err := os.Lstat(path); err == nil && !info.IsDir() && !info.Mode().IsRegular() {
		return usage("remove it", "%s is no plain file: what is written there would go elsewhere", s.show(path))
	}
	return nil
}

// plainFiles refuses a run's folder that has anything but files and folders in it. It may come from somebody else: through a link in it a
// report would be written to another place, and a pipe never ends.
func (s *State) plainFiles(folder string) error {
	return files.Walk(folder, func(path string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist): // removed meanwhile
			return nil
		case err != nil:
			why, help := reason(err)
			return usage(help, "cannot read %s: %s", s.show(path), why)
		case !d.IsDir() && !d.Type().IsRegular():
			return usage("run the scenario again, or copy the folder without links", "%s is no plain file: the folder of a run has no links, pipes or devices in it", s.show(path))
		}
		return nil
	})
}

// lock makes this process the only writer of a run's folder until release is called, and completes the sets of files that killed processes left there.
// Where a file system has no locks, it warns.
func (s *State) lock(folder string, known files.Sets) (release func(), err error) {
	release, err = files.Lock(folder)
	if release, err = s.locked(folder, release, err); err != nil {
		return nil, err
	}
	return s.recovered(folder, known, release)
}

// await is lock that waits for its turn.
func (s *State) await(ctx context.Context, folder string, known files.Sets) (release func(), err error) {
	release, err = files.Await(ctx, folder)
	if release, err = s.locked(folder, release, err); err != nil {
		return nil, err
	}
	return s.recovered(folder, known, release)
}

// locked words what came of locking.
func (s *State) locked(folder string, release func(), err error) (func(), error) {
	switch {
	case err == nil:
		return release, nil
	case errors.Is(err, files.ErrLocked):
		return nil, usage("wait for it, or stop it", "another program is writing to %s; it is left as it is", s.show(folder))
	case errors.Is(err, errors.ErrUnsupported):
		fmt.Fprintf(s.Stderr, "marketsim: warning: %s is on a file system without locks: let no second program write to it\n", s.show(folder))
		return release, nil
	case errors.Is(err, context.Canceled):
		return nil, err
	}
	return nil, s.diskError("lock", folder, err)
}
