package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"marketsim/scenarios/schema"
	"marketsim/sim/ask"
	"marketsim/sim/results"
	"marketsim/sim/spec"
	"marketsim/sim/tune"
)

// tuning is what the file says of a search for a good setting.
type tuning struct {
	Levers     schema.Named[schema.Raw] `key:"levers" doc:"keys that may be set: path to a list of choices, or to {from: ..., to: ...} in one unit, of whole numbers where the key takes only these, and with scale: log in equal ratios; schedule.start, schedule.ramp and schedule.stop are when the settings hold, as of an arm"`
	Maximise   *goal                    `key:"maximise" doc:"the objective, where more is better"`
	Minimise   *goal                    `key:"minimise" doc:"the objective, where less is better; in place of maximise"`
	Strategies []string                 `key:"strategies" doc:"arms to compare with the settings: what they set, with their start, ramp and stop"`
	TradeOff   []goal                   `key:"trade_off" doc:"one or two further objectives, each in its own direction: the answer is then the settings that no other beats in all of them (the Pareto front), and its knee"`
	SubjectTo  []limit                  `key:"subject_to" doc:"what a setting has to keep"`
	Horizons   []int64                  `key:"horizons" unit:"time" range:"[1d, 36500d]" doc:"also find the best setting for the first so many days, whole days below run.horizon, and what each loses at the others"`
	Budget     tuningBudget             `key:"budget" doc:"how much is simulated"`
	Promise    promise                  `key:"promise" doc:"with which probability the best is selected"`
}

type goal struct {
	Metric string `key:"metric" doc:"name of a metric, registered or of this scenario's own"`
	where
	Window   string  `key:"window" default:"all" doc:"days that count: all, first 14d, last 28d, or from 7d to 21d; of a shorter horizon its last days, and so on"`
	Discount float64 `key:"discount" unit:"%" default:"0%" range:"[0%, 99%]" doc:"per day: day d counts (1 - discount)^d; for metrics that add up over days, and the window all"`
}

// Short lets a metric's name stand for a goal.
func (goal) Short() string { return "metric" }

type limit struct {
	Metric string `key:"metric" doc:"name of a metric, registered or of this scenario's own"`
	where
	Window     string  `key:"window" default:"all" doc:"days that count: all, first 14d, last 28d, or from 7d to 21d"`
	Require    string  `key:"require" doc:"what must hold: change, difference or value, then >= or <=, then a number, such as change >= -0.5%. change and difference are against the market as it stands, paired by replication"`
	Confidence float64 `key:"confidence" unit:"%" default:"95%" range:"[50%, 100%)" doc:"one-sided, that it holds"`
}

type tuningBudget struct {
	Runs    int `key:"runs" default:"200" range:"[10, 1_000_000]" doc:"replications of settings that are simulated, besides the confirmation and the last selection"`
	Start   int `key:"start" default:"0" range:"[0, 10_000]" doc:"settings that fill the space at first; 0: four and four for each lever"`
	Confirm int `key:"confirm" default:"0" range:"[0, 100_000]" doc:"replications on fresh random numbers of the winner and of the market as it stands; 0: twice run.replications"`
}

type promise struct {
	Probability  float64 `key:"probability" unit:"%" default:"95%" range:"[50%, 100%)" doc:"of selecting the best of the finalists, or one within the indifference of it"`
	Indifference float64 `key:"indifference" unit:"%" default:"0.1%" range:"(0%, 100%]" doc:"difference of the objective, relative to the market as it stands, that does not matter"`
}

// tune compiles the search; nil when the file states none.
func (a *asker) tune() *tune.Plan {
	f := &a.file.Tune
	if len(f.Levers) == 0 && len(f.Strategies) == 0 {
		if f.Maximise != nil || f.Minimise != nil || len(f.SubjectTo) > 0 {
			a.fail("tune", "E102", "name what may be set: `levers: {mechanism.reserve: {from: 0 USD, to: 0.50 USD}}`", "the search has no levers and no strategies")
		}
		return nil
	}
	t := &tune.Plan{Runs: f.Budget.Runs, Start: f.Budget.Start, Confirm: f.Budget.Confirm, Probability: f.Promise.Probability, Indifference: f.Promise.Indifference}
	before := len(a.ds)
	for _, l := range f.Levers {
		a.lever(t, l.Name, l.Value)
	}
	switch {
	case (f.Maximise == nil) == (f.Minimise == nil):
		a.fail("tune", "E204", "write `maximise: revenue`, or minimise, and further ones under trade_off", "a search has one objective")
	case f.Maximise != nil:
		a.goal(t, "tune.maximise", f.Maximise, false)
	default:
		a.goal(t, "tune.minimise", f.Minimise, true)
	}
	for i := range f.TradeOff {
		a.goal(t, fmt.Sprintf("tune.trade_off.%d", i), &f.TradeOff[i], a.lower(f.TradeOff[i].Metric))
	}
	if len(f.TradeOff) > 2 {
		a.fail("tune.trade_off", "E207", "make the rest constraints, under subject_to", "a front has at most three objectives")
	}
	for i := range f.SubjectTo {
		a.limit(t, fmt.Sprintf("tune.subject_to.%d", i), &f.SubjectTo[i])
	}
	a.horizons(t, f.Horizons)
	a.strategies(t)
	a.ramps(t)
	t.Beliefs = a.believing
	if t.Start == 0 {
		t.Start = 4 + 4*len(t.Levers)
	}
	if len(a.ds) > before {
		return nil
	}
	return t
}

// lever reads one lever and tries its values.
func (a *asker) lever(t *tune.Plan, path string, value schema.Raw) {
	at := "tune.levers." + path
	l, ok := a.rangeOf(at, path, value)
	if !ok {
		return
	}
	base, _ := a.written(path)
	if l.When = strings.HasPrefix(path, schedule); l.When {
		base = "0d"
	}
	t.Levers, t.Base = append(t.Levers, l), append(t.Base, base)
	t.Whole = t.Whole || !l.When && a.setsShared(&arm{Set: schema.Named[schema.Raw]{{Name: path, Value: value}}}) != ""
}

// rangeOf reads the values that a key may take: a list, or from and to.
func (c *compiler) rangeOf(at, path string, value schema.Raw) (l tune.Lever, ok bool) {
	for _, key := range fixed {
		if path == key || strings.HasPrefix(path, key+".") {
			c.fail(at, "E204", "name something of market, mechanism or the rest of run", "all settings of a search share `%s`", key)
			return l, false
		}
	}
	if !c.settable(at, path) {
		return l, false
	}
	l = tune.Lever{Path: path, Kind: tune.Continuous}
	list, fields := schema.Flow(value)
	if choices, given := fields.Get("choices"); given {
		list, _ = schema.Flow(schema.Raw{Text: choices})
		fields = nil
	}
	var tried []string
	if len(fields) > 0 {
		if l, ok = c.ends(at, l, fields); !ok {
			return l, false
		}
		tried = []string{tune.Amount(l.Lo, l.Unit), tune.Amount(l.Hi, l.Unit)}
	} else {
		if len(list) < 2 {
			c.fail(at, "E103", "write [gsp, vcg] or {from: 0 USD, to: 0.50 USD}", "a lever needs two values or more")
			return l, false
		}
		l.Kind, l.Choices, tried = tune.Choice, list, list
	}
	for _, v := range tried {
		if ds := c.tryValue(path, v); ds.HasErrors() {
			first := ds.First()
			c.fail(at, first.Code, first.Help, "with %s: %s", v, first.Message)
			return l, false
		}
	}
	if l.Kind == tune.Continuous && c.needsWhole(&Axis{Path: path, Unit: l.Unit, Levels: tried}) {
		l.Kind = tune.Whole
	}
	if l.Kind != tune.Choice {
		below, above := l.Beyond()
		l.Least, l.Most = c.tryValue(path, below).HasErrors(), c.tryValue(path, above).HasErrors()
	}
	return l, true
}

// ends reads from, to and scale.
func (c *compiler) ends(at string, l tune.Lever, fields schema.Named[string]) (tune.Lever, bool) {
	known := []string{"from", "to", "scale", "choices"}
	ends := map[string]float64{}
	for _, f := range fields {
		switch {
		case !slices.Contains(known, f.Name):
			c.fail(at, "E101", schema.Suggest(f.Name, known), "unknown key `%s` in a lever", f.Name)
			return l, false
		case f.Name == "scale" && f.Value != "log" && f.Value != "linear":
			c.fail(at, "E106", "write linear or log", "`%s` is not a scale", f.Value)
			return l, false
		case f.Name == "scale":
			l.Log = f.Value == "log"
			continue
		}
		x, unit, ok := schema.Number(f.Value)
		switch {
		case !ok:
			c.fail(at, "E103", "write a number with its unit, or a list of values", "`%s: %s` is not a number", f.Name, f.Value)
			return l, false
		case x != 0 && l.Unit != "" && unit != l.Unit:
			c.fail(at, "E105", "write from and to in one unit", "`%s: %s` is in another unit than the rest", f.Name, f.Value)
			return l, false
		case unit != "":
			l.Unit = unit
		}
		ends[f.Name] = x
	}
	from, hasFrom := ends["from"]
	to, hasTo := ends["to"]
	switch {
	case !hasFrom || !hasTo || !(to > from):
		c.fail(at, "E105", "write from below to", "a lever runs from one number up to another")
	case l.Log && from <= 0:
		c.fail(at, "E105", "begin above 0, or leave `scale: log` out", "equal ratios need numbers above 0")
	default:
		l.Lo, l.Hi = from, to
		return l, true
	}
	return l, false
}

// written is the value of a key in the resolved file.
func (c *compiler) written(path string) (string, bool) {
	if text, ok := c.doc.Text(path); ok {
		return text, true
	}
	return c.standing(path)
}

// standing is the value of a key in the resolved file: of a part its kind, of a key that differs by place or segment the one of all.
func (c *compiler) standing(path string) (string, bool) {
	doc := c.resolved()
	if doc == nil {
		return "", false
	}
	for _, at := range []string{path, path + "." + schema.All, allOf(path), path + ".kind"} {
		if text, ok := doc.Text(at); ok {
			return text, true
		}
	}
	return "", false
}

// lower tells whether a metric is better when it is lower.
func (a *asker) lower(metric string) bool {
	if m, ok := results.LookupMetric(metric); ok {
		return m.Better == results.Lower
	}
	own := a.own(metric)
	return own != nil && own.Better == "lower"
}

// additive tells whether a metric adds up over days.
func additive(metric string) bool {
	m, ok := results.LookupMetric(metric)
	return ok && m.Additive()
}

func (a *asker) goal(t *tune.Plan, path string, g *goal, low bool) {
	out := tune.Goal{Term: ask.Term{Metric: g.Metric, Where: g.where.named()}, Discount: g.Discount, Low: low}
	var ok bool
	if out.Unit, ok = a.measure(path, g.Metric, g.Window, out.Where, &out.Window); !ok {
		return
	}
	if g.Discount > 0 && (!additive(g.Metric) || g.Window != "all") {
		a.fail(path+".discount", "E208", "take revenue or another sum over days, over all days, or leave discount out", "`%s` over `%s` cannot be discounted by day", g.Metric, g.Window)
		return
	}
	t.Goals = append(t.Goals, out)
}

func (a *asker) limit(t *tune.Plan, path string, l *limit) {
	out := tune.Limit{Term: ask.Term{Metric: l.Metric, Where: l.where.named()}, Require: l.Require, Confidence: l.Confidence}
	var ok bool
	if out.Unit, ok = a.measure(path, l.Metric, l.Window, out.Where, &out.Window); !ok || !a.require(path+".require", l.Require, out.Unit, &out.Rule) {
		return
	}
	if out.Rule.Op == ">" || out.Rule.Op == "<" {
		out.Rule.Op += "="
	}
	t.Limits = append(t.Limits, out)
}

// measure verifies a metric with its part and window, as for a check, and tells its unit.
func (a *asker) measure(path, metric, window string, w ask.Where, days *ask.Window) (unit string, ok bool) {
	found, _ := results.LookupMetric(metric)
	own := a.own(metric)
	if found == nil && own == nil {
		a.fail(path+".metric", "E202", suggestMetric(metric, a.out.Metrics), "there is no metric named `%s`", metric)
		return "", false
	}
	ok = a.part(path, w, found)
	ok = a.measured(path+".metric", found, own) && ok
	ok = a.window(path+".window", window, found, days) && ok
	return unitOf(found, own), ok
}

// horizons reads the further horizons, and adds the scenario's own.
func (a *asker) horizons(t *tune.Plan, list []int64) {
	days := int(a.spec.Horizon / spec.Day)
	for i, h := range list {
		d := int(h / int64(spec.Day))
		switch {
		case h%int64(spec.Day) != 0:
			a.fail("tune.horizons", "E205", "round it to days, such as 14d", "a horizon is not a whole number of days")
		case a.quick && d >= days:
			continue
		case d > days || i > 0 && h <= list[i-1]:
			a.fail("tune.horizons", "E205", "let them rise, up to run.horizon", "horizons of a search rise and lie within run.horizon")
		}
		if d < days {
			t.Horizons = append(t.Horizons, d)
		}
	}
	t.Horizons = append(t.Horizons, days)
}

// Candidate is a setting of a search. Its market is the only arm, named tuned: control through the warm-up, and the setting from day 0 on. A whole
// setting holds from the beginning of the warm-up.
type Candidate struct {
	Set   []string // "path=value"; none is the market as it stands
	Whole bool
	Arm   string // of the scenario, in place of a setting; empty: none
	Days  int    // only the first so many days, without a warm-up and before anybody reacts; 0: the horizon
}

// schedule begins the paths of levers that say when a setting holds.
const schedule = "schedule."

// only leaves of a file what one setting of a search needs.
func (f *file) only(s *Candidate) {
	most := f.Run.Replications.most()
	f.Run.Replications = replications{Count: &most}
	arms := f.Arms
	f.Arms, f.Experiments, f.Sweep, f.Report = nil, nil, sweep{Design: "grid"}, report{}
	f.Tune, f.Beliefs, f.Calibrate = tuning{}, nil, calibrating{}
	f.Checks.List, f.Checks.Ship = nil, nil
	if s.Days > 0 {
		f.firstDays(s.Days)
	}
	for _, a := range arms {
		if a.Name == s.Arm && s.Arm != "" {
			a.Value.Versus = "control"
			f.Arms = schema.Named[arm]{{Name: tuned, Value: a.Value}}
		}
	}
	if s.Whole || len(s.Set) == 0 {
		return
	}
	a := arm{Versus: "control"}
	for _, set := range s.Set {
		path, value, _ := strings.Cut(set, "=")
		if key, is := strings.CutPrefix(path, schedule); is {
			f.scheduled(&a, key, value)
			continue
		}
		a.Set = append(a.Set, schema.Entry[schema.Raw]{Name: path, Value: schema.Raw{Text: value}})
	}
	f.Arms = schema.Named[arm]{{Name: tuned, Value: a}}
}

// firstDays leaves of a file its first days, without a warm-up: what would refer to that, or happens later, is left out.
func (f *file) firstDays(days int) {
	f.Run.Warmup, f.Run.Horizon = 0, int64(days)*int64(spec.Day)
	r := &f.Market.Pinners.Rhythm
	r.Occasions = slices.DeleteFunc(r.Occasions, func(o occasion) bool { return o.Start >= f.Run.Horizon })
	for i := range f.Market.Campaigns.Groups {
		g := &f.Market.Campaigns.Groups[i]
		if g.Review = nil; g.Arrivals != nil {
			steady := *g.Arrivals
			steady.Elasticity = 0
			g.Arrivals = &steady
		}
	}
}

// tuned is the name of the arm of a setting.
const tuned = "tuned"

// only compiles the one arm of a setting.
func (c *compiler) only(run *spec.Spec, control *spec.Market) {
	c.ofFile, c.ofArm = len(c.ds), len(c.ds)
	one := spec.Arm{Name: tuned, Stop: spec.Never, Phases: []spec.Phase{{Market: control}}}
	if len(c.file.Arms) > 0 {
		a := &c.file.Arms[0].Value
		phases := c.phases("arms."+tuned, a, run, control)
		if phases == nil {
			return
		}
		if a.Start == 0 {
			phases = append(one.Phases, phases...)
		}
		one.Change, one.Phases, one.Start, one.Stop = changeOf(a), phases, spec.Time(a.Start), stopOf(a)
	}
	run.Arms = []spec.Arm{one}
}
