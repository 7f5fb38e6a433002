//go:build unix

package cli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"marketsim/sim/units/files"
)

// stoppedVerb is a command that keeps what is finished, stopped on its way.
type stoppedVerb struct {
	args  []string
	text  string
	whole map[string][]byte // what it leaves where nothing stops it
	kept  string            // a folder that it was stopped in
	wait  patience
}

const (
	decided = "tune: {levers: {mechanism.reserve: {from: 0 USD, to: 1 USD}}, maximise: revenue, budget: {runs: 12, start: 4}}\n" +
		"calibrate: {runs: 10, targets: [{metric: ctr, value: 1%}], free: {market.campaigns.groups.shops.value.median: {from: 0.2 USD, to: 4 USD, scale: log}}}\n" +
		"experiments: {users: {compare: [chosen, control], designs: {half: {split: pinner}}}}\n"
	measured = "day,metric,effect,lo,hi\n0,ctr,-1%,-2%,0%\n1,ctr,-1%,-2%,0%\n2,ctr,-1%,-2%,0%\n3,ctr,-1%,-2%,0%\n4,ctr,-1%,-2%,0%\n"
)

// stoppedVerbs stops calibrate and decide after the units that each has to have kept.
func stoppedVerbs(t *testing.T) []*stoppedVerb {
	t.Helper()
	text := strings.Replace(smallestText(2), "  reserve:", "  chosen:", 1) + decided
	list := []*stoppedVerb{{args: []string{"calibrate", "tiny.yaml", "-q", "-j", "1", "-o", "out"}, text: text}, {args: []string{"decide", "tiny.yaml", "-q", "-j", "1", "-o", "out"}, text: text}}
	wait := patient(t)
	for i, v := range list {
		v.wait = wait
		dir := write(t, "tiny.yaml", v.text)
		if code, said := playInto(dir, v.args...); code > ExitInconclusive || code == ExitUsage {
			t.Fatalf("%v: exit code %d\n%s", v.args, code, said)
		}
		v.whole = contents(t, filepath.Join(dir, "out/tiny"))
		v.kept = write(t, "tiny.yaml", v.text)
		v.stop(t, 4+20*i)
	}
	return list
}

// stop plays the command until so many units are kept.
func (v *stoppedVerb) stop(t *testing.T, units int) {
	t.Helper()
	s := state(v.kept, v.args...)
	signals := make(chan os.Signal, 1)
	s.Stdout, s.Stderr, s.Interrupts = io.Discard, io.Discard, signals
	watching, done := context.WithCancel(t.Context())
	defer done()
	go func() {
		for watching.Err() == nil {
			if list, _ := os.ReadDir(filepath.Join(v.kept, "out/tiny", v.args[0]+".partial")); len(list) >= units {
				signals <- os.Interrupt
				return
			}
		}
	}()
	if code := Main(s); code != ExitInterrupted {
		t.Fatalf("%v was not stopped: exit code %d", v.args, code)
	}
}

// plant puts something in the place of a file or folder. It tells what.
func plant(t *testing.T, r *rand.Rand, path, victim string) string {
	t.Helper()
	must(t, os.RemoveAll(path))
	must(t, os.MkdirAll(filepath.Dir(path), 0o755))
	junk := [][]byte{nil, []byte("{"), bytes.Repeat([]byte("[{"), 5000), make([]byte, 3000), []byte(`{"market":"","seed":1e999}` + "\n")}
	what := []string{"a link", "a link to nothing", "a link to a folder", "a pipe", "a folder", "junk", "an endless file", "nothing"}
	k := r.IntN(len(what))
	must(t, []func() error{
		func() error { return os.Symlink(victim, path) },
		func() error { return os.Symlink(victim+"2", path) },
		func() error { return os.Symlink(filepath.Dir(victim), path) },
		func() error { return syscall.Mkfifo(path, 0o644) },
		func() error { return os.MkdirAll(filepath.Join(path, "a/b"), 0o755) },
		func() error { return os.WriteFile(path, junk[r.IntN(len(junk))], 0o644) },
		func() error { return errors.Join(os.WriteFile(path, nil, 0o644), os.Truncate(path, 1<<40)) },
		func() error { return nil },
	}[k]())
	return what[k] + " as " + path
}

// TestJunkInKeptResults: whatever lies in a folder that calibrate or decide was stopped in, the same command refuses it or comes to the same answer. It does
// not wait, and writes nothing elsewhere.
func TestJunkInKeptResults(t *testing.T) {
	t.Parallel()
	rounds := 3 // 15 with MARKETSIM_LONG=1
	if os.Getenv("MARKETSIM_LONG") != "" {
		rounds = 15
	}
	r, trials := rand.New(rand.NewPCG(1, 2)), 0
	for _, v := range stoppedVerbs(t) {
		for range rounds {
			dir, canary := t.TempDir(), t.TempDir()
			victim := filepath.Join(canary, "victim")
			must(t, errors.Join(os.CopyFS(dir, os.DirFS(v.kept)), os.WriteFile(victim, []byte("mine"), 0o644)))
			planted := plant(t, r, v.place(t, r, dir), victim)
			v.resume(t, dir, victim, append(slices.Clone(v.args), []string{"--resume", "-q"}[r.IntN(2)]), planted)
			trials++
		}
	}
	t.Logf("reliability: %d trials", trials)
}

// place is a name in the folder that was stopped in: what is there, or what the command will write.
func (v *stoppedVerb) place(t *testing.T, r *rand.Rand, dir string) string {
	t.Helper()
	folder := filepath.Join(dir, "out/tiny")
	names := []string{v.args[0] + ".partial", v.args[0] + ".partial/x.bin", ".writing-x-1-1"}
	for name := range v.whole {
		names = append(names, name)
	}
	must(t, filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		name, _ := filepath.Rel(folder, path)
		names = append(names, name, name) // twice as often as what is not there
		return err
	}))
	slices.Sort(names)
	return filepath.Join(folder, names[r.IntN(len(names))])
}

// resume goes on and holds what comes of it against the whole.
func (v *stoppedVerb) resume(t *testing.T, dir, victim string, args []string, planted string) {
	t.Helper()
	code, said := v.wait.play(t, dir, args...)
	now, err := os.ReadFile(victim)
	others, _ := os.ReadDir(filepath.Dir(victim))
	if err != nil || string(now) != "mine" || len(others) != 1 {
		t.Fatalf("%v: %s: the file elsewhere is %q, and there are %d", args, planted, now, len(others))
	}
	if strings.Contains(said, "mistake of the program") {
		t.Fatalf("%v: %s: ends with %d: %s", args, planted, code, said)
	}
	if code == ExitUsage || code == ExitIncomplete {
		if !strings.Contains(said, "error: ") {
			t.Errorf("%v: %s: ends with %d and says %s", args, planted, code, said)
		}
		return
	}
	for name, want := range v.whole {
		if got, err := os.ReadFile(filepath.Join(dir, "out/tiny", name)); !strings.HasSuffix(name, "/") && (err != nil || !bytes.Equal(got, want)) {
			t.Errorf("%v: %s: %s is not what it would have been (%v)", args, planted, name, err)
		}
	}
	if strays, _ := filepath.Glob(filepath.Join(dir, "out/tiny/.writing-*")); len(strays) > 0 && !strings.Contains(planted, "folder as") {
		t.Errorf("%v: %s: half written files stay: %v", args, planted, strays)
	}
}

// TestKeptResultsHaveOneWriter: a second command of the same folder is refused while the first works, and what the first has finished stays.
func TestKeptResultsHaveOneWriter(t *testing.T) {
	t.Parallel()
	text := strings.Replace(smallestText(2), "  reserve:", "  chosen:", 1) + decided
	for _, line := range []string{"calibrate tiny.yaml -q -o out", "decide tiny.yaml -q -o out", "fit tiny.yaml --effects effects.csv -q -o out --test chosen"} {
		dir := write(t, "tiny.yaml", text)
		must(t, os.WriteFile(filepath.Join(dir, "effects.csv"), []byte(measured), 0o644))
		finished := filepath.Join(dir, "out/tiny", strings.Fields(line)[0]+".partial", "finished.bin")
		must(t, errors.Join(os.MkdirAll(filepath.Dir(finished), 0o755), os.WriteFile(finished, []byte("finished"), 0o644)))
		release, err := files.Lock(filepath.Join(dir, "out/tiny"))
		must(t, err)
		for _, more := range []string{"", " --resume"} {
			if _, stderr := invoke(t, dir, ExitUsage, strings.Fields(line+more)...); !strings.Contains(stderr, "another program is writing") || !exists(finished) {
				t.Errorf("%s: what is finished is there: %t; %s", line+more, exists(finished), stderr)
			}
		}
		release()
		if code, said := playInto(dir, strings.Fields(line)...); code == ExitUsage || code == ExitIncomplete {
			t.Errorf("%s after the first is done: exit code %d\n%s", line, code, said)
		}
	}
}
