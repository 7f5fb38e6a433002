package cli

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"marketsim/reports"
	"marketsim/reports/figures"
	"marketsim/reports/horizon"
	"marketsim/reports/pages"
	"marketsim/scenarios"
	"marketsim/sim/rng"
	"marketsim/sim/spec"
	"marketsim/sim/tune"
)

// horizonFlags are the flags of horizon.
type horizonFlags struct {
	out, progress, format string
	noise                 string // of the programme of launches; empty: none is played
	jobs                  count
	learnedOn             []string // sweeps
}

func (a *app) horizonVerb() *cobra.Command {
	o, c := &horizonFlags{}, &changes{}
	cmd := &cobra.Command{
		Use: "horizon FILE", Short: "which reading of a short test would have told the long run", Args: takes(1, 1, "a scenario file, or - for standard input"),
		Example: "  marketsim horizon short_tests.yaml\n  marketsim horizon scenario.yaml -n 4\n  marketsim horizon scenario.yaml --learned-on runs/earlier",
		Long: "Take every arm of a scenario as a launch, in the market as it stands, or under each of its\n" +
			"beliefs and at every point of its sweep. Read each after 7, 14, 28, 56 and 84 days by several methods, and compare what they\n" +
			"decide with the long run: the last four weeks of the horizon.",
		RunE: func(cmd *cobra.Command, args []string) error {
			src, err := a.source(args[0])
			if err != nil {
				return err
			}
			return a.horizon(cmd.Context(), src, c, o)
		},
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVarP(&o.out, "out", "o", "horizons", "folder for the numbers")
	c.all(cmd)
	f.StringVar(&o.noise, "programme", "", "play the launches as a stream of tests whose two-week reading has this `NOISE`, such as 1%: what tests claim, holdbacks read, month six brings")
	f.VarP(&o.jobs, "jobs", "j", "workers; never changes a result (default: one per processor)")
	f.StringArrayVar(&o.learnedOn, "learned-on", nil, "learn the surrogate index on the launches of the sweep in the folder `RUN`, in place of other markets of the file; repeatable")
	choose(cmd, &o.format, "format", "on standard output; json is exactly the report", "text", "json")
	choose(cmd, &o.progress, "progress", "how progress is shown", progressAuto, progressPlain, progressNone)
	return cmd
}

// horizon simulates all markets and writes the report.
func (a *app) horizon(ctx context.Context, src source, c *changes, o *horizonFlags) error {
	noise, err := noiseOf(o.noise)
	if err == nil {
		err = a.staysHere(a.path(o.out))
	}
	if err != nil {
		return err
	}
	base, err := a.loadLong(src, c)
	if err != nil {
		return err
	}
	if len(base.Spec.Arms) < 2 {
		if len(c.Arms) > 0 {
			return usage("name another arm, or leave --arm out", "%s is what other arms are compared with, and no launch", base.Spec.Arms[0].Name)
		}
		return usage("write arms: {more: {set: {mechanism.reserve: 0.10 USD}}}", "%s has no arm to launch", src.name)
	}
	if err := horizon.Lasts(int(base.Spec.Horizon / spec.Day)); err != nil {
		return usage("lengthen run.horizon", "%v", err)
	}
	earlier, err := a.learnedOn(o.learnedOn, base)
	if err != nil {
		return err
	}
	launches, short, err := a.launches(ctx, src, base, c, o)
	if err != nil {
		return err
	}
	horizon.LearnOn(earlier, launches)
	r := horizon.Judge(launches, base.Beliefs != nil, rng.Root(base.Spec.Seed, 0).Named("draws of replications"))
	r.Scenario, r.Seed, r.Quick = base.Name, base.Spec.Seed, base.Quick
	r.Names = namesOf(base)
	for _, x := range short {
		r.ShortRun(x.launch, x.again, x.live)
	}
	if noise > 0 && r.Focus != nil {
		r.Programme = horizon.Plan(launches, noise, rng.Root(base.Spec.Seed, 0).Named("programme"))
	}
	return a.writeHorizon(ctx, base, r, o)
}

// A quick version has so many replications and markets at most, enough for an index. It keeps the horizon, at whose end the long run is, and the Pinners.
const (
	quickTests   = 2
	quickMarkets = 4
)

// loadLong loads a scenario with its whole horizon. A quick version has fewer replications.
func (a *app) loadLong(src source, c *changes) (*scenarios.Scenario, error) {
	quick := c.Quick
	c.Quick = false
	if quick && (c.Replications == 0 || c.Replications > quickTests) {
		c.Replications = quickTests
	}
	s, err := a.loadApart(src, c)
	if err != nil {
		return nil, err
	}
	s.Quick = quick
	return s, cmp.Or(keptByPoints(s, c), keptByBeliefs(s, c))
}

// keptByPoints refuses a --set of a key that every point of a sweep sets again: none would have it.
func keptByPoints(s *scenarios.Scenario, c *changes) error {
	for _, set := range c.Set {
		path, value, _ := strings.Cut(set, "=")
		if path = strings.TrimSpace(path); s.Sweep != nil && slices.ContainsFunc(s.Sweep.Axes, func(x scenarios.Axis) bool { return x.Path == path }) {
			return usage(fmt.Sprintf("set the axis: --set 'sweep.axes={%s: [%s]}'", path, strings.TrimSpace(value)), "every point of the sweep sets `%s` itself: --set %s would change nothing", path, word(set))
		}
	}
	return nil
}

// keptByBeliefs does so of one that every belief sets again.
func keptByBeliefs(s *scenarios.Scenario, c *changes) error {
	for _, set := range c.Set {
		path, _, _ := strings.Cut(set, "=")
		path = strings.TrimSpace(path)
		without := func(b tune.Belief) bool {
			return !slices.ContainsFunc(b.Set, func(setting string) bool { return strings.HasPrefix(setting, path+"=") })
		}
		if len(s.Beliefs) > 0 && !slices.ContainsFunc(s.Beliefs, without) {
			return usage("change the beliefs of the file", "every belief sets `%s` itself: --set %s would change nothing", path, word(set))
		}
	}
	return nil
}

// launches plays every arm in all markets: under each belief, at each point of the sweep.
func (a *app) launches(ctx context.Context, src source, base *scenarios.Scenario, c *changes, o *horizonFlags) (all []*horizon.Launch, short []shortRun, err error) {
	worlds := worldsOf(base)
	if base.Quick {
		worlds = worlds[:min(quickMarkets, len(worlds))]
	}
	for k, w := range worlds {
		s := base
		if k > 0 || len(w.point)+len(w.belief.Set) > 0 {
			opts, seed := a.options(c, src), seedOf(base.Spec.Seed, k)
			opts.Point, opts.Belief, opts.Seed = w.point, w.belief.Set, &seed
			if s, err = a.loadWith(src, opts); err != nil {
				return nil, nil, err
			}
		}
		played, own, err := a.launched(ctx, s, w.name(base), k, stageOf(k, len(worlds)), k == 0 || base.Beliefs != nil, o)
		if err != nil {
			return nil, nil, err
		}
		if own != nil {
			short = append(short, *own)
		}
		for _, l := range played {
			l.Weigh(w.belief.Weight)
		}
		all = append(all, played...)
	}
	return all, short, nil
}

// stageOf names a market in progress; empty where there is one.
func stageOf(market, markets int) string {
	if markets == 1 {
		return ""
	}
	return fmt.Sprintf("market %d of %d", market+1, markets)
}

// seedOf is the seed of a market, the file's own for the first. Each has its own Pinners and campaigns, so that what is learned in the others knows nothing of a market's luck.
func seedOf(seed uint64, market int) uint64 {
	if market == 0 {
		return seed
	}
	return uint64(rng.Root(seed, 0).Named("markets of a horizon").With(uint64(market))) >> 12
}

// world is a market that launches are played in.
type world struct {
	belief tune.Belief // without a name: what the file says
	point  []string    // of the sweep
}

// worldsOf are all beliefs at all points of a sweep, the first belief at the first point first.
func worldsOf(s *scenarios.Scenario) (out []world) {
	beliefs, points := s.Beliefs, 1
	if beliefs == nil {
		beliefs = []tune.Belief{{Weight: 1}}
	}
	if s.Sweep != nil {
		points = s.Sweep.N
	}
	for _, b := range beliefs {
		for k := range points {
			w := world{belief: b}
			if s.Sweep != nil {
				w.point = s.Sweep.Setting(k)
			}
			out = append(out, w)
		}
	}
	return out
}

// name tells the market from the others.
func (w *world) name(base *scenarios.Scenario) string {
	parts := w.point
	if w.belief.Name != "" {
		parts = append([]string{w.belief.Name}, parts...)
	}
	if len(parts) == 0 {
		return base.Name
	}
	return strings.Join(parts, ", ")
}

// namesOf says what names of markets mean: of each belief what it sets, and of each axis of a sweep what varies.
func namesOf(s *scenarios.Scenario) []horizon.Name {
	out := []horizon.Name{}
	for _, b := range s.Beliefs {
		for _, setting := range b.Set {
			path, value, _ := strings.Cut(setting, "=")
			out = append(out, horizon.Name{Name: b.Name, Sets: path + ": " + value, Means: s.Meaning(path)})
		}
		if len(b.Set) == 0 {
			out = append(out, horizon.Name{Name: b.Name, Means: "the file as it stands"})
		}
	}
	if s.Sweep != nil {
		for _, axis := range s.Sweep.Axes {
			out = append(out, horizon.Name{Name: axis.Path[strings.LastIndex(axis.Path, ".")+1:], Sets: axis.Path + ": " + axis.Values(), Means: s.Meaning(axis.Path)})
		}
	}
	return out
}

// noiseOf reads the noise of a programme; 0 where none is asked for.
func noiseOf(text string) (float64, error) {
	if text == "" {
		return 0, nil
	}
	x, err := strconv.ParseFloat(strings.TrimSuffix(text, "%"), 64)
	if err != nil || !strings.HasSuffix(text, "%") || !(x > 0 && x <= 100) {
		return 0, usage("write --programme 1%", "`%s` is not a standard error", text)
	}
	return x / 100, nil
}

// launched simulates one market; its arms are the launches. The biases of a short test are told of the first, where they are asked for.
func (a *app) launched(ctx context.Context, s *scenarios.Scenario, name string, market int, stage string, biases bool, o *horizonFlags) (out []*horizon.Launch, short *shortRun, err error) {
	played := s.Spec
	if biases {
		if err := a.affordLive(s.Spec); err != nil {
			return nil, nil, err
		}
		played = withAgain(s.Spec)
	}
	if err := a.afford(played); err != nil {
		return nil, nil, err
	}
	all, err := a.simulate(ctx, played, a.workers(o.jobs), o.progress, stage)
	if err != nil {
		return nil, nil, err
	}
	for k := 1; k < len(played.Arms); k++ {
		arm := &played.Arms[k]
		l, err := horizon.Collect(name, market, k, arm.Name, all, k, arm.Versus, &s.Axes)
		if err != nil {
			return nil, nil, err
		}
		out = append(out, l)
	}
	if !biases {
		return out, nil, nil
	}
	short = &shortRun{launch: out[0]}
	if n := len(s.Spec.Arms) - 1; len(out) > n {
		short.again, out = out[n], out[:n]
	}
	short.live, err = a.liveTests(ctx, s, stage, o)
	return out, short, err
}

func (a *app) writeHorizon(ctx context.Context, s *scenarios.Scenario, r *horizon.Report, o *horizonFlags) error {
	asJSON := func(w io.Writer) error {
		return writeJSON(w, r, "  ", true)
	}
	in := &reports.Input{Scenario: s.Name, Question: s.Question, Hash: s.Hash, Seed: s.Spec.Seed, Version: version(), RunID: newRecord(s).RunID}
	drawn := figures.HorizonPicture(r, in, s.Quick, a.Figures)
	all := fileSet{s.Name + ".json": asJSON, s.Name + ".md": func(w io.Writer) error { return horizon.WritePage(w, r) },
		s.Name + ".csv":           func(w io.Writer) error { return horizon.WriteCSV(w, r) },
		s.Name + ".short_run.csv": func(w io.Writer) error { return horizon.WriteShortRun(w, r) },
		s.Name + ".beliefs.csv":   func(w io.Writer) error { return horizon.WriteBeliefs(w, r) },
		s.Name + ".weekly.csv":    func(w io.Writer) error { return horizon.WriteWeekly(w, r) },
		s.Name + ".tests.csv":     func(w io.Writer) error { return horizon.WriteTests(w, r) },
		s.Name + ".png":           drawn.Write}
	var sums *figures.Picture
	if p := r.Programme; p != nil {
		picture := figures.ProgrammePicture(r, in, s.Quick, a.Figures)
		sums = &picture
		all[s.Name+".programme.png"], all[s.Name+".programme.csv"] = sums.Write, func(w io.Writer) error { return horizon.WriteProgramme(w, p) }
	}
	all[s.Name+".html"] = func(w io.Writer) error { return pages.WriteHorizon(w, in, r, s.Quick, drawn, sums) }
	if err := a.writeSet(ctx, o.out, s.Name, all, s.Name+".programme.png", s.Name+".programme.csv"); err != nil {
		return err
	}
	if o.format == "json" {
		return asJSON(a.Stdout)
	}
	_, err := io.WriteString(a.Stdout, horizonText(r, a.width(a.Stdout))+filepath.Join(o.out, s.Name)+".html\n")
	return err
}
