package files

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Clean removes files below a folder that were being written by processes which are gone. Files that are being written now stay.
func Clean(folder string) error {
	return Walk(folder, func(path string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			return err
		case !d.IsDir() && strings.HasPrefix(d.Name(), temporary):
			return cleanOne(path)
		}
		return nil
	})
}

// CleanFlat is Clean for the files of a folder itself, not of those below.
func CleanFlat(folder string) error {
	entries, err := ReadDir(folder)
	if errors.Is(err, fs.ErrPermission) {
		return nil // a folder that may be written to and not be listed
	}
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Type().IsRegular() && strings.HasPrefix(e.Name(), temporary) {
			if err := cleanOne(filepath.Join(folder, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

// cleanOne removes a file unless somebody is writing it.
func cleanOne(path string) error {
	if info, err := lstat(path); err != nil || !info.Mode().IsRegular() {
		return nil
	}
	f, err := openFile(path, os.O_WRONLY, 0)
	if err != nil {
		return nil // another user's, or gone
	}
	defer f.Close()
	if lock(f.Fd()) != nil {
		return nil
	}
	return discard(path)
}
