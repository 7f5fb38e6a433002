package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"marketsim/sim/dist"
)

// fragile is a law that panics when it is asked for its mean, as scenarios do when they are read, or for a draw, as replays do.
type fragile struct {
	At string `key:"at" default:"mean" doc:"where it breaks"`
}

func (f *fragile) Quantile(u float64) float64 {
	if f.At == "draw" {
		panic("no such draw")
	}
	return 1
}

func (f *fragile) Mean() float64 {
	if f.At == "mean" {
		panic("no such mean")
	}
	return 1
}

// TestPlugInsThatPanicEndTheVerb: a part that panics outside of a run ends the verb with an error and an exit code, not the process.
func TestPlugInsThatPanicEndTheVerb(t *testing.T) {
	dist.Kinds.Register("fragile", "Breaks.", &fragile{})
	dir := t.TempDir()
	for at, verbs := range map[string][][]string{"mean": {{"validate", "s.yaml"}, {"plan", "s.yaml"}, {"run", "s.yaml"}}, "draw": {{"run", "s.yaml"}, {"sessions", "s.yaml", "-o", "s.csv"}}} {
		text := "marketsim: 1\nname: s\nrun: {horizon: 1d, seed: 1, replications: 1}\nmarket:\n  pinners: {count: 5, segments: [{name: a, share: 100%, sessions_per_day: {kind: fragile, at: " + at + "}}]}\n" +
			"  campaigns: {groups: [{name: g, count: 2, value: {kind: fragile, at: " + at + "}, daily_budget: 1 USD}]}\n"
		if err := os.WriteFile(filepath.Join(dir, "s.yaml"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, args := range verbs {
			var out, bad bytes.Buffer
			s := state(dir, args...)
			s.Stdout, s.Stderr = &out, &bad
			if code := Main(s); code != ExitIncomplete || !strings.Contains(bad.String(), "broke: no such "+at) {
				t.Errorf("%v: exit %d, %s%s", args, code, out.String(), bad.String())
			}
		}
	}
}
