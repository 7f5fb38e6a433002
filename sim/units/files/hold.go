package files

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
)

// ErrSwapped says that a link stands where a folder was, or leads out of the folder that a path begins in.
var ErrSwapped = errors.New("a link leads elsewhere in the place of a folder")

// held is an open folder, through which all that is below it is reached.
type held struct {
	root *os.Root
	uses int
}

// holding are the held folders, by their absolute path.
var holding = struct {
	sync.RWMutex
	folders map[string]*held
}{folders: map[string]*held{}}

// Hold opens a folder until release is called: till then all that this package does below it goes through the folder that is there now, and no link
// that anybody puts into a path meanwhile leads out of it. A link in the place of the folder itself is ErrSwapped. (What a user names, for Read and
// Write, may lead anywhere.)
func Hold(folder string) (release func(), err error) {
	h, err := hold(folder)
	if err != nil {
		return nil, err
	}
	return sync.OnceFunc(func() { letGo(h) }), nil
}

func hold(folder string) (*held, error) {
	path, err := filepath.Abs(folder)
	if err != nil {
		return nil, err
	}
	fresh, err := openPlain(path)
	if err != nil {
		return nil, err
	}
	holding.Lock()
	defer holding.Unlock()
	h := holding.folders[path]
	if h != nil && h.is(fresh) {
		fresh.Close()
	} else { // the first time, or the folder was removed and made again
		h = &held{root: fresh}
		holding.folders[path] = h
	}
	h.uses++
	return h, nil
}

// is tells whether another open folder is the same one.
func (h *held) is(other *os.Root) bool {
	a, err1 := h.root.Stat(".")
	b, err2 := other.Stat(".")
	return err1 == nil && err2 == nil && os.SameFile(a, b)
}

// letGo ends one use of a held folder, and closes it after the last.
func letGo(h *held) {
	holding.Lock()
	defer holding.Unlock()
	if h.uses--; h.uses > 0 {
		return
	}
	for path, other := range holding.folders { // it may have got another name
		if other == h {
			delete(holding.folders, path)
		}
	}
	h.root.Close()
}

// moved gives held folders the name that a rename gave them.
func moved(from, to string) {
	from, err1 := filepath.Abs(from)
	to, err2 := filepath.Abs(to)
	if err1 != nil || err2 != nil {
		return
	}
	holding.Lock()
	defer holding.Unlock()
	renamed := map[string]*held{}
	for path, h := range holding.folders {
		if rest, ok := strings.CutPrefix(path, from); ok && (rest == "" || os.IsPathSeparator(rest[0])) {
			delete(holding.folders, path)
			renamed[to+rest] = h
		}
	}
	for path, h := range renamed {
		holding.folders[path] = h
	}
}

// openPlain opens a folder that is no link.
func openPlain(path string) (*os.Root, error) {
	seen, err := lstat(path)
	switch {
	case err != nil:
		return nil, err
	case seen.Mode()&fs.ModeSymlink != 0:
		return nil, &fs.PathError{Op: "open", Path: path, Err: ErrSwapped}
	case !seen.IsDir(): // it is not opened: a pipe would wait
		return nil, &fs.PathError{Op: "open", Path: path, Err: syscall.ENOTDIR}
	}
	root, rel := above(path)
	if root == nil {
		root, err = os.OpenRoot(path)
	} else {
		root, err = root.OpenRoot(rel)
	}
	if err != nil {
		return nil, swapped(err)
	}
	if opened, err := root.Stat("."); err != nil || !os.SameFile(seen, opened) {
		root.Close()
		return nil, &fs.PathError{Op: "open", Path: path, Err: ErrSwapped}
	}
	return root, nil
}

// above is the innermost held folder that a path is below, and the path from there; nil where none is held.
func above(path string) (*os.Root, string) { return through(path, filepath.Dir) }

// within is above, or the folder itself where that is held.
func within(folder string) (*os.Root, string) {
	return through(folder, func(path string) string { return path })
}

func through(path string, first func(string) string) (*os.Root, string) {
	holding.RLock()
	defer holding.RUnlock()
	full, err := filepath.Abs(path)
	if err != nil || len(holding.folders) == 0 {
		return nil, path
	}
	for dir := first(full); ; dir = filepath.Dir(dir) {
		if h := holding.folders[dir]; h != nil {
			rel, err := filepath.Rel(dir, full)
			if err != nil {
				return nil, path
			}
			return h.root, rel
		}
		if dir == filepath.Dir(dir) {
			return nil, path
		}
	}
}

// swapped words the error of a path that led out of a held folder.
func swapped(err error) error {
	const escapes = "path escapes from parent" // the library exports no value of it
	var one *fs.PathError
	var two *os.LinkError
	switch {
	case errors.As(err, &one) && one.Err.Error() == escapes:
		return &fs.PathError{Op: one.Op, Path: one.Path, Err: ErrSwapped}
	case errors.As(err, &two) && two.Err.Error() == escapes:
		return &os.LinkError{Op: two.Op, Old: two.Old, New: two.New, Err: ErrSwapped}
	}
	return err
}

// openFile is os.OpenFile through held folders.
func openFile(path string, flag int, perm fs.FileMode) (*os.File, error) {
	root, rel := above(path)
	if root == nil {
		return os.OpenFile(path, flag, perm)
	}
	f, err := root.OpenFile(rel, flag, perm)
	return f, swapped(err)
}

// openFolder opens a folder for reading its names, through held folders.
func openFolder(path string) (*os.File, error) {
	root, rel := within(path)
	if root == nil {
		return os.Open(path)
	}
	f, err := root.Open(rel)
	return f, swapped(err)
}

// lstat is os.Lstat through held folders.
func lstat(path string) (fs.FileInfo, error) {
	root, rel := above(path)
	if root == nil {
		return os.Lstat(path)
	}
	info, err := root.Lstat(rel)
	return info, swapped(err)
}

// isFolder tells whether there is a folder, links followed as far as they lead to nothing outside of a held one.
func isFolder(path string) bool {
	root, rel := above(path)
	stat := os.Stat
	if root != nil {
		stat = root.Stat
	}
	info, err := stat(rel)
	return err == nil && info.IsDir()
}

// ReadDir is os.ReadDir through held folders.
func ReadDir(folder string) ([]fs.DirEntry, error) {
	root, rel := within(folder)
	if root == nil {
		return os.ReadDir(folder)
	}
	entries, err := fs.ReadDir(root.FS(), filepath.ToSlash(rel))
	return entries, swapped(err)
}

// Walk is filepath.WalkDir through held folders.
func Walk(folder string, visit fs.WalkDirFunc) error {
	root, rel := within(folder)
	if root == nil {
		return filepath.WalkDir(folder, visit)
	}
	rel = filepath.ToSlash(rel)
	return fs.WalkDir(root.FS(), rel, func(path string, d fs.DirEntry, err error) error {
		below, _ := strings.CutPrefix(path, rel)
		if rel == "." {
			below = path
		}
		return visit(filepath.Join(folder, filepath.FromSlash(below)), d, swapped(err))
	})
}
