package market

import (
	"reflect"

	"marketsim/auction"
	"marketsim/auction/formula"
	"marketsim/sim/internal/pinners"
	"marketsim/sim/spec"
)

// Platform is a policy of the platform, laid out for the hot path over one economy. Several can hold in one economy: a request follows the
// one that View.Platform says.
type Platform struct {
	*spec.Platform
	Lists     [][]int32 // eligible campaigns by (segment*surfaces + surface)*topics + topic
	Numbers   []int32   // of those lists: the same list, the same number
	Kept      int32     // workers keep the candidates of lists with lower numbers, where Lasts
	Topics    int       // of the economy; at least 1
	Forecast  Forecast  // of all traffic
	plans     []int32   // by campaign, which of the forecasts it reckons with; nil: all with that of all traffic
	forecasts []Forecast
	CTR, CVR  spec.Predictor // nil: the truth
	Learner   spec.Learner   // the CTR where it learns, this arm's own; nil: it does not
	Oracle    bool           // predictions are the truth
	Weighs    bool           // rank scores carry weights of the platform, or bids discounts for exposures
	Short     bool           // what a campaign scores depends on its own state and the Pinner's segment alone, and outcomes on the best scores
	Lasts     bool           // who stands in an auction, and what steady bidders bid in it, changes with offers alone
	Quiet     bool           // impressions that cost nothing change nothing that the auction sees
	Virtual   []*auction.Virtual
	Admits    []uint64 // by campaign, where slots are reserved: see auction.Request
	Extras    Extras
}

// Extras says which of the auction's optional columns a policy fills, and what its Pinners do besides the usual. A policy
// that needs none of it never looks further.
type Extras struct {
	Any                                                                         bool
	Floors, Soft, Value, Weight, Worth, Shown, Virtual, Estimated, GoOn, Matrix bool
	Alike                                                                       bool // floors that are the same for all but for their rates, and nothing else
	Cascade, Scans                                                              bool // whether a Pinner goes on depends on the ads; whether it views does
	Learns                                                                      bool
	Limits                                                                      bool // sessions have a most number of ads
}

func layOut(w *pinners.World, m *spec.Platform, e *Economy) *Platform {
	p := &Platform{Platform: m, Topics: w.Topics}
	p.audiences(w, e)
	p.extras(e)
	p.predictors(w, e)
	p.Weighs = m.Allocation != spec.Greedy || e.SoftCaps
	p.Quiet = !e.Cold && !e.Supports && !e.Inflight && !p.Extras.Shown && m.Exploration == 0
	p.Short = p.short(w, e)
	p.Lasts = p.lasts(e)
	(&retrieval{World: w, e: e, p: p, room: keptCandidates, known: map[uint64][]int{}}).run()
	return p
}

// short tells whether the scores of one segment's requests do not change but with the campaigns' own state, and the best of them decide.
func (p *Platform) short(w *pinners.World, e *Economy) bool {
	top, ok := p.Mechanism.(auction.TakesTop)
	if !ok || !top.TakesTop() || p.Blend != nil || p.Participants != nil || p.Candidates > 0 || p.Weighs || p.Reservations != nil || p.Exploration > 0 {
		return false
	}
	if x := p.Extras; x.Floors || x.Soft || x.Value || x.Worth || x.Shown || x.Virtual || x.GoOn || x.Matrix || x.Learns || x.Scans || p.CVR != nil {
		return false
	}
	if e.ByInterest || e.Redraws || e.Inflight || !e.Clicks || e.Wears || e.Remembers || e.Cold || e.Listens || e.Sharers != nil ||
		e.Fatigue.PerAd != 0 && e.Fatigue.Effect != 0 || w.Population.Interests.PerRequest {
		return false
	}
	for i := range p.Surfaces {
		if p.Surfaces[i].Reserve > 0 {
			return false
		}
	}
	for i := range e.Groups {
		if e.Groups[i].Pacing != nil {
			return false
		}
	}
	_, bySegment := p.CTR.(spec.BySegment)
	return p.CTR == nil || bySegment
}

// lasts tells whether the candidates of a list, their ads and the bids of steady bidders are the same for all requests, as long as no offer changes.
func (p *Platform) lasts(e *Economy) bool {
	usual := e.Plain && e.Clicks && e.Neutral && p.Oracle && !e.ConvertByInterest && !e.Remembers && e.Sharers == nil && e.Explores == nil && !e.Withholds
	return usual && p.Participants == nil && !p.Weighs && !p.Short
}

// extras finds out which columns the policy needs.
func (p *Platform) extras(e *Economy) {
	x := &p.Extras
	x.Limits = p.SessionCap > 0 || p.SegmentLoad != nil || p.LoadRule != nil
	x.Floors = p.SegmentReserve != nil || p.ReserveRule != nil || p.ReserveOfValue > 0 || p.Learning != nil && p.Learning.Reserves
	x.Weight, x.Learns, x.Matrix, x.GoOn, x.Cascade, x.Scans = p.Exploration > 0, p.Learning != nil, e.BySlot, e.Scans, e.Scans, e.Scans
	own, stated := false, false // some group, some surface has a floor of its own
	for i := range p.Surfaces {
		x.Soft = x.Soft || p.Surfaces[i].Soft > 0
		x.Floors = x.Floors || p.Surfaces[i].Floor > 0
		stated = stated || p.Surfaces[i].Reserve > 0
		x.Scans = x.Scans || p.Surfaces[i].Gap.Loss > 0
	}
	for i := range e.Groups {
		g := &e.Groups[i]
		own = own || g.Reserve > 0
		x.Value = x.Value || g.UserValue != nil || g.Bonus != 0
		x.Weight = x.Weight || g.Boost != 0 && g.Boost != 1 || g.Support != nil
	}
	x.Floors = x.Floors || own
	if r, ok := p.Mechanism.(auction.Ranks); ok {
		x.Worth, x.Shown = r.Reads(formula.Value), r.Reads(formula.Shown)
	}
	p.virtuals(e)
	p.admits(e)
	others := p.Admits != nil || x.Soft || x.Value || x.Weight || x.Worth || x.Shown || x.Virtual || x.GoOn || x.Matrix || x.Learns
	alike := e.Clicks && p.ReserveOfValue == 0 && !own && !others
	x.Floors = x.Floors || alike && stated
	x.Any, x.Alike = x.Floors || others, x.Floors && alike
}

// admits says in which reserved slots, and whether in open ones, each campaign may stand.
func (p *Platform) admits(e *Economy) {
	if len(p.Reservations) == 0 {
		return
	}
	p.Admits = make([]uint64, len(e.Campaigns))
	for i := range e.Campaigns {
		all, g := uint64(1), e.Campaigns[i].Group
		for n := range p.Reservations {
			if r := &p.Reservations[n]; r.Groups[g] {
				all |= 1 << (n + 1)
				if r.Only {
					all &^= 1
				}
			}
		}
		p.Admits[i] = all
	}
}

// virtuals makes the virtual values that the mechanism asks for: of given laws now, of estimated ones as bids come.
func (p *Platform) virtuals(e *Economy) {
	v, ok := p.Mechanism.(auction.UsesVirtual)
	if !ok {
		return
	}
	p.Extras.Virtual, p.Extras.Estimated = true, v.VirtualValues()
	if p.Extras.Estimated {
		return
	}
	for i := range e.Groups {
		p.Virtual = append(p.Virtual, virtualOf(&e.Groups[i]))
	}
}

// virtualOf is the virtual values of a group's law of values; nil where it has none.
func virtualOf(g *spec.Group) *auction.Virtual {
	if g.Value.Dist == nil || g.Value.BySegment != nil {
		return nil
	}
	return auction.NewVirtual(g.Value.Dist.Quantile)
}

// predictors makes the policy's predictors of the economy's ads.
func (p *Platform) predictors(w *pinners.World, e *Economy) {
	c := spec.AdCatalogue{Kinds: len(w.Population.Attributes)}
	for a := range e.Appeals {
		c.Keys, c.Base = append(c.Keys, e.Appeals[a].Key), append(c.Base, float64(e.Appeals[a].Base))
		c.Groups = append(c.Groups, e.Groups[e.Campaigns[e.Ads[a].Campaign].Group].Name)
	}
	for i := range w.Population.Segments {
		c.Attributes = append(c.Attributes, w.Population.Segments[i].Attributes)
	}
	p.CTR = p.Prediction.CTR.New(&c)
	conversions := spec.AdCatalogue{Keys: c.Keys, Rate: 1}
	p.CVR = p.Prediction.CVR.New(&conversions)
	p.Oracle = p.CTR == nil && p.CVR == nil && !e.Cold
}

// Own is the market with a predictor of its own where it learns: it starts with what the market before learned, where that predicts by the same model.
func (m *Market) Own(before *Market) *Market {
	fresh, learns := m.CTR.(spec.Learner)
	if !learns {
		return m
	}
	p := *m.Platform
	own := fresh.Clone().(spec.Learner)
	if before != nil && before.CTR != nil {
		own.Follow(before.CTR)
	}
	p.CTR, p.Learner = own, own
	return &Market{Economy: m.Economy, Platform: &p, Spec: m.Spec}
}

// Sharing is the market that predicts by the model of another and learns together with it, where both have the same model; otherwise it learns by itself.
func (m *Market) Sharing(other *Market) *Market {
	if other.Learner == nil || !reflect.DeepEqual(m.Prediction.CTR, other.Prediction.CTR) {
		return m.Own(nil)
	}
	p := *m.Platform
	p.CTR, p.Learner = other.CTR, other.Learner
	return &Market{Economy: m.Economy, Platform: &p, Spec: m.Spec}
}
