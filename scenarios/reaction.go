package scenarios

import (
	"fmt"
	"math"

	"marketsim/agents"
	"marketsim/sim/spec"
)

// Reaction is what a group says of exposures and of how advertisers and the platform react over time.
type Reaction struct {
	Cap       *frequencyCap `key:"frequency_cap" doc:"how often one Pinner may be served a campaign"`
	Wear      *wearOut      `key:"wear_out" doc:"how a Pinner tires of an ad"`
	ColdStart *coldStart    `key:"cold_start" doc:"the platform's error about click rates of campaigns that come after the start"`
	Support   *support      `key:"support" doc:"what the platform adds to bids in the ranking, not to prices, until a campaign has had so many clicks; none when left out"`
	Review    agents.Review `key:"review" variant:"kind" was:"model" usual:"elastic" default:"{kind: none}" doc:"how advertisers look back, move budgets, leave and come back"`
	Arrivals  *arrivals     `key:"arrivals" doc:"new campaigns of this group over time, named <group>/new0, <group>/new1, ..."`
}

type frequencyCap struct {
	Count    int      `key:"count" range:"[1, 1000]" doc:"ads served to a Pinner within the span"`
	Per      int64    `key:"per" unit:"time" range:"[1s, inf)" doc:"the span, sliding, in whole seconds"`
	Kind     string   `key:"kind" default:"hard" enum:"hard|soft" doc:"hard: no further ad; soft: from the count-th exposure on, each discounts the next"`
	Discount *float64 `key:"discount" unit:"%" range:"(0, 100%]" doc:"of a soft cap: what each exposure takes off, 50% when left out"`
	On       string   `key:"discount_on" default:"score" enum:"score|bid" doc:"of a soft cap: what is discounted; the price follows a discounted bid down"`
}

type wearOut struct {
	Rate     float64 `key:"per_exposure" unit:"%" default:"10%" range:"[0, 100%)" doc:"part of the click rate that one exposure takes away"`
	Floor    float64 `key:"floor" unit:"%" default:"0%" range:"[0, 100%]" doc:"part of the click rate that does not wear out"`
	Recovery *int64  `key:"recovery" unit:"time" range:"[1m, inf)" doc:"time in which half of the exposures is forgotten; never when left out"`
	Refresh  *int64  `key:"refresh" unit:"time" range:"[1h, inf)" doc:"how often the creative is replaced by one that nobody has seen; never when left out"`
}

type coldStart struct {
	Sigma       float64 `key:"sigma" default:"0.5" range:"[0, 3]" doc:"standard deviation of the logarithm of predicted over true click rate at the first impression"`
	Impressions float64 `key:"impressions" default:"1000" range:"[1, inf)" doc:"the error is sigma / sqrt(1 + impressions served / this)"`
}

type support struct {
	Method string  `key:"kind" was:"method" default:"goal" enum:"fading|goal|none" doc:"fading: a boost that loses a part every period; goal: one that rises with each click that falls due and sinks with each that impressions are predicted to bring (dual mirror descent); none: no support, for an arm that takes it away"`
	Clicks float64 `key:"clicks" default:"1000" range:"(0, 1e9]" doc:"clicks after which the support ends"`
	Start  float64 `key:"start" unit:"USD" default:"0 USD" range:"[0, inf)" doc:"fading: boost at the start, per objective event"`
	Keep   float64 `key:"keep" unit:"%" default:"60%" range:"[0%, 100%)" doc:"fading: share of the boost that a period keeps"`
	Every  int64   `key:"every" unit:"time" default:"1d" range:"[1m, inf)" doc:"fading: the period"`
	Step   float64 `key:"step" unit:"USD" default:"0.01 USD" range:"(0, inf)" doc:"goal: what a click that falls due adds to the boost, and a predicted one takes off"`
	Over   *int64  `key:"over" unit:"time" range:"[1h, inf)" doc:"goal: time in which the clicks fall due, evenly; the horizon when left out"`
	Most   float64 `key:"most" unit:"USD" default:"1 USD" range:"(0, inf)" doc:"goal: the largest boost, per objective event"`

	Exploring *exploring `key:"exploring" doc:"show now and then one of the campaigns under such a support, chosen at random, instead of ranking all; never when left out"`
}

type exploring struct {
	Offset float64 `key:"offset" default:"50" range:"[1, 1e9]" doc:"a request explores with probability 1 / (offset + (1 + auctions so far)^power)"`
	Power  float64 `key:"power" default:"0.333333" range:"[0, 2]" doc:"of the number of auctions so far"`
}

type arrivals struct {
	PerDay     float64  `key:"per_day" range:"[0, 10000]" doc:"mean number of new campaigns a day while the group's return is outside_roas"`
	Elasticity float64  `key:"elasticity" default:"0" range:"[0, 10]" doc:"of that number to the ROAS of the group's campaigns over the last seven days; at most tenfold"`
	Outside    *float64 `key:"outside_roas" unit:"%" auto:"true" range:"(0, 100000%]" doc:"ROAS at which per_day come; auto or left out: that of the group in the last week of the warm-up"`
	Most       int      `key:"most" default:"200" range:"[1, 1_000_000]" doc:"new campaigns that can ever come; more are counted in the warnings"`
}

// defaultDiscount is what an exposure takes off under a soft cap that does not say.
const defaultDiscount = 0.5

// reaction compiles how a group's exposures and advertisers are dealt with.
func (c *compiler) reaction(path string, g *group, out *spec.Group) {
	if f := g.Cap; f != nil {
		out.Cap = &spec.FrequencyCap{Count: f.Count, Per: spec.Time(f.Per), Soft: f.Kind == "soft", Discount: defaultDiscount, OnScore: f.On == "score"}
		switch {
		case f.Discount != nil && f.Kind == "hard":
			c.fail(path+".frequency_cap.discount", "E207", "write `kind: soft`, or leave the discount out", "a hard cap serves no further ad that could be discounted")
		case f.Discount != nil:
			out.Cap.Discount = *f.Discount
		}
		if f.Kind == "hard" && f.Count > c.file.Market.Pinners.History {
			c.fail(path+".frequency_cap.count", "E207", fmt.Sprintf("raise market.pinners.history to %d or more", f.Count),
				"the cap counts to %d, and a Pinner's history holds %d exposures: it would never be reached", f.Count, c.file.Market.Pinners.History)
		}
	}
	if w := g.Wear; w != nil {
		out.WearOut = &spec.WearOut{Rate: w.Rate, Floor: w.Floor}
		if w.Recovery != nil {
			out.WearOut.Recovery = spec.Time(*w.Recovery)
		}
		if w.Refresh != nil {
			out.WearOut.Refresh = spec.Time(*w.Refresh)
		}
	}
	c.support(path+".support", g.Support, out)
	if s := g.ColdStart; s != nil {
		out.ColdStart = &spec.ColdStart{Sigma: s.Sigma, Impressions: s.Impressions}
	}
	if _, none := g.Review.(*agents.NoReview); g.Review != nil && !none {
		out.Review = g.Review
		if every := g.Review.Every(); every <= 0 || every%int64(spec.Day) != 0 {
			c.fail(path+".review", "E108", "let Every of the plug-in return whole days, in microseconds", "advertisers review every %d microseconds, which are no whole days", every)
		}
		if out.Daily == nil && out.Weekly == nil && out.Lifetime == nil && !g.ownBudgets() && g.File == "" {
			c.ds = append(c.ds, c.doc.Errorf(path+".review", "W301", "give the campaigns a daily_budget", "reviews move budgets, and these campaigns have none: advertisers can only leave and come back")...)
		}
		if r, ok := g.Review.(agents.Anchored); ok && r.Open() && c.file.Run.Warmup < g.Review.Every() {
			c.fail(path+".review", "E207", "state reference, or set run.warmup to 28d or more", "the return at which budgets are as stated is left out, and no warm-up holds a review that shows it")
		}
		if g.Review.Every() > c.file.Run.Horizon {
			c.ds = append(c.ds, c.doc.Errorf(path+".review", "W301", "lengthen run.horizon, or review more often", "no review falls within the horizon for most campaigns")...)
		}
	}
	if a := g.Arrivals; a != nil {
		c.newcomers(path, g, a, out)
	}
}

// newcomers adds the campaigns that may come later.
func (c *compiler) newcomers(path string, g *group, a *arrivals, out *spec.Group) {
	out.Arrivals = &spec.Arrivals{PerDay: a.PerDay, Elasticity: a.Elasticity, Most: a.Most}
	if a.Outside != nil {
		out.Arrivals.Outside = *a.Outside
	} else if a.Elasticity > 0 && c.file.Run.Warmup == 0 {
		c.fail(path+".arrivals.outside_roas", "E207", "state it, or set run.warmup, whose last week shows it", "arrivals follow a return that is left out, and there is no warm-up that shows it")
	}
	if g.Shared != "" || g.AdGroups > 1 {
		c.fail(path+".arrivals", "E207", "give new campaigns a group of their own", "new campaigns cannot join a budget that others share")
		return
	}
	if len(g.List) > 0 && out.Value.Dist == nil {
		c.fail(path+".arrivals", "E102", "add value", "new campaigns are drawn from the group's distributions, and `value` is missing")
	}
	nan := math.NaN()
	for i := range a.Most {
		out.Members = append(out.Members, spec.Member{Name: fmt.Sprintf("%s/new%d", g.Name, i), Value: nan, Daily: nan, Lifetime: nan, ClickRate: nan, ConversionRate: nan, Newcomer: true})
	}
}

// support compiles what the platform adds to the bids of campaigns that are to have a number of clicks.
func (c *compiler) support(path string, s *support, out *spec.Group) {
	if s == nil || s.Method == "none" {
		return
	}
	x := &spec.Support{Clicks: s.Clicks}
	out.Support = x
	c.exploring(path+".exploring", s.Exploring, x)
	if s.Method == "fading" {
		if x.Start, x.Keep, x.Every = s.Start, s.Keep, spec.Time(s.Every); s.Start <= 0 {
			c.fail(path+".start", "E207", "write an amount per objective event, such as 0.50 USD", "a boost that fades from 0 adds nothing")
		}
		return
	}
	x.Step, x.Most, x.Over = s.Step, s.Most, spec.Time(c.file.Run.Horizon)
	if s.Over != nil {
		x.Over = spec.Time(*s.Over)
	}
}

// exploring compiles how campaigns under support are explored: one coin is thrown for a request, so that all groups have the same odds.
func (c *compiler) exploring(path string, e *exploring, out *spec.Support) {
	if e == nil {
		return
	}
	out.Exploring = &spec.Exploring{Offset: e.Offset, Power: e.Power}
	for i := range c.file.Market.Campaigns.Groups {
		if g := &c.file.Market.Campaigns.Groups[i]; g.Support != nil && g.Support.Method != "none" && g.Support.Exploring != nil && *g.Support.Exploring != *e {
			c.fail(path, "E207", "give all groups the same offset and power", "one coin is thrown for each request, and group `%s` explores with other odds", g.Name)
			return
		}
	}
}
