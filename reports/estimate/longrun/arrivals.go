package longrun

import (
	"math"

	"marketsim/reports/estimate"
)

// Arrivals corrects for who is in a test so far: units that come often come first, and where effects follow activity the first days show too much.
// Each unit that came within so many days counts 1 / P(it comes), by its rate of the pre-period (Horvitz & Thompson).
type Arrivals struct{ m *estimate.Moments } // weight, weight x outcome

// NewArrivals makes an empty sum of an arm.
func NewArrivals() *Arrivals { return &Arrivals{estimate.NewMoments(2)} }

// Add adds a unit that came: its rate of visits a day before the test, the days since the test began, and its outcome. Rates of 0 cannot be
// weighed; units that never came before are a stratum of their own.
func (a *Arrivals) Add(rate, days, y float64) {
	w := 1 / -math.Expm1(-rate*days)
	a.m.Add(w, w*y)
}

// Point is the weighted mean outcome of the arm: as if all units had come.
func (a *Arrivals) Point() estimate.Point { return a.m.Point(estimate.Ratio(1, 0)) }

// EarlyExcess is by how much an effect that is proportional to a unit's rate is too large among those who came within so many days, when rates are
// exponential over units with a mean: 1 / (1 + mean x days).
func EarlyExcess(mean, days float64) float64 { return 1 / (1 + mean*days) }
