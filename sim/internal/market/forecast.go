package market

import (
	"fmt"

	"marketsim/sim/internal/pinners"
	"marketsim/sim/spec"
)

// Forecast is the traffic that pacing reckons with: of one day, or of the seven days of a week from the weekday of day 0 on.
type Forecast struct {
	curves [][]float64 // by day: the share gone by at the end of each of its equal cells
	days   []float64   // relative traffic by day of the week
}

// newForecast is the traffic of some segments: the policy's own forecast of them, or else the rhythm in which they come.
func newForecast(w *pinners.World, m *spec.Platform, segments []bool) (f Forecast) {
	if own := forecastOf(m, segments); own != nil {
		f = given(own, max(1, m.ForecastDays))
	} else {
		f.curves = [][]float64{rhythmCurve(w.Population, segments)}
	}
	for d := 0; len(f.days) < 7; d++ {
		f.days = append(f.days, w.Population.Rhythm.Weekday(d))
	}
	return f
}

// forecastOf is what the policy says of some segments; nil where it says nothing.
func forecastOf(m *spec.Platform, segments []bool) []float64 {
	if m.SegmentForecast == nil {
		return m.Forecast
	}
	sum := make([]float64, len(m.Forecast))
	for s, in := range segments {
		for i := range sum {
			if in {
				sum[i] += m.SegmentForecast[s][i]
			}
		}
	}
	return sum
}

// given lays a forecast of so many days out.
func given(traffic []float64, days int) (f Forecast) {
	parts := len(traffic) / days
	for day := range days {
		own := traffic[day*parts : (day+1)*parts]
		f.curves = append(f.curves, pinners.TrafficCurve([]spec.Rhythm{{Daily: own}}, []float64{1}))
		if days == 7 {
			sum := 0.0
			for _, x := range own {
				sum += x
			}
			f.days = append(f.days, sum)
		}
	}
	return f
}

// rhythmCurve is the day of some segments.
func rhythmCurve(p *spec.Population, segments []bool) []float64 {
	if !p.Uneven() {
		return pinners.TrafficCurve([]spec.Rhythm{p.Rhythm}, []float64{1})
	}
	var rhythms []spec.Rhythm
	var levels []float64
	for s, in := range segments {
		if in {
			rhythms, levels = append(rhythms, p.RhythmOf(s)), append(levels, p.Level(s))
		}
	}
	return pinners.TrafficCurve(rhythms, levels)
}

// audiences finds out whose traffic each campaign has to reckon with, where that differs between segments. Campaigns that share a budget reckon
// with that of all of them.
func (p *Platform) audiences(w *pinners.World, e *Economy) {
	n := len(w.Population.Segments)
	all := make([]bool, n)
	for s := range all {
		all[s] = true
	}
	p.Forecast = newForecast(w, p.Platform, all)
	if p.SegmentForecast == nil && !w.Population.Uneven() {
		return
	}
	known := map[string]int32{}
	p.plans = make([]int32, len(e.Campaigns))
	for i := range e.Campaigns {
		if !e.Campaigns[i].Present {
			continue
		}
		segments := e.reaches(int32(i), n)
		name := fmt.Sprint(segments)
		if _, ok := known[name]; !ok {
			known[name] = int32(len(p.forecasts))
			p.forecasts = append(p.forecasts, newForecast(w, p.Platform, segments))
		}
		p.plans[i] = known[name]
	}
}

// reaches marks the segments that campaign i, or others that share its budget, target.
func (e *Economy) reaches(i int32, segments int) []bool {
	var alone [1]int32
	in := make([]bool, segments)
	for _, j := range e.Owners(i, &alone) {
		for s := range in {
			in[s] = in[s] || e.Campaigns[j].targets(s)
		}
	}
	return in
}

// Plan is the traffic that campaign i reckons with.
func (p *Platform) Plan(i int32) *Forecast {
	if int(i) >= len(p.plans) {
		return &p.Forecast
	}
	return &p.forecasts[p.plans[i]]
}

// Uneven tells whether campaigns reckon with different traffic.
func (p *Platform) Uneven() bool { return p.plans != nil }

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
