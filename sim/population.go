package sim

import (
	"math"
	"slices"
	"strconv"
	"sync"
	"unsafe"

	"marketsim/sim/dist"
	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

// Purposes of random streams. Each entity's key is split by purpose first, so that no two uses ever share a draw.
const (
	purposeTopic uint64 = iota + 1
	purposeRate
	purposeVector
	purposeSession
	purposeArrival
	purposeValue
	purposeDaily
	purposeLifetime
	purposeClickRate
	purposeConversionRate
	purposeQuality
	purposePrediction
	purposeBid
	purposeThrottle
	purposeSubset
	purposeAttraction
	purposeExamination
	purposeConversion
	purposeDelay
	purposeLeave
	purposeOrganic
	purposeRegime
	purposeDepth
	purposeDeparture
	purposeRecord
	purposeWeekly
	purposeReview
	purposeEntry
	purposeColdStart
	purposeMind
)

// taste is the exogenous part of a Pinner: what it is, whatever the market does. 24 bytes.
type taste struct {
	key     rng.Key
	rate    float32 // base sessions a day
	topic   uint16
	segment uint8
	source  int32 // index into the replayed stream; -1 is none
}

// visit is where a Pinner stands in its stream of potential sessions. 24 bytes.
type visit struct {
	start   spec.Time // of the potential session that comes next, or of the running session
	index   uint32    // its ordinal among the Pinner's potential sessions
	left    uint16    // requests still to come in the running session
	request uint16    // ordinal of the next request
	ads     uint16    // served in the running session
	hides   uint8
	surface uint8
	state   uint8
}

// States of a Pinner.
const (
	absent    uint8 = iota // the row is free
	idle                   // waiting for a potential session
	browsing               // in a session
	departing              // left for good at the end of a day, but still in the calendar
	departed               // and now out of it
)

// mood is the fast state: fatigue as it was at a time. 16 bytes.
type mood struct {
	at    spec.Time
	level float32
}

// today counts what a Pinner saw since the day began. 4 bytes.
type today struct{ sessions, ads uint16 }

// seen is what a Pinner saw today beyond the counts, where the regime asks for it. 12 bytes.
type seen struct {
	relevance, quality float32 // sums over the ads served
	requests           uint16
}

// pinners is the whole population as columns. Together they take 88 bytes a Pinner besides its vector, and 4 in the wheel; what
// only some markets use is there only in them.
type pinners struct {
	taste   []taste
	next    []spec.Time // when the Pinner acts next
	visit   []visit
	mood    []mood
	habit   []spec.Habit
	today   []today
	seen    []seen    // only where a regime asks for it
	vector  []float32 // dimensions per Pinner
	history []memory  // depth entries per Pinner
	depth   int       // 0 while no campaign needs histories
	free    []uint32  // rows that Pinners who left for good gave back
	origins
}

// PinnerBytes is the state of a Pinner besides its vector: its row in every column that all markets have, and its entry in the wheel.
const PinnerBytes = int(unsafe.Sizeof(taste{}) + unsafe.Sizeof(spec.Time(0)) + unsafe.Sizeof(visit{}) + unsafe.Sizeof(mood{}) + unsafe.Sizeof(spec.Habit{}) +
	unsafe.Sizeof(today{}) + unsafe.Sizeof(uint32(0)))

// clone copies the state for another arm. Vectors are shared as long as no Pinner can arrive.
func (p *pinners) clone(sharedVectors bool) *pinners {
	q := &pinners{
		taste: append([]taste(nil), p.taste...), next: append([]spec.Time(nil), p.next...),
		visit: append([]visit(nil), p.visit...), mood: append([]mood(nil), p.mood...),
		habit: append([]spec.Habit(nil), p.habit...), today: append([]today(nil), p.today...),
		free: append([]uint32(nil), p.free...), vector: p.vector, seen: append([]seen(nil), p.seen...), origins: p.origins.clone(),
		history: append([]memory(nil), p.history...), depth: p.depth,
	}
	if !sharedVectors {
		q.vector = append([]float32(nil), p.vector...)
	}
	return q
}

// world is what all arms of one replication share: the keys and the exogenous laws. It is read-only.
type world struct {
	spec        *spec.Spec
	pop         *spec.Population
	key         rng.Key // of the replication's dynamics
	people      rng.Key // of the Pinners
	offers      rng.Key // of the campaigns
	centres     []float32
	edges       []float64 // cumulative shares of topics
	surfaces    []float64 // cumulative shares of surfaces
	stream      *spec.Stream
	byName      map[string]int32 // stream rows by Pinner
	dims        int
	topics      int
	noise       float64 // weight of a Pinner's own part in its vector
	horizon     spec.Time
	dayCurve    []float64  // share of a day's traffic gone by at the end of each of its equal cells
	initial     []int      // Pinners at the start, by segment
	needs       spec.Needs // of any regime of any arm
	sensitivity []float64  // by segment
}

// newWorld draws nothing yet but the topics' centres. The arm matters only where arms draw independently.
func newWorld(run *spec.Spec, replication, arm int) *world {
	w := &world{spec: run, pop: &run.Population, key: rng.Root(run.Seed, replication), horizon: run.Horizon}
	if run.Independent {
		w.key = w.key.Named("arm").With(uint64(arm))
	}
	w.people, w.offers = w.key.Named("pinners"), w.key.Named("campaigns")
	held := rng.Root(run.Seed, -1)
	if run.FixPinners {
		w.people = held.Named("pinners")
	}
	if run.FixCampaigns {
		w.offers = held.Named("campaigns")
	}
	in := &w.pop.Interests
	w.dims, w.topics = in.Dimensions, max(1, len(in.Shares))
	w.edges, w.surfaces = cumulate(in.Shares), cumulate(w.pop.Surfaces)
	w.noise = math.Sqrt(1 - in.Focus)
	for _, name := range in.Topics {
		w.centres = w.drawVector(w.centres, w.offers.Named("topic").Named(name), -1)
	}
	if n := len(w.pop.Replay); n > 0 {
		w.stream = w.pop.Replay[min(replication, n-1)]
		w.byName = make(map[string]int32, len(w.stream.Pinners))
		for i, name := range w.stream.Pinners {
			w.byName[name] = int32(i)
		}
	}
	for _, s := range w.pop.Segments {
		if s.Sensitivity == 0 {
			s.Sensitivity = 1
		}
		w.sensitivity = append(w.sensitivity, s.Sensitivity)
	}
	w.needs = spec.NeedsOf(run)
	w.initial = apportion(w.pop.Count, w.pop.Segments)
	w.dayCurve = trafficCurve(&w.pop.Rhythm)
	return w
}

// drawVector appends a vector drawn under a key: around a topic's centre, or free when topic is -1.
func (w *world) drawVector(to []float32, key rng.Key, topic int) []float32 {
	in := &w.pop.Interests
	pull := 0.0
	own := 1.0
	if topic >= 0 && len(w.centres) > 0 {
		pull, own = math.Sqrt(in.Focus), w.noise
	}
	for d := 0; d < w.dims; d++ {
		x := 0.0
		if in.Constant && d == w.dims-1 {
			to = append(to, 1)
			break
		}
		if own > 0 {
			x = own * dist.Normal(key.Uniform(uint64(d)))
		}
		if pull > 0 {
			x += pull * float64(w.centres[topic*w.dims+d])
		}
		to = append(to, float32(x))
	}
	return to
}

// trafficCurve integrates the rhythm of one day over 288 cells of five minutes.
func trafficCurve(r *spec.Rhythm) []float64 {
	const cells = 288
	curve, sum := make([]float64, cells), 0.0
	for i := range curve {
		sum += r.At(spec.Time(i)*spec.Day/cells + spec.Day/cells/2)
		curve[i] = sum
	}
	for i := range curve {
		if sum > 0 {
			curve[i] /= sum
		}
	}
	return curve
}

// planned is the share of a day's traffic that the platform's forecast puts before a time of day: the market's own forecast, or else
// the rhythm in which Pinners come.
func (e *engine) planned(clock spec.Time) float64 {
	curve := e.market.curve
	if curve == nil {
		curve = e.world.dayCurve
	}
	cells := spec.Time(len(curve))
	i, before := clock*cells/spec.Day, 0.0
	if i > 0 {
		before = curve[i-1]
	}
	part := float64(clock-i*spec.Day/cells) / float64(spec.Day/cells)
	return before + part*(curve[i]-before)
}

func cumulate(shares []float64) []float64 {
	out, sum := make([]float64, len(shares)), 0.0
	for i, s := range shares {
		sum += s
		out[i] = sum
	}
	return out
}

// pick is the index whose part of the cumulative shares holds u.
func pick(edges []float64, u float64) int {
	for i, e := range edges {
		if u < e {
			return i
		}
	}
	return max(0, len(edges)-1)
}

// apportion splits a count over segments by largest remainders, so that it adds up.
func apportion(count int, segments []spec.Segment) []int {
	out, rest := make([]int, len(segments)), count
	for i, s := range segments {
		out[i] = int(math.Floor(s.Share*float64(count) + 1e-9))
		rest -= out[i]
	}
	for ; rest > 0; rest-- {
		best, gap := 0, math.Inf(-1)
		for i, s := range segments {
			if g := s.Share*float64(count) - float64(out[i]); g > gap {
				best, gap = i, g
			}
		}
		out[best]++
	}
	return out
}

// populate draws everyone who is there at the start. Draws are keyed by name, so workers share the rows without a word.
func (w *world) populate(from spec.Time, workers int) *pinners {
	p := &pinners{}
	if w.stream != nil && w.stream.Happened {
		for i, name := range w.stream.Pinners {
			w.settle(p, p.row(w), name, int(w.stream.Segment[i]), from)
		}
		return p
	}
	p.grow(w.pop.Count, w.dims)
	for range w.pop.Count {
		p.row(w)
	}
	var team sync.WaitGroup
	for k := range workers {
		team.Go(func() {
			row := 0
			for s, n := range w.initial {
				for o := range n {
					if row>>blockBits%workers == k { // in turns: some segments take longer to draw
						w.settle(p, uint32(row), pinnerName(w.pop.Segments[s].Name, o), s, from)
					}
					row++
				}
			}
		})
	}
	team.Wait()
	return p
}

// pinnerName is the stable name of a drawn Pinner.
func pinnerName(segment string, ordinal int) string { return segment + "/" + strconv.Itoa(ordinal) }

// grow reserves space for n more rows.
func (p *pinners) grow(n, dims int) {
	p.taste, p.next = make([]taste, 0, n), make([]spec.Time, 0, n)
	p.visit, p.mood = make([]visit, 0, n), make([]mood, 0, n)
	p.habit, p.today = make([]spec.Habit, 0, n), make([]today, 0, n)
	p.vector = make([]float32, 0, n*dims)
}

// row gives a free row, recycling those of Pinners who left.
func (p *pinners) row(w *world) uint32 {
	if n := len(p.free); n > 0 {
		i := p.free[n-1]
		p.free = p.free[:n-1]
		return i
	}
	i := uint32(len(p.taste))
	p.taste, p.next = append(p.taste, taste{}), append(p.next, spec.Never)
	p.visit, p.mood = append(p.visit, visit{}), append(p.mood, mood{})
	p.habit, p.today = append(p.habit, spec.Habit{}), append(p.today, today{})
	p.vector = slices.Grow(p.vector, w.dims)[:len(p.vector)+w.dims]
	if w.needs.Requests || w.needs.Quality {
		p.seen = append(p.seen, seen{})
	}
	p.history = append(p.history, make([]memory, p.depth)...)
	return i
}

// settle makes row i the named Pinner, born at a time, and draws what it is.
func (w *world) settle(p *pinners, i uint32, name string, segment int, born spec.Time) {
	k := w.people.Named(name)
	t := taste{key: k, segment: uint8(segment), source: -1}
	t.rate = float32(w.pop.Segments[segment].SessionsPerDay.Quantile(k.Uniform(purposeRate)))
	t.topic = uint16(pick(w.edges, k.Uniform(purposeTopic)))
	if w.stream != nil {
		t.source = -1
		if row, ok := w.byName[name]; ok {
			t.source = row
		}
	}
	p.taste[i] = t
	if w.dims > 0 {
		at := int(i) * w.dims
		w.drawVector(p.vector[at:at], k.With(purposeVector), int(t.topic))
	}
	p.visit[i] = visit{state: idle, start: born}
	p.mood[i] = mood{at: born}
	p.habit[i] = spec.Habit{Activity: 1, Sightedness: 1}
	p.today[i] = today{}
	if len(p.seen) > 0 {
		p.seen[i] = seen{}
	}
	clear(p.history[int(i)*p.depth:][:p.depth])
	w.firstPotential(&p.taste[i], &p.visit[i], born)
	p.next[i] = p.visit[i].start
}
