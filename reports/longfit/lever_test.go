package longfit

import (
	"math"
	"strings"
	"testing"
)

// near fails where a number is not what is known of it.
func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-12*max(1, math.Abs(want))) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// TestSquaresByHand: half of the sessions have no ad and half have 20, 10 on average. At 0.0002 an ad squared a Pinner leaves after 1% + 0.0002 x 200 = 5% of them, and
// at 0.01 after 50.5%, since a probability ends at 1; if all had 10 ads it would be 3% and all of them.
func TestSquaresByHand(t *testing.T) {
	uneven := make([]float64, 21)
	uneven[0], uneven[20] = 0.5, 0.5
	l := &Lever{Before: 10, After: 10, Ads: [2][]float64{before: uneven}, Sessions: 0.7}
	near(t, "uneven", leaves([]float64{0.0002}, l, before), 0.05)
	near(t, "bounded", leaves([]float64{0.01}, l, before), 0.505)
	near(t, "even", leaves([]float64{0.0002}, l, after), 0.03)
}

// TestAdsOfADayByHand: one session a day on average, half with one ad and half with two: no ad on exp(-1) of days, one on half of that, two on 0.5 + 0.25 / 2 of it.
func TestAdsOfADayByHand(t *testing.T) {
	day := compound(1, []float64{0, 0.5, 0.5})
	for ads, want := range []float64{1, 0.5, 0.625} {
		near(t, "share of days", day[ads], want*math.Exp(-1))
	}
	sum, mean := 0.0, 0.0
	for ads, share := range day {
		sum, mean = sum+share, mean+float64(ads)*share
	}
	if math.Abs(sum-1) > 1e-8 || math.Abs(mean-1.5) > 1e-6 {
		t.Errorf("shares add up to %v, the mean is %v; want 1 and 1.5", sum, mean)
	}
	alike := &Lever{Before: 4, Sessions: 0.7}
	told := &Lever{Before: 4, Sessions: 0.7, Ads: [2][]float64{before: {0, 0, 0, 0, 1}}}
	if x, y := asleep([]float64{0.002}, alike, before), asleep([]float64{0.002}, told, before); math.Abs(x-y) > 1e-9 {
		t.Errorf("four ads in every session: dormant on %v of days by the mean, %v by their law", x, y)
	}
}

// TestWarmupByHand: who is there when a test begins has been there for the warm-up. After ten days at 0.7 sessions and 3% a session exp(-0.021 x 10.5) have not
// left by the middle of the next; with 10% to wake up two thirds begin awake, which is
// what 5% without ads leave, and are at rest after a long warm-up.
func TestWarmupByHand(t *testing.T) {
	l := &Lever{Before: 10, After: 12, Sessions: 0.7, Warmup: 10}
	near(t, "not left", unchurned([]float64{0.0002}, l, 3)[0], math.Exp(-0.7*0.03*10.5))
	p := []float64{0.0002, 0.1}
	falls := asleep(p, l, before)
	l.Warmup = 0
	if x := awake(p, l, 3); math.Abs(x[0]-2./3) > 1e-12 || math.Abs(x[1]-(2./3*(1-falls)+0.1/3)) > 1e-12 {
		t.Errorf("without a warm-up %v are awake, want %v and %v", x, 2./3, 2./3*(1-falls)+0.1/3)
	}
	l.Warmup = 500
	near(t, "at rest", awake(p, l, 3)[2], 0.1/(0.1+falls))
}

// TestSensitivityIsAFactor: Pinners who react twice as strongly are moved as others are by parameters twice as large.
func TestSensitivityIsAFactor(t *testing.T) {
	l := *lever
	l.Kinds = []Kind{{Share: 1, Sessions: l.Sessions, Sensitivity: 2}}
	for name, twice := range map[string]struct{ one, two []float64 }{
		"geometric_churn": {[]float64{2e-5}, []float64{4e-5}}, "active_dormant": {[]float64{1e-3, 0.08}, []float64{2e-3, 0.08}}, "linkedin": {[]float64{-0.02, -0.01, 15}, []float64{-0.04, -0.02, 15}},
		"pandora": {[]float64{-0.03, 0.35, 12}, []float64{-0.06, 0.35, 12}}, "ad_blindness": {[]float64{0.05, -0.01}, []float64{0.05, -0.02}}, "google_search": {[]float64{0.03, -0.04}, []float64{0.03, -0.08}},
	} {
		for i := range Families {
			f := &Families[i]
			if f.Name != name {
				continue
			}
			sensitive, plain := f.Mixed(twice.one, &l, 30), f.Mixed(twice.two, lever, 30)
			if near(t, name, sensitive[29], plain[29]); plain[29] == 0 {
				t.Errorf("%s moves nothing", name)
			}
		}
	}
}

// TestChangesOfTheFirstDay: clicks per view that are 8% fewer on the first day, with a standard error of 1%, are told as no reaction; 2% fewer may be chance.
func TestChangesOfTheFirstDay(t *testing.T) {
	if notes := atOnce([]Effect{{Class: Sight, Value: -0.08, SE: 0.01}, {Class: Visits, Value: -0.08, SE: 0.01}, {Day: 1, Class: Sight, Value: -0.08, SE: 0.01}}); len(notes) != 1 ||
		!strings.Contains(notes[0], "change by -8% on the first day") || !strings.Contains(notes[0], "(1 + effect) / (1 - 0.0800) - 1") {
		t.Errorf("%q", notes)
	}
	if notes := atOnce([]Effect{{Class: Sight, Value: -0.02, SE: 0.01}}); len(notes) != 0 {
		t.Errorf("%q", notes)
	}
}
