//go:build unix

package cli

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestPlantedLinks: a run's folder may come from somebody else. A link in it does not lead a report or a resume to a file elsewhere, and a pipe does
// not make them wait.
func TestPlantedLinks(t *testing.T) {
	t.Parallel()
	dir := scenario(t, plenty)
	interrupt(t, dir, os.Interrupt)
	folder := followed(filepath.Join(dir, "runs/tiny/latest"))
	victim := filepath.Join(dir, "victim")
	must(t, os.WriteFile(victim, []byte("mine"), 0o644))
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
				begun := time.Now()
				_, stderr := invoke(t, dir, ExitUsage, args...)
				if !strings.Contains(stderr, "is no plain file") || time.Since(begun) > 20*time.Second {
					t.Errorf("%s as %s: %v took %v and says %s", name, what, args, time.Since(begun), stderr)
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
