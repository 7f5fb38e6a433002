package reports

import (
	"fmt"
	"strings"
)

// SchemaVersion is raised when a field of Summary changes its meaning or goes away. Fields may be added without.
const SchemaVersion = 1

// Summary is the one result object of a run, and the content of summary.json. It holds no wall-clock value and nothing that
// differs between two runs of the same scenario and seed. Numbers that do not exist are null, with the reason beside.
type Summary struct {
	Schema     int    `json:"schema"`
	Scenario   string `json:"scenario"`
	Question   string `json:"question,omitempty"`
	Hash       string `json:"scenario_hash"`
	Version    string `json:"version"`
	Seed       uint64 `json:"seed"`
	Quick      bool   `json:"quick"`               // small numbers for a quick look: no basis for a decision
	Shortened  string `json:"shortened,omitempty"` // what a quick version has less of
	Days       int    `json:"days"`
	WarmupDays int    `json:"warmup_days"`

	ReplicationsDone    int     `json:"replications_done"`
	ReplicationsPlanned int     `json:"replications_planned"`
	Level               float64 `json:"level"` // of every interval: 0.95

	Stopped string `json:"-"` // how a run that is not finished ended early: interrupted, partial; empty where that is not known

	Headline string `json:"headline"`  // the finding in one sentence, with its size
	Verdict  string `json:"verdict"`   // PASS, FAIL, INCONCLUSIVE, WARN, INCOMPLETE or NO CHECKS
	ExitCode int    `json:"exit_code"` // see ExitPass and the others

	Arms        []Arm         `json:"arms"`
	Windows     []Window      `json:"windows"`         // of all arms
	Definitions []Definition  `json:"definitions"`     // of every metric named below
	Metrics     []Value       `json:"metrics"`         // over the whole horizon, by arm, metric and segment
	Effects     []Effect      `json:"effects"`         // by arm, window, metric and segment
	Families    []Family      `json:"families"`        // of comparisons that are corrected together
	Board       *Board        `json:"board,omitempty"` // of several arms that are compared with the same one
	Checks      []Check       `json:"checks"`
	Stopping    *Stopping     `json:"stopping,omitempty"` // null: a fixed number of replications
	Targets     []Targets     `json:"targets"`            // how campaigns kept their constraints, by arm and kind
	Warnings    []string      `json:"warnings"`
	Worlds      *Worlds       `json:"worlds"`     // which question intervals answer; null where stored results do not say
	References  []Reference   `json:"references"` // of long-run models, by arm: the levels at which Pinners do not react
	Daily       []Series      `json:"daily"`
	LongRun     []LongRun     `json:"long_run"` // by arm and metric
	Trends      []Trend       `json:"trends"`   // by arm and metric
	Winners     []Winners     `json:"winners"`  // by arm: which campaigns gain and which lose
	Live        []Live        `json:"live"`     // of arms whose change stops or starts late
	LongTermRPM []LongTermRPM `json:"lt_rpm"`
	Lifetimes   []Lifetime    `json:"lifetimes"` // by arm and cohort
}

// Exit codes of a run; see the interface.
const (
	ExitPass         = 0
	ExitFail         = 1
	ExitInconclusive = 3
	ExitIncomplete   = 4
)

// Arm is one arm of a Summary.
type Arm struct {
	Name    string   `json:"name"`
	Versus  string   `json:"versus,omitempty"`  // empty for a control
	Changes []string `json:"changes,omitempty"` // what it sets: mechanism.reserve: 0.25 USD
	Start   int      `json:"start,omitempty"`   // day from which it holds
	Stop    int      `json:"stop,omitempty"`    // day from which it does not hold any more; 0: it never stops
	Windows []Window `json:"windows"`           // over which it is read: the whole horizon first
	Answer  string   `json:"answer,omitempty"`  // what to do about it; empty for a control
	Why     string   `json:"why,omitempty"`     // one sentence
}

// Board sets several arms side by side.
type Board struct {
	Versus  string      `json:"vs"`
	Arms    []string    `json:"arms"`
	Metrics []string    `json:"metrics"` // that differ somewhere: those that checks judge, then those that an arm clearly moves, the weightiest first
	Same    []string    `json:"same"`    // that no arm changes at all
	Best    []BoardBest `json:"best"`    // by metric, where an arm is clearly better than the base
	Finding string      `json:"finding"` // which arm earns most, and what it costs
}

// BoardBest is the arm that improves a metric most.
type BoardBest struct {
	Metric string `json:"metric"`
	Arm    string `json:"arm"`
}

// BestArm is the arm that improves a metric most; empty when none clearly does.
func (b *Board) BestArm(metric string) string {
	for _, x := range b.Best {
		if x.Metric == metric {
			return x.Arm
		}
	}
	return ""
}

// Reference is the mean over replications of a level at which an arm's Pinners do not react, stated or taken from the warm-up.
type Reference struct {
	Arm   string  `json:"arm"`
	Key   string  `json:"key"`
	Value float64 `json:"value"`
}

// Window is a range of days [From, To).
type Window struct {
	Name string `json:"name"` // all, first 14d, last 28d
	From int    `json:"from"`
	To   int    `json:"to"`
}

// Words names a window for people.
func (w Window) Words() string {
	switch {
	case w.Name == Everyone:
		return "whole horizon"
	case w.To-w.From == 1:
		return strings.Replace(w.Name, " 1d", " day", 1)
	case strings.HasSuffix(w.Name, "d") && strings.ContainsAny(w.Name, "0123456789"):
		return strings.TrimSuffix(w.Name, "d") + " days"
	}
	return w.Name
}

// Days names the days of a window, the first and the last: days 14 to 27.
func (w Window) Days() string {
	if w.To-w.From == 1 {
		return fmt.Sprintf("day %d", w.From)
	}
	return fmt.Sprintf("days %d to %d", w.From, w.To-1)
}

// Definition says what a metric is.
type Definition struct {
	Metric  string `json:"metric"`
	Unit    string `json:"unit"`
	Formula string `json:"formula"`
	Better  string `json:"better"` // higher, lower or neither
	Doc     string `json:"doc"`
}

// Everyone is the segment of a value or effect over the whole market. The others are named segment=NAME, surface=NAME and
// group=NAME.
const Everyone = "all"

// Value is a metric of one arm: the mean over replications and its interval.
type Value struct {
	Arm     string   `json:"arm"`
	Metric  string   `json:"metric"`
	Segment string   `json:"segment"`
	Unit    string   `json:"unit"`
	Value   *float64 `json:"value"`
	Lo      *float64 `json:"lo"`
	Hi      *float64 `json:"hi"`
	N       int      `json:"n"` // replications that have the metric
	Why     string   `json:"why,omitempty"`
}

// Verdicts of effects. Better and Worse follow the metric's direction; a metric without one goes Up or Down.
const (
	VerdictBetter    = "better"
	VerdictWorse     = "worse"
	VerdictUp        = "up"
	VerdictDown      = "down"
	VerdictUnclear   = "unclear"
	VerdictLost      = "not significant after correction" // the interval at the tables' level leaves out 0, the one at the level of the correction, which is shown, does not
	VerdictIdentical = "identical"
	VerdictUntested  = "not tested" // one replication
	VerdictNoData    = "NO-DATA"
)

// Effect is the difference of a metric between an arm and the arm that it is compared with, paired over replications.
type Effect struct {
	Arm       string   `json:"arm"`
	Versus    string   `json:"vs"`
	Metric    string   `json:"metric"`
	Segment   string   `json:"segment"`
	Window    string   `json:"window"`
	From      int      `json:"from_day"`
	To        int      `json:"to_day"`
	Unit      string   `json:"unit"` // of base, candidate and the absolute difference
	Base      *float64 `json:"base"`
	Candidate *float64 `json:"candidate"`

	Change *float64 `json:"change"` // candidate / base - 1, a fraction; null when the base is 0
	Lo     *float64 `json:"lo"`
	Hi     *float64 `json:"hi"`

	Difference   *float64 `json:"difference"` // candidate - base, in the metric's unit
	DifferenceLo *float64 `json:"difference_lo"`
	DifferenceHi *float64 `json:"difference_hi"`

	Level     float64  `json:"level"`
	Method    string   `json:"method"`
	Pairs     int      `json:"pairs"`
	P         *float64 `json:"p"`
	PAdjusted *float64 `json:"p_adjusted"`
	Family    string   `json:"family,omitempty"` // within which p is adjusted
	Verdict   string   `json:"verdict"`
	Why       string   `json:"why,omitempty"` // a number is missing
}

// Moved tells whether an effect is clearly there, after correction.
func (e *Effect) Moved() bool {
	switch e.Verdict {
	case VerdictBetter, VerdictWorse, VerdictUp, VerdictDown:
		return true
	}
	return false
}

// Absolute tells whether an effect is told as a difference in the metric's unit: where the base is 0, or so close to it that the ratio has no
// interval.
func (e *Effect) Absolute() bool {
	return e.Difference != nil && (e.Change == nil || e.Lo == nil && e.DifferenceLo != nil)
}

// Identical tells whether all pairs are equal to the last bit.
func (e *Effect) Identical() bool {
	zero := func(x *float64) bool { return x != nil && *x == 0 }
	return zero(e.Difference) && zero(e.DifferenceLo) && zero(e.DifferenceHi)
}

// Family is a set of comparisons whose p values are corrected together.
type Family struct {
	Name       string `json:"name"`
	Size       int    `json:"size"`
	Correction string `json:"correction"` // holm
}

// Statuses of checks. Only PASS passes.
const (
	Pass         = "PASS"
	Fail         = "FAIL"
	Inconclusive = "INCONCLUSIVE"
	NoData       = "NO-DATA"
)

// Incomplete is the verdict on a run of which replications are missing. It comes before every other.
const Incomplete = "INCOMPLETE"

// Unfinished tells whether replications are missing, or what is made of them: no check is decided.
func (s *Summary) Unfinished() bool { return s.Verdict == Incomplete }

// SoFar is a check's status, said to be that of what is finished where the run is not.
func (s *Summary) SoFar(status string) string {
	if s.Unfinished() {
		return "so far " + status
	}
	return status
}

// Check is one verified statement: an invariant of the simulation, or a check that the scenario states.
type Check struct {
	ID      string `json:"id"`
	Kind    string `json:"kind"` // invariant or check
	Arm     string `json:"arm,omitempty"`
	Status  string `json:"status"`
	Counts  string `json:"counts_as"` // what it does to the verdict: PASS, FAIL, INCONCLUSIVE or WARN
	Message string `json:"message"`
	N       int    `json:"n"` // comparisons made; replications with data

	Versus   string   `json:"vs,omitempty"` // of a change or difference
	Metric   string   `json:"metric,omitempty"`
	Segment  string   `json:"segment,omitempty"`
	Window   *Window  `json:"window,omitempty"`
	Require  string   `json:"require,omitempty"`
	Subject  string   `json:"subject,omitempty"` // change, difference or value
	Unit     string   `json:"unit,omitempty"`    // of estimate, lo, hi and bound; empty for a change, which is a fraction
	Op       string   `json:"op,omitempty"`
	Bound    *float64 `json:"bound,omitempty"`
	Estimate *float64 `json:"estimate,omitempty"`
	Lo       *float64 `json:"lo,omitempty"`
	Hi       *float64 `json:"hi,omitempty"`
	Level    float64  `json:"level,omitempty"`               // of lo and hi: all checks together have the family's confidence
	Margin   *Margin  `json:"margin,omitempty"`              // where a relative change has no interval at this level: what decides instead
	P        *float64 `json:"p_adjusted,omitempty"`          // of the decision, corrected
	Needed   int      `json:"replications_needed,omitempty"` // when inconclusive: decide it with a chance of 80%; 0 is unknown
	Decided  int      `json:"decided_at,omitempty"`          // replications at the look that decided
	Line     int      `json:"line,omitempty"`                // of the scenario's file
}

// Margin is how far an arm lies from what a check of a relative change requires, in the metric's unit: the difference less the bound times the base, which is
// the difference itself where the bound is 0. Its interval leaves out 0 exactly when the check is decided.
type Margin struct {
	Value float64  `json:"value"`
	Lo    *float64 `json:"lo"`
	Hi    *float64 `json:"hi"`
	Unit  string   `json:"unit"`
	Why   string   `json:"why"` // the change has no interval
}

// Interval is what decides a check: that of its estimate, or of its margin where the estimate has none.
func (c *Check) Interval() (lo, hi *float64) {
	if c.Margin != nil {
		return c.Margin.Lo, c.Margin.Hi
	}
	return c.Lo, c.Hi
}

// Title is a check's name with the arm that it judges.
func (c *Check) Title() string {
	if c.Arm == "" {
		return c.ID
	}
	return c.ID + " (" + c.Arm + ")"
}

// Statuses that a check may count as, besides PASS, FAIL and INCONCLUSIVE.
const Warn = "WARN"

// Stopping says how the number of replications was found.
type Stopping struct {
	Rule    string `json:"rule"`
	Min     int    `json:"min"`
	Max     int    `json:"max"`
	Looks   []int  `json:"looks"`
	Reached bool   `json:"reached"` // the rule held; false: the maximum came first, or the run is not finished
}

// Kinds of checks.
const (
	KindInvariant = "invariant"
	KindCheck     = "check"
)

// Series is one metric of one arm by day: the mean over replications with the interval of the mean. Entries are null where a
// number does not exist.
type Series struct {
	Arm    string     `json:"arm"`
	Metric string     `json:"metric"`
	Unit   string     `json:"unit"`
	Mean   []*float64 `json:"mean"` // by day
	Lo     []*float64 `json:"lo"`
	Hi     []*float64 `json:"hi"`
}

// Effect finds an effect; nil when the summary has none of that name.
func (s *Summary) Effect(arm, metric, segment, window string) *Effect {
	for i := range s.Effects {
		e := &s.Effects[i]
		if e.Arm == arm && e.Metric == metric && e.Segment == segment && e.Window == window {
			return e
		}
	}
	return nil
}

// Value finds a metric's value; nil when the summary has none of that name.
func (s *Summary) Value(arm, metric, segment string) *Value {
	for i := range s.Metrics {
		v := &s.Metrics[i]
		if v.Arm == arm && v.Metric == metric && v.Segment == segment {
			return v
		}
	}
	return nil
}

// Series finds a metric's days; nil when the summary has none of that name.
func (s *Summary) Series(arm, metric string) *Series {
	for i := range s.Daily {
		d := &s.Daily[i]
		if d.Arm == arm && d.Metric == metric {
			return d
		}
	}
	return nil
}
