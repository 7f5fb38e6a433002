package files

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"syscall"
)

// MaxRead is the size of the largest file that Read reads, bytes.
const MaxRead = 4 << 30

// Errors of Read besides those of the system.
var (
	ErrIrregular = errors.New("it is no regular file")
	ErrTooLarge  = errors.New("it is larger than 4 GiB")
)

// Read reads a whole regular file, also through links. Folders, devices and FIFOs, which may have no end, are refused before they
// are opened; what is read is the file that was looked at, whatever another process puts into its place meanwhile.
func Read(path string) ([]byte, error) { return read(path, os.Stat, os.OpenFile) }

// ReadOwn is Read for a name that this program chose: it follows no link in the place of the file, and none that leads
// out of a folder that is held.
func ReadOwn(path string) ([]byte, error) { return read(path, lstat, openFile) }

func read(path string, look func(string) (fs.FileInfo, error), open func(string, int, fs.FileMode) (*os.File, error)) ([]byte, error) {
	const tries = 16 // a writer may replace the file by a whole one meanwhile, again and again
	for range tries {
		seen, err := look(path)
		if err == nil {
			err = readable(path, seen)
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
			return drain(f)
		}
		f.Close()
	}
	return nil, ErrIrregular
}

// drain reads a regular file to its end and closes it.
func drain(f *os.File) ([]byte, error) {
	defer f.Close()
	var data bytes.Buffer
	if info, err := f.Stat(); err == nil {
		data.Grow(int(info.Size()) + bytes.MinRead)
	}
	switch n, err := data.ReadFrom(io.LimitReader(f, MaxRead+1)); {
	case err != nil:
		return nil, err
	case n > MaxRead:
		return nil, ErrTooLarge
	}
	return data.Bytes(), nil
}

// readable tells why a file is not read; nil where it is.
func readable(path string, info fs.FileInfo) error {
	switch {
	case info.IsDir():
		return &fs.PathError{Op: "read", Path: path, Err: syscall.EISDIR}
	case !info.Mode().IsRegular():
		return ErrIrregular
	case info.Size() > MaxRead:
		return ErrTooLarge
	}
	return nil
}
