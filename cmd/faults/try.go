package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
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

// verdict is what became of one fault.
type verdict struct {
	fault
	by    string
	where string // test, or what the gate said
	took  time.Duration
}

// digestTests only tell that something changed.
const digestTests = `Golden|Digest|SameBytes|Baseline|UpToDate|ReferenceIsTrue|TestScript`

var invariantTests = regexp.MustCompile(`Invariant|Conform|Law|Sound|Properties`)

// limit is how long one package's tests may take: a fault can make a loop endless.
const limit = "150s"

// tryAll seeds every fault, several at once.
func tryAll(ctx context.Context, g *graph, faults []fault, o *options) table {
	out, begun := make(table, len(faults)), time.Now()
	var wait sync.WaitGroup
	slots := make(chan struct{}, max(1, o.jobs))
	for i := range faults {
		out[i] = verdict{fault: faults[i]}
		wait.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			if ctx.Err() != nil || o.budget > 0 && time.Since(begun) > o.budget {
				return
			}
			out[i].try(ctx, g)
			fmt.Fprintln(os.Stderr, out[i].line())
		})
	}
	wait.Wait()
	return out.tried()
}

// try builds the program with the fault and runs tests until one fails.
func (v *verdict) try(ctx context.Context, g *graph) {
	begun := time.Now()
	defer func() { v.took = time.Since(begun) }()
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
	tests := g.testsOf(v.file)
	if v.runTests(ctx, overlay, tests, "-skip", digestTests) || v.gate(ctx, overlay) {
		return
	}
	if v.runTests(ctx, overlay, tests, "-run", digestTests) {
		v.by = byDigest
		return
	}
	v.by = bySurvival
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

// runTests runs packages one after the other and tells whether a test failed.
func (v *verdict) runTests(ctx context.Context, overlay string, packages []string, which ...string) bool {
	for _, p := range packages {
		args := append([]string{"test", "-json", "-short", "-failfast", "-vet=off", "-timeout", limit, "-overlay", overlay}, which...)
		out, err := exec.CommandContext(ctx, "go", append(args, p)...).Output()
		if err == nil || ctx.Err() != nil {
			continue
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
		v.where = strings.TrimPrefix(p, "marketsim/") + " " + v.where
		return true
	}
	return false
}

// failed is the first test that failed, in what `go test -json` prints.
func failed(out []byte) string {
	scan := bufio.NewScanner(bytes.NewReader(out))
	scan.Buffer(nil, 1<<24)
	name := ""
	for scan.Scan() {
		var e struct{ Action, Test string }
		if json.Unmarshal(scan.Bytes(), &e) == nil && e.Action == "fail" && len(e.Test) > len(name) {
			name = e.Test
		}
	}
	return name
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
