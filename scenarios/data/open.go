package data

import (
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"marketsim/sim/units/files"
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
		return worded(name)(files.Read(path, MaxBytes))
	}
	folders := append([]string{a.Dir}, a.Allowed...)
	if !below(path, folders) {
		return nil, outside(name)
	}
	resolved, err := filepath.EvalSymlinks(path)
	if err != nil {
		resolved = files.Destination(path) // of what is elsewhere nothing is told, not even that it is missing
	}
	for _, folder := range folders {
		if root, rel, ok := within(resolved, folder); ok {
			if err != nil {
				return nil, unreadable(name, err)
			}
			if !given && !tabular(rel) {
				return nil, mistake(0, 0, "", "data file `%s`: a scenario may name tables only, files that end in %s and whose path has no part that begins with a dot", name, strings.Join(endings, ", "))
			}
			return worded(name)(files.ReadPlain(root, rel, MaxBytes))
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

func outside(name string) error {
	return mistake(0, 0, "", "data file `%s` lies outside of the scenario's folder; a scenario may name files below its own folder only", name)
}

// worded words the error of reading a data file.
func worded(name string) func([]byte, error) ([]byte, error) {
	return func(content []byte, err error) ([]byte, error) {
		if err != nil {
			return nil, unreadable(name, err)
		}
		return content, nil
	}
}

func unreadable(name string, err error) error {
	switch {
	case errors.Is(err, syscall.EISDIR):
		return mistake(0, 0, "name a file", "data file `%s`: this is a folder", name)
	case errors.Is(err, files.ErrIrregular):
		return mistake(0, 0, "write its content to a regular file first", "data file `%s`: this is a device, a pipe or a socket, not a regular file", name)
	case errors.Is(err, files.ErrTooLarge):
		return mistake(0, 0, "split it, or sum it up with `marketsim ingest`", "data file `%s` has more than %d MiB, the limit", name, MaxBytes>>20)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return &Error{Message: noFile(name)}
	}
	if errors.Is(err, fs.ErrPermission) {
		return mistake(0, 0, "allow reading it", "data file `%s`: reading it is not permitted", name)
	}
	return mistake(0, 0, "", "data file `%s`: it cannot be read", name)
}
