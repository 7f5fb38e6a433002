package reports_test

import (
	"bytes"
	"strings"
	"testing"

	"marketsim/agents"
	"marketsim/reports/format"
	"marketsim/reports/render"
	"marketsim/reports/reportstest"
	"marketsim/reports/verdict"
	"marketsim/sim/spec"
)

// TestTargets: what campaigns undertook stands beside what came of it, by arm and kind, the farthest off first.
func TestTargets(t *testing.T) {
	in := reportstest.Input()
	for _, arms := range in.Results {
		for _, r := range arms {
			promise := func(i int, kind string, target, spend, value, clicks float64) {
				c := &r.Campaigns[i]
				c.Promise, c.Objective = agents.Promise{Kind: kind, Target: target}, spec.Click
				c.Spend, c.Value, c.Clicks = spec.Nano(spend*spec.Unit), spec.Nano(value*spec.Unit), int64(clicks*spec.Unit)
			}
			promise(0, agents.PromiseCPA, 2, 1040, 0, 500)  // 2.08 for 2: on target, with many events
			promise(1, agents.PromiseCPA, 2, 30, 0, 10)     // 3 for 2: missed
			promise(2, agents.PromiseCPA, 2, 10, 0, 10)     // 1 for 2: kept, not within
			promise(3, agents.PromiseCPA, 2, 0, 0, 0)       // nothing happened
			promise(4, agents.PromiseROAS, 2, 100, 150, 50) // 1.5 for 2: missed
			promise(5, agents.PromiseROAS, 2, 100, 300, 50) // 3 for 2: kept
		}
	}
	s, err := verdict.Summarise(in)
	if err != nil {
		t.Fatal(err)
	}
	n := len(in.Replications())
	for _, x := range s.Targets {
		switch x.Kind {
		case agents.PromiseCPA:
			if x.Campaigns != 4*n || x.NoData != n || *x.Within != 1./3 || *x.Kept != 2./3 || x.Busy != n || *x.BusyWithin != 1 {
				t.Errorf("cpa in %s: %+v", x.Arm, x)
			}
			if w := x.Worst[0]; w.Gap != 0.5 || w.Realised != 3 || w.Events != 10 {
				t.Errorf("cpa in %s: worst %+v", x.Arm, w)
			}
		case agents.PromiseROAS:
			if x.Campaigns != 2*n || *x.Within != 0 || *x.Kept != 0.5 || x.Worst[0].Gap != -0.25 {
				t.Errorf("roas in %s: %+v", x.Arm, x)
			}
		}
	}
	if !strings.Contains(strings.Join(s.Warnings, "\n"), "targets missed by more than 5% (cpa, all replications)") {
		t.Errorf("no warning of missed targets in %q", s.Warnings)
	}
	var screen bytes.Buffer
	render.Table(&screen, s, format.Style{Width: 80})
	for _, line := range strings.Split(screen.String(), "\n") {
		if len([]rune(line)) > 80 {
			t.Errorf("longer than 80 columns: %q", line)
		}
	}
	if !strings.Contains(screen.String(), "missed by most") {
		t.Error("the table of targets is missing")
	}
}

// TestNoPromisesNoTable: a market in which nobody undertakes anything shows no table of targets.
func TestNoPromisesNoTable(t *testing.T) {
	s, err := verdict.Summarise(reportstest.Input())
	if err != nil {
		t.Fatal(err)
	}
	var screen bytes.Buffer
	render.Table(&screen, s, format.Style{Width: 80})
	if strings.Contains(screen.String(), "missed by most") {
		t.Error("a table without content")
	}
}
