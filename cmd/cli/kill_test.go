package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"marketsim/sim/units/files"
)

// asProgram is set for a process of this test program that is to be marketsim.
const asProgram = "CLI_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	debug.SetGCPercent(400) // these tests allocate much in short runs: collecting it took a third of their time
	if os.Getenv(asProgram) != "" {
		s := Real()
		s.Figures = small
		os.Exit(Main(s))
	}
	files.Use(unflushed{files.Disk()})
	os.Exit(m.Run())
}

// unflushed is the disk, but does not wait until it has written: what is flushed when, reliability tries with processes of their own and the tests of files by name.
type unflushed struct{ files.System }

func (u unflushed) Open(path string, flag int, perm fs.FileMode) (files.File, error) {
	f, err := u.System.Open(path, flag, perm)
	if err != nil {
		return nil, err
	}
	return unflushedFile{f}, nil
}

func (unflushed) SyncDir(string) error { return nil }

type unflushedFile struct{ files.File }

func (unflushedFile) Sync() error { return nil }

// process is a command line in a process of its own, in a folder.
func process(dir string, args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), asProgram+"=1", "CI=")
	return cmd
}

// ran runs a command line in a process of its own to its end, and says how long it took.
func ran(t *testing.T, dir string, args ...string) time.Duration {
	t.Helper()
	begun := time.Now()
	if out, err := process(dir, args...).CombinedOutput(); err != nil {
		t.Fatalf("marketsim %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return time.Since(begun)
}

// killed runs a command line in a process of its own and kills it after a while.
func killed(t *testing.T, dir string, after time.Duration, args ...string) {
	t.Helper()
	cmd := process(dir, args...)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(after)
	if err := cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		t.Fatal(err)
	}
	cmd.Wait() // it was killed, or was done before
}

// TestKills: a process that is killed at a random moment of a run, a sweep, a resume, an extension or an accept loses no finished
// replication, leaves no run that cannot be read, and what it left is completed to the same bytes by --resume and cleaned by the next run.
// MARKETSIM_KILLS=1000 kills so often.
func TestKills(t *testing.T) {
	t.Parallel()
	n := times(t, "MARKETSIM_KILLS", 3)
	dir := smallPoints(t, 4)
	took := map[string]time.Duration{}
	writeAccepted(t, dir, 0)
	for verb, args := range map[string][]string{
		"run": {"run", "tiny.yaml", "-q", "-o", "whole-run"}, "sweep": {"sweep", "tiny.yaml", "-q", "-o", "whole-sweep"},
		"extend": {"run", "tiny.yaml", "-q", "-o", "whole-extend", "-n", "6"}, "accept": {"baseline", "accept", "accepted.yaml", "--reason", "first"},
	} {
		took[verb] = ran(t, dir, args...)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for i := range n {
		verb := []string{"run", "sweep", "resume", "extend", "accept"}[i%5]
		share := random.Float64()
		t.Run(fmt.Sprintf("%d-%s-after-%.0f%%", i, verb, 100*share), func(t *testing.T) {
			if verb == "accept" {
				killAccept(t, dir, time.Duration(share*float64(took["accept"])), i)
				return
			}
			killRun(t, dir, verb, share, took)
		})
	}
}

// writeAccepted writes a scenario whose behaviour differs from time to time.
func writeAccepted(t *testing.T, dir string, i int) {
	t.Helper()
	text := strings.Replace(smallestText(1), "seed: 5", fmt.Sprintf("seed: %d", 100+i), 1)
	if err := os.WriteFile(filepath.Join(dir, "accepted.yaml"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// killRun kills what writes to a run folder, and completes it.
func killRun(t *testing.T, dir, verb string, share float64, took map[string]time.Duration) {
	t.Helper()
	if err := os.RemoveAll(filepath.Join(dir, "runs")); err != nil {
		t.Fatal(err)
	}
	again := []string{"run", "--resume", "runs/tiny", "-q"}
	first, whole := []string{"run", "tiny.yaml", "-q"}, "whole-run"
	after := time.Duration(share * float64(took["run"]))
	switch verb {
	case "sweep":
		first, whole, after = []string{"sweep", "tiny.yaml", "-q"}, "whole-sweep", time.Duration(share*float64(took["sweep"]))
	case "extend":
		whole = "whole-extend"
		ran(t, dir, first...)
		first = append(again, "-n", "6")
	}
	killed(t, dir, after, first...)
	if verb == "resume" && exists(filepath.Join(dir, "runs/tiny/latest")) {
		killed(t, dir, time.Duration((1-share)*float64(took["run"])), again...)
	}
	latest := filepath.Join(dir, "runs/tiny/latest")
	if _, err := os.Lstat(latest); errors.Is(err, fs.ErrNotExist) {
		ran(t, dir, "run", "tiny.yaml", "-q") // it was killed before there was a run
		if verb == "sweep" {
			return
		}
	} else {
		if r := readRecord(t, followed(latest)); r.Status != statusComplete {
			if _, there, err := state(dir).store(followed(latest)).finished(&r); err != nil || there < r.ReplicationsDone {
				t.Errorf("run.json tells of %d replications, %d are there, %v", r.ReplicationsDone, there, err)
			}
		}
		if verb == "extend" {
			again = append(again, "-n", "6")
		}
		ran(t, dir, again...)
	}
	equalRuns(t, latest, filepath.Join(dir, whole, "tiny", "latest"))
	clean(t, filepath.Join(dir, "runs"))
}

// killAccept kills an accept that changes a baseline; the file is the old one or the new one, and the next accept is taken.
func killAccept(t *testing.T, dir string, after time.Duration, i int) {
	t.Helper()
	writeAccepted(t, dir, i)
	killed(t, dir, after, "baseline", "accept", "accepted.yaml", "--reason", "again")
	ran(t, dir, "baseline", "accept", "accepted.yaml", "--reason", "again")
	ran(t, dir, "baseline", "verify", "accepted.yaml", "-q")
	clean(t, dir)
}

// clean demands that nothing is left of files that were being written.
func clean(t *testing.T, dir string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && (strings.HasPrefix(d.Name(), ".writing-") || strings.HasPrefix(d.Name(), unwritten)) {
			t.Errorf("%s is left", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
