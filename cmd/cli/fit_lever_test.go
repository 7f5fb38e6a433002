package cli

import (
	"math"
	"strings"
	"testing"

	"marketsim/sim/dist"
)

// TestKindsOfRates: of Pinners whose rates of coming are exponential with mean r, (1 + r h t)^-2 of the sessions are left after t days if each ends a Pinner with
// probability h; kinds give that within 0.5%, and what a test changes within 2% (a kind for each twelfth of Pinners: off by 8% at first).
func TestKindsOfRates(t *testing.T) {
	kinds := kindsIn(&dist.Exponential{Average: 0.7})
	sessions := func(h, days float64) (sum float64) {
		for _, k := range kinds {
			sum += k.Share * k.Sessions * math.Exp(-k.Sessions*h*days)
		}
		return sum
	}
	for _, days := range []float64{0.5, 10.5, 40.5, 83.5} {
		want := 0.7 * math.Pow(1+0.7*0.0132*days, -2)
		if got := sessions(0.0132, days); math.Abs(got/want-1) > 0.005 {
			t.Errorf("day %v: %v sessions, want %v", days, got, want)
		}
		effect := math.Pow((1+0.7*0.0132*days)/(1+0.7*0.0172*days), 2) - 1
		if got := sessions(0.0172, days)/sessions(0.0132, days) - 1; math.Abs(got/effect-1) > 0.02 {
			t.Errorf("day %v: effect %v, want %v", days, got, effect)
		}
	}
	if kinds := kindsIn(&dist.Constant{}); len(kinds) != 1 || kinds[0].Sessions != 0 {
		t.Errorf("Pinners who never come are %v", kinds)
	}
}

// TestFitCountsAdsOfSessions: sessions of one page in two, of two in a quarter, and so on, have two ads a page and at most 4 or 6: half have 2 and half 4 before the test;
// half 2, a quarter 4 and a quarter 6 in it.
func TestFitCountsAdsOfSessions(t *testing.T) {
	text := strings.NewReplacer("requests_per_session: 1", "requests_per_session: {kind: geometric, mean: 2}", "ad_slots: [2, 6, 10, 14, 18, 22]", "ad_slots: [2, 6], continue: 100%",
		"warmup: 40d", "warmup: 3d", "replications: 4", "replications: 2").Replace(engineMarket)
	text = strings.NewReplacer("%%", "%", "sessions_per_day: %s", "sessions_per_day: 1", "long_run: %s", "long_run: none", "{set: {%s}}", "{set: {mechanism.ad_load.per_session: 6}}").Replace(text)
	var effects strings.Builder
	effects.WriteString("day,metric,effect,lo,hi\n")
	for day := range 6 {
		effects.WriteString(string(rune('0'+day)) + ",sessions,0%,-1%,1%\n")
	}
	l := fittedTo(t, text, effects.String()).Lever
	for side, want := range [][]float64{{2: 0.5, 4: 0.5}, {2: 0.5, 4: 0.25, 6: 0.25}} {
		if len(l.Ads[side]) != len(want) {
			t.Fatalf("side %d: %v", side, l.Ads[side])
		}
		for ads, share := range want {
			if math.Abs(l.Ads[side][ads]-share) > 0.015 { // 4 standard errors of 21,000 sessions
				t.Errorf("side %d: %v of sessions have %d ads, want %v", side, l.Ads[side][ads], ads, share)
			}
		}
	}
	if l.Warmup != 3 || math.Abs(l.Before-3) > 0.04 {
		t.Errorf("%d days of warm-up, %v ads before; want 3 and 3", l.Warmup, l.Before)
	}
}
