package reports

import (
	"math"

	"marketsim/reports/stats"
	"marketsim/sim/results"
)

// Schedule is when an arm's change holds, in days from day 0.
type Schedule struct {
	Start  int    `json:"start"`
	Stop   int    `json:"stop"`   // 0: it never stops
	Change string `json:"change"` // what it changes: arms that change the same have the same text
}

// Ways to read a learned effect live (Hohnhold, O'Brien & Tang 2015, "Focusing on the long-term", KDD).
const (
	PostPeriod  = "post-period"  // a change that stopped, against control, while both have the control's market
	LaggedStart = "lagged start" // a change from the start, against the same change that started later, while both have it
)

// Live is what a live experiment would have read of what Pinners learned, compared with the truth, which only a simulation knows.
// Changes are fractions of the base, with intervals paired over replications.
type Live struct {
	Method   string `json:"method"`
	Arm      string `json:"arm"`
	Versus   string `json:"vs"`
	Metric   string `json:"metric"`   // as it is read
	Exposure int    `json:"exposure"` // days for which one side alone had the change
	From     int    `json:"from"`     // days over which it is read: [From, To)
	To       int    `json:"to"`

	Read     Reading  `json:"read"`
	AtStart  Reading  `json:"at_start"`     // the truth at the end of the exposure: the state that Pinners were in
	LongRun  *Reading `json:"long_run"`     // the truth of the same change that goes on, over the last days; null when no arm goes on
	SeenTrue *Reading `json:"seen_true"`    // at_start / long_run: the share of the effect that the exposure reached; a fraction
	HeldTrue *Reading `json:"held_true"`    // read / at_start: the share of it that the reading still finds; a fraction
	Rate     *float64 `json:"rate"`         // of learning per day that the extrapolation takes as known; null: none
	Share    *float64 `json:"share"`        // of the long run that the formula expects to be read: seen x held
	Seen     *float64 `json:"seen"`         // 1 - exp(-rate x exposure)
	Held     *float64 `json:"held"`         // mean over the days read of exp(-rate x days since)
	Estimate *Reading `json:"extrapolated"` // read / share
	Error    *Reading `json:"error"`        // extrapolated - long run, in points of the base (a fraction)
}

// liveWindow is the length of the reading, days.
const liveWindow = 14

// addLive finds the arms whose change stops, or starts late, and reads what was learned.
func (s *Summary) addLive(read *Sampler) {
	s.Live = []Live{}
	in := read.In
	for arm, a := range in.Arms {
		if a.Schedule.Change == "" {
			continue
		}
		full := in.alike(func(b *ArmInfo) bool {
			return b.Schedule.Change == a.Schedule.Change && b.Schedule.Start == 0 && b.Schedule.Stop == 0 && b.Versus == a.Versus
		})
		switch base, ok := in.Versus(arm); {
		case !ok:
		case a.Schedule.Stop > a.Schedule.Start && a.Schedule.Stop < s.Days:
			s.readLive(read, Live{Method: PostPeriod, Exposure: a.Schedule.Stop - a.Schedule.Start, From: a.Schedule.Stop}, arm, base, full, base)
		case a.Schedule.Start > 0 && a.Schedule.Stop == 0 && full >= 0:
			s.readLive(read, Live{Method: LaggedStart, Exposure: a.Schedule.Start, From: a.Schedule.Start}, full, arm, full, base)
		}
	}
}

// lastOf is the long run of a change that holds on all days.
func lastOf(days int) Window {
	list := Windows(days)
	return list[len(list)-1]
}

// alike is the index of the first arm that fits, or -1.
func (in *Input) alike(fits func(*ArmInfo) bool) int {
	for i := range in.Arms {
		if fits(&in.Arms[i]) {
			return i
		}
	}
	return -1
}

// readLive compares two arms over the days after the exposure. The truth is the arm `full` against `control` in the last days.
func (s *Summary) readLive(read *Sampler, l Live, arm, base, full, control int) {
	l.Arm, l.Versus, l.To = s.Arms[arm].Name, s.Arms[base].Name, min(s.Days, l.From+liveWindow)
	for _, m := range results.Metrics() {
		if m.Behind == "" {
			continue
		}
		one := l
		one.Metric = m.Name
		learned := behind{read, read.In.Metric(m.Behind), full, control, lastOf(s.Days)}
		one.judge(learned, learned.changes(read.In.Metric(m.Name), arm, base, l.From, l.To), arm, base)
		s.Live = append(s.Live, one)
	}
}

// behind is the Pinners' state that moves a metric, in the arm whose change goes on: what a reading should have told. Full < 0: no arm goes on.
type behind struct {
	read          *Sampler
	state         *Metric
	full, control int
	last          Window
}

// changes are relative changes of a metric by replication.
func (b *behind) changes(m *Metric, arm, base, from, to int) []float64 {
	list, of := b.read.Values(m, arm, results.Everything, from, to), b.read.Values(m, base, results.Everything, from, to)
	for i := range list {
		list[i] = list[i]/of[i] - 1
	}
	return list
}

// judge states what was read, `got` by replication, beside the state.
func (l *Live) judge(b behind, got []float64, arm, base int) {
	l.Read = readingOf("read", l.From, l.To, got)
	state := b.changes(b.state, arm, base, l.From-1, l.From)
	l.AtStart, l.HeldTrue = readingOf("state", l.From-1, l.From, state), ratioOf("held", got, state)
	rate := b.read.In.LearningRate
	learns := rate > 0 && b.state.Name == "sightedness"
	if learns {
		l.extrapolate(rate, got)
	}
	if b.full < 0 {
		return
	}
	end := b.changes(b.state, b.full, b.control, b.last.From, b.last.To)
	l.LongRun, l.SeenTrue = new(readingOf(b.last.Name, b.last.From, b.last.To, end)), ratioOf("seen", state, end)
	if learns {
		for i := range end {
			end[i] = got[i] / *l.Share - end[i]
		}
		l.Error = new(readingOf("error", l.From, l.To, end))
	}
}

// extrapolate divides what was read by the share of the long run that exponential learning and forgetting leave in it.
func (l *Live) extrapolate(rate float64, got []float64) {
	seen, held := 1-math.Exp(-rate*float64(l.Exposure)), 0.0
	for d := range l.To - l.From {
		held += math.Exp(-rate*float64(d)) / float64(l.To-l.From)
	}
	share := seen * held
	l.Rate, l.Seen, l.Held, l.Share = &rate, &seen, &held, &share
	scaled := make([]float64, len(got))
	for i, x := range got {
		scaled[i] = x / share
	}
	l.Estimate = new(readingOf("extrapolated", l.From, l.To, scaled))
}

// ratioOf is the ratio of two numbers per replication; nil where there is nothing to divide by.
func ratioOf(name string, top, bottom []float64) *Reading {
	ratios := make([]float64, len(top))
	for i := range ratios {
		if bottom[i] == 0 {
			return nil
		}
		ratios[i] = top[i] / bottom[i]
	}
	return new(readingOf(name, 0, 0, ratios))
}

// readingOf is the mean of a number per replication with its interval.
func readingOf(name string, from, to int, values []float64) Reading {
	e := stats.MeanInterval(values, stats.Level)
	return Reading{name, from, to, Finite(e.Mean), Finite(e.Lo), Finite(e.Hi), e.Why}
}

// LongTermRPM is the metric of Hohnhold, O'Brien & Tang (2015): LT_RPM = dRPM + Q x U_CTR, with the relative change of revenue per
// thousand auctions in the short run, and the learned change of the click rate. It stands beside what revenue per thousand
// auctions really comes to, which tells how far the formula carries in this market.
type LongTermRPM struct {
	Arm      string  `json:"arm"`
	Versus   string  `json:"vs"`
	Q        float64 `json:"q"`
	DeltaRPM Reading `json:"delta_rpm"` // in the short run
	Learned  Reading `json:"learned"`   // U_CTR: change of sightedness in the last days
	LTRPM    Reading `json:"lt_rpm"`
	Reached  Reading `json:"reached"` // change of RPM in the last days
}

// qualityWeights are the values of Q: 1, at which learning only moves clicks, and 1.54, the least that was published for search.
var qualityWeights = []float64{1, 1.54}

func (s *Summary) addLongTermRPM(read *Sampler) {
	s.LongTermRPM = []LongTermRPM{}
	in := read.In
	last := lastOf(s.Days)
	for arm := range s.Arms {
		base, ok := read.In.Versus(arm)
		if x := in.Arms[arm].Schedule; !ok || !s.TwoRuns(s.Arms[arm].Name) || x.Start > 0 || x.Stop > 0 {
			continue
		}
		short := s.ShortRun(s.Arms[arm].Name)
		changes := func(metric string, w Window) []float64 {
			m := read.In.Metric(metric)
			a, b := read.Values(m, arm, results.Everything, w.From, w.To), read.Values(m, base, results.Everything, w.From, w.To)
			for i := range a {
				a[i] = a[i]/b[i] - 1
			}
			return a
		}
		delta, learned, reached := changes("rpm", short), changes("sightedness", last), changes("rpm", last)
		for _, q := range qualityWeights {
			both := make([]float64, len(delta))
			for i := range both {
				both[i] = delta[i] + q*learned[i]
			}
			s.LongTermRPM = append(s.LongTermRPM, LongTermRPM{Arm: s.Arms[arm].Name, Versus: s.Arms[base].Name, Q: q,
				DeltaRPM: readingOf(short.Name, short.From, short.To, delta), Learned: readingOf(last.Name, last.From, last.To, learned),
				LTRPM: readingOf("lt_rpm", short.From, last.To, both), Reached: readingOf(last.Name, last.From, last.To, reached)})
		}
	}
}

// LiveOf finds a live reading; nil when the summary has none of that name.
func (s *Summary) LiveOf(method, arm, metric string) *Live {
	for i := range s.Live {
		if l := &s.Live[i]; l.Method == method && l.Arm == arm && l.Metric == metric {
			return l
		}
	}
	return nil
}
