package results_test

import (
	"math"
	"testing"

	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// metric is the value of a metric of totals made by hand.
func metric(t *testing.T, name string, sums *results.Totals) float64 {
	t.Helper()
	m, ok := results.LookupMetric(name)
	if !ok {
		t.Fatalf("there is no metric %s", name)
	}
	return m.Value(sums)
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-9*math.Max(1, math.Abs(want)) {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

// Metrics of totals made by hand have the values that pencil and paper give.
func TestMetricsByHand(t *testing.T) {
	const unit = spec.Unit
	sums := &results.Totals{Days: 4}
	sums.Views, sums.Clicks, sums.LogLoss = 1000*unit, 200*unit, 400*unit
	near(t, "log_loss", metric(t, "log_loss", sums), 0.4)
	// -0.2 ln 0.2 - 0.8 ln 0.8 = 0.500402423538188
	near(t, "normalised_entropy", metric(t, "normalised_entropy", sums), 0.4/0.500402423538188)
	// 10 budgets run out within [5h, 5h30m), 10 within [8h, 8h30m): the median lies at the end of the first; with one more there, at 5h + 10.5/11 of half an hour.
	sums.Lived[10], sums.Lived[16] = 10, 10
	near(t, "campaign_lifetime", metric(t, "campaign_lifetime", sums), 5.5)
	sums.Lived[10] = 11
	near(t, "campaign_lifetime", metric(t, "campaign_lifetime", sums), 5+0.5*10.5/11)
	// 8 campaigns were under support on each of 4 days, and 2 of them graduated in all.
	sums.Supported, sums.Graduated = 32, 2
	near(t, "graduation", metric(t, "graduation", sums), 25)
	sums.Revenue, sums.Auctions, sums.Slots, sums.Impressions = spec.Nano(3*unit), 1500, 4000, 1000
	near(t, "rpm", metric(t, "rpm", sums), 2)
	near(t, "fill_rate", metric(t, "fill_rate", sums), 25)
}

// A window counts the campaigns that were there in it: not those that left before it, nor those that join when it ends.
func TestChurnOfAWindow(t *testing.T) {
	day := func(d int) spec.Time { return spec.Time(d) * spec.Day }
	r := &results.Result{Days: make([]results.DayResult, 6)}
	for name, life := range map[string][2]spec.Time{"before": {-spec.Never, day(1)}, "edge": {-spec.Never, day(2)}, "within": {-spec.Never, day(3)}, "joins and leaves": {day(2), day(4) - 1}, "stays": {0, spec.Never},
		"leaves at the end": {0, day(4)}, "joins at the end": {day(4), spec.Never}, "later": {day(5), spec.Never}} {
		r.Campaigns = append(r.Campaigns, results.CampaignResult{Name: name, Joined: life[0], Left: life[1]})
	}
	sums := results.Sum(r, &results.Axes{Segments: []string{"a"}, Surfaces: []string{"b"}}, 2, 4, results.Everything)
	if sums.Campaigns != 5 || sums.Churned != 3 { // edge, within, joins and leaves; stays, leaves at the end
		t.Errorf("%v of %v campaigns left, want 3 of 5", sums.Churned, sums.Campaigns)
	}
	near(t, "advertiser_churn", metric(t, "advertiser_churn", &sums), 60)
}

// A cut takes its own part: of cells by segment and surface, of Pinners' state by segment, of budgets' lives by group.
func TestCutsOfADay(t *testing.T) {
	d := results.DayResult{Cells: make([]results.Tally, 6), State: make([]results.PinnerState, 2), Lived: make([][results.LivedBins]int64, 2), Groups: make([]results.Tally, 2)}
	for i := range d.Cells { // segment i/3, surface i%3
		d.Cells[i].Impressions = int64(1) << i
	}
	d.State[0].Pinners, d.State[1].Pinners = 10, 100
	d.Lived[0][3], d.Lived[1][3] = 1, 2
	d.Groups[0].Impressions, d.Groups[1].Impressions = 7, 9
	for _, c := range []struct {
		cut                results.Cut
		impressions, lives int64
		pinners            float64
	}{
		{results.Everything, 63, 3, 110},
		{results.Cut{Segment: 1, Surface: -1, Group: -1}, 8 + 16 + 32, 3, 100},
		{results.Cut{Segment: -1, Surface: 2, Group: -1}, 4 + 32, 3, 110},
		{results.Cut{Segment: 0, Surface: 1, Group: -1}, 2, 3, 10},
		{results.Cut{Segment: -1, Surface: -1, Group: 1}, 9, 2, 0},
	} {
		var sums results.Totals
		sums.Add(&d, 3, c.cut)
		if sums.Impressions != c.impressions || sums.Lived[3] != c.lives || sums.State.Pinners != c.pinners {
			t.Errorf("%+v: %d impressions, %d lives, %v Pinners, want %d, %d, %v", c.cut, sums.Impressions, sums.Lived[3], sums.State.Pinners, c.impressions, c.lives, c.pinners)
		}
	}
}
