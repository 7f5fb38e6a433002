package sim_test

import (
	"flag"
	"os"
	"testing"

	"marketsim/sim"
)

// TestMain lets all tests play many shards and shared windows. Benchmarks play what everybody plays.
func TestMain(m *testing.M) {
	flag.Parse()
	if flag.Lookup("test.bench").Value.String() == "" {
		sim.ShareSmall()
	}
	os.Exit(m.Run())
}
