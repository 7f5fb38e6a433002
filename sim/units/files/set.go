package files

import (
	"bytes"
	"errors"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

const (
	staging   = ".staging-"  // begins the name of the folder in which a set is written
	replacing = ".replacing" // ends its name from when the set is whole until all its files have their place
	notice    = "README"     // the file in it that says so, and by which it is known
)

const noticeText = `marketsim was stopped while it put the files of this folder into their places, one folder up.
Files of an earlier command were removed there; nothing of the new ones is lost: what is not in its
place yet is here. The next command that writes these files completes this.
`

// removes begins a line of the notice that names a file of the earlier set which the new one lacks.
const removes = "removes "

// A Set is several files that belong together. They are written into a folder of their own, Dir, and get their places when all are whole: a reader
// finds files of the earlier set or of the new one, and never some of each. A kill at any moment leaves the earlier set, the new one, or a part of
// one of them with a folder NAME.replacing that holds what the new one lacks; Recover completes it. The folder has one writer, who has its lock.
type Set struct {
	Dir          string // write here
	folder, name string
}

// NewSet begins a set in a folder that is there.
func NewSet(folder, name string) (*Set, error) {
	s := &Set{filepath.Join(folder, staging+name), folder, name}
	if err := Remove(s.Dir); err != nil { // of a process that was killed
		return nil, err
	}
	return s, system.Mkdir(s.Dir, 0o777)
}

// Final is where a file of a set that is being written will stand; other paths are as they are.
func Final(path string) string {
	parts := strings.Split(filepath.ToSlash(path), "/")
	kept := slices.DeleteFunc(slices.Clone(parts), func(part string) bool { return strings.HasPrefix(part, staging) })
	if len(kept) == len(parts) {
		return path
	}
	return filepath.FromSlash(strings.Join(kept, "/"))
}

// Discard removes a set that was not finished.
func (s *Set) Discard() error { return Remove(s.Dir) }

// Places are where the files of the set will stand.
func (s *Set) Places() (paths []string, err error) {
	names, err := below(s.Dir)
	for _, name := range names {
		paths = append(paths, filepath.Join(s.folder, name))
	}
	return paths, err
}

// Commit gives all files their places, and removes of the earlier set those that the new one has not: also names the files that a set may have,
// below its folder.
func (s *Set) Commit(also ...string) error {
	names, err := below(s.Dir)
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := s.prepare(name); err != nil {
			return err
		}
	}
	text := noticeText
	for _, name := range also {
		if !slices.Contains(names, filepath.FromSlash(name)) {
			text += removes + name + "\n"
		}
	}
	if err := Create(filepath.Join(s.Dir, notice), []byte(text)); err != nil {
		return err
	}
	whole := filepath.Join(s.folder, s.name+replacing)
	if err := system.Rename(s.Dir, whole); err != nil {
		return err
	}
	if err := system.SyncDir(s.folder); err != nil {
		return err
	}
	fresh, old, err := namesOf(whole)
	if err != nil {
		return err
	}
	return replace(s.folder, whole, fresh, old)
}

// prepare makes room for a file: its folder, and the permissions of the file that it replaces.
func (s *Set) prepare(name string) error {
	place, fresh := filepath.Join(s.folder, name), filepath.Join(s.Dir, name)
	if err := MakeDirs(filepath.Dir(place)); err != nil {
		return err
	}
	_, mode, _, err := own(place)
	if err != nil || mode == 0 {
		return err
	}
	f, err := system.Open(fresh, syscall.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Chmod(mode), f.Close())
}

// Sets are the sets that the commands of a folder write there, by name, and which files each may have, by their paths with slashes below the folder.
type Sets map[string]func(file string) bool

// ErrForeign says that a folder has the name of a set's, and holds or removes what such a set does not.
var ErrForeign = errors.New("it is nothing that this program leaves there")

// Recover completes what Commit began in a folder before its process was killed. It looks at the known sets only, and one that would replace or remove
// a file that is none of its own is ErrForeign, with nothing done: the folder may have come from somebody else. The caller has the folder's lock.
func Recover(folder string, known Sets) error {
	for _, name := range slices.Sorted(maps.Keys(known)) {
		err := recoverOne(folder, filepath.Join(folder, name+replacing), known[name])
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// recoverOne completes one set.
func recoverOne(folder, whole string, may func(file string) bool) error {
	info, err := lstat(whole)
	if err != nil {
		return err
	}
	foreign := &fs.PathError{Op: "complete", Path: whole, Err: ErrForeign}
	if !info.IsDir() {
		return foreign
	}
	entries, err := ReadDir(whole)
	switch {
	case err != nil:
		return err
	case len(entries) == 0:
		return discard(whole)
	}
	data, err := ReadOwn(filepath.Join(whole, notice))
	if err != nil || !bytes.HasPrefix(data, []byte(noticeText)) {
		return foreign
	}
	fresh, old, err := namesOf(whole)
	if err != nil {
		return err
	}
	for _, name := range old {
		if !may(filepath.ToSlash(name)) || !plain(filepath.Join(folder, name)) {
			return foreign
		}
	}
	for _, name := range fresh {
		if !plain(filepath.Join(whole, name)) {
			return foreign
		}
	}
	return replace(folder, whole, fresh, old)
}

// plain tells whether a path is a regular file, or nothing.
func plain(path string) bool {
	info, err := lstat(path)
	return errors.Is(err, fs.ErrNotExist) || err == nil && info.Mode().IsRegular()
}

// namesOf are the files of a whole set, and those that go before they get their places.
func namesOf(whole string) (fresh, old []string, err error) {
	if fresh, err = below(whole); err != nil {
		return nil, nil, err
	}
	text, err := ReadOwn(filepath.Join(whole, notice))
	if err != nil {
		return nil, nil, err
	}
	old = slices.Clone(fresh)
	for line := range strings.Lines(string(text)) {
		if name, ok := strings.CutPrefix(strings.TrimSpace(line), removes); ok && filepath.IsLocal(name) {
			old = append(old, filepath.Clean(filepath.FromSlash(name)))
		}
	}
	return fresh, old, nil
}

// replace removes the files of the earlier set, then moves those of the new one into their places. It can be begun again after a kill.
func replace(folder, whole string, fresh, old []string) error {
	if err := each(folder, old, func(name string) error { return discard(filepath.Join(folder, name)) }); err != nil {
		return err
	}
	move := func(name string) error { return system.Rename(filepath.Join(whole, name), filepath.Join(folder, name)) }
	if err := each(folder, fresh, move); err != nil {
		return err
	}
	return done(whole)
}

// each does something with files below a folder, and flushes the names in the folders that they are in.
func each(folder string, names []string, do func(name string) error) error {
	var dirs []string
	for _, name := range names {
		if err := do(name); err != nil {
			return err
		}
		if dir := filepath.Join(folder, filepath.Dir(name)); !slices.Contains(dirs, dir) {
			dirs = append(dirs, dir)
		}
	}
	for _, dir := range dirs {
		if err := system.SyncDir(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// done removes the folder of a set whose files have their places, the notice last.
func done(whole string) error {
	entries, err := ReadDir(whole)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Name() != notice {
			if err := Remove(filepath.Join(whole, e.Name())); err != nil {
				return err
			}
		}
	}
	if err := discard(filepath.Join(whole, notice)); err != nil {
		return err
	}
	return discard(whole)
}

// below names the files below the folder of a set, but its notice.
func below(folder string) (names []string, err error) {
	err = Walk(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(folder, path)
		if name != notice {
			names = append(names, name)
		}
		return err
	})
	return names, err
}
