package sim

import (
	"testing"

	"marketsim/sim/internal/pinners"
)

// TestStateOfAPinnerIsSmall: at most 96 bytes besides interests, the wheel's entry included.
func TestStateOfAPinnerIsSmall(t *testing.T) {
	if pinners.Bytes > 96 {
		t.Errorf("%d bytes a Pinner, at most 96", pinners.Bytes)
	}
}
