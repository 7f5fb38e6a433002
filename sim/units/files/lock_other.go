//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd || windows)

package files

import "errors"

func lock(uintptr) error { return errors.ErrUnsupported }

func lockFolder(string) (release func(), err error) { return nil, errors.ErrUnsupported }
