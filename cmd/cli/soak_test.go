package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"
)

// times is how often a long test repeats itself: a few times, or as often as a variable says.
func times(t *testing.T, variable string, few int) int {
	t.Helper()
	text := os.Getenv(variable)
	if text == "" {
		return few
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("%s=%s is not a number of times", variable, text)
	}
	return n
}

// held is what a process holds: bytes on the heap after a collection, goroutines, open files (0 where they cannot be counted).
type held struct {
	heap              uint64
	goroutines, files int
}

func holding() held {
	runtime.GC()
	runtime.GC() // what finalizers let go of
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	open, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		open = nil
	}
	return held{m.HeapAlloc, runtime.NumGoroutine(), len(open)}
}

// TestSoak: many small runs in one process leave nothing behind: memory stays flat, no goroutine and no file is left. Every twentieth
// run writes a whole folder, the others simulate, judge and compare only. MARKETSIM_SOAK=5000 makes so many.
func TestSoak(t *testing.T) {
	const warm, room = 10, 1 << 20 // room for what the runtime and its caches keep
	n := times(t, "MARKETSIM_SOAK", 20)
	dir := smallest(t, 1)
	invoke(t, dir, 0, "baseline", "accept", "tiny.yaml", "--reason", "soak")
	var before held
	for i := range warm + n {
		if i == warm {
			before = holding()
		}
		if i%20 != 0 {
			invoke(t, dir, 0, "baseline", "verify", "tiny.yaml", "-q")
			continue
		}
		invoke(t, dir, 0, "run", "tiny.yaml", "-q", "--progress", "none")
		if err := os.RemoveAll(dir + "/runs"); err != nil {
			t.Fatal(err)
		}
	}
	var after held
	for range 50 { // goroutines may be on their way out
		if after = holding(); after.goroutines <= before.goroutines && after.files <= before.files {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	if after.goroutines > before.goroutines || after.files > before.files {
		t.Errorf("%d goroutines and %d files are left, of %d and %d before", after.goroutines, after.files, before.goroutines, before.files)
	}
	if after.heap > before.heap+room {
		t.Errorf("the heap grew from %d to %d bytes over %d runs", before.heap, after.heap, n)
	}
	t.Logf("reliability: %d trials; heap %.1f MiB before and %.1f after", n, float64(before.heap)/(1<<20), float64(after.heap)/(1<<20))
}

// TestClockJumps: a clock that jumps by years, back and forth, changes nothing but run.json.
func TestClockJumps(t *testing.T) {
	t.Parallel()
	dir := scenario(t, 6)
	invoke(t, dir, 0, "run", "tiny.yaml", "-q", "-o", "whole")
	for name, jump := range map[string]time.Duration{"forward": 90 * 365 * 24 * time.Hour, "back": -30 * 365 * 24 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			var mu sync.Mutex
			now, step := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), 0
			s := state(dir, "run", "tiny.yaml", "-o", name)
			s.Stdout, s.Stderr = &watcher{}, &watcher{}
			s.Now = func() time.Time {
				mu.Lock()
				defer mu.Unlock()
				if step++; step%3 == 0 {
					return now.Add(jump)
				}
				return now.Add(time.Duration(step) * time.Second)
			}
			if code := Main(s); code != 0 {
				t.Fatalf("%s: exit code %d\n%s", name, code, s.Stderr)
			}
			equalRuns(t, dir+"/"+name+"/tiny/latest", dir+"/whole/tiny/latest")
		})
	}
}

// TestClockGoesBackBetweenRuns: which run is the newest is told by the order in which they were made. A clock that went back, or stood still, renames, replaces
// and refuses none of them.
func TestClockGoesBackBetweenRuns(t *testing.T) {
	t.Parallel()
	dir := scenario(t, 2)
	at := func(year int, args ...string) string {
		s := state(dir, args...)
		s.Now = func() time.Time { return time.Date(year, 3, 1, 12, 0, 0, 0, time.UTC) }
		var screen watcher
		s.Stdout, s.Stderr = &screen, &screen
		if code := Main(s); code != 0 {
			t.Fatalf("%v in %d: exit code %d\n%s", args, year, code, &screen)
		}
		newest, err := os.Readlink(filepath.Join(dir, "runs/tiny/latest"))
		if err != nil {
			t.Fatal(err)
		}
		return newest
	}
	made := map[string]bool{}
	var first string
	for i, year := range []int{2026, 1996, 1996, 2090, 2026} {
		newest := at(year, "run", "tiny.yaml", "-q", "-n", fmt.Sprint(2+i))
		if made[newest] || readRecord(t, filepath.Join(dir, "runs/tiny", newest)).Market.Replications != 2+i {
			t.Errorf("run %d, in %d: the newest is %s", i, year, newest)
		}
		made[newest] = true
		if i == 0 {
			first = "runs/tiny/" + newest
		}
	}
	last := at(1980, "run", "--resume", first, "-n", "6") // extended before it was begun
	if !made[last] || readRecord(t, filepath.Join(dir, first)).ReplicationsDone != 6 {
		t.Errorf("%s was not extended, or %s is new", first, last)
	}
	equalRuns(t, filepath.Join(dir, first), filepath.Join(dir, "runs/tiny", last))
	at(2026, "baseline", "accept", "tiny.yaml", "--reason", "first", "-q")
	at(1996, "baseline", "verify", "tiny.yaml", "-q")
	at(1980, "report", first, "-q")
	at(1980, "plan", "tiny.yaml")
}
