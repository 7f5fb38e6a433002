// Package experiment reads tests in one market as a team would, and judges the readings against the truth, which only a simulation knows.
package experiment

import (
	"errors"
	"math"
	"slices"

	"marketsim/reports/estimate"
	"marketsim/sim/experiment"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// Level is the confidence level of every interval.
const Level = 0.95

// before is the variable that holds a Pinner's revenue of the pre-period, after those of the experiment.
const before = experiment.Variables

// Estimators, by name.
const (
	Difference    = "difference"       // of arms, by Welch's t or the delta method
	Cuped         = "cuped"            // adjusted for the revenue of the pre-period
	Shadow        = "shadow_price"     // both sides charged for what they draw from budgets that bind
	Naive         = "naive"            // of a two-sided design: treated pairs against all others
	PinnerSide    = "pinner_side"      // treated against control Pinners on treated campaigns
	CampaignSide  = "campaign_side"    // treated against control campaigns on treated Pinners
	Interpolated  = "interpolated"     // between the two by the share of spend that budgets bind
	Pairs         = "pairs"            // blocks of a pair against each other
	ByHour        = "by_hour"          // the same hours of the day against each other
	InQ           = "differences_in_q" // likewise, with what an hour takes from the rest of its day
	PostPeriod    = "post_period"      // of the sides over the post-period: what the treatment left behind
	OutsideLayers = "outside_layers"   // of Pinners who are in control of all other experiments in the market
	IntentTreat   = "all_pinners"      // of all Pinners, told by the exposed: their difference over the share who are
	LaggedStart   = "lagged_start"     // long treated against newly treated Pinners over the last days: what Pinners learned
)

// Reading is what one estimator says of one metric: the relative effect of the treatment, a fraction of control.
type Reading struct {
	Design, Estimator, Metric string
	estimate.Effect
	Stopped float64 // days after which a test with looks stopped; 0 of others
	diagnosis
}

// diagnosis is what is wrong with a design's sides in one replication.
type diagnosis struct {
	Aligned    bool // blocks follow the day: some of its hours were only ever on one side
	Mismatched bool // sides have other sizes than planned (sample-ratio mismatch)
}

// Outcome is one replication: its layout, results and units by arm of the layout.
type Outcome struct {
	Layout  *experiment.Layout
	Results []*results.Result
	Units   []*results.Trial
}

// controlOf is control's market.
func controlOf(o *Outcome) *spec.Market {
	return o.Layout.Spec.Arms[experiment.WholeControl].Phases[0].Market
}

func variables(u *results.PinnerUnit) [experiment.Variables]float64 {
	return [...]float64{u.Revenue.Float(), float64(u.Value), float64(u.Clicks), float64(u.Impressions), float64(u.Sessions), float64(u.Conversions)}
}

func campaignVariables(c *results.CampaignUnit) [experiment.Variables]float64 {
	return [...]float64{c.Spend.Float(), c.Value.Float(), float64(c.Clicks) / spec.Unit, float64(c.Impressions), 0, 0}
}

func metricOf(m experiment.Metric) estimate.Metric { return estimate.Metric{Num: m.Num, Den: m.Den} }

// Read gives all readings of one replication.
func Read(e *experiment.Experiment, o *Outcome) (out []Reading) {
	for i := range e.Designs {
		r := reader{experiment: e, design: &e.Designs[i], blocks: o.Layout.Blocks[i], clusters: o.Layout.Clusters[i]}
		for _, a := range o.Layout.Designs[i] {
			r.results, r.units = append(r.results, o.Results[a]), append(r.units, o.Units[a])
		}
		r.clicksPaid = paysClicks(controlOf(o))
		r.prepare(o.Layout.Spec)
		r.diagnose()
		for _, name := range e.Metrics {
			m, _ := experiment.LookupMetric(name)
			if m.Goal {
				r.readGoal(o.Layout.Spec, m)
				continue
			}
			if why := r.design.Untold(m, controlOf(o)); why != "" {
				r.add(Difference, name, unread(errors.New(why)))
				continue
			}
			r.read(m)
			r.readBootstrap(m, o.Layout.Spec)
		}
		out = append(out, r.out...)
	}
	correct(e.Correction, out)
	return out
}

// reader reads one design of one replication.
type reader struct {
	experiment         *experiment.Experiment
	design             *experiment.Design
	blocks             []bool
	clusters           *experiment.Clusters
	results            []*results.Result
	units              []*results.Trial
	control, treatment *estimate.Moments // over units of a side
	paired             *estimate.Moments // over campaigns of a budget split: control's variables, then treatment's
	campaigns          []sided
	clicksPaid         bool // of a budget split: budgets go in whole clicks
	diagnosis          diagnosis
	out                []Reading
}

// sided is a campaign with its side.
type sided struct {
	*results.CampaignUnit
	treated bool
}

func (r *reader) add(estimator, metric string, e estimate.Effect) {
	if r.design.Local != nil {
		r.addLocal(estimator, metric, e)
		return
	}
	r.out = append(r.out, Reading{Design: r.design.Name, Estimator: estimator, Metric: metric, Effect: e, diagnosis: r.diagnosis})
}

// prepare sums the design's units.
func (r *reader) prepare(s *spec.Spec) {
	switch d := r.design; d.Split {
	case experiment.Pinners:
		r.control, r.treatment = PinnerMoments(r.inTest(d))
	case experiment.Campaigns:
		r.sides(s, d.Share)
		r.control, r.treatment = estimate.NewMoments(experiment.Variables), estimate.NewMoments(experiment.Variables)
		for _, c := range r.campaigns {
			x := campaignVariables(c.CampaignUnit)
			r.side(c.treated).Add(x[:]...)
		}
	case experiment.TwoSided:
		r.sides(s, d.Campaigns)
	case experiment.Budgets:
		r.pair()
	case experiment.Auctions, experiment.Matched:
		r.pairRequests()
	case experiment.ByCluster:
		r.sumClusters()
	}
}

// pairRequests joins the control and the treated requests of each Pinner.
func (r *reader) pairRequests() {
	r.paired = estimate.NewMoments(2 * experiment.Variables)
	var control [experiment.Variables]float64
	for p := range r.units[0].Pinners.All() {
		if x := variables(p); p.Treated {
			r.paired.Add(append(control[:], x[:]...)...)
		} else {
			control = x
		}
	}
}

// clusterSums are the sums of the variables of each cluster's Pinners, and last how many Pinners it has, with its side.
func (r *reader) clusterSums() (sums [][before + 1]float64, treated []bool) {
	sums, treated = make([][before + 1]float64, len(r.clusters.Names)), make([]bool, len(r.clusters.Names))
	for p := range r.units[0].Pinners.All() {
		at := r.clusters.Kinds[p.Kind]
		treated[at] = p.Treated
		for v, x := range variables(p) {
			sums[at][v] += x
		}
		sums[at][before]++
	}
	return sums, treated
}

// sumClusters makes units of clusters.
func (r *reader) sumClusters() {
	sums, treated := r.clusterSums()
	r.control, r.treatment = estimate.NewMoments(before+1), estimate.NewMoments(before+1)
	for at := range sums {
		if sums[at][before] > 0 {
			r.side(treated[at]).Add(sums[at][:]...)
		}
	}
}

// inTest are the units of a Pinner split that it reads: all, or those who came.
func (r *reader) inTest(d *experiment.Design) *results.Trial {
	u := r.units[0]
	switch {
	case d.Exposed:
		return exposed(u)
	case d.Visitors:
		return only(u, func(p *results.PinnerUnit) bool { return p.Sessions > 0 })
	}
	return u
}

func (r *reader) side(treated bool) *estimate.Moments {
	if treated {
		return r.treatment
	}
	return r.control
}

// PinnerMoments are the moments of each side over Pinners: the variables of the experiment, then the revenue of the pre-period.
func PinnerMoments(u *results.Trial) (control, treatment *estimate.Moments) {
	control, treatment = estimate.NewMoments(before+1), estimate.NewMoments(before+1)
	for p := range u.Pinners.All() {
		if p.Apart || p.Late {
			continue
		}
		x, m := variables(p), control
		if p.Treated {
			m = treatment
		}
		m.Add(append(x[:], float64(p.Before))...)
	}
	return control, treatment
}

// sides finds the side of each campaign of the design's arm.
func (r *reader) sides(s *spec.Spec, share float64) {
	key := r.experiment.Key(s.Seed, r.results[0].Replication)
	for i := range r.units[0].Campaigns {
		c := &r.units[0].Campaigns[i]
		if r.design.Split == experiment.Campaigns && !r.design.Compares(key, c.Name) {
			continue
		}
		r.campaigns = append(r.campaigns, sided{c, spec.CampaignTreated(key, c.Name, share)})
	}
}

// pair joins the two sides of each campaign of a budget split.
func (r *reader) pair() {
	r.paired = estimate.NewMoments(2 * experiment.Variables)
	byName := map[string]*results.CampaignUnit{}
	for i := range r.units[1].Campaigns {
		byName[r.units[1].Campaigns[i].Name] = &r.units[1].Campaigns[i]
	}
	sessions := [2]float64{wholeMeans(r.units[0])[experiment.Sessions], wholeMeans(r.units[1])[experiment.Sessions]}
	n := float64(len(r.units[0].Campaigns))
	for i := range r.units[0].Campaigns {
		c := &r.units[0].Campaigns[i]
		if t := byName[c.Name]; t != nil {
			x, y := campaignVariables(c), campaignVariables(t)
			x[experiment.Sessions], y[experiment.Sessions] = sessions[0]/n, sessions[1]/n
			r.paired.Add(append(x[:], y[:]...)...)
		}
	}
}

// read applies the estimators that suit the design.
func (r *reader) read(m experiment.Metric) {
	switch r.design.Split {
	case experiment.Pinners:
		r.readPinners(m)
	case experiment.Campaigns:
		r.add(Difference, m.Name, relative(r.control.Point(metricOf(m)), r.treatment.Point(metricOf(m))))
	case experiment.Budgets:
		r.readBudgets(m)
	case experiment.TwoSided:
		r.readTwoSided(m)
	case experiment.Blocks:
		r.readBlocks(m)
	case experiment.Auctions, experiment.Matched: // means are of requests
		control, treatment := metricOf(m), metricOf(m)
		if control.Den < 0 {
			control.Den = experiment.Sessions
		}
		treatment.Num, treatment.Den = treatment.Num+experiment.Variables, control.Den+experiment.Variables
		r.add(Difference, m.Name, estimate.PairedRelative(r.paired, control, treatment, 1, Level))
	case experiment.ByCluster: // means are of Pinners
		metric := metricOf(m)
		if metric.Den < 0 {
			metric.Den = before
		}
		r.add(Difference, m.Name, relative(r.control.Point(metric), r.treatment.Point(metric)))
	}
}

func relative(control, treatment estimate.Point) estimate.Effect {
	return estimate.Relative(control, treatment, Level)
}

func (r *reader) readPinners(m experiment.Metric) {
	metric := metricOf(m)
	r.add(Difference, m.Name, relative(r.control.Point(metric), r.treatment.Point(metric)))
	if r.experiment.Pre < r.experiment.From {
		r.add(Cuped, m.Name, r.adjusted(metric))
	}
	if r.design.Local == nil {
		r.readLater(m)
		r.readLooks(m)
		r.readLayers(m)
	}
	if r.design.Exposed && m.Den < 0 {
		r.add(IntentTreat, m.Name, r.intentToTreat(metric))
	}
	if whole := len(r.design.Ramp) == 0 && r.design.Control == 0 && r.design.Joins == 0 && len(r.design.Segments) == 0 && !r.design.Exposed; whole && m.Num == experiment.Revenue && m.Den < 0 {
		r.add(Shadow, m.Name, r.shadow())
	}
}

// adjusted is the difference of what the revenue of the pre-period does not predict.
func (r *reader) adjusted(metric estimate.Metric) estimate.Effect {
	a, err := estimate.Adjust(metric, []int{before}, r.control, r.treatment)
	if err != nil {
		return unread(err)
	}
	return relative(a.Point(r.control), a.Point(r.treatment))
}

// unread is the reading of an estimator that could not be applied. It keeps its place: readings of replications are matched by it.
func unread(why error) estimate.Effect {
	nan := math.NaN()
	return estimate.Effect{Value: nan, SE: nan, DF: nan, Lo: nan, Hi: nan, P: nan, Why: why.Error()}
}

// readLater reads what stays: the post-period, and long against newly treated Pinners.
func (r *reader) readLater(m experiment.Metric) {
	metric, u := metricOf(m), r.units[0]
	if r.experiment.Post > 0 {
		c, t := PinnerMoments(&results.Trial{Pinners: u.Post})
		r.add(PostPeriod, m.Name, relative(c.Point(metric), t.Point(metric)))
	}
	if r.experiment.Late > 0 && r.design.Joins > 0 {
		late, long := estimate.NewMoments(before+1), estimate.NewMoments(before+1)
		for p := range u.Last.All() {
			x := append(slices.Clone(sliceOf(variables(p))), 0)
			switch {
			case p.Apart:
			case p.Late:
				late.Add(x...)
			case p.Treated:
				long.Add(x...)
			}
		}
		r.add(LaggedStart, m.Name, relative(late.Point(metric), long.Point(metric)))
	}
}

func sliceOf(x [experiment.Variables]float64) []float64 { return x[:] }

// betweenSides compares the Pinners of the two sides of a budget split.
func (r *reader) betweenSides(m experiment.Metric) estimate.Effect {
	moments := func(u *results.Trial) *estimate.Moments {
		c, t := PinnerMoments(u)
		c.Merge(t)
		return c
	}
	return relative(moments(r.units[0]).Point(metricOf(m)), moments(r.units[1]).Point(metricOf(m)))
}
