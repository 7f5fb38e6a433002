//go:build unix

package cli

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestOutputStaysHere: links that came with a working folder lead nothing that a command writes out of it, be it a file, a folder of runs, a folder on
// the way or a link to what is not there yet. A link inside is followed, and what is elsewhere can be named itself.
func TestOutputStaysHere(t *testing.T) {
	t.Parallel()
	dir, elsewhere := t.TempDir(), followed(t.TempDir())
	must(t, os.WriteFile(filepath.Join(dir, "tiny.yaml"), []byte(smallestText(1)), 0o644))
	must(t, os.WriteFile(filepath.Join(dir, "bad.yaml"), []byte("marketsim: 1\nnam: x\n"), 0o644))
	must(t, os.WriteFile(filepath.Join(dir, "log.csv"), []byte("item,click\na,1\na,0\n"), 0o644))
	must(t, os.WriteFile(filepath.Join(dir, "all.yaml"), []byte(strings.Replace(smallestText(2), "  reserve:", "  chosen:", 1)+decided), 0o644))
	must(t, os.WriteFile(filepath.Join(dir, "effects.csv"), []byte(measured), 0o644))
	victim := filepath.Join(elsewhere, "victim")
	must(t, os.WriteFile(victim, []byte("mine"), 0o644))
	for link, target := range map[string]string{"file.xml": victim, "fresh.xml": filepath.Join(elsewhere, "fresh"), "runs": elsewhere, "sub": elsewhere, "horizons": elsewhere, "probes": "sub", "gone": filepath.Join(elsewhere, "fresh"), "twice.xml": "file.xml", "up.xml": "../" + filepath.Base(dir) + "/file.xml",
		"here.xml": "real.xml"} {
		must(t, os.Symlink(target, filepath.Join(dir, link)))
	}
	for _, line := range []string{
		"run tiny.yaml -q", "run tiny.yaml -q -o sub", "run tiny.yaml -q -o ./sub/deeper", "run tiny.yaml -q -o out --junit file.xml", "run tiny.yaml -q -o out --markdown fresh.xml",
		"run tiny.yaml -q -o out --junit sub/victim", "run tiny.yaml -q -o out --junit twice.xml", "run tiny.yaml -q -o out --junit up.xml", "run bad.yaml -q -o out --junit file.xml", "run tiny.yaml -q -o out --junit " + filepath.Join(dir, "file.xml"),
		"ingest log.csv --as ads --item item --click click -o file.xml", "new sub/new.yaml", "calibrate all.yaml -q -o sub", "decide all.yaml -q -o sub", "tune all.yaml -q -o sub", "fit all.yaml --effects effects.csv --test chosen -q -o sub",
		"experiment all.yaml -q -o sub --resume", "sessions tiny.yaml -q -o sub/new.parquet", "horizon tiny.yaml -q", "horizon tiny.yaml -q -o gone", "horizon tiny.yaml -q -o sub/x/y", "horizon tiny.yaml -q -o " + filepath.Join(dir, "sub"), "probe tiny.yaml -q --campaign shops/0",
	} {
		if code, said := playInto(dir, strings.Fields(line)...); code != ExitUsage || !strings.Contains(said, "leads out of the working folder") {
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

// TestLinkedFoldersStayHere: a link in a folder that a link leads to is followed from where it lies: where one that stays in the working folder is written, no other place is.
func TestLinkedFoldersStayHere(t *testing.T) {
	t.Parallel()
	base := t.TempDir()
	dir := filepath.Join(base, "here")
	must(t, os.MkdirAll(filepath.Join(dir, "p/q"), 0o700))
	must(t, os.WriteFile(filepath.Join(dir, "tiny.yaml"), []byte(smallestText(1)), 0o644))
	must(t, os.Symlink("p/q", filepath.Join(dir, "short")))
	must(t, os.Symlink("../../out.xml", filepath.Join(dir, "p/q/link.xml")))
	invoke(t, dir, 0, "run", "tiny.yaml", "-q", "--junit", "short/link.xml")
	if left, err := os.ReadDir(base); err != nil || len(left) != 1 || !exists(filepath.Join(dir, "out.xml")) {
		t.Errorf("beside the working folder: %v, %v", left, err)
	}
}

// TestSetsStayHere: a set of files of a verb that writes into the folder that its user names goes through no link out of the working folder either.
func TestSetsStayHere(t *testing.T) {
	t.Parallel()
	dir, elsewhere := t.TempDir(), t.TempDir()
	must(t, os.Symlink(elsewhere, filepath.Join(dir, "out")))
	err := state(dir).writeSet(t.Context(), "out/deeper", "x", fileSet{"x.csv": content([]byte("x"))})
	if left, _ := os.ReadDir(elsewhere); err == nil || len(left) > 0 {
		t.Errorf("%v: %v", err, left)
	}
}

// TestRunsElsewhereAreReadOnly: a run that lies elsewhere and is reached through a link of the working folder is neither drawn again nor extended.
func TestRunsElsewhereAreReadOnly(t *testing.T) {
	t.Parallel()
	dir, elsewhere := write(t, "tiny.yaml", smallestText(2)), t.TempDir()
	invoke(t, dir, 0, "run", "tiny.yaml", "-q", "-o", elsewhere)
	must(t, os.Symlink(elsewhere, filepath.Join(dir, "kept")))
	must(t, os.Symlink(filepath.Join(elsewhere, "tiny/latest"), filepath.Join(dir, "one")))
	must(t, os.Remove(filepath.Join(elsewhere, "tiny/latest/summary.json")))
	run := filepath.Join(elsewhere, "tiny/latest")
	before := contents(t, run)
	for _, line := range []string{"report kept/tiny", "report one", "run --resume kept/tiny/latest -n 3", "sweep --resume kept/tiny", "tune --resume one"} {
		if _, said := invoke(t, dir, ExitUsage, strings.Fields(line)...); !strings.Contains(said, "leads out of the working folder") || len(contents(t, run)) != len(before) {
			t.Errorf("%s: %s", line, said)
		}
	}
	invoke(t, dir, 0, "report", filepath.Join(elsewhere, "tiny"))
}

// TestLinksQuoteNothing: a link that came with a working folder shows nothing of what it leads to: not of a file that has a line as scenarios have, nor
// of the lines, beliefs and baselines of what is one.
func TestLinksQuoteNothing(t *testing.T) {
	t.Parallel()
	dir, elsewhere := write(t, "all.yaml", strings.Replace(smallestText(2), "  reserve:", "  chosen:", 1)+decided), t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, "tiny.yaml"), []byte(smallestText(1)), 0o644))
	for name, text := range map[string]string{
		"gate.yaml": "A_TOKEN=hunter2 M=x\nmarketsim: 1\nZ_TOKEN=hunter2\n", "nul.yaml": "marketsim: 1\nname: hunter2\x00\n", "deep.yaml": "a: {\nmarketsim: 1\n}\nb: hunter2\n", "bad.yaml": "marketsim: 1\nnam: x # hunter2\n",
		"twice.yaml": "marketsim: 1\nname: a # hunter2\nname: b # hunter2\n",
		"b.yaml":     "beliefs: {hunter2: {weight: 40%, set: {market.hunter2: 3}}, other: {}}\n", "tiny.baseline": "# marketsim baseline 3\nhunter2 hunter2\n",
	} {
		must(t, os.WriteFile(filepath.Join(elsewhere, name), []byte(text), 0o644))
		must(t, os.Symlink(filepath.Join(elsewhere, name), filepath.Join(dir, name)))
	}
	must(t, os.Symlink("/proc/self/environ", filepath.Join(dir, "env.yaml")))
	for line, want := range map[string]string{
		"validate gate.yaml": "no scenario", "validate gate.yaml --format json": "no scenario", "plan gate.yaml": "no scenario", "run gate.yaml --github": "no scenario", "validate nul.yaml": "no scenario", "validate deep.yaml": "no scenario", "validate env.yaml": "no scenario",
		"baseline verify gate.yaml": "no baseline", "validate bad.yaml": "bad.yaml:2:1: error[E101]", "validate bad.yaml --format json": "name the file itself", "run bad.yaml --github": "name the file itself", "validate twice.yaml": "twice.yaml:3:1",
		"tune all.yaml --beliefs b.yaml": "b.yaml is reached through a link", "decide all.yaml --beliefs b.yaml": "b.yaml is reached through a link", "baseline verify tiny.yaml": "tiny.baseline is reached through a link", "compare tiny.baseline tiny.baseline": "tiny.baseline is reached through a link",
	} {
		stdout, stderr := play(t, dir, strings.Fields(line)...)
		if said := stdout + stderr; strings.Contains(said, "hunter2") || want != "no baseline" && !strings.Contains(said, want) {
			t.Errorf("%s:\n%s", line, said)
		}
	}
	must(t, os.WriteFile(filepath.Join(dir, "all.yaml"), []byte("marketsim: 1\nnam: mine\n"), 0o644))
	if _, said := invoke(t, dir, ExitUsage, "tune", "all.yaml", "--beliefs", "b.yaml"); !strings.Contains(said, "nam: mine") || strings.Contains(said, "hunter2") {
		t.Errorf("what is wrong with the scenario itself is not told:\n%s", said)
	}
}

// TestSwappedLinksQuoteNothing: whether a link led to what was read is known of what was opened: a plain file that is put in the link's place before anything
// is said of it makes no difference.
func TestSwappedLinksQuoteNothing(t *testing.T) {
	t.Parallel()
	dir, elsewhere := t.TempDir(), t.TempDir()
	must(t, errors.Join(os.WriteFile(filepath.Join(elsewhere, "secret"), []byte("hunter2"), 0o644), os.WriteFile(filepath.Join(dir, "plain"), []byte("mine"), 0o644),
		os.Symlink(filepath.Join(elsewhere, "secret"), filepath.Join(dir, "x.csv"))))
	s := state(dir)
	s.given = &inputs{}
	data, err := s.readAtMost("x.csv", maxScenario)
	must(t, errors.Join(err, os.Rename(filepath.Join(dir, "plain"), filepath.Join(dir, "x.csv"))))
	if err := s.misread("", "x.csv", errors.New(string(data))); string(data) != "hunter2" || !strings.Contains(err.Error(), "nothing of it is shown") {
		t.Errorf("of %q it is told: %v", data, err)
	}
}

// play is what a command says, whatever its exit code.
func play(t *testing.T, dir string, args ...string) (stdout, stderr string) {
	t.Helper()
	var out, said strings.Builder
	s := state(dir, args...)
	s.Stdout, s.Stderr = &out, &said
	Main(s)
	return out.String(), said.String()
}

// TestRefusalsKeepData: a command that ends before it knows which data files its scenario names replaces none of them, be it through a link.
func TestRefusalsKeepData(t *testing.T) {
	t.Parallel()
	dir := write(t, "bad.yaml", strings.Replace(smallestText(1), "{name: shops,", "{name: real, file: data/camps.csv}, {name: shops,", 1)+"mechanism: {reserve: xx}\n")
	must(t, os.Mkdir(filepath.Join(dir, "data"), 0o755))
	camps := filepath.Join(dir, "data/camps.csv")
	must(t, os.WriteFile(camps, []byte("name,bid\na,1\n"), 0o644))
	must(t, os.Symlink("data/camps.csv", filepath.Join(dir, "lnk.xml")))
	for _, line := range []string{"run bad.yaml --junit data/camps.csv", "run bad.yaml --markdown data/camps.csv", "baseline verify bad.yaml --junit lnk.xml", "run bad.yaml --what --junit data/camps.csv"} {
		if code, said := playInto(dir, strings.Fields(line)...); code == 0 || readText(t, camps) != "name,bid\na,1\n" {
			t.Errorf("%s: exit code %d\n%s\n%s", line, code, said, readText(t, camps))
		}
	}
}

// TestForgedReportsGo: what stood in the place of a report is replaced whatever was wrong with the command line besides.
func TestForgedReportsGo(t *testing.T) {
	t.Parallel()
	dir := write(t, "tiny.yaml", smallestText(1))
	must(t, os.Symlink(t.TempDir(), filepath.Join(dir, "out")))
	gate := filepath.Join(dir, "gate.xml")
	for _, line := range []string{
		"baseline verify tiny.yaml --junit gate.xml --markdown out/gate.md", "run tiny.yaml --junit gate.xml --markdown nodir/x.md", "baseline verify tiny.yaml --junit gate.xml --tolerance x", "run tiny.yaml --what --junit gate.xml",
		"run tiny.yaml -n x --junit=gate.xml", "run --junit gate.xml", "compare a b c --junit gate.xml", "run tiny.yaml --junit gate.xml --markdown gate.xml", "report gone --junit gate.xml --markdown x.baseline",
	} {
		must(t, os.WriteFile(gate, []byte("<testsuites>PASS</testsuites>"), 0o644))
		if code, said := playInto(dir, strings.Fields(line)...); code != ExitUsage && code != ExitNotComparable || strings.Contains(readText(t, gate), "PASS") || !strings.Contains(readText(t, gate), `errors="1"`) {
			t.Errorf("%s: exit code %d\n%s\n%s", line, code, said, readText(t, gate))
		}
	}
}

// TestLinksKeepNames: a link inside of the working folder leads no output to a baseline, nor into a folder that a dot keeps apart.
func TestLinksKeepNames(t *testing.T) {
	t.Parallel()
	dir := write(t, "tiny.yaml", smallestText(1))
	must(t, os.Mkdir(filepath.Join(dir, ".git"), 0o755))
	for name, target := range map[string]string{"gate.md": "e.baseline", "gate.xml": ".git/config", "runs": ".git", "far.xml": "gate.xml"} {
		must(t, os.Symlink(target, filepath.Join(dir, name)))
	}
	for _, name := range []string{"e.baseline", ".git/config"} {
		must(t, os.WriteFile(filepath.Join(dir, name), []byte("mine"), 0o644))
	}
	for _, line := range []string{"run tiny.yaml -q -o out --markdown gate.md", "run tiny.yaml -q -o out --junit gate.xml", "run tiny.yaml -q -o out --junit far.xml", "run tiny.yaml -q", "run gone.yaml --junit gate.xml --markdown gate.md", "sessions tiny.yaml -q -o gate.md"} {
		code, said := playInto(dir, strings.Fields(line)...)
		if left, _ := os.ReadDir(filepath.Join(dir, ".git")); code != ExitUsage || len(left) != 1 || readText(t, filepath.Join(dir, "e.baseline"))+readText(t, filepath.Join(dir, ".git/config")) != "minemine" {
			t.Errorf("%s: exit code %d, %v\n%s", line, code, left, said)
		}
	}
	invoke(t, dir, 0, "run", "tiny.yaml", "-q", "-o", ".out", "--junit", ".git/config") // named itself
}

// TestUnreadPipesEnd: a pipe that nobody reads is told of and not waited for; one that is read gets its report.
func TestUnreadPipesEnd(t *testing.T) {
	t.Parallel()
	dir := write(t, "tiny.yaml", smallestText(1))
	pipe := filepath.Join(dir, "p.xml")
	must(t, syscall.Mkfifo(pipe, 0o644))
	if code, said := patient(t).play(t, dir, "run", "tiny.yaml", "-q", "--junit", "p.xml"); code != ExitIncomplete || !strings.Contains(said, "it is a pipe that nobody reads") {
		t.Errorf("exit code %d\n%s", code, said)
	}
	read := make(chan string)
	go func() {
		data, _ := os.ReadFile(pipe)
		read <- string(data)
	}()
	invoke(t, dir, 0, "run", "tiny.yaml", "-q", "--junit", "p.xml")
	if got := <-read; !strings.Contains(got, "<testsuite") {
		t.Error(got)
	}
}

// TestStuckPipesAreLeft: a pipe that somebody has open and does not read keeps a command waiting until it is interrupted, be it in the middle of its work or at
// the end, and the pipe is named.
func TestStuckPipesAreLeft(t *testing.T) {
	t.Parallel()
	for at, line := range map[string]string{
		"replication 2 of": "run tiny.yaml -v -j 1 --junit p.xml", "NO CHECKS": "run tiny.yaml -n 2 --junit p.xml",
	} {
		dir := write(t, "tiny.yaml", smallestText(plenty))
		pipe := filepath.Join(dir, line[strings.LastIndexByte(line, ' ')+1:])
		must(t, syscall.Mkfifo(pipe, 0o644))
		reader, err := os.OpenFile(pipe, os.O_RDONLY|syscall.O_NONBLOCK, 0)
		must(t, err)
		defer reader.Close()
		fill(t, pipe)
		s := state(dir, strings.Fields(line)...)
		w := stopping(s, at, os.Interrupt)
		s.Stdout = w
		ended := make(chan int, 1)
		go func() { ended <- Main(s) }()
		select {
		case code := <-ended:
			if code != ExitInterrupted || !strings.Contains(w.String(), filepath.Base(pipe)+" was not written: what has it open does not read it") {
				t.Errorf("%s: exit code %d\n%s", line, code, w)
			}
		case <-time.After(20 * time.Second):
			t.Errorf("%s: has not ended\n%s", line, w)
		}
	}
}

// fill writes to a pipe until it takes no more.
func fill(t *testing.T, pipe string) {
	t.Helper()
	fd, err := syscall.Open(pipe, syscall.O_WRONLY|syscall.O_NONBLOCK, 0)
	must(t, err)
	defer syscall.Close(fd)
	for one := make([]byte, 1); err == nil; {
		_, err = syscall.Write(fd, one)
	}
	if err != syscall.EAGAIN {
		t.Fatal(err)
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
		"run bad.yaml": "bad.yaml:2:1: error[E101]", "run gone.yaml": "cannot read gone.yaml: no such file or folder", "run tiny.yaml --set run.horizon=never": "run.horizon=never: error[E", "report gone": "gone",
		"compare gone gone": "gone", "run --resume gone": "gone", "baseline verify bad.yaml": "bad.yaml:2:1: error[E101]",
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

// TestMistakesComeEarly: what a later command could not take is told by validate, or before anything is played, with the exit code of a mistake.
func TestMistakesComeEarly(t *testing.T) {
	t.Parallel()
	base := strings.Replace(smallestText(2), "  reserve:", "  chosen:", 1)
	dir := write(t, "equals.yaml", strings.ReplaceAll(base, "name: shops", "name: =x")+strings.ReplaceAll(decided, "groups.shops", "groups.=x"))
	for name, text := range map[string]string{
		"belief.yaml": base + "beliefs: {one: {}, other: {set: {market.campaigns.groups.shops.rates.file: /etc/hosts.csv}}}\n",
		"tiny.yaml":   base + decided,
		"typo.yaml":   base + strings.Replace(decided, "metric: ctr", "metric: ctrr", 1),
		"shared.yaml": base + strings.Replace(decided, "{mechanism.reserve: {from: 0 USD, to: 1 USD}}", "{market.pinners.interests.dimensions: {from: 8, to: 20}}", 1),
		"fine.csv":    "metric,value,tolerance\nctr,1%,1e-300\n", "huge.csv": "metric,value\n", "out/tiny/calibrated.yaml": base + decided, "out/tiny/targets.csv": "metric,value\nctr,1%\n",
		"out/tiny/calibrate.partial/finished.bin": "", "kept/tiny/decide.partial/finished.bin": "", "kept/tiny/calibrate.partial/finished.bin": "",
	} {
		must(t, errors.Join(os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755), os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644)))
	}
	must(t, os.Truncate(filepath.Join(dir, "huge.csv"), 32<<20+1))
	for line, want := range map[string]string{
		"validate typo.yaml": "error[E208]: there is no metric named `ctrr`", "decide typo.yaml -q -o kept": "target 1: there is no metric named `ctrr`", "decide typo.yaml -q -o kept --resume": "target 1: there",
		"decide shared.yaml -q -o kept": "all arms share a lever", "calibrate tiny.yaml --targets fine.csv -q -o kept": "finer than a simulation can meet",
		"calibrate tiny.yaml --targets huge.csv -q -o out": "cannot read huge.csv: it is larger than 32 MiB, the limit", "fit tiny.yaml --effects huge.csv -q": "32 MiB", "validate huge.csv": "32 MiB",
		"calibrate out/tiny/calibrated.yaml -q -o out": "calibrated.yaml is what this command reads", "calibrate tiny.yaml -q -o out --targets out/tiny/targets.csv": "targets.csv is what this command reads",
		"validate equals.yaml": "cannot be set: a name in it has an =", "validate belief.yaml": "error[E206]", "run tiny.yaml -q -o out": "out/tiny has a calibration in it",
	} {
		stdout, stderr := play(t, dir, strings.Fields(line)...)
		if said := stdout + stderr; !strings.Contains(said, want) {
			t.Errorf("%s:\n%s", line, said)
		}
		invoke(t, dir, ExitUsage, strings.Fields(line)...)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*/tiny/*.partial/finished.bin")); len(left) != 3 {
		t.Errorf("of what was kept there is %v", left)
	}
	if stdout, _ := play(t, dir, "validate", "shared.yaml"); !strings.Contains(stdout, "warning[W301]: all arms share a lever") {
		t.Error(stdout)
	}
}
