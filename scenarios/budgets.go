package scenarios

import (
	"fmt"
	"math"
	"slices"

	"marketsim/scenarios/schema"
	"marketsim/sim/dist"
	"marketsim/sim/spec"
)

// Budgeting is what a group says of budgets besides daily and lifetime ones.
type Budgeting struct {
	Weekly   dist.Dist `key:"weekly_budget" unit:"USD" variant:"kind" was:"dist" default:"none" doc:"budget per week from day 0: a day gets the share of what the week still has that the rhythm of the week gives it of the traffic to come, so that what one day leaves rolls over to the others; who comes within a week gets the share of the days that are left; none is no limit"`
	DayCap   float64   `key:"weekly_day_cap" unit:"x" default:"2x" range:"[1x, 7x]" doc:"most that one day may get, relative to a seventh of the weekly budget"`
	PaceBy   string    `key:"pace_by" default:"campaign" enum:"campaign|segment" doc:"campaign: one budget for all Pinners; segment: each campaign's budgets are divided among the segments that it targets, as the forecast divides their traffic, and each part, named <campaign>/<segment>, bids and is paced by itself"`
	AdGroups int       `key:"ad_groups" default:"1" range:"[1, 1000]" doc:"ad groups per campaign, named <campaign>/a0, <campaign>/a1, ..., each with its own ads, bids and pacing; they share the campaign's budgets"`
	Shared   string    `key:"shared_budget" default:"none" doc:"budget of market.campaigns.shared_budgets that all campaigns of the group draw on, in place of their own"`
	Least    float64   `key:"min_daily_spend" unit:"USD" default:"0 USD" range:"[0, inf)" doc:"part of a shared daily budget that is kept for each of these campaigns or ad groups every day"`
}

// sharedBudget is a budget that campaigns of several groups draw on.
type sharedBudget struct {
	Daily    dist.Dist `key:"daily_budget" unit:"USD" variant:"kind" was:"dist" default:"none" doc:"per day; none is no limit"`
	Weekly   dist.Dist `key:"weekly_budget" unit:"USD" variant:"kind" was:"dist" default:"none" doc:"per week from day 0, with roll-over between its days; none is no limit"`
	Lifetime dist.Dist `key:"lifetime_budget" unit:"USD" variant:"kind" was:"dist" default:"none" doc:"from day 0 to the horizon; none is no limit"`
	DayCap   float64   `key:"weekly_day_cap" unit:"x" default:"2x" range:"[1x, 7x]" doc:"most of a seventh of the weekly budget that one day may spend"`
}

var allocations = map[string]spec.Allocation{"greedy": spec.Greedy, "msvv": spec.MSVV, "balance": spec.Balance}

// share gives a group the budget that it shares with others.
func (c *compiler) share(path string, g *group) {
	if g.Shared == "" {
		return
	}
	var names []string
	for _, s := range c.file.Market.Campaigns.Shared {
		names = append(names, s.Name)
	}
	s, ok := c.file.Market.Campaigns.Shared.Get(g.Shared)
	switch {
	case !ok:
		c.fail(path+".shared_budget", "E202", schema.Suggest(g.Shared, names), "there is no shared budget named `%s`", g.Shared)
	case g.Daily != nil || g.Weekly != nil || g.Lifetime != nil || g.ownBudgets():
		c.fail(path+".shared_budget", "E207", "leave the group's own budgets out, or shared_budget", "the campaigns have a shared budget and budgets of their own")
	case s.Daily == nil && s.Weekly == nil && s.Lifetime == nil:
		c.fail("market.campaigns.shared_budgets."+g.Shared, "E102", "add daily_budget, weekly_budget or lifetime_budget", "the shared budget `%s` has no amount", g.Shared)
	default:
		g.Daily, g.Weekly, g.Lifetime, g.DayCap = s.Daily, s.Weekly, s.Lifetime, s.DayCap
	}
}

// ownBudgets tells whether single campaigns of the group state budgets.
func (g *group) ownBudgets() bool {
	return slices.ContainsFunc(g.List, func(m member) bool { return m.Daily != nil || m.Weekly != nil || m.Lifetime != nil })
}

// budgeting compiles a group's weekly and shared budgets and holds them against each other.
func (c *compiler) budgeting(path string, g *group, out *spec.Group) {
	scale := c.file.Run.Scale
	out.Weekly, out.DayCap, out.Least = c.budget(path+".weekly_budget", g.Weekly, scale), g.DayCap, g.Least*scale
	switch {
	case g.Shared != "":
		out.Members = slices.Clone(out.Members) // those of other arms may share other budgets
		for i := range out.Members {
			out.Members[i].SharedBudget = g.Shared
		}
	case g.AdGroups > 1 && c.roomForParts(path+".ad_groups", len(out.Members), g.AdGroups):
		out.Members = split(out.Members, g.AdGroups)
	case g.AdGroups > 1: // told already
	case g.Least > 0:
		c.fail(path+".min_daily_spend", "E207", "give the group ad_groups or a shared_budget, or leave min_daily_spend out",
			"a part of a budget can be kept for a campaign only where it shares the budget with others")
	}
	if g.Shared != "" && g.AdGroups > 1 {
		c.fail(path+".ad_groups", "E207", "leave ad_groups out, or shared_budget", "the ad groups would share two budgets")
	}
	c.kept(path, g, out)
	least, most := lowest(out.Daily), highest(out.Weekly)
	if most > 0 && least > most {
		c.fail(path+".daily_budget", "E207", "lower daily_budget, or leave one of them out",
			"every daily budget (%s and more) is above the whole weekly budget (at most %s): it never binds", money(least), money(most))
	}
	if most := highest(out.Lifetime); most > 0 && least > most {
		c.fail(path+".daily_budget", "E207", "lower daily_budget, or leave one of them out",
			"every daily budget (%s and more) is above the whole lifetime budget (at most %s): it never binds", money(least), money(most))
	}
	for i := range out.Members {
		m := &out.Members[i]
		if from, to := m.Start, m.End; from != nil && to != nil && *to <= *from || from == nil && to != nil && g.Start != nil && int64(*to) <= *g.Start ||
			to == nil && from != nil && g.End != nil && *g.End <= int64(*from) {
			c.fail(path, "E205", "end later than start", "campaign `%s` ends before it starts", m.Name)
		}
	}
}

// kept holds what is kept for ad groups against the budget that they share.
func (c *compiler) kept(path string, g *group, out *spec.Group) {
	sharing := g.AdGroups
	if g.Shared != "" {
		sharing = len(out.Members)
	}
	switch {
	case out.Least == 0 || sharing < 2:
	case out.Daily == nil:
		c.fail(path+".min_daily_spend", "E207", "share a daily_budget", "a part of every day's budget can be kept only of a shared daily budget")
	case out.Least*float64(sharing) > lowest(out.Daily)*(1+1e-9):
		c.fail(path+".min_daily_spend", "E207", "lower min_daily_spend, or raise the daily budget",
			"%d times %s is kept of a daily budget that may be as low as %s", sharing, money(g.Least), money(lowest(out.Daily)/c.file.Run.Scale))
	}
}

// split makes every campaign so many ad groups that share its budgets.
func split(campaigns []spec.Member, n int) (out []spec.Member) {
	for _, m := range campaigns {
		for i := range n {
			part := m
			part.Name, part.SharedBudget = fmt.Sprintf("%s/a%d", m.Name, i), m.Name
			out = append(out, part)
		}
	}
	return out
}

// parts makes every campaign one part for each segment that it targets, with the share of its budgets that the segment has of their traffic.
func (c *compiler) parts(path string, g *group, out *spec.Group, pop *spec.Population, m *spec.Market) {
	if g.PaceBy != "segment" {
		return
	}
	segments := out.Targeting.Segments
	if segments == nil {
		segments = indices(len(pop.Segments))
	}
	levels := levelsOf(segments, pop, m)
	switch {
	case g.AdGroups > 1 || g.Shared != "":
		c.fail(path+".pace_by", "E207", "leave pace_by out, or the shared budget", "a budget that ad groups or campaigns share is not divided by segment")
	case out.Review != nil || out.Arrivals != nil:
		c.fail(path+".pace_by", "E207", "leave pace_by, or review and arrivals, out", "advertisers come, move budgets and leave with all of a campaign, and its parts are campaigns of their own")
	case !g.budgeted() && g.Weekly == nil:
		c.fail(path+".pace_by", "E207", "give the group a daily_budget, weekly_budget or lifetime_budget", "there is no budget to divide")
	case len(segments) < 2:
		c.fail(path+".pace_by", "E207", "leave it out", "these campaigns are shown to one segment alone")
	case c.roomForParts(path+".pace_by", len(out.Members), len(segments)):
		var parts []spec.Member
		for _, of := range out.Members {
			for n, s := range segments {
				if part := of; levels[n] > 0 {
					part.Of, part.Name, part.Segment, part.Share = of.Name, of.Name+"/"+pop.Segments[s].Name, 1+s, levels[n]
					parts = append(parts, part)
				}
			}
		}
		out.Members = parts
	}
}

func indices(n int) (out []int) {
	for i := range n {
		out = append(out, i)
	}
	return out
}

// levelsOf is the share that each of some segments has of their traffic, by the forecast or else as it comes.
func levelsOf(segments []int, pop *spec.Population, m *spec.Market) []float64 {
	levels, sum := make([]float64, len(segments)), 0.0
	for n, s := range segments {
		if m.SegmentForecast == nil {
			levels[n] = pop.Level(s)
		} else {
			for _, x := range m.SegmentForecast[s] {
				levels[n] += x
			}
		}
		sum += levels[n]
	}
	for n := range levels {
		levels[n] /= max(sum, math.SmallestNonzeroFloat64)
	}
	return levels
}

// lowest and highest are the ends of a law as far as a draw ever goes; 0 where there is none.
func lowest(d dist.Dist) float64 {
	if d == nil {
		return 0
	}
	return d.Quantile(1e-9)
}

func highest(d dist.Dist) float64 {
	if d == nil {
		return 0
	}
	return d.Quantile(1 - 1e-9)
}

func simTime(t *int64) *spec.Time {
	if t == nil {
		return nil
	}
	x := spec.Time(*t)
	return &x
}

// dayTime is a time given in days; nil when there is none.
func dayTime(days float64) *spec.Time {
	if math.IsNaN(days) {
		return nil
	}
	x := spec.Time(math.Round(days * float64(spec.Day)))
	return &x
}
