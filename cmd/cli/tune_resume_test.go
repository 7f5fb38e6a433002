package cli

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A search that is stopped keeps what is finished and completes to the same bytes.
func TestTuneResumes(t *testing.T) {
	dir := scenario(t, 2)
	f, err := os.OpenFile(filepath.Join(dir, "tiny.yaml"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err = f.WriteString("tune: {levers: {mechanism.reserve: {from: 0 USD, to: 1 USD}}, maximise: revenue, budget: {runs: 60}}\n"); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	invoke(t, dir, ExitPass, "tune", "tiny.yaml", "-q", "-o", "whole")
	s := state(dir, "tune", "tiny.yaml", "-v", "-j", "1")
	s.Stdout = io.Discard
	w := stopping(s, "start:", os.Interrupt)
	code := Main(s)
	left, err := filepath.Glob(filepath.Join(dir, "runs", "tiny", "latest", "*", "*.bin"))
	if told := fmt.Sprintf("interrupted: %d replications of the search, finished and kept", len(left)); code != ExitInterrupted || err != nil || !strings.Contains(w.String(), told) || !strings.Contains(w.String(), "marketsim tune --resume runs/tiny/") {
		t.Fatalf("exit code %d\n%s", code, w)
	}
	s = state(dir, "tune", "--resume", "runs/tiny", "-v", "-j", "1")
	s.Stdout = io.Discard
	w = stopping(s, "start:", os.Interrupt)
	code = Main(s)
	left, err = filepath.Glob(filepath.Join(dir, "runs", "tiny", "latest", "*", "*.bin"))
	if told := fmt.Sprintf("interrupted: %d replications of the search, finished and kept", len(left)); code != ExitInterrupted || err != nil || !strings.Contains(w.String(), told) {
		t.Fatalf("stopped again: exit code %d, not %q\n%s", code, told, w)
	}
	invoke(t, dir, ExitPass, "tune", "--resume", "runs/tiny", "-q")
	for _, name := range []string{"summary.json", "data/candidates.csv", "report/levers.png"} {
		a, err := os.ReadFile(filepath.Join(dir, "whole", "tiny", "latest", name))
		if err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(filepath.Join(dir, "runs", "tiny", "latest", name))
		if err != nil || !bytes.Equal(a, b) {
			t.Errorf("%s differs after the search was resumed (%v)", name, err)
		}
	}
}
