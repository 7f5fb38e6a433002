package data_test

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"marketsim/scenarios/data"
)

// However a table, or the folder that it is in, changes places with a link while it is read, no other file of the scenario's folder is read for it.
func TestSwappedTable(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"sub/a.csv": "name\nmine\n", ".hidden/a.csv": "secret\n", ".secret": "secret\n"} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const rounds = 3000
	for what, x := range map[string]struct{ place, target string }{"the table": {"sub/a.csv", "../.secret"}, "its folder": {"sub", ".hidden"}} {
		place, aside, link := filepath.Join(dir, x.place), filepath.Join(dir, "aside"), filepath.Join(dir, "link")
		done, finished, read := make(chan struct{}), sync.WaitGroup{}, 0
		finished.Go(func() {
			for {
				select {
				case <-done:
					return
				default: // steps that fail leave what the next round begins with
					os.Symlink(x.target, link)
					os.Rename(place, aside)
					os.Rename(link, place)
					os.Remove(place)
					os.Rename(aside, place)
				}
			}
		})
		for range rounds {
			_, content, err := data.Access{Dir: dir}.Read("sub/a.csv", false)
			if strings.Contains(string(content), "secret") {
				t.Errorf("%s: a hidden file was read through a link", what)
				break
			}
			if err == nil {
				read++
			}
		}
		close(done)
		finished.Wait()
		t.Logf("%s: read %d of %d times", what, read, rounds)
	}
}
