package cli

import (
	"context"
	"math"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"gonum.org/v1/gonum/stat"

	"marketsim/reports"
	"marketsim/reports/longfit"
	"marketsim/scenarios"
	"marketsim/sim/dist"
	"marketsim/sim/results"
	"marketsim/sim/spec"
	"marketsim/sim/tune"
	"marketsim/sim/units"
)

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
		count, err := p.count(c)
		if err != nil {
			return nil, err
		}
		l.Ads[i], l.Relevance[i], l.Quality[i] = count.shares(), count.mean(&count.relevance), count.mean(&count.quality)
	}
	mean := func(c *tune.Candidate, j int) float64 { return (c.Samples[0][j] + c.Samples[1][j]) / 2 }
	l.Before, l.After, l.Sessions = mean(control, 0), mean(tested, 0), mean(control, 1)
	l.Kinds = kindsOf(s, l.Sessions)
	l.Course = courseOf(s, arm)
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

// courseOf is the share of an arm's change that is in force at noon of each day; nil where all of it is from the first day on.
func courseOf(s *scenarios.Scenario, arm string) (course []float64) {
	i := slices.IndexFunc(s.Spec.Arms, func(a spec.Arm) bool { return a.Name == arm })
	ramp := 0.0
	for _, x := range s.Settings() {
		if x.Path == "arms."+arm+".ramp" {
			ramp, _ = amountOf(x.Value)
		}
	}
	phases, control := s.Spec.Arms[i].Phases, s.Spec.Arms[0].Phases[0].Market
	if len(phases) == 1 {
		return nil
	}
	steps := scenarios.RampSteps(spec.Time(ramp * float64(spec.Day)))
	for day := range int(s.Spec.Horizon/spec.Day) + 1 {
		share, step := 0.0, 0
		for _, phase := range phases {
			if phase.Market != control {
				step++
			}
			if phase.At > spec.Time(day)*spec.Day+spec.Day/2 {
				break
			}
			if share = float64(step) / float64(steps); phase.Market == control {
				share = 0
			}
		}
		course = append(course, share)
	}
	return course
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

// counting is a regime that changes nothing, counts sessions by how many ads they have, and adds up the relevance and the quality of ads, in millionths.
type counting struct {
	spec.Steadfast
	sessions                []atomic.Int64
	ads, relevance, quality atomic.Int64
}

// Needs implements spec.Regime.
func (c *counting) Needs() spec.Needs { return spec.Needs{Daily: true, Quality: true} }

// Daily implements spec.Regime.
func (c *counting) Daily(_ *spec.SlowState, x *spec.Exposure) bool {
	c.ads.Add(int64(x.Ads))
	c.relevance.Add(int64(math.Round(1e6 * float64(x.Ads) * x.Relevance)))
	c.quality.Add(int64(math.Round(1e6 * float64(x.Ads) * x.Landing)))
	return false
}

// mean is a sum of millionths over ads.
func (c *counting) mean(sum *atomic.Int64) float64 {
	return float64(sum.Load()) / 1e6 / max(1, float64(c.ads.Load()))
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

// count plays the market of a candidate, in which nobody reacts, and counts its sessions by how many ads they have, and what ads are like: models that answer to squares need
// more than the mean.
func (p *player) count(c *tune.Candidate) (*counting, error) {
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
	return count, err
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
