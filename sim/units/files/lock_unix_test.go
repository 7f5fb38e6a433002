//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package files

import (
	"syscall"
	"testing"
)

// TestLockIsGivenBackWhole: a copy of the descriptor, as a child has until its own program begins, keeps no folder locked that was released.
func TestLockIsGivenBackWhole(t *testing.T) {
	dir := t.TempDir()
	f, err := openFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	release, err := lockOpen(f)
	if err != nil {
		t.Fatal(err)
	}
	copied, err := syscall.Dup(int(f.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Close(copied)
	release()
	again, err := Lock(dir)
	if err != nil {
		t.Fatal("the folder is locked by nobody: ", err)
	}
	again()
}
