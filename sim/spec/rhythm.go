package spec

import "marketsim/auction/elementary"

// Rhythm is how the rate of potential sessions moves through the day and the week. Its mean over a week is 1, but for the wave of the
// year, whose mean over a year is. Day 0 is
// the first weekday of Weekly; the warm-up is aligned so that day 0 keeps its weekday.
type Rhythm struct {
	Daily     []float64  // piecewise constant over equal parts of a day, mean 1; empty is 1
	Weekly    [7]float64 // factor by day, mean 1; all 0 is 1
	Amplitude float64    // of a daily sine wave on top, [0, 1)
	Peak      Time       // time of day at which the sine wave is highest
	Yearly    float64    // amplitude of a wave of 365 days on top, [0, 1)
	HighDay   float64    // day at which the yearly wave is highest, from day 0
	Occasions []Occasion // on top; where they overlap their factors multiply
}

// Occasion is a stretch of time in which sessions are more or fewer than usual, such as a holiday. Forecasts do not know of it.
type Occasion struct {
	From, To Time    // since day 0
	Factor   float64 // on the rate
}

// At is the relative rate at a time since day 0, which may be negative in the warm-up.
func (r *Rhythm) At(t Time) float64 {
	day, clock := t/Day, t%Day
	if clock < 0 {
		day, clock = day-1, clock+Day
	}
	rate := 1.0
	if n := len(r.Daily); n > 0 {
		rate = r.Daily[int(clock)*n/int(Day)]
	}
	if week := int(day % 7); r.Weekly != [7]float64{} {
		if week < 0 {
			week += 7
		}
		rate *= r.Weekly[week]
	}
	if r.Amplitude != 0 {
		rate *= 1 + float64(r.Amplitude*elementary.Turn(float64(clock-r.Peak)/float64(Day)))
	}
	if r.Yearly != 0 {
		rate *= 1 + float64(r.Yearly*elementary.Turn((float64(t)/float64(Day)-r.HighDay)/365))
	}
	for i := range r.Occasions {
		if o := &r.Occasions[i]; t >= o.From && t < o.To {
			rate *= o.Factor
		}
	}
	return rate
}

// day is the relative traffic of a day of the week, 0 being that of day 0.
func (r *Rhythm) Weekday(weekday int) float64 {
	if r.Weekly == [7]float64{} {
		return 1
	}
	return r.Weekly[weekday]
}

// Max is the highest relative rate, the least envelope that loses nothing at activity 1.
func (r *Rhythm) Max() float64 {
	daily, weekly := 1.0, 1.0
	for i, x := range r.Daily {
		if i == 0 || x > daily {
			daily = x
		}
	}
	for i, x := range r.Weekly {
		if r.Weekly != [7]float64{} && (i == 0 || x > weekly) {
			weekly = x
		}
	}
	return daily * weekly * (1 + r.Amplitude) * (1 + r.Yearly) * r.busiest()
}

// busiest is the highest product of the factors of occasions, 1 where they only take sessions away.
func (r *Rhythm) busiest() float64 {
	most := 1.0
	for i := range r.Occasions {
		for _, at := range []Time{r.Occasions[i].From, r.Occasions[i].To} {
			product := 1.0
			for _, o := range r.Occasions {
				if at >= o.From && at < o.To {
					product *= o.Factor
				}
			}
			most = max(most, product)
		}
	}
	return most
}
