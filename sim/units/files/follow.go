package files

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// mostLinks are followed one after the other, as Linux does.
const mostLinks = 40

var errLinks = errors.New("too many links")

// Destination is where something is written that a path with links leads to: the path without links, which need not be there. Where they cannot be followed,
// it is where they stop.
func Destination(path string) string {
	target, _ := follow(path, func(string) bool { return true }) // who writes there is told the error
	return target
}

// follow follows the links of a path one by one, those of its folders as well, for as long as further holds.
func follow(path string, further func(link string) bool) (target string, err error) {
	for range mostLinks {
		path = filepath.Join(resolved(filepath.Dir(path)), filepath.Base(path))
		info, err := os.Lstat(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return path, nil
		case err != nil || info.Mode()&fs.ModeSymlink == 0 || !further(path):
			return path, err
		}
		next, err := os.Readlink(path)
		if err != nil {
			return path, err
		}
		if path = filepath.Join(filepath.Dir(path), next); filepath.IsAbs(next) {
			path = next
		}
	}
	return path, &fs.PathError{Op: "write", Path: path, Err: errLinks}
}

// resolved is a folder without links, as far as there are folders.
func resolved(folder string) string {
	if real, err := filepath.EvalSymlinks(folder); err == nil {
		return real
	}
	parent := filepath.Dir(folder)
	if parent == folder {
		return folder
	}
	return filepath.Join(resolved(parent), filepath.Base(folder))
}
