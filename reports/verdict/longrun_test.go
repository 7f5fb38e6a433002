package verdict_test

import (
	"math"
	"testing"

	"marketsim/reports"
	"marketsim/reports/reportstest"
)

// TestLongRunIsSteady: synthetic effects close 1/14 of the gap to their long run a day, so that the sightedness of `raise`, which
// ends 1% up, is steady at the end of 140 days, though not from its early days on, and still moves in those of 42.
func TestLongRunIsSteady(t *testing.T) {
	long := summarise(t, reportstest.Sized(2, 8, 140)).LongRunOf("raise", "sightedness")
	if long.State != reports.Steady || long.SteadyFrom == nil || *long.SteadyFrom < 49 {
		t.Fatalf("after 140 days: %s, from %v", long.State, long.SteadyFrom)
	}
	r := long.Reading(reports.SteadyWindow)
	if r == nil || r.From != *long.SteadyFrom || math.Abs(*r.Change-0.01) > 0.0002 {
		t.Errorf("steady state %+v, want +1%%", r)
	}
	if short := summarise(t, reportstest.Sized(2, 8, 42)).LongRunOf("raise", "sightedness"); short.State != reports.Moving || short.Reading(reports.SteadyWindow) != nil {
		t.Errorf("after 42 days: %s", short.State)
	}
}

// TestLongRunOfEverything: every metric that exists by day has its readings, and says where it is not tested.
func TestLongRunOfEverything(t *testing.T) {
	s := summarise(t, reportstest.Sized(2, 1, 90))
	for _, l := range s.LongRun {
		switch {
		case l.State != reports.SteadyUnknown || l.Drift != nil:
			t.Errorf("%s %s: one replication cannot tell %s", l.Arm, l.Metric, l.State)
		case l.Versus == "" && (len(l.Readings) > 0 || l.Crossing != nil):
			t.Errorf("%s has nothing to be compared with: %+v", l.Arm, l)
		case l.Versus != "" && (len(l.Readings) != 4 || l.Crossing == nil || l.Crossing.Day == nil && l.Crossing.Why == ""):
			t.Errorf("%s %s: %+v", l.Arm, l.Metric, l)
		}
	}
	if trend := s.Trend("raise", "revenue"); trend == nil || len(trend.Change) != 90 || trend.Lo[3] != nil {
		t.Errorf("trend %+v", trend)
	}
}
