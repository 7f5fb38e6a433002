package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The example of a plug-in is an external module: it is built, tested and run outside of this one.
func TestPluginExample(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("there is no go command")
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join(root, "docs", "plugin-example"))); err != nil {
		t.Fatal(err)
	}
	rewrite(t, filepath.Join(dir, "go.mod"), func(text string) string {
		return strings.Replace(text, "=> ../..", "=> "+root, 1)
	})
	adlab := filepath.Join(dir, "adlab")
	outside(t, dir, "go", "build", "-mod=readonly", "-ldflags=-s -w", "-o", adlab, ".")
	outside(t, dir, "go", "test", "-vet=off", "-mod=readonly", "./...")
	if text := outside(t, dir, adlab, "explain", "blended"); !strings.Contains(text, "first") {
		t.Errorf("the mechanism's parameter is not documented:\n%s", text)
	}
	if text := outside(t, dir, adlab, "schema"); !strings.Contains(text, `"return_guard"`) || !strings.Contains(text, `"least_return"`) {
		t.Error("the bidder is not in the schema")
	}
	text := outside(t, dir, adlab, "run", "scenario.yaml", "-q", "-n", "2")
	if !strings.Contains(text, "blended against control") {
		t.Errorf("the run does not show the mechanism:\n%s", text)
	}
	resolved, err := os.ReadFile(filepath.Join(dir, "runs/plugin-example/latest/scenario.resolved.yaml"))
	if err != nil || !strings.Contains(string(resolved), "kind: return_guard") {
		t.Errorf("the bidder is not in the resolved scenario (%v)", err)
	}
}

func rewrite(t *testing.T, file string, change func(string) string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err == nil {
		err = os.WriteFile(file, []byte(change(string(data))), 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// outside runs a program in a folder and returns what it writes.
func outside(t *testing.T, dir, program string, args ...string) string {
	t.Helper()
	cmd := exec.Command(program, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v (where modules changed: go mod tidy in docs/plugin-example)\n%s", program, strings.Join(args, " "), err, out)
	}
	return string(out)
}
