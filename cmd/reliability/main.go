// Reliability runs the tests behind every promise of trust and writes what came of them as a table: docs/reliability.md.
//
//	go run ./cmd/reliability > docs/reliability.md
//	go run ./cmd/reliability -rows 'kill|soak'      these rows only
//	go run ./cmd/reliability -full                  1,000 kills and 5,000 runs of the soak besides
//
// A trial is a test without subtests, a subtest, or what a test says that it repeated. It
// ends with exit code 1 when one failed, and counts a check without any test as a failure.
package main

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

func main() {
	only := flag.String("rows", ".", "run only rows whose promise matches this `REGEXP`")
	full := flag.Bool("full", false, "repeat kills and soak much more often besides, for half an hour")
	flag.Parse()
	bad, err := write(os.Stdout, *only, *full)
	if err != nil {
		fmt.Fprintln(os.Stderr, "reliability:", err)
	}
	if bad || err != nil {
		os.Exit(1)
	}
}

const head = `# What can be relied on

Made by

    %s

on %s. Each row has a promise, the tests that try to break it, the number of trials, and how many of them failed.
The last two columns are of %s, which repeats kills and soaks much more often.

| promise | tested by | trials | failures | trials, %[3]s | failures |
|---|---|---:|---:|---:|---:|
`

// few and many are how often long tests repeat themselves.
var (
	few  = []string{"MARKETSIM_KILLS=60", "MARKETSIM_SOAK=300"}
	many = []string{"MARKETSIM_KILLS=1000", "MARKETSIM_SOAK=5000"}
)

// write runs the rows and writes the table; bad tells that a trial failed; a check without tests is one.
func write(w io.Writer, only string, full bool) (bad bool, err error) {
	match, err := regexp.Compile(only)
	if err != nil {
		return false, err
	}
	chosen := slices.DeleteFunc(slices.Clone(rows), func(r row) bool { return !match.MatchString(r.promise) })
	if len(chosen) == 0 {
		return false, fmt.Errorf("no promise is like %q, so nothing is tried", only)
	}
	command := "go run ./cmd/reliability"
	if full {
		command += " -full"
	}
	fmt.Fprintf(w, head, command, runtime.GOOS+"/"+runtime.GOARCH, "`-full`")
	for _, r := range chosen {
		fmt.Fprintln(os.Stderr, r.promise)
		o, more, cells := r.run(few), outcome{}, "| |"
		if full && r.repeats() {
			more = r.run(many)
			cells = fmt.Sprintf("%d | %d |", more.trials, more.failures)
		}
		bad = bad || o.failures+more.failures > 0
		fmt.Fprintf(w, "| %s | %s | %d | %d | %s\n", r.promise, r.tested(), o.trials, o.failures, cells)
	}
	return bad, nil
}

// run runs all checks of a row.
func (r *row) run(env []string) (o outcome) {
	for _, by := range r.by {
		o.add(by.run(env))
	}
	return o
}

// repeating are the tests that repeat themselves as often as they are told.
var repeating = []string{"TestKills", "TestSoak"}

// repeats tells whether any test of a row does so.
func (r *row) repeats() bool {
	return slices.ContainsFunc(r.by, func(c check) bool { return slices.Contains(repeating, c.tests) })
}

// row is a promise and what tries to break it.
type row struct {
	promise string
	by      []check
}

// tested names the tests of a row.
func (r *row) tested() string {
	var out []string
	for _, by := range r.by {
		out = append(out, by.String())
	}
	return strings.Join(out, "; ")
}

// check is a package with a pattern of tests, or a script.
type check struct{ where, tests string }

func (c check) String() string {
	if c.tests == "" {
		return "`" + c.where + "`"
	}
	return "`" + strings.TrimPrefix(c.where, "./") + "`: " + strings.ReplaceAll(c.tests, "|", ", ")
}

// outcome is what came of trials.
type outcome struct{ trials, failures int }

func (o *outcome) add(other outcome) {
	o.trials += other.trials
	o.failures += other.failures
}

// run runs the tests or the script; output of what failed goes to standard error.
func (c check) run(env []string) outcome {
	cmd := exec.Command(c.where)
	if c.tests != "" {
		cmd = exec.Command("go", "test", "-v", "-count=1", "-timeout=10h", "-run", pattern(c.tests), c.where)
	}
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	o := outcome{trials: 1}
	if c.tests != "" {
		o = count(out)
	}
	if (err != nil || o.trials == 0) && o.failures == 0 { // it did not build, or the tests have other names now
		o = outcome{trials: o.trials + 1, failures: 1}
	}
	if o.failures > 0 {
		os.Stderr.Write(out)
	}
	return o
}

// pattern matches whole names of tests, level by level.
func pattern(tests string) string {
	name, sub, nested := strings.Cut(tests, "/")
	if nested {
		return "^(" + name + ")$/^(" + sub + ")$"
	}
	return "^(" + name + ")$"
}

var (
	verdict  = regexp.MustCompile(`^\s*--- (PASS|FAIL): (\S+)`)
	repeated = regexp.MustCompile(`reliability: (\d+) trials`)
)

// count counts the tests of an output that have no subtests, and what tests say that they repeated.
func count(out []byte) (o outcome) {
	passed := map[string]bool{}
	for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
		if m := verdict.FindStringSubmatch(lines.Text()); m != nil {
			passed[m[2]] = m[1] == "PASS"
		}
		if m := repeated.FindStringSubmatch(lines.Text()); m != nil {
			n, _ := strconv.Atoi(m[1])
			o.trials += n - 1 // the test itself is one
		}
	}
	for name, ok := range passed {
		if parent(name, passed) && ok {
			continue
		}
		if parent(name, passed) && failedBelow(name, passed) {
			continue
		}
		o.trials++
		if !ok {
			o.failures++
		}
	}
	return o
}

// parent tells whether a test has subtests.
func parent(name string, all map[string]bool) bool {
	for other := range all {
		if strings.HasPrefix(other, name+"/") {
			return true
		}
	}
	return false
}

// failedBelow tells whether a subtest failed, so that the failure of the test above is the same one.
func failedBelow(name string, all map[string]bool) bool {
	for other, ok := range all {
		if !ok && strings.HasPrefix(other, name+"/") {
			return true
		}
	}
	return false
}
