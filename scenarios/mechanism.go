package scenarios

import (
	"errors"
	"math"

	"marketsim/auction"
	"marketsim/auction/formula"
	"marketsim/scenarios/schema"
	"marketsim/sim/dist"
	"marketsim/sim/spec"
)

type mechanism struct {
	Auction      auction.Mechanism     `key:"auction" variant:"kind" was:"name" default:"gsp" doc:"ranking, allocation and pricing"`
	Reserve      schema.Named[float64] `key:"reserve" unit:"USD" range:"[0, inf)" each:"true" default:"0 USD" doc:"floor on the bid per objective event (a click, a conversion, an impression), one amount or by surface; for a floor in the same unit for all see reserve_cpm"`
	ReserveCPM   schema.Named[float64] `key:"reserve_cpm" unit:"USD" range:"[0, inf)" each:"true" default:"0 USD" doc:"floor per 1,000 impressions on the effective bid, bid x predicted probability of the billed event given a view, whatever the objective; one amount or by surface; the higher of the two floors holds"`
	SoftFloor    schema.Named[float64] `key:"soft_floor" unit:"USD" range:"[0, inf)" each:"true" default:"0 USD" doc:"per objective event, one amount or by surface: who bids at least that much pays at least that much, who bids less pays its bid"`
	BySegment    schema.Named[float64] `key:"reserve_by_segment" unit:"USD" range:"[0, inf)" doc:"floor on the bid per objective event for Pinners of a segment; the highest of the floors that apply holds, so that one below mechanism.reserve changes nothing: to have a lower floor for some, leave that out and name each segment"`
	Rule         string                `key:"reserve_rule" default:"none" doc:"floor on the bid per objective event in USD as a formula of what a request shows, such as 0.05 + 0.002 * eligible; variables and functions as in ad_load.rule; the highest of the floors that apply holds"`
	OfValue      float64               `key:"reserve_of_value" unit:"%" default:"0%" range:"[0%, 1000%]" doc:"floor on the bid as a share of what the objective event is worth to the advertiser"`
	Monopoly     dist.Dist             `key:"monopoly_reserve" variant:"kind" was:"dist" unit:"USD" default:"none" doc:"law of values whose monopoly price r = (1 - F(r))/f(r) is a floor on all bids"`
	Learning     *learning             `key:"reserve_learning" doc:"floors that are learned from the market's own bids; none when left out"`
	Score        string                `key:"score" default:"none" lines:"true" doc:"ranking formula in place of the mechanism's own score, such as bid * pctr^0.8 + 0.3 * user_value; variables: bid, rate, pctr, pcvr, quality, user_value, boost, reserve, value, impressions; functions: exp, log, sqrt, abs, min, max; a > b ? x : y"`
	Exploration  float64               `key:"exploration" default:"0" range:"[0, 1000]" doc:"bonus for campaigns that were shown little: scores are multiplied by 1 + exploration / sqrt(1 + impressions)"`
	Blending     *blending             `key:"blending" doc:"where ads stand among organic Pins; in the slots that they won when left out"`
	AdLoad       adLoad                `key:"ad_load" doc:"how many ads, and where"`
	BillOn       string                `key:"bill_on" default:"served" enum:"served|viewed" doc:"when an impression counts for billing"`
	BudgetRule   string                `key:"budget_rule" default:"hard" enum:"hard|last_may_overshoot" doc:"hard: never more than the budget; last_may_overshoot: the charge that empties it is paid in full"`
	Overdelivery string                `key:"overdelivery" default:"written_off" enum:"written_off|billed" doc:"what becomes of charges beyond a budget"`
	Candidates   int                   `key:"candidates" default:"200" range:"[0, 1_000_000]" doc:"most candidates scored per request, those of highest expected value for the topic first; 0 is no limit"`
	Participants dist.Dist             `key:"participants" variant:"kind" was:"dist" default:"none" doc:"how many of the eligible campaigns, chosen at random, take part in a request"`
	Forecast     []float64             `key:"forecast" range:"[0, inf)" doc:"relative traffic of equal parts of the day, as pacing reckons with it; when left out it knows the rhythm"`
	ForecastBy   byList                `key:"forecast_by_segment" range:"[0, inf)" doc:"relative traffic of equal parts of the day, of each segment, at levels that compare; campaigns pace along that of the segments that they target"`
	ForecastFile *forecastFile         `key:"forecast_file" doc:"forecast from a CSV or Parquet file, in place of forecast: its name, or a map with how it is to be read"`
	Inflight     string                `key:"inflight" default:"ignored" enum:"ignored|counted" doc:"counted: a campaign takes part in so many requests only that actual spend and the spend expected before it is known fit its budget"`
	Allocation   string                `key:"allocation" default:"greedy" enum:"greedy|msvv|balance" doc:"weight on rank scores: msvv 1 - exp(-share of the budget left), balance: by the share of the budget left alone (Mehta et al. 2007)"`
	Interval     int64                 `key:"pacing_interval" unit:"time" default:"15m" range:"[1s, 1d]" doc:"how often pacing methods are updated"`
}

// byList is lists of numbers by name.
type byList = schema.Named[[]float64]

type adLoad struct {
	TopGap     int                   `key:"top_gap" default:"0" range:"[0, 10000]" doc:"positions at the top of a page that stay free of ads"`
	MinGap     int                   `key:"min_gap" default:"0" range:"[0, 10000]" doc:"least number of Pins between two ads"`
	PerSession int                   `key:"per_session" default:"0" range:"[0, 10000]" doc:"most ads in a session; 0 is no limit"`
	BySegment  schema.Named[float64] `key:"by_segment" range:"[0, 10000]" doc:"most ads in a session of Pinners of a segment, in place of per_session; with 5.5 half of the sessions have at most 5 and half at most 6"`
	Rule       string                `key:"rule" default:"none" doc:"most ads in a session as a formula of what a request shows, on top of the other limits, such as max(2, 8 - 4 * fatigue); variables: fatigue (the Pinner's level), eligible (campaigns eligible for the request), ads and pages (of the session so far), day, hour; functions as in mechanism.score; parts as with by_segment"`
	Reserved   []reserved            `key:"reserved" doc:"slots that are held for some campaigns: an auction of its own each, in their order, before that of the other slots, by the same rules; who won one takes no part in the others of the page"`
}

// reserved holds slots of a surface for groups of campaigns.
type reserved struct {
	Name      string   `key:"name" doc:"name of the reservation"`
	Surface   string   `key:"surface" doc:"on which the slots are"`
	Slots     []int    `key:"slots" range:"[1, 10000]" doc:"their positions on the page, of ad_slots"`
	Groups    []string `key:"groups" doc:"groups whose campaigns may stand there"`
	Formats   []string `key:"formats" doc:"formats (ad_format of groups) that may stand there"`
	Elsewhere bool     `key:"elsewhere" default:"true" doc:"whether these campaigns may stand in slots that are not reserved as well"`
}

type learning struct {
	Every   int64   `key:"every" unit:"time" default:"1d" range:"[1m, 36500d]" doc:"from one lesson to the next; each uses the bids seen since the last"`
	Step    float64 `key:"step" unit:"%" default:"100%" range:"(0%, 100%]" doc:"how far the floor moves to the price that would have earned most"`
	By      string  `key:"by" default:"surface" enum:"surface|market" doc:"one floor for each surface, or one for all"`
	Reserve bool    `key:"reserve" default:"true" doc:"learn floors; false: only the laws of values that myerson estimates"`
}

type blending struct {
	Organic float64 `key:"organic_value" unit:"USD" range:"(-inf, inf)" doc:"what a view of an organic Pin is worth to the Pinner"`
	Weight  float64 `key:"weight" default:"1" range:"[0, 1e6]" doc:"what worth to Pinners counts against revenue"`
	Full    int     `key:"full_distance" unit:"pins" default:"5 pins" range:"[1, 10000]" doc:"distance to the last ad from which on ads count in full; nearer ones count less, in a straight line"`
}

// policy compiles how ads are ranked, priced and placed.
func (c *compiler) policy(out *spec.Market) {
	m := &c.file.Mechanism
	c.score(out)
	c.rules(out)
	out.ReserveOfValue, out.Exploration = m.OfValue, m.Exploration
	if len(m.BySegment) > 0 {
		out.SegmentReserve = c.bySegment("mechanism.reserve_by_segment", m.BySegment, 0)
		for _, e := range m.BySegment {
			c.idleFloor("mechanism.reserve_by_segment."+e.Name, e.Value)
		}
	}
	for _, g := range c.file.Market.Campaigns.Groups {
		if g.Reserve > 0 {
			c.idleFloor("market.campaigns.groups."+g.Name+".reserve", g.Reserve)
		}
	}
	if l := m.Learning; l != nil {
		out.Learning = &spec.Learning{Every: spec.Time(l.Every), Step: l.Step, Together: l.By == "market", Reserves: l.Reserve}
	}
	if v, ok := m.Auction.(auction.UsesVirtual); ok {
		estimated := v.VirtualValues()
		if estimated && m.Learning == nil {
			c.fail("mechanism.auction", "E207", "add mechanism.reserve_learning: {every: 1d, reserve: false}", "laws are to be estimated, and nothing says how often")
		}
		if m.Learning == nil || !estimated {
			c.regular()
		}
	}
	if b := m.Blending; b != nil {
		out.Blend = &auction.Blend{Weight: b.Weight, Organic: b.Organic, Full: b.Full, Top: m.AdLoad.TopGap, Gap: m.AdLoad.MinGap}
	}
	for _, named := range []struct {
		key string
		by  schema.Named[float64]
	}{{"reserve", m.Reserve}, {"reserve_cpm", m.ReserveCPM}, {"soft_floor", m.SoftFloor}} {
		for _, r := range named.by {
			if _, ok := c.file.Market.Surfaces.Get(r.Name); !ok && r.Name != schema.All {
				c.failKey("mechanism."+named.key+"."+r.Name, "E202", schema.Suggest(r.Name, surfaceNames(c.file)), "there is no surface named `%s`", r.Name)
			}
		}
	}
}

// idleFloor warns of a floor of some that is below the reserve for all, which holds then.
func (c *compiler) idleFloor(path string, floor float64) {
	if reserve, all := c.lowestReserve(); all && floor < reserve {
		help := "lower mechanism.reserve to the least of the floors, and raise the others by name"
		c.ds = append(c.ds, c.doc.Errorf(path, "W301", help,
			"a floor of %s changes nothing: mechanism.reserve is %s or more on every surface, and the highest of the floors that apply holds",
			money(floor), money(reserve))...)
	}
}

// regular reports groups of whose values Myerson's auction is told nothing.
func (c *compiler) regular() {
	for _, g := range c.file.Market.Campaigns.Groups {
		if len(g.ValueBySegment) > 0 {
			c.fail("market.campaigns.groups."+g.Name+".value_by_segment", "E207", "give `value` a distribution, or use another auction", "myerson needs the law of values of group `%s`", g.Name)
		}
	}
}

// score compiles the ranking formula.
func (c *compiler) score(out *spec.Market) {
	const path = "mechanism.score"
	text := c.file.Mechanism.Score
	if text == "" {
		return
	}
	f := parsed(c, path, text, formula.Parse)
	if f == nil {
		return
	}
	with, ok := auction.WithScore(out.Mechanism, f)
	if !ok {
		c.fail(path, "E207", "leave `score` out, or use gsp, vcg, second_price or first_price", "this auction ranks by a score of its own")
		return
	}
	if _, first := out.Mechanism.(*auction.FirstPrice); !first && !f.Rises() {
		c.fail(path, "E207", "make the score rise with `bid`, whatever the other variables, or use first_price", "prices are the least bid that keeps a slot, and this score may fall when the bid rises")
		return
	}
	out.Mechanism = with
}

// parsed compiles a formula; nil, and an error of the scenario, where it is none.
func parsed[T any](c *compiler, path, text string, parse func(string) (*T, error)) *T {
	f, err := parse(text)
	var bad *formula.Error
	if !errors.As(err, &bad) {
		return f
	}
	help := "numbers, + - * / ^, exp, log, sqrt, abs, min, max and a > b ? x : y are known"
	switch {
	case bad.Help != "":
		help = bad.Help
	case bad.Unknown != "":
		help = schema.Suggest(bad.Unknown, bad.Known)
	}
	c.fail(path, "E109", help, "%s, at character %d of the formula", bad.Message, bad.Column+1)
	return nil
}

// reserveOf is the floor of a surface: stated, or the monopoly price of a law.
func (c *compiler) reserveOf(surface string) float64 {
	m := &c.file.Mechanism
	reserve, _ := m.Reserve.Get(surface)
	if m.Monopoly != nil {
		reserve = max(reserve, auction.MonopolyPrice(m.Monopoly.Quantile))
	}
	if math.IsNaN(reserve) || math.IsInf(reserve, 0) {
		c.fail("mechanism.monopoly_reserve", "E207", "give a law with a lighter tail", "this law has no monopoly price")
		return 0
	}
	c.amount("mechanism.reserve", "the reserve", reserve)
	return reserve
}
