package reports_test

import (
	"math"
	"os"
	"path/filepath"
	"testing"

	"marketsim/reports"
	"marketsim/reports/reportstest"
	"marketsim/reports/sweeps"
	"marketsim/sim/spec"
)

// synthetic is a sweep whose revenue is known: 1 + 0.2 a + 0.1 [b = y], times a factor of the replication that all points share.
func synthetic(axes []sweeps.SweepAxis, design string, replications int) *sweeps.SweepInput {
	in := &sweeps.SweepInput{Design: design, Axes: axes, Base: reportstest.Sized(1, replications, 4)}
	for p := range axes[0].Values {
		one := reportstest.Sized(1, replications, 4)
		factor := 1 + 0.2*axes[0].Number(p)
		if len(axes) > 1 && axes[1].Values[p] == "y" {
			factor += 0.1
		}
		for r := range one.Results {
			for d := range one.Results[r][0].Days {
				for c := range one.Results[r][0].Days[d].Cells {
					one.Results[r][0].Days[d].Cells[c].Revenue = spec.Nano((factor + 1e-8*float64(p*r)) * (1 + 0.3*float64(r)) * 100 * spec.Unit)
				}
			}
		}
		in.Points = append(in.Points, one)
	}
	return in
}

func find(t *testing.T, s *sweeps.SweepSummary, axis, to, metric string) sweeps.Sensitivity {
	t.Helper()
	for _, x := range s.Sensitivity {
		if x.Axis == axis && x.To == to && x.Metric == metric {
			return x
		}
	}
	t.Fatalf("no sensitivity of %s to %s = %s", metric, axis, to)
	return sweeps.Sensitivity{}
}

// TestSensitivityFindsWhatAxesDo: on a grid the effects of both axes come out exactly, whatever the replications share.
func TestSensitivityFindsWhatAxesDo(t *testing.T) {
	axes := []sweeps.SweepAxis{
		{Path: "a", Numeric: true, Unit: "USD", Values: []string{"0 USD", "0.5 USD", "1 USD", "0 USD", "0.5 USD", "1 USD"}},
		{Path: "b", Values: []string{"x", "x", "x", "y", "y", "y"}},
	}
	sweep, err := sweeps.ReadSweep(synthetic(axes, "grid", 3))
	if err != nil {
		t.Fatal(err)
	}
	s := sweep.Summary
	mean := 1 + 0.1 + 0.05
	if x := find(t, s, "a", "1 USD", "revenue"); math.Abs(*x.Change-0.2/mean) > 1e-6 || x.Verdict != reports.VerdictBetter || math.Abs(*x.Explained-1) > 1e-6 {
		t.Errorf("a: %v, %v, explained %v", *x.Change, x.Verdict, *x.Explained)
	}
	if x := find(t, s, "b", "y", "revenue"); math.Abs(*x.Change-0.1/mean) > 1e-6 || x.From != "x" {
		t.Errorf("b: %+v", x)
	}
	if x := find(t, s, "a", "1 USD", "sessions_per_pinner_day"); math.Abs(*x.Change) > 1e-12 || x.Verdict == reports.VerdictBetter || x.Verdict == reports.VerdictWorse {
		t.Errorf("sessions do not depend on a: %v %v", *x.Change, x.Verdict)
	}
	for p, want := range []bool{false, false, false, false, false, true} {
		if s.Points[p].Front != want {
			t.Errorf("point %d is on the frontier: %v", p, s.Points[p].Front)
		}
	}
	dir := t.TempDir()
	if err := sweep.WriteData(dir); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, row := range readCSV(t, filepath.Join(dir, "metrics.csv"))[1:] {
		seen[row[0]] = true
	}
	if len(seen) != 6 {
		t.Errorf("metrics.csv has points %v", seen)
	}
	sameInParquet(t, filepath.Join(dir, "points.parquet"), readCSV(t, filepath.Join(dir, "points.csv")), sweep.In.Base)
	if _, err := os.Stat(filepath.Join(dir, "sensitivity.parquet")); err != nil {
		t.Error(err)
	}
}

// TestSweepThatCannotBeToldApart: axes that move together are read one by one, and it says so.
func TestSweepThatCannotBeToldApart(t *testing.T) {
	axes := []sweeps.SweepAxis{{Path: "a", Numeric: true, Values: []string{"0", "1", "2"}}, {Path: "c", Numeric: true, Values: []string{"10", "20", "30"}}}
	sweep, err := sweeps.ReadSweep(synthetic(axes, "zip", 2))
	if err != nil {
		t.Fatal(err)
	}
	x, y := find(t, sweep.Summary, "a", "2", "revenue"), find(t, sweep.Summary, "c", "30", "revenue")
	if x.Why == "" || math.Abs(*x.Change-*y.Change) > 1e-12 || math.Abs(*x.Change-0.4/1.2) > 1e-6 {
		t.Errorf("%v, %v: %q", *x.Change, *y.Change, x.Why)
	}
}

// TestSweepStaysBalanced: a replication that is missing at one point counts at none.
func TestSweepStaysBalanced(t *testing.T) {
	in := synthetic([]sweeps.SweepAxis{{Path: "a", Numeric: true, Values: []string{"0", "1"}}}, "grid", 3)
	in.Points[1].Results[2] = nil
	sweep, err := sweeps.ReadSweep(in)
	if err != nil {
		t.Fatal(err)
	}
	if s := sweep.Summary; s.Done != 2 || s.ExitCode != reports.ExitIncomplete {
		t.Errorf("%d done, exit code %d", s.Done, s.ExitCode)
	}
	for p, point := range sweep.Points {
		if n := point.S.ReplicationsDone; n != 2 {
			t.Errorf("point %d has %d replications", p, n)
		}
	}
}

// TestSweepOfChanges: an arm that earns a tenth more than control at every point changes revenue by 10%, and moves by nothing along the axis.
func TestSweepOfChanges(t *testing.T) {
	in := &sweeps.SweepInput{Design: "grid", Axes: []sweeps.SweepAxis{{Path: "a", Numeric: true, Values: []string{"0", "1"}}}, Base: reportstest.Sized(2, 3, 4)}
	for p := range 2 {
		one := reportstest.Sized(2, 3, 4)
		for r := range one.Results {
			for arm, result := range one.Results[r] {
				for d := range result.Days {
					for c := range result.Days[d].Cells {
						result.Days[d].Cells[c].Revenue = spec.Nano((1 + 0.1*float64(arm)) * float64(100*(1+p+r)) * spec.Unit)
					}
				}
			}
		}
		in.Points = append(in.Points, one)
	}
	sweep, err := sweeps.ReadSweep(in)
	if err != nil {
		t.Fatal(err)
	}
	change := sweeps.Outcome{Arm: "raise", Versus: "control", Metric: "revenue", Unit: "%"}
	for p := range sweep.Summary.Points {
		if v := sweep.Summary.Points[p].Value(change); v == nil || math.Abs(*v.Value-10) > 1e-6 {
			t.Errorf("point %d: %+v, want a change of 10%%", p, v)
		}
	}
}
