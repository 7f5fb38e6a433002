package stats

// Week is its number of days.
const Week = 7

// Slope is the least-squares slope of values at 0, 1, 2, ...
func Slope(y []float64) float64 {
	middle, top, bottom := float64(len(y)-1)/2, 0.0, 0.0
	for i, v := range y {
		x := float64(i) - middle
		top += x * v
		bottom += x * x
	}
	return top / bottom
}

// WeekAround is the days [from, to) of the week around a day; at both ends of the horizon it is the first and the last whole week. A horizon of a week or less,
// whose days would all be of that one week, has each day for itself.
func WeekAround(day, days int) (from, to int) {
	if days <= Week {
		return day, day + 1
	}
	from = max(0, min(day-Week/2, days-Week))
	return from, min(days, from+Week)
}

// Around says what stands for a day in a horizon of so many.
func Around(days int) string {
	if days <= Week {
		return "itself"
	}
	return "the week around it"
}
