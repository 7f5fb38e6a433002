package auctiontest

import (
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"

	"marketsim/auction"
)

// counting is a mechanism that counts its auctions.
type counting struct {
	auction.GSP
	run atomic.Int64
}

func (c *counting) Run(q *auction.Request, o *auction.Outcome) {
	c.run.Add(1)
	c.GSP.Run(q, o)
}

// TestMechanismsThatWriteWhenRun: it fails the suite, in a process of its own.
func TestMechanismsThatWriteWhenRun(t *testing.T) {
	if os.Getenv("AUCTIONTEST_MECHANISM") != "" {
		Run(t, &counting{GSP: auction.GSP{Ranking: auction.Ranking{QualityExponent: 1}}})
		return
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestMechanismsThatWriteWhenRun$", "-rapid.nofailfile", "-rapid.seed=1")
	cmd.Env = append(os.Environ(), "AUCTIONTEST_MECHANISM=counting")
	if out, err := cmd.CombinedOutput(); err == nil || !strings.Contains(string(out), "an auction changes") {
		t.Errorf("%v\n%s", err, out)
	}
}
