//go:build unix

package cli

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// patience is how long a test waits for what may wait for a pipe, or count to a number that a file made up, for ever: a hundred times as long as a scenario took that
// was played just before, since a busy machine is as busy for both.
type patience time.Duration

func patient(t *testing.T) patience {
	t.Helper()
	begun := time.Now()
	invoke(t, scenario(t, 1), 0, "run", "tiny.yaml", "-q")
	return patience(max(20*time.Second, 100*time.Since(begun)))
}

// play plays a command line for no longer than that.
func (p patience) play(t *testing.T, dir string, args ...string) (code int, said string) {
	t.Helper()
	type end struct {
		code int
		said string
	}
	done := make(chan end, 1)
	go func() {
		code, said := playInto(dir, args...)
		done <- end{code, said}
	}()
	select {
	case e := <-done:
		return e.code, e.said
	case <-time.After(time.Duration(p)):
		t.Fatalf("%v has not ended after %v", args, time.Duration(p))
		return 0, ""
	}
}

// TestPlantedLinks: a run's folder may come from somebody else. A link in it does not lead a report or a resume to a file elsewhere, and a pipe does
// not make them wait.
func TestPlantedLinks(t *testing.T) {
	t.Parallel()
	dir := scenario(t, plenty)
	interrupt(t, dir, os.Interrupt)
	folder := followed(filepath.Join(dir, "runs/tiny/latest"))
	victim := filepath.Join(dir, "victim")
	must(t, os.WriteFile(victim, []byte("mine"), 0o644))
	wait := patient(t)
	for _, name := range []string{"summary.json", "scenario.resolved.yaml", "data/results.bin", "run.json"} {
		path := filepath.Join(folder, name)
		was, err := os.ReadFile(path)
		there := err == nil
		for what, plant := range map[string]func() error{"a link": func() error { return os.Symlink(victim, path) }, "a pipe": func() error { return syscall.Mkfifo(path, 0o644) }} {
			if there {
				must(t, os.Remove(path))
			}
			must(t, plant())
			for _, args := range [][]string{{"report", "runs/tiny"}, {"run", "--resume", "runs/tiny"}} {
				code, stderr := wait.play(t, dir, args...)
				if code != ExitUsage || !strings.Contains(stderr, "is no plain file") {
					t.Errorf("%s as %s: %v ends with %d and says %s", name, what, args, code, stderr)
				}
			}
			must(t, os.Remove(path))
			if there {
				must(t, os.WriteFile(path, was, 0o644))
			}
		}
	}
	if now, err := os.ReadFile(victim); err != nil || string(now) != "mine" {
		t.Errorf("the file that a link names was changed to %q", now)
	}
	invoke(t, dir, 0, "run", "--resume", "runs/tiny", "-q")
}

// TestRecordIsWhole: a record that was changed by hand or by a fault is not read, and one whose numbers are not those of its results
// neither, though its sum be right.
func TestRecordIsWhole(t *testing.T) {
	t.Parallel()
	dir := scenario(t, 2)
	invoke(t, dir, 0, "run", "tiny.yaml", "-q")
	folder := followed(filepath.Join(dir, "runs/tiny/latest"))
	path := filepath.Join(folder, recordFile)
	good, err := os.ReadFile(path)
	must(t, err)
	for _, change := range [][2]string{{`"days": 3`, `"days": 2`}, {`"warmup_days": 1`, `"warmup_days": 0`}, {"\n}\n", "\n}\n\n"}, {`"sum": "`, `"sum": "0`}} {
		if !strings.Contains(string(good), change[0]) {
			t.Fatalf("the record has no %s", change[0])
		}
		must(t, os.WriteFile(path, []byte(strings.Replace(string(good), change[0], change[1], 1)), 0o644))
		for _, args := range [][]string{{"report", "runs/tiny"}, {"run", "--resume", "runs/tiny", "-n", "3"}, {"baseline", "accept", "runs/tiny", "--reason", "x"}} {
			if _, stderr := invoke(t, dir, ExitUsage, args...); !strings.Contains(stderr, "damaged, changed by hand") {
				t.Errorf("%s: %v says %s", change[1], args, stderr)
			}
		}
	}
	must(t, os.WriteFile(path, good, 0o644))
	r := readRecord(t, folder)
	for what, change := range map[string]func(*record){"days": func(r *record) { r.Market.Days = 2 }, "groups": func(r *record) { r.Market.Groups = append(r.Market.Groups, "more") },
		"the digest": func(r *record) { r.Digest = "0123456789abcdef" }} {
		other := r
		change(&other)
		putRecord(t, folder, &other)
		if _, stderr := invoke(t, dir, ExitUsage, "report", "runs/tiny"); !strings.Contains(stderr, "run.json tells of") {
			t.Errorf("%s: %s", what, stderr)
		}
	}
}

// TestPlantedResults: verbs choose the names of what they write. A link or a pipe of such a name, or in the place of such a folder, leads nothing elsewhere.
func TestPlantedResults(t *testing.T) {
	t.Parallel()
	const more = "calibrate: {runs: 10, targets: [{metric: ctr, value: 1%}], free: {market.campaigns.groups.shops.value.median: {from: 0.2 USD, to: 4 USD, scale: log}}}\n" +
		"experiments: {users: {compare: [reserve, control], designs: {half: {split: pinner}}}}\n"
	for line, names := range map[string][]string{
		"calibrate tiny.yaml -q":                                {"calibrations/tiny/summary.md", "calibrations/tiny/calibrated.yaml", "calibrations/tiny"},
		"experiment tiny.yaml users -n 2":                       {"experiments/tiny.users.csv", "experiments/tiny.users.json", "experiments/tiny.users.png", "experiments/tiny.users.partial"},
		"probe tiny.yaml --campaign shops/0 --grid 0.8,1 -o p":  {"p/tiny.shops+0.csv", "p/tiny.shops+0.png", "p/tiny.shops+0.txt"},
		"baseline accept tiny.yaml --reason planted":            {"tiny.baseline"},
		"decide decide.yaml -q -o out":                          {"out/decide", "out/decide/calibration/summary.json", "out/decide/index.html"},
		"fit tiny.yaml --effects effects.csv -q --test reserve": {"fits/tiny/beliefs.yaml", "fits/tiny"},
	} {
		for _, name := range names {
			for _, what := range []string{"link", "dangling", "pipe"} {
				dir := write(t, "tiny.yaml", smallestText(2)+more)
				must(t, os.WriteFile(filepath.Join(dir, "decide.yaml"), []byte(strings.NewReplacer("name: tiny", "name: decide", "  reserve:", "  chosen:", "[reserve,", "[chosen,").Replace(smallestText(2)+more)+
					"tune: {levers: {mechanism.reserve: {from: 0 USD, to: 1 USD}}, maximise: revenue, budget: {runs: 12, start: 4}}\n"), 0o644))
				must(t, os.WriteFile(filepath.Join(dir, "effects.csv"), []byte("day,metric,effect,lo,hi\n0,ctr,-1%,-2%,0%\n1,ctr,-1%,-2%,0%\n2,ctr,-1%,-2%,0%\n3,ctr,-1%,-2%,0%\n4,ctr,-1%,-2%,0%\n"), 0o644))
				victim, path := filepath.Join(dir, "victim"), filepath.Join(dir, name)
				must(t, os.MkdirAll(filepath.Dir(path), 0o755))
				switch what {
				case "pipe":
					must(t, syscall.Mkfifo(path, 0o644))
				case "link":
					must(t, os.WriteFile(victim, []byte("mine"), 0o644))
					must(t, os.Symlink(victim, path))
				default:
					must(t, os.Symlink(victim, path))
				}
				code, said := playInto(dir, strings.Fields(line)...)
				now, err := os.ReadFile(victim)
				if code == 0 || !strings.Contains(said, "no plain file") && name != "tiny.baseline" || what == "link" && string(now) != "mine" || what != "link" && err == nil {
					t.Errorf("%s, %s as a %s: exit code %d, the victim is %q\n%s", line, name, what, code, now, said)
				}
			}
		}
	}
}

// TestHugeNumbersInRecords: a record that states more replications, days or runs than there can be is refused at once, by every verb that reads it.
func TestHugeNumbersInRecords(t *testing.T) {
	t.Parallel()
	dir := scenario(t, 2)
	invoke(t, dir, 0, "run", "tiny.yaml", "-q")
	folder := followed(filepath.Join(dir, "runs/tiny/latest"))
	good, wait := readRecord(t, folder), patient(t)
	const huge = 1 << 50
	for what, change := range map[string]func(*record){
		"replications": func(r *record) { r.Market.Replications = huge }, "days": func(r *record) { r.Market.Days = huge }, "unfinished replications": func(r *record) { r.Market.Replications, r.Status = huge, statusRunning },
		"a sweep's replications": func(r *record) { r.Sweep = &sweepRecord{Replications: huge, Points: []labels{r.Market}} }, "a search's runs": func(r *record) { r.Tune, r.Status = &tuneRecord{Runs: huge}, statusRunning },
		"cohorts": func(r *record) { r.Market.CohortDays = huge }, "replications done": func(r *record) { r.ReplicationsDone = huge },
	} {
		bad := good
		change(&bad)
		putRecord(t, folder, &bad)
		for _, args := range [][]string{{"report", "runs/tiny", "-q"}, {"run", "--resume", "runs/tiny", "-q"}, {"tune", "--resume", "runs/tiny", "-q"}, {"compare", "runs/tiny", "runs/tiny"}} {
			if code, said := wait.play(t, dir, args...); strings.Contains(said, "mistake of the program") {
				t.Errorf("%s: %v ends with %d: %s", what, args, code, said)
			}
		}
		if code, said := playInto(dir, "report", "runs/tiny", "-q"); strings.HasSuffix(what, "replications") && code != ExitUsage {
			t.Errorf("%s: a report of it ends with %d: %s", what, code, said)
		}
	}
}

// TestSwappedRunFolder: while a run writes to its folder, a link to a place elsewhere is put in the place of a folder in it. Nothing is written, replaced or
// removed there; where it is what the run needs, the run says so, and once the folder is back it is completed.
func TestSwappedRunFolder(t *testing.T) {
	t.Parallel()
	for name, said := range map[string]string{"partial": "a link leads elsewhere", "data": "is not a folder", "report": "is not a folder"} {
		dir, victim := scenario(t, 4), t.TempDir()
		aside, swapped := filepath.Join(dir, "aside"), ""
		for _, file := range []string{"keep", "results.bin", "campaigns.csv", "overview.png"} {
			must(t, os.WriteFile(filepath.Join(victim, file), []byte("mine"), 0o600))
		}
		w := &watcher{text: "replication 1 of", then: func() {
			swapped = filepath.Join(followed(filepath.Join(dir, "runs/tiny/latest")), name)
			os.Rename(swapped, aside) // a report is not there yet
			must(t, os.Symlink(victim, swapped))
		}}
		s := state(dir, "run", "tiny.yaml", "-v", "-j", "1")
		s.Stdout, s.Stderr = io.Discard, w
		if code := Main(s); code != ExitIncomplete || !strings.Contains(w.String(), said) {
			t.Errorf("%s: exit code %d\n%s", name, code, w)
		}
		entries, err := os.ReadDir(victim)
		for _, e := range entries {
			if data, err := os.ReadFile(filepath.Join(victim, e.Name())); string(data) != "mine" {
				t.Errorf("%s: elsewhere there is %s now, %q %v", name, e.Name(), data, err)
			}
		}
		if err != nil || len(entries) != 4 {
			t.Errorf("%s: of 4 files elsewhere %d are left, %v", name, len(entries), err)
		}
		must(t, os.Remove(swapped))
		os.Rename(aside, swapped)
		invoke(t, dir, 0, "run", "--resume", "runs/tiny", "-q")
		invoke(t, dir, 0, "report", "runs/tiny", "-q")
	}
}

// TestPlantedLatest: the link to the newest run, in a folder of runs that comes from somebody else, leads to a run beside it or nowhere.
func TestPlantedLatest(t *testing.T) {
	t.Parallel()
	dir := scenario(t, 2)
	invoke(t, dir, 0, "run", "tiny.yaml", "-q")
	other := followed(filepath.Join(dir, "runs/tiny/latest"))
	before := contents(t, other)
	must(t, os.MkdirAll(filepath.Join(dir, "planted"), 0o755))
	must(t, os.Symlink(other, filepath.Join(dir, "planted/beside")))
	for _, target := range []string{other, "../runs/tiny/" + filepath.Base(other), "beside", "..", "beside/../../runs/tiny/latest"} {
		link := filepath.Join(dir, "planted/latest")
		must(t, os.Symlink(target, link))
		for _, args := range [][]string{{"report", "planted"}, {"report", "planted/latest"}, {"run", "--resume", "planted", "-n", "3"}} {
			if code, said := playInto(dir, args...); code != ExitUsage {
				t.Errorf("%s, %v: exit code %d: %s", target, args, code, said)
			}
		}
		must(t, os.Remove(link))
	}
	for name, data := range contents(t, other) {
		if string(before[name]) != string(data) {
			t.Errorf("%s was written through the link", name)
		}
	}
}

// TestRenamedRunFolder: results go with a run's folder that gets another name meanwhile, and nothing is made where it was.
func TestRenamedRunFolder(t *testing.T) {
	t.Parallel()
	dir := scenario(t, 3)
	was, is := "", filepath.Join(dir, "kept")
	w := &watcher{text: "replication 1 of", then: func() {
		was = followed(filepath.Join(dir, "runs/tiny/latest"))
		must(t, os.Rename(was, is))
	}}
	s := state(dir, "run", "tiny.yaml", "-v", "-j", "1")
	s.Stdout, s.Stderr = io.Discard, w
	if code := Main(s); code != 0 || !strings.Contains(w.String(), "got another name") {
		t.Errorf("exit code %d: %s", code, w)
	}
	if exists(was) {
		t.Errorf("%s was made again", was)
	}
	invoke(t, dir, 0, "report", "kept", "-q")
}

// TestPlantedSets: a folder with the name and the notice of a set of files that a killed command left may come from somebody else. It removes and moves
// nothing but files of such a set, which the command writes anyhow.
func TestPlantedSets(t *testing.T) {
	t.Parallel()
	const notice = "marketsim was stopped while it put the files of this folder into their places, one folder up.\n" +
		"Files of an earlier command were removed there; nothing of the new ones is lost: what is not in its\n" +
		"place yet is here. The next command that writes these files completes this.\n"
	dir := scenario(t, 1)
	invoke(t, dir, 0, "run", "tiny.yaml", "-q")
	run := followed(filepath.Join(dir, "runs/tiny/latest"))
	name := filepath.Base(run)
	must(t, os.WriteFile(filepath.Join(dir, "notes.txt"), []byte("mine"), 0o644))
	plant := func(folder string, removes ...string) {
		must(t, os.MkdirAll(filepath.Join(dir, folder), 0o755))
		text := notice
		for _, r := range removes {
			text += "removes " + r + "\n"
		}
		must(t, os.WriteFile(filepath.Join(dir, folder, "README"), []byte(text), 0o644))
	}
	probe := []string{"probe", "tiny.yaml", "--campaign", "shops/0", "--grid", "0.9,1", "-q", "-o", "."}
	for _, c := range []struct {
		planted string
		removes []string
		code    int
		args    []string
	}{
		{"runs/tiny/zz.replacing", []string{name + "/data/results.bin", name + "/run.json", name + "/scenario.yaml"}, 0, []string{"run", "tiny.yaml", "-q", "--tables", "none"}},
		{"runs/tiny/" + name + "/zz.replacing", []string{"data/results.bin"}, 0, []string{"report", run}},
		{"runs/tiny/" + name + "/report.replacing", []string{"data/results.bin"}, ExitUsage, []string{"report", run}},
		{"runs/tiny/" + name + "/report.replacing", []string{"data"}, ExitUsage, []string{"report", run}},
		{"notes.replacing", []string{"notes.txt", "runs/tiny/" + name + "/run.json"}, 0, probe},
		{"tiny.shops+0.replacing", []string{"notes.txt"}, ExitUsage, probe},
		{"tiny.shops+0.replacing", []string{"tiny.shops+0.csv", "runs/tiny/" + name + "/run.json"}, ExitUsage, probe},
		{"tiny.shops+0.replacing", []string{"tiny.shops+0.csv"}, 0, probe},
	} {
		plant(c.planted, c.removes...)
		if _, said := invoke(t, dir, c.code, c.args...); c.code != 0 && !strings.Contains(said, c.planted+" is not what this program leaves") {
			t.Errorf("%s: %v says %s", c.planted, c.args, said)
		}
		for _, file := range []string{"notes.txt", "runs/tiny/" + name + "/run.json", "runs/tiny/" + name + "/data/results.bin", "runs/tiny/" + name + "/scenario.yaml"} {
			if !exists(filepath.Join(dir, file)) {
				t.Fatalf("%s with %s: %v removed %s", c.planted, c.removes, c.args, file)
			}
		}
		must(t, os.RemoveAll(filepath.Join(dir, c.planted)))
	}
}

// TestLinksToOtherFilesAreNotQuoted: a link that came with a repository shows nothing of the file that it leads to, unless that is what the command reads; nor
// does one in the path.
func TestLinksToOtherFilesAreNotQuoted(t *testing.T) {
	t.Parallel()
	dir, private := scenario(t, 1), t.TempDir()
	must(t, os.WriteFile(filepath.Join(private, "creds.yaml"), []byte("token: hunter2\npassword: {hunter3\n"), 0o644))
	must(t, os.WriteFile(filepath.Join(private, "named.yaml"), []byte("token: hunter2\nmarketsim: hunter3\nhere:\n  marketsim: 1\n"), 0o644)) // a key of that name, and no scenario
	must(t, os.WriteFile(filepath.Join(private, "keys.csv"), []byte("hunter4,hunter5\nhunter6,hunter7\n"), 0o644))
	must(t, os.WriteFile(filepath.Join(private, "mine.yaml"), []byte(strings.Replace(smallestText(1), "marketsim: 1", "# hunter8\nmarketsim: 1\nmistake: here", 1)), 0o644))
	must(t, os.Mkdir(filepath.Join(dir, "scenarios"), 0o755))
	must(t, os.WriteFile(filepath.Join(dir, "free.yaml"), []byte(smallestText(2)+"calibrate: {runs: 10, free: {market.campaigns.groups.shops.value.median: {from: 0.2 USD, to: 4 USD, scale: log}}}\n"), 0o644))
	must(t, os.Symlink(private, filepath.Join(dir, "scenarios", "sub")))
	for _, name := range []string{"creds.yaml", "named.yaml", "keys.csv", "mine.yaml"} {
		must(t, os.Symlink(filepath.Join(private, name), filepath.Join(dir, "scenarios", name)))
	}
	for _, line := range []string{"validate scenarios/creds.yaml", "validate scenarios/creds.yaml --format github", "validate scenarios/named.yaml", "validate scenarios/sub/creds.yaml", "baseline verify scenarios/creds.yaml tiny.yaml",
		"run scenarios/creds.yaml", "plan scenarios/keys.csv", "calibrate free.yaml --targets scenarios/keys.csv", "calibrate free.yaml --targets scenarios/sub/keys.csv", "fit tiny.yaml --effects scenarios/keys.csv"} {
		s := state(dir, strings.Fields(line)...)
		var said strings.Builder
		s.Stdout, s.Stderr = &said, &said
		if code := Main(s); code == 0 || strings.Contains(said.String(), "hunter") || !strings.Contains(said.String(), "is reached through a link") {
			t.Errorf("%s: exit code %d\n%s", line, code, said.String())
		}
	}
	if runtime.GOOS == "linux" { // an open file that has no name any more: the link can be opened, and not followed by its names
		gone := filepath.Join(private, "gone.yaml")
		must(t, os.WriteFile(gone, []byte("token: hunter9\n"), 0o644))
		f, err := os.Open(gone)
		must(t, err)
		defer f.Close()
		must(t, os.Remove(gone))
		must(t, os.Symlink(fmt.Sprintf("/proc/self/fd/%d", f.Fd()), filepath.Join(dir, "scenarios", "gone.yaml")))
		if _, said := invoke(t, dir, ExitUsage, "validate", "scenarios/gone.yaml"); strings.Contains(said, "hunter") || !strings.Contains(said, "is reached through a link") {
			t.Errorf("an open file without a name: %s", said)
		}
	}
	if said, _ := invoke(t, dir, ExitUsage, "validate", "scenarios/mine.yaml"); !strings.Contains(said, "unknown key `mistake`") {
		t.Errorf("a scenario behind a link: %s", said)
	}
}

// TestTraceIsAfforded: a market that does not fit into memory is not replayed either.
func TestTraceIsAfforded(t *testing.T) {
	t.Parallel()
	dir := scenario(t, 1)
	for _, args := range [][]string{{"--day", "0"}, {"--auction", "core/0/0/0"}} {
		s := state(dir, append([]string{"trace", "tiny.yaml"}, args...)...)
		var said strings.Builder
		s.Stdout, s.Stderr, s.Memory = io.Discard, &said, 1<<20
		if code := Main(s); code != ExitUsage || !strings.Contains(said.String(), "of memory and there are") {
			t.Errorf("%s: exit code %d\n%s", args, code, said.String())
		}
	}
}

// TestFormsReplaceNoBaseline: a baseline that the command does not read is not replaced by a form of its report either.
func TestFormsReplaceNoBaseline(t *testing.T) {
	t.Parallel()
	dir := scenario(t, 1)
	other := filepath.Join(dir, "other.baseline")
	must(t, os.WriteFile(other, []byte("mine"), 0o644))
	for _, args := range [][]string{{"run", "tiny.yaml", "--junit", "other.baseline"}, {"baseline", "verify", "tiny.yaml", "--markdown", "other.baseline"}} {
		if _, said := invoke(t, dir, ExitUsage, args...); !strings.Contains(said, "has the name of a baseline") {
			t.Errorf("%v: %s", args, said)
		}
	}
	if data, err := os.ReadFile(other); string(data) != "mine" {
		t.Errorf("%q, %v", data, err)
	}
}
