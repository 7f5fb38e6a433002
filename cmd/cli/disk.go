package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"syscall"

	"marketsim/reports/figures"
	"marketsim/sim/units/files"
	"marketsim/sim/units/neutral"
)

// This file is the only one of the command line that touches files. Every error names the path as the user would, and what to do.

// path resolves a path that the user gave.
func (s *State) path(name string) string {
	if filepath.IsAbs(name) {
		return filepath.Clean(name)
	}
	return filepath.Join(s.Dir, name)
}

// show is a path as the user would write it: relative to the working directory where it lies below.
func (s *State) show(path string) string {
	path = files.Final(path)
	if rel, err := filepath.Rel(s.Dir, path); err == nil && filepath.IsLocal(rel) {
		return filepath.ToSlash(rel)
	}
	return path
}

// reason is what went wrong with a file, in plain words, and a remedy.
func reason(err error) (why, help string) {
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return "the disk is full", "free some space or choose another folder with --out"
	case errors.Is(err, syscall.EROFS):
		return "the file system is read-only", "choose another folder with --out"
	case errors.Is(err, fs.ErrPermission):
		return "permission denied", "choose a place that you may write to"
	case errors.Is(err, fs.ErrNotExist):
		return "no such file or folder", ""
	case errors.Is(err, syscall.EISDIR):
		return "it is a folder", "name a file"
	case errors.Is(err, files.ErrIrregular):
		return "it is a pipe or a device, which may never end", "write its content to a file, or to standard input"
	case errors.Is(err, files.ErrUnread):
		return files.ErrUnread.Error(), "begin to read it before, or name a file"
	case errors.Is(err, files.ErrSwapped):
		return files.ErrSwapped.Error(), "remove the link"
	case errors.Is(err, syscall.ENOTDIR):
		return "a part of the path is not a folder", ""
	}
	var inner *fs.PathError
	if errors.As(err, &inner) {
		return inner.Err.Error(), ""
	}
	return err.Error(), ""
}

// diskError is a failure to write: the run did not finish.
func (s *State) diskError(what, path string, err error) error {
	why, help := reason(err)
	return unfinished(help, "cannot %s %s: %s", what, s.show(path), why)
}

// read reads a whole file that the user named: a regular one of no more than files.MaxRead bytes.
func (s *State) read(name string) ([]byte, error) { return s.readAtMost(name, files.MaxRead) }

// readOwn is read for a file of a run's folder, which follows no link in its place.
func (s *State) readOwn(path string) ([]byte, error) {
	data, err := files.ReadOwn(path)
	return data, s.misopened(path, err)
}

// misopened words why a file was not read.
func (s *State) misopened(name string, err error) error {
	if err == nil {
		return nil
	}
	why, help := reason(err)
	return usage(help, "cannot read %s: %s", neutral.Line(name), why)
}

// readAtMost reads a whole file that the user named, of no more than so many bytes: a regular one, or what a name of the system stands for, such as
// /dev/stdin. It notes whether a link led to what was read, which no look at names before or after tells for sure.
func (s *State) readAtMost(name string, bytes int64) ([]byte, error) {
	path := s.path(name)
	s.reads(path)
	if systems.MatchString(path) {
		f, err := os.Open(path)
		if err != nil {
			return nil, s.misopened(name, err)
		}
		defer f.Close()
		data, err := files.ReadAll(f, 0, bytes)
		return data, s.misopened(name, err)
	}
	dir, rel := filepath.VolumeName(path)+string(filepath.Separator), path
	if below(s.Dir, path) { // the working folder is where the user stands, whatever links led there
		dir = s.Dir
	}
	rel, err := filepath.Rel(dir, path)
	if err != nil {
		return nil, s.misopened(name, err)
	}
	data, err := files.ReadPlain(dir, rel, bytes)
	if err == nil {
		s.noteLinked(path, false)
		return data, nil
	}
	s.noteLinked(path, !errors.Is(err, fs.ErrPermission) || s.linked(name)) // a folder on the way may be such that it is not opened itself
	data, err = files.Read(path, bytes)
	return data, s.misopened(name, err)
}

// beginning is how a regular file begins; empty where it cannot be read.
func beginning(path string, bytes int64) string {
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	head, _ := io.ReadAll(io.LimitReader(f, bytes)) // as far as it can be read
	return string(head)
}

// writeFile replaces a file in one step, so that a reader or a crash never meets half of it.
func (s *State) writeFile(path string, data []byte) error {
	return s.writeWith(path, content(data))
}

// writeNamed is writeFile for a file beside one that the user named; what killed processes left beside it is removed.
func (s *State) writeNamed(path string, data []byte) error {
	if err := errors.Join(s.plainTarget(path), s.staysHere(path)); err != nil {
		return err
	}
	if err := files.CleanFlat(filepath.Dir(path)); err != nil {
		return s.diskError("clean", filepath.Dir(path), err)
	}
	return s.wrote(path, files.WriteOwn(path, content(data)))
}

// writeWith is writeFile with a function that writes the content. It follows no link.
func (s *State) writeWith(path string, content func(io.Writer) error) error {
	if err := s.spare(path); err != nil {
		return err
	}
	return s.wrote(path, files.WriteOwn(path, content))
}

// writeTo is writeWith for a file that the user named: it is written through links that stay in the working folder, and to devices. What killed processes
// left beside it is removed.
func (s *State) writeTo(path string, content func(io.Writer) error) error {
	if err := errors.Join(s.spare(path), s.staysHere(path)); err != nil {
		return err
	}
	if to := files.Destination(path); !systems.MatchString(to) {
		if err := files.CleanFlat(filepath.Dir(to)); err != nil && !errors.Is(err, fs.ErrNotExist) { // who writes tells that there is no folder
			return s.diskError("clean", filepath.Dir(to), err)
		}
	}
	defer s.pipes(path)()
	return s.wrote(path, files.Write(path, content))
}

// wrote words the error of a function that writes to a path; failures that are worded already pass through.
func (s *State) wrote(path string, err error) error {
	var f *failure
	if err == nil || errors.As(err, &f) || errors.Is(err, context.Canceled) {
		return err
	}
	return s.diskError("write", path, err)
}

// together writes files that belong together and replaces those of an earlier command by all of them at once: fill writes them below dir, and they
// get their places below the folder when all are whole. also names the files that only some such commands write. The caller has the folder's lock.
func (s *State) together(folder string, known files.Sets, name string, fill func(dir string) error, also ...string) error {
	set, err := files.NewSet(folder, name)
	if err != nil {
		return s.wrote(folder, err)
	}
	if err = fill(set.Dir); err == nil {
		err = s.replaceable(folder, set, known[name])
	}
	if err == nil {
		err = set.Commit(also...)
	}
	if err != nil {
		return errors.Join(s.wrote(folder, err), set.Discard())
	}
	return nil
}

// replaceable refuses to replace by a set what is no plain file, or an input. A file that such a set may not have is a mistake of this program: were
// it killed, nothing would complete the set.
func (s *State) replaceable(folder string, set *files.Set, may func(file string) bool) error {
	places, err := set.Places()
	for _, path := range places {
		if rel, other := filepath.Rel(folder, path); other != nil || !may(filepath.ToSlash(rel)) {
			err = errors.Join(err, fmt.Errorf("%s is named in no set", rel))
		}
		err = errors.Join(err, s.plainTarget(path), s.spare(path))
		if info, other := os.Lstat(path); other == nil && info.IsDir() {
			err = errors.Join(err, s.wrote(path, &fs.PathError{Op: "write", Path: path, Err: syscall.EISDIR}))
		}
	}
	return err
}

// fileSet are files of a set by their names, with what writes each.
type fileSet map[string]func(io.Writer) error

// content is what writes data.
func content(data []byte) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	}
}

// add adds pictures.
func (c fileSet) add(drawn []figures.Picture) {
	for _, p := range drawn {
		c[p.Name+".png"] = p.Write
	}
}

// writeAll writes files into a folder.
func (s *State) writeAll(dir string, all fileSet) error {
	for _, name := range slices.Sorted(maps.Keys(all)) {
		path := filepath.Join(dir, name)
		if err := s.makeDirs(filepath.Dir(path)); err != nil {
			return err
		}
		if err := s.writeWith(path, all[name]); err != nil {
			return err
		}
	}
	return nil
}

// writeNew writes a file that must not exist yet.
func (s *State) writeNew(path string, data []byte) error {
	if err := s.staysHere(path); err != nil {
		return err
	}
	err := files.Create(path, data)
	switch {
	case errors.Is(err, fs.ErrExist):
		return usage("name another file, or remove it first", "%s exists already and was left as it is", s.show(path))
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.ENOTDIR), errors.Is(err, syscall.EISDIR):
		why, help := reason(err)
		return usage(help, "cannot write %s: %s", s.show(path), why)
	case err != nil:
		return s.diskError("write", path, err)
	}
	return nil
}

// makeDirs makes a folder and those above it.
func (s *State) makeDirs(path string) error {
	if err := files.MakeDirs(path); err != nil {
		return s.diskError("make the folder", path, err)
	}
	return nil
}

// makeOwn is makeDirs for a folder that the user named, or one below it, in which a command is going to write: every such verb begins here.
func (s *State) makeOwn(path string) error {
	if err := s.staysHere(path); err != nil {
		return err
	}
	return s.makeDirs(path)
}

// point makes a symbolic link, replacing an older one at once.
func (s *State) point(link, target string) error {
	if err := files.Point(link, target); err != nil {
		return s.diskError("make the link", link, err)
	}
	return nil
}

// exists tells whether there is a file or folder.
func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// removeIn removes all that is in a folder.
func (s *State) removeIn(folder string) error {
	entries, err := files.ReadDir(folder)
	if err != nil {
		return s.diskError("read", folder, err)
	}
	for _, e := range entries {
		err = errors.Join(err, s.remove(filepath.Join(folder, e.Name())))
	}
	return err
}

// removeEmpty removes a folder unless anything is in it.
func (s *State) removeEmpty(folder string) error {
	if entries, err := files.ReadDir(folder); err != nil || len(entries) > 0 {
		return nil
	}
	return s.remove(folder)
}

// remove removes a folder with all that is in it.
func (s *State) remove(path string) error {
	if err := files.Remove(path); err != nil {
		return s.diskError("remove", path, err)
	}
	return nil
}
