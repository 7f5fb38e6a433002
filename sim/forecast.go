package sim

import (
	"marketsim/sim/internal/pinners"
	"marketsim/sim/spec"
)

// forecast is the traffic that pacing reckons with: of one day, or of the seven days of a week from the weekday of day 0 on.
type forecast struct {
	curves [][]float64 // by day, as world.DayCurve
	days   []float64   // relative traffic by day of the week; nil where all days are the same
}

func newForecast(m *spec.Market) (f forecast) {
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
	return f
}

// planned is the share of a day's traffic that the platform's forecast puts before a time of the day: the market's own forecast, or
// else the rhythm in which Pinners come.
func (e *engine) planned(day, clock spec.Time) float64 {
	curve := e.world.DayCurve
	switch curves := e.market.forecast.curves; len(curves) {
	case 0:
	case 7:
		curve = curves[weekday(day)]
	default:
		curve = curves[0]
	}
	cells := spec.Time(len(curve))
	i, before := clock*cells/spec.Day, 0.0
	if i > 0 {
		before = curve[i-1]
	}
	part := float64(clock-i*spec.Day/cells) / float64(spec.Day/cells)
	return before + float64(part*(curve[i]-before))
}

// weekdayTraffic is the relative traffic of a day of the week, as weekly budgets reckon with it.
func (e *engine) weekdayTraffic(weekday int) float64 {
	if days := e.market.forecast.days; days != nil {
		return days[weekday]
	}
	return e.world.Population.Rhythm.Weekday(weekday)
}
