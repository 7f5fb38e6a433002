package page

import (
	"marketsim/agents"
	"marketsim/auction"
	"marketsim/sim/calendar"
	"marketsim/sim/internal/kernels"
	"marketsim/sim/internal/market"
	"marketsim/sim/internal/pinners"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// Shard is a block of Pinners together with everything that a worker writes while it simulates them. Shards share nothing
// that is written, and all they add up is integers, so neither their number nor their order shows in a result.
type Shard struct {
	*View
	Log
	market  *market.Market // that the request in play reads: the view's, or the policy of a test's treatment
	on      int            // the side of a test whose policy that is; OnControl: the view's
	bids    []float64      // Trial.Bids of that side
	hides   float64        // factor on the probability that the Pinner in play hides an ad, where the regime needs Taste
	saves   float64        // and on the rate at which it saves Pins
	Drawn   []spec.Nano    // from campaigns by treated Pinners; nil: nothing
	part    int            // its own number of so many parts
	parts   int
	Wheel   *calendar.Wheel
	due     []uint32
	Cells   []results.Tally // of the day, by (cohort*segments + segment)*surfaces + surface; see cellOf
	Hours   [24]results.HourTally
	Running pinners.Concurrency
	Digest  uint64
	Cut     int64 // auctions in which so many candidates were scored that others stayed out
	Forgot  int64 // exposures that did not fit into a Pinner's history
	Excess  int64 // potential sessions that needed more than the envelope
	Played  int64 // requests since they were last counted

	shorts    [Policies][]shortlist // by list of the side's market
	recording *Recorded             // the auction in play, when it is kept
	Breaches  [Kinds]Breach
	Scratch   *Scratch       // of the worker that plays it
	Census    pinners.Census // of its part of the rows at the end of a day
}

// Scratch is a worker's memory for one request, reused.
type Scratch struct {
	Request          auction.Request
	of               *market.Market // whose columns the request has, where policies take turns
	Outcome          auction.Outcome
	opportunity      agents.Opportunity
	visit            spec.Visit
	reactions        []reaction         // not yet entered
	*lineup                             // of the candidates
	lineups          [Policies][]lineup // by list; see market.Platform.Kept
	single           lineup             // of a request whose candidates do not stay
	click            []float64          // true probability that a view is clicked
	worth            []float64          // of an objective event
	all              []int32            // ads of all candidates, where campaigns have several
	rates            []float64          // and their click rates
	near             []float32          // dot product of the Pinner's interests with the ad's
	batch            spec.PredictionBatch
	rate, pctr, pcvr []float64 // the request's, where they are not the truth
	quality          []float64
	reserve          []float64
	extra            extraColumns
	below            int64   // bids below the floor, where floors are alike
	ruled            float64 // reserve by the market's rule
	hurdle           float64 // reserve of the request in hand, per objective event
	reserved         auction.Reserved
	now              spec.Time // of the request, where a boost moves with time
	scan             scan
	hashes, subset   []uint64 // of candidates, and the smallest of them
	vector           []float32
	ranked           []int32 // candidates by score, as far as reports need them
	eligible         []int32 // candidates that frequency caps leave
	levels           levels
	weight           []float64
	bound            []float64 // of scores, by candidate
	notices          int       // places of the request that show a notice instead of the ad that won
	explored         bool      // the only candidate is one that is explored
	best             []int32   // candidate with the best offer, by shared budget
}

// NewShard is one of so many shards of a view.
func NewShard(v *View, part, parts int) *Shard {
	s := &Shard{View: v, market: v.Market, part: part, parts: parts}
	s.Cells = make([]results.Tally, v.CellCount()*max(1, v.Cohorts))
	s.Totals, s.Shown = NewTotals(len(v.Offers)), apart[Shown](len(v.Offers))
	s.Running = pinners.NewConcurrency(v.Origin, v.World.Horizon)
	return s
}

// EnterMarket makes requests read a market that opens.
func (s *Shard) EnterMarket(m *market.Market) { s.market = m }

// Play advances the shard to the end of the window.
func (s *Shard) Play() { s.advance(s.Until) }

// advance simulates every Pinner of the shard up to a time. A Pinner is taken once and played through, so that its columns
// are touched once per window.
func (s *Shard) advance(until spec.Time) {
	s.due = s.Wheel.Take(int64(until), s.due[:0])
	for _, i := range s.due[:min(kernels.Soon, len(s.due))] {
		s.fetch(i)
	}
	for k, i := range s.due {
		if k+kernels.Soon < len(s.due) {
			s.fetch(s.due[k+kernels.Soon])
		}
		for s.Pinners.Next[i] < until {
			s.Step(i)
		}
		if s.Pinners.Next[i] != spec.Never {
			s.Wheel.Add(i, int64(s.Pinners.Next[i]))
		}
	}
	s.Unfollow()
	s.Flush()
}

// fetch asks for the columns of a Pinner who is played soon, and for what a test measures of it.
func (s *Shard) fetch(i uint32) {
	s.Pinners.Fetch(i, s.World.Dims)
	if s.Trial != nil {
		s.Trial.fetch(i)
	}
}

// Step plays a Pinner's next event: a potential session begins, or the running one asks for its next page, or ends.
func (s *Shard) Step(i uint32) {
	if s.Trial != nil {
		s.follow(i)
	}
	v := &s.Pinners.Session[i]
	switch {
	case v.State == pinners.Idle:
		s.begin(i)
	case v.State == pinners.Departing:
		v.State = pinners.Departed
		s.Pinners.Next[i] = spec.Never
	case v.Left > 0:
		s.page(i)
	default:
		s.end(i, s.Pinners.Next[i])
	}
}

// HourOf is the hour of the day, 0 to 23.
func HourOf(t spec.Time) spec.Time {
	_, clock := spec.DayOf(t)
	return clock / spec.Hour
}

// cellOf is where what a Pinner does on a surface is counted.
func (s *Shard) cellOf(i uint32, surface uint8) int {
	at := int(s.Pinners.Trait[i].Segment)*s.Surfaces + int(surface)
	if s.Cohorts > 0 {
		at += int(s.Pinners.Origins.Cohort[i]) * s.CellCount()
	}
	return at
}

// CountRows does the census of the shard's part of the rows: as many neighbouring ones as any other shard's.
func (s *Shard) CountRows() {
	n := len(s.Pinners.Trait)
	law := pinners.Law{Regime: s.market.Regime, Needs: s.market.Needs, Decay: s.market.Decay, Watch: s.Now <= 0}
	s.Census.Count(s.World, s.Pinners, &law, &s.Running, s.Now, s.Cohorts, n*s.part/s.parts, n*(s.part+1)/s.parts)
}
