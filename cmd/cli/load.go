package cli

import (
	"fmt"
	"io"
	"math"
	"path/filepath"

	"github.com/spf13/cobra"

	"marketsim/scenarios"
	"marketsim/sim"
)

// source is a scenario's text and where it is from.
type source struct {
	name string // as the user wrote it
	data []byte
	dir  string // data files are relative to it
}

const stdin = "-"

// source reads a scenario; - is standard input.
func (a *app) source(name string) (source, error) {
	if name != stdin {
		data, err := a.read(name)
		return source{name, data, filepath.Dir(a.path(name))}, err
	}
	data, err := io.ReadAll(a.Stdin)
	if err != nil {
		return source{}, usage("", "cannot read standard input: %v", err)
	}
	return source{"<stdin>", data, a.Dir}, nil
}

// changes are what flags change in a scenario. They are recorded as given, so that a run can be resumed from its record.
type changes struct {
	Set          []string `json:"set"`
	Seed         *uint64  `json:"seed"`
	Replications count    `json:"replications"`
	Arms         []string `json:"arms"`
	Quick        bool     `json:"quick"`
}

// sets adds the flags that change values.
func (c *changes) sets(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&c.Set, "set", nil, "change a key: `PATH=VALUE`, such as run.horizon=28d; repeatable")
	cmd.Flags().Var(seed{&c.Seed}, "seed", "another seed")
	cmd.Flags().VarP(&c.Replications, "replications", "n", "another number of replications")
}

// all adds the flags that also change what is run.
func (c *changes) all(cmd *cobra.Command) {
	c.sets(cmd)
	cmd.Flags().StringArrayVar(&c.Arms, "arm", nil, "only the arm `NAME` and control; repeatable")
	cmd.Flags().BoolVar(&c.Quick, "quick", false, "a small version to see whether all works; marked QUICK everywhere")
}

func (c *changes) any() bool {
	return len(c.Set) > 0 || c.Seed != nil || c.Replications > 0 || len(c.Arms) > 0 || c.Quick
}

func (c *changes) options(dir string) scenarios.Options {
	return scenarios.Options{Set: c.Set, Seed: c.Seed, Replications: int(c.Replications), Arms: c.Arms, Quick: c.Quick, Dir: dir}
}

// load compiles a scenario and writes what is wrong with it, or doubtful, to standard error.
func (a *app) load(src source, c *changes) (*scenarios.Scenario, error) {
	return a.loadWith(src, c.options(src.dir))
}

func (a *app) loadWith(src source, o scenarios.Options) (*scenarios.Scenario, error) {
	s, ds := scenarios.Load(src.name, src.data, o)
	if s == nil || !a.quiet {
		if err := ds.Write(a.Stderr, "text"); err != nil {
			return nil, err
		}
	}
	if s == nil {
		fmt.Fprintln(a.Stderr, ds.Summary())
		return nil, said(ExitUsage)
	}
	return s, nil
}

// afford refuses a run that needs more memory than there is.
func (a *app) afford(spec *sim.Spec, jobs int) error {
	need, limit := sim.Estimate(spec, jobs), a.memoryLimit()
	if need >= 0 && uint64(need) <= limit {
		return nil
	}
	help := "use a smaller market"
	if one := sim.Estimate(spec, 1); one >= 0 && uint64(one) <= limit {
		help = "fewer workers need less: --jobs 1"
	} else if share := affordable(float64(one), float64(limit)); share > 0 {
		help = fmt.Sprintf("scale the market down: --set run.scale=%g%%", share)
	}
	return usage(help, "this needs about %s of memory and there are %s; nothing was run", size(float64(need)), size(float64(limit)))
}

// affordable is a round share in per cent that fits with some room to spare; 0 when none above a billionth does.
func affordable(need, limit float64) float64 {
	const room = 0.8
	share := 100 * room * limit / need
	if !(share > 1e-7) {
		return 0
	}
	digit := math.Pow(10, math.Floor(math.Log10(share)))
	return math.Floor(share/digit) * digit
}

// size writes a number of bytes for people.
func size(bytes float64) string {
	units := []string{"B", "KiB", "MiB", "GiB", "TiB", "PiB"}
	i := 0
	for ; bytes >= 1000 && i < len(units)-1; i++ {
		bytes /= 1024
	}
	return fmt.Sprintf("%.3g %s", bytes, units[i])
}
