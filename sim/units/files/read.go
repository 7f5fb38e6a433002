package files

import (
	"errors"
	"os"
)

// MaxRead is the size of the largest file that Read reads, bytes.
const MaxRead = 4 << 30

// Errors of Read besides those of the system.
var (
	ErrIrregular = errors.New("it is no regular file")
	ErrTooLarge  = errors.New("it is larger than 4 GiB")
)

// Read reads a whole regular file, also through links. Folders, devices and FIFOs, which may have no end, are refused before they are opened.
func Read(path string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, err
	case info.IsDir():
		return os.ReadFile(path) // for the system's error
	case !info.Mode().IsRegular():
		return nil, ErrIrregular
	case info.Size() > MaxRead:
		return nil, ErrTooLarge
	}
	return os.ReadFile(path)
}
