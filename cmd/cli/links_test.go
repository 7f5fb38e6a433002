//go:build unix

package cli

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestOutputStaysHere: links that came with a working folder lead nothing that a command writes out of it, be it a file, a folder of runs, a folder on
// the way or a link to what is not there yet. A link inside is followed, and what is elsewhere can be named itself.
func TestOutputStaysHere(t *testing.T) {
	t.Parallel()
	dir, elsewhere := t.TempDir(), followed(t.TempDir())
	must(t, os.WriteFile(filepath.Join(dir, "tiny.yaml"), []byte(smallestText(1)), 0o644))
	must(t, os.WriteFile(filepath.Join(dir, "bad.yaml"), []byte("marketsim: 1\nnam: x\n"), 0o644))
	must(t, os.WriteFile(filepath.Join(dir, "log.csv"), []byte("item,click\na,1\na,0\n"), 0o644))
	victim := filepath.Join(elsewhere, "victim")
	must(t, os.WriteFile(victim, []byte("mine"), 0o644))
	for link, target := range map[string]string{"file.xml": victim, "fresh.xml": filepath.Join(elsewhere, "fresh"), "runs": elsewhere, "sub": elsewhere, "twice.xml": "file.xml", "up.xml": "../" + filepath.Base(dir) + "/file.xml",
		"here.xml": "real.xml"} {
		must(t, os.Symlink(target, filepath.Join(dir, link)))
	}
	for _, line := range []string{
		"run tiny.yaml -q", "run tiny.yaml -q -o sub", "run tiny.yaml -q -o ./sub/deeper", "run tiny.yaml -q -o out --junit file.xml", "run tiny.yaml -q -o out --markdown fresh.xml",
		"run tiny.yaml -q -o out --junit sub/victim", "run tiny.yaml -q -o out --junit twice.xml", "run tiny.yaml -q -o out --junit up.xml", "run bad.yaml -q -o out --junit file.xml", "run tiny.yaml -q -o out --junit " + filepath.Join(dir, "file.xml"),
		"ingest log.csv --as ads --item item --click click -o file.xml", "new - -o sub/new.yaml", "calibrate tiny.yaml -q -o sub", "experiment tiny.yaml -q -o sub", "sweep tiny.yaml -q -o sub",
	} {
		if code, said := playInto(dir, strings.Fields(line)...); code != ExitUsage || !strings.Contains(said, "error: ") {
			t.Errorf("%s: exit code %d\n%s", line, code, said)
		}
		if left, err := os.ReadDir(elsewhere); err != nil || len(left) != 1 {
			t.Fatalf("%s wrote elsewhere: %v", line, left)
		}
		if data, err := os.ReadFile(victim); err != nil || string(data) != "mine" {
			t.Fatalf("%s replaced a file elsewhere: %s", line, data)
		}
	}
	if _, said := invoke(t, dir, ExitUsage, "run", "tiny.yaml", "-q", "-o", "out", "--junit", "sub/victim"); !strings.Contains(said, "sub/victim is reached through a link that leads out of the working folder\n  = help: name that place itself") {
		t.Error(said)
	}
	invoke(t, dir, 0, "run", "tiny.yaml", "-q", "-o", "out", "--junit", "here.xml", "--markdown", victim)
	if !exists(filepath.Join(dir, "real.xml")) {
		t.Error("a link inside is not followed")
	}
	if data, err := os.ReadFile(victim); err != nil || string(data) == "mine" {
		t.Error("what is named itself is not written")
	}
}

// TestPipesAreNoScenarios: a named pipe or a device in the place of a file is told of and not waited for.
func TestPipesAreNoScenarios(t *testing.T) {
	t.Parallel()
	dir := write(t, "tiny.yaml", smallestText(1))
	must(t, syscall.Mkfifo(filepath.Join(dir, "pipe.yaml"), 0o644))
	must(t, os.Symlink("pipe.yaml", filepath.Join(dir, "link.yaml")))
	must(t, os.Symlink("/dev/zero", filepath.Join(dir, "zero.yaml")))
	wait := patient(t)
	for _, line := range []string{"run pipe.yaml", "validate link.yaml", "run zero.yaml", "run tiny.yaml --set run.horizon=1d --junit pipe.xml", "calibrate tiny.yaml --targets pipe.yaml", "fit tiny.yaml --effects link.yaml", "tune tiny.yaml --beliefs pipe.yaml", "readout pipe.yaml --scenario tiny.yaml"} {
		if code, said := wait.play(t, dir, strings.Fields(line)...); strings.Contains(line, ".xml") == (code == ExitUsage) {
			t.Errorf("%s: exit code %d\n%s", line, code, said)
		}
	}
}

// TestNothingOldIsTaken: the JUnit and Markdown files that an earlier command left are replaced by what a command that could not begin has to say.
func TestNothingOldIsTaken(t *testing.T) {
	t.Parallel()
	dir := write(t, "tiny.yaml", smallestText(1))
	must(t, os.WriteFile(filepath.Join(dir, "bad.yaml"), []byte("marketsim: 1\nnam: x\n"), 0o644))
	for line, why := range map[string]string{
		"run bad.yaml": "standard error says why", "run gone.yaml": "cannot read gone.yaml: no such file or folder", "run tiny.yaml --set run.horizon=never": "standard error says why", "report gone": "gone",
		"compare gone gone": "gone", "run --resume gone": "gone", "baseline verify bad.yaml": "cannot be read",
	} {
		invoke(t, dir, 0, "run", "tiny.yaml", "-q", "--junit", "out.xml", "--markdown", "out.md")
		code, said := playInto(dir, append(strings.Fields(line), "-q", "--junit", "out.xml", "--markdown", "out.md")...)
		junit, err1 := os.ReadFile(filepath.Join(dir, "out.xml"))
		markdown, err2 := os.ReadFile(filepath.Join(dir, "out.md"))
		if code == 0 || err1 != nil || err2 != nil || !strings.Contains(string(junit), `errors="1"`) || !strings.Contains(string(junit), why) || strings.Contains(string(markdown), "PASS") || !strings.Contains(string(markdown), why) {
			t.Errorf("%s: exit code %d\n%s\n%s\n%s", line, code, junit, markdown, said)
		}
	}
	must(t, os.WriteFile(filepath.Join(dir, "bad.yaml"), []byte("marketsim: 1\nnam: x\n"), 0o644))
	if invoke(t, dir, ExitUsage, "run", "bad.yaml", "-q", "--junit", "bad.yaml"); readText(t, filepath.Join(dir, "bad.yaml")) != "marketsim: 1\nnam: x\n" {
		t.Error("a scenario is replaced by what is said of it")
	}
}

// TestAnotherVerbsPartsStay: what a stopped calibration has finished is there after a decision in the same folder.
func TestAnotherVerbsPartsStay(t *testing.T) {
	t.Parallel()
	dir := write(t, "tiny.yaml", strings.Replace(smallestText(2), "  reserve:", "  chosen:", 1)+decided)
	finished := filepath.Join(dir, "out/tiny/calibrate.partial/finished.bin")
	must(t, os.MkdirAll(filepath.Dir(finished), 0o755))
	must(t, os.WriteFile(finished, []byte("finished"), 0o644))
	if code, said := playInto(dir, "decide", "tiny.yaml", "-q", "-o", "out"); code == ExitUsage || code == ExitIncomplete || !exists(finished) {
		t.Errorf("exit code %d\n%s", code, said)
	}
}

func readText(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	must(t, err)
	return string(data)
}
