package experiment_test

import (
	"os"
	"runtime/debug"
	"testing"
)

// TestMain collects garbage less often: these tests play many small markets, and a tenth of their time went to it.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400)
	os.Exit(m.Run())
}
