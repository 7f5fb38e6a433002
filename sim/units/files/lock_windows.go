package files

import (
	"errors"
	"path/filepath"
	"syscall"
)

// lock does nothing: Windows does not remove or rename a file that is open.
func lock(uintptr) error { return nil }

// lockFolder opens a file that nobody else may open, and that goes away when it is closed.
func lockFolder(folder string) (release func(), err error) {
	const deleteOnClose, sharingViolation = 0x04000000, syscall.Errno(32)
	path, err := syscall.UTF16PtrFromString(filepath.Join(folder, ".lock"))
	if err != nil {
		return nil, err
	}
	h, err := syscall.CreateFile(path, syscall.GENERIC_WRITE, 0, nil, syscall.OPEN_ALWAYS, syscall.FILE_ATTRIBUTE_HIDDEN|deleteOnClose, 0)
	if errors.Is(err, sharingViolation) {
		return nil, errLocked
	}
	if err != nil {
		return nil, err
	}
	return func() { syscall.CloseHandle(h) }, nil
}
