package market

import (
	"marketsim/agents"
	"marketsim/sim/spec"
)

// Offer is what every auction reads of every candidate, in 40 bytes: how many bytes the candidates of an auction take is what many
// campaigns cost. It is frozen between barriers and read by all workers.
type Offer struct {
	ID        uint64
	Bid       float64 // paced bid per objective event of a steady bidder; of no meaning for others
	Left      float64 // what may still be spent, currency
	Pass      float32 // share of requests in which it takes part
	First     int32   // its first ad
	Live      bool
	Steady    bool
	Quiet     bool // free impressions have no subscriber
	Paced     bool // somebody spends its budget over time and learns what its impressions are expected to cost
	Objective spec.Event
	Bills     spec.Event
}

// Terms is what only some markets read of every candidate, frozen like its offer.
type Terms struct {
	Belief float32 // error about a new campaign: predicted over true click rate, besides that of the predictor
	Share  float32 // of its budget that is left, where the platform asks
	Support
}

// Sided is what the requests of one side of a test read of a campaign, where each side keeps its own.
type Sided struct {
	Support
	Out bool // takes no part in them
}

// Support is the boost of a campaign under support, as it moves between two barriers.
type Support struct {
	Open     bool // until it has had its clicks
	Explored bool // shown at random now and then, while it is open
	boost    float64
	slope    float64 // per microsecond
	most     float64
	since    spec.Time
}

// Boost is what is added to its bid at a time.
func (s *Support) Boost(now spec.Time) float64 {
	return min(s.most, s.boost+float64(s.slope*float64(now-s.since)))
}

// Begin starts a support.
func (s *Support) Begin(of *spec.Support, now spec.Time) {
	*s = Support{Open: true, Explored: of.Exploring != nil, boost: of.Start, most: of.Start, since: now}
	if of.Step > 0 {
		s.boost, s.most, s.slope = 0, of.Most, float64(of.Step*of.Clicks)/float64(of.Over)
	}
}

// Fade is the boost after whole periods of a support that fades.
func (s *Support) Fade(of *spec.Support, now spec.Time) {
	s.boost = of.Start
	for n := (now - s.since) / of.Every; n > 0 && s.boost > 0; n-- {
		s.boost = float64(s.boost * of.Keep)
	}
}

// NextFade is when a support that fades next loses a part.
func (s *Support) NextFade(of *spec.Support, now spec.Time) spec.Time {
	return s.since + ((now-s.since)/of.Every+1)*of.Every
}

// Shown takes off what impressions were predicted to bring, in clicks.
func (s *Support) Shown(of *spec.Support, clicks float64, now spec.Time) {
	if of.Step > 0 {
		s.boost, s.since = max(0, s.Boost(now)-float64(of.Step*clicks)), now
	}
}

// Asking is what an auction reads of a campaign whose bid depends on the request, or whose impressions so far enter its score. Frozen.
type Asking struct {
	Bidder      agents.Bidder
	Multiplier  float64 // on its bids, by its pacing
	Impressions int64   // since day 0; kept up to date only where something asks for it
}
