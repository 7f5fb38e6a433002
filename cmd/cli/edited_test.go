package cli

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"marketsim/sim/results"
	"marketsim/sim/units"
)

// A value of a baseline that was edited passes nowhere, whichever metric it is of and however little it moved: neither where digests may change, nor
// beside a run.
func TestEditedValues(t *testing.T) {
	t.Parallel()
	dir := scenario(t, 2)
	invoke(t, dir, 0, "baseline", "accept", "tiny.yaml", "--reason", "first")
	invoke(t, dir, 0, "run", "tiny.yaml", "-q")
	place := filepath.Join(dir, "tiny.baseline")
	whole, err := os.ReadFile(place)
	must(t, err)
	for _, metric := range []string{"roi", "impressions", "clicks", "revenue"} {
		line := regexp.MustCompile(`(?m)^(value control ` + metric + `) (\S+)`)
		text := line.ReplaceAllStringFunc(string(whole), func(line string) string {
			words := strings.Fields(line)
			x, err := strconv.ParseFloat(words[3], 64)
			must(t, err)
			return strings.Join(words[:3], " ") + " " + strconv.FormatFloat(x*1.0009765625, 'g', 10, 64)
		})
		if text == string(whole) {
			t.Fatalf("%s: nothing was edited", metric)
		}
		must(t, os.WriteFile(place, []byte(text), 0o644))
		for _, args := range [][]string{{"compare", "tiny.baseline", "runs/tiny"}, {"baseline", "verify", "tiny.yaml", "--within-tolerance", "--tolerance", "50%"}} {
			stdout, _ := invoke(t, dir, 1, append(args, "--junit", "gate.xml")...)
			report, err := os.ReadFile(filepath.Join(dir, "gate.xml"))
			must(t, errors.Join(err, os.Remove(filepath.Join(dir, "gate.xml"))))
			if !strings.Contains(stdout, "VALUES CHANGED: tiny") || !strings.Contains(string(report), `<failure type="VALUES CHANGED"`) {
				t.Errorf("%s, %v:\n%s\n%s", metric, args, stdout, report)
			}
		}
	}
}

// Counters of a run that were edited while the digests of its days stayed are read by nothing, and the message names arm, replication and day.
func TestEditedCounters(t *testing.T) {
	t.Parallel()
	dir := scenario(t, 2)
	invoke(t, dir, 0, "baseline", "accept", "tiny.yaml", "--reason", "first")
	invoke(t, dir, 0, "run", "tiny.yaml", "-q")
	folder := followed(filepath.Join(dir, "runs/tiny/latest"))
	r, kept := readRecord(t, folder), state(folder).store(folder)
	all, err := kept.all(&r)
	must(t, err)
	invoke(t, dir, 0, "compare", "tiny.baseline", "runs/tiny")
	all[1][1].Days[2].Cells[0].Clicks += 1_000_000_000
	must(t, kept.finish(all))
	for code, commands := range map[int][][]string{
		ExitUsage:         {{"report", "runs/tiny"}, {"run", "--resume", "runs/tiny", "-n", "3"}},
		ExitNotComparable: {{"compare", "tiny.baseline", "runs/tiny"}, {"compare", "runs/tiny", "runs/tiny"}, {"baseline", "accept", "runs/tiny", "--reason", "edited"}},
	} {
		for _, args := range commands {
			stdout, stderr := invoke(t, dir, code, args...)
			if !strings.Contains(stderr, "stored results of arm `reserve`, replication 1, do not have their digest on day 2") || strings.Contains(stdout, "IDENTICAL") {
				t.Errorf("%v: %s%s", args, stdout, stderr)
			}
		}
	}
}

// A finished replication that was edited and given a new sum is simulated again when its run is resumed.
func TestEditedReplication(t *testing.T) {
	t.Parallel()
	dir := scenario(t, plenty)
	interrupt(t, dir, os.Interrupt)
	folder := followed(filepath.Join(dir, "runs/tiny/latest"))
	r, kept := readRecord(t, folder), state(folder).store(folder)
	u := r.unit(r.points()[0], 0)
	arms, err := kept.Get(&u)
	must(t, err)
	arms[0].Days[1].Cells[0].Clicks++
	var body bytes.Buffer
	must(t, results.Encode(&body, arms))
	must(t, os.WriteFile(unitFiles(t, folder)[0], units.Sealed(&u, body.Bytes()), 0o644))
	if _, stderr := invoke(t, dir, 0, "run", "--resume", "runs/tiny"); !strings.Contains(stderr, "stored results of arm `control`, replication 0, do not have their digest on day 1") {
		t.Errorf("it does not say what was edited:\n%s", stderr)
	}
	invoke(t, dir, 0, "run", "tiny.yaml", "-q", "-o", "whole")
	equalRuns(t, filepath.Join(dir, "runs/tiny/latest"), filepath.Join(dir, "whole/tiny/latest"))
}
