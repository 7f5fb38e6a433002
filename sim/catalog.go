package sim

import (
	"math"

	"marketsim/agents"
	"marketsim/auction"
	"marketsim/sim/dist"
	"marketsim/sim/internal/kernels"
	"marketsim/sim/internal/pinners"
	"marketsim/sim/internal/purpose"
	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

// campaign is what a campaign is, in one replication: its drawn parameters. It does not change while a phase lasts. 128 bytes, of which
// requests and barriers read the first 64.
type campaign struct {
	purse     int32 // the campaign that keeps the account of its budget: itself, or the first that shares it
	group     int32
	first     int32 // its ads are ads[first:last]
	last      int32
	shared    bool
	limited   bool // has a budget
	present   bool
	newcomer  bool
	perRival  bool // values are private: redrawn in every request
	objective spec.Event
	bills     spec.Event
	feedback  agents.Feedback // what its bidder and pacer ask for
	start     spec.Time
	end       spec.Time
	factor    float64 // on its bids, to see what would have been; 1
	spec      *spec.Group
	key       rng.Key

	name     string
	value    float64   // mean worth of an objective event
	daily    spec.Nano // 0 is no such budget
	weekly   spec.Nano
	lifetime spec.Nano
	dayMost  spec.Nano // of the weekly budget, on one day
	least    spec.Nano // of a shared budget, kept for it every day
}

// appeal is what every auction reads of a candidate's ad, besides its vector. 32 bytes.
type appeal struct {
	key      rng.Key
	value    float64 // worth of an objective event through this ad
	logit    float32 // of the click rate at zero affinity
	affinity float32 // weight of the dot product in the click logit, over sqrt(dimensions)
	base     float32 // click rate at zero affinity
	cvBase   float32 // conversion rate at zero affinity
}

// ad is the rest of a creative. 16 bytes.
type ad struct {
	cvLogit    float32
	cvAffinity float32
	quality    float32
	campaign   int32
}

// roster is every campaign of an arm by name, over all its phases: a campaign keeps its index, its books and its learning
// when the market changes around it.
type roster struct {
	names  []string
	groups []int
	index  map[string]int32
	purses map[string]int32 // the first campaign that shares a budget
}

// newRoster lists the control's campaigns first, so that the state of the warm-up carries over by index.
func newRoster(control *spec.Market, phases []spec.Phase) *roster {
	r := &roster{index: map[string]int32{}, purses: map[string]int32{}}
	r.add(control)
	for _, p := range phases {
		r.add(p.Market)
	}
	return r
}

func (r *roster) add(m *spec.Market) {
	for g := range m.Groups {
		for _, member := range m.Groups[g].Members {
			if _, ok := r.index[member.Name]; !ok {
				i := int32(len(r.names))
				r.index[member.Name] = i
				if _, ok := r.purses[member.Purse]; !ok && member.Purse != "" {
					r.purses[member.Purse] = i
				}
				r.names = append(r.names, member.Name)
				r.groups = append(r.groups, g)
			}
		}
	}
}

// market is a Market drawn for one replication and laid out for the hot path.
type market struct {
	*spec.Market
	campaigns  []campaign // by roster index
	present    int        // campaigns that are part of it, newcomers apart
	ads        []ad
	appeals    []appeal  // by ad
	vectors    []float32 // dimensions per ad
	lists      [][]int32 // eligible campaigns by (segment*surfaces + surface)*topics + topic
	topics     int
	creatives  bool     // as plain, but campaigns may have several ads; conversion rates are the same for everyone
	plain      bool     // one ad per campaign, one value for all requests, the same rates for all segments
	tasteful   bool     // some ad's click or conversion rate depends on the Pinner's interests
	tastefulCV bool     // some ad's conversion rate does
	oracle     bool     // predictions are the truth
	neutral    bool     // every ad has quality 1
	clicks     bool     // every campaign wants clicks and pays for clicks
	listens    bool     // some campaign hears of single auctions
	forecast   forecast // of traffic; empty: the rhythm is known
	decay      float64
	needs      spec.Needs         // of the regime
	sharers    [][]int32          // campaigns that share a budget, by the campaign that keeps its account; nil: none do
	edges      []spec.Time        // when campaigns start or end, rising
	remembers  bool               // Pinners' histories matter
	wears      bool               // ads wear out
	weighs     bool               // the platform weights rank scores, or discounts bids for exposures
	cold       bool               // the platform errs more about new campaigns
	quiet      bool               // impressions that cost nothing change nothing that the auction sees
	reviews    bool               // advertisers review their campaigns, or new ones come
	minds      []mind             // by ad, where Pinners' attention or the platform's regard for them depends on the ad; nil otherwise
	ctr, cvr   spec.Predictor     // nil: the truth
	virtual    []*auction.Virtual // by group, for Myerson with given laws; nil otherwise
	extras     extras
}

// draft draws the campaigns of a market.
type draft struct{ *pinners.World }

// draw makes the market of one phase from its description.
func (w *draft) draw(m *spec.Market, r *roster) *market {
	d := &market{Market: m, campaigns: make([]campaign, len(r.names)), topics: w.Topics, plain: true, creatives: true, clicks: true, neutral: true,
		needs: m.Regime.Needs()}
	for i := range d.campaigns {
		d.campaigns[i] = campaign{purse: int32(i), group: int32(min(r.groups[i], len(m.Groups)-1))}
	}
	ads := 0
	for g := range m.Groups {
		ads += len(m.Groups[g].Members) * max(1, m.Groups[g].Ads)
	}
	d.ads, d.appeals, d.vectors = make([]ad, 0, ads), make([]appeal, 0, ads), make([]float32, 0, ads*w.Dims)
	for g := range m.Groups {
		group := &m.Groups[g]
		for i := range group.Members {
			w.drawCampaign(d, r, g, &group.Members[i])
			if !group.Members[i].Newcomer {
				d.present++
			}
		}
	}
	w.settings(d)
	d.forecast = newForecast(m)
	if m.Fatigue.HalfLife > 0 {
		d.decay = -1 / float64(m.Fatigue.HalfLife)
	}
	d.prepare()
	d.predictors()
	w.retrieve(d)
	return d
}

func (w *draft) drawCampaign(d *market, r *roster, g int, member *spec.Member) {
	group := &d.Groups[g]
	k := w.CampaignKey.Named(member.Name)
	index := r.index[member.Name]
	c := campaign{
		name: member.Name, group: int32(g), key: k, spec: group, present: true, start: orTime(member.Start, group.Start), end: orTime(member.End, group.End),
		value: or(member.Value, group.Value.Dist, k.Uniform(purpose.Value)),
		purse: index, newcomer: member.Newcomer, least: nano(group.Least),
		first: int32(len(d.ads)), perRival: group.Value.PerAuction, objective: group.Objective, bills: group.Bills,
	}
	if c.factor = 1; d.Perturbed == member.Name && member.Name != "" {
		c.factor = d.Perturbation
	}
	c.feedback = max(agents.FeedbackOf(group.Strategy), agents.FeedbackOf(group.Pacing))
	d.listens = d.listens || c.feedback > agents.Totals
	if group.Value.PerAuction && group.Value.Dist != nil {
		c.value = group.Value.Dist.Mean()
	}
	if v := group.Value.BySegment; v != nil {
		c.value = 0
		for s := range v {
			c.value += v[s] * w.Population.Segments[s].Share
		}
	}
	w.drawBudgets(&c, r, member, index)
	c.shareBudgets(d.BudgetShare)
	n := max(1, group.Ads, len(member.Vectors), len(member.AdValues))
	for a := 0; a < n; a++ {
		w.drawAd(d, &c, member, index, a)
	}
	c.last = int32(len(d.ads))
	usual := !c.perRival && group.Value.BySegment == nil && group.ClickRate.BySegment == nil && group.ConversionRate.BySegment == nil
	d.plain, d.creatives = d.plain && usual && n == 1, d.creatives && usual && w.Dims > 0 && group.ConversionRate.Affinity == 0
	d.clicks = d.clicks && c.objective == spec.Click && c.bills == spec.Click
	d.campaigns[index] = c
}

func (w *draft) drawAd(d *market, c *campaign, member *spec.Member, index int32, ordinal int) {
	group := c.spec
	k := c.key.Named("ad").With(uint64(ordinal))
	click := or(member.ClickRate, group.ClickRate.Base, k.Uniform(purpose.ClickRate))
	convert := or(member.ConversionRate, group.ConversionRate.Base, k.Uniform(purpose.ConversionRate))
	scale := 1.0
	if w.Dims > 0 {
		scale = 1 / math.Sqrt(float64(w.Dims))
	}
	a := ad{
		cvLogit: float32(kernels.Logit(convert)),
		quality: float32(quantile(group.Quality, k.Uniform(purpose.Quality), 1)), campaign: index,
		cvAffinity: float32(group.ConversionRate.Affinity * scale),
	}
	y := appeal{key: k, value: c.value, logit: float32(kernels.Logit(click)), affinity: float32(group.ClickRate.Affinity * scale), base: float32(click), cvBase: float32(convert)}
	d.neutral = d.neutral && a.quality == 1
	d.tastefulCV = d.tastefulCV || a.cvAffinity != 0
	d.tasteful = d.tasteful || y.affinity != 0 || a.cvAffinity != 0
	if ordinal < len(member.AdValues) {
		y.value = member.AdValues[ordinal]
	}
	if w.Dims > 0 {
		if ordinal < len(member.Vectors) {
			d.vectors = append(d.vectors, member.Vectors[ordinal]...)
		} else {
			topic := -1
			if len(w.TopicEdges) > 0 {
				topic = w.adTopic(group, k.Uniform(purpose.Topic))
			}
			d.vectors = w.DrawVector(d.vectors, k.With(purpose.Vector), topic)
		}
	}
	d.ads, d.appeals = append(d.ads, a), append(d.appeals, y)
	d.drawMind(group, k)
}

// adTopic is the topic around which an ad is made: one of those that the group targets, by their shares of Pinners.
func (w *draft) adTopic(group *spec.Group, u float64) int {
	targets := group.Targeting.Topics
	if targets == nil {
		return pinners.Pick(w.TopicEdges, u)
	}
	shares := make([]float64, len(targets))
	sum := 0.0
	for i, t := range targets {
		sum += w.Population.Interests.Shares[t]
		shares[i] = sum
	}
	return targets[pinners.Pick(shares, u*sum)]
}

// predictors makes the platform's predictors of this market's ads.
func (d *market) predictors() {
	keys := make([]rng.Key, len(d.appeals))
	for a := range d.appeals {
		keys[a] = d.appeals[a].key
	}
	d.ctr = d.Prediction.CTR.New(&spec.AdCatalogue{Keys: keys, Rate: 0})
	d.cvr = d.Prediction.CVR.New(&spec.AdCatalogue{Keys: keys, Rate: 1})
	d.oracle = d.ctr == nil && d.cvr == nil && !d.cold
}

// or is a member's own number, or else the group's draw; 0 when there is neither.
func or(own float64, d dist.Dist, u float64) float64 {
	if own == own {
		return own
	}
	return quantile(d, u, 0)
}

// orTime is a member's own date, or else the group's.
func orTime(own *spec.Time, group spec.Time) spec.Time {
	if own != nil {
		return *own
	}
	return group
}

func quantile(d dist.Dist, u, otherwise float64) float64 {
	if d == nil {
		return otherwise
	}
	return d.Quantile(u)
}

// budget is a member's own budget, or else the group's draw; 0, which is no limit, when there is neither or its own is +Inf. Nothing to spend is kept
// as the least budget there is, a billionth, so that it is not taken for no limit.
func budget(own float64, d dist.Dist, u float64) spec.Nano {
	if own != own && d == nil || math.IsInf(own, 1) {
		return 0
	}
	return max(1, nano(or(own, d, u)))
}

// nano rounds money to the ledger's unit.
func nano(x float64) spec.Nano {
	switch {
	case x != x || x <= 0:
		return 0
	case x > spec.MaxMoney:
		return spec.Nano(spec.MaxMoney * spec.Unit)
	}
	return spec.Nano(x*spec.Unit + 0.5)
}

// brief is what a campaign's bidder and pacer are told at the start.
func (d *market) brief(c *campaign) agents.Brief {
	daily := c.daily.OrInf()
	if c.weekly > 0 {
		daily = min(daily, c.weekly.Float()/7)
	}
	return agents.Brief{
		Value: c.value, Daily: daily, Lifetime: c.lifetime.OrInf(), Objective: c.objective.String(), Bills: c.bills.String(), Rivals: d.present - 1, Key: uint64(c.key.With(purpose.Bid)),
	}
}
