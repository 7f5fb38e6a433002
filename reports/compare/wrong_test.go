package compare_test

import (
	"strings"
	"testing"

	"marketsim/reports"
	"marketsim/reports/compare"
	"marketsim/reports/reportstest"
)

// edited multiplies a metric of the arm raise in one replication.
func edited(s *compare.Side, metric string, replication int, factor float64) {
	for i := range s.Values {
		if v := &s.Values[i]; v.Metric == metric && v.Arm == "raise" {
			v.Values[replication] *= factor
		}
	}
}

// TestNoToleranceExcusesValues: a value that differs where digests agree fails a comparison that lets digests change, be the metric judged or not, and
// however far it lies within its tolerance; also where other replications, or digests of earlier days, do differ.
func TestNoToleranceExcusesValues(t *testing.T) {
	wide := compare.Tolerances{Default: 0.5, Metrics: map[string]float64{"saves": 0.5}}
	for _, metric := range []string{"roi", "impressions", "clicks", "saves", "revenue"} {
		for name, change := range map[string]func(base, candidate *compare.Side){
			"all digests agree":        func(_, _ *compare.Side) {},
			"another replication":      func(base, _ *compare.Side) { last(base, "raise", 0) },
			"another arm":              func(base, _ *compare.Side) { last(base, "control", 2) },
			"a digest before the last": func(base, _ *compare.Side) { base.Digests[5].Days[3] = "00000000" },
			"another processor":        func(_, candidate *compare.Side) { candidate.Platform = "linux/riscv64" },
		} {
			base, candidate := sideOf(reportstest.Sized(2, 3, 8)), sideOf(reportstest.Sized(2, 3, 8))
			if d := base.Digests[5]; d.Arm != "raise" || d.Replication != 2 {
				t.Fatalf("%+v", d)
			}
			edited(base, metric, 2, 1.001)
			change(base, candidate)
			r := compare.Sides(base, candidate, wide, false)
			if r.ExitCode != reports.ExitFail || r.State() != reports.Fail || !strings.Contains(strings.Join(r.Details(), " "), "No tolerance lets that pass") {
				t.Errorf("%s, %s: %s, exit %d: %q", metric, name, r.Verdict, r.ExitCode, r.Details())
			}
			if want := map[bool]string{true: compare.Changed, false: compare.Remeasured}[r.Differ > 0]; r.Verdict != want {
				t.Errorf("%s, %s: %s, want %s", metric, name, r.Verdict, want)
			}
		}
	}
}

// last changes the last digest of an arm and replication, so that its values may change.
func last(s *compare.Side, arm string, replication int) {
	for i := range s.Digests {
		if d := &s.Digests[i]; d.Arm == arm && d.Replication == replication {
			d.Days[len(d.Days)-1] = "0123456789abcdef"
		}
	}
}

// TestToleranceExcusesChangedDigests: the replication whose digests differ may have other values, within the tolerance.
func TestToleranceExcusesChangedDigests(t *testing.T) {
	for _, metric := range []string{"roi", "revenue"} {
		base, candidate := sideOf(reportstest.Sized(2, 3, 8)), sideOf(reportstest.Sized(2, 3, 8))
		for replication := range 3 {
			edited(base, metric, replication, 1+0.0001*float64(replication+1))
			last(base, "raise", replication)
		}
		if r := compare.Sides(base, candidate, onePercent, false); r.Verdict != compare.Changed || r.ExitCode != 0 {
			t.Errorf("%s: %s, exit %d: %q", metric, r.Verdict, r.ExitCode, r.Details())
		}
	}
}

// TestRoundingOfAnotherProcessor: of equal integers another processor may compute values whose last digit differs, which a tolerance passes.
func TestRoundingOfAnotherProcessor(t *testing.T) {
	for _, metric := range []string{"roi", "revenue"} {
		base, candidate := sideOf(reportstest.Sized(2, 3, 8)), sideOf(reportstest.Sized(2, 3, 8))
		candidate.Platform = "linux/riscv64"
		edited(candidate, metric, 1, 1+1e-12)
		if r := compare.Sides(base, candidate, onePercent, false); r.ExitCode == reports.ExitFail || r.Verdict == compare.Identical {
			t.Errorf("%s: %s, exit %d: %q", metric, r.Verdict, r.ExitCode, r.Details())
		}
	}
}
