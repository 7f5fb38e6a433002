package data

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// Access says which files a scenario may name.
type Access struct {
	Dir     string   // of the scenario: relative names start here, and files below it may be read
	Allowed []string // further folders whose files may be read
	WorkDir string   // names given on the command line are also looked for here
	Seen    *Seen    // what the command has read; nil: nobody asks
}

// Read reads a file that a scenario names: a regular file below the scenario's folder or an allowed one after links are resolved,
// of at most MaxBytes. Given tells that the name comes from the command line: then it may lie anywhere, but a relative name does not lead out of the
// scenario's folder through a link in it, wherever the user stands: whoever made the folder may have put it there. Shown is the path for messages. The error is an *Error.
func (a Access) Read(name string, given bool) (shown string, content []byte, err error) {
	beside := a.full(a.Dir, name)
	anywhere := given && (filepath.IsAbs(name) || !below(beside, []string{a.Dir}))
	content, err = a.read(beside, name, given, anywhere)
	if err == nil {
		err = a.Seen.check(beside, name, content)
	}
	var bad *Error
	if err == nil || !given || a.WorkDir == "" || filepath.IsAbs(name) || !errors.As(err, &bad) || bad.Message != noFile(name) && bad.Message != leadsOut(name) {
		return beside, content, err
	}
	path, was := a.full(a.WorkDir, name), err
	if content, err = a.read(path, name, true, !below(path, []string{a.Dir})); err == nil {
		err = a.Seen.check(path, name, content)
	}
	if errors.As(err, &bad) && bad.Message == noFile(name) {
		return beside, nil, was
	}
	return path, content, err
}

func leadsOut(name string) string {
	return "data file `" + name + "`: a link leads out of the scenario's folder"
}

func noFile(name string) string { return "data file `" + name + "`: there is no such file" }

func (a Access) full(dir, name string) string {
	if filepath.IsAbs(name) {
		return filepath.Clean(name)
	}
	return filepath.Join(dir, name)
}

// read reads one file: of any place, or below the folders. A name that is given need not be one of a table.
func (a Access) read(path, name string, given, anywhere bool) ([]byte, error) {
	if anywhere {
		return readRegular(name, func() (fs.FileInfo, error) { return os.Stat(path) },
			func() (*os.File, error) { return os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0) })
	}
	folders := append([]string{a.Dir}, a.Allowed...)
	if !below(path, folders) {
		return nil, outside(name)
	}
	resolved, err := filepath.EvalSymlinks(path)
	if err != nil {
		return nil, unreadable(name, err)
	}
	for _, folder := range folders {
		if root, rel, ok := within(resolved, folder); ok {
			if !given && !tabular(rel) {
				return nil, mistake(0, 0, "", "data file `%s`: a scenario may name tables only, files that end in %s and whose path has no part that begins with a dot", name, strings.Join(endings, ", "))
			}
			return readBelow(root, rel, name)
		}
	}
	if given {
		return nil, mistake(0, 0, "give the path of the file itself", "%s", leadsOut(name))
	}
	return nil, outside(name)
}

// endings are those of tables.
var endings = []string{".csv", ".tsv", ".tab", ".txt", ".parquet", ".json"}

// NamesTable tells whether a value, a file's name or a whole part of a scenario, may name a table.
func NamesTable(value string) bool {
	value = strings.ToLower(value)
	return slices.ContainsFunc(endings, func(ending string) bool { return strings.Contains(value, ending) })
}

// tabular tells whether a file may be one of tables by its name. Keys, settings and histories that lie in a folder are none.
func tabular(rel string) bool {
	for _, part := range strings.Split(filepath.ToSlash(rel), "/") {
		if strings.HasPrefix(part, ".") {
			return false
		}
	}
	return slices.Contains(endings, strings.ToLower(filepath.Ext(rel)))
}

// below tells whether a path lies in one of some folders, links aside. It keeps messages from telling what exists elsewhere.
func below(path string, folders []string) bool {
	for _, folder := range folders {
		full, err1 := filepath.Abs(path)
		dir, err2 := filepath.Abs(folder)
		if rel, err := filepath.Rel(dir, full); err1 == nil && err2 == nil && err == nil && filepath.IsLocal(rel) {
			return true
		}
	}
	return false
}

// within is the path of a resolved file relative to a folder that holds it.
func within(resolved, folder string) (root, rel string, ok bool) {
	root, err := filepath.EvalSymlinks(cleanDir(folder))
	if err != nil {
		return "", "", false
	}
	dir, err1 := filepath.Abs(root)
	full, err2 := filepath.Abs(resolved)
	rel, err = filepath.Rel(dir, full)
	return dir, rel, err == nil && err1 == nil && err2 == nil && filepath.IsLocal(rel)
}

func cleanDir(dir string) string {
	if dir == "" {
		return "."
	}
	return dir
}

// readBelow opens a file through its folder and those below, so that a link that is put in its way meanwhile leads neither outside nor to another
// file inside.
func readBelow(dir, rel, name string) ([]byte, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, unreadable(name, err)
	}
	parts := strings.Split(filepath.ToSlash(rel), "/")
	for _, part := range parts[:len(parts)-1] {
		inner, err := plainFolder(root, part)
		root.Close()
		if err != nil {
			return nil, unreadable(name, err)
		}
		root = inner
	}
	defer root.Close()
	base := parts[len(parts)-1]
	return readRegular(name, func() (fs.FileInfo, error) { return root.Lstat(base) },
		func() (*os.File, error) { return root.OpenFile(base, os.O_RDONLY|syscall.O_NONBLOCK, 0) })
}

// plainFolder opens a folder in another; a link in its place, which came there after links were resolved, is refused.
func plainFolder(root *os.Root, part string) (*os.Root, error) {
	inner, err := root.OpenRoot(part)
	if err != nil {
		return nil, err
	}
	opened, err1 := inner.Stat(".")
	if seen, err2 := root.Lstat(part); err1 == nil && err2 == nil && os.SameFile(seen, opened) {
		return inner, nil
	}
	inner.Close()
	return nil, errSwapped
}

var errSwapped = errors.New("it was changed while it was opened")

// readRegular reads a regular file. It looks before it opens, since opening a device or a FIFO can have effects or wait; what it reads is the file
// that it looked at.
func readRegular(name string, stat func() (fs.FileInfo, error), open func() (*os.File, error)) ([]byte, error) {
	info, err := stat()
	if err != nil {
		return nil, unreadable(name, err)
	}
	if bad := regular(name, info); bad != nil {
		return nil, bad
	}
	f, err := open()
	if err != nil {
		return nil, unreadable(name, err)
	}
	defer f.Close()
	opened, err := f.Stat()
	if err != nil {
		return nil, unreadable(name, err)
	}
	if !os.SameFile(info, opened) {
		return nil, unreadable(name, errSwapped)
	}
	var content bytes.Buffer
	content.Grow(int(info.Size()) + bytes.MinRead)
	switch n, err := content.ReadFrom(io.LimitReader(f, MaxBytes+1)); {
	case err != nil:
		return nil, unreadable(name, err)
	case n > MaxBytes:
		return nil, tooLarge(name)
	}
	return content.Bytes(), nil
}

func regular(name string, info fs.FileInfo) error {
	switch {
	case info.IsDir():
		return mistake(0, 0, "name a file", "data file `%s`: this is a folder", name)
	case !info.Mode().IsRegular():
		return mistake(0, 0, "write its content to a regular file first", "data file `%s`: this is a device, a pipe or a socket, not a regular file", name)
	case info.Size() > MaxBytes:
		return tooLarge(name)
	}
	return nil
}

func tooLarge(name string) error {
	return mistake(0, 0, "split it, or sum it up with `marketsim ingest`", "data file `%s` has more than %d MiB, the limit", name, MaxBytes>>20)
}

func outside(name string) error {
	return mistake(0, 0, "", "data file `%s` lies outside of the scenario's folder; a scenario may name files below its own folder only", name)
}

func unreadable(name string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return &Error{Message: noFile(name)}
	}
	if errors.Is(err, fs.ErrPermission) {
		return mistake(0, 0, "allow reading it", "data file `%s`: reading it is not permitted", name)
	}
	return mistake(0, 0, "", "data file `%s`: it cannot be read", name)
}
