package results

// Hour sums one hour of the day over the days [from, to): what HourTally counts, and how many days these are. All else is 0; see ByHour.
func Hour(r *Result, hour, from, to int) Totals {
	var t Totals
	for d := from; d < to; d++ {
		h := &r.Days[d].Hours[hour]
		t.Days++
		t.Sessions += h.Sessions
		t.Auctions += h.Auctions
		t.Impressions += h.Impressions
		t.Clicks += h.Clicks
		t.Revenue += h.Revenue
	}
	return t
}

// ByHour tells whether the metric follows from what hours are counted by, so that Hour says all that it needs.
func (m *Metric) ByHour() bool {
	return m.needsOnly(func(t *Totals) {
		t.Days, t.Sessions, t.Auctions, t.Impressions, t.Clicks, t.Revenue = 2, 70, 210, 500, 9e9, 4e9
	})
}

// ByDay tells whether the metric follows from sums over days that need not follow each other, so that Totals.Add says all that it needs.
func (m *Metric) ByDay() bool {
	return !m.Whole && m.needsOnly(func(t *Totals) {
		whole := *t
		*t = totalsFilled(3)
		t.Budget, t.BudgetSpend, t.Campaigns, t.Churned = whole.Budget, whole.BudgetSpend, whole.Campaigns, whole.Churned
	})
}

// needsOnly tells whether the metric is the same whatever stands in the fields that set leaves alone.
func (m *Metric) needsOnly(set func(*Totals)) bool {
	a, b := totalsFilled(1), totalsFilled(7)
	set(&a)
	set(&b)
	return sameNumber(m.Value(&a), m.Value(&b))
}
