// Package experiment says how a treatment can be tested in one market: designs that assign Pinners, campaigns, budgets or blocks of time, laid out as
// arms of a run beside the whole markets that are the truth.
package experiment

import (
	"fmt"
	"slices"
	"strings"

	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

// Experiment is a treatment and the designs in which it is tested.
type Experiment struct {
	Name               string
	Control, Treatment int       // arms of the spec
	Pre, From, To      spec.Time // pre-period [Pre, From), test [From, To), from day 0
	Late, Post         spec.Time // last days [Late, To), in which late Pinners join; post-period [To, Post); 0: none
	Hold               spec.Time // the treatment is launched at To, and the holdback ends; 0: it is not launched
	ByExposure         bool      // Pinners are read by their first session in the test as well
	Launches           []Launch  // what takes the treatment's place after it was launched, in order
	Every              spec.Time // length of the windows by which groups of Pinners are read as well; 0: they are not
	Looks              Looks     // boundary against which Pinner splits are looked at after every window; empty: they are not; needs Every
	Expected           float64   // size of the relative effects that always-valid looks are made for
	Metrics            []string
	Correction         Correction // of p values for how many readings there are; empty: none
	Designs            []Design
}

// Split is what a design assigns.
type Split string

// What can be assigned.
const (
	Pinners   Split = "pinner"    // a request follows its Pinner
	Campaigns Split = "campaign"  // a campaign follows its own side
	TwoSided  Split = "two_sided" // treated campaigns on treated Pinners
	Budgets   Split = "budget"    // Pinners, and each campaign has a budget for each side
	Blocks    Split = "time"      // all follow the block of time
	Auctions  Split = "auction"   // a request follows its own coin, with all that belongs to its auction
	ByCluster Split = "cluster"   // Pinners and campaigns follow their cluster
	Matched   Split = "matched"   // requests and campaigns, and campaigns of a side take part in its requests alone
)

// Splits lists what can be assigned.
var Splits = []Split{Pinners, Campaigns, TwoSided, Budgets, Blocks, Auctions, ByCluster, Matched}

// phrase names a split within a sentence.
func (s Split) phrase() string {
	if s == Auctions {
		return "an auction split"
	}
	return "a " + string(s) + " split"
}

// Design is one way to test the treatment.
type Design struct {
	Name      string
	Split     Split
	Share     float64        // of units that are treated; of a two-sided design, of Pinners
	Campaigns float64        // of a two-sided or matched design: share of campaigns
	Other     float64        // of a matched design: share of campaigns that are control's; 0: all the others
	Others    *int           // arm whose policy holds on neither side, in an auction, campaign or matched split; nil: control's
	Own       []string       // groups whose campaigns have a budget for each side, in an auction or matched split
	Ramp      []spec.Stage   // of a Pinner or campaign split: smaller shares before that one, until times from the test's start on; units are read from its end on
	Joins     float64        // share of Pinners who join the treatment in the last days, in a Pinner split
	Fresh     float64        // share of Pinners who are drawn to have the treatment until the next draw, in a Pinner split
	Pool      float64        // share of Pinners from whom they are drawn
	FreshDays int            // between draws
	Spill     float64        // share of a Pinner's days on which it has the other side's policy, in a Pinner split
	Holdback  float64        // share of Pinners who do not get the treatment when it is launched, in a Pinner split
	Control   float64        // share of the units with which the treated are compared; 0: all the others
	Segments  []int          // whose Pinners are eligible; empty: all
	Groups    []string       // whose campaigns are eligible, in a campaign split; empty: all
	OwnModels bool           // each side's predictor learns from its own requests alone
	Visitors  bool           // only Pinners who came within the test are read
	Layers    []Layer        // other experiments in the same market, in a Pinner split
	Mixed     []*spec.Market // with Layers: the policies of Pinners who are treated in several experiments, as in spec.Shared
	Exposed   bool           // only Pinners who saw an ad of the groups that one of the arms withholds, or would have
	Block     spec.Time      // of a design by time: whole hours
	BurnIn    spec.Time      // of each block, left out of the reading
	Order     Order
	Local     *Local // its sides have the control's market moved a little towards the treatment and away from it; nil: they have control and treatment
	InQ       bool   // of a design by time: read for differences in Q's as well
	Draws     int    // of a bootstrap beside the difference, in a Pinner, campaign or cluster split; 0: none

	Given      *Clusters // of a design by cluster: as a file says; nil: found on the graph of who could be shown to whom
	Resolution float64   // of the search: larger numbers find more and smaller clusters
}

// Order is how blocks of time are assigned.
type Order string

// Orders of blocks.
const (
	InPairs     Order = "pairs"     // of two neighbouring blocks one is treated, by a coin
	ByCoin      Order = "coin"      // each block by its own coin
	Alternating Order = "alternate" // every other block, the first treated
)

// Identifies tells whether a design can be read for a metric.
func (d *Design) Identifies(m Metric) bool {
	if m.Goal {
		return d.Local == nil && (d.Split == Campaigns || d.Split == Auctions || d.Split == Matched)
	}
	switch d.Split {
	case Campaigns:
		return !m.OnPinners
	case Blocks:
		return m.Num != Value && m.Den != Value && m.Num != Conversions // hours do not count them
	case TwoSided:
		return m.Num == Revenue && m.Den < 0
	case Auctions, Matched:
		return !m.OnPinners
	}
	return true
}

// Untold is why a design that could be read for a metric does not tell the market's effect on it; empty: it does. A split of some groups' campaigns alone shows what these
// win and lose, and not what the others do.
func (d *Design) Untold(m Metric, control *spec.Market) string {
	if d.Split != Campaigns || m.Goal || len(d.Groups) == 0 {
		return ""
	}
	if i := slices.IndexFunc(control.Groups, func(g spec.Group) bool { return !slices.Contains(d.Groups, g.Name) }); i >= 0 {
		return "the design does not identify it: its campaigns are those of some groups, and what group `" + control.Groups[i].Name + "` wins or loses by them is not in it"
	}
	return ""
}

// Problem is why an experiment cannot be run, at a key below the experiment's own.
type Problem struct{ At, What, Help string }

// Check finds all that is wrong with an experiment before anything is simulated.
func (e *Experiment) Check(s *spec.Spec) (out []Problem) {
	add := func(at, help, format string, args ...any) {
		out = append(out, Problem{at, fmt.Sprintf(format, args...), help})
	}
	switch {
	case e.Post > s.Horizon:
		add("when.post", "lengthen run.horizon, or shorten it", "the post-period ends on day %d, after the horizon of %d days", e.Post/spec.Day, s.Horizon/spec.Day)
	case e.Late != 0 && e.Late <= e.From:
		add("when.late", "shorten it", "the last days begin before the test")
	case e.To > s.Horizon || e.From >= e.To:
		add("when", "start within run.horizon, and end by it", "the test runs from day %d to day %d, outside of the horizon of %d days", e.From/spec.Day, e.To/spec.Day, s.Horizon/spec.Day)
	case e.Pre < -s.Warmup:
		add("when.pre", "lengthen run.warmup, start later, or shorten it", "the pre-period begins %d days before the warm-up", (-s.Warmup-e.Pre+spec.Day-1)/spec.Day)
	}
	out = append(out, e.checkHoldback(s)...)
	out = append(out, e.checkLooks()...)
	if e.Every > 0 && e.measures(Conversions) {
		add("metrics", "leave it out, or leave out when.every", "groups are counted by day without `%s`", VariableNames[Conversions])
	}
	for _, arm := range []int{e.Control, e.Treatment} {
		if a := &s.Arms[arm]; len(a.Phases) != 1 {
			add("compare", "leave out start, stop and ramp; `when` says when the test runs", "arm `%s` changes with time", a.Name)
			return out
		}
	}
	for i := range e.Designs {
		d := &e.Designs[i]
		for _, p := range slices.Concat(d.check(e), d.checkUnits(s.Population.Count, e.market(s, e.Control))) {
			add("designs."+d.Name+p.At, p.Help, "%s", p.What)
		}
		if what := e.checkClusters(d, s); what != "" && len(out) == 0 {
			add("designs."+d.Name, "give clusters in a file, raise `resolution`, or target campaigns more narrowly (targeting.nearest, topics, segments)", "%s", what)
			continue
		}
		if what, help := d.carries(e.sides(d, s)); what != "" {
			add("designs."+d.Name, help, "%s cannot carry %s", d.Split.phrase(), what)
		}
		if what, help := d.carries(e.market(s, e.Control), e.others(d, s)); what != "" {
			add("designs."+d.Name+".others", help, "%s cannot carry %s", d.Split.phrase(), what)
		}
		if d.Exposed && len(e.withheld(s)) == 0 {
			add("designs."+d.Name+".read", "let one of the arms withhold the ads of a group: set: {market.campaigns.groups.NAME.withhold: ghost}", "nobody is exposed to ads that only one of the arms shows")
		}
		for _, p := range d.checkOwn(e.market(s, e.Control)) {
			add("designs."+d.Name+p.At, p.Help, "%s", p.What)
		}
		for _, name := range e.Metrics {
			if m, ok := LookupMetric(name); ok && !d.Identifies(m) {
				add("metrics", "leave it out, or choose another design", "design `%s` (%s split) does not identify `%s`", d.Name, d.Split, name)
			}
		}
	}
	return out
}

// wrong is a problem at a key, with its remedy first.
func wrong(at, help, what string) Problem { return Problem{At: at, What: what, Help: help} }

// check is what is wrong with a design by itself.
func (d *Design) check(e *Experiment) (out []Problem) {
	inside := func(x float64) bool { return x > 0 && x < 1 }
	if d.Split == Blocks {
		return slices.Concat(d.checkBlocks(e.To-e.From), d.checkSides(), d.checkRamp(e.To-e.From), d.checkGroups(e), d.checkReadings(), d.checkLocal(e))
	}
	if onCampaigns := d.Split == TwoSided || d.Split == Matched; !inside(d.Share) || onCampaigns && !inside(d.Campaigns) {
		out = append(out, wrong(".share", "write a share above 0% and below 100%, such as 50%", "one side of the test would have no units"))
	}
	return slices.Concat(out, d.checkSides(), d.checkRamp(e.To-e.From), d.checkGroups(e), d.checkReadings(), d.checkLocal(e))
}

// checkUnits is what is wrong with a design whose sides have nobody.
func (d *Design) checkUnits(pinners int, control *spec.Market) (out []Problem) {
	campaigns := 0
	for i := range control.Groups {
		for k := range control.Groups[i].Members {
			if d.Eligible(control.Groups[i].Members[k].Name) {
				campaigns++
			}
		}
	}
	switch {
	case d.Split == Pinners && d.Share*float64(pinners) < 1:
		out = append(out, wrong(".share", "raise it, or market.pinners.count", fmt.Sprintf("a share of %.6g%% of %d Pinners is nobody", 100*d.Share, pinners)))
	case d.Split == Campaigns && campaigns < 2:
		out = append(out, wrong(".split", "test with more campaigns, or use another split", fmt.Sprintf("one side would have no campaigns: %d can be assigned", campaigns)))
	}
	return out
}

// checkSides is what is wrong with shares of control, eligible units and who is read.
func (d *Design) checkSides() (out []Problem) {
	pinners, campaigns, requests := d.Split == Pinners, d.Split == Campaigns, d.onRequests()
	if d.Control > 0 && d.Share+d.Control > 1+1e-12 {
		out = append(out, wrong(".control_share", "lower one of them; what is left of 100% is on neither side", fmt.Sprintf("shares of %.6g%% and %.6g%% overlap", 100*d.Share, 100*d.Control)))
	}
	if d.Other > 0 && d.Campaigns+d.Other > 1+1e-12 {
		out = append(out, wrong(".campaign_control_share", "lower one of them; what is left of 100% is on neither side",
			fmt.Sprintf("shares of %.6g%% and %.6g%% of campaigns overlap", 100*d.Campaigns, 100*d.Other)))
	}
	if d.Other > 0 && d.Split != Matched {
		out = append(out, wrong(".campaign_control_share", "leave it out, or use a matched split", fmt.Sprintf("%s does not have it", d.Split.phrase())))
	}
	if d.Others != nil && !campaigns && !requests {
		out = append(out, wrong(".others", "leave it out, or use an auction split, a campaign split or a matched split", fmt.Sprintf("in %s nobody has another policy than the two sides", d.Split.phrase())))
	}
	if d.Control > 0 && !pinners && !campaigns && !requests {
		out = append(out, wrong(".control_share", "leave it out, or use a split by Pinner, campaign or auction, or a matched split", fmt.Sprintf("in %s all units are compared", d.Split.phrase())))
	}
	if d.Joins > 0 && (!pinners || d.Share+d.Joins >= 1) {
		out = append(out, wrong(".late_share", "use a Pinner split, and leave some Pinners to control", "late Pinners join the treatment of a Pinner split, beside its control"))
	}
	if d.Spill > 0 && !pinners {
		out = append(out, wrong(".spill_share", "leave it out, or use a Pinner split", fmt.Sprintf("in %s Pinners have no side", d.Split.phrase())))
	}
	if len(d.Segments) > 0 && !pinners {
		out = append(out, wrong(".segments", "leave it out, or use a Pinner split", fmt.Sprintf("%s does not choose among Pinners", d.Split.phrase())))
	}
	if len(d.Groups) > 0 && !campaigns && d.Split != Matched {
		out = append(out, wrong(".groups", "leave it out, or use a campaign split or a matched split", fmt.Sprintf("%s does not choose among campaigns", d.Split.phrase())))
	}
	if d.Exposed && (!pinners || len(d.Ramp) > 0) {
		out = append(out, wrong(".read", "leave it out, or use a Pinner split without a ramp", "the exposed are Pinners, over the whole test"))
	}
	if d.Visitors && !pinners {
		out = append(out, wrong(".read", "leave it out, or use a Pinner split", "only Pinners can have come"))
	}
	return out
}

// checkRamp is what is wrong with a share that grows.
func (d *Design) checkRamp(length spec.Time) (out []Problem) {
	if len(d.Ramp) == 0 {
		return nil
	}
	if d.Split != Pinners && d.Split != Campaigns || d.Joins > 0 {
		return append(out, wrong(".ramp", "leave it out, or use a Pinner split or a campaign split without late Pinners", fmt.Sprintf("in %s the share does not grow", d.Split.phrase())))
	}
	last := spec.Stage{}
	for _, stage := range append(slices.Clone(d.Ramp), spec.Stage{Until: length, Share: d.Share}) {
		if stage.Until%spec.Day != 0 || stage.Until <= last.Until || stage.Share <= last.Share {
			return append(out, wrong(".ramp", "let whole days and shares rise from stage to stage up to the design's `share`, and leave days of the test after the last", fmt.Sprintf("a share of %.6g%% until day %.6g of the test does not follow on one of %.6g%% until day %.6g", 100*stage.Share, float64(stage.Until)/float64(spec.Day), 100*last.Share, float64(last.Until)/float64(spec.Day))))
		}
		last = stage
	}
	return nil
}

// Reads is when a design's units begin to be read: when the test begins, or at the end of the ramp.
func (d *Design) Reads(e *Experiment) spec.Time {
	if n := len(d.Ramp); n > 0 {
		return e.From + d.Ramp[n-1].Until
	}
	return e.From
}

// onRequests tells whether a design assigns requests.
func (d *Design) onRequests() bool { return d.Split == Auctions || d.Split == Matched }

// checkOwn is what is wrong with budgets of sides.
func (d *Design) checkOwn(control *spec.Market) (out []Problem) {
	if len(d.Own) > 0 && !d.onRequests() {
		return append(out, wrong(".own_budgets", "leave it out, or use an auction split or a matched split", fmt.Sprintf("%s keeps no budgets by side", d.Split.phrase())))
	}
	for i := range control.Groups {
		if g := &control.Groups[i]; slices.Contains(d.Own, g.Name) && g.Lifetime == nil {
			out = append(out, wrong(".own_budgets", "give it a lifetime_budget, or leave it out here", "a side has its share of lifetime budgets, and group `"+g.Name+"` has none"))
		}
	}
	return out
}

// Compares tells whether a campaign is on one of the sides of a campaign split.
func (d *Design) Compares(key rng.Key, name string) bool {
	return d.Eligible(name) && spec.CampaignCompared(key, name, d.Share, d.Control)
}

// Eligible tells whether a campaign's group is.
func (d *Design) Eligible(name string) bool {
	group, _, _ := strings.Cut(name, "/")
	return len(d.Groups) == 0 || slices.Contains(d.Groups, group)
}

func (d *Design) checkBlocks(length spec.Time) (out []Problem) {
	if d.Block <= 0 || d.Block%spec.Hour != 0 || d.BurnIn%spec.Hour != 0 {
		return append(out, wrong(".block", "write whole hours, such as 6h", "tests by time are read by the hour"))
	}
	if d.BurnIn >= d.Block {
		out = append(out, wrong(".burn_in", "shorten the burn-in or lengthen the block", "the burn-in leaves nothing of a block"))
	}
	if length < 4*d.Block {
		out = append(out, wrong(".block", "shorten the block or lengthen the test", "the test has fewer than 4 blocks"))
	}
	if d.InQ && d.Order != ByCoin {
		out = append(out, wrong(".state", "write randomise: coin", "where a block tells the side of the next, what the rest of a day is worth depends on more than what was spent"))
	}
	if d.InQ && length < 4*spec.Day {
		out = append(out, wrong(".state", "test for 4 days or longer, or leave it out", fmt.Sprintf("what the rest of a day is worth is read from days, and %d are too few", length/spec.Day)))
	}
	return out
}

// withheld are the groups whose ads one of the arms shows and the other withholds.
func (e *Experiment) withheld(s *spec.Spec) (names []string) {
	a, b := e.market(s, e.Control).Groups, e.market(s, e.Treatment).Groups
	for i := range a {
		if a[i].Withhold != b[i].Withhold {
			names = append(names, a[i].Name)
		}
	}
	return names
}

// measures tells whether a variable of units is read.
func (e *Experiment) measures(variable int) bool {
	return slices.ContainsFunc(e.Metrics, func(name string) bool {
		m, _ := LookupMetric(name)
		return m.Num == variable || m.Den == variable
	})
}

// others is the policy that holds on neither side of a design.
func (e *Experiment) others(d *Design, s *spec.Spec) *spec.Market {
	if d.Others == nil {
		return e.market(s, e.Control)
	}
	return e.market(s, *d.Others)
}

func (e *Experiment) market(s *spec.Spec, arm int) *spec.Market { return s.Arms[arm].Phases[0].Market }

// Key names the assignment of one replication: units of the same name keep their side over designs.
func (e *Experiment) Key(seed uint64, replication int) rng.Key {
	return rng.Root(seed, replication).Named("trial").Named(e.Name)
}
