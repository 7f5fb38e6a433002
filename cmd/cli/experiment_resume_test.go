package cli

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// tested is a small experiment.
const tested = `marketsim: 1
name: tiny
run: {warmup: 1d, horizon: 3d, seed: 5, replications: 4}
market:
  pinners: {count: 200}
  campaigns: {groups: [{name: shops, count: 30, daily_budget: 1 USD}]}
arms:
  raise: {set: {mechanism.reserve: 0.40 USD}}
experiments:
  reserve:
    compare: [raise, control]
    when: {start: 0d, length: 3d}
    designs:
      users: {split: pinner, share: 50%}
      budgets: {split: budget, share: 40%}
`

// stopped runs an experiment until so many of its runs are kept, then interrupts it.
func stopped(t *testing.T, dir string, kept int) (stderr string) {
	t.Helper()
	signals := make(chan os.Signal, 1)
	w := &watcher{}
	s := state(dir, "experiment", "tiny.yaml", "--aa", "-j", "1")
	s.Stdout, s.Stderr, s.Interrupts = &watcher{}, w, signals
	done := make(chan int)
	go func() { done <- Main(s) }()
	for {
		select {
		case code := <-done:
			if code != ExitInterrupted {
				t.Fatalf("exit code %d\n%s", code, w)
			}
			return w.String()
		case <-time.After(time.Millisecond):
			if files, _ := filepath.Glob(filepath.Join(dir, "experiments", "*.partial", "*.bin")); len(files) >= kept {
				select {
				case signals <- os.Interrupt:
				default:
				}
				kept = 1 << 30 // once
			}
		}
	}
}

// equalExperiments compares the files of an experiment with those of one that was not stopped.
func equalExperiments(t *testing.T, dir string) {
	t.Helper()
	for _, ext := range []string{".json", ".csv", ".png"} {
		got, err := os.ReadFile(filepath.Join(dir, "experiments", "tiny.reserve"+ext))
		want, err2 := os.ReadFile(filepath.Join(dir, "whole", "tiny.reserve"+ext))
		if err != nil || err2 != nil || !bytes.Equal(got, want) {
			t.Errorf("%s differs (%v, %v)", ext, err, err2)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "experiments", "*.partial")); len(left) > 0 {
		t.Errorf("%v is left", left)
	}
}

// An experiment that is stopped keeps its finished runs, and completes to the same bytes; a damaged one is simulated again.
func TestExperimentResumes(t *testing.T) {
	t.Parallel()
	dir := write(t, "tiny.yaml", tested)
	invoke(t, dir, 0, "experiment", "tiny.yaml", "--aa", "-o", "whole")
	if stderr := stopped(t, dir, 3); !strings.Contains(stderr, "the same command with --resume") {
		t.Fatalf("it does not say how to go on:\n%s", stderr)
	}
	files := refusedKeeps(t, dir)
	if len(files) < 3 || len(files) >= 8 {
		t.Fatalf("%d runs are kept", len(files))
	}
	data, err := os.ReadFile(files[0])
	if err == nil {
		err = os.WriteFile(files[0], data[:len(data)-9], 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	_, stderr := invoke(t, dir, 0, "experiment", "tiny.yaml", "--aa", "--resume", "-v")
	if n := strings.Count(stderr, "is taken from"); n != len(files)-1 {
		t.Errorf("%d of %d runs that were kept are used:\n%s", n, len(files)-1, stderr)
	}
	if strings.Count(stderr, "is simulated again") != 1 {
		t.Errorf("the damage is not told once:\n%s", stderr)
	}
	equalExperiments(t, dir)

	// Without --resume what was kept is dropped once there is something in its place; what another program kept is not taken.
	old := filepath.Join(dir, "experiments", "tiny.reserve.partial", "old.bin")
	must(t, errors.Join(os.MkdirAll(filepath.Dir(old), 0o755), os.WriteFile(old, nil, 0o644)))
	stopped(t, dir, 3)
	if exists(old) {
		t.Error("a run that was not resumed left what was there")
	}
	s := state(dir, "experiment", "tiny.yaml", "--aa", "--resume")
	s.Stdout, s.Stderr, s.Executable = &watcher{}, &watcher{}, func() string { return "changed" }
	if code := Main(s); code != 0 {
		t.Fatalf("exit code %d", code)
	}
	equalExperiments(t, dir)
}

// refusedKeeps lists what is kept, and holds it against what is left once the experiment is refused, or is stopped before anything new is finished.
func refusedKeeps(t *testing.T, dir string) (files []string) {
	t.Helper()
	list := func() []string {
		files, _ := filepath.Glob(filepath.Join(dir, "experiments", "*.partial", "*.bin"))
		return files
	}
	files = list()
	for _, more := range []string{"", " --resume", " --resume --seed 2"} {
		s := state(dir, strings.Fields("experiment tiny.yaml --aa"+more)...)
		s.Stdout, s.Stderr, s.Memory = &watcher{}, &watcher{}, 1<<20
		want := ExitUsage
		if strings.Contains(more, "seed") {
			signals := make(chan os.Signal, 1)
			signals <- os.Interrupt
			s.Memory, s.Interrupts, want = 0, signals, ExitInterrupted
		}
		if code := Main(s); code != want || !slices.Equal(list(), files) {
			t.Errorf("%s: exit code %d, and of %d runs %d are kept", more, code, len(files), len(list()))
		}
	}
	return files
}

// A process that is killed leaves what --resume completes to the same bytes.
func TestExperimentKilled(t *testing.T) {
	t.Parallel()
	dir := write(t, "tiny.yaml", tested)
	took := ran(t, dir, "experiment", "tiny.yaml", "--aa", "-o", "whole")
	for _, share := range []float64{0.3, 0.6, 0.9} {
		killed(t, dir, time.Duration(share*float64(took)), "experiment", "tiny.yaml", "--aa", "--resume")
	}
	ran(t, dir, "experiment", "tiny.yaml", "--aa", "--resume")
	equalExperiments(t, dir)
}

// TestExperimentsOfOneName: results of an experiment do not replace those of another one whose scenario's and own name make the same name together, and
// what that has kept so far is not taken for its own.
func TestExperimentsOfOneName(t *testing.T) {
	t.Parallel()
	named := func(scenario, experiment string) string {
		return strings.Replace(smallestText(2), "name: tiny", "name: "+scenario, 1) + "experiments: {" + experiment + ": {compare: [reserve, control], designs: {half: {split: pinner}}}}\n"
	}
	dir := write(t, "a.yaml", named("a", "b-c"))
	must(t, os.WriteFile(filepath.Join(dir, "ab.yaml"), []byte(named("a-b", "c")), 0o644))
	kept := filepath.Join(dir, "experiments", "a-b.c.partial", "of-another.bin")
	must(t, errors.Join(os.MkdirAll(filepath.Dir(kept), 0o755), os.WriteFile(kept, nil, 0o644)))
	invoke(t, dir, 0, "experiment", "a.yaml")
	if !exists(kept) {
		t.Error("what another experiment kept was removed")
	}
	before := treeOf(t, filepath.Join(dir, "experiments"))
	invoke(t, dir, 0, "experiment", "ab.yaml")
	after := treeOf(t, filepath.Join(dir, "experiments"))
	for name, data := range before {
		if !strings.Contains(name, ".partial") && string(after[name]) != string(data) {
			t.Errorf("%s was replaced", name)
		}
	}
	if len(before) != 4 || len(after) != 6 {
		t.Errorf("%d files, then %d", len(before), len(after))
	}
}
