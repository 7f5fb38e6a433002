package pinners

import (
	"math"

	"marketsim/sim/dist"
	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

// World is what all arms of one replication share: the keys and the exogenous laws. It is read-only.
type World struct {
	Spec        *spec.Spec
	Population  *spec.Population
	Key         rng.Key // of the replication's dynamics
	PinnerKey   rng.Key // of the Pinners
	CampaignKey rng.Key // of the campaigns
	Centres     []float32
	TopicEdges  []float64 // cumulative shares of topics
	surfaces    []float64 // cumulative shares of surfaces
	pages       dist.Dist // requests per session
	Stream      *spec.Stream
	byName      map[string]int32 // stream rows by Pinner
	Dims        int
	Topics      int
	noise       float64 // weight of a Pinner's own part in its vector
	Horizon     spec.Time
	rhythms     []spec.Rhythm // by segment, where they come in different ones; nil: the population's
	Initial     []int         // Pinners at the start, by segment
	Needs       spec.Needs    // of any regime of any arm
	Sensitivity []float64     // by segment
}

// NewWorld draws nothing yet but the topics' centres. The arm matters only where arms draw independently.
func NewWorld(run *spec.Spec, replication, arm int) *World {
	w := &World{Spec: run, Population: &run.Population, Key: rng.Root(run.Seed, replication), Horizon: run.Horizon}
	own := rng.Root(run.Seed, run.World(replication))
	if run.Independent {
		w.Key, own = w.Key.Named("arm").With(uint64(arm)), own.Named("arm").With(uint64(arm))
	}
	w.PinnerKey, w.CampaignKey = own.Named("pinners"), own.Named("campaigns")
	held := rng.Root(run.Seed, -1)
	if run.FixPinners {
		w.PinnerKey = held.Named("pinners")
	}
	if run.FixCampaigns {
		w.CampaignKey = held.Named("campaigns")
	}
	in := &w.Population.Interests
	w.Dims, w.Topics = in.Dimensions, max(1, len(in.Shares))
	w.TopicEdges, w.surfaces = cumulate(in.Shares), cumulate(w.Population.Surfaces)
	w.noise, w.pages = math.Sqrt(1-in.Focus), dist.Prepared(w.Population.Requests)
	for _, name := range in.Topics {
		w.Centres = w.DrawVector(w.Centres, w.CampaignKey.Named("topic").Named(name), -1)
	}
	if n := len(w.Population.Replay); n > 0 {
		w.Stream = w.Population.Replay[min(replication, n-1)]
		w.byName = make(map[string]int32, len(w.Stream.Pinners))
		for i, name := range w.Stream.Pinners {
			w.byName[name] = int32(i)
		}
	}
	for _, s := range w.Population.Segments {
		if s.Sensitivity == 0 {
			s.Sensitivity = 1
		}
		w.Sensitivity = append(w.Sensitivity, s.Sensitivity)
	}
	w.Needs = spec.NeedsOf(run)
	w.Initial = apportion(w.Population.Count, w.Population.Segments)
	for s := range w.Population.Segments {
		if w.Population.Uneven() {
			w.rhythms = append(w.rhythms, w.Population.RhythmOf(s))
		}
	}
	return w
}

// DrawVector appends a vector drawn under a key: around a topic's centre, or free when topic is -1.
func (w *World) DrawVector(to []float32, key rng.Key, topic int) []float32 {
	in := &w.Population.Interests
	pull := 0.0
	own := 1.0
	if topic >= 0 && len(w.Centres) > 0 {
		pull, own = math.Sqrt(in.Focus), w.noise
	}
	for d := 0; d < w.Dims; d++ {
		x := 0.0
		if in.Constant && d == w.Dims-1 {
			to = append(to, 1)
			break
		}
		if own > 0 {
			x = own * dist.Normal(key.Uniform(uint64(d)))
		}
		if pull > 0 {
			x += float64(pull * float64(w.Centres[topic*w.Dims+d]))
		}
		to = append(to, float32(x))
	}
	return to
}

// TrafficCurve integrates rhythms of one ordinary day, each at its level, over 288 cells of five minutes: the share of the day's traffic that has
// gone by at the end of each.
func TrafficCurve(rhythms []spec.Rhythm, level []float64) []float64 {
	const cells = 288
	curve, sum := make([]float64, cells), 0.0
	for i := range curve {
		for k, r := range rhythms {
			r.Occasions = nil
			sum += float64(level[k] * r.At(spec.Time(i)*spec.Day/cells+spec.Day/cells/2))
		}
		curve[i] = sum
	}
	for i := range curve {
		if sum > 0 {
			curve[i] /= sum
		}
	}
	return curve
}

func cumulate(shares []float64) []float64 {
	out, sum := make([]float64, len(shares)), 0.0
	for i, s := range shares {
		sum += s
		out[i] = sum
	}
	return out
}

// Pick is the index whose part of the cumulative shares holds u.
func Pick(edges []float64, u float64) int {
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
		out[i] = int(math.Floor(float64(s.Share*float64(count)) + 1e-9))
		rest -= out[i]
	}
	for ; rest > 0; rest-- {
		best, gap := 0, math.Inf(-1)
		for i, s := range segments {
			if g := float64(s.Share*float64(count)) - float64(out[i]); g > gap {
				best, gap = i, g
			}
		}
		out[best]++
	}
	return out
}
