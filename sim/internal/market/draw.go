package market

import (
	"math"

	"marketsim/agents"
	"marketsim/sim/dist"
	"marketsim/sim/internal/kernels"
	"marketsim/sim/internal/pinners"
	"marketsim/sim/internal/purpose"
	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

// campaign draws a member of a group.
func (d *draft) campaign(g int, member *spec.Member) {
	group, index := &d.Groups[g], d.roster.index[member.Name]
	member = d.row(group, member)
	c := Campaign{
		Name: member.Name, Group: int32(g), Key: d.CampaignKey.Named(member.Entity()), Part: uint8(member.Segment), Spec: group, Present: true, Newcomer: member.Newcomer,
		Start: orTime(member.Start, group.Start), End: orTime(member.End, group.End), Factor: 1, Payer: index, Least: Nano(group.Least),
		First: int32(len(d.Ads)), Private: group.Value.PerAuction, Objective: group.Objective, Bills: group.Bills, Rules: group.Rules,
		ClickBySegment: times(group.ClickRate.BySegment, member.ClickBySegment), ConvertBySegment: times(group.ConversionRate.BySegment, member.ConversionBySegment),
		Awaits: awaits(group), Feedback: max(agents.FeedbackOf(group.Strategy), agents.FeedbackOf(group.Pacing)),
	}
	if d.Perturbed == member.Name && member.Name != "" {
		c.Factor = d.Perturbation
	}
	c.Value = d.value(&c, member)
	d.budgets(&c, member)
	n := max(1, group.Ads, len(member.Vectors), len(member.AdValues))
	for a := range n {
		d.ad(&c, member, index, a)
	}
	c.Last = int32(len(d.Ads))
	usual := !c.Private && group.Value.BySegment == nil && c.ClickBySegment == nil && c.ConvertBySegment == nil && group.ClickRate.Attribute == nil && !group.ClickRate.PerAuction
	d.Plain, d.Creatives = d.Plain && usual && n == 1, d.Creatives && usual && d.Dims > 0 && group.ConversionRate.Affinity == 0
	d.Clicks = d.Clicks && c.Objective == spec.Click && c.Bills == spec.Click
	d.Campaigns[index] = c
}

// times multiplies factors per segment; nil is 1 everywhere.
func times(a, b []float64) []float64 {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	out := make([]float64, len(a))
	for i := range a {
		out[i] = a[i] * b[i]
	}
	return out
}

// value is the mean worth of an objective event.
func (d *draft) value(c *Campaign, member *spec.Member) float64 {
	law := &c.Spec.Value
	if law.BySegment != nil {
		sum := 0.0
		for s, v := range law.BySegment {
			sum += float64(v * d.Population.Segments[s].Share)
		}
		return sum
	}
	if law.PerAuction && law.Dist != nil {
		return law.Dist.Mean()
	}
	return or(member.Value, law.Dist, c.Key.Uniform(purpose.Value))
}

// budgets draws what a campaign may spend. Campaigns that share a budget draw it under the name of the budget, so that they agree.
func (d *draft) budgets(c *Campaign, m *spec.Member) {
	g, k := c.Spec, c.Key
	if m.SharedBudget != "" {
		c.Payer, c.Shared, k = d.roster.budgets[m.SharedBudget], true, d.CampaignKey.Named(m.SharedBudget)
	}
	c.Daily, c.Lifetime = budget(m.Daily, g.Daily, k.Uniform(purpose.Daily)), budget(m.Lifetime, g.Lifetime, k.Uniform(purpose.Lifetime))
	weekly := math.NaN()
	if m.Weekly != nil {
		weekly = *m.Weekly
	}
	if c.Weekly = budget(weekly, g.Weekly, k.Uniform(purpose.Weekly)); c.Weekly > 0 {
		c.DayMost = min(c.Weekly, max(1, Nano(c.Weekly.Float()/7*max(1, g.DayCap))))
	}
	c.Limited = c.Daily > 0 || c.Weekly > 0 || c.Lifetime > 0
	c.split(d.BudgetShare)
	c.split(m.Share)
}

// ad draws a creative.
func (d *draft) ad(c *Campaign, member *spec.Member, index int32, ordinal int) {
	group, k := c.Spec, c.Key.Named("ad").With(uint64(ordinal))
	click := or(member.ClickRate, group.ClickRate.Base, k.Uniform(purpose.ClickRate))
	if group.ClickRate.PerAuction {
		click = group.ClickRate.Base.Mean()
	}
	convert := or(member.ConversionRate, group.ConversionRate.Base, k.Uniform(purpose.ConversionRate))
	scale := 1.0
	if d.Dims > 0 {
		scale = 1 / math.Sqrt(float64(d.Dims))
	}
	a := Ad{ConvertLogit: float32(kernels.Logit(convert)), ConvertAffinity: float32(group.ConversionRate.Affinity * scale),
		Quality: float32(quantile(group.Quality, k.Uniform(purpose.Quality), 1)), Campaign: index}
	y := Appeal{Key: k, Value: c.Value, Logit: float32(kernels.Logit(click)), Affinity: float32(group.ClickRate.Affinity * scale),
		Base: float32(click), ConvertBase: float32(convert)}
	if ordinal < len(member.AdValues) {
		y.Value = member.AdValues[ordinal]
	}
	d.Neutral = d.Neutral && a.Quality == 1
	d.ConvertByInterest = d.ConvertByInterest || a.ConvertAffinity != 0
	d.ByInterest = d.ByInterest || y.Affinity != 0 || a.ConvertAffinity != 0
	d.vector(group, member, k, ordinal)
	d.Ads, d.Appeals = append(d.Ads, a), append(d.Appeals, y)
	d.impact(group, k)
}

// vector appends a creative's interest vector: the member's own, or a drawn one.
func (d *draft) vector(group *spec.Group, member *spec.Member, k rng.Key, ordinal int) {
	if d.Dims == 0 {
		return
	}
	if ordinal < len(member.Vectors) {
		d.Vectors = append(d.Vectors, member.Vectors[ordinal]...)
		return
	}
	topic := -1
	if len(d.TopicEdges) > 0 {
		topic = d.topic(group, k.Uniform(purpose.Topic))
	}
	d.Vectors = d.DrawVector(d.Vectors, k.With(purpose.Vector), topic)
}

// topic is the topic around which an ad is made: one of those that the group targets, by their shares of Pinners.
func (d *draft) topic(group *spec.Group, u float64) int {
	targets := group.Targeting.Topics
	if targets == nil {
		return pinners.Pick(d.TopicEdges, u)
	}
	shares := make([]float64, len(targets))
	sum := 0.0
	for i, t := range targets {
		sum += d.Population.Interests.Shares[t]
		shares[i] = sum
	}
	return targets[pinners.Pick(shares, u*sum)]
}

// impact draws how the latest ad bears on the Pinner who looks at it. Ads before the first with such a trait get none.
func (d *draft) impact(group *spec.Group, k rng.Key) {
	none := group.UserValue == nil && group.Satisfaction == nil && group.Continuation == nil
	if none && d.Impacts == nil {
		return
	}
	for len(d.Impacts) < len(d.Ads)-1 {
		d.Impacts = append(d.Impacts, Impact{GoOn: 1})
	}
	k = k.With(purpose.Scan)
	d.Impacts = append(d.Impacts, Impact{Value: quantile(group.UserValue, k.Uniform(0), 0), Satisfied: quantile(group.Satisfaction, k.Uniform(1), 0),
		GoOn: quantile(group.Continuation, k.Uniform(2), 1)})
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
	return max(1, Nano(or(own, d, u)))
}

// awaits tells whether campaigns of a group count conversions on their way.
func awaits(g *spec.Group) bool {
	_, counts := g.Strategy.(agents.Awaiting)
	return counts && g.Objective == spec.Conversion
}

// shifts draws what attributes of Pinners add to the click rate of each ad, and adds it up by segment.
func (d *draft) shifts() {
	segments := d.Population.Segments
	for a := range d.Ads {
		law := d.Groups[d.Campaigns[d.Ads[a].Campaign].Group].ClickRate.Attribute
		if law == nil {
			continue
		}
		if d.Shifts == nil {
			d.Shifts = make([]float32, len(segments)*len(d.Ads))
		}
		k := d.Appeals[a].Key.With(purpose.Attribute)
		for s := range segments {
			sum := 0.0
			for _, x := range segments[s].Attributes {
				sum += law.Quantile(k.Named(d.Population.Attributes[x]).Uniform(0))
			}
			d.Shifts[s*len(d.Ads)+a] = float32(sum)
		}
	}
}

// row is a member with what a row drawn for it says; the member itself where the group has no rows.
func (d *draft) row(g *spec.Group, member *spec.Member) *spec.Member {
	if len(g.Rows) == 0 {
		return member
	}
	x := g.Rows[int(d.CampaignKey.Named(member.Entity()).Uniform(purpose.Row)*float64(len(g.Rows)))]
	x.Name, x.SharedBudget, x.Newcomer = member.Name, member.SharedBudget, member.Newcomer
	x.Of, x.Segment, x.Share = member.Of, member.Segment, member.Share
	return &x
}
