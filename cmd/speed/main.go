// Speed measures what marketsim costs and prints one table: what, the target, what was measured, and whether it was reached. Ratios are
// taken in turns within one run, in processor time where one worker is measured and in time of day where two are.
//
//	go run ./cmd/speed [-world FILE] [-rows REGEXP] [-cpuprofile FILE]
//
// It ends with exit code 1 when a target was missed.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"regexp"
	"runtime/pprof"
	"slices"
	"strings"

	"marketsim/scenarios"
	"marketsim/sim"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// row is one line of the table.
type row struct {
	name, target string
	measure      func() (measured string, reached bool)
}

func main() {
	world := flag.String("world", "", "the `FILE` with AuctionGym's items (default: items of the same kind, drawn here)")
	only := flag.String("rows", ".", "measure only rows whose name matches this `REGEXP`")
	profile := flag.String("cpuprofile", "", "write a profile of it all to a `FILE`")
	flag.Parse()
	if err := measure(*world, *only, *profile); err != nil {
		fmt.Fprintln(os.Stderr, "speed:", err)
		os.Exit(1)
	}
}

func measure(world, only, profile string) error {
	match, err := regexp.Compile(only)
	if err != nil {
		return err
	}
	if profile != "" {
		f, err := os.Create(profile)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	if world == "" {
		dir, err := os.MkdirTemp("", "speed")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		if world, err = drawWorld(dir); err != nil {
			return err
		}
	}
	chosen := slices.DeleteFunc(rows(world), func(r row) bool { return !match.MatchString(r.name) })
	if len(chosen) == 0 {
		return fmt.Errorf("no row is named like %q, so nothing is measured", only)
	}
	missed := 0
	fmt.Printf("| what | must reach | measured | |\n|---|---|---|---|\n")
	for _, r := range chosen {
		measured, reached := r.measure()
		verdict := "reached"
		if !reached {
			verdict = "MISSED"
			missed++
		}
		fmt.Printf("| %s | %s | %s | %s |\n", r.name, r.target, measured, verdict)
	}
	if missed > 0 {
		return fmt.Errorf("%d of the targets missed", missed)
	}
	return nil
}

// load compiles a shipped scenario with changes; a mistake in it ends the program.
func load(name string, changes ...string) *spec.Spec {
	data, err := scenarios.Read(name)
	if err != nil {
		panic(err)
	}
	s, mistakes := scenarios.Load(name+".yaml", data, scenarios.Options{Set: changes, Dir: ".", WorkDir: "."})
	if s == nil {
		panic(fmt.Sprint(name, ": ", strings.TrimSpace(fmt.Sprint(mistakes))))
	}
	return s.Spec
}

// play runs a scenario and counts its auctions over all arms.
func play(s *spec.Spec, workers int) int64 {
	return auctions(simulate(s, sim.Options{Jobs: workers}))
}

func simulate(s *spec.Spec, o sim.Options) [][]*results.Result {
	r, err := sim.Run(context.Background(), s, o)
	if err != nil {
		panic(err)
	}
	return r
}

func auctions(replications [][]*results.Result) (n int64) {
	for _, arms := range replications {
		for _, r := range arms {
			for _, d := range r.Days {
				for _, c := range d.Cells {
					n += c.Auctions
				}
			}
		}
	}
	return n
}
