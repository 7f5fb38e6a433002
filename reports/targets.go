package reports

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"marketsim/agents"
	"marketsim/reports/format"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// Targets says how far the campaigns of one arm kept one kind of constraint over the horizon, all replications together.
type Targets struct {
	Arm        string   `json:"arm"`
	Kind       string   `json:"kind"`        // cpa, roas or budget
	Campaigns  int      `json:"campaigns"`   // with that constraint, counted once per replication
	Within     *float64 `json:"within"`      // share whose realised number is within Near of the target, of those with data
	Kept       *float64 `json:"kept"`        // share who do not miss the target by more than Near to the bad side
	Busy       int      `json:"busy"`        // of those with data, how many had at least Enough objective events
	BusyWithin *float64 `json:"busy_within"` // share of the busy within Near of the target
	NoData     int      `json:"no_data"`     // neither spent nor sold anything, so that nothing was realised
	Worst      []Missed `json:"worst"`       // who missed by most, at most WorstShown
}

// Missed is one campaign's target and what came of it.
type Missed struct {
	Campaign    string  `json:"campaign"`
	Replication int     `json:"replication"`
	Target      float64 `json:"target"`   // USD for cpa, value over spend for roas, USD for budget
	Realised    float64 `json:"realised"` // likewise
	Events      float64 `json:"events"`   // objective events on which it rests
	Gap         float64 `json:"gap"`      // realised / target - 1
}

// Near is how far from a target still counts as on it, Enough how many events make a realised number that chance moves by no more than
// that, and WorstShown how many of those farthest off are listed.
const (
	Near       = 0.05
	Enough     = 400 // events whose number is known to 5%: 1/sqrt(400)
	WorstShown = 10
)

// constraint is what a campaign undertook, and what came of it; realised is NaN when it neither spent nor sold anything.
type constraint struct {
	kind             string
	target, realised float64
}

func (c *constraint) gap() float64 { return c.realised/c.target - 1 }

// miss is how far the realised number is on the bad side of the target, as a share of it: above a cost, below a return, above a budget.
func (c *constraint) miss() float64 {
	if c.kind == agents.PromiseROAS {
		return -c.gap()
	}
	return c.gap()
}

// constraintsOf lists what a campaign undertook: its strategy's promise, and its budget.
func constraintsOf(c *results.CampaignResult) (out []constraint) {
	spend := c.Spend.Float()
	switch c.Promise.Kind {
	case agents.PromiseCPA:
		x := constraint{kind: agents.PromiseCPA, target: c.Promise.Target, realised: math.NaN()}
		if events := eventsOf(c); events > 0 {
			x.realised = spend / events
		} else if spend > 0 {
			x.realised = math.Inf(1)
		}
		out = append(out, x)
	case agents.PromiseROAS:
		x := constraint{kind: agents.PromiseROAS, target: c.Promise.Target, realised: math.NaN()}
		if spend > 0 {
			x.realised = c.Value.Float() / spend
		} else if c.Value > 0 {
			x.realised = math.Inf(1)
		}
		out = append(out, x)
	}
	if c.Budget > 0 {
		out = append(out, constraint{kind: agents.PromiseBudget, target: c.Budget.Float(), realised: spend})
	}
	return out
}

// Miss is how far the campaign is on the bad side of its target of a kind, as a share of it.
func (m *Missed) Miss(kind string) float64 {
	x := constraint{kind, m.Target, m.Realised}
	return x.miss()
}

// eventsOf counts a campaign's objective events.
func eventsOf(c *results.CampaignResult) float64 {
	switch c.Objective {
	case spec.Impression:
		return float64(c.Impressions)
	case spec.Click:
		return float64(c.Clicks) / spec.Unit
	}
	return float64(c.Conversions) / spec.Unit
}

// targets sums up, by arm and kind, how constraints were kept.
func targets(in *Input, replications []int) []Targets {
	out := []Targets{}
	for arm := range in.Arms {
		for _, kind := range []string{agents.PromiseCPA, agents.PromiseROAS, agents.PromiseBudget} {
			if t := targetsOf(in, replications, arm, kind); t.Campaigns > 0 {
				out = append(out, t)
			}
		}
	}
	return out
}

func targetsOf(in *Input, replications []int, arm int, kind string) Targets {
	t := Targets{Arm: in.Arms[arm].Name, Kind: kind, Worst: []Missed{}}
	within, kept, busyWithin := 0, 0, 0
	type off struct {
		Missed
		miss float64
	}
	var all []off
	for _, r := range replications {
		list := in.Results[r][arm].Campaigns
		for i := range list {
			for _, x := range constraintsOf(&list[i]) {
				if x.kind != kind {
					continue
				}
				t.Campaigns++
				if math.IsNaN(x.realised) {
					t.NoData++
					continue
				}
				events := eventsOf(&list[i])
				near := math.Abs(x.gap()) <= Near
				if near {
					within++
				}
				if events >= Enough {
					t.Busy++
					if near {
						busyWithin++
					}
				}
				if x.miss() <= Near {
					kept++
				}
				if !math.IsInf(x.realised, 0) { // JSON has no infinity; what sold nothing counts as missed and is not listed
					all = append(all, off{Missed{list[i].Name, r, x.target, x.realised, events, x.gap()}, x.miss()})
				}
			}
		}
	}
	if n := t.Campaigns - t.NoData; n > 0 {
		t.Within, t.Kept = Finite(float64(within)/float64(n)), Finite(float64(kept)/float64(n))
	}
	if t.Busy > 0 {
		t.BusyWithin = Finite(float64(busyWithin) / float64(t.Busy))
	}
	slices.SortFunc(all, func(a, b off) int {
		return cmp.Or(cmp.Compare(b.miss, a.miss), cmp.Compare(math.Abs(b.Gap), math.Abs(a.Gap)), cmp.Compare(a.Campaign, b.Campaign), cmp.Compare(a.Replication, b.Replication))
	})
	for _, x := range all[:min(len(all), WorstShown)] {
		t.Worst = append(t.Worst, x.Missed)
	}
	return t
}

// missedTargets are counted warnings of promises that were not kept.
func missedTargets(all []Targets) (list []string) {
	for _, t := range all {
		if t.Kind == agents.PromiseBudget || t.Kept == nil || *t.Kept == 1 {
			continue
		}
		n := t.Campaigns - t.NoData
		list = append(list, fmt.Sprintf("targets missed by more than 5%% (%s, all replications): %s %d of %d", t.Kind, t.Arm, n-int(math.Round(*t.Kept*float64(n))), n))
	}
	return list
}

// promiseCells are a campaign's promise in the table of campaigns: kind, target, realised number and gap; empty where there is none.
func promiseCells(c *results.CampaignResult) []string {
	cells := []string{"", "", "", ""}
	for _, x := range constraintsOf(c) {
		if x.kind != c.Promise.Kind || x.kind == agents.PromiseBudget {
			continue
		}
		cells[0], cells[1] = x.kind, format.Shortest(x.target)
		if !math.IsNaN(x.realised) && !math.IsInf(x.realised, 0) {
			cells[2], cells[3] = format.Shortest(x.realised), format.Shortest(x.gap())
		}
	}
	return cells
}
