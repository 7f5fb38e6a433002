// Package ask is what a scenario asks of its results: metrics of its own, checks with thresholds, laws to verify, and when to
// stop replicating. It is plain data between the language, which reads it, and the reports, which answer it; run.json keeps it, so
// that a report can be made again without the scenario.
package ask

import (
	"fmt"
	"strings"
)

// Questions is all that a scenario asks.
type Questions struct {
	Metrics    []Metric    `json:"metrics,omitempty"`
	Checks     []Check     `json:"checks,omitempty"`
	Confidence float64     `json:"confidence,omitempty"` // of the family of checks; 0 is 0.95
	Correction string      `json:"correction,omitempty"` // holm, or none: each check stands alone
	Ship       []string    `json:"ship,omitempty"`       // checks that have to pass before an arm ships; empty: the scenario does not say
	Invariants []string    `json:"invariants"`           // laws that are verified; nil is all of them
	Sequential *Sequential `json:"sequential,omitempty"` // nil: a fixed number of replications
}

// Where is a part of the market, by names. At most one of a group and a segment or surface is given.
type Where struct {
	Segment string `json:"segment,omitempty"`
	Surface string `json:"surface,omitempty"`
	Group   string `json:"group,omitempty"`
}

// String is the name of the part as results use it: all, segment=NAME, ...
func (w Where) String() string {
	var parts []string
	for _, p := range []struct{ axis, name string }{{"segment", w.Segment}, {"surface", w.Surface}, {"group", w.Group}} {
		if p.name != "" {
			parts = append(parts, p.axis+"="+p.name)
		}
	}
	if len(parts) == 0 {
		return "all"
	}
	return strings.Join(parts, ",")
}

// Term is a registered metric over a part of the market.
type Term struct {
	Metric string `json:"metric"`
	Where
}

// String is the term as checks write it.
func (t Term) String() string {
	if t.Where == (Where{}) {
		return t.Metric
	}
	return t.Metric + "[" + t.Where.String() + "]"
}

// Metric is a ratio of two terms, over the whole market.
type Metric struct {
	Name   string `json:"name"`
	Doc    string `json:"doc,omitempty"`
	Unit   string `json:"unit"`   // %, or x for a plain ratio
	Better string `json:"better"` // higher, lower or neither
	Top    Term   `json:"top"`
	Bottom Term   `json:"bottom"`
}

// Formula words the ratio.
func (m *Metric) Formula() string { return m.Top.String() + " / " + m.Bottom.String() }

// Scale is what the ratio is multiplied by to be in the metric's unit.
func (m *Metric) Scale() float64 {
	if m.Unit == "%" {
		return 100
	}
	return 1
}

// Window is a range of whole days [From, To).
type Window struct {
	Name string `json:"name"`
	From int    `json:"from"`
	To   int    `json:"to"`
}

// Subjects of a requirement.
const (
	Change     = "change"     // candidate / base - 1, a fraction
	Difference = "difference" // candidate - base, in the metric's unit
	Level      = "value"      // the arm's own value, in the metric's unit
)

// Check is one requirement on one arm.
type Check struct {
	ID             string `json:"id"`
	Arm            string `json:"arm"`
	Metric         string `json:"metric"`
	Where          Where  `json:"where"`
	Window         Window `json:"window"`
	Require        string `json:"require"` // as it is written
	Rule           Rule   `json:"rule"`
	Warn           bool   `json:"warn"`            // a failure warns and leaves the exit code alone
	OnInconclusive string `json:"on_inconclusive"` // inconclusive, fail or warn
	Line           int    `json:"line,omitempty"`  // of the scenario's file
}

// Rule is a comparison of a subject with a bound.
type Rule struct {
	Subject string  `json:"subject"`
	Op      string  `json:"op"` // <, <=, > or >=
	Bound   float64 `json:"bound"`
}

// Up tells whether more of the subject is what is required.
func (r *Rule) Up() bool { return r.Op[0] == '>' }

// Holds tells whether a number known without error obeys the rule.
func (r *Rule) Holds(x float64) bool {
	switch r.Op {
	case ">":
		return x > r.Bound
	case ">=":
		return x >= r.Bound
	case "<":
		return x < r.Bound
	}
	return x <= r.Bound
}

// Sequential says how many replications are made: looks at Min, then at half as many again each time, up to Max, until the rule
// holds for what is there. The looks depend on nothing but Min and Max, so neither workers nor interruptions move them.
type Sequential struct {
	Min    int     `json:"min"`
	Max    int     `json:"max"`
	Until  string  `json:"until"`            // as it is written
	Metric string  `json:"metric,omitempty"` // its interval's half width is to reach Width; empty: until the checks are decided
	Width  float64 `json:"width,omitempty"`  // relative
}

// Looks lists the numbers of replications at which the rule is looked at. None falls into the last fifth before the maximum, which
// keeps a fair share of the error rate for the last.
func (s *Sequential) Looks() []int {
	var looks []int
	for n := s.Min; n < s.Max && (n == s.Min || 5*n <= 4*s.Max); n += max(1, n/2) {
		looks = append(looks, n)
	}
	return append(looks, s.Max)
}

// Spent is the share of the error rate that look k may use, by replications: what each look adds to the sum is its share of the
// maximum. The shares of all looks add up to 1, so the union of all looks errs no more often than a single test at the full
// rate, whichever look decides (linear alpha spending: Lan & DeMets 1983, "Discrete sequential boundaries for clinical trials",
// Biometrika 70; here with the union bound instead of the joint law).
func (s *Sequential) Spent(look int) float64 {
	looks := s.Looks()
	before := 0
	if look > 0 {
		before = looks[look-1]
	}
	return float64(looks[look]-before) / float64(s.Max)
}

// Describe says in one sentence how the number of replications is found.
func (s *Sequential) Describe() string {
	return fmt.Sprintf("from %d to %d replications until %s", s.Min, s.Max, s.Until)
}
