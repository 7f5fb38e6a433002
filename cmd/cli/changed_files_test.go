package cli

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// ofTwoFiles is a market whose campaigns come from one of two files.
const ofTwoFiles = `marketsim: 1
name: s
run: {horizon: 1d, seed: 1, replications: 2}
market: {pinners: {count: 300}, campaigns: {groups: [{name: ads, file: a.csv, click_rate: {affinity: 0}}]}}
sweep: {axes: {market.campaigns.groups.ads.file: [a.csv, b.csv]}}
tune: {levers: {market.campaigns.groups.ads.file: [a.csv, b.csv], mechanism.reserve: {from: 0 USD, to: 1 USD}}, maximise: revenue, budget: {runs: 24}}
`

// twoFiles writes the market with its files.
func twoFiles(t *testing.T) string {
	t.Helper()
	dir := write(t, "s.yaml", ofTwoFiles)
	for name, text := range map[string]string{"a.csv": "name,value\na,1\nb,2\n", "b.csv": "name,value\na,3\nb,4\n"} {
		must(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644))
	}
	return dir
}

// stoppedAt gives a command that is interrupted when it says a text.
func stoppedAt(t *testing.T, dir, text string, args ...string) {
	t.Helper()
	s := state(dir, args...)
	s.Stdout = io.Discard
	w := stopping(s, text, os.Interrupt)
	if Main(s) != ExitInterrupted {
		t.Fatalf("it was not interrupted: %s", w)
	}
}

// TestChangedFilesOfPoints: a file that only a point of a sweep or a setting of a search reads counts as much as one of the scenario itself. With
// other content nothing is continued or extended, and the folder is left as it is.
func TestChangedFilesOfPoints(t *testing.T) {
	t.Parallel()
	for what, c := range map[string]struct {
		begin  func(t *testing.T, dir string)
		resume string
	}{
		"an extended sweep": {func(t *testing.T, dir string) { invoke(t, dir, 0, "sweep", "s.yaml", "-q") }, "run --resume runs/s -n 4"},
		"an interrupted one": {func(t *testing.T, dir string) {
			stoppedAt(t, dir, "point 0", "sweep", "s.yaml", "-v", "-j", "1", "-n", "40")
		}, "sweep --resume runs/s"},
		"an interrupted search": {func(t *testing.T, dir string) { stoppedAt(t, dir, "start:", "tune", "s.yaml", "-v", "-j", "1") }, "tune --resume runs/s"},
	} {
		dir := twoFiles(t)
		c.begin(t, dir)
		must(t, os.WriteFile(filepath.Join(dir, "b.csv"), []byte("name,value\na,30\nb,hunter2\n"), 0o644))
		before := contents(t, followed(filepath.Join(dir, "runs/s/latest")))
		_, stderr := invoke(t, dir, ExitUsage, strings.Fields(c.resume)...)
		if !strings.Contains(stderr, "changed since the run was begun") || strings.Contains(stderr, "hunter2") {
			t.Errorf("%s: %s", what, stderr)
		}
		for name, data := range contents(t, followed(filepath.Join(dir, "runs/s/latest"))) {
			if string(before[name]) != string(data) {
				t.Errorf("%s: %s was written", what, name)
			}
		}
		must(t, os.WriteFile(filepath.Join(dir, "b.csv"), []byte("name,value\na,3\nb,4\n"), 0o644))
		invoke(t, dir, 0, append(strings.Fields(c.resume), "-q")...)
	}
}

// TestFileChangesWhileSearching: a search reads files again for every setting. One that changes meanwhile stops it, and what is finished goes on only
// with the old one.
func TestFileChangesWhileSearching(t *testing.T) {
	t.Parallel()
	dir := twoFiles(t)
	s := state(dir, "tune", "s.yaml", "-v", "-j", "1")
	w := &watcher{text: "start:", then: func() {
		must(t, os.WriteFile(filepath.Join(dir, "a.csv"), []byte("name,value\na,30\nb,40\n"), 0o644))
	}}
	s.Stdout, s.Stderr = io.Discard, w
	if code := Main(s); code != ExitIncomplete || !strings.Contains(w.String(), "a data file changed while settings were played") {
		t.Errorf("exit code %d\n%s", code, w)
	}
	if code, said := playInto(dir, "tune", "--resume", "runs/s"); code != ExitUsage || !strings.Contains(said, "changed since the run was begun") {
		t.Errorf("with the new file: exit code %d: %s", code, said)
	}
	must(t, os.WriteFile(filepath.Join(dir, "a.csv"), []byte("name,value\na,1\nb,2\n"), 0o644))
	invoke(t, dir, 0, "tune", "--resume", "runs/s", "-q")
}

// TestPlantedPlaces: the record of a run that comes from somebody else names folders and files. Whoever made it cannot have what they do not know read into
// results or messages: content that is not the recorded one is refused before it is read, and folders outside need a flag of the command at hand.
func TestPlantedPlaces(t *testing.T) {
	t.Parallel()
	const secret = "name,value\nhunter2,3\nACME,oops\n"
	victim := twoFiles(t)
	must(t, os.WriteFile(filepath.Join(victim, "b.csv"), []byte(strings.Replace(secret, "oops", "5", 1)), 0o644))
	for what, c := range map[string]struct {
		begin, resume string
		change        func(r *record)
	}{
		"a sweep's folder":  {"sweep s.yaml -q", "run --resume runs/s -n 3", func(r *record) { r.Dir = victim }},
		"a search's folder": {"", "tune --resume runs/s", func(r *record) { r.Dir = filepath.Join(victim, "sub") }},
		"what a search sets": {"", "tune --resume runs/s", func(r *record) {
			r.Changes.Set = append(r.Changes.Set, "market.campaigns.groups.ads.file="+filepath.Join(victim, "sub/a.csv"))
		}},
		"a file that the record omits": {"", "tune --resume runs/s", func(r *record) { r.Files = map[string]string{} }},
		"an allowed folder":            {"sweep s.yaml -q", "run --resume runs/s -n 3", func(r *record) { r.Changes.AllowFiles = []string{"/"} }},
	} {
		dir := twoFiles(t)
		must(t, os.MkdirAll(filepath.Join(victim, "sub"), 0o755))
		must(t, os.WriteFile(filepath.Join(victim, "sub/a.csv"), []byte(secret), 0o644))
		if c.begin == "" {
			stoppedAt(t, dir, "start:", "tune", "s.yaml", "-v", "-j", "1")
		} else {
			invoke(t, dir, 0, strings.Fields(c.begin)...)
		}
		folder := followed(filepath.Join(dir, "runs/s/latest"))
		r := readRecord(t, folder)
		c.change(&r)
		putRecord(t, folder, &r)
		code, said := playInto(dir, strings.Fields(c.resume)...)
		if code != ExitUsage || strings.Contains(said, "hunter2") || strings.Contains(said, "ACME") || strings.Contains(said, "oops") {
			t.Errorf("%s: exit code %d: %s", what, code, said)
		}
		for name, data := range contents(t, folder) {
			if strings.Contains(string(data), "hunter2") {
				t.Errorf("%s: %s holds what it should not", what, name)
			}
		}
	}
}
