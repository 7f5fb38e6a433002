package cli

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"marketsim/reports/compare"
	"marketsim/reports/figures"
	"marketsim/reports/render"
	"marketsim/scenarios"
	"marketsim/sim"
	"marketsim/sim/results"
	"marketsim/sim/spec"
	"marketsim/sim/units/neutral"
)

// probeFlags are the flags of probe.
type probeFlags struct {
	campaign, vary, grid, out, progress string
	jobs                                count
}

func (a *app) probeVerb() *cobra.Command {
	o, c := &probeFlags{}, &changes{}
	cmd := &cobra.Command{
		Use: "probe FILE --campaign NAME", Short: "what one advertiser would gain from other bids", Args: takes(1, 1, "a scenario file, or - for standard input"),
		Example: "  marketsim probe scenario.yaml --campaign shops/0 -n 8\n" +
			"  marketsim probe scenario.yaml --campaign shops/0 --grid 0.5,0.8,1,1.2,2\n" +
			"  marketsim probe scenario.yaml --campaign shops/0 --grid '0 USD,0.1 USD,0.2 USD' --vary mechanism.reserve",
		Long: "Multiply the bids of one campaign by each number of a grid, all else and all random numbers equal, and show what it then gets and\n" +
			"pays, and what it would gain: its incentive-compatibility regret. In a truthful auction nobody gains by bidding differently.\n\n" +
			"With --vary, another key of the scenario takes each value of the grid in place of the bid; the first value is the base.",
		RunE: func(cmd *cobra.Command, args []string) error {
			src, err := a.source(args[0])
			if err != nil {
				return err
			}
			return a.landscape(cmd.Context(), a.Stdout, src, c, o)
		},
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVar(&o.campaign, "campaign", "", "the campaign's `NAME`, such as shops/0")
	f.StringVar(&o.vary, "vary", "", "vary this `KEY` of the scenario instead of the bid")
	f.StringVar(&o.grid, "grid", "", "comma-separated `VALUES` (default: 0.5,0.7,0.8,0.9,1,1.1,1.2,1.5,2)")
	f.StringVarP(&o.out, "out", "o", "probes", "folder for the picture and the numbers")
	c.sets(cmd)
	f.VarP(&o.jobs, "jobs", "j", "workers; never changes a result (default: one per processor)")
	choose(cmd, &o.progress, "progress", "how progress is shown", progressAuto, progressPlain, progressNone)
	return cmd
}

// landscape runs the grid and writes table, CSV, PNG and its sentence.
func (a *app) landscape(ctx context.Context, w io.Writer, src source, c *changes, o *probeFlags) error {
	if err := a.staysHere(a.path(o.out)); err != nil {
		return err
	}
	s, err := a.loadApart(src, c)
	if err != nil {
		return err
	}
	names := sim.CampaignNames(s.Spec)
	if !slices.Contains(names, o.campaign) {
		return usage(suggest(o.campaign, names, "", "name one with --campaign, such as "+strings.Join(names[:min(3, len(names))], ", ")), "there is no campaign named `%s`", o.campaign)
	}
	labels := strings.Split(o.grid, ",")
	if o.grid == "" {
		labels = []string{"0.5", "0.7", "0.8", "0.9", "1", "1.1", "1.2", "1.5", "2"}
	}
	xs, base, err := o.points(labels)
	if err != nil {
		return err
	}
	sp, err := a.probeSpec(src, c, o, s, labels, xs)
	if err != nil {
		return err
	}
	jobs := a.workers(o.jobs)
	if err := a.afford(sp); err != nil {
		return err
	}
	all, err := a.simulate(ctx, sp, jobs, o.progress, "")
	if err != nil {
		return err
	}
	byPoint := make([][]*results.Result, len(labels))
	for _, arms := range all {
		for k := range arms {
			byPoint[k] = append(byPoint[k], arms[k])
		}
	}
	what := "bid multiple"
	if o.vary != "" {
		what = o.vary
	}
	p := compare.NewProbe(compare.Probe{Scenario: s.Name, Hash: s.Hash, Version: version(), Campaign: o.campaign, Seed: s.Spec.Seed, What: what, Quick: s.Quick}, labels, xs, base, byPoint)
	return a.writeProbe(ctx, w, p, newRecord(s).RunID, o)
}

// points reads the grid: where each point stands on the axis, and which is the market as it stands.
func (o *probeFlags) points(labels []string) (xs []float64, base int, err error) {
	base = -1
	for i := range labels {
		labels[i] = strings.TrimSpace(labels[i])
		x, err := strconv.ParseFloat(strings.TrimRight(labels[i], " USDxdhms%"), 64)
		if err != nil || o.vary == "" && !(x > 0 && x <= 1000) {
			return nil, 0, usage("write numbers above 0, such as --grid 0.8,1,1.2", "`%s` is not a point of a grid", labels[i])
		}
		if i > 0 && x <= xs[i-1] {
			return nil, 0, usage("sort them and drop repeats", "points of the grid must rise, and %s follows %s", labels[i], labels[i-1])
		}
		if o.vary == "" && x == 1 {
			base = i
		}
		xs = append(xs, x)
	}
	switch {
	case o.vary != "":
		base = 0
	case base < 0:
		return nil, 0, usage("add 1 to the grid, the bid as it stands", "the grid `%s` lacks the bid as it stands", o.grid)
	}
	if len(xs) < 2 {
		return nil, 0, usage("write --grid 0.8,1,1.2", "a grid has at least two points")
	}
	return xs, base, nil
}

// probeSpec is the run with one arm for each point.
func (a *app) probeSpec(src source, c *changes, o *probeFlags, s *scenarios.Scenario, labels []string, xs []float64) (*spec.Spec, error) {
	if o.vary == "" {
		return sim.Perturb(s.Spec, o.campaign, xs)
	}
	var sp *spec.Spec
	for _, l := range labels {
		options := a.options(c, src)
		options.Set = append(slices.Clone(options.Set), o.vary+"="+l)
		t, err := a.loadWith(src, options)
		if err != nil {
			return nil, err
		}
		arm := t.Spec.Arms[0]
		arm.Name = l
		if sp == nil {
			first := *t.Spec
			sp = &first
			sp.Arms = nil
		}
		if t.Spec.Horizon != sp.Horizon || t.Spec.Warmup != sp.Warmup || t.Spec.Lag != sp.Lag || t.Spec.Seed != sp.Seed || t.Spec.Population.Count != sp.Population.Count {
			return nil, usage("vary a key of the mechanism or of a group of campaigns", "`%s` changes what all points share", o.vary)
		}
		sp.Arms = append(sp.Arms, arm)
	}
	return sp, nil
}

// fileOf names the files of a probe: each campaign and each key that is varied has its own.
func (o *probeFlags) fileOf(p *compare.Probe) string {
	name := p.Scenario + "." + fileName(p.Campaign, '/')
	if o.vary != "" {
		name += "." + fileName(o.vary, '.')
	}
	return name
}

func (a *app) writeProbe(ctx context.Context, w io.Writer, p *compare.Probe, runID string, o *probeFlags) error {
	name := o.fileOf(p)
	all := fileSet{
		name + ".csv": func(w io.Writer) error { return render.ProbeCSV(w, p) },
		name + ".png": func(w io.Writer) error { return figures.DrawProbe(w, p, runID, a.Figures) },
		name + ".txt": func(w io.Writer) error { return neutral.Write(w, p.Verdict()+".\n") },
	}
	if err := a.writeSet(ctx, o.out, name, all); err != nil {
		return err
	}
	foot := "Gains are paired over replications; 95% intervals hold for all points together.\n"
	if p.Replications < 2 {
		foot = "One replication: no intervals; ask for more with -n.\n"
	}
	_, err := fmt.Fprintf(w, "%s\n\n%s\n%sFigure: %s\n", wrapped(p.Verdict()+"."), a.table(render.ProbeRows(p)), foot, filepath.Join(o.out, name+".png"))
	return err
}
