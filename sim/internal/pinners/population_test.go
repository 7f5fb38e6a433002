package pinners

import (
	"math"
	"testing"

	"marketsim/sim/dist"
	"marketsim/sim/spec"
)

// TestTraitsOfAPinnerAreIndependent: how often a Pinner comes says nothing of its topic, nor of where its vector points beyond it.
func TestTraitsOfAPinnerAreIndependent(t *testing.T) {
	const n, topics = 20_000, 8
	shares := make([]float64, topics)
	names := make([]string, topics)
	for i := range shares {
		shares[i], names[i] = 1.0/topics, string(rune('a'+i))
	}
	spec := &spec.Spec{Seed: 3, Horizon: spec.Day, Population: spec.Population{
		Count: n, Segments: []spec.Segment{{Name: "all", Share: 1, SessionsPerDay: &dist.Exponential{Average: 1}}}, Surfaces: []float64{1}, Envelope: 3,
		Requests: &dist.Constant{Value: 1}, Interests: spec.Interests{Dimensions: 4, Topics: names, Shares: shares, Focus: 0},
	}}
	w := NewWorld(spec, 0, 0)
	p := w.Populate(0, 1)
	rates, topic, first := make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range rates {
		rates[i], topic[i], first[i] = float64(p.Trait[i].Rate), float64(p.Trait[i].Topic), float64(p.Vector[i*4])
	}
	for name, r := range map[string]float64{"rate and topic": correlation(rates, topic), "rate and interests": correlation(rates, first), "topic and interests": correlation(topic, first)} {
		if math.Abs(r) > 4/math.Sqrt(n) {
			t.Errorf("%s correlate: %.4f", name, r)
		}
	}
}

func correlation(x, y []float64) float64 {
	var mx, my, xx, yy, xy float64
	n := float64(len(x))
	for i := range x {
		mx += x[i] / n
		my += y[i] / n
	}
	for i := range x {
		xx += (x[i] - mx) * (x[i] - mx)
		yy += (y[i] - my) * (y[i] - my)
		xy += (x[i] - mx) * (y[i] - my)
	}
	return xy / math.Sqrt(xx*yy)
}
