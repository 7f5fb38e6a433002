package cli

import (
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// checkedMarket is a scenario with a check that holds whatever happens.
func checkedMarket(t *testing.T, replications int) (dir string) {
	t.Helper()
	dir = scenario(t, replications)
	file := filepath.Join(dir, "tiny.yaml")
	data, err := os.ReadFile(file)
	if err == nil {
		err = os.WriteFile(file, append(data, "checks: {list: [{id: there, arm: control, metric: pinners, require: value > 1}]}\n"...), 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// stoppedForms runs a scenario with all forms asked for, and interrupts it when a text is on the screen.
func stoppedForms(t *testing.T, dir, at string, stdin io.Reader) (stdout, junit, markdown string) {
	t.Helper()
	var out strings.Builder
	file := "tiny.yaml"
	if stdin != nil {
		file = "-"
	}
	s := state(dir, "run", file, "-v", "-j", "1", "--junit", "run.xml", "--markdown", "run.md", "--github")
	s.Stdin, s.Stdout = stdin, &out
	w := stopping(s, at, os.Interrupt)
	if stdin != nil {
		time.AfterFunc(50*time.Millisecond, w.then)
	}
	if code := Main(s); code != ExitInterrupted {
		t.Fatalf("exit code %d\n%s%s", code, &out, w)
	}
	forms := make([]string, 2)
	for i, name := range []string{"run.xml", "run.md"} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		forms[i] = string(data)
	}
	return out.String(), forms[0], forms[1]
}

// TestStoppedRunTellsCI: an interrupted run writes JUnit, Markdown and annotations, which say how far it got and pass nothing,
// whether it was stopped at its work, before its folder was made, or had to be left while it waited.
func TestStoppedRunTellsCI(t *testing.T) {
	t.Parallel()
	dir := checkedMarket(t, plenty)
	stdout, junit, markdown := stoppedForms(t, dir, "replication 2 of", nil)
	done := readRecord(t, followed(filepath.Join(dir, "runs/tiny/latest"))).ReplicationsDone
	after := fmt.Sprintf("Interrupted after %d of %d replications: no check is decided.", done, plenty)
	var suite struct {
		Suite struct {
			Tests   int `xml:"tests,attr"`
			Errors  int `xml:"errors,attr"`
			Skipped int `xml:"skipped,attr"`
		} `xml:"testsuite"`
	}
	if err := xml.Unmarshal([]byte(junit), &suite); err != nil {
		t.Fatal(err)
	}
	if x := suite.Suite; x.Errors != 2 || x.Errors+x.Skipped != x.Tests || x.Tests < 5 {
		t.Errorf("%d errors and %d skipped of %d tests: want 2 errors, and the others skipped\n%s", x.Errors, x.Skipped, x.Tests, junit)
	}
	for what, text := range map[string]string{"JUnit": junit, "Markdown": markdown, "annotations": stdout} {
		if !strings.Contains(text, after) {
			t.Errorf("%s do not say %q:\n%s", what, after, text)
		}
	}
	if !strings.Contains(stdout, "::error file=tiny.yaml,line=1,title=INCOMPLETE tiny::Interrupted") || !strings.Contains(markdown, "| so far PASS | there (control) |") ||
		!strings.Contains(junit, "so far PASS: ") {
		t.Errorf("%s\n%s\n%s", stdout, markdown, junit)
	}

	in, release := io.Pipe()
	defer release.Close()
	stdout, junit, markdown = stoppedForms(t, t.TempDir(), "never", in)
	const before = "Interrupted before the first replication: no check is decided."
	for what, text := range map[string]string{"JUnit": junit, "Markdown": markdown, "annotations": stdout} {
		if !strings.Contains(text, before) || strings.Contains(text, "PASS") {
			t.Errorf("%s do not say %q, or pass:\n%s", what, before, text)
		}
	}
}

// TestFormsAreOfRuns: forms that a sweep does not have are refused where one is reported, instead of not being written.
func TestFormsAreOfRuns(t *testing.T) {
	t.Parallel()
	dir := scenario(t, 2)
	file := filepath.Join(dir, "tiny.yaml")
	data, err := os.ReadFile(file)
	if err == nil {
		err = os.WriteFile(file, append(data, "sweep: {axes: {mechanism.reserve: [0.1 USD, 0.2 USD]}}\n"...), 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	invoke(t, dir, 0, "sweep", "tiny.yaml", "-q")
	for _, args := range [][]string{{"report", "runs/tiny/latest", "--junit", "x.xml"}, {"run", "--resume", "runs/tiny/latest", "-n", "3", "--github"}} {
		if _, stderr := invoke(t, dir, ExitUsage, args...); !strings.Contains(stderr, "is a sweep, and --junit, --markdown and --github are of runs") {
			t.Errorf("%v: %s", args, stderr)
		}
	}
}

// TestPagesOfExplainFitTheScreen: lines of explain break at the width of the screen, below the text that they go on with, and in a pipe not at all.
func TestPagesOfExplainFitTheScreen(t *testing.T) {
	t.Parallel()
	for _, columns := range []int{60, 100} {
		var out strings.Builder
		s := state(t.TempDir(), "explain", "budget")
		s.Env = func(name string) string { return map[string]string{"COLUMNS": fmt.Sprint(columns)}[name] }
		s.Stdout, s.Stderr = &out, io.Discard
		if code := Main(s); code != 0 {
			t.Fatal(code)
		}
		for _, line := range strings.Split(out.String(), "\n") {
			if len(line) > columns && strings.Contains(strings.TrimSpace(line), " ") { // a path alone cannot be broken
				t.Errorf("%d columns: %d: %q", columns, len(line), line)
			}
		}
		if columns == 60 && !strings.Contains(out.String(), ",\n           ") {
			t.Errorf("continued lines do not stand below their text:\n%s", &out)
		}
	}
}
