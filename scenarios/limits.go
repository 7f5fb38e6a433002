package scenarios

import (
	"fmt"

	"marketsim/scenarios/schema"
	"marketsim/sim/spec"
)

const (
	// mostFollowed campaigns fit into the records of what a Pinner saw.
	mostFollowed = 1 << 20
	// mostDrawn campaigns of groups with a count are made, over all markets of a scenario: memory for more is seldom there.
	mostDrawn = 2_000_000
	// leastLag makes 8.64 million barriers a day; less is slower than a lag of 0, which is exact.
	leastLag = 10_000 // microseconds
	// mostLevels values of all axes of a sweep are tried in the file.
	mostLevels = 20_000
	// mostLaidOut groups and listed campaigns are laid out, once for each arm: so many take seconds and some 500 MB, which grow in proportion.
	mostLaidOut = 250_000
)

// longest are lists that somebody writes, and how many entries they may have: what reads them is made for so many.
var longest = []struct {
	path string
	most int
	help string
}{
	{"arms", 2_000, "compare fewer, or state them as a `sweep`"},
	{"market.campaigns.groups", 2_000, "groups hold campaigns that share settings: state a count, or a file of campaigns"},
	{"market.pinners.segments", 1_000, "merge some"},
	{"market.surfaces", 1_000, "merge some"},
	{"checks.list", 2_000, "check what decides"},
	{"metrics", 1_000, "leave out what no check or table reads"},
	{"beliefs", 1_000, "state those that decide"},
	{"experiments", 1_000, "split the file"},
	{"sweep.axes", 100, "vary fewer keys at once"},
	{"tune.levers", 100, "search fewer keys at once"},
	{"calibrate.free", 100, "calibrate fewer keys at once"},
}

// longestBelow are lists below the entries of others, and how many entries they may have together.
var longestBelow = []struct {
	path, key, of string // what stands under the key of each entry, or is a list in its place
	most          int
	help          string
}{
	{"tune.levers", "choices", "choices", 1_000, "state a range, such as {from: 0 USD, to: 1 USD}: before a search every choice of a list is played once"},
	{"calibrate.free", "choices", "choices", 1_000, "state a range, such as {from: 0 USD, to: 1 USD}"},
	{"experiments", "designs", "designs", 2_000, "split the file: each design is a test that is played in every replication"},
}

// tooMany names lists that are too long before anything is made of them.
func tooMany(doc *schema.Document) (ds schema.Diagnostics) {
	for _, l := range longest {
		if n := doc.Len(l.path); n > l.most {
			doc.Locate(l.path)
			ds = append(ds, doc.Errorf(l.path, "E207", l.help, "`%s` has %d entries; at most %d are read", l.path, n, l.most)...)
		}
	}
	for _, l := range longestBelow {
		if n := doc.LenBelow(l.path, l.key); n > l.most {
			if ds == nil {
				doc.Decode(&file{}, decoding) // for the place
			}
			ds = append(ds, doc.Errorf(l.path, "E207", l.help, "`%s` has %d %s together; at most %d are read", l.path, n, l.of, l.most)...)
		}
	}
	if arms, each := doc.Len("arms")+1, doc.Len("market.campaigns.groups")+doc.LenBelow("market.campaigns.groups", "list"); ds == nil && arms*each > mostLaidOut {
		doc.Locate("arms")
		ds = doc.Errorf("arms", "E207", "compare fewer arms, or let groups with a count or a file hold the campaigns",
			"%s, control included, with %s and listed campaigns each are %d together; at most %d are laid out", schema.Count(arms, "arm"), schema.Count(each, "group"), arms*each, mostLaidOut)
	}
	return ds
}

// limits refuses what would be cut off or never end without a word.
func (c *compiler) limits(run *spec.Spec) {
	if lag := c.file.Run.Lag; lag > 0 && lag < leastLag {
		c.fail("run.feedback_lag", "E207", "write 0, which is exact and faster, or 10ms or more",
			"this lag makes %d barriers a day; at most %d are simulated", int64(spec.Day)/lag, int64(spec.Day)/leastLag)
	}
	if lag, delay := c.file.Run.Lag, c.file.Run.Delay; delay > 0 && (lag == 0 || delay%lag != 0) {
		c.fail("run.feedback_delay", "E207", "write a multiple of run.feedback_lag, which must not be 0",
			"spend becomes known when servers refresh, so its delay is a whole number of refreshes")
	}
	for i := range run.Arms {
		if n := followed(&run.Arms[i]); n > mostFollowed {
			c.fail("market.campaigns.groups", "E207", "state fewer campaigns, or leave frequency caps and wear-out out",
				"%d campaigns, some with frequency caps or wear-out: exposures are followed for at most %d", n, mostFollowed)
			return
		}
	}
}

// roomFor tells whether the campaigns of one more group can be made, and says so where not. It counts all groups of the file, so that those that
// come next need not be counted again.
func (c *compiler) roomFor(g *group) bool {
	if c.roomy {
		return true
	}
	all := 0
	for _, made := range c.drawn {
		all += len(made)
	}
	for i := range c.file.Market.Campaigns.Groups { // those that come next, too
		if x := &c.file.Market.Campaigns.Groups[i]; c.drawn[drawnKey(x)] == nil {
			all += x.Count
		}
	}
	if all > mostDrawn && !c.crowded {
		c.crowded = true
		c.fail("market.campaigns.groups."+g.Name, "E207", "state smaller counts, and set run.scale for a sample of a large market",
			"the scenario has %d campaigns over its groups and arms; at most %d are simulated", all, mostDrawn)
	}
	c.roomy = all <= mostDrawn
	return c.roomy
}

// roomForParts tells whether each of some campaigns can be made several parts, and says so where not. Every market has its own parts.
func (c *compiler) roomForParts(path string, campaigns, each int) bool {
	if c.crowded {
		return false
	}
	if c.made += campaigns * each; c.made > mostDrawn {
		c.crowded = true
		c.fail(path, "E207", "state smaller counts, and set run.scale for a sample of a large market",
			"%s of %s each: with those of other groups and arms that is more than %d, which are simulated at most", schema.Count(campaigns, "campaign"), schema.Count(each, "part"), mostDrawn)
	}
	return !c.crowded
}

// followed is how many campaigns an arm has over all of its phases, where any of them needs what Pinners saw; 0 where none does.
func followed(arm *spec.Arm) int {
	need := false
	names := map[string]bool{}
	for _, p := range arm.Phases {
		for g := range p.Market.Groups {
			need = need || p.Market.Groups[g].Cap != nil || p.Market.Groups[g].WearOut != nil
		}
	}
	if !need {
		return 0
	}
	if len(arm.Phases) == 1 {
		return members(arm.Phases[0].Market)
	}
	for _, p := range arm.Phases { // which may bring campaigns of their own
		for g := range p.Market.Groups {
			for i := range p.Market.Groups[g].Members {
				names[p.Market.Groups[g].Members[i].Name] = true
			}
		}
	}
	return len(names)
}

// campaignsOf counts a market's campaigns, however many parts they have.
func campaignsOf(m *spec.Market) (n int) {
	for g := range m.Groups {
		for i := range m.Groups[g].Members {
			if m.Groups[g].Leads(i) {
				n++
			}
		}
	}
	return n
}

func members(m *spec.Market) (n int) {
	for g := range m.Groups {
		n += len(m.Groups[g].Members)
	}
	return n
}

// worlds refuses replications that do not make whole worlds, or too few to compare.
func (c *compiler) worlds() {
	const path = "run.replications_per_world"
	r := &c.file.Run
	whole := 0
	if n := r.Replications.Count; n != nil {
		whole = max(2, *n/r.PerWorld+1) * r.PerWorld
	}
	switch each := r.PerWorld; {
	case each == 1:
	case len(r.Redraw) == 0:
		c.fail(path, "E208", "name what is drawn anew in run.redraw, or leave this key out", "nothing is drawn anew, so all replications are of one world")
	case r.Replications.Count == nil:
		c.fail(path, "E208", "write one number in run.replications", "replications that share worlds are not independent, so nothing can stop them early")
	case *r.Replications.Count%each != 0 || *r.Replications.Count < 2*each:
		c.fail(path, "E207", fmt.Sprintf("write run.replications: %d, or -n %d", whole, whole), "%d replications are not two or more whole worlds of %d", *r.Replications.Count, each)
	}
}
