package market

import (
	"slices"

	"marketsim/agents"
	"marketsim/sim/internal/pinners"
	"marketsim/sim/internal/purpose"
	"marketsim/sim/spec"
)

// Economy is what exists in a market, drawn for one replication. The flags say what it needs, so that what it does not need costs nothing.
type Economy struct {
	*spec.Economy
	Campaigns []Campaign // by roster index
	Scale     float64    // of charges, relative to the whole market's: see spec.Spec.Share
	Present   int        // campaigns that are part of it, newcomers apart
	Ads       []Ad
	Appeals   []Appeal    // by ad
	Vectors   []float32   // dimensions per ad
	Shifts    []float32   // added to click rates, by segment and ad, where attributes of Pinners matter; nil otherwise
	Impacts   []Impact    // by ad, where Pinners' attention or the platform's regard for them depends on the ad; nil otherwise
	Sharers   [][]int32   // campaigns that share a budget, by the campaign that keeps its account; nil: none do
	Edges     []spec.Time // when campaigns start or end, rising
	Regime    spec.Regime // of the scenario, with the references that the warm-up gave it
	Needs     spec.Needs  // of the regime
	Decay     float64     // of fatigue: binary logarithm per microsecond; 0 is none

	Plain             bool            // one ad per campaign, one value for all requests, the same rates for all segments
	Creatives         bool            // as plain, but campaigns may have several ads; conversion rates are the same for everyone
	ByInterest        bool            // some ad's click or conversion rate depends on the Pinner's interests
	ConvertByInterest bool            // some ad's conversion rate does
	BySlot            bool            // some ad's click rate is given by slot
	Redraws           bool            // some ad's click rate is drawn anew in every request
	Scans             bool            // whether a Pinner goes on past an ad depends on the ad
	Neutral           bool            // every ad has quality 1
	Clicks            bool            // every campaign wants clicks and pays for clicks
	Listens           bool            // some campaign asks for reports of single auctions
	Remembers         bool            // Pinners' histories matter
	Wears             bool            // ads wear out
	SoftCaps          bool            // some frequency cap is a discount
	Cold              bool            // the platform errs more about new campaigns
	Supports          bool            // the platform supports some campaigns
	Withholds         bool            // ads of some campaigns are not shown where they win
	Unaided           float64         // mean number of conversions of a session that come without an ad
	Explores          *spec.Exploring // how it explores them; nil: it does not
	Inflight          bool            // some campaigns' budgets keep room for spend on its way
	Reviews           bool            // advertisers review their campaigns, or new ones come
}

// draft draws an economy.
type draft struct {
	*pinners.World
	*Economy
	roster *Roster
}

func drawEconomy(w *pinners.World, m *spec.Economy, r *Roster) *Economy {
	e := &Economy{Economy: m, Scale: w.Spec.Share(m), Campaigns: make([]Campaign, len(r.Names)), Plain: true, Creatives: true, Clicks: true, Neutral: true}
	e.Regime, e.Needs = m.Regime, m.Regime.Needs()
	for i := range e.Campaigns {
		e.Campaigns[i] = Campaign{Payer: int32(i), Group: int32(min(r.Groups[i], len(m.Groups)-1))}
	}
	d := draft{World: w, Economy: e, roster: r}
	d.reserve()
	for g := range m.Groups {
		group := &m.Groups[g]
		for i := range group.Members {
			d.campaign(g, &group.Members[i])
			if !group.Members[i].Newcomer && group.Leads(i) {
				e.Present++
			}
		}
	}
	for i := range e.Campaigns {
		if e.Campaigns[i].Present {
			e.note(int32(i))
		}
	}
	d.shifts()
	slices.Sort(e.Edges)
	e.Edges = slices.Compact(e.Edges)
	e.Plain, e.Creatives = e.Plain && !e.Wears, e.Creatives && !e.Wears
	if m.Fatigue.HalfLife > 0 {
		e.Decay = -1 / float64(m.Fatigue.HalfLife)
	}
	return e
}

// reserve makes room for all ads.
func (d *draft) reserve() {
	ads := 0
	for g := range d.Groups {
		ads += len(d.Groups[g].Members) * max(1, d.Groups[g].Ads)
	}
	d.Ads, d.Appeals, d.Vectors = make([]Ad, 0, ads), make([]Appeal, 0, ads), make([]float32, 0, ads*d.Dims)
}

// note enters what campaign i needs of the economy.
func (e *Economy) note(i int32) {
	c := &e.Campaigns[i]
	g := c.Spec
	e.Wears = e.Wears || g.WearOut != nil
	e.SoftCaps = e.SoftCaps || g.Cap != nil && g.Cap.Soft
	e.Remembers = e.Remembers || g.WearOut != nil || g.Cap != nil
	e.Cold = e.Cold || g.ColdStart != nil
	e.Supports = e.Supports || g.Support != nil
	e.Withholds = e.Withholds || g.Withhold != spec.Show
	if !c.Newcomer {
		e.Unaided += g.Unaided.PerSession
	}
	e.Inflight = e.Inflight || g.Rules.CountInflight
	if g.Support != nil && g.Support.Exploring != nil {
		e.Explores = g.Support.Exploring
	}
	e.Reviews = e.Reviews || g.Review != nil || g.Arrivals != nil
	e.Listens = e.Listens || c.Feedback > agents.Totals
	e.BySlot = e.BySlot || g.ClickRate.BySlot != nil
	e.Redraws = e.Redraws || g.ClickRate.PerAuction
	e.Scans = e.Scans || g.Satisfaction != nil || g.Continuation != nil
	if c.Shared {
		if e.Sharers == nil {
			e.Sharers = make([][]int32, len(e.Campaigns))
		}
		e.Sharers[c.Payer] = append(e.Sharers[c.Payer], i)
	}
	for _, t := range []spec.Time{c.Start, c.End} {
		if t > -spec.Never && t < spec.Never {
			e.Edges = append(e.Edges, t)
		}
	}
}

// Brief is what a campaign's bidder and pacer know at the start.
func (e *Economy) Brief(c *Campaign) agents.Brief {
	daily := c.Daily.OrInf()
	if c.Weekly > 0 {
		daily = min(daily, c.Weekly.Float()/7)
	}
	return agents.Brief{Value: c.Value, Daily: daily, Lifetime: c.Lifetime.OrInf(), Objective: c.Objective.String(), Bills: c.Bills.String(),
		Rivals: e.Present - 1, Scale: e.Scale, Key: uint64(c.Key.With(purpose.Bid))}
}

// Owners lists the ad groups that share campaign i's budget, itself among them. A list of one is written to alone.
func (e *Economy) Owners(i int32, alone *[1]int32) []int32 {
	if c := &e.Campaigns[i]; c.Shared {
		return e.Sharers[c.Payer]
	}
	alone[0] = i
	return alone[:]
}

// extended is the economy with room for so many campaigns.
func (e *Economy) extended(n int) *Economy {
	x := *e
	x.Campaigns = make([]Campaign, n)
	copy(x.Campaigns, e.Campaigns)
	for i := len(e.Campaigns); i < n; i++ {
		x.Campaigns[i].Payer = int32(i)
	}
	if e.Sharers != nil {
		x.Sharers = make([][]int32, n)
		copy(x.Sharers, e.Sharers)
	}
	return &x
}
