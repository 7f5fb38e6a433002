package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"marketsim/sim/units/files/filestest"
)

// setVerbs are command lines that write a set of files, and the folder that they write to; with another seed all of these differ.
var setVerbs = map[string]string{
	"horizon tiny.yaml -o out":                               "out",
	"probe tiny.yaml --campaign shops/0 --grid 0.8,1 -o out": "out",
	"experiment tiny.yaml users -n 2 -o out":                 "out",
	"calibrate tiny.yaml -q -o out":                          "out/tiny",
}

// TestKilledSets: a verb that is killed before any of its operations leaves the files of the earlier command or its own, and never some of each; the
// next command of that folder makes them whole. Every seventh operation is tried, and each with the other trials of reliability.
func TestKilledSets(t *testing.T) {
	begin, trials := fullFolder(t), 0
	file := filepath.Join(begin, "tiny.yaml")
	text, err := os.ReadFile(file)
	must(t, err)
	must(t, os.WriteFile(file, bytes.Replace(text, []byte("horizon: 2d"), []byte("horizon: 84d"), 1), 0o644))
	for line, place := range setVerbs {
		other := line + " --seed 6"
		if !strings.HasPrefix(line, "horizon") {
			line, other = line+" --set run.horizon=2d", other+" --set run.horizon=2d"
		}
		old, fresh, count := copied(t, begin), copied(t, begin), &filestest.Faults{Dead: true}
		for dir, line := range map[string]string{old: line, fresh: other} {
			if code, said := playInto(dir, strings.Fields(line)...); code > ExitInconclusive || code == ExitUsage {
				t.Fatal(line, said)
			}
		}
		underFaults(copied(t, old), count, other)
		step := 7
		if os.Getenv("MARKETSIM_KILLS") != "" {
			step = 1
		}
		for at := max(1, count.Operations()-34); at <= count.Operations(); at += step { // before, single runs are kept
			dir := copied(t, old)
			faults := &filestest.Faults{At: at, Dead: true}
			underFaults(dir, faults, other)
			sameSet(t, faults.Hits[0], filepath.Join(dir, place), filepath.Join(old, place), filepath.Join(fresh, place))
			if code, said := playInto(dir, strings.Fields(other)...); code > ExitInconclusive || code == ExitUsage {
				t.Errorf("after a kill before %s: exit code %d\n%s", faults.Hits[0], code, said)
			}
			equalFiles(t, filepath.Join(dir, place), filepath.Join(fresh, place))
			trials++
		}
	}
	t.Logf("reliability: %d trials", trials)
}

// sameSet demands that the files in a folder are all of one command or all of the other.
func sameSet(t *testing.T, when, dir, old, fresh string) {
	t.Helper()
	is, was, will := treeOf(t, dir), treeOf(t, old), treeOf(t, fresh)
	var kinds []string
	for name, data := range is {
		kind := ""
		switch {
		case strings.Contains(name, ".staging-") || strings.Contains(name, ".replacing") || strings.Contains(name, "partial"):
			continue
		case bytes.Equal(data, was[name]) && bytes.Equal(data, will[name]):
			continue
		case bytes.Equal(data, was[name]):
			kind = "old"
		case bytes.Equal(data, will[name]):
			kind = "new"
		}
		if !slices.Contains(kinds, kind) {
			kinds = append(kinds, kind)
		}
	}
	if len(kinds) > 1 || slices.Contains(kinds, "") {
		t.Errorf("a kill before %s leaves files of kinds %q in %s", when, kinds, dir)
	}
}

// TestFileNames: names from data make names of files that differ from each other and from those of other scenarios, also where a file system knows no
// case, and that are no longer than file systems take.
func TestFileNames(t *testing.T) {
	names := []string{"a/0", "a-0", "a+0", "a.0", "a 0", "a~0", "A/0", "á/0", "a\u0301/0", "", "-", "/", "..", "a/0~", strings.Repeat("x", 300), strings.Repeat("x", 301), strings.Repeat("店", 300), "店", "con/0"}
	seen := map[string]string{}
	for _, name := range names {
		part := strings.ToLower(fileName(name, '/'))
		if was, is := seen[part]; is || len(part) > 60 || strings.ContainsAny(part, `/\.: `) {
			t.Errorf("%q is called %s, as %q", name, part, was)
		}
		seen[part] = name
	}
	if got := fileName("shops/0", '/'); got != "shops+0" {
		t.Errorf("an ordinary name is called %s", got)
	}
}

// TestProbesKeepApart: probes whose scenarios and campaigns make one name together, and of one campaign by another key, do not replace each other.
func TestProbesKeepApart(t *testing.T) {
	named := func(scenario, group string) string {
		return strings.NewReplacer("name: tiny", "name: "+scenario, "shops", group).Replace(smallestText(1))
	}
	dir := write(t, "a.yaml", named("victim", "b-shops"))
	must(t, os.WriteFile(filepath.Join(dir, "ab.yaml"), []byte(named("victim-b", "shops")), 0o644))
	for _, line := range []string{"probe a.yaml --campaign b-shops/0", "probe ab.yaml --campaign shops/0", "probe ab.yaml --campaign shops/0 --vary mechanism.ad_load.per_session"} {
		before := treeOf(t, dir)
		invoke(t, dir, 0, append(strings.Fields(line), "--grid", "1,2")...)
		after := treeOf(t, dir)
		for name, data := range before {
			if !bytes.Equal(after[name], data) {
				t.Errorf("%s: %s was replaced", line, name)
			}
		}
		if len(after) != len(before)+3 {
			t.Errorf("%s: %d files, then %d", line, len(before), len(after))
		}
	}
}

// TestLongestNames: names as long as they are allowed make files in every verb, those of a sweep of an experiment included.
func TestLongestNames(t *testing.T) {
	scenario, tried, group := strings.Repeat("s", 100), strings.Repeat("e", 100), strings.Repeat("g", 150)
	text := strings.NewReplacer("name: tiny", "name: "+scenario, "shops", group, "reserve: {", strings.Repeat("a", 100)+": {").Replace(smallestText(1))
	dir := write(t, "long.yaml", text+"experiments: {"+tried+": {compare: ["+strings.Repeat("a", 100)+", control], designs: {half: {split: pinner}}}}\nsweep: {axes: {mechanism.reserve: [0.1 USD, 0.2 USD]}}\n")
	for _, line := range []string{"run long.yaml -q", "experiment long.yaml --sweep", "probe long.yaml --grid 1,2 --vary mechanism.ad_load.per_session --campaign " + group + "/0"} {
		if code, said := playInto(dir, strings.Fields(line)...); code > ExitInconclusive || code == ExitUsage {
			t.Errorf("%s: exit code %d\n%s", line, code, said)
		}
	}
	if code, said := playInto(dir, "run", "long.yaml", "--set", "name="+scenario+"s"); code != ExitUsage || !strings.Contains(said, "has 101 bytes") {
		t.Errorf("exit code %d\n%s", code, said)
	}
}

// TestOutFolderMayBeALink: a folder that the user names for results may be a link.
func TestOutFolderMayBeALink(t *testing.T) {
	dir := fullFolder(t)
	must(t, os.Mkdir(filepath.Join(dir, "place"), 0o777))
	must(t, os.Symlink("place", filepath.Join(dir, "out")))
	invoke(t, dir, 0, "probe", "tiny.yaml", "--campaign", "shops/0", "--grid", "1,2", "-o", "out")
	if !exists(filepath.Join(dir, "place", "tiny.shops+0.csv")) {
		t.Error("nothing was written through it")
	}
}
