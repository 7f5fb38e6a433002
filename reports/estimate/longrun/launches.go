package longrun

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"marketsim/sim/rng"
)

// Programme is a stream of launches: each has a true short-run and long-run effect, normal and correlated, a test that reads the short run with
// noise, and a rule that launches it or not.
type Programme struct {
	Launches    int
	Mean        float64 // of true short-run effects
	SD          float64
	LongMean    float64 // of true long-run effects
	LongSD      float64
	Correlation float64 // of a launch's short-run and long-run effects
	SE          float64 // of the reading of the short run
	LongSE      float64 // of the reading of the long run; 0: none is made
	Rule        func(read, long float64) bool
}

// Bill is what a programme adds up to. A holdback of all launches reads TrueShort now and TrueLong later, whatever the tests had read.
type Bill struct {
	Launched            int
	Read                float64 // sum of readings of what was launched
	TrueShort, TrueLong float64 // sums of the truth of it
	Harmful             int     // launched, and lost in the long run
}

// Curse is the sum of readings over the sum of truths of what was launched: above 1 where what looks good is launched.
func (b Bill) Curse() float64 { return b.Read / b.TrueShort }

// Run plays the programme. Draws belong to the launch, so programmes that differ in the rule alone see the same launches and readings.
func (p *Programme) Run(key rng.Key) Bill {
	var b Bill
	for i := range p.Launches {
		k := key.With(uint64(i))
		z := func(purpose uint64) float64 { return distuv.UnitNormal.Quantile(k.Uniform(purpose)) }
		common := z(0)
		short := p.Mean + p.SD*common
		long := p.LongMean + p.LongSD*(p.Correlation*common+math.Sqrt(1-p.Correlation*p.Correlation)*z(1))
		read, later := short+p.SE*z(2), math.NaN()
		if p.LongSE > 0 {
			later = long + p.LongSE*z(3)
		}
		if !p.Rule(read, later) {
			continue
		}
		b.Launched++
		b.Read += read
		b.TrueShort += short
		b.TrueLong += long
		if long < 0 {
			b.Harmful++
		}
	}
	return b
}

// Shrink is the expected truth of a reading when true effects are normal with a mean and standard deviation: Bayes' answer to the winner's curse,
// whatever the bar was.
func Shrink(read, se, mean, sd float64) float64 {
	return mean + (read-mean)*sd*sd/(sd*sd+se*se)
}
