package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"
	"gonum.org/v1/gonum/stat"

	"marketsim/reports"
	"marketsim/reports/figures"
	"marketsim/reports/format"
	"marketsim/reports/longfit"
	"marketsim/reports/pages"
	"marketsim/scenarios"
	"marketsim/sim/dist"
	"marketsim/sim/results"
	"marketsim/sim/spec"
	"marketsim/sim/tune"
	"marketsim/sim/units"
)

// fitFlags are the flags of fit.
type fitFlags struct {
	changes                             changes
	effects, arm, out, progress, format string
	csv                                 []string
	jobs                                count
	resumable
}

func (a *app) fitVerb() *cobra.Command {
	o := &fitFlags{}
	cmd := &cobra.Command{
		Use: "fit FILE --effects CSV", Short: "which long-run models a past test's daily effects allow", Args: takes(1, 1, "a scenario file, or - for standard input"),
		Example: "  marketsim fit scenario.yaml --effects test.csv\n  marketsim fit scenario.yaml --effects test.csv --test more-ads",
		Long: "Fit every long-run model to daily effects of a past test: day,metric,effect,lo,hi (or\n" +
			"se), where the metric is sessions, sessions_per_pinner_day or ctr. The scenario's arm\n" +
			"says what the test changed. Say which models the effects allow, with parameters and\n" +
			"intervals, and write them as beliefs, over which tune and decide compare strategies\n" +
			"(--beliefs).\n\n" +
			"Exit code 0: one model; 3: several are allowed; 1: none fits.",
		RunE: func(cmd *cobra.Command, args []string) error {
			src, err := a.source(args[0])
			if err != nil {
				return err
			}
			return a.fit(cmd.Context(), src, o)
		},
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVar(&o.effects, "effects", "", "`CSV` file of daily effects")
	csvFlag(cmd, &o.csv)
	f.StringVar(&o.arm, "test", "", "the `ARM` that was tested (default: the only one)")
	f.StringVarP(&o.out, "out", "o", "fits", "folder for the result")
	o.changes.sets(cmd)
	f.VarP(&o.jobs, "jobs", "j", "workers; never changes a result (default: one per processor)")
	o.flag(cmd)
	choose(cmd, &o.format, "format", "on standard output; json is exactly summary.json", "text", "json")
	choose(cmd, &o.progress, "progress", "how progress is shown", progressAuto, progressPlain, progressNone)
	return cmd
}

// fit fits the models and writes the result.
func (a *app) fit(ctx context.Context, src source, o *fitFlags) error {
	s, err := a.loadApart(src, &o.changes)
	if err != nil {
		return err
	}
	arm, err := testedArm(s, o.arm)
	if err != nil {
		return err
	}
	effects, err := a.effects(o.effects, o.csv)
	if err != nil {
		return err
	}
	if err := a.leverLoads(src, o.changes); err != nil {
		return err
	}
	in := newRecord(s).input(nil)
	return a.keeping(&o.resumable, "fit", fitSet, filepath.Join(a.path(o.out), s.Name), func() error {
		lever, err := a.leverOf(ctx, src, s, arm, in, o)
		if err != nil {
			return err
		}
		return a.writeFit(o, s, in, longfit.Summarise(in, arm, lever, effects))
	})
}

// testedArm is the arm of the test: the one that is named, or the only one.
func testedArm(s *scenarios.Scenario, name string) (string, error) {
	names := s.ArmNames()[1:]
	for _, n := range names {
		if n == name || name == "" && len(names) == 1 {
			return n, nil
		}
	}
	if len(names) == 0 {
		return "", usage("write arms: {more: {set: {mechanism.ad_load.per_session: 12}}}", "the scenario has no arm that says what the test changed")
	}
	return "", usage("name one with --test: "+strings.Join(names, ", "), "which arm was tested is not clear")
}

// effects reads the file of effects.
func (a *app) effects(name string, csv []string) ([]longfit.Effect, error) {
	if name == "" {
		return nil, usage("write --effects test.csv, a file such as\n    day,metric,effect,lo,hi\n    0,sessions,-0.1%,-0.4%,0.2%", "there are no effects")
	}
	content, err := a.readAtMost(name, maxScenario)
	if err != nil {
		return nil, err
	}
	t, err := a.sheet(name, content, effectsKind, csv)
	if err != nil {
		return nil, err
	}
	list, bad := longfit.Read(&t.Sheet)
	if len(bad) > 0 {
		return nil, a.refuseRows(t, bad)
	}
	a.understood(t)
	a.note("%s", longfit.Echo(list))
	return list, nil
}

// leverDays is for how many days the market is played to see what the arm changes, before Pinners react.
const leverDays = 7

// forLever are changes that make the market one in which Pinners do not react.
func forLever(c changes) changes {
	c.Set = append(c.Set[:len(c.Set):len(c.Set)], "market.pinners.long_run=none")
	return c
}

// leverLoads refuses a market that cannot be played so, before anything is simulated.
func (a *app) leverLoads(src source, c changes) error {
	c = forLever(c)
	short := a.options(&c, src)
	short.Candidate = &scenarios.Candidate{Days: leverDays}
	s, ds := scenarios.Load(src.name, src.data, short)
	if s != nil {
		return nil
	}
	if err := ds.Write(a.Stderr, "text"); err != nil {
		return err
	}
	return usage("do what the message above says, so that a market of so many days without a warm-up is one too",
		"the market is played for %d days without long_run to see what the arm changes, and cannot be", leverDays)
}

// leverOf plays control and the arm for a few days without long-run reactions, and reads their ad loads.
func (a *app) leverOf(ctx context.Context, src source, s *scenarios.Scenario, arm string, in *reports.Input, o *fitFlags) (*longfit.Lever, error) {
	plan := &tune.Plan{Horizons: []int{leverDays}}
	p := a.newPlayer(ctx, &tuneFlags{changes: forLever(o.changes), jobs: o.jobs, progress: o.progress, resumable: o.resumable}, s, plan, src)
	defer p.bar.clear()
	short := *in
	short.Days, p.days = leverDays, leverDays
	p.in = &short
	p.sample = func(in *reports.Input) [][]float64 {
		read := reports.NewSampler(in)
		var out [][]float64
		for _, r := range read.Replications {
			row := []float64{}
			for _, name := range []string{"ad_load", "sessions_per_pinner_day"} {
				row = append(row, read.Value(in.Metric(name), r, 0, results.Everything, 0, in.Days))
			}
			out = append(out, row)
		}
		return out
	}
	control, tested := &tune.Candidate{}, &tune.Candidate{ID: 1}
	for _, change := range s.Changes(arm) {
		path, value, _ := strings.Cut(change, ": ")
		plan.Levers = append(plan.Levers, tune.Lever{Path: path})
		tested.Setting = append(tested.Setting, value)
	}
	err := p.ask([]*tune.Candidate{control, tested}, 2)
	if err != nil {
		return nil, err
	}
	l := &longfit.Lever{Smoothing: 10, Warmup: int(s.Spec.Warmup / spec.Day)}
	for i, c := range []*tune.Candidate{control, tested} {
		if l.Ads[i], err = p.sessionsByAds(c); err != nil {
			return nil, err
		}
	}
	mean := func(c *tune.Candidate, j int) float64 { return (c.Samples[0][j] + c.Samples[1][j]) / 2 }
	l.Before, l.After, l.Sessions = mean(control, 0), mean(tested, 0), mean(control, 1)
	l.Kinds = kindsOf(s, l.Sessions)
	l.Stated, l.Fatigue = statedOf(s)
	if x, ok := l.Stated["smoothing"]; ok {
		l.Smoothing = x
	}
	return l, nil
}

// statedOf are the numbers that a scenario gives its long-run model, by model and key, its smoothing by that key alone; and whether its market has fatigue.
func statedOf(s *scenarios.Scenario) (stated map[string]float64, fatigue bool) {
	stated = map[string]float64{}
	const model = "market.pinners.long_run."
	kind := ""
	for _, x := range s.Settings() {
		key, own := strings.CutPrefix(x.Path, model)
		n, ok := amountOf(x.Value)
		switch {
		case own && key == "kind":
			kind = x.Value
		case own && key == "smoothing" && ok:
			stated[key] = n
		case own && ok:
			stated[kind+"."+key] = n
		case x.Path == "market.pinners.fatigue.per_ad" && ok:
			fatigue = n > 0
		}
	}
	return stated, fatigue
}

// amountOf is the number of a setting: a share is a fraction, and a time is in days.
func amountOf(setting string) (x float64, ok bool) {
	x, ok = tune.Number(setting)
	if strings.HasSuffix(setting, "%") {
		return x / 100, ok
	}
	if _, rest, timed := strings.Cut(setting, "d"); timed && rest != "" {
		part, err := time.ParseDuration(rest)
		return x + part.Hours()/24, ok && err == nil
	}
	return x, ok
}

// counting is a regime that changes nothing and counts sessions by how many ads they have.
type counting struct {
	spec.Steadfast
	sessions []atomic.Int64
}

// Session implements spec.Regime.
func (c *counting) Session(_ *spec.SlowState, v *spec.Visit) bool {
	c.sessions[min(v.Ads, len(c.sessions)-1)].Add(1)
	return false
}

// shares are of sessions, by how many ads they have.
func (c *counting) shares() (list []float64) {
	total, most := 0.0, 0
	for ads := range c.sessions {
		if n := c.sessions[ads].Load(); n > 0 {
			total, most = total+float64(n), ads
		}
	}
	for ads := range c.sessions[:most+1] {
		list = append(list, float64(c.sessions[ads].Load())/max(1, total))
	}
	return list
}

// sessionsByAds plays the market of a candidate, in which nobody reacts, and counts its sessions by how many ads they have: models that answer to squares need
// more than the mean.
func (p *player) sessionsByAds(c *tune.Candidate) ([]float64, error) {
	point, err := p.point(c, p.base.Spec.Seed, 0)
	if err != nil {
		return nil, err
	}
	const most = 1000
	count := &counting{sessions: make([]atomic.Int64, most)}
	market := *point.Spec
	market.Replications, market.Arms = 2, slices.Clone(market.Arms)
	for i := range market.Arms {
		phases := slices.Clone(market.Arms[i].Phases)
		for k := range phases {
			counted := *phases[k].Market
			counted.Regime = count
			phases[k].Market = &counted
		}
		market.Arms[i].Phases = phases
	}
	_, err = units.Play(p.ctx, &market, p.jobs)
	return count.shares(), err
}

// kindsEach is into how many kinds of Pinners a segment is cut, and kindsOver how many Pinners of its law stand for it.
const kindsEach, kindsOver = 16, 6000

// kindsOf are kinds of Pinners by how often they come, whose mean is the one that was seen, and by how strongly they react; nil where all are alike. The
// kinds of a segment have as many sessions each: so those who come often, of whom there are few and who react first, are told apart too.
func kindsOf(s *scenarios.Scenario, mean float64) (kinds []longfit.Kind) {
	seen := 0.0
	for i := range s.Spec.Population.Segments {
		segment := &s.Spec.Population.Segments[i]
		for _, k := range kindsIn(segment.SessionsPerDay) {
			k.Share, k.Sensitivity = k.Share*segment.Share, segment.Sensitivity
			kinds = append(kinds, k)
			seen += k.Share * k.Sessions
		}
	}
	alike := func(k longfit.Kind) bool {
		return k.Sessions == kinds[0].Sessions && (k.Sensitivity == 0 || k.Sensitivity == 1)
	}
	if !(seen > 0) || !slices.ContainsFunc(kinds, func(k longfit.Kind) bool { return !alike(k) }) {
		return nil
	}
	for i := range kinds {
		kinds[i].Sessions *= mean / seen
	}
	return kinds
}

// kindsIn cuts a law of session rates into kinds with as many sessions each, the rarest comers first.
func kindsIn(law dist.Dist) (kinds []longfit.Kind) {
	rates, total := make([]float64, kindsOver), 0.0
	for i := range rates {
		rates[i] = max(0, law.Quantile((float64(i)+0.5)/kindsOver))
		total += rates[i]
	}
	if total == 0 {
		return []longfit.Kind{{Share: 1}}
	}
	sum, from := 0.0, 0
	for i, rate := range rates {
		sum += rate/total + 1./kindsOver
		if sum < 2*float64(len(kinds)+1)/kindsEach*(1-1e-9) && i < kindsOver-1 {
			continue
		}
		inside := rates[from : i+1]
		kinds = append(kinds, longfit.Kind{Share: float64(len(inside)) / kindsOver, Sessions: stat.Mean(inside, nil)})
		from = i + 1
	}
	return kinds
}

// writeFit writes the piece of a scenario, the table, the figure and the page.
func (a *app) writeFit(o *fitFlags, s *scenarios.Scenario, in *reports.Input, f *longfit.Summary) error {
	dir := filepath.Join(a.path(o.out), s.Name)
	if err := a.resultDir(dir); err != nil {
		return err
	}
	data, err := f.JSON()
	if err != nil {
		return err
	}
	drawn := figures.FitPictures(in, f, a.Figures)
	all := fileSet{"summary.json": content(data), "summary.md": f.Markdown, "beliefs.yaml": f.Fragment,
		"index.html": func(w io.Writer) error { return pages.WriteFit(w, in, f, drawn) }}
	all.add(drawn)
	if err := a.together(dir, resultSets, fitSet, func(dir string) error { return a.writeAll(dir, all) }); err != nil {
		return err
	}
	if o.format == "json" {
		_, err = a.Stdout.Write(data)
		return errors.Join(err, said(f.ExitCode))
	}
	fmt.Fprintf(a.Stdout, "%s\n\n", wrapped(f.Headline+"."))
	rows := f.Rows()
	for i := range rows {
		rows[i] = rows[i][:4]
	}
	fmt.Fprintln(a.Stdout, a.table(rows))
	for i := range f.Fitted {
		if f.Fitted[i].Allowed && len(f.Fitted[i].Params) > 0 {
			fmt.Fprintln(a.Stdout, wrapped(f.Fitted[i].Family+": "+f.Rows()[i+1][4]+"."))
		}
	}
	for _, n := range f.Notes {
		fmt.Fprintln(a.Stdout, wrapped(format.Capital(n)+"."))
	}
	what := "Beliefs: " + filepath.Join(o.out, s.Name, "beliefs.yaml")
	if f.ExitCode == reports.ExitFail {
		what = "Page: " + filepath.Join(o.out, s.Name, "index.html")
	}
	fmt.Fprintf(a.Stdout, "\n%s\n", what)
	return said(f.ExitCode)
}
