// Package files writes files so that a reader, a full disk, a kill or a power cut never meets half of one, and takes folders for
// one writer. It is the only package that makes, replaces or removes files; reading goes through the standard library.
//
// All of it stands on a small System, so that tests let each operation fail in turn.
package files

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

// System is what this package needs of a file system.
type System interface {
	// Open opens a file as os.OpenFile does.
	Open(path string, flag int, perm fs.FileMode) (File, error)
	// Mkdir makes a folder, as os.Mkdir does.
	Mkdir(path string, perm fs.FileMode) error
	// Rename gives a file or folder another name in one step; a file of that name is replaced.
	Rename(from, to string) error
	// Remove removes a file or an empty folder.
	Remove(path string) error
	// Symlink makes a symbolic link.
	Symlink(target, link string) error
	// SyncDir flushes the names in a folder to the disk.
	SyncDir(path string) error
}

// File is an open file.
type File interface {
	io.Writer
	io.Closer
	Sync() error
	Chmod(mode fs.FileMode) error
	Stat() (fs.FileInfo, error)
	Fd() uintptr
}

// system is the file system in use; see Use.
var system System = disk{}

// Use puts another file system in the place of the real one, for tests, and returns what puts the old one back.
func Use(s System) (restore func()) {
	old := system
	system = s
	return func() { system = old }
}

// Disk is the real file system.
func Disk() System { return disk{} }

// temporary begins the name of a file that is being written.
const temporary = ".writing-"

// Write replaces a file in one step: the content goes to another file in the same folder, which is flushed to the disk and
// renamed, and the folder is flushed after it. On an error the old content, if any, is still there. A link stays a link, and
// what it leads to is replaced; a device or FIFO is written to as it is. A new file has the permissions that the umask leaves, a replaced one keeps
// those that it had.
func Write(path string, content func(io.Writer) error) error {
	return write(path, content, destination)
}

// WriteOwn is Write for a name that this program chose: a link, device or FIFO in the place of the file is refused, and one that another process
// puts there meanwhile is replaced, so that nothing is ever written elsewhere.
func WriteOwn(path string, content func(io.Writer) error) error {
	return write(path, content, own)
}

func write(path string, content func(io.Writer) error, where func(string) (string, fs.FileMode, bool, error)) error {
	if err := put(path, content, where); err != nil {
		return fmt.Errorf("%s was not written: %w", Final(path), err)
	}
	return nil
}

func put(path string, content func(io.Writer) error, where func(string) (string, fs.FileMode, bool, error)) error {
	target, mode, special, err := where(path)
	switch {
	case err != nil:
		return err
	case special:
		return writeInPlace(target, content)
	}
	f, name, err := begin(target)
	if err != nil {
		return err
	}
	if err = fill(f, mode, content); err == nil {
		err = system.Rename(name, target)
	}
	if err != nil {
		return errors.Join(err, discard(name))
	}
	return system.SyncDir(filepath.Dir(target))
}

// discard removes a file that was not finished; that it is gone already is no error.
func discard(name string) error {
	if err := system.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// fill writes the content, flushes it to the disk and closes the file.
func fill(f File, mode fs.FileMode, content func(io.Writer) error) (err error) {
	defer func() { err = errors.Join(err, f.Close()) }()
	buffer := bufio.NewWriterSize(f, 1<<16)
	if err = content(buffer); err != nil {
		return err
	}
	if err = buffer.Flush(); err != nil {
		return err
	}
	if mode != 0 {
		if err = f.Chmod(mode); err != nil {
			return err
		}
	}
	return f.Sync()
}

// writeInPlace writes to a device, a FIFO or an open stream of a process.
func writeInPlace(path string, content func(io.Writer) error) (err error) {
	f, err := openInPlace(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return content(f)
}

// ErrUnread is the error of writing to a FIFO that nobody has open for reading.
var ErrUnread = errors.New("it is a pipe that nobody reads")

// patience is how long a FIFO may be without a reader before it is given up.
const patience = time.Second

// openInPlace opens a device or a FIFO. A FIFO without a reader would be waited for without end.
func openInPlace(path string) (File, error) {
	flag := os.O_WRONLY | os.O_APPEND
	if info, err := os.Stat(path); err == nil && info.Mode()&fs.ModeNamedPipe != 0 {
		flag |= syscall.O_NONBLOCK
	}
	for late := time.Now().Add(patience); ; time.Sleep(patience / 100) {
		f, err := system.Open(path, flag, 0)
		switch {
		case flag&syscall.O_NONBLOCK == 0 || !errors.Is(err, syscall.ENXIO):
			return f, err
		case time.Now().After(late):
			return nil, &fs.PathError{Op: "open", Path: path, Err: ErrUnread}
		}
	}
}

// destination follows links: where the file is, its permissions if it is there, and whether it is no regular file.
func destination(path string) (target string, mode fs.FileMode, special bool, err error) {
	if info, err := os.Stat(path); err == nil && !info.IsDir() && !info.Mode().IsRegular() {
		return path, 0, true, nil
	}
	target, err = follow(path, func(link string) bool {
		special = ofProcess(link)
		return !special
	})
	if err != nil || special {
		return path, 0, special, err
	}
	info, err := os.Lstat(target)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return target, 0, false, nil
	case err != nil:
		return target, 0, false, err
	case info.IsDir():
		return target, 0, false, &fs.PathError{Op: "write", Path: target, Err: syscall.EISDIR}
	}
	return target, info.Mode().Perm(), false, nil
}

// own is destination for a file whose name this program chose.
func own(path string) (target string, mode fs.FileMode, special bool, err error) {
	info, err := lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return path, 0, false, nil
	case err != nil:
		return path, 0, false, err
	}
	return path, info.Mode().Perm(), false, readable(path, info, MaxRead)
}

// ofProcess tells whether a link stands for an open file of a process, such as /dev/stdout: renaming would take it away.
func ofProcess(link string) bool {
	return strings.HasPrefix(link, "/proc/") || strings.HasPrefix(link, "/dev/")
}

var serial atomic.Int64

// begin makes the file that the content goes to first, locked for as long as it is open, so that Clean leaves it alone.
func begin(target string) (File, string, error) {
	dir, base := filepath.Split(target)
	for {
		name := filepath.Join(dir, fmt.Sprintf("%s%s-%d-%d", temporary, base, os.Getpid(), serial.Add(1)))
		f, err := system.Open(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		switch {
		case errors.Is(err, fs.ErrExist): // of a process that was killed
			continue
		case err != nil:
			return nil, "", err
		}
		if lock(f.Fd()) != errLocked && linked(f, name) {
			return f, name, nil
		}
		if err := f.Close(); err != nil { // Clean came between making and locking it
			return nil, "", err
		}
	}
}

// linked tells whether an open file still has its name.
func linked(f File, name string) bool {
	own, err := f.Stat()
	if err != nil {
		return false
	}
	other, err := lstat(name)
	return err == nil && os.SameFile(own, other)
}

// Create writes a file that must not exist yet; it is fs.ErrExist when it does, whatever it is.
func Create(path string, data []byte) error {
	f, err := system.Open(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	if err = fill(f, 0, func(w io.Writer) error { _, err := w.Write(data); return err }); err != nil {
		return errors.Join(err, discard(path))
	}
	return system.SyncDir(filepath.Dir(path))
}

// MakeDirs makes a folder and those above it. One that is held is there, whatever name somebody gave it meanwhile.
func MakeDirs(path string) error {
	if root, rel := within(path); root != nil && rel == "." || isFolder(path) {
		return nil
	}
	if parent := filepath.Dir(path); parent != path {
		if err := MakeDirs(parent); err != nil {
			return err
		}
	}
	err := system.Mkdir(path, 0o777)
	if errors.Is(err, fs.ErrExist) { // made by another process meanwhile, or no folder
		if isFolder(path) {
			return nil
		}
		return &fs.PathError{Op: "mkdir", Path: path, Err: syscall.ENOTDIR}
	}
	if err != nil {
		return err
	}
	return system.SyncDir(filepath.Dir(path))
}

// MakeNew makes a folder that must not exist yet; it is fs.ErrExist when it does.
func MakeNew(path string) error { return system.Mkdir(path, 0o777) }

// Move gives a folder another name, which must be free, and flushes the folder that both are in.
func Move(from, to string) error {
	if _, err := lstat(to); err == nil {
		return &fs.PathError{Op: "rename", Path: to, Err: fs.ErrExist}
	}
	if err := system.Rename(from, to); err != nil {
		return err
	}
	moved(from, to)
	return system.SyncDir(filepath.Dir(to))
}

// ErrNoLink is the error of Point where something other than a link has the name.
var ErrNoLink = errors.New("it is no link, and is left as it is")

// Point makes a symbolic link, replacing an older one in one step. Anything else of that name is left as it is, with ErrNoLink.
func Point(link, target string) error {
	if info, err := lstat(link); err == nil && info.Mode()&fs.ModeSymlink == 0 {
		return &fs.PathError{Op: "link", Path: link, Err: ErrNoLink}
	}
	fresh := filepath.Join(filepath.Dir(link), temporary+filepath.Base(link))
	if err := discard(fresh); err != nil {
		return err
	}
	if err := system.Symlink(target, fresh); err != nil {
		return err
	}
	if err := system.Rename(fresh, link); err != nil {
		return errors.Join(err, discard(fresh))
	}
	return system.SyncDir(filepath.Dir(link))
}

// Remove removes a file, or a folder with all that is in it; that it is not there is no error.
func Remove(path string) error {
	path = filepath.Clean(path)
	info, err := lstat(path)
	if err != nil || !info.IsDir() { // a link to a folder goes, and what it points to stays
		return discard(path)
	}
	if err := empty(path); err != nil {
		return err
	}
	return discard(path)
}

// empty removes all that is in a folder.
func empty(folder string) error {
	release, err := Hold(folder)
	if err != nil {
		return err
	}
	defer release()
	entries, err := ReadDir(folder)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := Remove(filepath.Join(folder, e.Name())); err != nil {
			return err
		}
	}
	return nil
}
