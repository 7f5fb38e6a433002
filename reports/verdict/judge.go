package verdict

import (
	"cmp"
	"math"
	"slices"
	"sync"

	"gonum.org/v1/gonum/stat"

	"marketsim/reports"
	"marketsim/reports/stats"
	"marketsim/sim/ask"
	"marketsim/sim/results"
)

// trial is one check of the scenario on its way to a verdict.
type trial struct {
	ask  *ask.Check
	base []float64 // by world; nil for a check of a value
	arm  []float64
	z    []float64 // by world that has data: how far the subject is above the bound; see shifted

	step   func() float64 // by how much one event moves the metric
	agreed bool           // the subject is the same in all worlds, and arms are not: its spread is not known

	why      string // there is no data, or nothing can be decided
	status   string
	adjusted float64 // p value of the decision, or the smaller of both, after correction
	level    float64 // of the interval
	own      float64 // the level at which this one was decided
	look     int     // at which it was decided, as a number of worlds
	early    bool    // it shows the interval of that look: later worlds take it back over the bound
	needed   int     // worlds that would decide it
}

// judge answers the scenario's checks.
//
// A check is two one-sided hypotheses: that the subject lies below its bound, and that it lies above. Student's t rejects either
// or none; rejecting the wrong side passes, rejecting the right side fails, and neither is INCONCLUSIVE. The two hypotheses of
// all checks are one family, corrected by Holm, so the chance that any of them passes or fails wrongly is at most 1 - confidence
// however the checks depend on each other. Where the number of replications is found on the way, every look spends its share of
// that chance (ask.Sequential), and what a look decided stays decided.
func judge(in *reports.Input, read *reports.Sampler) []*trial {
	trials := make([]*trial, len(in.Questions.Checks))
	for i := range trials {
		trials[i] = newTrial(in, read, &in.Questions.Checks[i])
	}
	alpha := 1 - in.Questions.Confidence
	if in.Questions.Confidence == 0 {
		alpha = 1 - stats.Level
	}
	done := read.Worlds() // as many as replications where these are stopped early: then none share a world
	if s := in.Questions.Sequential; s == nil {
		decide(trials, done, alpha, in.Questions.Correction)
	} else {
		for k, n := range s.Looks() {
			if n <= done {
				decide(trials, n, alpha*s.Spent(k), in.Questions.Correction)
			}
		}
		if done < s.Min {
			decide(trials, done, 0, in.Questions.Correction) // before the first look nothing is decided
		}
	}
	oneLevel(trials)
	for _, t := range trials {
		t.needs(done, alpha, len(trials), in.Questions.Correction)
	}
	return trials
}

// oneLevel gives the checks of one effect one interval: that of the first of them that is not decided, else the narrowest. Holm's procedure decides at falling
// levels, so the interval that leaves out a bound at one level leaves it out at each later one.
func oneLevel(trials []*trial) {
	type effect struct {
		arm, metric string
		where       ask.Where
		from, to    int
	}
	best := map[effect]*trial{}
	of := func(t *trial) effect {
		return effect{t.ask.Arm, t.ask.Metric, t.ask.Where, t.ask.Window.From, t.ask.Window.To}
	}
	for _, t := range trials {
		if t.base == nil || t.status == reports.NoData {
			continue
		}
		was := best[of(t)]
		if open := t.look == 0; was == nil || open && was.look > 0 || open == (was.look == 0) && t.level < was.level {
			best[of(t)] = t
		}
	}
	for _, t := range trials {
		t.own = t.level
		if b := best[of(t)]; b != nil && t.base != nil {
			t.level = b.level
		}
	}
}

// newTrial samples what a check is about.
func newTrial(in *reports.Input, read *reports.Sampler, c *ask.Check) *trial {
	t := &trial{ask: c, status: reports.NoData, adjusted: math.NaN(), level: stats.Level}
	m := in.Metric(c.Metric)
	cut, ok := in.Cut(c.Where)
	arm := slices.IndexFunc(in.Arms, func(a reports.ArmInfo) bool { return a.Name == c.Arm })
	if m == nil || !ok || arm < 0 || !m.Has(cut) {
		t.why = "the results have no such metric, part or arm"
		return t
	}
	t.arm = read.Values(m, arm, cut, c.Window.From, c.Window.To)
	t.step = sync.OnceValue(func() float64 { return read.Step(m, cut, c.Window.From, c.Window.To, arm) })
	if c.Rule.Subject == ask.Level {
		return t
	}
	base, ok := in.Versus(arm)
	if !ok {
		t.why = "the arm is compared with none"
		return t
	}
	t.base = read.Values(m, base, cut, c.Window.From, c.Window.To)
	t.step = sync.OnceValue(func() float64 { return read.Step(m, cut, c.Window.From, c.Window.To, base, arm) })
	return t
}

// at is the trial over the first n worlds.
func (t *trial) at(n int) (base, arm []float64) {
	if t.base != nil {
		base = t.base[:n]
	}
	return base, t.arm[:n]
}

// shifted lists, by world that has data, how far the subject lies above the bound: v - bound for values, d - bound for
// differences d, and d - bound |b| for relative changes, whose mean is above 0 exactly when the ratio of the means is (Fieller).
func (t *trial) shifted(n int) (z []float64, why string) {
	base, arm := t.at(n)
	bound := t.ask.Rule.Bound
	if t.base == nil {
		for _, v := range stats.Finite(arm) {
			z = append(z, v-bound)
		}
		return z, whyUnless(len(z) > 0, stats.WhyNone)
	}
	b, d := stats.Pairs(base, arm)
	if len(b) == 0 {
		return nil, stats.WhyNone
	}
	if !slices.ContainsFunc(b, nonZero) && !slices.ContainsFunc(d, nonZero) {
		return nil, t.ask.Metric + " is 0 in both arms"
	}
	if t.ask.Rule.Subject == ask.Difference || !slices.ContainsFunc(d, nonZero) {
		for _, x := range d {
			z = append(z, x-bound) // when nothing differs the relative change is 0, whatever the base
		}
		return z, ""
	}
	mean := stat.Mean(b, nil)
	if mean == 0 {
		return nil, "the base is 0: check the difference instead of the change"
	}
	for i := range d {
		z = append(z, d[i]-bound*math.Copysign(b[i], b[i]*mean))
	}
	return z, ""
}

func nonZero(x float64) bool { return x != 0 }

func whyUnless(ok bool, why string) string {
	if ok {
		return ""
	}
	return why
}

// decide looks at the first n worlds with an error rate of alpha for all trials together.
func decide(trials []*trial, n int, alpha float64, correction string) {
	p := make([]float64, 0, 2*len(trials)) // above, below, by trial
	for _, t := range trials {
		above := math.NaN()
		if t.arm != nil {
			t.z, t.why = t.shifted(n)
			above = t.above(n)
		}
		p = append(p, above, 1-above)
	}
	adjusted := stats.Holm(p)
	if correction == "none" {
		for i := range p {
			adjusted[i] = min(1, 2*p[i]) // both sides of a check share its error rate
		}
	}
	steps := steps(p, alpha, correction)
	for i, t := range trials {
		if t.look > 0 {
			continue // decided at an earlier look
		}
		if alpha > 0 {
			t.level = 1 - 2*alpha/steps[i]
		}
		t.settle(n, adjusted[2*i], adjusted[2*i+1], alpha)
	}
}

// steps is by how many the error rate is divided where Holm's procedure decides each trial, given the p values of its two sides: at
// the step of its smaller one, or at the first step that rejects nothing where that comes before. An interval at that level
// leaves out the bound exactly when the trial is decided.
func steps(p []float64, alpha float64, correction string) []float64 {
	out := make([]float64, len(p)/2)
	order := make([]int, 0, len(p))
	for i, x := range p {
		out[i/2] = float64(correctedBy(len(out), correction))
		if !math.IsNaN(x) {
			order = append(order, i)
		}
	}
	if correction == "none" {
		return out
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(p[i], p[j]) })
	seen, stopped := make([]bool, len(out)), false
	by := 0.0
	for k, i := range order {
		if !stopped {
			by = float64(len(order) - k)
			stopped = p[i]*by >= alpha
		}
		if !seen[i/2] {
			seen[i/2], out[i/2] = true, by
		}
	}
	return out
}

// correctedBy is by how many the error rate of one hypothesis is divided in the first step of the correction.
func correctedBy(trials int, correction string) int {
	if correction == "none" {
		return 2
	}
	return 2 * trials
}

// settle gives a trial its status at this look: above and below are the corrected p values of the two sides.
func (t *trial) settle(n int, above, below, alpha float64) {
	rule := &t.ask.Rule
	t.status, t.adjusted = reports.Inconclusive, min(above, below)
	var good bool
	switch {
	case len(t.z) == 0:
		t.status = reports.NoData
		return
	case alpha == 0:
		return
	case t.exact(n):
		t.adjusted = 0
		good = rule.Up() == (t.z[0] > 0)
		if t.z[0] == 0 {
			good = rule.Holds(rule.Bound)
		}
	case len(t.z) < stats.MinimumPairs:
		t.why = stats.WhyOne
		return
	case above < alpha:
		good = rule.Up()
	case below < alpha:
		good = !rule.Up()
	default:
		return
	}
	t.look, t.status = n, reports.Fail
	if good {
		t.status = reports.Pass
	}
}

// above is the p value of the hypothesis that the subject lies at or below its bound.
func (t *trial) above(n int) float64 {
	base, arm := t.at(n)
	if t.base == nil {
		t.agreed = stats.LevelsAgree(stats.Finite(arm), t.step())
	} else {
		t.agreed = stats.Compare(base, arm, stats.Level).Agreed
	}
	if t.agreed {
		return stats.AgreeingAbove(t.z, t.step())
	}
	return stats.OneSided(t.z)
}

// exact tells whether there is nothing to estimate: arms that agree in every replication to the last bit. One replication does not show that others would.
func (t *trial) exact(n int) bool {
	base, arm := t.at(n)
	if base == nil {
		return false
	}
	_, d := stats.Pairs(base, arm)
	return len(d) >= stats.MinimumPairs && !slices.ContainsFunc(d, nonZero)
}

// needs works out how many worlds an undecided trial would take.
func (t *trial) needs(done int, alpha float64, trials int, correction string) {
	if t.status != reports.Inconclusive || len(t.z) < stats.MinimumPairs {
		return
	}
	share := alpha / float64(correctedBy(trials, correction))
	if t.agreed {
		t.needed = stats.NeededAgreeing(t.z, t.step(), share)
		return
	}
	t.needed = stats.Needed(stat.Mean(t.z, nil), stats.Deviation(t.z), share)
	if t.needed > 0 {
		t.needed = max(t.needed, done+1)
	}
}

// Settled tells whether the rule that stops the replications holds for those that are finished. A fixed number always is.
func Settled(in *reports.Input) bool {
	s := in.Questions.Sequential
	if s == nil {
		return true
	}
	read := reports.NewSampler(in)
	if s.Metric == "" {
		return !slices.ContainsFunc(judge(in, read), func(t *trial) bool { return t.look == 0 })
	}
	return precise(in, read, s)
}

// precise tells whether the interval of every arm's relative change, or of the value where nothing is compared, is narrow enough.
func precise(in *reports.Input, read *reports.Sampler, s *ask.Sequential) bool {
	m := in.Metric(s.Metric)
	if m == nil {
		return false
	}
	sample := func(arm int) []float64 { return read.Values(m, arm, results.Everything, 0, in.Days) }
	compared := false
	for arm := range in.Arms {
		base, ok := in.Versus(arm)
		if !ok {
			continue
		}
		compared = true
		if c := stats.Compare(sample(base), sample(arm), stats.Level); !((c.ChangeHi-c.ChangeLo)/2 <= s.Width) {
			return false
		}
	}
	if compared {
		return true
	}
	e := stats.MeanInterval(sample(0), stats.Level)
	return (e.Hi-e.Lo)/2 <= s.Width*math.Abs(e.Mean)
}
