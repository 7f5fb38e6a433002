package cli

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"marketsim/sim/units/files"
	"marketsim/sim/units/files/filestest"
)

// fullVerbs are command lines that write, and where the results are that a second try must make the same.
var fullVerbs = map[string]string{
	"calibrate tiny.yaml -q":                                "calibrations",
	"experiment tiny.yaml users -n 2":                       "experiments",
	"probe tiny.yaml --campaign shops/0 --grid 0.8,1 -o p":  "p",
	"fit tiny.yaml --effects effects.csv -q --test reserve": "fits",
	"baseline accept tiny.yaml --reason first":              "tiny.baseline",
	"sessions tiny.yaml -o sessions.csv":                    "sessions.csv",
	"report runs/tiny -q":                                   "runs",
	"sweep tiny.yaml -q":                                    "",
	"tune tiny.yaml -q":                                     "",
}

// TestDiskFullInEveryVerb: a disk that is full at an operation of any verb that writes ends it with exit code 4 and says so, or the verb did not need it;
// half a file never stands under its name, and the same command makes the same files when there is space again. Two operations of each are tried, and
// fifteen with the other trials of reliability.
func TestDiskFullInEveryVerb(t *testing.T) {
	begin := fullFolder(t)
	each, trials := 2, 0
	if os.Getenv("MARKETSIM_KILLS") != "" {
		each = 15
	}
	for line, results := range fullVerbs {
		whole, count := copied(t, begin), &filestest.Faults{}
		want, said := underFaults(whole, count, line)
		if want > ExitInconclusive || want == ExitUsage || count.Operations() < 5 {
			t.Fatalf("%s: exit code %d, %d operations\n%s", line, want, count.Operations(), said)
		}
		for k := range min(each, count.Operations()) {
			fullVerb(t, copied(t, begin), whole, line, results, 1+k*count.Operations()/each, want)
			trials++
		}
	}
	t.Logf("reliability: %d trials", trials)
}

// fullVerb runs a command line with a disk that is full at one of its operations, and then again with space, when it must end with the wanted exit code.
func fullVerb(t *testing.T, dir, whole, line, results string, at, want int) {
	t.Helper()
	faults := &filestest.Faults{At: at, Full: at%2 == 0}
	if code, said := underFaults(dir, faults, line); code != want && (code != ExitIncomplete || !strings.Contains(said, "the disk is full")) {
		t.Errorf("%s, operation %d (%v): exit code %d\n%s", line, at, faults.Hits, code, said)
	}
	if code, said := playInto(dir, strings.Fields(line)...); code != want {
		t.Errorf("%s, after operation %d (%v): exit code %d\n%s", line, at, faults.Hits, code, said)
	}
	if results != "" {
		equalFiles(t, filepath.Join(dir, results), filepath.Join(whole, results))
	}
	clean(t, dir)
}

// copied is a copy of a folder, links as they are.
func copied(t *testing.T, folder string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	must(t, os.CopyFS(dir, os.DirFS(folder)))
	return dir
}

// fullFolder has the files that fullVerbs read.
func fullFolder(t *testing.T) (dir string) {
	t.Helper()
	const more = "calibrate: {runs: 10, targets: [{metric: cpc, value: 0.5 USD}], free: {market.campaigns.groups.shops.value.median: {from: 0.2 USD, to: 4 USD, scale: log}}}\n" +
		"experiments: {users: {compare: [reserve, control], designs: {half: {split: pinner}}}}\n" +
		"tune: {levers: {mechanism.reserve: {from: 0 USD, to: 1 USD}}, maximise: revenue, budget: {runs: 12, start: 4}}\n" +
		"sweep: {axes: {mechanism.reserve: [0.1 USD, 0.2 USD]}}\n"
	dir = write(t, "tiny.yaml", smallestText(2)+more)
	must(t, os.WriteFile(filepath.Join(dir, "effects.csv"), []byte("day,metric,effect,lo,hi\n0,ctr,-1%,-2%,0%\n1,ctr,-1%,-2%,0%\n2,ctr,-1%,-2%,0%\n3,ctr,-1%,-2%,0%\n4,ctr,-1%,-2%,0%\n"), 0o644))
	if code, said := playInto(dir, "run", "tiny.yaml", "-q"); code != 0 {
		t.Fatal(said)
	}
	return dir
}

// underFaults runs a command line on a file system with faults.
func underFaults(dir string, faults *filestest.Faults, line string) (code int, said string) {
	defer files.Use(faults)()
	return playInto(dir, strings.Fields(line)...)
}

// equalFiles demands that two files or folders hold the same, records and logs of time aside.
func equalFiles(t *testing.T, got, want string) {
	t.Helper()
	a, b := treeOf(t, got), treeOf(t, want)
	for name, data := range b {
		if !bytes.Equal(a[name], data) {
			t.Errorf("%s: %s differs, or is not there", got, name)
		}
	}
	if len(a) != len(b) {
		t.Errorf("%s has %d files, want %d", got, len(a), len(b))
	}
}

// treeOf reads a file, or all files below a folder but run.json.
func treeOf(t *testing.T, path string) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	must(t, filepath.WalkDir(path, func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || d.Name() == recordFile {
			return err
		}
		rel, _ := filepath.Rel(path, name)
		all[rel], err = os.ReadFile(name)
		return err
	}))
	return all
}
