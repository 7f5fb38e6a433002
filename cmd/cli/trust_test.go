package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"marketsim/sim/units/files"
	"marketsim/sim/units/files/filestest"
)

// equalRuns holds two run folders against each other, run.json apart.
func equalRuns(t *testing.T, got, want string) {
	t.Helper()
	a, b := contents(t, got), contents(t, want)
	if x, y := strings.Join(keys(a), " "), strings.Join(keys(b), " "); x != y {
		t.Fatalf("files are\n%s, want\n%s", x, y)
	}
	for name := range b {
		if !bytes.Equal(a[name], b[name]) {
			t.Errorf("%s differs", name)
		}
	}
}

// A complete run or sweep that gets more replications has the bytes of one that had them from the start; those that it had are not
// simulated again.
func TestExtend(t *testing.T) {
	t.Parallel()
	for verb, dir := range map[string]string{"run": scenario(t, 2), "sweep": points(t, 2)} {
		invoke(t, dir, 0, verb, "tiny.yaml", "-q")
		_, stderr := invoke(t, dir, 0, verb, "--resume", "runs/tiny", "-n", "3")
		if had := map[string]string{"run": "2 of 3", "sweep": "6 of 9"}[verb]; !strings.Contains(stderr, had+" replications are finished") {
			t.Errorf("%s: it does not say that %s were there:\n%s", verb, had, stderr)
		}
		invoke(t, dir, 0, verb, "tiny.yaml", "-q", "-n", "3", "-o", "whole")
		equalRuns(t, filepath.Join(dir, "runs/tiny/latest"), filepath.Join(dir, "whole/tiny/latest"))
		if _, stderr := invoke(t, dir, 0, "run", "--resume", "runs/tiny", "-n", "3"); !strings.Contains(stderr, "nothing to resume") {
			t.Errorf("%s: %s", verb, stderr)
		}
		if _, stderr := invoke(t, dir, ExitUsage, "run", "--resume", "runs/tiny", "-n", "2"); !strings.Contains(stderr, "takes none away") {
			t.Errorf("%s: %s", verb, stderr)
		}
	}
}

// An extension that is stopped keeps what the run had, and completes.
func TestExtendInterrupted(t *testing.T) {
	t.Parallel()
	dir := scenario(t, 2)
	invoke(t, dir, 0, "run", "tiny.yaml", "-q")
	s := state(dir, "run", "--resume", "runs/tiny", "-n", "12", "-v", "-j", "1")
	s.Stdout = io.Discard
	stopping(s, "replication 4 of", os.Interrupt)
	if code := Main(s); code != ExitInterrupted {
		t.Fatalf("exit code %d", code)
	}
	invoke(t, dir, ExitIncomplete, "report", "runs/tiny", "-q")
	invoke(t, dir, 0, "run", "--resume", "runs/tiny", "-q")
	invoke(t, dir, 0, "run", "tiny.yaml", "-q", "-n", "12", "-o", "whole")
	equalRuns(t, filepath.Join(dir, "runs/tiny/latest"), filepath.Join(dir, "whole/tiny/latest"))
}

// The results of another market with the same names are not taken for those of a run that is being extended.
func TestExtendMixedResults(t *testing.T) {
	t.Parallel()
	dir := scenario(t, 2)
	invoke(t, dir, 0, "run", "tiny.yaml", "-q")
	invoke(t, dir, 0, "run", "tiny.yaml", "-q", "--set", "arms.reserve.set={mechanism.reserve: 0.3 USD}", "-o", "other")
	s := state(dir, "run", "--resume", "runs/tiny", "-n", "12", "-v", "-j", "1")
	s.Stdout = io.Discard
	stopping(s, "replication 4 of", os.Interrupt)
	if code := Main(s); code != ExitInterrupted {
		t.Fatalf("exit code %d", code)
	}
	own := filepath.Join(dir, "runs/tiny/latest/data/results.bin")
	mine, err1 := os.ReadFile(own)
	theirs, err2 := os.ReadFile(filepath.Join(dir, "other/tiny/latest/data/results.bin"))
	must(t, errors.Join(err1, err2, os.WriteFile(own, theirs, 0o644)))
	for _, args := range [][]string{{"run", "--resume", "runs/tiny"}, {"report", "runs/tiny"}} {
		if _, stderr := invoke(t, dir, ExitUsage, args...); !strings.Contains(stderr, "not those that run.json tells of") {
			t.Errorf("%v: %s", args, stderr)
		}
	}
	must(t, os.WriteFile(own, mine, 0o644))
	invoke(t, dir, 0, "run", "--resume", "runs/tiny", "-q")
}

// A run is not resumed by another program, on another platform, or on a processor with other features.
func TestResumeOtherProgram(t *testing.T) {
	t.Parallel()
	dir := scenario(t, plenty)
	interrupt(t, dir, os.Interrupt)
	folder := filepath.Join(dir, "runs/tiny/latest")
	for want, change := range map[string]func(*record){
		"an executable with the hash":  func(r *record) { r.Executable = "0123456789abcdef" },
		"platform plan9/mips":          func(r *record) { r.Platform = "plan9/mips go1.26.8" },
		"a processor with":             func(r *record) { r.Features = append(r.Features, "quantum") },
		"version v9.9.9":               func(r *record) { r.Version = "v9.9.9" },
		"an executable that could not": func(r *record) { r.Executable = "" },
	} {
		good := readRecord(t, folder)
		bad := good
		change(&bad)
		putRecord(t, folder, &bad)
		if _, stderr := invoke(t, dir, ExitUsage, "run", "--resume", "runs/tiny"); !strings.Contains(stderr, want) {
			t.Errorf("it does not say `%s`:\n%s", want, stderr)
		}
		putRecord(t, folder, &good)
	}
	s := state(dir, "run", "--resume", "runs/tiny", "-n", "20")
	s.Stdout, s.Stderr, s.Executable = io.Discard, io.Discard, func() string { return "changed" }
	if code := Main(s); code != ExitUsage {
		t.Errorf("a changed program extended the run: exit code %d", code)
	}
}

// A program whose executable cannot be read takes nothing of another process, be that one unreadable too, and says what to do.
func TestUnreadableProgram(t *testing.T) {
	t.Parallel()
	dir := scenario(t, plenty)
	interrupt(t, dir, os.Interrupt)
	folder := filepath.Join(dir, "runs/tiny/latest")
	was := readRecord(t, folder)
	say := func(text string, args ...string) {
		t.Helper()
		var b bytes.Buffer
		s := state(dir, args...)
		s.Stdout, s.Stderr, s.Executable = &b, &b, func() string { return "" }
		if code := Main(s); code != ExitUsage || !strings.Contains(b.String(), text) || !strings.Contains(b.String(), "chmod +r") {
			t.Errorf("%v: exit code %d, want %q and a remedy\n%s", args, code, text, &b)
		}
	}
	say("and this one cannot be read", "run", "--resume", "runs/tiny")
	was.Executable = ""
	putRecord(t, folder, &was)
	say("an executable that could not be read", "run", "--resume", "runs/tiny")
	dir = write(t, "tiny.yaml", strings.Replace(smallestText(2), "  reserve:", "  chosen:", 1)+decided)
	for _, verb := range []string{"experiment", "decide", "calibrate"} {
		say("the executable cannot be read", verb, "tiny.yaml", "--resume")
	}
}

// A run of another program is not accepted as a baseline, and a comparison with one names no auction, though both call themselves by one version.
func TestOtherProgramOfOneVersion(t *testing.T) {
	t.Parallel()
	dir := scenario(t, 2)
	invoke(t, dir, 0, "run", "tiny.yaml", "-q")
	invoke(t, dir, 0, "run", "tiny.yaml", "-q", "--set", "mechanism.reserve=0.3 USD", "-o", "other")
	say := func(program string, want int, text string, args ...string) {
		t.Helper()
		var b bytes.Buffer
		s := state(dir, args...)
		s.Stdout, s.Stderr, s.Executable = &b, &b, func() string { return program }
		if code := Main(s); code != want || !strings.Contains(b.String(), text) {
			t.Errorf("%v: exit code %d, want %d and %q\n%s", args, code, want, text, &b)
		}
	}
	own := state(dir).program().Executable
	say("changed", ExitUsage, "the program changed since the run", "baseline", "accept", "runs/tiny", "--reason", "x")
	say(own, 0, "accepted: tiny.baseline", "baseline", "accept", "runs/tiny", "--reason", "x")
	say("changed", ExitInconclusive, "No auction is named: the candidate was made by another program", "compare", "runs/tiny/latest", "other/tiny/latest")
	say(own, ExitInconclusive, "First auction that differs: ", "compare", "runs/tiny/latest", "other/tiny/latest")
}

// Results in the place of others are not taken: neither a unit's file under another name, nor stored results of another seed.
func TestResumeMixedResults(t *testing.T) {
	t.Parallel()
	dir := scenario(t, plenty)
	interrupt(t, dir, os.Interrupt)
	kept := unitFiles(t, filepath.Join(dir, "runs/tiny/latest"))
	data, err := os.ReadFile(kept[0])
	if err == nil {
		err = os.WriteFile(kept[1], data, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, stderr := invoke(t, dir, 0, "run", "--resume", "runs/tiny"); !strings.Contains(stderr, "of another market, seed, replication or program") {
		t.Errorf("it does not say that results were mixed up:\n%s", stderr)
	}
	invoke(t, dir, 0, "run", "tiny.yaml", "-q", "-o", "whole")
	equalRuns(t, filepath.Join(dir, "runs/tiny/latest"), filepath.Join(dir, "whole/tiny/latest"))

	invoke(t, dir, 0, "run", "tiny.yaml", "-q", "-n", "2", "-o", "other", "--seed", "6")
	invoke(t, dir, 0, "run", "tiny.yaml", "-q", "-n", "2", "-o", "mixed")
	foreign, err := os.ReadFile(filepath.Join(dir, "other/tiny/latest/data/results.bin"))
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "mixed/tiny/latest/data/results.bin"), foreign, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"report", "mixed/tiny"}, {"run", "--resume", "mixed/tiny", "-n", "3"}} {
		if _, stderr := invoke(t, dir, ExitUsage, args...); !strings.Contains(stderr, "results of seed 6, not 5") {
			t.Errorf("%v: %s", args, stderr)
		}
	}
}

// A run folder has one writer: a second resume, an extension and a report wait for nobody and change nothing.
func TestOneWriter(t *testing.T) {
	t.Parallel()
	dir := scenario(t, plenty)
	interrupt(t, dir, os.Interrupt)
	folder := followed(filepath.Join(dir, "runs/tiny/latest"))
	release, err := files.Lock(folder)
	if err != nil {
		t.Fatal(err)
	}
	before := contents(t, folder)
	for _, args := range [][]string{{"run", "--resume", "runs/tiny"}, {"run", "--resume", "runs/tiny", "-n", "20"}, {"report", "runs/tiny"}} {
		if _, stderr := invoke(t, dir, ExitUsage, args...); !strings.Contains(stderr, "another program is writing to runs/tiny/") {
			t.Errorf("%v: %s", args, stderr)
		}
	}
	if after := contents(t, folder); len(after) != len(before) {
		t.Errorf("files changed from %v to %v", keys(before), keys(after))
	}
	release()
	invoke(t, dir, 0, "run", "--resume", "runs/tiny", "-q")
}

// What a kill leaves is removed by the next run: a folder without a name, files that were being written, units of a complete run.
func TestStraysAreRemoved(t *testing.T) {
	t.Parallel()
	dir := scenario(t, 1)
	invoke(t, dir, 0, "run", "tiny.yaml", "-q")
	folder := followed(filepath.Join(dir, "runs/tiny/latest"))
	strays := []string{filepath.Join(folder, "partial"), filepath.Join(dir, "runs/tiny", unwritten+"0123")}
	for _, d := range strays {
		if err := os.Mkdir(d, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range []string{filepath.Join(folder, ".writing-run.json-1-1"), filepath.Join(strays[0], "unit.bin"), filepath.Join(strays[1], "run.json")} {
		strays = append(strays, f)
		if err := os.WriteFile(f, []byte("half"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"streams", "tables"} {
		half := filepath.Join(dir, name, ".writing-x.csv-1-1")
		strays = append(strays, half)
		if err := errors.Join(os.Mkdir(filepath.Dir(half), 0o755), os.WriteFile(half, []byte("half"), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "log.csv"), []byte("item,click\na,1\na,0\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	invoke(t, dir, 0, "run", "--resume", "runs/tiny", "-q")
	invoke(t, dir, 0, "run", "tiny.yaml", "-q")
	invoke(t, dir, 0, "sessions", "tiny.yaml", "-q", "-o", "streams/x.csv")
	invoke(t, dir, 0, "ingest", "log.csv", "--as", "ads", "--item", "item", "--click", "click", "-o", "tables/x.csv")
	for _, path := range strays {
		if exists(path) {
			t.Errorf("%s is still there", path)
		}
	}
}

// A disk that is full at any operation of a run, from there on or once, ends it with exit code 4 and a remedy, loses no finished
// replication, and leaves what resume completes to the same bytes; or it ends well and whole. latest never names a run without its
// record. One operation in twenty-three is tried, and every one where MARKETSIM_KILLS is set, as `go run ./cmd/reliability` does.
func TestDiskFullAtEveryWrite(t *testing.T) {
	dir := smallest(t, 2)
	count := &filestest.Faults{}
	restore := files.Use(count)
	invoke(t, dir, 0, "run", "tiny.yaml", "-q", "-o", "whole")
	restore()
	if n := count.Operations(); n < 200 {
		t.Fatalf("a run takes %d operations only", n)
	}
	step, trials := 23, 0 // every operation with the other trials of reliability, which take their time
	if os.Getenv("MARKETSIM_KILLS") != "" {
		step = 1
	}
	for at := 1; at <= count.Operations(); at += step {
		diskFull(t, dir, &filestest.Faults{At: at, Full: at%2 == 0})
		trials++
	}
	t.Logf("reliability: %d trials", trials)
}

// smallest is the tiny scenario with as little to simulate as a run can have.
func smallest(t *testing.T, replications int) (dir string) {
	t.Helper()
	return write(t, "tiny.yaml", smallestText(replications))
}

func smallestText(replications int) string {
	return strings.NewReplacer("count: 200", "count: 20", "count: 30", "count: 4", "horizon: 3d", "horizon: 2d").Replace(fmt.Sprintf(tiny, replications))
}

// diskFull runs the tiny scenario with failing writes.
func diskFull(t *testing.T, dir string, faults *filestest.Faults) {
	t.Helper()
	if err := os.RemoveAll(filepath.Join(dir, "runs")); err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	s := state(dir, "run", "tiny.yaml", "-q")
	s.Stdout, s.Stderr = io.Discard, &stderr
	restore := files.Use(faults)
	code := Main(s)
	restore()
	folder := filepath.Join(dir, "runs/tiny/latest")
	switch {
	case code != 0 && code != ExitIncomplete, code != 0 && !strings.Contains(stderr.String(), "the disk is full"):
		t.Errorf("operation %d (%v): exit code %d\n%s", faults.At, faults.Hits, code, &stderr)
	case exists(folder):
		invoke(t, dir, 0, "run", "--resume", "runs/tiny", "-q")
	case code == 0 && !strings.Contains(stderr.String(), "latest"):
		t.Errorf("operation %d (%v): all is well, and nothing is there", faults.At, faults.Hits)
	default:
		if _, err := os.Lstat(folder); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("operation %d (%v): latest names what is not there", faults.At, faults.Hits)
		}
		return
	}
	equalRuns(t, folder, filepath.Join(dir, "whole/tiny/latest"))
}

// What stands in the place of the link to the newest run and is no link is left as it is; the run does not need it.
func TestLatestIsNotReplaced(t *testing.T) {
	t.Parallel()
	for what, put := range map[string]func(path string) error{
		"file":   func(path string) error { return os.WriteFile(path, []byte("mine"), 0o644) },
		"folder": func(path string) error { return os.Mkdir(path, 0o755) },
	} {
		dir := scenario(t, 2)
		place := filepath.Join(dir, "runs/tiny/latest")
		must(t, errors.Join(os.MkdirAll(filepath.Dir(place), 0o755), put(place)))
		_, stderr := invoke(t, dir, 0, "run", "tiny.yaml")
		info, err := os.Lstat(place)
		if err != nil || info.Mode()&os.ModeSymlink != 0 || !strings.Contains(stderr, "warning: cannot make the link runs/tiny/latest: it is no link, and is left as it is") {
			t.Errorf("a %s: %v, %v\n%s", what, info.Mode(), err, stderr)
		}
		if data, err := os.ReadFile(place); what == "file" && (err != nil || string(data) != "mine") {
			t.Errorf("the file holds %q, %v", data, err)
		}
	}
}

// A scenario that a shell gives as standard input is an input as well: no form of the summary replaces it, by whatever name.
func TestStandardInputIsSpared(t *testing.T) {
	t.Parallel()
	dir := scenario(t, 2)
	path := filepath.Join(dir, "tiny.yaml")
	before, err := os.ReadFile(path)
	must(t, errors.Join(err, os.Symlink("tiny.yaml", filepath.Join(dir, "alias.md")), os.Link(path, filepath.Join(dir, "twin.xml"))))
	for _, args := range [][]string{{"--markdown", "tiny.yaml"}, {"--markdown", "alias.md"}, {"--junit", "twin.xml"}} {
		f, err := os.Open(path)
		must(t, err)
		var stderr bytes.Buffer
		s := state(dir, append([]string{"run", "-"}, args...)...)
		s.Stdin, s.Stdout, s.Stderr = f, io.Discard, &stderr
		code := Main(s)
		must(t, f.Close())
		after, err := os.ReadFile(path)
		if code != ExitUsage || err != nil || !bytes.Equal(before, after) || !strings.Contains(stderr.String(), args[1]+" is what this command reads") {
			t.Errorf("%v: exit code %d, %d bytes of %d, %v\n%s", args, code, len(after), len(before), err, &stderr)
		}
	}
}
