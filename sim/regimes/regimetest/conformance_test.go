package regimetest

import (
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"

	"marketsim/sim/spec"
)

// counting is a regime that counts sessions.
type counting struct {
	spec.Steadfast
	sessions atomic.Int64
}

func (c *counting) Session(*spec.SlowState, *spec.Visit) bool { c.sessions.Add(1); return false }

// TestRegimesThatWriteWhenAsked: it fails the suite, in a process of its own.
func TestRegimesThatWriteWhenAsked(t *testing.T) {
	if os.Getenv("REGIMETEST_REGIME") != "" {
		Run(t, &counting{})
		return
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestRegimesThatWriteWhenAsked$", "-rapid.nofailfile", "-rapid.seed=1")
	cmd.Env = append(os.Environ(), "REGIMETEST_REGIME=counting")
	if out, err := cmd.CombinedOutput(); err == nil || !strings.Contains(string(out), "a Pinner changes") {
		t.Errorf("%v\n%s", err, out)
	}
}
