package files_test

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"marketsim/sim/units/files"
)

// trade lets a folder change places with a link, again and again, until stop is called, and leaves the folder in its place.
func trade(folder, target string) (stop func()) {
	aside, link := folder+".aside", folder+".link"
	done, finished := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(finished)
		for {
			select {
			case <-done:
				return
			default: // steps that fail leave what the next round begins with
				os.Symlink(target, link)
				os.Rename(folder, aside)
				os.Rename(link, folder)
				os.Remove(folder)
				os.Rename(aside, folder)
			}
		}
	}()
	return func() { close(done); <-finished }
}

// However a folder in a path changes places with a link while a folder above it is held, nothing outside is read, written or removed, and nothing
// else goes wrong than that the folder is not there.
func TestSwappedFolder(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	sub, secret := filepath.Join(dir, "sub"), filepath.Join(outside, "a")
	if err := errors.Join(os.Mkdir(sub, 0o700), fileOf("secret")(secret), fileOf("mine")(filepath.Join(sub, "a"))); err != nil {
		t.Fatal(err)
	}
	release, err := files.Hold(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	hello := func(w io.Writer) error { _, err := io.WriteString(w, "ours"); return err }
	stop := trade(sub, outside)
	did := map[string]int{}
	end := time.Now().Add(time.Minute) // on a busy machine it takes more rounds until each has found the folder
	for round := 0; round < 200 || len(did) < 7 && time.Now().Before(end); round++ {
		data, err := files.ReadOwn(filepath.Join(sub, "a"))
		if string(data) == "secret" {
			t.Error("a file outside was read")
			break
		}
		for what, err := range map[string]error{
			"read": err, "write": files.WriteOwn(filepath.Join(sub, "b"), hello), "remove": files.Remove(filepath.Join(sub, "b")), "make": files.MakeDirs(filepath.Join(sub, "c")),
			"create": files.Create(filepath.Join(sub, "d"), nil), "clean": files.Clean(dir), "link": files.Point(filepath.Join(sub, "e"), "b"),
		} {
			switch {
			case err == nil:
				did[what]++
			case !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrExist) && !errors.Is(err, files.ErrSwapped) && !errors.Is(err, syscall.ENOTDIR) && !errors.Is(err, syscall.ELOOP):
				t.Errorf("%s: %v", what, err)
			}
		}
		files.Remove(filepath.Join(sub, "d"))
	}
	stop()
	if got := names(t, outside); len(got) != 1 || content(t, secret) != "secret" {
		t.Errorf("outside there is %v", got)
	}
	for _, what := range []string{"read", "write", "remove", "make", "create", "clean", "link"} {
		if did[what] == 0 {
			t.Errorf("%s never found the folder: nothing was tried", what)
		}
	}
}

// Removing a folder that changes places with a link removes nothing of what the link leads to, though nobody holds it.
func TestSwappedWhileRemoved(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	sub := filepath.Join(dir, "sub")
	for range 200 {
		if err := errors.Join(os.MkdirAll(filepath.Join(sub, "deep"), 0o700), fileOf("secret")(filepath.Join(outside, "a"))); err != nil {
			t.Fatal(err)
		}
		stop := trade(sub, outside)
		files.Remove(sub)
		stop()
		if len(names(t, outside)) != 1 {
			t.Fatal("a file outside was removed")
		}
	}
}

// A held folder is reached by the name that Move gave it, and another folder of its old name is another folder.
func TestHeldFolderMoves(t *testing.T) {
	dir := t.TempDir()
	old, fresh := filepath.Join(dir, "old"), filepath.Join(dir, "new")
	if err := os.Mkdir(old, 0o700); err != nil {
		t.Fatal(err)
	}
	release, err := files.Lock(old)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(files.Move(old, fresh), os.Mkdir(old, 0o700), write(filepath.Join(fresh, "a"), "moved"), write(filepath.Join(old, "a"), "other")); err != nil {
		t.Fatal(err)
	}
	if a, b := content(t, filepath.Join(fresh, "a")), content(t, filepath.Join(old, "a")); a != "moved" || b != "other" {
		t.Errorf("%q and %q", a, b)
	}
	if _, err := files.Lock(fresh); !errors.Is(err, files.ErrLocked) {
		t.Errorf("the folder is free under its new name: %v", err)
	}
	release()
	if release, err = files.Lock(fresh); err != nil {
		t.Fatal(err)
	}
	release()
}

// A folder that was removed and made again is held anew; a link, a pipe and a file are not held.
func TestHold(t *testing.T) {
	dir := t.TempDir()
	folder, link := filepath.Join(dir, "a"), filepath.Join(dir, "link")
	for range 2 {
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		release, err := files.Hold(folder)
		if err != nil {
			t.Fatal(err)
		}
		defer release()
		if err := write(filepath.Join(folder, "b"), "here"); err != nil || content(t, filepath.Join(folder, "b")) != "here" {
			t.Fatal(err)
		}
		if err := os.RemoveAll(folder); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(os.Symlink(dir, link), fileOf("")(folder)); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{link, folder, filepath.Join(dir, "none")} {
		if release, err := files.Hold(path); err == nil {
			release()
			t.Errorf("%s was held", path)
		}
	}
}
