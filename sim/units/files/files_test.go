package files_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"marketsim/sim/units/files"
	"marketsim/sim/units/files/filestest"
)

func write(path, text string) error {
	return files.Write(path, func(w io.Writer) error { _, err := io.WriteString(w, text); return err })
}

func content(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// names lists a folder.
func names(t *testing.T, dir string) (out []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

// Whichever operation fails, the old content is there, or all of the new one, and no other file.
func TestWriteFailsWhole(t *testing.T) {
	count := &filestest.Faults{}
	restore := files.Use(count)
	err := write(filepath.Join(t.TempDir(), "a"), "old")
	restore()
	if err != nil || count.Operations() < 4 {
		t.Fatalf("%d operations, %v", count.Operations(), err)
	}
	for at := 1; at <= count.Operations(); at++ {
		dir := t.TempDir()
		path := filepath.Join(dir, "a")
		if err := write(path, "old"); err != nil {
			t.Fatal(err)
		}
		faults := &filestest.Faults{At: at}
		restore := files.Use(faults)
		err := write(path, "new")
		restore()
		got := content(t, path)
		if !errors.Is(err, syscall.ENOSPC) || len(faults.Hits) != 1 {
			t.Errorf("operation %d (%v): error %v", at, faults.Hits, err)
		}
		if got != "old" && got != "new" || len(names(t, dir)) != 1 {
			t.Errorf("operation %d (%v): content %q, files %v", at, faults.Hits, got, names(t, dir))
		}
	}
}

// A link stays a link; what it leads to is replaced and keeps its permissions.
func TestWriteThroughLink(t *testing.T) {
	dir := t.TempDir()
	target, link := filepath.Join(dir, "target"), filepath.Join(dir, "link")
	if err := os.WriteFile(target, []byte("old"), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(target, 0o640); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Symlink("target", link), write(link, "new")); err != nil {
		t.Fatal(err)
	}
	info, err := os.Lstat(link)
	if err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("the link was replaced: %v, %v", info.Mode(), err)
	}
	if info, err = os.Stat(target); err != nil || info.Mode().Perm() != 0o640 || content(t, target) != "new" {
		t.Errorf("target: mode %v, content %q, %v", info.Mode(), content(t, target), err)
	}
}

// TestLinksInLinkedFolders: what a link says is meant from the folder that it really lies in, whatever name led there; Destination says where is written.
func TestLinksInLinkedFolders(t *testing.T) {
	base := t.TempDir()
	dir, deep := filepath.Join(base, "here"), filepath.Join(base, "here", "p", "q")
	if err := errors.Join(os.MkdirAll(deep, 0o700), os.Symlink("p/q", filepath.Join(dir, "short")), os.Symlink("../../out", filepath.Join(deep, "link")),
		os.Symlink("link", filepath.Join(deep, "twice"))); err != nil {
		t.Fatal(err)
	}
	for i, path := range []string{"short/link", "short/twice", "p/q/link"} {
		text := fmt.Sprint("text ", i)
		if err := write(filepath.Join(dir, path), text); err != nil {
			t.Fatal(err)
		}
		if got := content(t, filepath.Join(dir, "out")); got != text {
			t.Errorf("%s leads to %q, want %q", path, got, text)
		}
		real, err := filepath.EvalSymlinks(filepath.Join(dir, path))
		if to := files.Destination(filepath.Join(dir, path)); err != nil || to != real {
			t.Errorf("%s leads to %s, want %s; %v", path, to, real, err)
		}
	}
	if left, err := os.ReadDir(base); err != nil || len(left) != 1 {
		t.Errorf("beside the folder: %v, %v", left, err)
	}
}

// A link in a circle, and a folder, are refused.
func TestWriteRefused(t *testing.T) {
	dir := t.TempDir()
	if err := os.Symlink("circle", filepath.Join(dir, "circle")); err != nil {
		t.Fatal(err)
	}
	if err := write(filepath.Join(dir, "circle"), "x"); err == nil {
		t.Error("a link to itself was written")
	}
	if err := write(dir, "x"); !errors.Is(err, syscall.EISDIR) {
		t.Errorf("a folder: %v", err)
	}
}

// Two writers of one file leave the whole content of one.
func TestWriteTogether(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a")
	done := make(chan error)
	const writers, rounds = 4, 20
	for i := range writers {
		go func() {
			text := strings.Repeat(fmt.Sprint(i), 10_000)
			for range rounds {
				if err := write(path, text); err != nil {
					done <- err
					return
				}
			}
			done <- nil
		}()
	}
	for range writers {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if got := content(t, path); len(got) != 10_000 || strings.Trim(got, got[:1]) != "" {
		t.Errorf("%d bytes, mixed", len(got))
	}
}

// A folder has one writer at a time, and is free again when it is released.
func TestLock(t *testing.T) {
	dir := t.TempDir()
	release, err := files.Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := files.Lock(dir); !errors.Is(err, files.ErrLocked) {
		t.Fatalf("a second lock: %v", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if _, err := files.Await(ctx, dir); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("waiting for it: %v", err)
	}
	release()
	if release, err = files.Lock(dir); err != nil {
		t.Fatal(err)
	}
	release()
}

// A lock ends with the process that had it, also when it is killed.
func TestLockSurvivesKill(t *testing.T) {
	if dir := os.Getenv("FILES_TEST_LOCK"); dir != "" {
		if _, err := files.Lock(dir); err != nil {
			t.Fatal(err)
		}
		fmt.Println("locked")
		select {}
	}
	dir := t.TempDir()
	cmd := exec.Command(os.Args[0], "-test.run", "^TestLockSurvivesKill$")
	cmd.Env = append(os.Environ(), "FILES_TEST_LOCK="+dir)
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(out, make([]byte, len("locked"))); err != nil {
		t.Fatal(err)
	}
	if _, err := files.Lock(dir); !errors.Is(err, files.ErrLocked) {
		t.Errorf("while another process has it: %v", err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	cmd.Wait() // it was killed, which is an error
	release, err := files.Lock(dir)
	if err != nil {
		t.Fatalf("after the kill: %v", err)
	}
	release()
}

// Clean removes what a killed process left, and leaves alone what is being written.
func TestClean(t *testing.T) {
	dir := t.TempDir()
	below := filepath.Join(dir, "below")
	if err := os.Mkdir(below, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, stray := range []string{filepath.Join(dir, ".writing-a-1-1"), filepath.Join(below, ".writing-b-1-1")} {
		if err := os.WriteFile(stray, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	err := files.Write(filepath.Join(dir, "busy"), func(w io.Writer) error {
		if err := files.Clean(dir); err != nil {
			return err
		}
		_, err := io.WriteString(w, "whole")
		return err
	})
	if err != nil || content(t, filepath.Join(dir, "busy")) != "whole" {
		t.Fatal(err)
	}
	if got := append(names(t, dir), names(t, below)...); fmt.Sprint(got) != "[below busy]" {
		t.Errorf("left: %v", got)
	}
}

// Only this package makes, replaces or removes files; commands that are tools of their own, and tests, may.
func TestOnlyWriter(t *testing.T) {
	root := filepath.Join("..", "..", "..")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		rel, _ := filepath.Rel(root, path)
		if err != nil || d.IsDir() || !strings.HasSuffix(rel, ".go") || strings.HasSuffix(rel, "_test.go") ||
			strings.HasPrefix(rel, filepath.Join("sim", "units", "files")) || strings.HasPrefix(rel, "cmd") && !strings.HasPrefix(rel, filepath.Join("cmd", "cli")) || strings.HasPrefix(rel, ".") {
			return err
		}
		source, err := os.ReadFile(path)
		source = regexp.MustCompile(`os\.OpenFile\([^\n]*O_RDONLY`).ReplaceAll(source, nil) // reading is everybody's
		for _, call := range []string{"os.Create", "os.OpenFile(", "os.WriteFile(", "os.Rename(", "os.Remove", "os.Mkdir", "os.Symlink(", "os.Truncate("} {
			if strings.Contains(string(source), call) {
				t.Errorf("%s calls %s...: files are written through sim/units/files", rel, call)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
