package cli

import (
	"fmt"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"marketsim/scenarios"
	"marketsim/scenarios/schema"
	"marketsim/sim"
	"marketsim/sim/spec"
	"marketsim/sim/units/files"
)

// source is a scenario's text and where it is from.
type source struct {
	name string // as the user wrote it
	data []byte
	dir  string // data files are relative to it

	linked bool // it was reached through a link that came with other files: messages quote no line of it
}

const (
	stdin     = "-"
	stdinName = "<stdin>"
)

// maxScenario bounds how large a scenario is, or a table that is read beside it; the language takes less.
const maxScenario = 32 << 20

// source reads a scenario; - is standard input.
func (a *app) source(name string) (source, error) {
	if name != stdin {
		data, err := a.readAtMost(name, maxScenario)
		linked := a.linked(name)
		if err == nil && linked && (a.madeBySystem(name) || !schema.Stated(data)) {
			err = usage("name the file itself", "%s is reached through a link and is no scenario, a map with `marketsim: 1`; nothing of it is shown", name)
		}
		return source{name: name, data: data, dir: filepath.Dir(a.path(name)), linked: linked && !systems.MatchString(a.path(name))}, err
	}
	a.readsOpen(a.Stdin)
	data, err := files.ReadAll(a.Stdin, 0, maxScenario)
	return source{name: stdinName, data: data, dir: a.Dir}, a.misopened("standard input", err)
}

// changes are what flags change in a scenario. They are recorded as given, so that a run can be resumed from its record.
type changes struct {
	Set          []string `json:"set"`
	Seed         *uint64  `json:"seed"`
	Replications count    `json:"replications"`
	Arms         []string `json:"arms"`
	Quick        bool     `json:"quick"`
	WorkDir      string   `json:"work_dir"`              // paths given with --set are relative to it
	AllowFiles   []string `json:"allow_files,omitempty"` // folders below which the scenario may name data files
}

// sets adds the flags that change values.
func (c *changes) sets(cmd *cobra.Command) {
	c.inputs(cmd)
	cmd.Flags().Var(seed{&c.Seed}, "seed", "another seed")
	cmd.Flags().VarP(&c.Replications, "replications", "n", "another number of replications")
}

// inputs adds the flags that change values and say which files may be read.
func (c *changes) inputs(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&c.Set, "set", nil, "change a key: `PATH=VALUE`, such as run.horizon=28d; repeatable")
	cmd.Flags().StringArrayVar(&c.AllowFiles, "allow-files", nil, "a `FOLDER` outside of the scenario's whose data files it may name; repeatable")
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

// allowed are the folders of --allow-files; relative ones start at the working folder.
func (c *changes) allowed() (dirs []string) {
	for _, dir := range c.AllowFiles {
		if !filepath.IsAbs(dir) {
			dir = filepath.Join(c.WorkDir, dir)
		}
		dirs = append(dirs, dir)
	}
	return dirs
}

// options are what a scenario is loaded with. All loads of a command see one content of each data file.
func (a *app) options(c *changes, src source) scenarios.Options {
	return scenarios.Options{Set: c.Set, Seed: c.Seed, Replications: int(c.Replications), Arms: c.Arms, Quick: c.Quick, Dir: src.dir, WorkDir: c.WorkDir, Unquoted: src.linked,
		AllowFiles: c.allowed(), Seen: a.seen}
}

// load compiles a scenario and writes what is wrong with it, or doubtful, to standard error.
func (a *app) load(src source, c *changes) (*scenarios.Scenario, error) {
	if c.WorkDir == "" {
		c.WorkDir = a.Dir
	}
	return a.loadWith(src, a.options(c, src))
}

// loadApart loads a scenario for a verb that takes replications as independent of each other.
func (a *app) loadApart(src source, c *changes) (*scenarios.Scenario, error) {
	s, err := a.load(src, c)
	if err == nil && s.Spec.PerWorld > 1 {
		return nil, usage("leave run.replications_per_world out, or set it to 1; marketsim run and sweep read worlds",
			"this verb takes replications as independent, and %d of them share a world", s.Spec.PerWorld)
	}
	return s, err
}

func (a *app) loadWith(src source, o scenarios.Options) (*scenarios.Scenario, error) {
	s, ds := scenarios.Load(src.name, src.data, o)
	if s == nil && a.veiled.name != "" {
		return a.unveiled(src, o)
	}
	if a.annotate {
		if err := a.annotations("").commands(ds.Commands()); err != nil {
			return nil, err
		}
	}
	if s == nil || !a.quiet {
		if err := ds.Write(a.Stderr, "text"); err != nil {
			return nil, err
		}
	}
	if s == nil {
		fmt.Fprintln(a.Stderr, ds.Summary())
		return nil, &failure{code: ExitUsage, quiet: true, mistakes: ds}
	}
	a.reads(s.Files...)
	for _, line := range s.Notes {
		a.note("%s", a.fitted(a.Stderr, line))
	}
	return s, nil
}

// unveiled tells what is wrong with a scenario whose beliefs are in a file that is reached through a link: of that file only that it does not fit.
func (a *app) unveiled(src source, o scenarios.Options) (*scenarios.Scenario, error) {
	veiled := a.veiled
	defer func() { a.veiled = veiled }()
	a.veiled.name, o.Belief = "", nil
	o.Set = slices.DeleteFunc(slices.Clone(o.Set), func(set string) bool { return set == veiled.set })
	if _, err := a.loadWith(src, o); err != nil {
		return nil, err
	}
	return nil, a.misread("", veiled.name, nil)
}

// onlyMore refuses changes of a run that is resumed, but for more replications.
func (c *changes) onlyMore() error {
	rest := *c
	if rest.Replications = 0; rest.any() {
		return usage("leave the other flags out; they are recorded in the run", "a resumed run cannot be changed")
	}
	return nil
}

// afford refuses a market that needs more memory than there is, even with one worker. Where only fewer workers fit, fewer work at once.
func (a *app) afford(spec *spec.Spec) error {
	need, limit := sim.Estimate(spec, 1), a.memoryLimit()
	if need >= 0 && uint64(need) <= limit {
		return nil
	}
	return usage(a.remedy(spec, limit), "this needs about %s of memory and there are %s; nothing was run",
		size(float64(need)), size(float64(limit)))
}

// remedy is the mildest change that makes a market fit.
func (a *app) remedy(spec *spec.Spec, limit uint64) string {
	fits := func(count int) bool {
		small := *spec
		small.Population.Count = count
		need := sim.Estimate(&small, 1)
		return need >= 0 && uint64(need) <= limit
	}
	for _, share := range []float64{50, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.01, 0.001} {
		if fits(int(float64(spec.Population.Count) * share / 100)) {
			return fmt.Sprintf("a scaled market fits: --set run.scale=%g%%", share)
		}
	}
	return "state a smaller market: fewer Pinners, campaigns, replications or days"
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
