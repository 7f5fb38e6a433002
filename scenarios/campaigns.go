package scenarios

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"marketsim/scenarios/schema"
	"marketsim/sim/dist"
	"marketsim/sim/spec"
)

var objectives = map[string]spec.Event{"impressions": spec.Impression, "clicks": spec.Click, "conversions": spec.Conversion}

var withholding = map[string]spec.Withhold{"ghost": spec.Ghost, "psa": spec.Notice}

// groups compiles the campaigns of a market.
func (c *compiler) groups(out *spec.Market, pop *spec.Population) {
	if len(c.file.Market.Campaigns.Groups) == 0 {
		c.ds = append(c.ds, c.doc.Errorf("market.campaigns", "W301", "add market.campaigns.groups", "there are no campaigns: no ad will be shown")...)
	}
	all := &c.file.Market.Campaigns
	c.share01("market.campaigns.click_rate.base", all.ClickRate.Base, all.ClickRate.Attribute)
	c.share01("market.campaigns.conversion_rate.base", all.ConversionRate.Base, nil)
	for i := range c.file.Market.Campaigns.Groups {
		out.Groups = append(out.Groups, c.group(&c.file.Market.Campaigns.Groups[i], pop, out))
	}
	for i := range out.Groups {
		c.assumptions("market.campaigns.groups."+out.Groups[i].Name, &out.Groups[i], out)
	}
	c.crowd(out)
	c.reservations(out)
}

// crowd says where mechanism.candidates leaves campaigns out of auctions.
func (c *compiler) crowd(out *spec.Market) {
	if most, all := c.file.Mechanism.Candidates, campaignsOf(out); most > 0 && all > most {
		c.note(fmt.Sprintf("mechanism.candidates: an auction scores at most %d of the %d campaigns, those of the highest expected value for the Pinner's topic; 0 scores all", most, all))
	}
}

// budgetRules are those of all campaigns: the language states them for the platform.
func (c *compiler) budgetRules() spec.BudgetRules {
	m := &c.file.Mechanism
	return spec.BudgetRules{MayOvershoot: m.BudgetRule == "last_may_overshoot", BillOverdelivery: m.Overdelivery == "billed", CountInflight: m.Inflight == "counted"}
}

func (c *compiler) group(g *group, pop *spec.Population, m *spec.Market) spec.Group {
	path := "market.campaigns.groups." + g.Name
	scale := c.file.Run.Scale
	own := *g // the file stays as it is written, also where a budget is filled in
	g = &own
	c.share(path, g)
	out := spec.Group{
		Name: g.Name, Ads: g.Ads, Objective: objectives[g.Objective], Value: spec.Value{Dist: g.Value, PerAuction: g.Redraw == "auction"},
		Daily: c.budget(path+".daily_budget", g.Daily, scale), Lifetime: c.budget(path+".lifetime_budget", g.Lifetime, scale), Quality: g.Quality,
		UserValue: g.UserValue, Satisfaction: g.Satisfaction, Continuation: g.Continuation,
		Campaigning: spec.Campaigning{Strategy: g.Bidding, Pacing: g.Pacing, Boost: g.Boost, Bonus: g.Bonus, Reserve: g.Reserve, Withhold: withholding[g.Withhold], Rules: c.budgetRules()},
		Start:       -spec.Never, End: spec.Never, Members: c.rateTable(path, g, c.members(path, g)),
	}
	if g.Count > 0 && g.File != "" {
		out.Rows, out.Members = out.Members, c.counted(g)
	}
	c.budgeting(path, g, &out)
	c.reaction(path, g, &out)
	c.pacing(path, g, &out)
	if g.Start != nil {
		out.Start = spec.Time(*g.Start)
	}
	if g.End != nil {
		out.End = spec.Time(*g.End)
	}
	if out.End <= out.Start {
		c.fail(path+".end", "E205", "end later than start", "the campaigns end before they start")
	}
	c.bills(path, g, &out)
	if u := g.Unaided; u != nil {
		out.Unaided = spec.Unaided{PerSession: u.PerSession, Displaced: u.Displaced}
	}
	c.bidFormula(path, g)
	c.promises(path, g, &out)
	c.rates(path, g, &out, pop, m)
	c.servedRates(path, g, &out)
	out.Targeting = c.targeting(path+".targeting", &g.Targeting, pop)
	c.parts(path, g, &out, pop, m)
	if len(g.ValueBySegment) > 0 {
		out.Value.BySegment = c.bySegment(path+".value_by_segment", g.ValueBySegment, math.NaN())
	}
	c.amounts(path, &out)
	return out
}

func (c *compiler) bills(path string, g *group, out *spec.Group) {
	out.Bills = out.Objective
	if out.Objective == spec.Conversion {
		out.Bills = spec.Impression
	}
	if g.Bill != "" {
		out.Bills = objectives[g.Bill]
	}
	if out.Bills > out.Objective {
		c.fail(path+".bill", "E207", "bill the objective or an event before it", "campaigns that want %s cannot be billed for %s", g.Objective, g.Bill)
	}
}

// rates compiles click and conversion rates: the group's own, else those of all campaigns.
func (c *compiler) rates(path string, g *group, out *spec.Group, pop *spec.Population, m *spec.Market) {
	all := &c.file.Market.Campaigns
	click, at := &all.ClickRate, "market.campaigns.click_rate"
	if g.ClickRate != nil {
		click, at = g.ClickRate, path+".click_rate"
		c.share01(at+".base", click.Base, click.Attribute)
	}
	out.ClickRate = spec.Rate{Base: click.Base, Affinity: click.Affinity, BySlot: click.BySlot, BySegment: c.factors(at+".by_segment", click.BySegment),
		Attribute: click.Attribute, PerAuction: click.Redraw == "auction"}
	c.redrawn(path, at, out, click)
	conv, at := groupConv{Base: all.ConversionRate.Base, Affinity: all.ConversionRate.Affinity, BySegment: all.ConversionRate.BySegment}, "market.campaigns.conversion_rate"
	if g.ConversionRate != nil {
		conv, at = *g.ConversionRate, path+".conversion_rate"
		c.share01(at+".base", conv.Base, nil)
	}
	out.ConversionRate = spec.Rate{Base: conv.Base, Affinity: conv.Affinity, BySegment: c.factors(at+".by_segment", conv.BySegment)}
	if conv.Delay != nil {
		out.Delay = seconds(conv.Delay)
		if out.Delay == nil { // at once is a law of this group's own
			out.Delay = &dist.Constant{}
		}
	}
	out.Window = spec.Time(conv.Window)
	if pop.Interests.Dimensions == 0 {
		out.ClickRate.Affinity, out.ConversionRate.Affinity = 0, 0
	}
	if n := len(click.BySlot); n > 0 {
		out.ClickRate.Base = &dist.Constant{Value: perView(click.BySlot, m)}
		for _, s := range m.Surfaces {
			if len(s.Slots) > n {
				c.fail("market.campaigns.click_rate.by_slot", "E203", "write one rate per ad slot", "surface `%s` has %s and by_slot %s", s.Name, schema.Count(len(s.Slots), "ad slot"), schema.Count(n, "rate"))
			}
		}
	}
}

// servedRates warns of rates of a file that are lifted by an affinity of which nothing is stated: measured rates are of impressions
// that were won, and hold those lifts already.
func (c *compiler) servedRates(path string, g *group, out *spec.Group) {
	at := "market.campaigns.click_rate.affinity"
	if g.ClickRate != nil {
		at = path + ".click_rate.affinity"
	}
	own := func(m spec.Member) bool { return m.ClickRate > 0 }
	if g.File == "" || out.ClickRate.Affinity == 0 || c.doc.Given(at) || !slices.ContainsFunc(slices.Concat(out.Members, out.Rows), own) {
		return
	}
	c.ds = append(c.ds, c.doc.Errorf(path+".file", "W301", "where they are measured, so of ads that were served, write `click_rate: {affinity: 0}`; to keep the lift, state its affinity",
		"click rates of `%s` are taken at zero affinity; ads win where they fit, so that the run's ctr comes out several times as high", g.File)...)
}

// redrawn refuses what would stand beside click rates that every auction draws.
func (c *compiler) redrawn(path, at string, out *spec.Group, click *rate) {
	if !out.ClickRate.PerAuction {
		return
	}
	if len(click.BySlot) > 0 {
		c.fail(at+".by_slot", "E207", "leave by_slot or redraw out", "a table of rates by slot is not drawn anew in every auction")
	}
	for _, m := range slices.Concat(out.Members, out.Rows) {
		if m.ClickRate == m.ClickRate {
			c.fail(path, "E207", "leave redraw out, or the rates of single campaigns", "campaign `%s` has a click rate of its own, which is not drawn anew in every auction", m.Name)
			return
		}
	}
}

// perView is the click rate given a view to which a table of rates by slot is relative: that of the first slot in which the ad is
// clicked at all, 0 where there is none.
func perView(by []float64, m *spec.Market) float64 {
	k := slices.IndexFunc(by, func(rate float64) bool { return rate > 0 })
	if k < 0 {
		return 0
	}
	for _, s := range m.Surfaces {
		if len(s.Slots) > k {
			return by[k] / s.Slots[k].Effect
		}
	}
	return by[k]
}

func (c *compiler) factors(path string, by schema.Named[float64]) []float64 {
	if len(by) == 0 {
		return nil
	}
	return c.bySegment(path, by, 1)
}

// bySegment lays a map by segment out in the order of segments; NaN as the default makes every segment required.
func (c *compiler) bySegment(path string, by schema.Named[float64], otherwise float64) []float64 {
	var names []string
	out := make([]float64, len(c.file.Market.Pinners.Segments))
	for i, s := range c.file.Market.Pinners.Segments {
		names = append(names, s.Name)
		v, ok := by.Get(s.Name)
		switch {
		case ok:
			out[i] = v
		case math.IsNaN(otherwise):
			c.fail(path, "E202", "add it, or `all:` for those not named", "segment `%s` is missing", s.Name)
		default:
			out[i] = otherwise
		}
	}
	for _, e := range by {
		if !contains(names, e.Name) && e.Name != schema.All {
			c.failKey(path+"."+e.Name, "E202", schema.Suggest(e.Name, names), "there is no segment named `%s`", e.Name)
		}
	}
	return out
}

func (c *compiler) targeting(path string, t *targeting, pop *spec.Population) spec.Targeting {
	var segments []string
	for _, s := range c.file.Market.Pinners.Segments {
		segments = append(segments, s.Name)
	}
	out := spec.Targeting{
		Segments: c.indices(path+".segments", "segment", t.Segments, segments),
		Surfaces: c.indices(path+".surfaces", "surface", t.Surfaces, surfaceNames(c.file)),
		Topics:   c.indices(path+".topics", "topic", t.Topics, pop.Interests.Topics), Nearest: t.Nearest,
	}
	if t.Nearest > 0 && pop.Interests.Dimensions == 0 {
		c.fail(path+".nearest", "E207", "set market.pinners.interests.dimensions, or leave nearest out", "there are no interests to be near to")
	}
	return out
}

func (c *compiler) indices(path, what string, names, among []string) (out []int) {
	for _, name := range names {
		found := -1
		for i, n := range among {
			if n == name {
				found = i
			}
		}
		if found < 0 {
			c.fail(path, "E202", schema.Suggest(name, among), "there is no %s named `%s`", what, name)
			continue
		}
		out = append(out, found)
	}
	return out
}

// members lists a group's campaigns: drawn, named one by one, or read from a file.
func (c *compiler) members(path string, g *group) (out []spec.Member) {
	ways := 0
	for _, used := range []bool{g.Count > 0 || g.File != "", len(g.List) > 0} {
		if used {
			ways++
		}
	}
	if ways == 0 && c.doc.Given(path+".count") {
		return nil // a group that an arm brings to life
	}
	if ways != 1 {
		c.fail(path, "E207", "give one of `count`, `list` and `file`; a file may have a count, of campaigns drawn from its rows", "group `%s` says in %d ways which campaigns it has", g.Name, ways)
		return nil
	}
	if g.Count > 0 && g.File == "" {
		return c.counted(g)
	}
	scale := c.file.Run.Scale
	for i := range g.List {
		out = append(out, c.listed(path, g, &g.List[i], scale))
	}
	if g.File != "" {
		for _, r := range c.rowsOf(path, g) {
			r.Value, r.Daily, r.Lifetime = r.Value*g.ValueScale, r.Daily*g.ValueScale*scale, r.Lifetime*g.ValueScale*scale
			r.Name = g.Name + "/" + r.Name
			m := spec.Member{Name: r.Name, Value: r.Value, Daily: r.Daily, Lifetime: r.Lifetime, ClickRate: r.ClickRate, ConversionRate: r.ConversionRate, Start: dayTime(r.Start), End: dayTime(r.End)}
			m.Vectors, m.AdValues = r.Vectors, scaledBy(r.AdValues, g.ValueScale)
			if w := r.Weekly * g.ValueScale * scale; w == w {
				m.Weekly = &w
			}
			out = append(out, m)
		}
	}
	return out
}

// rowsOf is the rows of a group's file, or those of them that it asks for by name.
func (c *compiler) rowsOf(path string, g *group) []row {
	all := c.campaignFile(path, g)
	if len(g.Only) == 0 || len(all) == 0 {
		return all
	}
	var out []row
	for _, r := range all {
		name, _, _ := strings.Cut(r.Name, "#")
		if contains(g.Only, name) || contains(g.Only, r.Name) {
			out = append(out, r)
		}
	}
	if len(out) == 0 {
		c.fail(path+".rows", "E202", "write names as they stand in the file's column of names", "no row of `%s` is named %s", g.File, strings.Join(g.Only, " or "))
	}
	return out
}

func drawnKey(g *group) string { return fmt.Sprintf("%s/%d", g.Name, g.Count) }

// counted names a group's campaigns by their ordinals. All markets of a scenario share them: a ramp is many markets.
func (c *compiler) counted(g *group) []spec.Member {
	key := drawnKey(g)
	if out, ok := c.drawn[key]; ok {
		return out
	}
	if !c.roomFor(g) {
		return nil
	}
	nan := math.NaN()
	out := make([]spec.Member, g.Count)
	for i := range out {
		out[i] = spec.Member{Name: g.Name + "/" + strconv.Itoa(i), Value: nan, Daily: nan, Lifetime: nan, ClickRate: nan, ConversionRate: nan}
	}
	c.drawn[key] = out
	return out
}

func (c *compiler) listed(path string, g *group, m *member, scale float64) spec.Member {
	out := spec.Member{Name: g.Name + "/" + m.Name, Value: orNaN(m.Value), Daily: orNaN(m.Daily) * scale, Lifetime: orNaN(m.Lifetime) * scale,
		ClickRate: orNaN(m.ClickRate), ConversionRate: orNaN(m.ConversionRate), AdValues: m.AdValues, Start: simTime(m.Start), End: simTime(m.End)}
	if m.Weekly != nil {
		w := *m.Weekly * scale
		out.Weekly = &w
	}
	dims := c.file.Market.Pinners.Interests.Dimensions
	for _, v := range m.Vectors {
		if len(v) != dims {
			c.fail(path+".list."+m.Name, "E207", "write one number per dimension", "a vector of %s in a market of %s", schema.Count(len(v), "number"), schema.Count(dims, "dimension"))
			return out
		}
		x := make([]float32, len(v))
		for i := range v {
			x[i] = float32(v[i])
		}
		out.Vectors = append(out.Vectors, x)
	}
	return out
}

func scaledBy(x []float64, by float64) []float64 {
	if by == 1 {
		return x
	}
	out := make([]float64, len(x))
	for i := range x {
		out[i] = x[i] * by
	}
	return out
}

func orNaN(x *float64) float64 {
	if x == nil {
		return math.NaN()
	}
	return *x
}
