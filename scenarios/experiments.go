package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"marketsim/scenarios/schema"
	"marketsim/sim/experiment"
	"marketsim/sim/spec"
)

// trial is a treatment that is tested in one market.
type trial struct {
	Compare    []string             `key:"compare" doc:"two arms, the treatment and then what it is compared with: [raise, control]; the truth is each of them as a whole market"`
	When       when                 `key:"when" doc:"when the test runs"`
	Launches   []launch             `key:"launches" doc:"what is launched after the treatment, in place of it, while a holdback is kept (when.holdback): arms that hold one change more each make it a holdback of all launches"`
	Metrics    []string             `key:"metrics" default:"[revenue]" doc:"what the test is read for: metrics that are a sum over units, or the ratio of two (revenue, value, clicks, impressions, sessions, all_conversions); or graduation"`
	Correction string               `key:"correction" default:"none" enum:"none|holm|benjamini_hochberg" doc:"of p values for how many readings the experiment has, which are one family: of every design, estimator and metric. holm: the chance of any false rejection is at most 5%; benjamini_hochberg: the expected share of false ones among rejections is. Decisions (right, wrong, A/A) go by the corrected p values; intervals stay"`
	Designs    schema.Named[design] `key:"designs" doc:"ways to test the treatment in one market"`
}

// launch is an arm that takes the treatment's place.
type launch struct {
	Arm string `key:"arm" doc:"arm of the file; what all have from then on but the Pinners who are held back"`
	At  int64  `key:"at" unit:"time" range:"[1d, 3650d]" doc:"whole days from day 0"`
}

// launches compiles what is launched later.
func (c *compiler) launches(path string, t *trial, run *spec.Spec) (out []experiment.Launch) {
	for i, x := range t.Launches {
		at := fmt.Sprintf("%s.launches[%d]", path, i)
		if x.At%int64(spec.Day) != 0 {
			c.fail(at+".at", "E205", "round it to days, such as 14d", "this is not a whole number of days")
		}
		if arm, known := c.armNamed(at+".arm", x.Arm, run); known && !c.quick {
			out = append(out, experiment.Launch{At: spec.Time(x.At), Arm: arm})
		}
	}
	return out
}

type when struct {
	Pre        int64   `key:"pre" unit:"time" default:"0d" range:"[0d, 3650d]" doc:"whole days before the start over which Pinners are measured, for estimators that adjust for them; they may lie in the warm-up"`
	Start      int64   `key:"start" unit:"time" default:"0d" range:"[0d, 3650d]" doc:"whole days from day 0"`
	Late       int64   `key:"late" unit:"time" default:"0d" range:"[0d, 3650d]" doc:"whole days at the end of the test in which late Pinners join the treatment (designs.late_share): a lagged start, with 1d a cookie-day on the last day. 0d is none"`
	Post       int64   `key:"post" unit:"time" default:"0d" range:"[0d, 3650d]" doc:"whole days after the test in which all have the policy of control and are measured still: a post-period. 0d is none"`
	Holdback   int64   `key:"holdback" unit:"time" default:"0d" range:"[0d, 3650d]" doc:"whole days after the test in which the treatment is launched: all have it but the Pinners who are held back (designs.holdback_share). 0d is none"`
	ByExposure bool    `key:"by_exposure" default:"false" doc:"read Pinners of a Pinner split by their first session in the test as well: survival and lifetime value by days since then, and the effect by cohort (needs every)"`
	Every      int64   `key:"every" unit:"time" default:"0d" range:"[0d, 3650d]" doc:"whole days of the windows by which groups of Pinners of a Pinner split are read as well, over the test and the holdback. 0d is none"`
	Looks      string  `key:"looks" default:"none" enum:"none|pocock|obrien_fleming|always_valid|uncorrected" doc:"look at Pinner splits after every window (needs every), at all days so far, and stop at the first look that decides. pocock: the same critical value at every look, and obrien_fleming: one that is hard to cross early, each with an error of 5% over all looks; always_valid: intervals that hold the truth at all looks together, however many there are (Johari, Koomen, Pekelis & Walsh 2022), so that a test may go on for as long as wanted; uncorrected: the critical value of one look, which shows what peeking does"`
	Expected   float64 `key:"expected_effect" unit:"%" default:"5%" range:"(0%, 1000%]" doc:"size of the relative effects for which looks: always_valid is made: they are found soonest. Any other stays as valid"`
	Length     *int64  `key:"length" unit:"time" range:"[1d, 3650d]" doc:"whole days; to the horizon when left out"`
}

type design struct {
	Split         string   `key:"split" enum:"pinner|campaign|two_sided|budget|time|auction|cluster|matched" doc:"what is assigned. pinner: a request follows its Pinner; campaign: a campaign follows its own side; two_sided: treated campaigns on treated Pinners; budget: Pinners, and each campaign has a budget for each side; time: all follow the block of time; auction: every request by its own coin, with its whole auction; cluster: Pinners and campaigns follow their cluster; matched: requests by a coin and campaigns by theirs, and campaigns of a side take part in its requests alone"`
	Share         float64  `key:"share" unit:"%" default:"50%" range:"(0%, 100%)" doc:"of Pinners that are treated; of campaigns in a campaign split, of requests in an auction or matched split"`
	ControlShare  float64  `key:"control_share" unit:"%" default:"0%" range:"[0%, 100%)" doc:"of the same, with which the treated are compared; what is left is on neither side. 0% is all who are not treated"`
	Ramp          []stage  `key:"ramp" doc:"smaller shares before that one, in a Pinner or campaign split; the test is read from the end of the last stage on"`
	Others        string   `key:"others" default:"none" doc:"arm whose policy holds on neither side, in an auction, campaign or matched split; that of control when left out"`
	OwnBudgets    []string `key:"own_budgets" doc:"groups whose campaigns spend at most a side's share of their lifetime budgets on its requests, in an auction or matched split"`
	LateShare     float64  `key:"late_share" unit:"%" default:"0%" range:"[0%, 100%)" doc:"of Pinners who join the treatment in the last days (when.late), in a Pinner split"`
	FreshShare    float64  `key:"fresh_share" unit:"%" default:"0%" range:"[0%, 100%)" doc:"of Pinners, drawn anew each day to have the treatment on that day alone, in a Pinner split: cookie-cookie-day"`
	FreshPool     float64  `key:"fresh_pool" unit:"%" default:"0%" range:"[0%, 100%)" doc:"of Pinners, from whom the fresh are drawn, and who are compared in no other way"`
	FreshFor      int64    `key:"fresh_for" unit:"time" default:"1d" range:"[1d, 3650d]" doc:"whole days for which a draw of fresh Pinners holds; more than a day and they are fresh no more"`
	SpillShare    float64  `key:"spill_share" unit:"%" default:"0%" range:"[0%, 50%]" doc:"of a Pinner's days on which it has the other side's policy, as on a device on which it is somebody else, in a Pinner split: what it learns there spills over"`
	HoldbackShare float64  `key:"holdback_share" unit:"%" default:"0%" range:"[0%, 100%)" doc:"of Pinners, on control's side of the test, who do not get the treatment when it is launched (when.holdback), in a Pinner split"`
	Segments      []string `key:"segments" doc:"segments whose Pinners are eligible, in a Pinner split; all when left out"`
	Groups        []string `key:"groups" doc:"groups whose campaigns are eligible, in a campaign or matched split; all when left out"`
	Layers        []string `key:"layers" doc:"other experiments in the same market, in a Pinner split, each with the Pinner split that says its share: [prices.users]. Each Pinner has a side in each experiment, and these owe nothing to each other; at most 2"`
	Read          string   `key:"read" default:"all" enum:"all|visitors|exposed" doc:"who is read in a Pinner split. visitors: only Pinners who came within the test; exposed: only those who saw an ad that one of the arms withholds, or would have (ghost ads)"`
	CampaignShare float64  `key:"campaign_share" unit:"%" default:"50%" range:"(0%, 100%)" doc:"of campaigns that are treated, in a two-sided or matched design"`
	CampaignRest  float64  `key:"campaign_control_share" unit:"%" default:"0%" range:"[0%, 100%)" doc:"of campaigns that are control's, in a matched design; what is left is on neither side, takes part in all requests and has the policy of others. 0% is all who are not treated"`
	Block         int64    `key:"block" unit:"time" default:"6h" range:"[1h, 365d]" doc:"length of a block of time, whole hours"`
	BurnIn        int64    `key:"burn_in" unit:"time" default:"0h" range:"[0h, 365d]" doc:"whole hours at the beginning of each block that are left out of the reading"`
	State         string   `key:"state" default:"none" enum:"none|spend" doc:"what hours of a time split leave behind for those after them. spend: what was spent since midnight, which daily budgets no longer have. It adds the reading differences_in_q, which counts what an hour takes from the rest of its day, and needs blocks drawn by coins of their own (randomise: coin)"`
	Clusters      string   `key:"clusters" default:"none" doc:"CSV file with the columns kind, name, cluster: the cluster of each campaign (kind campaign) and of each topic or segment of Pinners (kind topic or segment); found on the graph of who could be shown to whom when left out"`
	Local         float64  `key:"local" unit:"%" default:"0%" range:"[0%, 50%]" doc:"local experimentation, in place of the treatment: one side has every number that the treatment sets moved this share of the way to it, the other moved as far away from it. Read are the slope at control, told as the effect of the whole way, and beside it the treatment's effect as the tangent tells it. 0% is none"`
	Bootstrap     int64    `key:"bootstrap" default:"0" range:"[0, 100000]" doc:"draws of a bootstrap of the units, which is read beside the difference: Pinners, campaigns or whole clusters, each with independent Poisson weights. For metrics of which few units have most. 0 is none, else at least 100"`
	Resolution    float64  `key:"resolution" default:"1" range:"(0, 1000]" doc:"of the search for clusters: larger numbers find more and smaller ones"`
	Randomise     string   `key:"randomise" default:"pairs" enum:"pairs|coin|alternate" doc:"how blocks are assigned. pairs: of two neighbouring blocks one is treated, by a coin; coin: each by its own; alternate: every other one"`
}

// stage is a part of a test in which fewer units are treated than at its end.
type stage struct {
	Until int64   `key:"until" unit:"time" range:"[1d, 3650d]" doc:"whole days from the test's start on"`
	Share float64 `key:"share" unit:"%" range:"(0%, 100%)" doc:"of units that are treated until then; they stay so"`
}

// ramp compiles the stages of a design.
func (d *design) ramp() (out []spec.Stage) {
	for _, s := range d.Ramp {
		out = append(out, spec.Stage{Until: spec.Time(s.Until), Share: s.Share})
	}
	return out
}

// experiment compiles one; nil when something is wrong with it, or when its arms are not asked for.
func (c *compiler) experiment(t *trial, name string, run *spec.Spec) *experiment.Experiment {
	path, before := "experiments."+name, len(c.ds)
	c.goodNames(path, name, t)
	e := &experiment.Experiment{Name: name, Metrics: t.Metrics, Expected: t.When.Expected}
	if t.Correction != "none" {
		e.Correction = experiment.Correction(t.Correction)
	}
	if len(t.Metrics) == 0 {
		c.fail(path+".metrics", "E102", "write what it is read for, such as [revenue]", "the experiment has no metrics")
	}
	for i, m := range t.Metrics {
		if slices.Contains(t.Metrics[:i], m) {
			c.fail(path+".metrics", "E204", "leave one of them out", "`%s` is there twice", m)
		}
		if _, ok := experiment.LookupMetric(m); !ok {
			c.fail(path+".metrics", "E202", schema.Suggest(m, experiment.MetricNames()), "a test is not read for `%s`", m)
		}
	}
	if len(t.Compare) != 2 || t.Compare[0] == t.Compare[1] {
		c.fail(path+".compare", "E204", "write the treatment and what it is compared with, such as [raise, control]", "an experiment compares two arms, and here %s", badlyCompared(t.Compare))
		return nil
	}
	var known bool
	if e.Treatment, known = c.armOf(path, t.Compare[0], run); !known {
		return nil
	}
	if e.Control, known = c.armOf(path, t.Compare[1], run); !known {
		return nil
	}
	c.windows(path, t, e, run)
	e.Launches = c.launches(path, t, run)
	for i := range t.Designs {
		d := &t.Designs[i].Value
		e.Designs = append(e.Designs, experiment.Design{Name: t.Designs[i].Name, Split: experiment.Split(d.Split), Share: d.Share, Campaigns: d.CampaignShare,
			Block: spec.Time(d.Block), BurnIn: spec.Time(d.BurnIn), Order: experiment.Order(d.Randomise), Resolution: d.Resolution, Draws: int(d.Bootstrap),
			InQ: d.State == "spend", Control: d.ControlShare, Joins: d.LateShare, Groups: d.Groups, Visitors: d.Read == "visitors", Exposed: d.Read == "exposed",
			Fresh: d.FreshShare, Pool: d.FreshPool, FreshDays: c.freshDays(path+".designs."+t.Designs[i].Name, d), Holdback: d.HoldbackShare, Spill: d.SpillShare,
			Ramp: d.ramp(), Other: d.CampaignRest, Own: d.OwnBudgets, Others: c.others(path+".designs."+t.Designs[i].Name, d, run), Segments: c.eligible(path+".designs."+t.Designs[i].Name, d)})
		e.Designs[i].Local = c.local(path+".designs."+t.Designs[i].Name+".local", d.Local, e, run)
		if d.Clusters != "" {
			e.Designs[i].Given = c.clusterFile(path+".designs."+t.Designs[i].Name+".clusters", d, run.Arms[e.Control].Phases[0].Market)
		}
	}
	for i := range e.Designs {
		if c.quick {
			e.Designs[i].Ramp = nil
		}
		if e.Designs[i].Joins > 0 && e.Late == 0 && !c.quick {
			c.fail(path+".designs."+e.Designs[i].Name+".late_share", "E207", "write when: {late: 1d}", "late Pinners would join in the last days, and `when` has none")
		}
	}
	if len(e.Designs) == 0 {
		c.fail(path, "E102", "write `designs: {users: {split: pinner, share: 50%}}`", "the experiment has no designs")
	}
	if c.half || len(c.ds) > before {
		return nil
	}
	c.tellAll(path, e.Check(run))
	return e
}

// freshDays is for how many days a draw of fresh Pinners holds.
func (c *compiler) freshDays(path string, d *design) int {
	if d.FreshFor%int64(spec.Day) != 0 {
		c.fail(path+".fresh_for", "E205", "round it to days, such as 1d", "this is not a whole number of days")
	}
	return int(d.FreshFor / int64(spec.Day))
}

// badlyCompared words what is wrong with the arms that an experiment compares.
func badlyCompared(arms []string) string {
	if len(arms) == 2 {
		return "`" + arms[0] + "` is compared with itself"
	}
	return fmt.Sprintf("are %d", len(arms))
}

// others is the arm whose policy holds on neither side of a design; nil: control's.
func (c *compiler) others(path string, d *design, run *spec.Spec) *int {
	if d.Others == "" {
		return nil
	}
	if i, known := c.armNamed(path+".others", d.Others, run); known {
		return &i
	}
	return nil
}

// eligible finds the segments that a design names, and checks its groups.
func (c *compiler) eligible(path string, d *design) []int {
	var segments, groups []string
	for _, s := range c.file.Market.Pinners.Segments {
		segments = append(segments, s.Name)
	}
	for i := range c.file.Market.Campaigns.Groups {
		groups = append(groups, c.file.Market.Campaigns.Groups[i].Name)
	}
	c.indices(path+".groups", "group", d.Groups, groups)
	c.indices(path+".own_budgets", "group", d.OwnBudgets, groups)
	return c.indices(path+".segments", "segment", d.Segments, segments)
}

// goodNames checks the names of the experiment and its designs, which become names of arms.
func (c *compiler) goodNames(path, name string, t *trial) {
	names := []string{name}
	for i := range t.Designs {
		names = append(names, t.Designs[i].Name)
	}
	for _, n := range names {
		if !goodName.MatchString(n) {
			c.fail(path, "E106", "use the letters a to z, digits, - and _", "`%s` is not a name", n)
		}
		c.short(path, n)
	}
	for i := range c.file.Experiments {
		if other := c.file.Experiments[i].Name; other == name {
			break
		} else if strings.EqualFold(other, name) {
			c.failKey(path, "E107", "choose another name: its files are called so, and some file systems take A for a", "experiments `%s` and `%s` differ in nothing but capital letters", other, name)
		}
	}
}

// armOf is the index of an arm. One that exists and was not asked for is no mistake.
func (c *compiler) armOf(path, name string, run *spec.Spec) (index int, known bool) {
	return c.armNamed(path+".compare", name, run)
}

// armNamed is armOf for a name at any key.
func (c *compiler) armNamed(path, name string, run *spec.Spec) (index int, known bool) {
	i := slices.IndexFunc(run.Arms, func(a spec.Arm) bool { return a.Name == name })
	if i >= 0 {
		return i, true
	}
	names := []string{"control"}
	for _, a := range c.file.Arms {
		names = append(names, a.Name)
	}
	if !slices.Contains(names, name) {
		c.fail(path, "E202", schema.Suggest(name, names), "there is no arm named `%s`", name)
	}
	return 0, false
}

// windows compiles when the test runs.
func (c *compiler) windows(path string, t *trial, e *experiment.Experiment, run *spec.Spec) {
	length := int64(run.Horizon) - t.When.Start
	if t.When.Length != nil {
		length = *t.When.Length
	}
	for key, x := range map[string]int64{"late": t.When.Late, "post": t.When.Post, "holdback": t.When.Holdback, "every": t.When.Every, "pre": t.When.Pre, "start": t.When.Start, "length": length} {
		if x%int64(spec.Day) != 0 {
			c.fail(path+".when."+key, "E205", "round it to days, such as 14d", "this is not a whole number of days")
		}
	}
	e.From = spec.Time(t.When.Start)
	e.To, e.Pre = e.From+spec.Time(length), e.From-spec.Time(t.When.Pre)
	if t.When.Late > 0 {
		e.Late = e.To - spec.Time(t.When.Late)
	}
	if t.When.Post > 0 {
		e.Post = e.To + spec.Time(t.When.Post)
	}
	if e.ByExposure = t.When.ByExposure; t.When.Looks != "none" {
		e.Looks = experiment.Looks(t.When.Looks)
	}
	if e.Every = spec.Time(t.When.Every); t.When.Holdback > 0 {
		e.Hold = e.To + spec.Time(t.When.Holdback)
	}
	if c.quick {
		shorten(e, run)
	}
}

// shorten fits an experiment into a horizon that is shorter than the file says.
func shorten(e *experiment.Experiment, run *spec.Spec) {
	end := run.Horizon
	if e.Hold > 0 {
		e.Hold, end = run.Horizon, run.Horizon-spec.Day
	}
	e.From = min(e.From, end-spec.Day)
	e.To, e.Pre = min(e.To, end), max(min(e.Pre, e.From), -run.Warmup)
	e.Late, e.Post, e.Every = 0, 0, min(e.Every, spec.Day)
}

// Experiment finds an experiment of the scenario by name; without a name, its only one.
func (s *Scenario) Experiment(name string) (*experiment.Experiment, error) {
	var names []string
	for i := range s.Experiments {
		if names = append(names, s.Experiments[i].Name); s.Experiments[i].Name == name || name == "" && len(s.Experiments) == 1 {
			return &s.Experiments[i], nil
		}
	}
	switch {
	case len(names) == 0:
		return nil, fmt.Errorf("the scenario states no experiments")
	case name == "":
		return nil, fmt.Errorf("the scenario has %d experiments; name one of: %s", len(names), strings.Join(names, ", "))
	}
	return nil, fmt.Errorf("there is no experiment named `%s`; there are: %s", name, strings.Join(names, ", "))
}
