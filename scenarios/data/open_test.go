package data_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"marketsim/scenarios/data"
)

// TestGivenNamesAreLookedForInTwoPlaces: a name of the command line is that of a file beside the scenario or, where there is none, in the working folder;
// a name of the scenario only the first.
func TestGivenNamesAreLookedForInTwoPlaces(t *testing.T) {
	dir, work := t.TempDir(), t.TempDir()
	for _, f := range [][2]string{{filepath.Join(dir, "both.csv"), "beside"}, {filepath.Join(work, "both.csv"), "work"}, {filepath.Join(work, "only.csv"), "work"}} {
		if err := os.WriteFile(f[0], []byte(f[1]), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	a := data.Access{Dir: dir, WorkDir: work}
	for _, c := range []struct {
		name  string
		given bool
		want  string
	}{{"both.csv", true, "beside"}, {"only.csv", true, "work"}, {"only.csv", false, ""}, {"none.csv", true, ""}} {
		if _, got, err := a.Read(c.name, c.given); string(got) != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%s, given %v: %q %v, want %q", c.name, c.given, got, err, c.want)
		}
	}
}

// TestGivenNamesFollowNoLinkOutOfTheFolder: who made the scenario's folder may have put a link of that name there. The file of the working folder is
// read then, or none. Links that stay in the folder, a path from it and the working folder's own links are followed.
func TestGivenNamesFollowNoLinkOutOfTheFolder(t *testing.T) {
	top := t.TempDir()
	dir, work := filepath.Join(top, "dir"), filepath.Join(top, "work")
	for path, content := range map[string]string{"conf.csv": "hidden", "work/mine.csv": "work", "dir/table.log": "beside"} {
		full := filepath.Join(top, path)
		if err := errors.Join(os.MkdirAll(filepath.Dir(full), 0o700), os.WriteFile(full, []byte(content), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	for link, to := range map[string]string{"dir/mine.csv": "../conf.csv", "dir/other.csv": "../conf.csv", "dir/folder": "..", "dir/inside.csv": "table.log", "work/linked.csv": "../conf.csv"} {
		if err := os.Symlink(to, filepath.Join(top, link)); err != nil {
			t.Skip("links need a permission here")
		}
	}
	a := data.Access{Dir: dir, WorkDir: work}
	const out = ": a link leads out of the scenario's folder"
	for name, want := range map[string]string{"mine.csv": "work", "other.csv": "data file `other.csv`" + out, "folder/conf.csv": "data file `folder/conf.csv`" + out,
		"inside.csv": "beside", "linked.csv": "hidden", "../conf.csv": "hidden", filepath.Join(dir, "mine.csv"): "hidden"} {
		_, content, err := a.Read(name, true)
		got := string(content)
		if err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	for place, c := range map[string][2]string{"in the scenario's folder": {dir, "mine.csv"}, "above it": {top, "dir/mine.csv"}, "below it": {filepath.Join(dir, "below"), "../mine.csv"}} {
		if _, content, err := (data.Access{Dir: dir, WorkDir: c[0]}).Read(c[1], true); err == nil || content != nil {
			t.Errorf("working %s: %q %v", place, content, err)
		}
	}
}
