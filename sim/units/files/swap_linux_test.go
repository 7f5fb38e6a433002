package files_test

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"marketsim/sim/units/files"
)

// swap puts copies of two things in the place of a path in turn, each in one step, until stop is called.
func swap(t *testing.T, path string, put ...func(string) error) (stop func()) {
	t.Helper()
	done, finished := make(chan struct{}), sync.WaitGroup{}
	finished.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-done:
				return
			default:
			}
			fresh := path + ".fresh"
			if err := errors.Join(put[i%len(put)](fresh), os.Rename(fresh, path)); err != nil {
				t.Error(err)
				return
			}
		}
	})
	return func() { close(done); finished.Wait() }
}

func fileOf(text string) func(string) error {
	return func(path string) error { return os.WriteFile(path, []byte(text), 0o600) }
}

// However a file changes places with a link or a FIFO while it is read or written, a link is not followed by ReadOwn and WriteOwn, and nothing waits.
func TestSwapped(t *testing.T) {
	dir := t.TempDir()
	path, secret := filepath.Join(dir, "a"), filepath.Join(dir, "secret")
	if err := errors.Join(fileOf("secret")(secret), fileOf("mine")(path)); err != nil {
		t.Fatal(err)
	}
	link := func(path string) error { return os.Symlink("secret", path) }
	fifo := func(path string) error { return syscall.Mkfifo(path, 0o600) }
	const rounds = 20_000
	finished := make(chan bool)
	go func() {
		defer close(finished)
		stop := swap(t, path, fileOf("mine"), link)
		for range rounds {
			if data, err := files.ReadOwn(path); err == nil && string(data) == "secret" {
				t.Error("a link was followed by reading")
				break
			}
		}
		for range rounds / 50 {
			if err := files.WriteOwn(path, func(w io.Writer) error { _, err := io.WriteString(w, "ours"); return err }); err != nil && !errors.Is(err, files.ErrIrregular) {
				t.Error(err)
			}
		}
		stop()
		if got := content(t, secret); got != "secret" {
			t.Errorf("a link was followed by writing: %q", got)
		}
		if err := errors.Join(os.Remove(path), fileOf("mine")(path)); err != nil {
			t.Error(err)
		}
		defer swap(t, path, fileOf("mine"), fifo)()
		for range rounds {
			if data, err := files.Read(path, files.MaxRead); err == nil && string(data) != "mine" && string(data) != "" || err != nil && !errors.Is(err, files.ErrIrregular) && !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%q, %v", data, err)
			}
		}
	}()
	select {
	case <-finished:
	case <-time.After(time.Minute):
		t.Fatal("reading waits for a FIFO")
	}
}
