package compare

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"

	"marketsim/reports"
	"marketsim/reports/stats"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// Verdicts of a comparison of behaviour.
const (
	Identical     = "IDENTICAL"         // to the last bit
	Partly        = "PARTLY COMPARED"   // one side lacks replications: those that both have agree, and nothing is known of the others
	Changed       = "BEHAVIOUR CHANGED" // digests differ
	Remeasured    = "VALUES CHANGED"    // digests agree and values do not: a metric's formula changed, or the baseline was edited
	Unverified    = "NOT VERIFIED"      // the scenario was not played to its end
	Incomparable  = "NOT COMPARABLE"
	NoBaseline    = "NO BASELINE"
	ExitDifferent = 5 // a baseline is missing or not comparable
)

// Verdicts of one metric of a comparison.
const (
	DriftIdentical = "identical"
	DriftWithin    = "within"  // the whole interval lies within the tolerance
	DriftOutside   = "OUTSIDE" // the whole interval lies outside, after Holm's correction
	DriftUnclear   = "unclear"
	DriftWrong     = "CHANGED" // in replications whose digests agree: its formula is another, or the baseline was edited
)

// Tolerances are the relative changes that a comparison lets pass: one for all metrics, and others by name.
type Tolerances struct {
	Default float64            `json:"default"`
	Metrics map[string]float64 `json:"metrics,omitempty"`
}

// Of is the tolerance of a metric.
func (t *Tolerances) Of(metric string) float64 {
	if x, ok := t.Metrics[metric]; ok {
		return x
	}
	return t.Default
}

// judges tells whether a metric has a tolerance: the headline metrics, the scenario's own and those that are named. The others may move where digests
// differ, and are counted.
func (t *Tolerances) judges(metric string) bool {
	_, named := t.Metrics[metric]
	_, builtIn := results.LookupMetric(metric)
	return named || !builtIn || reports.IsHeadline(metric)
}

// unknown says which metric has a tolerance and is not on both sides; empty: none.
func (t *Tolerances) unknown(base, candidate *Side) string {
	has := func(s *Side, metric string) bool {
		return slices.ContainsFunc(s.Values, func(v Values) bool { return v.Metric == metric })
	}
	for _, metric := range slices.Sorted(maps.Keys(t.Metrics)) {
		if !has(base, metric) || !has(candidate, metric) {
			return fmt.Sprintf("`--tolerance %s` names a metric that the two sides do not have", metric)
		}
	}
	return ""
}

// Regression is the comparison of a candidate's behaviour with a base's.
type Regression struct {
	Scenario  string `json:"scenario"`
	File      string `json:"file,omitempty"` // of the scenario or baseline, for annotations
	Base      string `json:"base"`
	Candidate string `json:"candidate"`
	Verdict   string `json:"verdict"`
	ExitCode  int    `json:"exit_code"`
	Why       string `json:"why,omitempty"` // it is not comparable, or the exact tier was skipped

	Mistakes []string `json:"mistakes,omitempty"` // the first ones of a scenario that cannot be read, with their places
	At       Place    `json:"-"`                  // of the first

	Notes    []string          `json:"notes"`              // what differs besides behaviour: versions, the scenario itself
	Keys     []KeyChange       `json:"changed_keys"`       // of the scenario
	Next     []string          `json:"next,omitempty"`     // commands that tell more or accept
	Differ   int               `json:"differ"`             // arms and replications whose digests differ
	Of       int               `json:"of"`                 // that are on both sides
	First    *Divergence       `json:"first,omitempty"`    // null when nothing differs or nothing exact was compared
	Drifts   []Drift           `json:"metrics"`            // empty when identical
	Unjudged int               `json:"unjudged"`           // values that moved, of metrics without a tolerance
	Failures []string          `json:"failures,omitempty"` // invariants and checks of the candidate that fail
	Bounds   Tolerances        `json:"tolerance"`
	agree    map[string][]bool // by arm and replication that both have: the last digests are the same, so every value has to be
	Accepted *Reason           `json:"accepted,omitempty"` // the baseline's last reason
}

// Place is one in a file; line 0 is none.
type Place struct {
	File         string
	Line, Column int
}

// Divergence is where two runs part.
type Divergence struct {
	Arm         string `json:"arm"`
	Replication int    `json:"replication"`
	Day         int    `json:"day"`
	Auction     string `json:"auction,omitempty"` // PINNER/SESSION/REQUEST, when both sides could be replayed
	At          string `json:"at,omitempty"`
	Campaign    string `json:"campaign,omitempty"`
	Field       string `json:"field,omitempty"`
	Old         string `json:"old,omitempty"`
	New         string `json:"new,omitempty"`
	Why         string `json:"why,omitempty"` // no auction is named
}

// Drift is the change of one metric of one arm between base and candidate, paired over replications.
type Drift struct {
	Arm       string   `json:"arm"`
	Metric    string   `json:"metric"`
	Base      *float64 `json:"base"`
	Candidate *float64 `json:"candidate"`
	Change    *float64 `json:"change"`
	Lo        *float64 `json:"lo"`
	Hi        *float64 `json:"hi"`

	Difference   *float64 `json:"difference"` // candidate - base, in the metric's unit
	DifferenceLo *float64 `json:"difference_lo"`
	DifferenceHi *float64 `json:"difference_hi"`
	Level        float64  `json:"level"` // of the intervals

	Pairs     int      `json:"pairs"`
	P         *float64 `json:"p_outside"` // that the change lies within the tolerance, corrected; null when it is not tested
	Tolerance float64  `json:"tolerance"`
	Verdict   string   `json:"verdict"`
	Why       string   `json:"why,omitempty"` // the change or its interval is missing
}

// Sides compares a candidate with a base: first bit by bit, then metric by metric. They are identical when all
// digests and all values are. With strict any difference is a failure; otherwise it is one when a metric is outside of its
// tolerance, and no answer when a metric is unclear. Where a side lacks replications, those that both have are compared, and that they agree is no answer.
func Sides(base, candidate *Side, bounds Tolerances, strict bool) *Regression {
	r := &Regression{Scenario: candidate.Scenario, Base: base.Label, Candidate: candidate.Label, Bounds: bounds, Drifts: []Drift{}, Notes: []string{}}
	if n := len(base.Reasons); n > 0 {
		r.Accepted = &base.Reasons[n-1]
	}
	r.note(base, candidate)
	if r.Why = cmp.Or(incomparable(base, candidate), bounds.unknown(base, candidate)); r.Why != "" {
		r.Verdict, r.ExitCode = Incomparable, ExitDifferent
		return r
	}
	both := shared(base, candidate)
	lacks := lacking(base, candidate, len(both))
	r.compare(base.only(both), candidate.only(both), strict)
	if lacks != "" && r.ExitCode == reports.ExitPass {
		r.ExitCode = reports.ExitInconclusive
		if r.Verdict == Identical {
			r.Verdict = Partly
		}
		r.Why = lacks
	}
	return r
}

// lacking says which replications only one side has, or none; empty: both have all.
func lacking(base, candidate *Side, both int) string {
	if base.Missing+candidate.Missing == 0 && base.Replications == both && candidate.Replications == both {
		return ""
	}
	of := func(s *Side) string {
		text := fmt.Sprint(s.Replications)
		if s.Missing > 0 {
			text += fmt.Sprintf(" of %d", s.Replications+s.Missing)
		}
		return text
	}
	return fmt.Sprintf("only %d replications are compared, and of the others nothing is known: %s has %s and %s %s", both, base.Label, of(base), candidate.Label, of(candidate))
}

// compare compares sides of the same replications.
func (r *Regression) compare(base, candidate *Side, strict bool) {
	exact := sameBits(base.Platform, candidate.Platform)
	r.digests(base, candidate)
	r.drifts(base, candidate, exact)
	if r.Differ+r.Unjudged == 0 && r.count(DriftIdentical) == len(r.Drifts) {
		r.Verdict, r.Drifts = Identical, []Drift{}
		return
	}
	r.Verdict = Changed
	if r.Differ == 0 && (exact || r.has(DriftWrong)) {
		r.Verdict = Remeasured
	}
	if !exact {
		r.First, r.Differ = nil, 0
		r.Why = fmt.Sprintf("made on %s and %s: bits may differ, so only metrics are compared", base.Platform, candidate.Platform)
		if strict {
			r.Why += ", which is what --within-tolerance allows"
		}
	}
	r.judge(exact, strict)
}

func (r *Regression) note(base, candidate *Side) {
	for _, x := range []struct{ what, was, is string }{
		{"scenario", base.Scenario, candidate.Scenario}, {"scenario hash", shortHash(base.Hash), shortHash(candidate.Hash)}, {"version", base.Version, candidate.Version},
		{"replications", fmt.Sprint(base.Replications), fmt.Sprint(candidate.Replications)},
	} {
		if x.was != x.is {
			r.Notes = append(r.Notes, fmt.Sprintf("%s %s -> %s", x.what, x.was, x.is))
		}
	}
	r.Keys = keyChanges(base.Keys, candidate.Keys)
	if base.Hash != candidate.Hash && len(r.Keys) == 0 && len(base.Keys) > 0 && len(candidate.Keys) > 0 {
		r.Notes = append(r.Notes, "no key of the scenario, so a data file changed or the hash in the baseline was edited; compared are digests and values")
	}
}

func shortHash(hash string) string { return hash[:min(12, len(hash))] }

// digests counts what differs and finds the first day: the earliest over all arms and replications.
func (r *Regression) digests(base, candidate *Side) {
	r.agree = map[string][]bool{}
	for _, replication := range candidate.numbers() {
		for _, arm := range candidate.Arms {
			r.Of++
			was, is := base.digests(arm, replication), candidate.digests(arm, replication)
			r.agree[arm] = append(r.agree[arm], sameEnd(was, is))
			day := firstDifference(was, is)
			if day < 0 {
				continue
			}
			r.Differ++
			if r.First == nil || day < r.First.Day {
				r.First = &Divergence{Arm: arm, Replication: replication, Day: day}
			}
		}
	}
}

// sameEnd tells whether two chains of digests end alike, so that all that was measured is the same. Digests of earlier days add nothing to the last: they
// are in it.
func sameEnd(a, b []string) bool {
	n := len(a)
	return n > 0 && n == len(b) && a[n-1] == b[n-1]
}

// firstDifference is the first day on which digests differ; -1 when none does. Shortened digests are compared by what is left.
func firstDifference(a, b []string) int {
	for d := range max(len(a), len(b)) {
		if d >= len(a) || d >= len(b) {
			return d
		}
		if n := min(len(a[d]), len(b[d])); a[d][:n] != b[d][:n] {
			return d
		}
	}
	return -1
}

// drifts compares metrics, each with its tolerance. That all lie within is tested metric by metric at the full level: a verdict that
// needs all of them is not helped by their number (intersection-union test: Berger 1982, Technometrics 24). That one lies outside
// is corrected by Holm over all of them.
func (r *Regression) drifts(base, candidate *Side, exact bool) {
	var outside []float64
	var of []sample
	for i := range candidate.Values {
		v := &candidate.Values[i]
		was := base.values(v.Arm, v.Metric)
		if was == nil {
			continue
		}
		same, wrong := sameValues(was, v.Values), r.wrong(v, was, exact)
		if !wrong && !r.Bounds.judges(v.Metric) {
			if !same {
				r.Unjudged++
			}
			continue
		}
		d, p := drift(v, was, r.Bounds.Of(v.Metric))
		switch {
		case same:
			d.Verdict, p = DriftIdentical, math.NaN()
		case wrong:
			d.Verdict, p = DriftWrong, math.NaN()
		case d.Verdict == DriftIdentical:
			d.Verdict = DriftUnclear
		}
		r.Drifts, outside, of = append(r.Drifts, d), append(outside, p), append(of, sample{was, v.Values})
	}
	r.decide(outside, of)
}

// rounding is how far, as a share, values may lie apart that two processors compute of the same integers.
const rounding = 1e-9

// wrong tells whether a value differs in a replication whose digests agree. No tolerance excuses that: digests are of all that values are computed from.
func (r *Regression) wrong(v *Values, was []float64, exact bool) bool {
	for i, same := range r.agree[v.Arm][:min(len(was), len(v.Values))] {
		a, b := was[i], v.Values[i]
		near := !exact && math.Abs(a-b) <= rounding*max(math.Abs(a), math.Abs(b))
		if same && !near && !sameValues(was[i:i+1], v.Values[i:i+1]) {
			return true
		}
	}
	return false
}

// drift is one metric's change, and the p value of the hypothesis that it lies within the tolerance.
func drift(v *Values, was []float64, tolerance float64) (Drift, float64) {
	c := stats.Compare(was, v.Values, stats.Level)
	d := Drift{Arm: v.Arm, Metric: v.Metric, Base: reports.Finite(c.Base), Candidate: reports.Finite(c.Candidate), Change: reports.Finite(c.Change), Pairs: c.Pairs,
		Tolerance: tolerance, Verdict: DriftUnclear}
	d.at(stats.Level, sample{was, v.Values})
	if c.Identical {
		d.Verdict = DriftIdentical
		return d, math.NaN()
	}
	b, diff := stats.Pairs(was, v.Values)
	if len(b) == 0 {
		return d, math.NaN()
	}
	scale := math.Abs(stat.Mean(b, nil))
	above, below := make([]float64, len(b)), make([]float64, len(b)) // beyond either end of the tolerance
	for i := range b {
		share := tolerance * math.Abs(b[i])
		if scale == 0 {
			share = 0
		}
		above[i], below[i] = diff[i]-share, -diff[i]-share
	}
	if c.ChangeLo > -tolerance && c.ChangeHi < tolerance {
		d.Verdict = DriftWithin
	}
	beyond := stats.OneSided
	if c.Agreed {
		beyond = func(z []float64) float64 { return stats.AgreeingAbove(z, math.NaN()) }
	}
	return d, min(1, 2*min(beyond(above), beyond(below)))
}

// judge sets the exit code.
func (r *Regression) judge(exact, strict bool) {
	switch {
	case r.has(DriftOutside), r.has(DriftWrong), strict: // a file that names another platform must not make the gate pass
		r.ExitCode = reports.ExitFail
	case r.has(DriftUnclear):
		r.ExitCode = reports.ExitInconclusive
	}
	if !exact && r.ExitCode == 0 {
		r.Verdict = "WITHIN TOLERANCE"
	}
}

// has tells whether some metric has a verdict.
func (r *Regression) has(verdict string) bool { return r.count(verdict) > 0 }

// count is how many metrics have a verdict.
func (r *Regression) count(verdict string) (n int) {
	for i := range r.Drifts {
		if r.Drifts[i].Verdict == verdict {
			n++
		}
	}
	return n
}

// Fail adds what the candidate itself breaks: its invariants and checks.
func (r *Regression) Fail(s *reports.Summary) {
	for i := range s.Checks {
		if c := &s.Checks[i]; c.Counts == reports.Fail || c.Counts == reports.Inconclusive {
			r.Failures = append(r.Failures, c.Status+" "+c.Title()+": "+c.Message)
		}
	}
	if r.ExitCode != ExitDifferent && s.ExitCode != reports.ExitPass && (r.ExitCode == reports.ExitPass || s.ExitCode == reports.ExitFail) {
		r.ExitCode = s.ExitCode
	}
}

// Diverge names the first auction in which two replays of a day differ.
func (d *Divergence) Diverge(name string, at int64, campaign, field, old, now string) {
	d.Auction, d.At, d.Campaign, d.Field, d.Old, d.New = name, spec.Stamp(spec.Time(at)), campaign, field, old, now
}
