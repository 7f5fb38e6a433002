package files

import (
	"context"
	"errors"
	"time"
)

// ErrLocked says that another process, or another part of this one, writes to a folder.
var ErrLocked = errors.New("another program is writing to it")

// errLocked is ErrLocked of the functions that know the operating system.
var errLocked = ErrLocked

// Lock takes a folder for one writer, and holds it (Hold). The operating system gives the lock back when the process ends, however it ends. It returns
// ErrLocked when somebody else has it, and errors.ErrUnsupported where the file system or the platform knows no locks; then it is held all the same.
func Lock(folder string) (release func(), err error) {
	letGo, err := Hold(folder)
	if err != nil {
		return nil, err
	}
	unlock, err := lockFolder(folder)
	switch {
	case err == nil:
		return func() { unlock(); letGo() }, nil
	case errors.Is(err, errors.ErrUnsupported):
		return letGo, err
	}
	letGo()
	return nil, err
}

// Await is Lock that waits until the folder is free or the context ends.
func Await(ctx context.Context, folder string) (release func(), err error) {
	const every = 5 * time.Millisecond
	for {
		release, err = Lock(folder)
		if !errors.Is(err, ErrLocked) {
			return release, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(every):
		}
	}
}
