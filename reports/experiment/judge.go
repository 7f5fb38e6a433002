package experiment

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"

	"marketsim/reports/estimate"
	"marketsim/reports/stats"
	"marketsim/sim/experiment"
	"marketsim/sim/spec"
)

// Judgement is what replications say of one estimator of one design, for one metric. Effects are relative: fractions of control. A null is a
// number that does not exist, such as a coverage without intervals.
type Judgement struct {
	Metric       string   `json:"metric"`
	Design       string   `json:"design"`
	Estimator    string   `json:"estimator"`
	Replications int      `json:"replications"`    // in which it could be applied
	Unread       string   `json:"why,omitempty"`   // why it could not be, where there are others
	Doubt        string   `json:"doubt,omitempty"` // why it is not recommended, whatever its numbers are
	Truth        *float64 `json:"truth"`           // mean of the effect on the whole market
	TruthLo      *float64 `json:"truth_lo"`
	TruthHi      *float64 `json:"truth_hi"`
	Estimate     *float64 `json:"estimate"` // mean of the readings
	Bias         *float64 `json:"bias"`     // reading less truth, paired in each replication
	BiasLo       *float64 `json:"bias_lo"`
	BiasHi       *float64 `json:"bias_hi"`
	Spread       *float64 `json:"spread"`         // standard deviation of the readings over replications
	SE           *float64 `json:"standard_error"` // mean of what the estimator says of itself
	RMSE         *float64 `json:"rmse"`           // root of the mean squared error
	Coverage     *float64 `json:"coverage"`       // share of intervals that hold the truth of their replication
	RightSign    *float64 `json:"right_sign"`     // share that reject with the sign of the mean truth
	RightLo      *float64 `json:"right_lo"`       // of its exact interval (Clopper & Pearson 1934)
	RightHi      *float64 `json:"right_hi"`
	WrongSign    *float64 `json:"wrong_sign"`   // share that reject with the other
	Power        *float64 `json:"power"`        // to find the mean truth without bias, from the mean standard error
	Detectable   *float64 `json:"detectable"`   // effect found with a power of 80%
	Days         *int     `json:"days"`         // until the mean truth is found with a power of 80%, when noise falls with the root of days; null: over ten years. Of a test with looks, after which it stopped in the mean
	FalseAlarms  *float64 `json:"false_alarms"` // share of A/A tests that reject; null: none were run

	errors []float64 // by replication that has a reading
	right  []bool    // whether it rejects with the right sign, by replication that has an interval
}

// Channel is the part of a design's bias that one way for arms to meet explains.
type Channel struct {
	Metric  string  `json:"metric"`
	Design  string  `json:"design"`
	Channel string  `json:"channel"`
	Bias    float64 `json:"bias"` // relative effect
	Lo      float64 `json:"lo"`   // of its interval over replications; 0 with Hi where there is none
	Hi      float64 `json:"hi"`
	How     string  `json:"how"`
}

// Cost is what running a design costs while it runs, against the whole market under control.
type Cost struct {
	Design  string   `json:"design"`
	Revenue *float64 `json:"revenue"` // a fraction of control's; null: control has none
	// Sessions is what it costs Pinners: sessions within the test, a fraction of control's.
	Sessions *float64 `json:"sessions"`
}

// Report is an experiment judged against the truth.
type Report struct {
	Scenario     string      `json:"scenario"`
	Experiment   string      `json:"experiment"`
	Replications int         `json:"replications"`
	Seed         uint64      `json:"seed"`
	Quick        bool        `json:"quick"`               // small numbers for a quick look: no basis for a decision
	Shortened    string      `json:"shortened,omitempty"` // what a quick version has less of
	Days         float64     `json:"days"`
	Bound        float64     `json:"bound_share"`   // of the whole market's spend under control, from budgets that bind
	Correction   string      `json:"correction"`    // of p values for how many readings there are; empty: none
	Family       int         `json:"family"`        // how many readings have a p value
	FamilyAlarms *float64    `json:"family_alarms"` // share of A/A tests of which any reading rejects; null: none were run
	Judgements   []Judgement `json:"judgements"`
	Windows      []Window    `json:"windows"` // readings over windows of days
	Channels     []Channel   `json:"channels"`
	Costs        []Cost      `json:"costs"`
	Advice       []string    `json:"advice"`
	Cautions     []string    `json:"cautions"` // what is known of the intervals of designs as short as these
}

// Replication is the readings of one replication with the truth by metric.
type Replication struct {
	Truth    map[string]float64
	Readings []Reading
	Revenue  []float64 // by design, of its market over that of the control
	Sessions []float64 // likewise
	Bound    float64   // share of the whole market's spend under control that comes from budgets that bind
	AA       []Reading // of the same designs without a treatment; empty: not run
	Windows  []Windowed
	AAWindow []Windowed
}

// Replicate reads one replication; aa may be nil.
func Replicate(e *experiment.Experiment, o, aa *Outcome) Replication {
	r := Replication{Truth: Truth(e, o), Readings: Read(e, o), Windows: Windows(e, o), Bound: bound(o.Units[experiment.WholeControl])}
	base := wholeMeans(o.Units[experiment.WholeControl])[experiment.Revenue]
	for i, arms := range o.Layout.Designs {
		sum := 0.0
		for _, a := range arms {
			sum += revenueOf(e, &e.Designs[i], o, a)
		}
		r.Revenue = append(r.Revenue, sum/base-1)
		r.Sessions = append(r.Sessions, sessions(e, o, arms)/sessions(e, o, []int{experiment.WholeControl})-1)
	}
	if aa != nil {
		r.AA, r.AAWindow = Read(e, aa), Windows(e, aa)
	}
	return r
}

// revenueOf is the revenue of an arm within the test; with requests that no unit has, on neither side or in a ramp, that of its days.
func revenueOf(e *experiment.Experiment, d *experiment.Design, o *Outcome, arm int) float64 {
	if len(d.Ramp) > 0 || d.Control > 0 && (d.Split == experiment.Auctions || d.Split == experiment.Matched) {
		return daysOf(o.Results[arm], e.From, e.To)[experiment.Revenue]
	}
	return wholeMeans(o.Units[arm])[experiment.Revenue]
}

// sessions is how many sessions began in arms within the test.
func sessions(e *experiment.Experiment, o *Outcome, arms []int) (n float64) {
	for _, a := range arms {
		days := o.Results[a].Days
		for d := max(0, e.From/spec.Day); d < e.To/spec.Day && int(d) < len(days); d++ {
			for i := range days[d].Cells {
				n += float64(days[d].Cells[i].Sessions)
			}
		}
	}
	return n
}

// Judge sums replications up.
func Judge(e *experiment.Experiment, all []Replication) *Report {
	days := float64(e.To-e.From) / (24 * 3600e6)
	out := &Report{Experiment: e.Name, Replications: len(all), Days: days, Judgements: []Judgement{}, Windows: judgeWindows(all), Channels: []Channel{},
		Costs: []Cost{}, Advice: []string{}, Cautions: []string{}}
	if len(all) == 0 {
		return out
	}
	for i := range all[0].Readings {
		out.Judgements = append(out.Judgements, judge(all, i, days))
	}
	slices.SortStableFunc(out.Judgements, func(a, b Judgement) int {
		return cmp.Compare(slices.Index(e.Metrics, a.Metric), slices.Index(e.Metrics, b.Metric))
	})
	for i := range e.Designs {
		var revenue, sessions []float64
		for _, r := range all {
			revenue, sessions = append(revenue, r.Revenue[i]), append(sessions, r.Sessions[i])
		}
		out.Costs = append(out.Costs, Cost{e.Designs[i].Name, number(stat.Mean(revenue, nil)), number(stat.Mean(sessions, nil))})
	}
	for _, r := range all {
		out.Bound += r.Bound / float64(len(all))
	}
	out.Correction, out.Family, out.FamilyAlarms = string(e.Correction), family(all), familyAlarms(all)
	out.channels(e)
	out.caution(e)
	for _, m := range e.Metrics {
		out.advise(m)
	}
	return out
}

// judge sums up the i-th reading of the replications that have one.
func judge(all []Replication, i int, days float64) Judgement {
	s, why, first := sample{}, "", &all[0].Readings[i]
	var truths []float64
	for k := range all {
		r := &all[k]
		x := &r.Readings[i]
		truths = append(truths, truthOf(r.Truth, x))
		if math.IsNaN(x.Value) && x.Why != "" {
			why = x.Why
			continue
		}
		s.add(x, truthOf(r.Truth, x), r.AA, i)
	}
	j := Judgement{Metric: first.Metric, Design: first.Design, Estimator: first.Estimator}
	if len(s.readings) > 0 {
		j = s.judge(days)
	} else {
		j.about(truths)
	}
	j.Unread = why
	if n := len(s.readings); n > 0 && 2*n < len(all) {
		j.Doubt = fmt.Sprintf("it could be applied in %d of %d replications only", n, len(all))
	}
	return j
}

// sample is one reading of all replications, with the truth of each, and the same without a treatment where that was run.
type sample struct {
	readings, aa []*Reading
	truth        []float64
}

func (s *sample) add(x *Reading, truth float64, aa []Reading, i int) {
	s.readings, s.truth = append(s.readings, x), append(s.truth, truth)
	if len(aa) > i {
		s.aa = append(s.aa, &aa[i])
	}
}

// about says what the truth is.
func (j *Judgement) about(truth []float64) {
	x := stats.MeanInterval(truth, Level)
	j.Truth, j.TruthLo, j.TruthHi = number(x.Mean), number(x.Lo), number(x.Hi)
}

func (s *sample) judge(days float64) Judgement {
	first := s.readings[0]
	j := Judgement{Metric: first.Metric, Design: first.Design, Estimator: first.Estimator, Replications: len(s.readings)}
	var value, bias, se, squares []float64
	for k, x := range s.readings {
		t := s.truth[k]
		value, bias, se = append(value, x.Value), append(bias, x.Value-t), append(se, x.SE)
		squares = append(squares, (x.Value-t)*(x.Value-t))
	}
	b := stats.MeanInterval(bias, Level)
	j.about(s.truth)
	j.Estimate, j.errors = number(mean(value)), bias
	j.Bias, j.BiasLo, j.BiasHi = number(b.Mean), number(b.Lo), number(b.Hi)
	j.RMSE, j.SE = number(math.Sqrt(mean(squares))), number(mean(se))
	if len(value) > 1 {
		j.Spread = number(stat.StdDev(value, nil))
	}
	j.decisions(s)
	j.Doubt = s.doubt()
	if j.plan(first.DF, days); first.Estimator == Sequential {
		j.sequential(s.readings)
	}
	return j
}

// decisions counts what the intervals of the readings decide.
func (j *Judgement) decisions(s *sample) {
	n, covered, right, wrong, alarms := 0.0, 0.0, 0.0, 0.0, 0.0
	truth := mean(s.truth)
	for k, x := range s.readings {
		if math.IsNaN(x.P) {
			continue
		}
		n++
		if x.Covers(s.truth[k]) {
			covered++
		}
		rejects, agrees := x.P < 1-Level, (x.Value > 0) == (truth > 0)
		j.right = append(j.right, rejects && agrees)
		switch {
		case !rejects:
		case agrees:
			right++
		default:
			wrong++
		}
		if len(s.aa) > k && s.aa[k].P < 1-Level {
			alarms++
		}
	}
	if n == 0 {
		return
	}
	j.Coverage, j.RightSign, j.WrongSign = number(covered/n), number(right/n), number(wrong/n)
	lo, hi := stats.ShareInterval(int(right), int(n), Level)
	j.RightLo, j.RightHi = &lo, &hi
	if len(s.aa) > 0 {
		j.FalseAlarms = number(alarms / n)
	}
}

// plan says what the estimator could find, were it unbiased.
func (j *Judgement) plan(df, days float64) {
	if j.SE == nil || j.Truth == nil || !(*j.SE > 0) {
		return
	}
	j.Power, j.Detectable = number(estimate.Power(*j.Truth, *j.SE, df, 1-Level)), number(estimate.Detectable(*j.SE, df, 1-Level, stats.Power))
	design := estimate.Design{Days: []float64{days}, SE: []float64{*j.SE}, Share: 0.5, Alpha: 1 - Level, Power: stats.Power}
	if d, err := design.DaysFor(*j.Truth, 0.5, 0.5); err == nil && *j.Truth != 0 {
		j.Days = &d
	}
}

func mean(x []float64) float64 { return stat.Mean(x, nil) }

// number is nil for what does not exist.
func number(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return &x
}

// channels tells a Pinner split's bias apart where a budget split was run beside it: what goes away with budgets of their own came from shared
// budgets; the rest is what the budget split still has.
func (r *Report) channels(e *experiment.Experiment) {
	for i := range r.Judgements {
		a := &r.Judgements[i]
		d := designOf(e, a.Design)
		if d.Split != experiment.Pinners || a.Estimator != Difference || a.Bias == nil {
			continue
		}
		for k := range r.Judgements {
			b := &r.Judgements[k]
			if designOf(e, b.Design).Split == experiment.Budgets && b.Estimator == Difference && b.Metric == a.Metric && b.Bias != nil {
				r.Channels = append(r.Channels, Channel{Metric: a.Metric, Design: a.Design, Channel: "shared budgets", Bias: *a.Bias - *b.Bias, How: "its bias less that of `" + b.Design + "`, where each side has budgets of its own"},
					Channel{Metric: a.Metric, Design: a.Design, Channel: "remainder", Bias: *b.Bias, How: "the bias that `" + b.Design + "` still has"})
			}
		}
	}
}

func designOf(e *experiment.Experiment, name string) *experiment.Design {
	i := slices.IndexFunc(e.Designs, func(d experiment.Design) bool { return d.Name == name })
	return &e.Designs[i]
}
