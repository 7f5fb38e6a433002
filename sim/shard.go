package sim

import (
	"math"

	"marketsim/agents"
	"marketsim/auction"
	"marketsim/sim/calendar"
	"marketsim/sim/internal/kernels"
	"marketsim/sim/internal/market"
	"marketsim/sim/internal/pinners"
	"marketsim/sim/internal/purpose"
	"marketsim/sim/results"
	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

// tab is what one shard ran up for one campaign since the last barrier.
type tab struct {
	charged, value      spec.Nano
	clicks, conversions int64 // billionths
	impressions         int64
	flight              spec.Nano // change of what is expected of conversions on their way
}

func (t *tab) add(o *tab) {
	t.charged += o.charged
	t.value += o.value
	t.clicks += o.clicks
	t.conversions += o.conversions
	t.impressions += o.impressions
	t.flight += o.flight
}

// news is the tabs of a window. Whether a campaign has one stands in a column of its own, so that to ask costs no miss: the tabs of
// many campaigns lie outside the caches.
type news struct {
	tabs []tab
	told []bool
	of   []int32 // campaigns told of, in order of their first event
}

func newNews(n int) news { return news{tabs: apart[tab](n), told: apart[bool](n)} }

// apart makes a column that shares no cache line with another: what workers write side by side would go to and fro between them.
func apart[T any](n int) []T {
	const line = 64 // at least as many entries as fit on one
	return make([]T, n+2*line)[line : line+n : line+n]
}

// tab is a campaign's, which has news now if it had none.
func (n *news) tab(c int32) *tab {
	if !n.told[c] {
		n.told[c] = true
		n.of = append(n.of, c)
	}
	return &n.tabs[c]
}

// clear forgets the window.
func (n *news) clear() {
	for _, c := range n.of {
		n.tabs[c], n.told[c] = tab{}, false
	}
	n.of = n.of[:0]
}

// charge is one billed event of a campaign with a budget, kept until the barrier decides whether it can be paid.
type charge struct {
	at       spec.Time
	who      rng.Key // the Pinner
	sequence uint64  // session ordinal, request and slot
	amount   spec.Nano
	campaign int32
	cell     int32
	row      uint32 // of the Pinner
}

// before is the order in which a budget is used up: time, Pinner, request.
func (a *charge) before(b *charge) bool {
	if a.at != b.at {
		return a.at < b.at
	}
	if a.who != b.who {
		return a.who < b.who
	}
	return a.sequence < b.sequence
}

// conversion is one that will arrive later.
type conversion struct {
	charge
	value  spec.Nano
	count  int64     // billionths
	flight spec.Nano // what the platform held to be on its way and now knows about
	spare  int32     // next free entry of the pool
}

// shard is a block of Pinners together with everything that a worker writes while it simulates them. Shards share nothing
// that is written, and all they add up is integers, so neither their number nor their order shows in a result.
type shard struct {
	*view
	market  *market.Market // that the request in play reads: the engine's, or the policy of a test's treatment
	treats  bool           // the latter
	drawn   []spec.Nano    // from campaigns by treated Pinners; nil: nothing
	part    int            // its own number of so many parts
	parts   int
	wheel   *calendar.Wheel
	due     []uint32
	cells   []results.Tally // of the day, by (cohort*segments + segment)*surfaces + surface; see cellOf
	hours   [24]results.HourTally
	news    news
	shown   []shown // impressions, by campaign
	charges []charge
	reports []report  // of auctions, for campaigns that ask for them
	figures []float64 // what reports refer to
	late    []conversion
	running pinners.Concurrency
	digest  uint64
	forgot  int64   // exposures that did not fit into a Pinner's history
	excess  int64   // potential sessions that needed more than the envelope
	played  int64   // requests since the last barrier
	heard   []int64 // bids counted for the next lesson

	sightings []*sighting // auctions kept
	seen      *sighting   // the auction in play, when it is kept
	breaches  [breachKinds]breach
	work      *scratch       // of the worker that plays it
	census    pinners.Census // of its part of the rows at the end of a day
}

// scratch is a worker's memory for one request, reused.
type scratch struct {
	request          auction.Request
	of               *market.Market // whose columns the request has, where policies take turns
	outcome          auction.Outcome
	opportunity      agents.Opportunity
	visit            spec.Visit
	reactions        []reaction // not yet entered
	campaign         []int32    // by candidate
	creative         []int32
	click            []float64 // true probability that a view is clicked
	convert          []float64 // true probability that a click converts
	worth            []float64 // of an objective event
	all              []int32   // ads of all candidates, where campaigns have several
	rates            []float64 // and their click rates
	near             []float32 // dot product of the Pinner's interests with the ad's
	batch            spec.PredictionBatch
	rate, pctr, pcvr []float64 // the request's, where they are not the truth
	quality          []float64
	reserve          []float64
	extra            extraColumns
	gaze             gaze
	subset           []uint64
	vector           []float32
	ranked           []int32 // candidates by score, as far as reports need them
	eligible         []int32 // candidates that frequency caps leave
	marks            marks
	weight           []float64
	best             []int32 // candidate with the best offer, by shared budget
}

func (e *engine) newShard() *shard {
	s := &shard{view: e.view, market: e.market, part: len(e.shards)}
	s.cells = make([]results.Tally, e.cellCount()*max(1, e.cohorts))
	s.news, s.shown = newNews(len(e.offers)), apart[shown](len(e.offers))
	s.running = pinners.NewConcurrency(e.origin, e.world.Horizon)
	return s
}

// playWindow advances the shard to the end of the window.
func (s *shard) playWindow() { s.advance(s.until) }

// advance simulates every Pinner of the shard up to a time. A Pinner is taken once and played through, so that its columns
// are touched once per window.
func (s *shard) advance(until spec.Time) {
	s.due = s.wheel.Take(int64(until), s.due[:0])
	for _, i := range s.due[:min(soon, len(s.due))] {
		s.pinners.Fetch(i, s.world.Dims)
	}
	for k, i := range s.due {
		if k+soon < len(s.due) {
			s.pinners.Fetch(s.due[k+soon], s.world.Dims)
		}
		for s.pinners.Next[i] < until {
			s.step(i)
		}
		if s.pinners.Next[i] != spec.Never {
			s.wheel.Add(i, int64(s.pinners.Next[i]))
		}
	}
	s.unfollow()
	s.flush()
}

// step plays a Pinner's next event: a potential session begins, or the running one asks for its next page, or ends.
func (s *shard) step(i uint32) {
	s.follow(i)
	v := &s.pinners.Session[i]
	switch {
	case v.State == pinners.Idle:
		s.begin(i)
	case v.State == pinners.Departing:
		v.State = pinners.Departed
		s.pinners.Next[i] = spec.Never
	case v.Left > 0:
		s.page(i)
	default:
		s.end(i, s.pinners.Next[i])
	}
}

// begin decides whether a potential session happens.
func (s *shard) begin(i uint32) {
	p, w := s.pinners, s.world
	t, v, h := &p.Trait[i], &p.Session[i], &p.Slow[i]
	plan := w.Plan(t, v)
	cell := &s.cells[s.cellOf(i, plan.Surface)]
	cell.Potential++
	chance := plan.Chance
	activity := float64(h.Activity)
	switch {
	case w.Stream != nil && w.Stream.Keep:
		activity = 1
	case w.Population.Regular || (w.Stream != nil && w.Stream.Happened):
		activity = min(activity, 1)
	}
	chance *= activity
	if chance > 1+1e-9 {
		s.excess++
	}
	if plan.Key.Uniform(pinners.DrawHappens) >= chance {
		w.NextPotential(t, v)
		p.Next[i] = v.Start
		return
	}
	cell.Sessions++
	if u := s.measured(i); u != nil {
		u.sessions = saturated(u.sessions, 1)
	}
	s.hours[hourOf(v.Start)].Sessions++
	v.State, v.Surface, v.Left = pinners.Browsing, plan.Surface, plan.Requests
	v.Request, v.Ads, v.Hides = 0, 0, 0
	if s.market.Needs.Depth {
		v.Left = deepened(v.Left, s.market.Regime.Depth(h), plan.Key.With(purpose.Depth).Uniform(0))
	}
	if p.Day[i].Sessions < math.MaxUint16 {
		p.Day[i].Sessions++
	}
	s.page(i)
}

// deepened scales a number of requests and rounds it up or down at random, so that its mean is scaled exactly; at least 1 stays.
func deepened(requests uint16, depth, uniform float64) uint16 {
	return uint16(min(max(math.Floor(float64(float64(requests)*depth)+uniform), 1), math.MaxUint16))
}

// page plays one request and sets when the Pinner acts next.
func (s *shard) page(i uint32) {
	p := s.pinners
	v := &p.Session[i]
	now := p.Next[i]
	key := s.runningKey(i).With(pinners.DrawRequest + uint64(v.Request))
	s.serve(i, now, key)
	v.Left--
	if v.Left > 0 && s.leaves(i, now, key) {
		s.cells[s.cellOf(i, v.Surface)].Leaves++
		v.Left = 0
	}
	v.Request++
	p.Next[i] = now
	if d := s.world.Population.Dwell; d != nil {
		p.Next[i] = pinners.Later(now, max(0, d.Quantile(key.Uniform(0)))*float64(spec.Second))
	}
	if v.Left == 0 && p.Next[i] == now {
		s.end(i, now)
	}
}

// runningKey is the random key of the running session.
func (s *shard) runningKey(i uint32) rng.Key {
	t, v := &s.pinners.Trait[i], &s.pinners.Session[i]
	if s.world.Stream != nil {
		return s.world.SessionKey(t, s.world.Record(t, v.Index).Session)
	}
	return s.world.SessionKey(t, v.Index)
}

// leaves tells whether the Pinner breaks the session off after a request.
func (s *shard) leaves(i uint32, now spec.Time, key rng.Key) bool {
	leave := &s.market.Leave
	if leave.Base == 0 && leave.PerFatigue == 0 {
		return false
	}
	return key.Uniform(purpose.Leave) < leave.Base+float64(leave.PerFatigue*s.fatigue(i, now))
}

// end closes a session: the regime reacts, and the potential sessions that fell inside it are lost.
func (s *shard) end(i uint32, now spec.Time) {
	p, w := s.pinners, s.world
	t, v := &p.Trait[i], &p.Session[i]
	s.running.Mark(v.Start, now)
	s.work.visit = spec.Visit{Ads: int(v.Ads), Hides: int(v.Hides), Sensitivity: w.Sensitivity[t.Segment], Uniform: s.runningKey(i).Uniform(pinners.DrawRegime)}
	leaves := s.market.Regime.Session(&p.Slow[i], &s.work.visit)
	if leaves {
		s.leave(i)
		return
	}
	v.State = pinners.Idle
	cell := &s.cells[s.cellOf(i, v.Surface)]
	for w.NextPotential(t, v); v.Start < now; w.NextPotential(t, v) {
		cell.Potential++
		cell.Dropped++
	}
	p.Next[i] = v.Start
}

// leave takes a Pinner out for good. The row is given back when the day ends.
func (s *shard) leave(i uint32) {
	s.pinners.Session[i].State = pinners.Absent
	s.pinners.Next[i] = spec.Never
}

// fatigue is the Pinner's level now, after decay.
func (s *shard) fatigue(i uint32, now spec.Time) float64 {
	m := &s.pinners.Fatigue[i]
	if m.Level == 0 {
		return 0
	}
	return float64(m.Level) * kernels.Exp2(float64(now-m.At)*s.market.Decay)
}

func hourOf(t spec.Time) spec.Time {
	_, clock := spec.DayOf(t)
	return clock / spec.Hour
}
