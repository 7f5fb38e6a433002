package files_test

import (
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"marketsim/sim/units/files"
)

// listed is the real file system with a list of what was done to it.
type listed struct {
	files.System
	done []string
}

func (l *listed) note(op, path string) { l.done = append(l.done, op+" "+filepath.Base(path)) }

func (l *listed) Open(path string, flag int, perm fs.FileMode) (files.File, error) {
	f, err := l.System.Open(path, flag, perm)
	l.note("open", path)
	return noted{f, l, path}, err
}

func (l *listed) Mkdir(path string, perm fs.FileMode) error {
	l.note("name", filepath.Dir(path))
	return l.System.Mkdir(path, perm)
}

func (l *listed) Rename(from, to string) error {
	l.note("name", filepath.Dir(to))
	return l.System.Rename(from, to)
}

func (l *listed) Symlink(target, link string) error {
	l.note("name", filepath.Dir(link))
	return l.System.Symlink(target, link)
}

func (l *listed) SyncDir(path string) error {
	l.note("flush", path)
	return l.System.SyncDir(path)
}

type noted struct {
	files.File
	list *listed
	path string
}

func (n noted) Sync() error {
	n.list.note("sync", n.path)
	return n.File.Sync()
}

// A file is flushed to the disk before it gets its name, and a folder after a name in it was made, so that a power cut leaves no name without what it
// stands for and takes back nothing that was reported as written.
func TestNamesAreFlushed(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "here")
	if err := files.MakeDirs(dir); err != nil {
		t.Fatal(err)
	}
	at := func(name string) string { return filepath.Join(dir, name) }
	for what, do := range map[string]func() error{
		"Write": func() error { return write(at("a"), "x") }, "Create": func() error { return files.Create(at("b"), []byte("x")) },
		"MakeDirs": func() error { return files.MakeDirs(at("c")) }, "Point": func() error { return files.Point(at("d"), "a") },
		"Move": func() error { return errors.Join(files.MakeNew(at("e")), files.Move(at("e"), at("f"))) },
	} {
		list := &listed{System: files.Disk()}
		restore := files.Use(list)
		err := do()
		restore()
		if err != nil {
			t.Fatal(err)
		}
		named, flushed := -1, -1
		for i, step := range list.done {
			switch {
			case step == "name here", strings.HasPrefix(step, "open"):
				named = i
			case step == "flush here":
				flushed = i
			}
		}
		if flushed < named || named < 0 {
			t.Errorf("%s: the folder is not flushed after its last name: %v", what, list.done)
		}
		if what == "Write" || what == "Create" {
			synced := slices.IndexFunc(list.done, func(step string) bool { return strings.HasPrefix(step, "sync") })
			if renamed := slices.Index(list.done, "name here"); synced < 0 || what == "Write" && renamed < synced {
				t.Errorf("%s: the file is not flushed before it has its name: %v", what, list.done)
			}
		}
	}
}
