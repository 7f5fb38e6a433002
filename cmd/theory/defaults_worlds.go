package theory

import (
	"fmt"
	"math"

	"marketsim/reports"
	"marketsim/sim/spec"
)

// Section N, continued: this world, or worlds like it.

func init() {
	add(Entry{"N14", "Spread between worlds and within one", "Searle, Casella & McCulloch (1992), Variance Components", []string{"n-worlds"}, checkN14})
}

// checkN14 holds the spreads of a report against those of a law. With W worlds a deviation is known to about sd sqrt((kurtosis - 1) / 4 W); the
// uniform law has kurtosis 1.8, the normal 3.
func checkN14(c *Check) {
	worlds := float64(c.Scaled(2_000))
	between, within := 0.5/math.Sqrt(12), math.Sqrt(13.0/12/800)
	replications := fmt.Sprintf("run.replications=%.0f", 2*worlds)
	many := c.spread("n-worlds", replications)
	c.Near("change of revenue, mean over worlds", *many.Here, 0.5, math.Sqrt(between*between+within*within/2), worlds)
	c.Near("spread between worlds (SD)", *many.Between, between, between*math.Sqrt(0.8)/2, worlds)
	c.Near("spread within a world (SD)", *many.Within, within, within*math.Sqrt(2)/2, worlds)
	half := 1.96 * within / math.Sqrt(2*worlds)
	c.Estimate("half interval of the worlds drawn", reading{(*many.HereHi - *many.HereLo) / 2, half / math.Sqrt(2*worlds), int(worlds)}, half, half*8/math.Sqrt(worlds))
	range95 := 1.96 * between
	c.Estimate("half range of another world", reading{(*many.OtherHi - *many.OtherLo) / 2, range95 * math.Sqrt(0.8/worlds) / 2, int(worlds)}, range95, range95*4/math.Sqrt(worlds))
	same := c.spread("n-worlds", replications, "run.redraw=[pinners]")
	most := within * math.Sqrt(2/math.Sqrt(worlds))
	c.Holds("no spread between worlds where campaigns are held", *same.Between <= most, "%.4f (SD), at most %.4f by chance", *same.Between, most)
	alone := c.spread("n-worlds", replications, "run.replications_per_world=1")
	c.Near("spread of replications that are worlds of their own (SD)", *alone.Total, math.Hypot(between, within), between*math.Sqrt(0.8)/2, 2*worlds)
	c.Holds("what lies between worlds is not told from one replication each", alone.Between == nil && alone.Within == nil, "no number")
}

// spread is what a report says of revenue under the only arm of a scenario.
func (c *Check) spread(name string, set ...string) reports.Spread {
	run := c.Run("theory/"+name, set...)
	sp := run.Scenario.Spec
	in := &reports.Input{Scenario: name, Days: int(sp.Horizon / spec.Day), Axes: run.Scenario.Axes, Results: run.Results, Planned: sp.Replications,
		Arms: []reports.ArmInfo{{Name: "control", Versus: -1}, {Name: "more"}}, Redraw: []string{"campaigns"}, PerWorld: sp.PerWorld}
	sum, _, err := reports.Measure(in)
	if err != nil {
		panic(failure{err})
	}
	for _, x := range sum.SpreadsOf("more") {
		if x.Metric == "revenue" {
			return *x
		}
	}
	panic(failure{fmt.Errorf("%s: no spread of revenue", name)})
}
