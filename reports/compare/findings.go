package compare

import (
	"fmt"
	"slices"
	"strings"

	"marketsim/reports"
	"marketsim/reports/format"
	"marketsim/reports/stats"
)

// Sentence says what was found in one line.
func (r *Regression) Sentence() string {
	switch r.Verdict {
	case Partly:
		return fmt.Sprintf("%s: %s, %d of %d arms and replications that both have agree to the last bit", Partly, r.Scenario, r.Of, r.Of)
	case Identical:
		return fmt.Sprintf("%s: %s, %d of %d arms and replications agree to the last bit", Identical, r.Scenario, r.Of, r.Of)
	case Incomparable:
		return fmt.Sprintf("%s: %s and %s %s", Incomparable, r.Base, r.Candidate, r.Why)
	}
	if r.Verdict == Unverified {
		return fmt.Sprintf("%s: %s: %s", Unverified, r.Scenario, r.Why)
	}
	if r.Verdict == NoBaseline {
		return fmt.Sprintf("%s: %s has no %s; marketsim baseline accept %s --reason WHY", NoBaseline, r.Candidate, r.Base, r.Candidate)
	}
	return fmt.Sprintf("%s: %s", r.Verdict, r.Scenario)
}

// Details says where the runs part, and what differs besides.
func (r *Regression) Details() (lines []string) {
	switch r.Verdict {
	case NoBaseline, Unverified:
		return nil
	case Incomparable:
		return r.keyLines()
	case Identical:
		return append(r.besidesVersion(), r.Failures...)
	}
	if r.Why != "" {
		lines = append(lines, format.Capital(r.Why)+".")
	}
	if d := r.First; d != nil {
		lines = append(lines, fmt.Sprintf("%d of %d arms and replications differ, first on day %d in arm %s, replication %d.", r.Differ, r.Of, d.Day, d.Arm, d.Replication))
		switch {
		case d.Auction != "":
			lines = append(lines, fmt.Sprintf("First auction that differs: %s, %s: %s", d.Auction, d.At, d.change()))
		case d.Why != "":
			lines = append(lines, d.Why)
		}
	}
	lines = append(lines, r.wrongLines()...)
	lines = append(append(lines, r.besides()...), r.Failures...)
	if a := r.Accepted; a != nil && r.Verdict != Identical {
		lines = append(lines, fmt.Sprintf("The baseline was accepted on %s: %s.", a.Date, strings.TrimSuffix(a.Text, ".")))
	}
	return lines
}

// wrongLines says which values differ though the digests of their replications agree.
func (r *Regression) wrongLines() []string {
	const why = "the formula of a metric changed, or the baseline was edited. No tolerance lets that pass."
	switch n := r.count(DriftWrong); {
	case n == 0:
		return nil
	case r.Verdict == Remeasured:
		return []string{fmt.Sprintf("All digests agree and %d of %d values do not: %s", n, len(r.Drifts), why)}
	default:
		return []string{fmt.Sprintf("In replications whose digests agree, %d of %d values do not: %s", n, len(r.Drifts), why)}
	}
}

// besides says what differs besides behaviour.
func (r *Regression) besides() (lines []string) {
	for _, n := range r.Notes {
		lines = append(lines, "Also different: "+n+".")
	}
	return append(lines, r.keyLines()...)
}

// besidesVersion leaves the version of the program out: a new program that does the same is no finding.
func (r *Regression) besidesVersion() []string {
	return slices.DeleteFunc(r.besides(), func(line string) bool { return strings.HasPrefix(line, "Also different: version ") })
}

// keyLines names the keys of the scenario that changed.
func (r *Regression) keyLines() []string {
	if len(r.Keys) == 0 {
		return nil
	}
	text := make([]string, len(r.Keys))
	for i := range r.Keys {
		text[i] = r.Keys[i].text()
	}
	return listed(text, "Keys of the scenario that changed", ", was -> is:")
}

func (d *Divergence) change() string {
	text := fmt.Sprintf("%s %s -> %s", d.Field, d.Old, d.New)
	if d.Campaign != "" {
		text = d.Campaign + ", " + text
	}
	return text
}

// Footnote says how many metrics are identical, and what the verdicts on the others mean.
func (r *Regression) Footnote() string {
	same, pairs := 0, 0
	for i := range r.Drifts {
		if r.Drifts[i].Verdict == DriftIdentical {
			same++
		}
		pairs = max(pairs, r.Drifts[i].Pairs)
	}
	head := r.judged(same)
	if pairs < 2 {
		return head + " The two sides share one replication, which gives no intervals and decides nothing: run both with two " +
			"or more."
	}
	head += r.missing()
	if !r.OneLevel() {
		head += " An unclear change whose 95% interval lies beyond the tolerance, and which Holm's correction takes, has the interval of the level at which the correction stops, which is beside its verdict."
	}
	return fmt.Sprintf("%s Changes are paired over replications: within means that the whole %.0f%% interval lies within the "+
		"tolerance, OUTSIDE that the change lies beyond it after Holm's correction, and unclear that these replications tell neither: more of them may.", head, 100*stats.Level)
}

// missing says which changes have no interval, and why; empty where all have one.
func (r *Regression) missing() string {
	metrics := map[string][]string{}
	var reasons, words []string
	for i := range r.Drifts {
		d := &r.Drifts[i]
		if d.Why == "" || d.Lo != nil || d.Verdict == DriftIdentical || slices.Contains(metrics[d.Why], d.Metric) {
			continue
		}
		if metrics[d.Why] == nil {
			reasons = append(reasons, d.Why)
		}
		metrics[d.Why] = append(metrics[d.Why], d.Metric)
	}
	for _, why := range reasons {
		words = append(words, format.And(metrics[why])+" ("+why+")")
	}
	if len(words) == 0 {
		return ""
	}
	return " No interval of the relative change: " + strings.Join(words, ", ") + "."
}

// Regressions are the comparisons of one command, with one verdict.
type Regressions []*Regression

// exitUsage is the exit code of a scenario that cannot be read.
const exitUsage = 2

// exitRank orders exit codes by how much they matter; an interrupt, which is not among them, matters most.
var exitRank = []int{reports.ExitPass, reports.ExitInconclusive, reports.ExitFail, ExitDifferent, exitUsage, reports.ExitIncomplete}

// ExitCode of all of them: no answer for one is none for all, then a failure, then what is unclear.
func (all Regressions) ExitCode() int {
	worst := 0
	rank := func(code int) int {
		if i := slices.Index(exitRank, code); i >= 0 {
			return i
		}
		return len(exitRank)
	}
	for _, r := range all {
		if rank(r.ExitCode) > rank(worst) {
			worst = r.ExitCode
		}
	}
	return worst
}

// State is PASS, FAIL or INCONCLUSIVE.
func (r *Regression) State() string {
	switch r.ExitCode {
	case reports.ExitPass:
		return reports.Pass
	case reports.ExitFail:
		return reports.Fail
	}
	return reports.Inconclusive
}

// Outcome is what a report of one comparison says became of it: its verdict, or the state where checks that count as well decide otherwise.
func (r *Regression) Outcome() string {
	if r.Verdict == Identical && r.State() != reports.Pass {
		return r.State()
	}
	return r.Verdict
}

// Verdict of all of them.
func (all Regressions) Verdict() string {
	switch all.ExitCode() {
	case reports.ExitPass:
		return reports.Pass
	case reports.ExitFail:
		return reports.Fail
	case ExitDifferent:
		return Incomparable
	}
	return reports.Inconclusive
}
