package cli

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// A calibration that is stopped keeps what is finished, and the same command with --resume plays only the rest, to the same bytes.
func TestCalibrationResumes(t *testing.T) {
	const text = `marketsim: 1
name: ours
run: {horizon: 6d, seed: 5, replications: 2}
market:
  pinners: {count: 400}
  campaigns: {groups: [{name: shops, count: 20}]}
calibrate:
  runs: 60
  free: {market.campaigns.click_rate.base.median: {from: 0.1%, to: 2%, scale: log}}
  targets: [{metric: ctr, value: 2%}]
`
	dir := t.TempDir()
	writeText(t, filepath.Join(dir, "ours.yaml"), text)
	play := func(out string, ctx func(*State), more ...string) int {
		s := state(dir, append([]string{"calibrate", "ours.yaml", "-q", "-j", "1", "--progress", "none", "-o", out}, more...)...)
		s.Stdout, s.Stderr = io.Discard, io.Discard
		ctx(s)
		return Main(s)
	}
	whole := play("whole", func(*State) {})
	partial := filepath.Join(dir, "runs", "ours", "partial")
	signals := make(chan os.Signal, 1)
	watching, done := context.WithCancel(t.Context())
	defer done()
	go func() {
		for watching.Err() == nil {
			if list, _ := os.ReadDir(partial); len(list) >= 5 {
				signals <- os.Interrupt
				return
			}
		}
	}()
	if code := play("runs", func(s *State) { s.Interrupts = signals }); code != ExitInterrupted {
		t.Fatalf("exit code %d", code)
	}
	kept, err := os.ReadDir(partial)
	if err != nil || len(kept) < 5 {
		t.Fatalf("%d units are kept (%v)", len(kept), err)
	}
	if code := play("runs", func(*State) {}, "--resume"); code != whole {
		t.Errorf("exit code %d, and %d without a stop", code, whole)
	}
	for _, name := range []string{"summary.json", "targets.csv", "calibrated.yaml"} {
		a, err := os.ReadFile(filepath.Join(dir, "whole", "ours", name))
		if err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(filepath.Join(dir, "runs", "ours", name))
		if err != nil || !bytes.Equal(a, b) {
			t.Errorf("%s differs after the calibration was resumed (%v)", name, err)
		}
	}
	if exists(partial) {
		t.Error("what is complete keeps its parts")
	}
}
