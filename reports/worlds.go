package reports

import (
	"fmt"
	"math"

	"marketsim/reports/stats"
	"marketsim/sim/results"
)

// Worlds says which question the intervals of a run answer, and how far an effect differs between worlds and within one.
type Worlds struct {
	Redraw  []string `json:"redraw"`                 // what each world draws anew: pinners, campaigns; empty: all replications are of one world
	Each    int      `json:"replications_per_world"` // replications of each world
	Count   int      `json:"worlds"`                 // with a finished replication
	Spreads []Spread `json:"spreads"`                // by arm and headline metric
}

// One tells whether all replications are of one world.
func (w *Worlds) One() bool { return len(w.Redraw) == 0 }

// Spread is how far the relative change of a metric over the whole horizon differs, a fraction, as standard deviations. Numbers that
// replications do not tell are null.
type Spread struct {
	Arm     string   `json:"arm"`
	Versus  string   `json:"vs"`
	Metric  string   `json:"metric"`
	Total   *float64 `json:"total"`    // of worlds' means: of replications, where each is a world of its own or all are of one
	Between *float64 `json:"between"`  // of the true change from world to world; null where each world has one replication
	Within  *float64 `json:"within"`   // of replications of one world
	Here    *float64 `json:"here"`     // mean change of the worlds that were drawn
	HereLo  *float64 `json:"here_lo"`  // its interval: sessions and what Pinners do are left to chance, the worlds are not
	HereHi  *float64 `json:"here_hi"`  //
	OtherLo *float64 `json:"other_lo"` // range that holds the true change in one more world, with the level of all intervals
	OtherHi *float64 `json:"other_hi"` //
}

// byWorld lists the places of replications by the world that they share.
func byWorld(replications []int, each int) (list [][]int) {
	last := -1
	for i, r := range replications {
		if world := r / each; world != last {
			list, last = append(list, nil), world
		}
		list[len(list)-1] = append(list[len(list)-1], i)
	}
	return list
}

// ByWorld is a number of each finished replication, by its place among them, averaged over those of each world that have it; NaN where
// none has. Worlds are independent of each other, replications of one world are not.
func (s *Sampler) ByWorld(value func(at int) float64) []float64 {
	out := make([]float64, len(s.worlds))
	for i, list := range s.worlds {
		out[i] = value(list[0])
		if len(list) > 1 {
			out[i] = meanOf(list, value)
		}
	}
	return out
}

// Worlds is how many independent draws the finished replications are.
func (s *Sampler) Worlds() int { return len(s.worlds) }

func meanOf(places []int, value func(int) float64) float64 {
	sum, n := 0.0, 0
	for _, at := range places {
		if x := value(at); stats.IsFinite(x) {
			sum, n = sum+x, n+1
		}
	}
	if n == 0 {
		return math.NaN()
	}
	return sum / float64(n)
}

// addWorlds decomposes the effects on headline metrics.
func (s *Summary) addWorlds(read *Sampler) {
	if read.In.Redraw == nil {
		return // stored by a program that did not say
	}
	s.Worlds = &Worlds{Redraw: read.In.Redraw, Each: max(1, read.In.PerWorld), Count: read.Worlds(), Spreads: []Spread{}}
	if s.Worlds.One() && len(read.Replications) > 0 {
		s.Worlds.Count = 1
	}
	for arm := range s.Arms {
		base, ok := read.In.Versus(arm)
		if !ok {
			continue
		}
		for _, m := range read.In.Metrics() {
			if IsHeadline(m.Name) {
				s.Worlds.Spreads = append(s.Worlds.Spreads, read.spread(s, m, arm, base))
			}
		}
	}
}

// spread decomposes the relative changes of a metric by replication.
func (s *Sampler) spread(sum *Summary, m *Metric, arm, base int) Spread {
	var changes [][]float64
	for _, list := range s.worlds {
		var of []float64
		for _, at := range list {
			r := s.Replications[at]
			b := s.Value(m, r, base, results.Everything, 0, sum.Days)
			of = append(of, (s.Value(m, r, arm, results.Everything, 0, sum.Days)-b)/math.Abs(b))
		}
		changes = append(changes, of)
	}
	d := stats.Decompose(changes, stats.Level)
	out := Spread{Arm: sum.Arms[arm].Name, Versus: sum.Arms[base].Name, Metric: m.Name, Total: Finite(d.Total), Between: Finite(d.Between), Within: Finite(d.Within),
		Here: Finite(d.Mean), HereLo: Finite(d.Lo), HereHi: Finite(d.Hi), OtherLo: Finite(d.NewLo), OtherHi: Finite(d.NewHi)}
	if sum.Worlds.One() {
		out.Within = out.Total
	}
	return out
}

// SpreadsOf are the spreads of an arm's effects, in the order of the headline metrics; nil when the run does not say.
func (s *Summary) SpreadsOf(arm string) (list []*Spread) {
	if s.Worlds == nil {
		return nil
	}
	for _, section := range Headline {
		for _, metric := range section.Metrics {
			for i := range s.Worlds.Spreads {
				if x := &s.Worlds.Spreads[i]; x.Arm == arm && x.Metric == metric && x.Total != nil {
					list = append(list, x)
				}
			}
		}
	}
	return list
}

// Drawn names what intervals are over: replications, or worlds where several replications share one.
func (s *Summary) Drawn() string {
	if s.Worlds != nil && s.Worlds.Each > 1 {
		return "worlds"
	}
	return "replications"
}

// Draws counts what intervals are over: 8 replications, 8 worlds of 3 replications.
func (s *Summary) Draws() string {
	if s.Drawn() == "worlds" {
		return fmt.Sprintf("%d worlds of %d replications", s.Worlds.Count, s.Worlds.Each)
	}
	return fmt.Sprintf("%d replications", s.ReplicationsDone)
}
