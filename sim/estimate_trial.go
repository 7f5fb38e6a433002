package sim

import (
	"unsafe"

	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// trialBytes is what the units of a test take: of the arms that are played together while they are measured, and of every arm of a replication from its end on, until
// all are read.
func trialBytes(run *spec.Spec, together, rows int64) int64 {
	t := run.Trial
	if t == nil {
		return 0
	}
	playing, kept := int64(0), int64(0)
	for a := range run.Arms {
		unit, who := int64(unsafe.Sizeof(results.Unit{})), int64(unsafe.Sizeof(results.Who(0)))
		if s := run.Arms[a].Shared; s != nil && s.Auctions {
			unit *= 2 // a row for each side
		} else if s != nil && (s.Sides != nil || s.Eligible != nil) {
			who += int64(unsafe.Sizeof(int32(0))) // kinds decide who takes part
		}
		if t.Logs() {
			unit += int64(unsafe.Sizeof(results.Seen{}))
		}
		copies, periods := int64(1), int64(1)
		if t.Every > 0 {
			copies++ // of what was there in the morning
		}
		if t.Late > 0 {
			copies, periods = copies+1, periods+1
		}
		if t.Post > 0 {
			periods++
		}
		playing, kept = max(playing, copies*unit), kept+periods*(unit+who)
	}
	return rows * (together*playing + kept)
}
