package cli

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// resumedVerb is a verb that keeps what is finished, with files of a small market on which it is stopped.
type resumedVerb struct {
	name   string
	args   []string
	files  map[string]string
	out    string // folder of its result within that of results
	units  int    // that are kept when it is stopped
	result []string
}

// resumedVerbs are calibrate, fit and decide.
func resumedVerbs() []resumedVerb {
	const market = `marketsim: 1
name: ours
run: {horizon: 6d, seed: 5, replications: 2}
market:
  pinners: {count: 200}
  campaigns: {groups: [{name: shops, count: 20}]}
mechanism: {ad_load: {per_session: 4}}
`
	const calibrate = `calibrate:
  runs: 30
  free: {market.campaigns.click_rate.base.median: {from: 0.1%, to: 2%, scale: log}}
  targets: [{metric: ctr, value: 2%}]
`
	const decide = `arms: {chosen: {set: {mechanism.ad_load.per_session: 5}}}
experiments: {confirm: {compare: [chosen, control], designs: {users: {split: pinner}}}}
tune:
  levers: {mechanism.ad_load.per_session: {from: 2, to: 8}}
  maximise: revenue
  horizons: [3d]
  budget: {runs: 30, start: 3}
`
	const effects = "day,metric,effect,lo,hi\n0,sessions,-1%,-2%,0%\n1,sessions,-2%,-3%,-1%\n2,sessions,-3%,-4%,-2%\n3,sessions,-4%,-5%,-3%\n4,sessions,-5%,-6%,-4%\n"
	return []resumedVerb{
		{"calibrate", []string{"calibrate", "ours.yaml", "-o", "calibrations"}, map[string]string{"ours.yaml": market + calibrate}, "calibrations/ours", 5,
			[]string{"summary.json", "targets.csv", "calibrated.yaml"}},
		{"fit", []string{"fit", "ours.yaml", "--effects", "test.csv", "-o", "fits"}, map[string]string{"test.csv": effects,
			"ours.yaml": strings.Replace(market, "count: 200", "count: 10_000", 1) + "arms: {more: {set: {mechanism.ad_load.per_session: 6}}}\n"}, "fits/ours", 1, []string{"summary.json", "beliefs.yaml", "fit.png"}},
		{"decide while it calibrates", []string{"decide", "ours.yaml", "-o", "decisions"}, map[string]string{"ours.yaml": market + calibrate + decide}, "decisions/ours", 4,
			[]string{"index.html", "decision.yaml", "calibration/calibrated.yaml"}},
		{"decide while it searches", []string{"decide", "ours.yaml", "-o", "decisions"}, map[string]string{"ours.yaml": market + decide}, "decisions/ours", 12, []string{"index.html", "decision.yaml"}},
	}
}

// A verb that is stopped keeps what is finished, and the same command with --resume plays only the rest, to the same bytes.
func TestVerbsResume(t *testing.T) {
	for _, v := range resumedVerbs() {
		t.Run(v.name, v.stopped)
	}
}

// play runs the verb in a folder.
func (v *resumedVerb) play(dir string, signals <-chan os.Signal, more ...string) (code int, told string) {
	s := state(dir, append(append(v.args[:len(v.args):len(v.args)], "-q", "-j", "1", "--progress", "none"), more...)...)
	var out strings.Builder
	s.Stdout, s.Stderr = io.Discard, &out
	if signals != nil {
		s.Interrupts = signals
	}
	return Main(s), out.String()
}

// stopped plays the verb whole, and in another folder stops it once units are kept and resumes it.
func (v *resumedVerb) stopped(t *testing.T) {
	whole, dir := t.TempDir(), t.TempDir()
	for name, text := range v.files {
		writeText(t, filepath.Join(whole, name), text)
		writeText(t, filepath.Join(dir, name), text)
	}
	want, _ := v.play(whole, nil)
	partial := filepath.Join(dir, filepath.FromSlash(v.out), v.args[0]+".partial")
	signals := make(chan os.Signal, 1)
	watching, done := context.WithCancel(t.Context())
	defer done()
	go func() {
		for watching.Err() == nil {
			if list, _ := os.ReadDir(partial); len(list) >= v.units {
				signals <- os.Interrupt
				return
			}
			time.Sleep(100 * time.Microsecond) // a loop without a pause takes a processor from what it watches
		}
	}()
	if code, told := v.play(dir, signals); code != ExitInterrupted || !strings.Contains(told, "what is finished is kept") || strings.Contains(told, "nothing was kept") {
		t.Fatalf("exit code %d: %s", code, told)
	}
	kept := entries(t, partial)
	if len(kept) < v.units {
		t.Fatalf("%d units are kept", len(kept))
	}
	if code, told := v.play(dir, nil, "--resume"); code != want {
		t.Errorf("exit code %d, and %d without a stop: %s", code, want, told)
	}
	for _, name := range v.result {
		sameBytes(t, filepath.Join(whole, v.out, name), filepath.Join(dir, v.out, name))
	}
	if exists(partial) {
		t.Error("what is complete keeps its parts")
	}
}

// entries are the files of a folder.
func entries(t *testing.T, dir string) []os.DirEntry {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// sameBytes wants two files to have the same bytes.
func sameBytes(t *testing.T, a, b string) {
	t.Helper()
	x, err := os.ReadFile(a)
	if err != nil {
		t.Fatal(err)
	}
	if y, err := os.ReadFile(b); err != nil || !bytes.Equal(x, y) {
		t.Errorf("%s differs after it was resumed (%v)", filepath.Base(a), err)
	}
}
