package agentstest

import (
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"

	"marketsim/agents"
)

// counting is a strategy whose bidders count what they are asked, in what all of them share.
type counting struct{ asked atomic.Int64 }

func (c *counting) New(agents.Brief) agents.Bidder { return &counter{of: c} }

type counter struct{ of *counting }

func (c *counter) Bid(o *agents.Opportunity) float64 { c.of.asked.Add(1); return o.Value }
func (*counter) Update(*agents.Outcomes)             {}

// highest is the highest value that any bidder of highestSeen was asked for.
var highest atomic.Int64

// highestSeen is a strategy whose bidders bid the same of the same question, and otherwise after others were asked.
type highestSeen struct{}

func (highestSeen) New(agents.Brief) agents.Bidder { return highestSeen{} }
func (highestSeen) Update(*agents.Outcomes)        {}
func (highestSeen) Bid(o *agents.Opportunity) float64 {
	if x := int64(o.Value); x > highest.Load() {
		highest.Store(x)
	}
	return float64(highest.Load())
}

// own is a strategy whose bidders count by themselves.
type own struct{}

func (own) New(agents.Brief) agents.Bidder { return &ownCount{} }

type ownCount struct{ asked atomic.Int64 }

func (c *ownCount) Bid(o *agents.Opportunity) float64 { c.asked.Add(1); return o.Value }
func (*ownCount) Update(*agents.Outcomes)             {}
func (c *ownCount) Clone() agents.Bidder              { return &ownCount{} }

// TestBiddersThatWriteWhenAsked: each of these fails the suite, for its own reason. They are tested in a process of their own, which has to fail.
func TestBiddersThatWriteWhenAsked(t *testing.T) {
	kinds := map[string]struct {
		strategy agents.Strategy
		says     string
	}{"shared": {&counting{}, "to bid changes"}, "package": {highestSeen{}, "bidders share what they write"}, "own": {own{}, "to bid changes"}}
	if kind := os.Getenv("AGENTSTEST_STRATEGY"); kind != "" {
		Strategy(t, kinds[kind].strategy)
		return
	}
	for kind, x := range kinds {
		cmd := exec.Command(os.Args[0], "-test.run=^TestBiddersThatWriteWhenAsked$", "-rapid.nofailfile", "-rapid.seed=1")
		cmd.Env = append(os.Environ(), "AGENTSTEST_STRATEGY="+kind)
		if out, err := cmd.CombinedOutput(); err == nil || !strings.Contains(string(out), x.says) {
			t.Errorf("%s: %v\n%s", kind, err, out)
		}
	}
}
