package market

import (
	"testing"

	"marketsim/sim/spec"
)

// TestFadingSupportFollowsTheClock: a boost of 1 that halves every 10 microseconds is 1/4 after 20, whatever was shown between; one that is
// worked off, by 1/2 a click, is not.
func TestFadingSupportFollowsTheClock(t *testing.T) {
	fading := &spec.Support{Start: 1, Every: 10, Keep: 0.5}
	var s Support
	s.Begin(fading, 0)
	s.Shown(fading, 3, 15)
	if next := s.NextFade(fading, 15); next != 20 {
		t.Errorf("it fades next at %d, want 20", next)
	}
	if s.Fade(fading, 20); s.Boost(20) != 0.25 {
		t.Errorf("boost %v, want 1/4", s.Boost(20))
	}
	worked := &spec.Support{Step: 0.5, Clicks: 40, Over: 10, Most: 8}
	s.Begin(worked, 0)
	if s.Shown(worked, 3, 2); s.Boost(2) != 0.5*40*2/10-0.5*3 {
		t.Errorf("boost %v, want 2 of 10 of 20 less 3 x 1/2", s.Boost(2))
	}
}
