package sim

import (
	"testing"

	"marketsim/sim/spec"
)

// TestTrialBytes: a unit takes 24 bytes, 8 more where it is logged, and a byte for who it is, 4 more where kinds decide who takes part. Two arms of 1,000 rows are measured at once and
// kept until both are read.
func TestTrialBytes(t *testing.T) {
	for name, x := range map[string]struct {
		trial  *spec.Trial
		second *spec.Shared
		want   int64 // a row
	}{
		"no test":            {nil, nil, 0},
		"whole markets":      {&spec.Trial{}, nil, 2*24 + 2*25},
		"period by period":   {&spec.Trial{Every: spec.Day}, nil, 2*2*24 + 2*25},  // and a copy of the morning
		"late Pinners":       {&spec.Trial{Late: spec.Day}, nil, 2*2*24 + 2*2*25}, // and the later period
		"after the test":     {&spec.Trial{Post: spec.Day}, nil, 2*24 + 2*2*25},   // and the period after it
		"logged":             {&spec.Trial{Conversions: true}, nil, 2*32 + 2*33},
		"requests assigned":  {&spec.Trial{}, &spec.Shared{Auctions: true}, 2*48 + 25 + 49}, // a row for each side
		"clusters of kinds":  {&spec.Trial{}, &spec.Shared{Sides: []bool{true}}, 2*24 + 25 + 29},
		"segments take part": {&spec.Trial{}, &spec.Shared{Eligible: []bool{true}}, 2*24 + 25 + 29},
	} {
		if got := trialBytes(&spec.Spec{Trial: x.trial, Arms: []spec.Arm{{}, {Shared: x.second}}}, 2, 1000); got != 1000*x.want {
			t.Errorf("%s: %d bytes, want %d", name, got, 1000*x.want)
		}
	}
}
