package scenarios

import (
	"math"
	"reflect"
	"slices"

	"marketsim/scenarios/data"
	"marketsim/scenarios/schema"
	"marketsim/sim/ask"
	"marketsim/sim/dist"
	"marketsim/sim/experiment"
	"marketsim/sim/results"
	"marketsim/sim/spec"
	"marketsim/sim/tune"
)

// compiler turns a decoded file into a spec.Spec and collects what is wrong across fields.
type compiler struct {
	doc           *schema.Document
	file          *file
	access        data.Access // where data files may lie
	ds            schema.Diagnostics
	opened        []string                 // paths of the data files read, here and in arms
	data          []byte                   // digests of the data files read, for the hash
	rows          map[string][]row         // campaign files read
	drawn         map[string][]spec.Member // campaigns of groups that state a count
	roomy         bool                     // there is room for the campaigns of all groups
	crowded       bool                     // there are more than mostDrawn
	made          int                      // parts of campaigns: ad groups, and segments that are paced by themselves, over all markets
	half          bool                     // the file has mistakes already: see further
	values        *schema.Document         // see resolved
	ofFile, ofArm int                      // mistakes found before the first arm, and before the arm at hand
	outer         *compiler                // of the file that an arm changes; nil for the file itself
	notes         []string                 // how data files were understood

	quick     bool          // windows of checks shrink with the horizon
	questions ask.Questions // what the scenario asks of its results
	points    *Sweep        // that the scenario states
	levels    int           // values of its axes so far
	point     bool          // one of its points is compiled
	free      *tune.Plan    // parameters to calibrate
	search    *tune.Plan    // that the scenario states
	believing []tune.Belief // what may be true
	candidate *Candidate    // of a search that is compiled; nil for a scenario as it stands
	trials    []experiment.Experiment
	locals    map[moved]*experiment.Local // perturbations of tests
}

func (c *compiler) fail(path, code, help, format string, args ...any) {
	if c.sound(path) {
		c.tell(path, code, help, format, args...)
	}
}

// tell is fail for what is wrong whatever else the file says.
func (c *compiler) tell(path, code, help, format string, args ...any) {
	c.ds = append(c.ds, c.doc.Errorf(path, code, help, format, args...)...)
}

func (c *compiler) failKey(path, code, help, format string, args ...any) {
	if c.sound(path) {
		c.ds = append(c.ds, c.doc.KeyErrorf(path, code, help, format, args...)...)
	}
}

func (c *compiler) compile(asked []string) (*spec.Spec, results.Axes) {
	f := c.file
	c.rows, c.drawn = map[string][]row{}, map[string][]spec.Member{}
	run := &spec.Spec{
		Name: f.Name, Seed: f.Run.Seed, Replications: f.Run.Replications.most(), Warmup: spec.Time(f.Run.Warmup), Horizon: spec.Time(f.Run.Horizon),
		Lag: spec.Time(f.Run.Lag), Delay: spec.Time(f.Run.Delay), Scale: f.Run.Scale, Independent: f.Run.Randomness == "independent",
		FixPinners: !slices.Contains(f.Run.Redraw, "pinners"), FixCampaigns: !slices.Contains(f.Run.Redraw, "campaigns"),
		PerWorld: f.Run.PerWorld,
	}
	c.times()
	c.worlds()
	run.Population = c.population()
	c.replay(run)
	control := c.market(&run.Population)
	run.Arms = []spec.Arm{{Name: "control", Phases: []spec.Phase{{Market: control}}}}
	if c.candidate == nil {
		c.arms(run, control, asked)
	} else {
		c.only(run, control)
	}
	c.limits(run)
	axes := results.Axes{}
	for _, s := range f.Market.Pinners.Segments {
		axes.Segments = append(axes.Segments, s.Name)
	}
	for _, s := range f.Market.Surfaces {
		axes.Surfaces = append(axes.Surfaces, s.Name)
	}
	for _, g := range f.Market.Campaigns.Groups {
		axes.Groups = append(axes.Groups, g.Name)
	}
	c.record(run)
	if !c.point { // its own sweep says nothing of a point
		c.points = c.sweep()
	}
	c.trials = c.experiments(run)
	asks := &asker{compiler: c, spec: run, axes: &axes, asked: asked}
	c.questions = asks.compile()
	c.believing = asks.beliefs()
	c.search, c.free = asks.tune(), asks.calibrate()
	return run, axes
}

func (c *compiler) times() {
	r := &c.file.Run
	for path, t := range map[string]int64{"run.warmup": r.Warmup, "run.horizon": r.Horizon} {
		if t%int64(spec.Day) != 0 {
			c.fail(path, "E205", "round it to days, such as 14d", "this is not a whole number of days")
		}
	}
	if r.Warmup > r.Horizon {
		c.fail("run.warmup", "E205", "shorten the warm-up or lengthen run.horizon", "the warm-up is longer than the horizon: more would be thrown away than measured")
	}
}

// population compiles who may visit. It is exogenous: arms cannot change it.
func (c *compiler) population() spec.Population {
	p := &c.file.Market.Pinners
	scale := c.file.Run.Scale
	out := spec.Population{
		Count: int(math.Round(float64(p.Count) * scale)), Arrivals: p.Arrivals * scale, Departure: p.Departures, Envelope: p.Envelope, Regular: p.Process == "regular",
		Rhythm: c.rhythm(&p.Rhythm), Requests: p.Requests, Dwell: seconds(p.Dwell), Interests: c.interests(&p.Interests),
	}
	total := 0.0
	for i := range p.Segments {
		s := &p.Segments[i]
		out.Segments = append(out.Segments, spec.Segment{Name: s.Name, Share: s.Share, SessionsPerDay: s.Sessions, Sensitivity: s.Sensitivity, Attributes: out.Named(s.Attributes), Daily: c.hours(s)})
		total += s.Share
	}
	if p.Cohorts != nil {
		if *p.Cohorts%int64(spec.Day) != 0 {
			c.fail("market.pinners.cohorts", "E205", "round it to days, such as 28d", "this is not a whole number of days")
		}
		out.Cohorts = spec.Time(*p.Cohorts)
		if n := c.file.Run.Horizon / *p.Cohorts; n > maxCohorts {
			c.fail("market.pinners.cohorts", "E207", "lengthen the period", "this makes %d cohorts; at most %d are followed", n, maxCohorts)
		}
	}
	c.adds("market.pinners.segments", "segments", total, len(p.Segments))
	if len(p.Segments) > 255 {
		c.fail("market.pinners.segments", "E207", "merge some", "%d segments; at most 255 are kept apart", len(p.Segments))
	}
	total = 0
	for _, s := range c.file.Market.Surfaces {
		out.Surfaces = append(out.Surfaces, s.Value.Share)
		total += s.Value.Share
	}
	c.adds("market.surfaces", "surfaces", total, len(out.Surfaces))
	c.room(&out)
	return out
}

// hours is the day of a segment of its own; nil: that of the rhythm.
func (c *compiler) hours(s *segment) []float64 {
	if len(s.Hours) == 0 {
		return nil
	}
	path := "market.pinners.segments." + s.Name + ".hours"
	day := normalised(s.Hours)
	switch {
	case day == nil:
		c.fail(path, "E207", "write at least one positive rate", "all rates are 0")
	case c.file.Market.Pinners.Process == "regular":
		c.fail(path, "E207", "use session_process: poisson", "sessions at equal intervals have no hours")
	}
	return day
}

// maxCohorts keeps results small: each cohort has a row a day.
const maxCohorts = 400

// seconds turns a distribution of microseconds into one of seconds; a constant 0 becomes nil, no time at all.
func seconds(d dist.Dist) dist.Dist {
	if k, ok := d.(*dist.Constant); ok && k.Value == 0 {
		return nil
	}
	return &dist.Scaled{Of: d, By: 1e-6}
}

func (c *compiler) adds(path, what string, total float64, n int) {
	if n == 0 {
		c.fail(path, "E201", "list at least one", "there are no %s", what)
		return
	}
	if math.Abs(total-1) > 1e-9 {
		c.fail(path, "E201", "change them so that they add up to 100%", "the shares of %s add up to %.6g%%, not 100%%", what, total*100)
	}
}

func (c *compiler) interests(in *interests) spec.Interests {
	out := spec.Interests{Dimensions: in.Dimensions, Constant: in.Intercept, PerRequest: in.Redraw == "request", Focus: in.Focus}
	if in.Dimensions == 0 {
		return out
	}
	if len(in.Shares) > 0 {
		total := 0.0
		for _, s := range in.Shares {
			out.Topics, out.Shares = append(out.Topics, s.Name), append(out.Shares, s.Value)
			total += s.Value
		}
		c.adds("market.pinners.interests.shares", "topics", total, len(in.Shares))
		return out
	}
	for i := range in.Topics {
		out.Topics, out.Shares = append(out.Topics, topicName(i)), append(out.Shares, 1/float64(in.Topics))
	}
	return out
}

// Named curves of the day, by hour. They are shapes, not data of any platform: quiet nights, and a peak in the evening or
// around noon.
var curves = map[string][]float64{
	"evening_peak": {0.55, 0.35, 0.25, 0.2, 0.2, 0.3, 0.5, 0.75, 0.9, 0.95, 1, 1.05, 1.15, 1.15, 1.1, 1.1, 1.15, 1.25, 1.45, 1.7, 1.9, 1.9, 1.6, 1.05},
	"office_hours": {0.2, 0.15, 0.1, 0.1, 0.15, 0.3, 0.6, 1, 1.5, 1.8, 1.9, 1.9, 2, 1.9, 1.8, 1.7, 1.6, 1.3, 1, 0.9, 0.8, 0.7, 0.5, 0.3},
}

func (c *compiler) rhythm(r *rhythm) spec.Rhythm {
	out := spec.Rhythm{Amplitude: r.Sine, Peak: spec.Time(r.Peak), Yearly: r.Yearly, HighDay: float64(r.HighDay) / float64(spec.Day)}
	if h := curves[r.Daily]; h != nil {
		out.Daily = normalised(h)
	}
	if len(r.Hours) > 0 {
		if out.Daily = normalised(r.Hours); out.Daily == nil {
			c.fail("market.pinners.rhythm.hours", "E207", "write at least one positive rate", "all rates are 0")
		}
	}
	if n := len(r.Weekly); n > 0 {
		week := normalised(r.Weekly)
		if n != 7 || week == nil {
			c.fail("market.pinners.rhythm.weekly", "E207", "write seven rates, not all 0", "a week has %s here, not 7 of which one is positive", schema.Count(n, "rate"))
			return out
		}
		copy(out.Weekly[:], week)
	}
	for i := range r.Occasions {
		o := &r.Occasions[i]
		out.Occasions = append(out.Occasions, spec.Occasion{From: spec.Time(o.Start), To: spec.Time(o.Start) + spec.Time(o.Length), Factor: o.Factor})
	}
	c.occasions(r)
	return out
}

// occasions refuses occasions that could not change anything.
func (c *compiler) occasions(r *rhythm) {
	p := &c.file.Market.Pinners
	for i := range r.Occasions {
		o := &r.Occasions[i]
		path := "market.pinners.rhythm.occasions." + o.Name
		switch {
		case o.Start >= c.file.Run.Horizon:
			c.fail(path+".start", "E205", "begin before run.horizon", "the occasion begins after the horizon")
		case p.Process == "regular":
			c.fail(path, "E207", "use session_process: poisson", "sessions at equal intervals have no occasions")
		}
	}
}

// normalised scales rates to mean 1; nil when they are all 0.
func normalised(rates []float64) []float64 {
	sum := 0.0
	for _, r := range rates {
		sum += r
	}
	if sum == 0 {
		return nil
	}
	out := make([]float64, len(rates))
	for i, r := range rates {
		out[i] = r * float64(len(rates)) / sum
	}
	return out
}

// market compiles everything that an arm may change.
func (c *compiler) market(pop *spec.Population) *spec.Market {
	f := c.file
	p, m := &f.Market.Pinners, &f.Mechanism
	out := &spec.Market{
		Economy: spec.Economy{
			Fatigue: spec.Fatigue{PerAd: p.Fatigue.PerAd, HalfLife: spec.Time(p.Fatigue.HalfLife), Effect: p.Fatigue.Effect}, Regime: p.LongRun,
			Organic:     spec.Organic{SaveRate: f.Market.Organic.Save, ClickRate: f.Market.Organic.Click},
			Leave:       spec.Leave{Base: p.Leave.PerRequest, PerFatigue: p.Leave.PerFatigue, HideRate: p.HideRate},
			Conversions: spec.ConversionDelay{Delay: seconds(f.Market.Campaigns.ConversionRate.Delay), Window: spec.Time(f.Market.Campaigns.ConversionRate.Window)},
			Expected:    f.Run.Outcomes == "expected", Memory: p.History,
		},
		Platform: spec.Platform{
			Prediction: spec.Prediction{CTR: f.Market.Prediction.CTR, CVR: f.Market.Prediction.CVR, LogLoss: f.Market.Prediction.LogLoss},
			Mechanism:  m.Auction, SessionCap: m.AdLoad.PerSession, BillViewed: m.BillOn == "viewed",
			Candidates: m.Candidates, Participants: m.Participants,
			PacingInterval: spec.Time(m.Interval), Allocation: allocations[m.Allocation],
		},
	}
	if x, ok := out.Regime.(interface{ Mistake() (what, help string) }); ok {
		if what, help := x.Mistake(); what != "" {
			c.fail("market.pinners.long_run", "E207", help, "%s", what)
		}
	}
	if x, ok := out.Regime.(spec.Anchored); ok && x.Open() && f.Run.Warmup == 0 {
		c.fail("market.pinners.long_run", "E207", "state it, or set run.warmup, from whose last week it is taken", "the reference of the long-run model is left out, and there is no warm-up that shows it")
	}
	c.forecast(out)
	for _, s := range f.Market.Surfaces {
		out.Surfaces = append(out.Surfaces, c.surface(s.Name, &s.Value))
	}
	c.policy(out)
	c.groups(out, pop)
	c.predictions(out)
	return out
}

// predictions checks models that learn: of what they learn, and of which groups.
func (c *compiler) predictions(out *spec.Market) {
	if _, learns := out.Prediction.CVR.New(&spec.AdCatalogue{}).(spec.Learner); learns {
		c.fail("market.prediction.cvr", "E207", "use noisy, additive, miscalibrated or oracle", "this model learns from clicks, which come at once; conversions come late, and it does not learn from them")
	}
	m, ok := out.Prediction.CTR.(interface{ Of() []string })
	if !ok {
		return
	}
	var names []string
	for i := range out.Groups {
		names = append(names, out.Groups[i].Name)
	}
	for _, name := range m.Of() {
		if !contains(names, name) {
			c.fail("market.prediction.ctr", "E202", schema.Suggest(name, names), "there is no group named `%s`", name)
		}
	}
}

// sameWorld tells whether two files agree in everything that all arms share, the names of surfaces and groups included.
func sameWorld(a, b *file) bool {
	x, y := a.Market.Pinners, b.Market.Pinners
	y.Fatigue, y.LongRun, y.Leave, y.HideRate = x.Fatigue, x.LongRun, x.Leave, x.HideRate
	return a.Market.Preset == b.Market.Preset && reflect.DeepEqual(a.Run, b.Run) && reflect.DeepEqual(x, y) &&
		slices.Equal(surfaceNames(a), surfaceNames(b)) && slices.Equal(groupNames(a), groupNames(b)) && sameShares(a, b)
}

func groupNames(f *file) (names []string) {
	for _, g := range f.Market.Campaigns.Groups {
		names = append(names, g.Name)
	}
	return names
}

func sameShares(a, b *file) bool {
	for i := range a.Market.Surfaces {
		if a.Market.Surfaces[i].Value.Share != b.Market.Surfaces[i].Value.Share {
			return false
		}
	}
	return true
}
