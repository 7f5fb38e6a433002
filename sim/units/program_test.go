package units

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const asChild = "MARKETSIM_TEST_PROGRAM"

// TestProgramThatRuns: the hash is of the file that runs, though another stands at its path when it is first asked for.
func TestProgramThatRuns(t *testing.T) {
	if os.Getenv(asChild) != "" {
		fmt.Println("ready")
		io.Copy(io.Discard, os.Stdin)
		fmt.Println("hash", This("").Executable)
		return
	}
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(self)
	path := filepath.Join(t.TempDir(), filepath.Base(self))
	if err := errors.Join(err, os.WriteFile(path, data, 0o755), os.WriteFile(path+".next", []byte("the next build"), 0o755)); err != nil {
		t.Fatal(err)
	}
	child := exec.Command(path, "-test.run=^TestProgramThatRuns$")
	child.Env = append(os.Environ(), asChild+"=1")
	in, err1 := child.StdinPipe()
	out, err2 := child.StdoutPipe()
	if err := errors.Join(err1, err2, child.Start()); err != nil {
		t.Fatal(err)
	}
	ready := make([]byte, len("ready\n"))
	if _, err := io.ReadFull(out, ready); err != nil || string(ready) != "ready\n" {
		t.Fatalf("%q, %v", ready, err)
	}
	if err := os.Rename(path+".next", path); err != nil {
		t.Skipf("a file that runs cannot be replaced here: %v", err)
	}
	in.Close()
	said, err := io.ReadAll(out)
	sum := sha256.Sum256(data)
	if want := "hash " + hex.EncodeToString(sum[:8]); !strings.Contains(string(said), want) || errors.Join(err, child.Wait()) != nil {
		t.Errorf("%q, want %s", said, want)
	}
}

// TestUnknownProgramsDiffer: of an executable that cannot be read nothing is known, so it is no other's; that of an earlier record, empty, is not either.
func TestUnknownProgramsDiffer(t *testing.T) {
	one, other := This("v1"), This("v1")
	if what := one.Differs(other); what != "" {
		t.Errorf("the program differs from itself by %s", what)
	}
	if one.Executable == "" || strings.HasPrefix(one.Executable, unknown) {
		t.Errorf("the test's own file has the hash %q", one.Executable)
	}
	known := one.Executable
	a, b := identity(nil, os.ErrPermission), identity(nil, os.ErrPermission)
	for _, pair := range [][2]string{{a, b}, {"", ""}, {a, known}, {"", known}, {known, a}} {
		one.Executable, other.Executable = pair[0], pair[1]
		what := one.Differs(other)
		if !strings.Contains(what, "chmod +r") {
			t.Errorf("%q and %q: %q", pair[0], pair[1], what)
		}
		u, v := Unit{Program: one}, Unit{Program: other}
		if pair[0] != "" && u.ID() == v.ID() {
			t.Errorf("%q and %q: one unit", pair[0], pair[1])
		}
	}
	one.Executable, other.Executable = a, a
	if what := one.Differs(other); what != "" {
		t.Errorf("one process differs from itself by %s", what)
	}
}
