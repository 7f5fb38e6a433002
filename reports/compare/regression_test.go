package compare_test

import (
	"bytes"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"marketsim/reports"
	"marketsim/reports/compare"
	"marketsim/reports/reportstest"
	"marketsim/sim/spec"
)

func sideOf(in *reports.Input) *compare.Side {
	s := compare.NewSide(in, "run", "linux/amd64")
	s.Hash, s.Keys = strings.Repeat("0123456789abcdef", 4), []compare.Key{{Path: "mechanism.reserve", Value: "0.1 USD"}, {Path: "run.seed", Value: "42"}}
	return s
}

var onePercent = compare.Tolerances{Default: 0.01}

// TestBaselineFile: a baseline comes back from its text, shortened digests compare with whole ones, and every damage is named.
func TestBaselineFile(t *testing.T) {
	in := reportstest.Sized(2, 3, 8)
	s := sideOf(in)
	s.Reasons = []compare.Reason{{Date: "2026-01-02", Was: "-", Is: s.Digest(), Text: "first"}}
	var b bytes.Buffer
	if err := compare.WriteBaseline(&b, s, nil); err != nil {
		t.Fatal(err)
	}
	got, err := compare.ParseBaseline("run", b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(s, got, cmpopts.IgnoreFields(compare.Side{}, "Digests", "Committed"), cmpopts.EquateNaNs()); diff != "" {
		t.Error(diff)
	}
	if r := compare.Sides(got, s, onePercent, true); r.Verdict != compare.Identical || r.ExitCode != 0 || r.Of != 6 {
		t.Errorf("%+v", r)
	}
	if b.Len() > 20_000 {
		t.Errorf("a baseline of 2 arms, 3 replications and 8 days takes %d bytes", b.Len())
	}
	whole := b.String()
	for _, damage := range [][2]string{{"# marketsim baseline 3", "# something"}, {"days 8", "days 9"}, {"seed 42", "seed many"}, {"value", "valu"},
		{"digest control 2", "digest control two"}, {"replications 3", "replications 4"}, {"reason 2026-01-02 - ", "reason "},
		{"arms control raise", "arms control"}, {"arms control raise", "arms control raise other"}, {"digest raise 1", "digest raise 2"}, {"hash 0", "hash "},
		{"platform", "platforms"}, {"value raise roas", "value raise roi"}, {"replications 3", "replications 3\nreplications 3"}, {"value control ctr ", "value control ctr NaN "}} {
		if !strings.Contains(whole, damage[0]) {
			t.Fatalf("the file has no %q", damage[0])
		}
		if _, err := compare.ParseBaseline("run", []byte(strings.Replace(whole, damage[0], damage[1], 1))); err == nil {
			t.Errorf("%q for %q is read without complaint", damage[1], damage[0])
		}
	}
}

// TestBaselinesHoldNoNoise: what arithmetic leaves in the last bits is neither in a baseline nor a difference from one.
func TestBaselinesHoldNoNoise(t *testing.T) {
	in := reportstest.Sized(2, 3, 8)
	s := sideOf(in)
	s.Reasons = []compare.Reason{{Date: "2026-01-02", Was: "-", Is: s.Digest(), Text: "first"}}
	var b bytes.Buffer
	if err := compare.WriteBaseline(&b, s, nil); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(b.String()) {
		if long := regexp.MustCompile(`\.\d*[1-9]\d{13,}`).FindString(line); long != "" && strings.HasPrefix(line, "value") {
			t.Errorf("%s has %s", line, long)
		}
	}
	read, err := compare.ParseBaseline("run", b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if r := compare.Sides(read, sideOf(in), onePercent, true); r.Verdict != compare.Identical {
		t.Errorf("%s beside the run that it is of", r.Verdict)
	}
}

// TestGateComparesWhatItSays: a baseline that lacks lines or states other values never passes, with equal digests too.
func TestGateComparesWhatItSays(t *testing.T) {
	in := reportstest.Sized(2, 3, 8)
	s := sideOf(in)
	s.Reasons = []compare.Reason{{Date: "2026-01-02", Was: "-", Is: s.Digest(), Text: "first"}}
	var b bytes.Buffer
	if err := compare.WriteBaseline(&b, s, nil); err != nil {
		t.Fatal(err)
	}
	whole := b.String()
	drop := func(prefix string) string {
		return regexp.MustCompile("(?m)^"+prefix+".*\n").ReplaceAllString(whole, "")
	}
	last := regexp.MustCompile(`(?m)^(value raise cpm .*)(\d)$`)
	for name, text := range map[string]string{
		"no values":                  drop("value"),
		"values of one arm":          drop("value raise"),
		"one metric less":            drop("value (control|raise) cpm "),
		"digests of one replication": drop("digest (control|raise) [12] "),
		"one replication of three":   strings.Replace(drop("(digest (control|raise) [12] |value)"), "replications 3", "replications 1", 1) + "value control cpm 1\nvalue raise cpm 1\n",
		"a last digit":               last.ReplaceAllStringFunc(whole, func(line string) string { return line[:len(line)-1] + string('0'+(line[len(line)-1]-'0'+1)%10) }),
		"a value that is not there":  regexp.MustCompile(`(?m)^(value raise cpm \S+) \S+`).ReplaceAllString(whole, "$1 -"),
		"no first digest":            regexp.MustCompile(`(?m)^(digest raise 1) \S+`).ReplaceAllString(whole, "$1 0"),
	} {
		if text == whole {
			t.Fatalf("%s: nothing was changed", name)
		}
		base, err := compare.ParseBaseline("it", []byte(text))
		if err != nil {
			continue
		}
		if r := compare.Sides(base, s, onePercent, true); r.ExitCode == 0 || r.Verdict == compare.Identical {
			t.Errorf("%s passes: %s", name, r.Verdict)
		}
	}
	base, err := compare.ParseBaseline("it", []byte(whole))
	if err != nil {
		t.Fatal(err)
	}
	wrong := sideOf(in)
	for i := range wrong.Values {
		if v := &wrong.Values[i]; v.Metric == "cpm" { // a formula that is off by 1,000
			for j := range v.Values {
				v.Values[j] /= 1000
			}
		}
	}
	if r := compare.Sides(base, wrong, onePercent, true); r.Verdict != compare.Remeasured || r.ExitCode != reports.ExitFail {
		t.Errorf("a price per 1,000 that is off by 1,000: %s, exit %d", r.Verdict, r.ExitCode)
	}
}

// TestBaselineHead: a baseline begins with what changed, and a comparison names the keys of the scenario that did.
func TestBaselineHead(t *testing.T) {
	was, now := sideOf(reportstest.Sized(2, 3, 8)), sideOf(reportstest.Sized(2, 3, 8))
	now.Keys = []compare.Key{{Path: "mechanism.reserve", Value: "0.2 USD"}, {Path: "run.seed", Value: "42"}, {Path: "run.scale", Value: "50%"}}
	for i := range now.Values {
		if v := &now.Values[i]; v.Metric == "roas" && v.Arm == "raise" {
			for j := range v.Values {
				v.Values[j] *= 2
			}
		}
		if v := &now.Values[i]; v.Metric == "clicks" && v.Arm == "control" { // which moves no mean
			v.Values[0], v.Values[1] = v.Values[1], v.Values[0]
		}
	}
	for _, side := range []*compare.Side{was, now} { // one replication has no value on either side
		for i := range side.Values {
			if v := &side.Values[i]; v.Metric == "clicks" && v.Arm == "control" {
				v.Values[2] = math.NaN()
			}
		}
	}
	now.Reasons = []compare.Reason{{Date: "2026-01-02", Was: was.Digest(), Is: now.Digest(), Text: "twice the return"}}
	var b bytes.Buffer
	if err := compare.WriteBaseline(&b, now, was); err != nil {
		t.Fatal(err)
	}
	head, _, _ := strings.Cut(b.String(), "\nscenario ")
	for _, want := range []string{"# Accepted 2026-01-02: twice the return", "# digest ", "# 2 of 110 values changed, was -> is", " as before in the mean; 2 of 3 replications differ, by at most ", "raise roas ", "(+100%)",
		"# 2 keys of the scenario changed, was -> is:", "#   mechanism.reserve 0.1 USD -> 0.2 USD", "#   run.scale (none) -> 50%"} {
		if !strings.Contains(head, want) {
			t.Errorf("the head has no %q:\n%s", want, head)
		}
	}
	if strings.Contains(head, "by at most -") {
		t.Errorf("a difference without a size:\n%s", head)
	}
	r := compare.Sides(was, now, onePercent, true)
	if len(r.Keys) != 2 || r.Keys[0] != (compare.KeyChange{Key: "mechanism.reserve", Was: "0.1 USD", Is: "0.2 USD"}) {
		t.Errorf("%+v", r.Keys)
	}
}

// TestCompareSides: the first day is found, tolerances decide, and what cannot be compared has no answer.
func TestCompareSides(t *testing.T) {
	base := sideOf(reportstest.Sized(2, 6, 8))
	changed := reportstest.Sized(2, 6, 8)
	for r := 2; r < 6; r++ {
		for d := 3; d < 8; d++ {
			changed.Results[r][1].Days[d].Digest++
		}
	}
	changed.Results[4][1].Days[2].Digest++
	r := compare.Sides(base, sideOf(changed), onePercent, false)
	if r.Verdict != compare.Changed || r.Differ != 4 || r.Of != 12 || r.First == nil || *r.First != (compare.Divergence{Arm: "raise", Replication: 4, Day: 2}) {
		t.Errorf("%+v, first %+v", r, r.First)
	}
	if r.ExitCode != 0 {
		t.Errorf("metrics are the same: exit %d", r.ExitCode)
	}
	if r := compare.Sides(base, sideOf(changed), onePercent, true); r.ExitCode != reports.ExitFail {
		t.Errorf("strictly: exit %d", r.ExitCode)
	}
	scale := func(factor float64) *compare.Side {
		in := reportstest.Sized(2, 6, 8)
		for r := range in.Results {
			for _, arm := range in.Results[r] {
				for d := range arm.Days {
					arm.Days[d].Digest += 7
					for c := range arm.Days[d].Cells {
						v := &arm.Days[d].Cells[c].Revenue
						*v = spec.Nano(float64(*v) * factor)
					}
				}
			}
		}
		return sideOf(in)
	}
	verdict := func(r *compare.Regression, metric string) string {
		for _, d := range r.Drifts {
			if d.Metric == metric && d.Arm == "raise" {
				return d.Verdict
			}
		}
		return "missing"
	}
	for _, c := range []struct {
		factor float64
		bounds compare.Tolerances
		want   string
		code   int
	}{
		{1.002, onePercent, compare.DriftWithin, 0},
		{1.05, onePercent, compare.DriftOutside, 1},
		{0.95, onePercent, compare.DriftOutside, 1},
		{1.05, compare.Tolerances{Default: 0.2}, compare.DriftWithin, 0},
		{1.05, compare.Tolerances{Default: 0.2, Metrics: map[string]float64{"revenue": 0.01}}, compare.DriftOutside, 1},
	} {
		r := compare.Sides(base, scale(c.factor), c.bounds, false)
		if got := verdict(r, "revenue"); got != c.want || r.ExitCode != c.code {
			t.Errorf("revenue times %g within %+v: %s, exit %d; want %s, %d", c.factor, c.bounds, got, r.ExitCode, c.want, c.code)
		}
	}
	elsewhere := scale(1)
	elsewhere.Platform = "linux/riscv64"
	if r := compare.Sides(base, elsewhere, onePercent, false); r.First != nil || r.ExitCode != 0 || !strings.Contains(r.Why, "riscv64") {
		t.Errorf("other platforms are compared by metric only: %+v", r)
	}
	if r := compare.Sides(base, elsewhere, onePercent, true); r.ExitCode != reports.ExitFail || !strings.Contains(r.Why, "--within-tolerance") {
		t.Errorf("a baseline of another platform passes the strict gate: %+v", r)
	}
	base.Platform, elsewhere.Platform = "linux/amd64 go1.26.8", "darwin/arm64 go1.26.8"
	if r := compare.Sides(base, elsewhere, onePercent, true); r.Why != "" || r.First == nil {
		t.Errorf("amd64 and arm64 are promised the same bytes, so digests decide: %+v", r)
	}
	elsewhere.Platform = "darwin/arm64 go1.27"
	if r := compare.Sides(base, elsewhere, onePercent, true); r.First != nil || r.Why == "" {
		t.Errorf("another Go version is not: %+v", r)
	}
	for _, other := range []*compare.Side{sideOf(reportstest.Sized(3, 6, 8)), sideOf(reportstest.Sized(2, 6, 9))} {
		if r := compare.Sides(base, other, onePercent, false); r.ExitCode != compare.ExitDifferent {
			t.Errorf("%+v", r)
		}
	}
}

// TestNamedMetricsAreJudged: a metric that is no headline is judged where a tolerance names it, counted where none does, and a name that neither side
// has is no answer.
func TestNamedMetricsAreJudged(t *testing.T) {
	base, in := sideOf(reportstest.Sized(2, 3, 8)), reportstest.Sized(2, 3, 8)
	for _, arms := range in.Results {
		for _, arm := range arms {
			arm.Days[0].Cells[0].Saves += 10_000_000
			arm.Days[7].Digest++
		}
	}
	moved := sideOf(in)
	named := compare.Tolerances{Default: 0.01, Metrics: map[string]float64{"saves": 0.01}}
	if r := compare.Sides(base, moved, named, false); r.ExitCode == reports.ExitPass || !slices.ContainsFunc(r.Drifts, func(d compare.Drift) bool { return d.Metric == "saves" && d.Verdict != compare.DriftIdentical }) {
		t.Errorf("saves with a tolerance: exit %d, %+v", r.ExitCode, r.Drifts)
	}
	if r := compare.Sides(base, moved, onePercent, false); r.ExitCode != reports.ExitPass || r.Unjudged == 0 || !strings.Contains(r.Footnote(), "moved and are not judged") {
		t.Errorf("saves without a tolerance: exit %d, %d unjudged: %s", r.ExitCode, r.Unjudged, r.Footnote())
	}
	named.Metrics = map[string]float64{"revnue": 0.01}
	if r := compare.Sides(base, moved, named, false); r.ExitCode != compare.ExitDifferent || !strings.Contains(r.Why, "revnue") {
		t.Errorf("a name that neither side has: exit %d, %s", r.ExitCode, r.Why)
	}
}

// TestGateSeesEveryMetricAndCampaign: with equal days, another formula of a metric that is no headline fails the gate, and so do other campaigns.
func TestGateSeesEveryMetricAndCampaign(t *testing.T) {
	base, formula := sideOf(reportstest.Sized(2, 3, 8)), sideOf(reportstest.Sized(2, 3, 8))
	found := false
	for i := range formula.Values {
		if v := &formula.Values[i]; v.Metric == "roi" && v.Arm == "raise" {
			v.Values[1] *= 1.001
			found = true
		}
	}
	r := compare.Sides(base, formula, onePercent, true)
	if !found || r.Verdict != compare.Remeasured || r.ExitCode != reports.ExitFail || !slices.ContainsFunc(r.Drifts, func(d compare.Drift) bool { return d.Metric == "roi" && d.Verdict == compare.DriftWrong }) {
		t.Errorf("another return on investment: %s, exit %d", r.Verdict, r.ExitCode)
	}
	in := reportstest.Sized(2, 3, 8)
	in.Results[1][1].Campaigns[0].Clicks *= 2
	if r := compare.Sides(base, sideOf(in), onePercent, true); r.Verdict != compare.Changed || r.ExitCode != reports.ExitFail || r.Differ != 1 {
		t.Errorf("other clicks of a campaign: %s, exit %d, %d differ", r.Verdict, r.ExitCode, r.Differ)
	}
}

// TestPartialRunsAreNoMatch: a run that lacks replications is compared in those that both sides have, each with its own, and is not called identical;
// a change among them is found, and a tolerance passes nothing.
func TestPartialRunsAreNoMatch(t *testing.T) {
	whole := func() *reports.Input { return reportstest.Sized(2, 6, 8) }
	killed := whole()
	killed.Results[1] = nil
	fewer := whole()
	fewer.Results, fewer.Planned = fewer.Results[:4], 4
	changed := whole()
	changed.Results[1] = nil
	changed.Results[4][1].Days[2].Digest++
	for name, x := range map[string]struct {
		candidate *reports.Input
		verdict   string
		of        int
	}{"killed": {killed, compare.Partly, 10}, "fewer": {fewer, compare.Partly, 8}, "changed": {changed, compare.Changed, 10}, "whole": {whole(), compare.Identical, 12}} {
		for _, r := range []*compare.Regression{compare.Sides(sideOf(whole()), sideOf(x.candidate), onePercent, false), compare.Sides(sideOf(x.candidate), sideOf(whole()), onePercent, false)} {
			want := reports.ExitInconclusive
			if name == "whole" {
				want = reports.ExitPass
			}
			if r.Verdict != x.verdict || r.Of != x.of || r.ExitCode != want {
				t.Errorf("%s: %s of %d, exit %d, %s", name, r.Verdict, r.Of, r.ExitCode, r.Why)
			}
			if name == "changed" && (r.First == nil || r.First.Replication != 4 || r.Differ != 1) {
				t.Errorf("%+v", r.First)
			}
		}
	}
	other := whole()
	for r := range other.Results {
		if r != 1 {
			other.Results[r] = nil
		}
	}
	if r := compare.Sides(sideOf(killed), sideOf(other), onePercent, false); r.Verdict != compare.Incomparable {
		t.Errorf("no replication in common: %s", r.Verdict)
	}
	if r := compare.Sides(sideOf(killed), sideOf(killed), onePercent, false); r.Verdict != compare.Partly {
		t.Errorf("two runs that lack the same: %s", r.Verdict)
	}
}

// TestGateShowsWhatDecides: the interval that is shown lies beyond the tolerance exactly when the change is outside of it, also where only the correction takes that.
func TestGateShowsWhatDecides(t *testing.T) {
	corrected := 0
	for _, n := range []int{2, 3, 4} {
		for _, by := range []float64{1.02, 1.05, 1.2} {
			base, moved := sideOf(reportstest.Sized(2, n, 8)), sideOf(reportstest.Sized(2, n, 8))
			for i := range moved.Values {
				v := &moved.Values[i]
				for k := range v.Values {
					v.Values[k] *= 1 + (by-1)*(1+0.04*float64(k*(i%7)))
					last(moved, v.Arm, k)
				}
			}
			r := compare.Sides(base, moved, onePercent, false)
			for i := range r.Drifts {
				d := &r.Drifts[i]
				if d.Lo == nil || d.Verdict == compare.DriftIdentical || d.Verdict == compare.DriftWrong {
					continue
				}
				beyond := *d.Lo > d.Tolerance || *d.Hi < -d.Tolerance
				if beyond != (d.Verdict == compare.DriftOutside) {
					t.Errorf("%d replications: %s of %s: %s, tolerance %g", n, d.Word(), d.Metric, d.Size(), d.Tolerance)
				}
				if d.Level > 0.95 {
					corrected++
				}
			}
		}
	}
	if corrected == 0 {
		t.Error("the correction takes nothing: the test shows nothing")
	}
}
