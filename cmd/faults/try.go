package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// What notices a fault.
const (
	byValue     = "right value"
	byInvariant = "invariant"
	byDigest    = "digest"
	byHang      = "time limit"
	bySurvival  = "nothing"
	byMistake   = "not applied"
)

// verdict is what became of one fault; `by` is empty where its time ran out.
type verdict struct {
	fault
	by    string
	where string // package and test, or what the gate said
	took  time.Duration
}

// digestTests only tell that something changed.
const digestTests = `Golden|Digest|SameBytes|Baseline|UpToDate|ReferenceIsTrue|TestScript`

// slowTests take a minute and measure allocations, which faults of values do not change.
const slowTests = `NothingIsAllocated`

var invariantTests = regexp.MustCompile(`Invariant|Conform|Law|Sound|Properties|WorkersNever`)

// A fault can make a loop endless, so tests have a limit: the one that noticed a fault the last time runs alone, and a whole package on a busy
// machine may take its time before it is said to hang.
const (
	testLimit    = "4m"
	packageLimit = "15m"
)

// tryAll seeds every fault, several at once. `before` is what noticed each the last time. The first is tried to its end even when the budget is used up, so that
// a busy machine decides something.
func tryAll(ctx context.Context, g *graph, faults []fault, before map[string]verdict, o *options) table {
	within := ctx
	if o.budget > 0 {
		limited, stop := context.WithTimeout(ctx, o.budget)
		defer stop()
		within = limited
	}
	out := make(table, len(faults))
	var wait sync.WaitGroup
	slots := make(chan struct{}, max(1, o.jobs))
	for i := range faults {
		wait.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			of := within
			if i == 0 {
				of = ctx
			}
			out[i] = tryOne(of, g, &faults[i], before, o)
		})
	}
	wait.Wait()
	return out
}

// tryOne tries a fault for as long as one may take.
func tryOne(ctx context.Context, g *graph, f *fault, before map[string]verdict, o *options) verdict {
	v, begun := verdict{fault: *f}, time.Now()
	limited, stop := context.WithTimeout(ctx, o.limit)
	defer stop()
	if limited.Err() == nil {
		v.try(limited, g, before[f.key()].where)
	}
	if limited.Err() != nil && v.by != byMistake {
		v.by, v.where = "", ""
	}
	v.took = time.Since(begun)
	fmt.Fprintln(os.Stderr, v.line())
	return v
}

// try builds the program with the fault and runs tests until one fails: first the one that noticed it the last time, then those that know right
// values, the nearest and quickest first, then the gate and the tests that only tell that something changed.
func (v *verdict) try(ctx context.Context, g *graph, last string) {
	dir, err := os.MkdirTemp("", "fault")
	if err == nil {
		defer os.RemoveAll(dir)
		err = v.overlay(dir)
	}
	if err != nil {
		v.by, v.where = byMistake, err.Error()
		return
	}
	overlay := filepath.Join(dir, "overlay.json")
	if p, test, ok := strings.Cut(last, " "); ok && g.tested[g.module+"/"+p] && v.runTests(ctx, overlay, testLimit, []string{g.module + "/" + p}, "-run", exactly(test)) {
		return
	}
	stages := g.stagesOf(v.file)
	if v.unseen != "" { // what is proved needs no search of all tests
		stages = stages[:min(1, len(stages))]
	}
	for _, packages := range stages {
		if v.runTests(ctx, overlay, packageLimit, packages, "-skip", digestTests+"|"+slowTests) {
			return
		}
	}
	if v.gate(ctx, overlay) {
		return
	}
	if v.runTests(ctx, overlay, packageLimit, slices.Concat(stages...), "-run", digestTests) {
		v.by = byDigest
		return
	}
	v.by = bySurvival
}

// exactly is the pattern of one test or subtest.
func exactly(test string) string {
	parts := strings.Split(test, "/")
	for i := range parts {
		parts[i] = "^" + regexp.QuoteMeta(parts[i]) + "$"
	}
	return strings.Join(parts, "/")
}

// overlay writes the changed file and the build overlay that puts it in place.
func (v *verdict) overlay(dir string) error {
	text, err := v.apply()
	if err != nil {
		return err
	}
	source, err := filepath.Abs(v.file)
	if err != nil {
		return err
	}
	patched := filepath.Join(dir, filepath.Base(v.file))
	replace, err := json.Marshal(map[string]map[string]string{"Replace": {source: patched}})
	if err != nil {
		return err
	}
	if err := os.WriteFile(patched, []byte(text), 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "overlay.json"), replace, 0o644)
}

// runTests runs the tests of packages, each package within a limit, and tells whether one failed.
func (v *verdict) runTests(ctx context.Context, overlay, limit string, packages []string, which ...string) bool {
	args := append([]string{"test", "-json", "-short", "-failfast", "-vet=off", "-timeout", limit, "-overlay", overlay}, which...)
	cmd := exec.CommandContext(ctx, "go", append(args, packages...)...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) } // which go test passes on to what it started
	cmd.WaitDelay = 5 * time.Second
	// What one fault made a property test fail with must neither stay in the tree nor be played again for the next fault.
	cmd.Env = append(os.Environ(), "RAPID_NOFAILFILE=true")
	out, err := cmd.Output()
	if err == nil || ctx.Err() != nil {
		return false
	}
	v.where = failed(out)
	switch {
	case bytes.Contains(out, []byte("build-fail")):
		v.by = byMistake
	case bytes.Contains(out, []byte("test timed out")):
		v.by = byHang
	case invariantTests.MatchString(v.where):
		v.by = byInvariant
	default:
		v.by = byValue
	}
	return true
}

// failed is the package and the name of the first test that failed, in what `go test -json` prints, and of the first of its subtests.
func failed(out []byte) string {
	scan := bufio.NewScanner(bytes.NewReader(out))
	scan.Buffer(nil, 1<<24)
	in, name, begun := "", "", ""
	for scan.Scan() && name == "" {
		var e struct{ Action, Package, Test string }
		if json.Unmarshal(scan.Bytes(), &e) != nil {
			continue
		}
		switch e.Action {
		case "run":
			begun = e.Test
		case "fail":
			in, name = e.Package, cmp.Or(e.Test, begun) // a panic of a goroutine ends the package, not a test
		}
	}
	_, in, _ = strings.Cut(in, "/")
	return in + " " + name
}

// gate plays the behaviour gate with the fault.
func (v *verdict) gate(ctx context.Context, overlay string) bool {
	files, err := filepath.Glob("scenarios/gate/*.yaml")
	if err != nil || len(files) == 0 {
		return false
	}
	args := append([]string{"run", "-overlay", overlay, "./cmd/marketsim", "baseline", "verify"}, files...)
	out, err := exec.CommandContext(ctx, "go", args...).CombinedOutput()
	if err == nil || ctx.Err() != nil {
		return false
	}
	v.by, v.where = byDigest, "baseline verify"
	if bytes.Contains(out, []byte("invariant")) {
		v.by = byInvariant
	}
	return true
}
