package tuning

import (
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/stat"

	"marketsim/sim/tune"
)

// TestDays is how long a test is that should tell beliefs apart at most, in days.
const TestDays = 28

// Lengths are how long such a test may be within a horizon: a quarter and half of its longest, and that.
func Lengths(horizon int) (days []int) {
	longest := min(TestDays, horizon)
	for _, d := range []int{max(1, longest/4), max(1, longest/2), longest} {
		if !slices.Contains(days, d) {
			days = append(days, d)
		}
	}
	return days
}

// Compared is a strategy that is compared over beliefs.
type Compared struct {
	Candidate *tune.Candidate // as the search saw it
	Fresh     *tune.Candidate // on fresh random numbers
	Shown     [][][][]float64 // what a test of it would show, by belief, length, metric of TestMetrics and replication
	Brought   [][][]float64   // the objective of these first days, by belief, length and replication
}

// Decision is a decision over beliefs, on fresh random numbers. Values are in the objective's unit and direction; regrets and worths are at least 0 but for chance.
type Decision struct {
	Beliefs      []tune.Belief `json:"beliefs"`
	Replications int           `json:"replications"`
	Strategies   []Strategy    `json:"strategies"`
	Best         int           `json:"best"`          // strategy with the highest expectation; -1: none keeps the constraints under every belief
	Close        []int         `json:"close"`         // strategies that could be chosen, whose expectation is not clearly below the best: the 95% interval of the difference, paired over replications, holds 0
	LeastRegret  int           `json:"least_regret"`  // strategy whose worst regret is least; -1 likewise
	BestIn       []int         `json:"best_in"`       // strategy by belief; -1 where none keeps the constraints
	EVPI         Band          `json:"evpi"`          // expected value of perfect information
	EVPIShare    Band          `json:"evpi_relative"` // to the expectation of the best strategy
	Pairs        []Pair        `json:"pairs"`         // of beliefs, the one that is worth most to tell apart first
	Test         *Test         `json:"test"`          // that would tell the first pair apart; null where nothing is worth it

	Horizons  []HorizonChoice `json:"horizons"`       // what the decision would be at each horizon, the last of which is its own
	BreakEven []*int          `json:"break_even_day"` // by belief, then in expectation: from which on the best of the longest horizon is ahead of the best of the shortest; null: not within the horizon
}

// Strategy is a setting or an arm over beliefs.
type Strategy struct {
	Name        string   `json:"name"`
	Candidate   int      `json:"candidate"` // of the search; -1: an arm
	Arm         string   `json:"arm,omitempty"`
	Setting     []string `json:"setting"`               // path=value; of an arm what it sets is in the scenario
	Values      []Band   `json:"values"`                // by belief
	Gains       []Band   `json:"gains"`                 // by belief, over the market as it stands, relative
	Keeps       []bool   `json:"keeps"`                 // by belief: every constraint, with its confidence
	Chance      []Number `json:"chance"`                // by belief: at least how likely it is that every constraint holds, given the replications
	ChanceAll   Number   `json:"chance_expected"`       // the mean of these, by the weights of beliefs
	Others      []Band   `json:"other_gains,omitempty"` // by objective after the first, of its expectation over that of the market as it stands, relative
	Expected    Band     `json:"expected"`
	Gain        Band     `json:"gain"`   // of the expectation over that of the market as it stands, relative
	Regret      []Band   `json:"regret"` // by belief
	WorstRegret Band     `json:"worst_regret"`
	WorstIn     int      `json:"worst_in"` // belief of the worst regret
}

// Pair is two beliefs with what it is worth to tell them apart.
type Pair struct {
	A     int  `json:"a"`
	B     int  `json:"b"`
	Worth Band `json:"worth"`
}

// Test is the test that tells two beliefs apart: effects against the market as it stands over its days.
type Test struct {
	Pair      Pair     `json:"pair"`
	Strategy  int      `json:"strategy"`
	Days      int      `json:"days"`
	Metrics   []string `json:"metrics"`
	InA       []Band   `json:"in_a"` // effect by metric, relative
	InB       []Band   `json:"in_b"`
	Gap       []Band   `json:"gap"`                 // of a less that of b
	Best      int      `json:"best"`                // metric that tells them apart most clearly
	Plan      *Plan    `json:"plan"`                // how large and long it must be; null where that cannot be told
	Unplanned string   `json:"unplanned,omitempty"` // why
}

// TestMetrics are what a test is read by: the objective, and what fit reads.
func (f *Found) TestMetrics() []string {
	out := []string{f.Plan.Goals[0].Metric}
	for _, m := range []string{"sessions_per_pinner_day", "ctr"} {
		if m != out[0] {
			out = append(out, m)
		}
	}
	return out
}

// Shortlist are the strategies worth comparing: the market as it stands, the arms that are named, and the best settings of a search by expectation, by
// worst regret and under each belief.
func Shortlist(f *Found) (list []Compared) {
	add := func(c *tune.Candidate) {
		if !slices.ContainsFunc(list, func(x Compared) bool { return x.Candidate == c }) {
			list = append(list, Compared{Candidate: c})
		}
	}
	add(f.Search.Base())
	for k, name := range f.Plan.Strategies {
		add(&tune.Candidate{ID: -1 - k, Stage: "strategy", Arm: name})
	}
	add(f.Answer.Winner)
	for _, c := range f.Answer.ByLayer {
		add(c)
	}
	pool := f.Search.Evaluated(f.Search.Options.Replications)
	for h := range f.Plan.Horizons {
		if s := f.payoff(pool, f.Search.Base(), h).Minimax(); s >= 0 {
			add(pool[s])
		}
	}
	for _, c := range f.knees() {
		add(c)
	}
	return list
}

// knees are the settings at the knees of the fronts of all layers; none of one objective.
func (f *Found) knees() (list []*tune.Candidate) {
	p := f.Search.Problem
	for layer := 0; layer < p.Layers && len(p.Objectives) > 1; layer++ {
		front, points := f.Search.Front(layer), [][]float64{}
		for _, c := range front {
			points = append(points, gains(f, c, layer))
		}
		if k := tune.Knee(points); k >= 0 {
			list = append(list, front[k])
		}
	}
	return list
}

// payoff is the decision table of candidates at a horizon by their means.
func (f *Found) payoff(list []*tune.Candidate, base *tune.Candidate, horizon int) *tune.Payoff {
	p, t := f.Search.Problem, &tune.Payoff{}
	for b := range p.Beliefs {
		t.Weights = append(t.Weights, p.Beliefs[b].Weight)
	}
	for _, c := range list {
		var values []float64
		var keeps []bool
		for b := range p.Beliefs {
			at := p.Layer(horizon, b)
			values, keeps = append(values, stat.Mean(p.Objective(c, at, 0), nil)), append(keeps, p.Keeps(c, base, at))
		}
		t.Values, t.Allowed = append(t.Values, values), append(t.Allowed, keeps)
	}
	return t
}

// table is a decision at a horizon with what it is read from.
type table struct {
	*Decision
	found  *Found
	at     int // horizon
	payoff *tune.Payoff
	fresh  []*tune.Candidate
	sign   float64 // of values as they are shown
}

// decide makes the decision of a search over beliefs; nil where there are none.
func decide(f *Found) *Decision {
	if f.Plan.Beliefs == nil {
		return nil
	}
	t := newTable(f, len(f.Plan.Horizons)-1)
	t.pairs()
	if t.Test = t.next(); t.Test != nil {
		t.plan(t.Test)
	}
	t.Horizons = byHorizon(f, t)
	return t.Decision
}

// newTable reads the decision at a horizon: strategies, choices and what it is worth to know more.
func newTable(f *Found, horizon int) *table {
	t := &table{Decision: &Decision{Beliefs: f.Plan.Beliefs, Pairs: []Pair{}}, found: f, at: horizon, sign: 1}
	for i := range f.Strategies {
		t.fresh = append(t.fresh, f.Strategies[i].Fresh)
	}
	if f.Search.Problem.Objectives[0].Low {
		t.sign = -1
	}
	t.Replications, t.payoff = len(t.fresh[0].Samples), f.payoff(t.fresh, t.fresh[0], horizon)
	t.Best, t.LeastRegret = t.payoff.Best(), t.payoff.Minimax()
	for b := range t.Beliefs {
		t.BestIn = append(t.BestIn, t.payoff.BestIn(b))
	}
	for s := range t.fresh {
		t.Strategies = append(t.Strategies, t.strategy(s))
	}
	t.information()
	t.Close = t.close()
	return t
}

// close lists the strategies whose expectation is not clearly below that of the best.
func (t *table) close() []int {
	out := []int{}
	for s := range t.Strategies {
		if t.Best < 0 || s == t.Best || !t.payoff.Robust(s) {
			continue
		}
		lead := less(t.values(t.Best, len(t.Beliefs)), t.values(s, len(t.Beliefs)))
		if near(tune.Interval(lead, 0.975)) {
			out = append(out, s)
		}
	}
	return out
}

// near tells whether a lead may be none: its interval holds 0, or a single replication has no interval.
func near(lead tune.Band) bool { return !(lead.Mean-lead.Half > 0) }

// layer is the layer of a belief at the table's horizon; of the belief after the last their expectation.
func (t *table) layer(b int) int { return t.found.Search.Problem.Layer(t.at, b) }

// values is a strategy's objective under a belief by replication, more being better; of the belief after the last its expectation.
func (t *table) values(s, b int) []float64 {
	return t.found.Search.Problem.Objective(t.fresh[s], t.layer(b), 0)
}

// less is the difference of two lists.
func less(a, b []float64) []float64 {
	out := make([]float64, len(a))
	for r := range out {
		out[r] = a[r] - b[r]
	}
	return out
}

// sided is a band of values as they are shown.
func (t *table) sided(values []float64) Band {
	x := tune.Interval(values, 0.975)
	x.Mean *= t.sign
	return band(x)
}

func (t *table) strategy(s int) Strategy {
	c, p, n := t.fresh[s], t.found.Search.Problem, len(t.Beliefs)
	out := Strategy{Name: "as it stands", Candidate: max(-1, c.ID), Arm: c.Arm, Setting: []string{}}
	if c.Arm != "" {
		out.Name = c.Arm
	}
	if c.ID > 0 {
		out.Name, out.Setting = t.settingOf(c)
	}
	for b := range n {
		out.Values = append(out.Values, t.sided(t.values(s, b)))
		out.Gains = append(out.Gains, t.gain(c, b, 0))
		chance := p.Chance(c, t.fresh[0], t.layer(b))
		out.Keeps, out.Chance = append(out.Keeps, t.payoff.Allowed[s][b]), append(out.Chance, Number(chance))
		out.ChanceAll += Number(t.Beliefs[b].Weight * chance)
		out.Regret = append(out.Regret, band(tune.Interval(less(t.values(max(0, t.BestIn[b]), b), t.values(s, b)), 0.975)))
	}
	out.Expected, out.Gain = t.sided(t.values(s, n)), t.gain(c, n, 0)
	for j := 1; j < len(p.Objectives); j++ {
		out.Others = append(out.Others, t.gain(c, n, j))
	}
	_, out.WorstIn = t.payoff.WorstRegret(s)
	out.WorstRegret = out.Regret[out.WorstIn]
	return out
}

// gain is a candidate's gain in an objective under a belief.
func (t *table) gain(c *tune.Candidate, b, j int) Band {
	return band(tune.Interval(t.found.Search.Problem.Gain(c, t.fresh[0], t.layer(b), j), 0.975))
}

// settingOf names a setting by the last two names of its paths, and lists it in full.
func (t *table) settingOf(c *tune.Candidate) (name string, set []string) {
	var parts []string
	for i, v := range c.Setting {
		path := t.found.Plan.Levers[i].Path
		names := strings.Split(path, ".")
		parts, set = append(parts, strings.Join(names[max(0, len(names)-2):], ".")+" "+v), append(set, path+"="+v)
	}
	return strings.Join(parts, ", "), set
}

// information is the value of perfect information, by replication at the choices that the means call for.
func (t *table) information() {
	if t.Best < 0 {
		t.EVPI, t.EVPIShare = nothing(), nothing()
		return
	}
	worth := make([]float64, t.Replications)
	for b := range t.Beliefs {
		for r, x := range less(t.values(max(0, t.BestIn[b]), b), t.values(t.Best, b)) {
			worth[r] += float64(t.payoff.Weights[b] * x)
		}
	}
	t.EVPI, t.EVPIShare = band(tune.Interval(worth, 0.975)), band(tune.Interval(relative(worth, t.payoff.Expected(t.Best)), 0.975))
}

// relative divides values by the size of a number.
func relative(values []float64, by float64) []float64 {
	out := make([]float64, len(values))
	for r := range out {
		out[r] = values[r] / max(1e-300, math.Abs(by))
	}
	return out
}

// pairs lists the pairs of beliefs, the one that is worth most to tell apart first.
func (t *table) pairs() {
	for a := range t.Beliefs {
		for b := a + 1; b < len(t.Beliefs); b++ {
			s := t.payoff.Joint(a, b)
			if s < 0 {
				continue
			}
			worth := make([]float64, t.Replications)
			for _, k := range []int{a, b} {
				for r, x := range less(t.values(max(0, t.BestIn[k]), k), t.values(s, k)) {
					worth[r] += float64(t.payoff.Weights[k] * x)
				}
			}
			t.Pairs = append(t.Pairs, Pair{a, b, band(tune.Interval(worth, 0.975))})
		}
	}
	slices.SortStableFunc(t.Pairs, func(x, y Pair) int {
		switch {
		case x.Worth.Mean > y.Worth.Mean:
			return -1
		case x.Worth.Mean < y.Worth.Mean:
			return 1
		}
		return 0
	})
}

// next is the test that tells the pair apart that is worth most; nil where none is worth anything, or no test does.
func (t *table) next() *Test {
	if len(t.Pairs) == 0 || !(t.Pairs[0].Worth.Mean > 0) {
		return nil
	}
	return t.test(t.Pairs[0])
}

// Next is the strategy whose test comes next; -1 where there is none.
func Next(f *Found) int {
	t := newTable(f, len(f.Plan.Horizons)-1)
	t.pairs()
	if x := t.next(); x != nil {
		return x.Strategy
	}
	return -1
}

// test is the strategy whose test tells two beliefs apart most clearly; nil where no effect differs.
func (t *table) test(p Pair) *Test {
	var out *Test
	clearest := 0.0
	for s := 1; s < len(t.fresh); s++ {
		x := t.shown(p, s)
		for m, g := range x.Gap {
			if clear := math.Abs(float64(g.Mean)) - float64(g.Half); clear > clearest {
				out, clearest, x.Best = x, clear, m
			}
		}
	}
	return out
}

// shown is what a test of a strategy shows under two beliefs.
func (t *table) shown(p Pair, s int) *Test {
	last := len(t.found.Lengths) - 1
	x := &Test{Pair: p, Strategy: s, Days: t.found.Lengths[last], Metrics: t.found.TestMetrics()}
	for m := range x.Metrics {
		a, b := t.effect(s, p.A, last, m), t.effect(s, p.B, last, m)
		x.InA, x.InB = append(x.InA, band(tune.Interval(a, 0.975))), append(x.InB, band(tune.Interval(b, 0.975)))
		x.Gap = append(x.Gap, band(tune.Interval(less(a, b), 0.975)))
	}
	return x
}

// effect is what a test of a strategy shows of a metric under a belief within a length, by replication: relative to the market as it stands.
func (t *table) effect(s, belief, length, m int) []float64 {
	base := t.found.Strategies[0].Shown[belief][length][m]
	return relative(less(t.found.Strategies[s].Shown[belief][length][m], base), stat.Mean(base, nil))
}
