// Package filestest lets operations of a file system fail, for tests.
package filestest

import (
	"io/fs"
	"os"
	"sync"
	"syscall"

	"marketsim/sim/units/files"
)

// Faults is the real file system in which one operation fails, and all later ones if Full, with the error that a full disk gives.
// Removing and closing never fail: a full disk does not hinder them.
type Faults struct {
	At   int  // the operation that fails, counted from 1; 0: none
	Full bool // and all after it
	Dead bool // as Full, and nothing is removed any more: what a kill before that operation leaves; removing counts as an operation

	mu   sync.Mutex
	n    int
	Hits []string // operations that failed: what and where
}

// Operations is how many operations there were.
func (f *Faults) Operations() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.n
}

// fail counts an operation and tells whether it is one to fail.
func (f *Faults) fail(op, path string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.n++
	if f.At == 0 || f.n < f.At || f.n > f.At && !f.Full && !f.Dead {
		return nil
	}
	f.Hits = append(f.Hits, op+" "+path)
	return &fs.PathError{Op: op, Path: path, Err: syscall.ENOSPC}
}

// Open opens a file whose writes may fail.
func (f *Faults) Open(path string, flag int, perm fs.FileMode) (files.File, error) {
	if flag&os.O_CREATE != 0 {
		if err := f.fail("create", path); err != nil {
			return nil, err
		}
	}
	file, err := files.Disk().Open(path, flag, perm)
	if err != nil {
		return nil, err
	}
	return faulty{file, f, path}, nil
}

// Mkdir makes a folder or fails.
func (f *Faults) Mkdir(path string, perm fs.FileMode) error {
	if err := f.fail("mkdir", path); err != nil {
		return err
	}
	return files.Disk().Mkdir(path, perm)
}

// Rename renames or fails.
func (f *Faults) Rename(from, to string) error {
	if err := f.fail("rename", to); err != nil {
		return err
	}
	return files.Disk().Rename(from, to)
}

// Remove removes.
func (f *Faults) Remove(path string) error {
	if f.Dead {
		if err := f.fail("remove", path); err != nil {
			return err
		}
	}
	return files.Disk().Remove(path)
}

// Symlink makes a link or fails.
func (f *Faults) Symlink(target, link string) error {
	if err := f.fail("symlink", link); err != nil {
		return err
	}
	return files.Disk().Symlink(target, link)
}

// SyncDir flushes a folder or fails.
func (f *Faults) SyncDir(path string) error {
	if err := f.fail("sync", path); err != nil {
		return err
	}
	return files.Disk().SyncDir(path)
}

// faulty is a file whose writes may fail half way.
type faulty struct {
	files.File
	faults *Faults
	path   string
}

func (f faulty) Write(p []byte) (int, error) {
	if err := f.faults.fail("write", f.path); err != nil {
		n, _ := f.File.Write(p[:len(p)/2]) // a kill may come amid a write too
		return n, err
	}
	return f.File.Write(p)
}

func (f faulty) Sync() error {
	if err := f.faults.fail("sync", f.path); err != nil {
		return err
	}
	return f.File.Sync()
}
