package cli

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"unicode/utf8"

	"marketsim/reports"
)

// Arms that differ in nothing give differences of exactly zero.
func TestCosmeticArm(t *testing.T) {
	t.Parallel()
	dir := scenario(t, 2)
	invoke(t, dir, 0, "run", "tiny.yaml", "-q", "--set", "arms.reserve={same_as_control: true}")
	data, err := os.ReadFile(filepath.Join(dir, "runs/tiny/latest/summary.json"))
	if err != nil {
		t.Fatal(err)
	}
	var s reports.Summary
	if err := json.Unmarshal(data, &s); err != nil {
		t.Fatal(err)
	}
	compared := 0
	for _, e := range s.Effects {
		if e.Difference == nil || e.Pairs < 2 { // what one replication has says nothing of others
			continue
		}
		compared++
		if *e.Difference != 0 || *e.DifferenceLo != 0 || *e.DifferenceHi != 0 || e.Verdict != reports.VerdictIdentical {
			t.Errorf("%s %s %s: difference %v, verdict %s", e.Metric, e.Segment, e.Window, *e.Difference, e.Verdict)
		}
	}
	if compared < 50 {
		t.Errorf("only %d effects were compared", compared)
	}
}

// A terminal gets a bar and colour; NO_COLOR takes the colour away; -q takes the bar away.
func TestTerminal(t *testing.T) {
	t.Parallel()
	dir := scenario(t, 2)
	show := func(env map[string]string, args ...string) (string, string) {
		var out, err bytes.Buffer
		s := state(dir, append([]string{"run", "tiny.yaml", "-n", "2", "--set", "arms.reserve={set: {mechanism.reserve: 5 USD}}"}, args...)...)
		s.Stdout, s.Stderr, s.Env = &out, &err, func(k string) string { return env[k] }
		s.Terminal = func(io.Writer) (int, bool) { return 80, true }
		if code := Main(s); code != 0 {
			t.Fatalf("exit code %d\n%s", code, &err)
		}
		return out.String(), err.String()
	}
	out, err := show(nil, "-n", "6") // two replications have nothing to colour
	if !strings.Contains(err, "\r[#") || !strings.Contains(err, "left") {
		t.Errorf("no bar on a terminal: %q", err)
	}
	if !strings.Contains(out, "\x1b[") {
		t.Errorf("no colour on a terminal")
	}
	if strings.Contains(err, "\x1b") {
		t.Errorf("the bar has escape sequences: %q", err)
	}
	if out, _ := show(map[string]string{"NO_COLOR": "1"}, "-n", "6"); strings.Contains(out, "\x1b") {
		t.Errorf("colour in spite of NO_COLOR")
	}
	if out, _ := show(nil, "--no-color", "-n", "6"); strings.Contains(out, "\x1b") {
		t.Errorf("colour in spite of --no-color")
	}
	for columns, longest := range map[string]int{"140": 140, "70": 80} { // a table of numbers takes up to 80
		widest := 0
		out, _ := show(map[string]string{"COLUMNS": columns, "NO_COLOR": "1"})
		for _, line := range strings.Split(out, "\n") {
			widest = max(widest, utf8.RuneCountInString(line))
		}
		if widest > longest || columns == "140" && widest <= 80 {
			t.Errorf("COLUMNS=%s: the widest line has %d characters", columns, widest)
		}
	}
	if _, err := show(nil, "-q"); err != "" {
		t.Errorf("with -q standard error holds %q", err)
	}
	if _, err := show(nil, "--progress", "plain"); strings.Contains(err, "\r") || !strings.Contains(err, "a second") {
		t.Errorf("plain progress: %q", err)
	}
}

// A disk that cannot be written to ends the run with exit code 4 and a remedy.
func TestDiskErrors(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		dir := scenario(t, 2)
		if err := os.Mkdir(filepath.Join(dir, "locked"), 0o555); err != nil {
			t.Fatal(err)
		}
		_, stderr := invoke(t, dir, ExitIncomplete, "run", "tiny.yaml", "-o", "locked")
		if !strings.Contains(stderr, "permission denied") {
			t.Errorf("%s", stderr)
		}
	}
	dir := scenario(t, 2)
	if err := os.WriteFile(filepath.Join(dir, "runs"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	_, stderr := invoke(t, dir, ExitIncomplete, "run", "tiny.yaml")
	if !strings.Contains(stderr, "cannot make the folder runs/tiny: a part of the path is not a folder") {
		t.Errorf("%s", stderr)
	}
}

// When replications cannot be kept the run is marked as partial.
func TestPartialRun(t *testing.T) {
	t.Parallel()
	dir := scenario(t, plenty)
	folder := ""
	w := &watcher{text: "replication 2 of", then: func() {
		folder, _ = filepath.EvalSymlinks(filepath.Join(dir, "runs/tiny/latest"))
		os.RemoveAll(filepath.Join(folder, "partial"))
	}}
	s := state(dir, "run", "tiny.yaml", "-v", "-j", "1")
	s.Stdout, s.Stderr = io.Discard, w
	if code := Main(s); code != ExitIncomplete {
		t.Fatalf("exit code %d, want %d", code, ExitIncomplete)
	}
	if r := readRecord(t, folder); r.Status != statusPartial || *r.ExitCode != ExitIncomplete {
		t.Errorf("status %s, exit code %d", r.Status, *r.ExitCode)
	}
	if !strings.Contains(w.String(), "cannot write") || !strings.Contains(w.String(), "--resume") {
		t.Errorf("%s", w)
	}
}

// What was removed from a run's folder while it ran is not said to be kept: neither the folder, nor its scenario, nor some replications.
func TestRemovedWhileRunning(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ gone, want, not string }{
		{"", "it cannot be resumed", "finished and kept"}, {"scenario.yaml", "it cannot be resumed", "finished and kept"},
		{"partial", "0 of 4 replications are finished and kept; 4 more were removed meanwhile", "4 of 4 replications"},
	} {
		dir, folder := scenario(t, 4), ""
		w := &watcher{text: "replication 4 of", then: func() {
			folder, _ = filepath.EvalSymlinks(filepath.Join(dir, "runs/tiny/latest"))
			os.RemoveAll(filepath.Join(folder, c.gone))
			if c.gone != "" {
				os.Mkdir(filepath.Join(folder, "data", "results.bin"), 0o755) // so that it cannot be completed
			}
		}}
		s := state(dir, "run", "tiny.yaml", "-v", "-j", "1")
		s.Stdout, s.Stderr = io.Discard, w
		if code := Main(s); code != ExitIncomplete || !strings.Contains(w.String(), c.want) || strings.Contains(w.String(), c.not) {
			t.Errorf("%q removed: exit code %d\n%s", c.gone, code, w)
		}
		if c.gone == "" && exists(folder) {
			t.Errorf("%s was made again without what it needs", folder)
		}
		if c.gone == "partial" {
			if r := readRecord(t, folder); r.ReplicationsDone != 0 || r.Status != statusPartial {
				t.Errorf("status %s, %d replications", r.Status, r.ReplicationsDone)
			}
		}
	}
}

func TestParseBytes(t *testing.T) {
	for text, want := range map[string]uint64{"1000": 1000, "10B": 10, "4KiB": 4096, "2GiB": 2 << 30, "1TiB": 1 << 40} {
		if got, ok := parseBytes(text); !ok || got != want {
			t.Errorf("%s: %d, %v, want %d", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "off", "-1", "4GB", "99999999TiB"} {
		if got, ok := parseBytes(text); ok {
			t.Errorf("%q was read as %d", text, got)
		}
	}
}

// A disk that is full behind standard output is no success, whatever the verb; a mistake of the caller stays one.
func TestFullOutput(t *testing.T) {
	t.Parallel()
	dir := scenario(t, 1)
	for args, want := range map[string]int{"run tiny.yaml": ExitIncomplete, "explain rpm": ExitIncomplete, "explain xyzzy": ExitUsage} {
		var said bytes.Buffer
		s := state(dir, strings.Fields(args)...)
		s.Stdout, s.Stderr = full{}, &said
		if code := Main(s); code != want {
			t.Errorf("%s: exit code %d, want %d", args, code, want)
		}
		if want == ExitIncomplete && !strings.Contains(said.String(), "cannot write to standard output: the disk is full") {
			t.Errorf("%s says %q", args, &said)
		}
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, syscall.ENOSPC }
