package market

import (
	"marketsim/sim/internal/pinners"
	"marketsim/sim/spec"
)

// Forecast is the traffic that pacing reckons with: of one day, or of the seven days of a week from the weekday of day 0 on.
type Forecast struct {
	curves [][]float64 // by day: the share gone by at the end of each of its equal cells
	days   []float64   // relative traffic by day of the week
}

// newForecast is the policy's own forecast, or else the rhythm in which Pinners come.
func newForecast(w *pinners.World, m *spec.Platform) (f Forecast) {
	n := max(1, m.ForecastDays)
	parts := len(m.Forecast) / n
	for day := 0; day < n && parts > 0; day++ {
		own := m.Forecast[day*parts : (day+1)*parts]
		f.curves = append(f.curves, pinners.TrafficCurve(&spec.Rhythm{Daily: own}))
		if n == 7 {
			sum := 0.0
			for _, x := range own {
				sum += x
			}
			f.days = append(f.days, sum)
		}
	}
	if f.curves == nil {
		f.curves = [][]float64{w.DayCurve}
	}
	for d := 0; len(f.days) < 7; d++ {
		f.days = append(f.days, w.Population.Rhythm.Weekday(d))
	}
	return f
}

// Planned is the share of a day's traffic that comes before a time of the day.
func (f *Forecast) Planned(day, clock spec.Time) float64 {
	curve := f.curves[0]
	if len(f.curves) == 7 {
		curve = f.curves[Weekday(day)]
	}
	cells := spec.Time(len(curve))
	i, before := clock*cells/spec.Day, 0.0
	if i > 0 {
		before = curve[i-1]
	}
	part := float64(clock-i*spec.Day/cells) / float64(spec.Day/cells)
	return before + float64(part*(curve[i]-before))
}

// Traffic is the relative traffic of a day of the week, as weekly budgets reckon with it.
func (f *Forecast) Traffic(weekday int) float64 { return f.days[weekday] }

// Weekday counts days of the week from that of day 0, which is 0.
func Weekday(day spec.Time) int { return int((day%7 + 7) % 7) }
