package horizon

import (
	"math"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"marketsim/reports/estimate/longrun"
	"marketsim/sim/rng"
)

// Programme is a stream of launches that are tested with noise and shipped by a rule: what tests claim, what a holdback of all that was shipped reads, and what
// month six brings. Sums are per 100 tests, fractions of control.
type Programme struct {
	Noise float64 `json:"noise"` // standard error of a reading after 14 days; it falls with the root of days
	Tests int     `json:"tests"`
	Rules []Rule  `json:"rules"`
}

// Rule is a ship rule and the bill of its launches.
type Rule struct {
	Name    string  `json:"name"`
	Shipped float64 `json:"shipped"` // of 100 tests
	Claimed float64 `json:"claimed"` // sum of the readings of what was shipped
	Shrunk  float64 `json:"shrunk"`  // the same, each shrunk towards the mean of all by the noise (Bayes)
	Now     float64 `json:"now"`     // sum of their true effects over the first 14 days: what a holdback reads early
	Later   float64 `json:"later"`   // sum of their true long-run effects: what a holdback reads at the end
	Harmful float64 `json:"harmful"` // of 100 tests, shipped and a loss in the long run
}

// Curse is how much more readings claim than is true of the first weeks.
func (r *Rule) Curse() float64 { return r.Claimed / r.Now }

// drawn is how many tests a programme has: the launches again and again, with other noise each time.
const drawn = 20_000

// Plan plays a programme over launches, with the same noise under every rule.
func Plan(launches []*Launch, noise float64, key rng.Key) *Programme {
	p := &Programme{Noise: noise, Tests: drawn}
	for _, x := range []struct {
		name   string
		method string
		wait   int
		bar    float64 // standard errors
		sure   bool    // ships where the reading's own interval, with the noise, leaves out 0
	}{
		{"14 days > 0", AsRead, 14, 0, false}, {"14 days significant", AsRead, 14, 1.96, false}, {"56 days, last week", LastWeek, 56, 0, false},
		{"14 days extrapolated", Extended, 14, 0, false}, {"14 days, curve is sure", Extended, 14, 1.96, true}, {"14 days, index", Index, 14, 0, false},
	} {
		if x.wait > launches[0].Days()-longWindow {
			continue
		}
		if reads, err := readAll(launches, x.method, x.wait); err == nil {
			se := noise * math.Sqrt(14/float64(min(x.wait, 14)))
			if x.method == LastWeek {
				se = noise * math.Sqrt2
			}
			bars := make([]float64, len(launches))
			for i, l := range launches {
				if bars[i] = x.bar * se; x.sure {
					e := l.extrapolated(x.wait)
					bars[i] = math.Hypot(bars[i], e.Value-e.Lo)
				}
			}
			p.Rules = append(p.Rules, bill(x.name, launches, reads, se, bars, key))
		}
	}
	return p
}

// bill plays one rule: a launch is shipped whose noisy reading is above its bar.
func bill(name string, launches []*Launch, reads []float64, se float64, bars []float64, key rng.Key) Rule {
	r, mean, sd := Rule{Name: name}, stat.Mean(reads, nil), 0.0
	if len(reads) > 1 {
		sd = stat.StdDev(reads, nil)
	}
	const per = 100.0 / drawn
	for k := range drawn {
		i := k % len(launches)
		read := reads[i] + se*distuv.UnitNormal.Quantile(key.Uniform(uint64(k)))
		if read <= bars[i] {
			continue
		}
		l := launches[i]
		r.Shipped += per
		r.Claimed += per * read
		r.Shrunk += per * longrun.Shrink(read, se, mean, sd)
		r.Now += per * l.effect(0, 0, 14)
		r.Later += per * l.Truth()
		if l.Truth() < 0 {
			r.Harmful += per
		}
	}
	return r
}
