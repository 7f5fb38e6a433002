package files

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// disk is the real file system.
type disk struct{}

func (disk) Open(path string, flag int, perm fs.FileMode) (File, error) {
	f, err := openFile(path, flag, perm)
	if err != nil {
		return nil, err // not a File that holds a nil pointer
	}
	return f, nil
}

func (disk) Mkdir(path string, perm fs.FileMode) error {
	root, rel := above(path)
	if root == nil {
		return os.Mkdir(path, perm)
	}
	return swapped(root.Mkdir(rel, perm))
}

func (disk) Rename(from, to string) error {
	root, old := above(from)
	other, fresh := above(to)
	switch {
	case root != other:
		return &os.LinkError{Op: "rename", Old: from, New: to, Err: errors.ErrUnsupported}
	case root == nil:
		return os.Rename(from, to)
	}
	return swapped(root.Rename(old, fresh))
}

func (disk) Remove(path string) error {
	root, rel := above(path)
	if root == nil {
		return os.Remove(path)
	}
	return swapped(root.Remove(rel))
}

func (disk) Symlink(target, link string) error {
	root, rel := above(link)
	if root == nil {
		return os.Symlink(target, link)
	}
	return swapped(root.Symlink(target, rel))
}

func (disk) SyncDir(path string) error {
	f, err := openFolder(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := f.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) && !errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, fs.ErrPermission) {
		return err // some file systems have no such operation for folders
	}
	return nil
}
