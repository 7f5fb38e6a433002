package results

import (
	"slices"
	"testing"
)

// TestMetricsByHour: metrics are read by hour where the five counters of hours tell all of them, and by weekday where no sum over the horizon is needed.
func TestMetricsByHour(t *testing.T) {
	var hours, days []string
	for _, m := range Metrics() {
		if m.ByHour() {
			hours = append(hours, m.Name)
		}
		if !m.ByDay() {
			days = append(days, m.Name)
		}
	}
	for _, name := range []string{"revenue", "sessions", "auctions", "impressions", "clicks", "ctr", "cpm", "cpc", "rpm", "ad_load", "revenue_per_session"} {
		if !slices.Contains(hours, name) {
			t.Errorf("%s is not read by hour: %v", name, hours)
		}
	}
	for _, name := range []string{"value", "surplus", "roas", "fill_rate", "views", "pinners", "calibration", "sessions_per_pinner_day", "auction_density"} {
		if slices.Contains(hours, name) {
			t.Errorf("%s is read by hour, whose counters do not tell it", name)
		}
	}
	if want := []string{"advertiser_churn", "budget_utilisation"}; !slices.Equal(days, want) {
		t.Errorf("not read by weekday are %v, want %v, which need the whole horizon", days, want)
	}
}

// TestHourSums: an hour is summed over the days of a window.
func TestHourSums(t *testing.T) {
	r := &Result{Days: make([]DayResult, 3)}
	for d := range r.Days {
		for h := range r.Days[d].Hours {
			r.Days[d].Hours[h] = HourTally{Sessions: int64(10*d + h), Clicks: 2e9, Impressions: 100}
		}
	}
	got := Hour(r, 5, 1, 3)
	ctr, _ := LookupMetric("ctr")
	if got.Sessions != 15+25 || got.Days != 2 || ctr.Value(&got) != 2 {
		t.Errorf("%+v, ctr %v", got, ctr.Value(&got))
	}
}
