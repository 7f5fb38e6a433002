package files

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// MaxRead is the size of the largest file that is read, bytes.
const MaxRead = 4 << 30

// Errors of Read besides those of the system.
var (
	ErrIrregular = errors.New("it is no regular file")
	ErrTooLarge  = errors.New("it is larger") // than the limit that the error names
)

// Read reads a whole regular file of at most so many bytes, also through links. Folders, devices and FIFOs, which may have no end, are refused before they
// are opened; what is read is the file that was looked at, whatever another process puts into its place meanwhile.
func Read(path string, most int64) ([]byte, error) { return read(path, most, os.Stat, os.OpenFile) }

// ReadOwn is Read for a name that this program chose: it follows no link in the place of the file, and none that leads
// out of a folder that is held.
func ReadOwn(path string) ([]byte, error) { return read(path, MaxRead, lstat, openFile) }

// ReadPlain is Read for a path below a folder that no link is a part of: each folder is opened in the one before, so that a link that is put in the way
// meanwhile leads nowhere. Where there is a link, it is an error.
func ReadPlain(folder, rel string, most int64) ([]byte, error) {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, err
	}
	parts := strings.Split(filepath.ToSlash(rel), "/")
	for _, part := range parts[:len(parts)-1] {
		inner, err := plainIn(root, part)
		root.Close()
		if err != nil {
			return nil, err
		}
		root = inner
	}
	defer root.Close()
	return read(parts[len(parts)-1], most, root.Lstat, root.OpenFile)
}

// plainIn opens a folder in another that is no link.
func plainIn(root *os.Root, part string) (*os.Root, error) {
	inner, err := root.OpenRoot(part)
	if err != nil {
		return nil, swapped(err)
	}
	opened, err1 := inner.Stat(".")
	if seen, err2 := root.Lstat(part); err1 == nil && err2 == nil && os.SameFile(seen, opened) {
		return inner, nil
	}
	inner.Close()
	return nil, &fs.PathError{Op: "open", Path: part, Err: ErrSwapped}
}

func read(path string, most int64, look func(string) (fs.FileInfo, error), open func(string, int, fs.FileMode) (*os.File, error)) ([]byte, error) {
	const tries = 16 // a writer may replace the file by a whole one meanwhile, again and again
	for range tries {
		seen, err := look(path)
		if err == nil {
			err = readable(path, seen, most)
		}
		if err != nil {
			return nil, err
		}
		f, err := open(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
		if err != nil {
			return nil, err
		}
		opened, err := f.Stat()
		if err == nil && os.SameFile(seen, opened) {
			return drain(f, most)
		}
		f.Close()
	}
	return nil, ErrIrregular
}

// drain reads a regular file to its end and closes it.
func drain(f *os.File, most int64) ([]byte, error) {
	defer f.Close()
	var size int64
	if info, err := f.Stat(); err == nil {
		size = info.Size()
	}
	return ReadAll(f, size, most)
}

// ReadAll reads a stream to its end, of about so many bytes and at most so many.
func ReadAll(r io.Reader, size, most int64) ([]byte, error) {
	var data bytes.Buffer
	data.Grow(int(size) + bytes.MinRead)
	switch n, err := data.ReadFrom(io.LimitReader(r, most+1)); {
	case err != nil:
		return nil, err
	case n > most:
		return nil, tooLarge(most)
	}
	return data.Bytes(), nil
}

func tooLarge(most int64) error {
	return fmt.Errorf("%w than %d MiB, the limit", ErrTooLarge, most>>20)
}

// readable tells why a file is not read; nil where it is.
func readable(path string, info fs.FileInfo, most int64) error {
	switch {
	case info.IsDir():
		return &fs.PathError{Op: "read", Path: path, Err: syscall.EISDIR}
	case !info.Mode().IsRegular():
		return ErrIrregular
	case info.Size() > most:
		return tooLarge(most)
	}
	return nil
}
