package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"marketsim/reports/figures"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestScript runs the scripts of testdata/script in process. UPDATE=1 refreshes what they compare with.
func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script", UpdateScripts: os.Getenv("UPDATE") != "", RequireUniqueNames: true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"marketsim": func(ts *testscript.TestScript, _ bool, args []string) { call(ts, 0, args) },
			"exits":     exits, "same": same, "differ": differ, "fits": fits, "plain": plain, "rounding": rounding,
		},
	})
}

// clock is a clock that is half a second further each time it is read.
func clock() func() time.Time {
	var mu sync.Mutex
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	return func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		now = now.Add(500 * time.Millisecond)
		return now
	}
}

// small are figures of few dots: drawing and packing the full ones takes longer than all else that these tests do.
var small = figures.Options{DPI: 9}

// state is a process without a terminal, in a folder.
func state(dir string, args ...string) *State {
	return &State{Args: args, Env: func(string) string { return "" }, Stdin: strings.NewReader(""), Dir: dir, Now: clock(), CPUs: 2, Memory: 8 << 30,
		Terminal: none, Exec: self(dir), Figures: small}
}

// self is another program that is this one, in a folder. With a name that begins with old- it has the behaviour that the test
// mechanism had before it was changed.
func self(dir string) func(context.Context, string, []string, io.Writer, io.Writer) error {
	return func(_ context.Context, program string, args []string, stdout, stderr io.Writer) error {
		s := state(dir, args...)
		var said bytes.Buffer // given away at the end: till then this program has another behaviour
		s.Stdout, s.Stderr = &said, stderr
		code := func() int {
			if strings.HasPrefix(filepath.Base(program), "old-") {
				defer cents.Store(cents.Swap(0))
			}
			return Main(s)
		}()
		if _, err := stdout.Write(said.Bytes()); err != nil {
			return err
		}
		if code != 0 {
			return fmt.Errorf("exit code %d", code)
		}
		return nil
	}
}

// call runs a command line: <FILE as the last word gives it standard input.
func call(ts *testscript.TestScript, want int, args []string) {
	s := state(ts.MkAbs("."), args...)
	if n := len(args) - 1; n >= 0 && strings.HasPrefix(args[n], "<") {
		s.Args, s.Stdin = args[:n], strings.NewReader(ts.ReadFile(args[n][1:]))
	}
	s.Env, s.Stdout, s.Stderr = ts.Getenv, ts.Stdout(), ts.Stderr()
	if got := Main(s); got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// exits CODE ARGS... runs a command line that ends with an exit code.
func exits(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	call(ts, want, args[1:])
}

// same RUN RUN holds two run folders against each other, run.json apart.
func same(ts *testscript.TestScript, _ bool, args []string) {
	a, b := contents(ts, ts.MkAbs(args[0])), contents(ts, ts.MkAbs(args[1]))
	if names, others := keys(a), keys(b); !slices.Equal(names, others) {
		ts.Fatalf("files differ:\n%v\n%v", names, others)
	}
	for name := range a {
		if !bytes.Equal(a[name], b[name]) {
			ts.Fatalf("%s differs between %s and %s", name, args[0], args[1])
		}
	}
}

// differ FILE FILE demands that two files differ.
func differ(ts *testscript.TestScript, _ bool, args []string) {
	if ts.ReadFile(args[0]) == ts.ReadFile(args[1]) {
		ts.Fatalf("%s and %s are the same", args[0], args[1])
	}
}

// fits demands that no line of the last standard output is wider than 80 columns.
func fits(ts *testscript.TestScript, _ bool, args []string) {
	for _, line := range strings.Split(ts.ReadFile("stdout"), "\n") {
		if n := len([]rune(line)); n > 80 {
			ts.Fatalf("%d columns: %s", n, line)
		}
	}
}

// plain demands that neither stream of the last command holds an escape sequence or moves the cursor.
func plain(ts *testscript.TestScript, _ bool, args []string) {
	for _, stream := range []string{"stdout", "stderr"} {
		if strings.ContainsAny(ts.ReadFile(stream), "\x1b\r\b") {
			ts.Fatalf("%s holds control characters", stream)
		}
	}
}

// contents reads a run folder without run.json.
func contents(fatal interface{ Fatalf(string, ...any) }, folder string) map[string][]byte {
	folder, err := filepath.EvalSymlinks(folder)
	files := map[string][]byte{}
	if err == nil {
		err = filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			rel, _ := filepath.Rel(folder, path)
			if err != nil || rel == recordFile {
				return err
			}
			if d.IsDir() {
				files[rel+"/"] = nil
				return nil
			}
			files[rel], err = os.ReadFile(path)
			return err
		})
	}
	if err != nil || len(files) < 5 {
		fatal.Fatalf("%s: %d files, %v", folder, len(files), err)
	}
	return files
}

func keys(files map[string][]byte) (names []string) {
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// invoke runs a command line outside of scripts.
func invoke(t *testing.T, dir string, want int, args ...string) (stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	s := state(dir, args...)
	s.Stdout, s.Stderr = &out, &err
	if got := Main(s); got != want {
		t.Fatalf("marketsim %s: exit code %d, want %d\n%s%s", strings.Join(args, " "), got, want, &out, &err)
	}
	return out.String(), err.String()
}

// playInto runs a command line in a folder.
func playInto(dir string, args ...string) (code int, said string) {
	var stderr bytes.Buffer
	s := state(dir, args...)
	s.Stdout, s.Stderr = io.Discard, &stderr
	return Main(s), stderr.String()
}

// tiny is a scenario that runs in a moment; arms may be added below it.
const tiny = `marketsim: 1
name: tiny
run: {warmup: 1d, horizon: 3d, seed: 5, replications: %d}
market:
  pinners: {count: 200}
  campaigns: {groups: [{name: shops, count: 30, daily_budget: 1 USD}]}
arms:
  reserve: {set: {mechanism.reserve: 0.25 USD}}
`

// scenario writes the tiny scenario into a folder of its own.
func scenario(t *testing.T, replications int) (dir string) {
	t.Helper()
	dir = t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "tiny.yaml"), fmt.Appendf(nil, tiny, replications), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}
