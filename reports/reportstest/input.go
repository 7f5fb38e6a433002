// Package reportstest makes synthetic results for tests of tables, figures and files. Everything is a formula of arm,
// replication, day, segment, surface and hour, with keyed noise that arms share, and obeys the laws that reports verifies.
package reportstest

import (
	"fmt"
	"math"

	"marketsim/reports"
	"marketsim/sim/results"
	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

// Axes of every synthetic market.
var axes = results.Axes{
	Segments: []string{"casual", "core"},
	Surfaces: []string{"home", "search", "related"},
	Groups:   []string{"small", "large"},
}

// arm is how an arm differs from the control: factors that move from the first day's to the long run's.
type arm struct {
	name                                 string
	load                                 float64 // ads per request
	price0, price1                       float64 // per impression
	visits, fatigue, sightedness, clicks float64 // in the long run
}

var arms = []arm{
	{"control", 1, 1, 1, 1, 1, 1, 1},
	{"raise", 0.94, 1.13, 1.10, 0.985, 0.96, 1.01, 1.02},
	{"fewer_ads", 0.84, 1.08, 1.12, 1.02, 0.80, 1.04, 1.05},
}

// Input is the standard run: 3 arms, 4 replications, 42 days, 3 surfaces, 2 segments, 2 campaign groups of 6 and 3 campaigns.
func Input() *reports.Input { return Sized(3, 4, 42) }

// Sized is the standard market with up to 3 arms and any number of replications and days.
func Sized(nArms, replications, days int) *reports.Input {
	in := &reports.Input{
		Scenario: "reserve-raise", Question: "Does a higher reserve lift revenue without hurting advertisers or Pinners?",
		Hash: "0123456789abcdef", Version: "v0.0.0-test", RunID: "20261124T120000Z-test", Seed: 42, Days: days, WarmupDays: 7, Axes: axes, LongRun: true,
		Planned: replications, Results: make([][]*results.Result, replications),
	}
	for _, a := range arms[:nArms] {
		in.Arms = append(in.Arms, reports.ArmInfo{Name: a.name, BudgetRule: "hard"})
	}
	for r := range in.Results {
		for a := range nArms {
			in.Results[r] = append(in.Results[r], result(a, r, days))
		}
	}
	return in
}

func result(a, replication, days int) *results.Result {
	r := &results.Result{Arm: arms[a].name, Replication: replication, Seed: 42}
	for g, count := range []int{6, 3} {
		for i := range count {
			daily := spec.Nano([]int64{40, 900}[g]*int64(i+2)) * spec.Unit / 2
			r.Campaigns = append(r.Campaigns, results.CampaignResult{
				Name: fmt.Sprintf("%s/%d", axes.Groups[g], i), Group: axes.Groups[g], Objective: spec.Event(1 + g), Daily: daily,
				Budget: daily * spec.Nano(days), Multiplier: 0.6 + 0.05*float64(i) + 0.02*float64(a), PassThrough: 1,
				ExhaustedAt: spec.Never, Left: spec.Never,
			})
		}
	}
	for d := range days {
		r.Days = append(r.Days, day(r, &arms[a], a, replication, d))
	}
	results.Seal(r.Days)
	if a == 0 {
		r.Warnings = []results.Count{{What: "conversions still on their way at the horizon", N: int64(20 + replication)}}
	}
	for i := range r.Campaigns {
		finish(&r.Campaigns[i])
	}
	return r
}

// finish makes every campaign consistent with its budget: what lies beyond is overdelivery that was billed.
func finish(c *results.CampaignResult) {
	if c.Spend > c.Budget {
		c.Budget = c.Spend + spec.Unit
		c.Daily = c.Budget
	}
	if c.Spend*10 > c.Budget*9 {
		c.ExhaustedAt = 20 * spec.Day
	}
}

func day(r *results.Result, a *arm, index, replication, d int) results.DayResult {
	shared := rng.Root(42, replication)
	own := shared.Named(a.name).With(uint64(d))
	settled := 1 - math.Exp(-float64(d+1)/14) // how much of the long run has come about
	out := results.DayResult{
		Groups: make([]results.Tally, len(axes.Groups)), DayCounts: results.DayCounts{ActiveCampaigns: int64(len(r.Campaigns)), ExhaustedCampaigns: int64(d+index) % 3},
	}
	week := []float64{1, 1, 1, 1, 1.1, 1.3, 1.2}[d%7]
	level := 1 + 0.04*(shared.Uniform(0)-0.5)
	for s := range axes.Segments {
		pinners := []float64{14_000, 6_000}[s]
		visits := pinners * []float64{0.3, 1.6}[s] * week * level * (1 + (a.visits-1)*settled)
		for u := range axes.Surfaces {
			noise := 1 + 0.03*(shared.With(uint64(d)).Uniform(uint64(10+s*3+u))-0.5) + 0.01*(own.Uniform(uint64(s*3+u))-0.5)
			out.Cells = append(out.Cells, cell(a, visits*[]float64{0.55, 0.30, 0.15}[u]*noise, u, settled, own.Uniform(uint64(50+s*3+u))))
		}
		out.State = append(out.State, state(a, pinners, s, settled, own))
	}
	spread(r, &out)
	return out
}

func cell(a *arm, sessions float64, surface int, settled, noise float64) results.Tally {
	n := int64(sessions)
	slots := []int64{4, 3, 2}[surface]
	t := results.Tally{Potential: 3 * n, Dropped: n / 50, Sessions: n, Auctions: 3 * n, Slots: 3 * n * slots, Candidates: 3 * n * 8, AboveFloor: 3 * n * 8, Eligible: 3 * n * 8}
	t.Impressions = int64(float64(t.Slots) * 0.85 * a.load)
	t.Views = t.Impressions * (spec.Unit * 7 / 10)
	rate := 0.011 * (1 + (a.clicks-1)*settled) * (1 + 0.02*(noise-0.5))
	t.Clicks = int64(float64(t.Impressions)*rate) * spec.Unit
	t.Conversions = t.Clicks / 30 / spec.Unit * spec.Unit
	t.Hides = t.Impressions / 600 * spec.Unit
	t.Saves, t.PinClicks, t.Leaves = t.Auctions/3, t.Auctions/2, n/9
	price := 0.006 * (a.price0 + (a.price1-a.price0)*settled) * (1 + 0.01*(noise-0.5))
	t.Revenue = spec.Nano(float64(t.Impressions) * price * spec.Unit)
	t.Value = spec.Nano(float64(t.Clicks) * 1.1)
	t.Overdelivery = t.Revenue / 200
	return t
}

func state(a *arm, pinners float64, segment int, settled float64, own rng.Key) results.PinnerState {
	n := int64(pinners)
	fatigue := (0.3 + 0.2*float64(segment)) * (1 + (a.fatigue-1)*math.Sqrt(settled)) * (1 + 0.02*(own.Uniform(90)-0.5))
	return results.PinnerState{
		Pinners: n, Active: int64(pinners * []float64{0.24, 0.68}[segment] * (1 + (a.visits-1)*settled)),
		Activity:    int64(pinners * (1 + (a.visits-1)*settled) * results.StateUnit),
		Fatigue:     int64(pinners * fatigue * results.StateUnit),
		Sightedness: int64(pinners * (1 + (a.sightedness-1)*settled) * results.StateUnit),
	}
}

// spread hands the day's events and money out to campaigns, groups and hours, exactly.
func spread(r *results.Result, d *results.DayResult) {
	var t results.Totals
	t.Add(d, len(axes.Surfaces), results.Everything)
	shares := make([]float64, len(r.Campaigns))
	for i := range shares {
		shares[i] = 1 / float64(2+i%6)
	}
	revenue, value, over := parts(int64(t.Revenue), shares), parts(int64(t.Value), shares), parts(int64(t.Overdelivery), shares)
	shown, clicked, converted := parts(t.Impressions, shares), parts(t.Clicks, shares), parts(t.Conversions, shares)
	for i := range r.Campaigns {
		c, g := &r.Campaigns[i], &d.Groups[min(i/6, 1)]
		c.Spend, g.Revenue = c.Spend+spec.Nano(revenue[i]), g.Revenue+spec.Nano(revenue[i])
		c.Value, g.Value = c.Value+spec.Nano(value[i]), g.Value+spec.Nano(value[i])
		c.Overdelivery, g.Overdelivery = c.Overdelivery+spec.Nano(over[i]), g.Overdelivery+spec.Nano(over[i])
		c.Impressions, g.Impressions = c.Impressions+shown[i], g.Impressions+shown[i]
		c.Clicks, g.Clicks = c.Clicks+clicked[i], g.Clicks+clicked[i]
		c.Conversions, g.Conversions = c.Conversions+converted[i], g.Conversions+converted[i]
	}
	var rhythm [24]float64
	for h := range rhythm {
		rhythm[h] = 1 + 0.7*math.Cos(2*math.Pi*float64(h-20)/24)
	}
	sessions, auctions := parts(t.Sessions, rhythm[:]), parts(t.Auctions, rhythm[:])
	impressions, clicks, money := parts(t.Impressions, rhythm[:]), parts(t.Clicks, rhythm[:]), parts(int64(t.Revenue), rhythm[:])
	for h := range d.Hours {
		d.Hours[h] = results.HourTally{Sessions: sessions[h], Auctions: auctions[h], Impressions: impressions[h], Clicks: clicks[h],
			Revenue: spec.Nano(money[h]), Concurrent: sessions[h] / 20}
	}
}

// parts splits a whole number by shares; what rounding leaves goes to the last.
func parts(whole int64, shares []float64) []int64 {
	sum := 0.0
	for _, s := range shares {
		sum += s
	}
	out := make([]int64, len(shares))
	left := whole
	for i, s := range shares {
		out[i] = int64(float64(whole) * s / sum)
		left -= out[i]
	}
	out[len(out)-1] += left
	return out
}
