package cli

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// points is the tiny scenario with a sweep of three points.
func points(t *testing.T, replications int) (dir string) {
	t.Helper()
	return swept(t, scenario(t, replications))
}

// smallPoints is the smallest scenario with a sweep.
func smallPoints(t *testing.T, replications int) (dir string) {
	t.Helper()
	return swept(t, smallest(t, replications))
}

// swept adds a sweep of three points to the scenario of a folder.
func swept(t *testing.T, dir string) string {
	t.Helper()
	f, err := os.OpenFile(filepath.Join(dir, "tiny.yaml"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err = f.WriteString("sweep: {axes: {mechanism.candidates: [5, 10, 200]}}\n"); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// A sweep that is stopped has as many replications at each point, but for the one under way; it is reported as far as it got, and
// completes to the same bytes.
func TestSweepIsBalancedAndResumes(t *testing.T) {
	t.Parallel()
	dir := smallPoints(t, 6)
	s := state(dir, "sweep", "tiny.yaml", "-v", "-j", "1")
	s.Stdout = io.Discard
	w := stopping(s, "point 1: replication 3 of", os.Interrupt)
	if code := Main(s); code != ExitInterrupted || !strings.Contains(w.String(), "--resume runs/tiny/") {
		t.Fatalf("exit code %d\n%s", code, w)
	}
	folder, err := filepath.EvalSymlinks(filepath.Join(dir, "runs", "tiny", "latest"))
	if err != nil {
		t.Fatal(err)
	}
	kept := unitFiles(t, folder)
	if len(kept) < 7 || len(kept) >= 18 {
		t.Fatalf("%d results are kept", len(kept))
	}
	count := make([]int, 3)
	for k := range kept {
		count[k/6]++
	}
	if count[0]-count[2] > 1 || count[0] < count[1] || count[1] < count[2] {
		t.Errorf("the points have %v replications", count)
	}
	out, _ := invoke(t, dir, ExitIncomplete, "report", folder)
	if !strings.Contains(out, "INCOMPLETE: "+strconv.Itoa(count[2])+" of 6") {
		t.Errorf("a part of a sweep is reported as\n%s", out)
	}
	invoke(t, dir, ExitPass, "run", "--resume", folder, "-q")
	resumed := contents(t, folder)
	if r := readRecord(t, folder); r.Status != statusComplete || r.Resumed != 1 || r.ReplicationsDone != 18 {
		t.Errorf("%s after %d times, %d done", r.Status, r.Resumed, r.ReplicationsDone)
	}
	invoke(t, dir, ExitPass, "sweep", "tiny.yaml", "-q", "-j", "2", "-o", "whole")
	for name, data := range contents(t, filepath.Join(dir, "whole", "tiny", "latest")) {
		if !bytes.Equal(data, resumed[name]) {
			t.Errorf("%s differs from a sweep that was not interrupted", name)
		}
	}
}

// TestPointsThatCoincide: of six drawn points with three whole numbers some are one market, which is played once and counts for each of them, in run.json and where the sweep is stopped.
func TestPointsThatCoincide(t *testing.T) {
	t.Parallel()
	dir := smallest(t, 3)
	must(t, os.WriteFile(filepath.Join(dir, "tiny.yaml"), []byte(smallestText(3)+"sweep: {design: latin, points: 6, axes: {mechanism.candidates: {from: 5, to: 7}}}\n"), 0o644))
	invoke(t, dir, ExitPass, "sweep", "tiny.yaml", "-q", "-o", "whole")
	if r := readRecord(t, filepath.Join(dir, "whole/tiny/latest")); r.Status != statusComplete || r.ReplicationsDone != 18 {
		t.Errorf("%s, %d of 18 replications are done", r.Status, r.ReplicationsDone)
	}
	s := state(dir, "sweep", "tiny.yaml", "-v", "-j", "1")
	s.Stdout = io.Discard
	w := stopping(s, "replication 2 of 3", os.Interrupt)
	if code := Main(s); code != ExitInterrupted || !strings.Contains(w.String(), " of 18 replications are finished and kept\n") {
		t.Fatalf("exit code %d\n%s", code, w)
	}
	invoke(t, dir, ExitPass, "run", "--resume", "runs/tiny", "-q")
	if r := readRecord(t, filepath.Join(dir, "runs/tiny/latest")); r.Status != statusComplete || r.ReplicationsDone != 18 {
		t.Errorf("resumed: %s, %d of 18 replications are done", r.Status, r.ReplicationsDone)
	}
}

// A point of a sweep is the run of the same values: the rows of its metrics are the same.
func TestPointsAreRuns(t *testing.T) {
	t.Parallel()
	dir := points(t, 2)
	invoke(t, dir, ExitPass, "sweep", "tiny.yaml", "-q", "-o", "swept")
	invoke(t, dir, ExitPass, "run", "tiny.yaml", "-q", "--set", "mechanism.candidates=10")
	rows := func(folder, point string) (out []string) {
		data, err := os.ReadFile(filepath.Join(dir, folder, "tiny", "latest", "data", "metrics.csv"))
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(string(data), "\n") {
			if rest, ok := strings.CutPrefix(line, point+","); ok {
				out = append(out, rest)
			}
		}
		return out
	}
	swept, run := rows("swept", "1"), rows("runs", "0")
	if len(run) < 100 || strings.Join(swept, "\n") != strings.Join(run, "\n") {
		t.Errorf("the point has %d rows, the run %d, and they differ", len(swept), len(run))
	}
	if first := rows("swept", "0"); strings.Join(first, "\n") == strings.Join(run, "\n") {
		t.Error("the points do not differ")
	}
}
