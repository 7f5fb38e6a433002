// Command faults seeds known mistakes into copies of the program and tells which test notices each.
//
//	go run ./cmd/faults                      all faults of the catalogue; prints the table, exit 1 when too many survive
//	go run ./cmd/faults -sample 12 -turn 7   twelve of them, others at every turn
//	go run ./cmd/faults -run 'reserve'       those whose name matches
//	go run ./cmd/faults -check               only whether they still apply and compile
//	go run ./cmd/faults -draw 40 -seed 3     draws new faults at random and prints them as lines of the catalogue
//	go run ./cmd/faults -markdown docs/faults.md
//
// A fault is one replacement in one file (catalogue.txt). The program is built with it through an overlay, so the source
// stays as it is. What noticed a fault the last time (docs/faults.md) is tried first. Tests that only notice that something changed (golden files, digests, the behaviour gate) run last: a
// fault should be caught by a test that knows the right value.
package main

import (
	"context"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"regexp"
	"slices"
	"time"
)

//go:embed catalogue.txt
var catalogue string

// page is the table that the repository keeps.
const page = "docs/faults.md"

// options are the command's flags.
type options struct {
	run              string
	sample, turn     int
	jobs             int
	budget, limit    time.Duration
	markdown         string
	draw             int
	check            bool
	seed             uint64
	survive, byValue float64 // limits, as shares
}

func main() {
	var o options
	flag.StringVar(&o.run, "run", "", "only faults whose name matches this regular expression")
	flag.IntVar(&o.sample, "sample", 0, "only so many faults, others at every turn; 0: all")
	flag.IntVar(&o.turn, "turn", 0, "which part of the catalogue a sample is taken from")
	flag.IntVar(&o.jobs, "j", 2, "faults tried at once")
	flag.DurationVar(&o.budget, "budget", 0, "stop after this time, but not before the first fault is decided; what is not decided then counts as not tried; 0: no limit")
	flag.DurationVar(&o.limit, "limit", 40*time.Minute, "stop trying a fault after this time; it counts as not tried")
	flag.StringVar(&o.markdown, "markdown", "", "write the table to this file; rows of faults that are not tried now stay")
	flag.BoolVar(&o.check, "check", false, "only tell whether every fault still applies to the source and compiles")
	flag.IntVar(&o.draw, "draw", 0, "draw so many faults at random instead")
	flag.Uint64Var(&o.seed, "seed", 1, "of the faults drawn")
	flag.Float64Var(&o.survive, "survive", 0.03, "share of faults that may survive")
	flag.Float64Var(&o.byValue, "by-value", 0.80, "share of faults that a right value or an invariant must catch")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, &o); err != nil {
		fmt.Fprintln(os.Stderr, "faults:", err)
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context, o *options) error {
	if o.draw > 0 {
		return drawFaults(ctx, os.Stdout, o.draw, o.seed)
	}
	all, err := parse(catalogue)
	if err != nil {
		return err
	}
	faults, err := choose(all, o)
	if err != nil {
		return err
	}
	if o.check {
		return checkAll(ctx, faults)
	}
	return tryChosen(ctx, all, faults, o)
}

// tryChosen tries faults and writes what became of them into the page.
func tryChosen(ctx context.Context, all, faults []fault, o *options) error {
	before, err := readRows(page)
	if err != nil {
		return err
	}
	graph, err := loadGraph(ctx)
	if err != nil {
		return err
	}
	tried := tryAll(ctx, graph, faults, before, o).tried()
	fmt.Println(tried.sums())
	if len(tried) == 0 {
		return fmt.Errorf("none of %d faults was decided, so nothing is known; try the first alone with a longer -limit than %s: -run '^%s$'", len(faults), o.limit, regexp.QuoteMeta(faults[0].name))
	}
	if o.markdown == "" {
		return tried.verdict(o)
	}
	if before, err = readRows(o.markdown); err != nil { // again: another run may have written it
		return err
	}
	whole := tried.merge(all, before)
	if err := os.WriteFile(o.markdown, []byte(whole.markdown(len(tried), len(all))), 0o644); err != nil {
		return err
	}
	return whole.verdict(o)
}

// choose keeps the faults that are asked for.
func choose(faults []fault, o *options) ([]fault, error) {
	pattern, err := regexp.Compile(o.run)
	if err != nil {
		return nil, fmt.Errorf("-run: %w", err)
	}
	var kept []fault
	for i := range faults {
		if pattern.MatchString(faults[i].name) {
			kept = append(kept, faults[i])
		}
	}
	if len(kept) == 0 {
		return nil, fmt.Errorf("no fault is named like %q", o.run)
	}
	if o.sample <= 0 || o.sample >= len(kept) {
		return kept, nil
	}
	if kept = slices.DeleteFunc(kept, func(f fault) bool { return f.unseen != "" || f.explain != "" }); len(kept) == 0 {
		return nil, fmt.Errorf("a sample leaves out what is known to survive, and that is all faults named like %q; leave -sample out", o.run)
	}
	part := make([]fault, min(o.sample, len(kept)))
	for i := range part {
		part[i] = kept[(o.turn*o.sample+i)%len(kept)]
	}
	return part, nil
}

// checkAll names every fault that does not apply to the source or does not compile.
func checkAll(ctx context.Context, faults []fault) error {
	c, err := newChecker(ctx)
	if err != nil {
		return err
	}
	var list []error
	for i := range faults {
		if err := c.check(&faults[i]); err != nil {
			list = append(list, err)
		}
	}
	return errors.Join(list...)
}
