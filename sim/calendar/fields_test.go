package calendar_test

import (
	"testing"

	"marketsim/sim/calendar"
	"marketsim/sim/internal/fieldtest"
)

// TestQueuesAreCopiedWhole: a copy has every field of the queue, and shares no memory with it.
func TestQueuesAreCopiedWhole(t *testing.T) {
	var q calendar.Queue
	next := 0
	fieldtest.Fill(&q, &next)
	for _, wrong := range fieldtest.Copy(&q, q.Clone()) {
		t.Error(wrong)
	}
}
