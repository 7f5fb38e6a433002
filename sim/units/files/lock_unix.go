//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package files

import (
	"errors"
	"os"
	"syscall"
)

// lock takes an open file or folder; another descriptor of it cannot be locked until this one is closed.
func lock(fd uintptr) error {
	for {
		err := syscall.Flock(int(fd), syscall.LOCK_EX|syscall.LOCK_NB)
		switch {
		case errors.Is(err, syscall.EINTR):
			continue
		case errors.Is(err, syscall.EWOULDBLOCK):
			return errLocked
		case errors.Is(err, syscall.ENOLCK), errors.Is(err, syscall.EINVAL), errors.Is(err, syscall.EBADF):
			return errors.ErrUnsupported // network file systems lock nothing, or no folders
		}
		return err
	}
}

// lockFolder locks the folder itself, so that no file is left in it.
func lockFolder(folder string) (release func(), err error) {
	f, err := openFolder(folder)
	if err != nil {
		return nil, err
	}
	return lockOpen(f)
}

// lockOpen locks an open folder, and closes it in the end.
func lockOpen(f *os.File) (release func(), err error) {
	if err := lock(f.Fd()); err != nil {
		f.Close()
		return nil, err
	}
	return func() {
		// Closing alone leaves the lock to a child of this process that has not begun its own program yet, and so has a copy of the descriptor.
		_ = syscall.Flock(int(f.Fd()), syscall.LOCK_UN)
		f.Close()
	}, nil
}
