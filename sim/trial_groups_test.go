package sim_test

import (
	"reflect"
	"testing"

	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// TestGroupsAddUp: what the groups of a test did adds up day by day to what the market did, its Pinners to those who were there, and those who left to those who
// left, from the test's start through its ramp to the end of the holdback, at the same bytes for any number of workers.
func TestGroupsAddUp(t *testing.T) {
	s := small(1500, 20)
	s.Horizon = 6 * spec.Day
	s.Population.Arrivals, s.Population.Departure = 100, 0.05
	s.Trial = &spec.Trial{From: spec.Day, To: 3 * spec.Day, Hold: 5 * spec.Day, Every: spec.Day, ByExposure: true}
	shared(s, spec.Shared{Treatment: market(20), Pinners: 0.4, Pool: 0.2, Fresh: 0.05, FreshDays: 1, Holdback: 0.1, Ramp: []spec.Stage{{Until: 2 * spec.Day, Share: 0.2}}})
	arms, units := trialOf(t, s, 1)
	if again, same := trialOf(t, s, 4); !reflect.DeepEqual(again[1].Days, arms[1].Days) || !reflect.DeepEqual(same, units) {
		t.Error("four workers give another result")
	}
	if len(units[1].Daily) != 4 || len(units[1].Ages) != 2 || len(units[1].Cohorts) != 2 || len(units[1].Marks) != 3 {
		t.Fatalf("%d days, %d ages, %d cohorts and %d marks", len(units[1].Daily), len(units[1].Ages), len(units[1].Cohorts), len(units[1].Marks))
	}
	for d, groups := range units[1].Daily {
		day := &arms[1].Days[d+1]
		var sum results.GroupDay
		for i := range groups {
			sum.Add(&groups[i])
		}
		want := results.GroupDay{}
		for i := range day.Cells {
			c := &day.Cells[i]
			want.Add(&results.GroupDay{Revenue: c.Revenue, Impressions: c.Impressions, Sessions: c.Sessions, Clicks: c.Clicks})
		}
		for i := range day.State {
			want.Pinners, want.Left = want.Pinners+day.State[i].Pinners+day.State[i].Left, want.Left+day.State[i].Left
		}
		sum.Value = 0
		if sum != want {
			t.Errorf("day %d: groups %+v, market %+v", d+1, sum, want)
		}
	}
}

// TestSharesOfGroups: groups have their shares of Pinners, the fresh are others on every day, and those who are held back alone lack a treatment that is launched.
// The treatment is a reserve that nobody meets, so that who has it brings nothing.
func TestSharesOfGroups(t *testing.T) {
	s, closed := small(4000, 20), market(20)
	s.Horizon = 4 * spec.Day
	for i := range closed.Surfaces {
		closed.Surfaces[i].Reserve = 1e6
	}
	s.Trial = &spec.Trial{To: 2 * spec.Day, Hold: 4 * spec.Day, Every: spec.Day}
	shared(s, spec.Shared{Treatment: closed, Pinners: 0.3, Pool: 0.4, Fresh: 0.1, FreshDays: 1, Holdback: 0.1, Ramp: []spec.Stage{{Until: spec.Day, Share: 0.1}}})
	_, units := trialOf(t, s, 2)
	total := func(day, group int) (sum results.GroupDay) {
		for b := range results.Buckets {
			sum.Add(&units[1].Daily[day][group*results.Buckets+b])
		}
		return sum
	}
	for group, share := range map[int]float64{results.InControl: 0.2, results.InNeither: 0.3, results.IsFresh: 0.1, results.HeldBack: 0.1, results.HasJoined: 0.1, results.HasJoined + 1: 0.2} {
		if got := float64(total(0, group).Pinners) / 4000; got < share-0.03 || got > share+0.03 {
			t.Errorf("group %d has %.3f of the Pinners, want %.3f", group, got, share)
		}
	}
	for day := range 4 {
		launched := day > 1
		for group, has := range map[int]bool{results.HasJoined: true, results.HasJoined + 1: day > 0, results.IsFresh: true, results.InNeither: launched, results.InControl: launched, results.HeldBack: false} {
			if sum := total(day, group); has != (sum.Impressions == 0) || sum.Sessions == 0 {
				t.Errorf("day %d: group %d has %d impressions, treated: %v", day, group, sum.Impressions, has)
			}
		}
	}
}

// TestLaunchIsTheTreatment: where all are treated and nobody is held back, a market after the launch is the whole market treated, what campaigns bid
// included.
func TestLaunchIsTheTreatment(t *testing.T) {
	s := small(600, 20)
	s.Horizon = 4 * spec.Day
	s.Trial = &spec.Trial{To: 2 * spec.Day, Hold: 4 * spec.Day, Every: spec.Day}
	s.Arms = append(s.Arms, spec.Arm{Name: "whole", Phases: []spec.Phase{{Market: dearer(20)}}})
	shared(s, spec.Shared{Treatment: dearer(20), Pinners: 1})
	arms, _ := trialOf(t, s, 2)
	for d := range arms[2].Days {
		if x, y := arms[2].Days[d].Cells, arms[1].Days[d].Cells; !reflect.DeepEqual(x, y) {
			t.Errorf("day %d: %+v instead of %+v", d, x[0], y[0])
		}
	}
}
