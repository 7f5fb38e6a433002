package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

func none(io.Writer) (int, bool) { return 0, false }

// watcher calls a function once when a text has been written.
type watcher struct {
	mu   sync.Mutex
	b    bytes.Buffer
	text string
	then func()
}

func (w *watcher) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.b.Write(p)
	if w.then != nil && strings.Contains(w.b.String(), w.text) {
		w.then()
		w.then = nil
	}
	return len(p), nil
}

func (w *watcher) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.b.String()
}

// stopping lets a command be sent a signal once it has written a text, and holds it there until the signal has taken effect: a small market would be
// finished before the signal is noticed.
func stopping(s *State, text string, sig os.Signal) *watcher {
	signals, noticed := make(chan os.Signal), make(chan struct{})
	s.Interrupts = signals
	s.After = func(d time.Duration) <-chan time.Time {
		close(noticed)
		return time.After(d)
	}
	w := &watcher{text: text, then: func() { signals <- sig; <-noticed }}
	s.Stderr = w
	return w
}

// putRecord replaces a run's record.
func putRecord(t *testing.T, folder string, r *record) {
	t.Helper()
	if err := state(folder).writeRecord(folder, r); err != nil {
		t.Fatal(err)
	}
}

// unitFiles are the files of the units that a stopped run keeps, by point and replication.
func unitFiles(t *testing.T, folder string) map[int]string {
	t.Helper()
	folder = followed(folder)
	r, kept := readRecord(t, folder), state(folder).store(folder)
	out := map[int]string{}
	for i, p := range r.points() {
		for k := range r.each() {
			u := r.unit(p, k)
			if path := filepath.Join(kept.partial(), u.ID()+".bin"); exists(path) {
				out[i*r.each()+k] = path
			}
		}
	}
	return out
}

// plenty of replications are enough for a run that stops at its second one.
const plenty = 12

// interrupt runs a scenario until its second replication is finished, then sends a signal.
func interrupt(t *testing.T, dir string, sig os.Signal) (code int, stderr string) {
	t.Helper()
	s := state(dir, "run", "tiny.yaml", "-v", "-j", "1")
	s.Stdout = io.Discard
	w := stopping(s, "replication 2 of", sig)
	code = Main(s)
	return code, w.String()
}

func readRecord(t *testing.T, folder string) (r record) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(folder, recordFile))
	if err == nil {
		err = json.Unmarshal(data, &r)
	}
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// An interrupted run keeps whole replications, says how to go on, and completes to the same bytes.
func TestInterruptAndResume(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		sig  os.Signal
		code int
	}{{os.Interrupt, ExitInterrupted}, {syscall.SIGTERM, ExitTerminated}} {
		dir := scenario(t, plenty)
		code, stderr := interrupt(t, dir, x.sig)
		if code != x.code {
			t.Fatalf("exit code %d, want %d\n%s", code, x.code, stderr)
		}
		if !strings.Contains(stderr, "to complete the run: marketsim run --resume runs/tiny/") {
			t.Fatalf("it does not say how to resume:\n%s", stderr)
		}
		first := filepath.Join(dir, "runs", "tiny", "latest")
		first, err := filepath.EvalSymlinks(first)
		if err != nil {
			t.Fatal(err)
		}
		r := readRecord(t, first)
		kept, err := filepath.Glob(filepath.Join(first, "partial", "*.bin"))
		if err != nil || r.Status != statusInterrupted || *r.ExitCode != x.code || r.ReplicationsDone != len(kept) ||
			len(kept) < 2 || len(kept) >= plenty {
			t.Fatalf("status %s, exit code %d, %d replications in run.json, %d kept, %v", r.Status, *r.ExitCode, r.ReplicationsDone, len(kept), err)
		}
		out, _ := invoke(t, dir, ExitIncomplete, "report", "runs/tiny/latest")
		if !strings.Contains(out, "INCOMPLETE") {
			t.Fatalf("a report of an interrupted run does not say so:\n%s", out)
		}
		invoke(t, dir, 0, "run", "--resume", "runs/tiny/latest", "-q")
		if r = readRecord(t, first); r.Status != statusComplete || r.Resumed != 1 {
			t.Fatalf("after resuming: status %s, resumed %d times", r.Status, r.Resumed)
		}
		invoke(t, dir, 0, "run", "tiny.yaml", "-q", "-o", "whole")
		a, b := contents(t, first), contents(t, filepath.Join(dir, "whole", "tiny", "latest"))
		if len(a) != len(b) {
			t.Fatalf("resumed %v, whole %v", keys(a), keys(b))
		}
		for name := range b {
			if !bytes.Equal(a[name], b[name]) {
				t.Errorf("%s of the resumed run differs from a run that was not interrupted", name)
			}
		}
	}
}

// A damaged replication is simulated again.
func TestResumeDamaged(t *testing.T) {
	t.Parallel()
	dir := scenario(t, plenty)
	interrupt(t, dir, os.Interrupt)
	file := unitFiles(t, filepath.Join(dir, "runs/tiny/latest"))[1]
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, data[:len(data)/2], 0o644); err != nil {
		t.Fatal(err)
	}
	_, stderr := invoke(t, dir, 0, "run", "--resume", "runs/tiny")
	if !strings.Contains(stderr, filepath.Base(file)+": stored results are damaged") {
		t.Fatalf("the damage is not told:\n%s", stderr)
	}
	invoke(t, dir, 0, "run", "tiny.yaml", "-q", "-o", "whole")
	a, b := contents(t, filepath.Join(dir, "runs/tiny/latest")), contents(t, filepath.Join(dir, "whole/tiny/latest"))
	if !bytes.Equal(a["data/results.bin"], b["data/results.bin"]) || len(b["data/results.bin"]) == 0 {
		t.Error("results differ")
	}
}

// A run cannot be resumed with other data or as another run.
func TestResumeRefused(t *testing.T) {
	t.Parallel()
	dir := scenario(t, plenty)
	interrupt(t, dir, os.Interrupt)
	invoke(t, dir, ExitUsage, "run", "--resume", "runs/tiny/latest", "--seed", "3")
	invoke(t, dir, ExitUsage, "run", "--resume", "runs/nothing")
	folder := filepath.Join(dir, "runs/tiny/latest")
	r := readRecord(t, folder)
	r.Hash = "000000000000"
	putRecord(t, folder, &r)
	_, stderr := invoke(t, dir, ExitUsage, "run", "--resume", "runs/tiny/latest")
	if !strings.Contains(stderr, "changed since the run was begun") {
		t.Fatalf("%s", stderr)
	}
}

// Verbs that leave nothing behind end at once with the signal's code, and write no file.
func TestInterruptOthers(t *testing.T) {
	for _, args := range [][]string{{"sessions", "tiny.yaml", "-o", "s.csv"}, {"lag", "tiny.yaml", "--scale", "100%"}} {
		dir := scenario(t, 100_000)
		signals := make(chan os.Signal, 1)
		var stdout, stderr bytes.Buffer
		s := state(dir, args...)
		s.Stdout, s.Stderr, s.Interrupts = &stdout, &stderr, signals
		time.AfterFunc(50*time.Millisecond, func() { signals <- os.Interrupt })
		if code := Main(s); code != ExitInterrupted || stdout.Len() > 0 || !strings.Contains(stderr.String(), "nothing was kept") {
			t.Errorf("%v: exit code %d\n%s%s", args, code, &stdout, &stderr)
		}
		if files, err := os.ReadDir(dir); err != nil || len(files) != 1 {
			t.Errorf("%v left %v, %v", args, files, err)
		}
	}
}

// An interrupted verify still writes its reports, which say what was not verified.
func TestInterruptedVerify(t *testing.T) {
	t.Parallel()
	dir := scenario(t, 3)
	invoke(t, dir, 0, "baseline", "accept", "tiny.yaml", "--reason", "first", "-q")
	var stdout bytes.Buffer
	s := state(dir, "baseline", "verify", "tiny.yaml", "tiny.yaml", "tiny.yaml", "-v", "-j", "1", "--junit", "gate.xml", "--github")
	s.Stdout = &stdout
	w := stopping(s, "replication 1 of", os.Interrupt)
	if code := Main(s); code != ExitInterrupted {
		t.Errorf("exit code %d\n%s%s", code, &stdout, w)
	}
	data, err := os.ReadFile(filepath.Join(dir, "gate.xml"))
	if err != nil || !strings.Contains(string(data), `tests="3"`) || !strings.Contains(string(data), `<error type="NOT VERIFIED"`) {
		t.Errorf("%v: %s", err, data)
	}
	if !strings.Contains(stdout.String(), "::error file=tiny.yaml,line=1,title=tiny::NOT VERIFIED: tiny: interrupted") {
		t.Errorf("no annotation:\n%s", &stdout)
	}
}

// An interrupted compare ends with the signal's code, and still writes its reports: the difference that it had found, and that no auction is named.
func TestInterruptedCompare(t *testing.T) {
	t.Parallel()
	dir := scenario(t, 2)
	invoke(t, dir, 0, "run", "tiny.yaml", "-q", "-o", "before")
	invoke(t, dir, 0, "run", "tiny.yaml", "-q", "-o", "after", "--set", "mechanism.reserve=0.10 USD")
	s := state(dir, "compare", "before/tiny", "after/tiny", "--junit", "compare.xml", "--base-exe", "other")
	var stdout bytes.Buffer
	s.Stdout = &stdout
	w := stopping(s, "replaying the base", os.Interrupt)
	s.Exec = func(ctx context.Context, _ string, _ []string, _, _ io.Writer) error {
		fmt.Fprintln(w, "replaying the base")
		<-ctx.Done()
		return ctx.Err()
	}
	if code := Main(s); code != ExitInterrupted {
		t.Errorf("exit code %d\n%s%s", code, &stdout, w)
	}
	data, err := os.ReadFile(filepath.Join(dir, "compare.xml"))
	if err != nil || !strings.Contains(string(data), "No auction is named: interrupted.") || !strings.Contains(string(data), "BEHAVIOUR CHANGED") {
		t.Errorf("%v: %s", err, data)
	}
	if got := stdout.String(); !strings.Contains(got, "3 of 4 arms and replications differ, first on day 0") || !strings.Contains(got, "No auction is named: interrupted.") {
		t.Errorf("%s", got)
	}
	if strings.Contains(w.String(), "nothing was kept") {
		t.Errorf("reports were written: %s", w)
	}
}

// A verb that does not stop is left after a second and a half, or at once when asked twice: then no timer has to tell.
func TestAbandon(t *testing.T) {
	for _, signals := range []int{1, 2} {
		in, out := io.Pipe()
		defer out.Close()
		interrupts := make(chan os.Signal, signals)
		for range signals {
			interrupts <- syscall.SIGTERM
		}
		var stderr bytes.Buffer
		s := state(t.TempDir(), "run", "-")
		s.Stdin, s.Stdout, s.Stderr, s.Interrupts = in, io.Discard, &stderr, interrupts
		var waits time.Duration
		s.After = func(d time.Duration) <-chan time.Time {
			waits = d
			passed := make(chan time.Time, 1)
			if signals == 1 {
				passed <- time.Time{}
			}
			return passed
		}
		if code := Main(s); code != ExitTerminated || waits != 1500*time.Millisecond {
			t.Errorf("%d signals: exit code %d, %v are waited, want %d and 1.5 s", signals, code, waits, ExitTerminated)
		}
		if !strings.Contains(stderr.String(), "nothing was kept") {
			t.Errorf("%s", &stderr)
		}
	}
}
