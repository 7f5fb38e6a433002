package data_test

import (
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
