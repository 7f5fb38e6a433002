package cli

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// smallDisk is a file system in memory of so many KiB, gone when the test ends; it needs the right to mount.
func smallDisk(t *testing.T, kib int) (dir string, grow func(option string)) {
	t.Helper()
	dir = t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%dk", kib)); err != nil {
		t.Skipf("no file system can be mounted: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir, func(option string) {
		flags := uintptr(syscall.MS_REMOUNT)
		if option == "ro" {
			flags, option = flags|syscall.MS_RDONLY, ""
		}
		must(t, syscall.Mount("tmpfs", dir, "tmpfs", flags, option))
	}
}

// TestFullFileSystem: on a real file system that is full at one moment or another, a run ends with exit code 4 and a remedy, and completes to the same bytes
// when there is room; so do all verbs that write a file or a folder, and nothing half written stays.
func TestFullFileSystem(t *testing.T) {
	whole := smallest(t, 2)
	invoke(t, whole, 0, "run", "tiny.yaml", "-q")
	trials, full := 0, 0
	for _, kib := range []int{28, 60, 120, 200, 300, 420} {
		dir, grow := smallDisk(t, kib)
		must(t, os.WriteFile(filepath.Join(dir, "tiny.yaml"), []byte(smallestText(2)), 0o644))
		code, said := playInto(dir, "run", "tiny.yaml", "-q")
		if code != 0 && (code != ExitIncomplete || !strings.Contains(said, "the disk is full")) {
			t.Errorf("%d KiB: exit code %d\n%s", kib, code, said)
		}
		full += min(code, 1)
		grow("size=20m")
		if _, err := os.Lstat(filepath.Join(dir, "runs/tiny/latest")); err == nil {
			invoke(t, dir, 0, "run", "--resume", "runs/tiny", "-q")
		} else {
			invoke(t, dir, 0, "run", "tiny.yaml", "-q")
		}
		equalRuns(t, filepath.Join(dir, "runs/tiny/latest"), filepath.Join(whole, "runs/tiny/latest"))
		trials++
	}
	if full < 4 {
		t.Errorf("the disk was full in %d of %d trials only", full, trials)
	}
	t.Logf("reliability: %d trials", trials)
}

// TestFullAndReadOnlyFolders: verbs that write say that a disk is full, or that it may not be written to, leave no half of a file, and change nothing.
func TestFullAndReadOnlyFolders(t *testing.T) {
	home := smallest(t, 2)
	must(t, os.WriteFile(filepath.Join(home, "log.csv"), []byte("item,click\na,1\n"), 0o644))
	for _, state := range []string{"full", "ro"} {
		dir, grow := smallDisk(t, 64)
		must(t, os.WriteFile(filepath.Join(dir, "b.yaml"), []byte(smallestText(1)), 0o644))
		if state == "full" {
			must(t, os.WriteFile(filepath.Join(dir, "ours"), bytes.Repeat([]byte("x"), 40<<10), 0o644))
			for n := 0; os.WriteFile(filepath.Join(dir, fmt.Sprint("fill", n)), make([]byte, 4096), 0o644) == nil; n++ {
			}
		} else {
			grow("ro")
		}
		for _, line := range []string{"run tiny.yaml -q -o %s/r", "run tiny.yaml -q -o runs --junit %s/j.xml", "sessions tiny.yaml -o %s/s.csv", "sessions tiny.yaml -o %s/s.parquet", "ingest log.csv --as ads --item item --click click -o %s/a.csv",
			"baseline accept %s/b.yaml --reason x", "new %s/n.yaml", "probe tiny.yaml --campaign shops/0 --grid 0.8,1 -o %s/p"} {
			code, said := playInto(home, strings.Fields(fmt.Sprintf(line, dir))...)
			if code != ExitIncomplete || !strings.Contains(said, "the disk is full") && !strings.Contains(said, "read-only") {
				t.Errorf("%s, %s: exit code %d\n%s", state, line, code, said)
			}
		}
		for _, pattern := range []string{"*/.writing*", ".writing*", "*/*/.writing*"} {
			if left, _ := filepath.Glob(filepath.Join(dir, pattern)); len(left) > 0 {
				t.Errorf("%s: %v is left", state, left)
			}
		}
	}
	t.Logf("reliability: %d trials", 16)
}
