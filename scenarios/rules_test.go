package scenarios_test

import (
	"math"
	"reflect"
	"strings"
	"testing"

	"marketsim/scenarios"
)

// TestConstantRules: a rule that is a number, and a load by segment, say the same as the keys that take a number.
func TestConstantRules(t *testing.T) {
	for _, x := range [][2][]string{
		{{"mechanism.ad_load.per_session=2"}, {"mechanism.ad_load.rule=2"}},
		{{"mechanism.ad_load.per_session=2"}, {"mechanism.ad_load.per_session=3", "mechanism.ad_load.rule=1 + 1"}},
		{{"mechanism.ad_load.per_session=2"}, {"mechanism.ad_load.per_session=1", "mechanism.ad_load.by_segment={everyone: 2}"}},
		{{"mechanism.reserve=0.80 USD"}, {"mechanism.reserve_rule=0.2 * eligible"}},
		{{"mechanism.reserve=1.20 USD"}, {"mechanism.reserve_rule=0.3 USD * eligible"}},
		{{"mechanism.reserve=0.80 USD"}, {"mechanism.reserve=0.80 USD", "mechanism.reserve_rule=0 - 1"}},
		{{}, {"mechanism.ad_load.rule=1 / 0", "mechanism.reserve_rule=0 / 0"}},
	} {
		values := "market.campaigns.groups.g.value={kind: uniform, min: 0.5 USD, max: 1.1 USD}"
		want, a := played(t, append(x[0], values)...)
		got, b := played(t, append(x[1], values)...)
		for d := range a {
			if !reflect.DeepEqual(a[d].Cells, b[d].Cells) { // the day's state of floors says nothing of rules
				t.Fatalf("%v: %d impressions and %v of revenue, %v: %d and %v", x[0], want.Impressions, want.Revenue, x[1], got.Impressions, got.Revenue)
			}
		}
	}
}

// TestRules: what rules read is what they are told to read.
func TestRules(t *testing.T) {
	whole, _ := played(t)
	sessions := float64(whole.Sessions)
	// A session has three requests, so three ads at most.
	for rule, ads := range map[string]float64{"eligible >= 4 ? 1 : 3": 1, "eligible > 4 ? 1 : 2": 2, "pages < 1 ? 3 : 0": 1, "ads < 2 ? 9 : 0": 2, "hour < 0 ? 3 : 0": 0, "hour >= 12 ? 1 : 0": 0.5, "0.25": 0.25} {
		got, _ := played(t, "mechanism.ad_load.rule='"+rule+"'")
		near(t, rule, float64(got.Impressions), ads*sessions, math.Sqrt(0.25*sessions)+2)
	}
	_, days := played(t, "mechanism.ad_load.rule='day < 3 ? 3 : 1'")
	for d := range days {
		c, want := &days[d].Cells[0], 3.0
		if d >= 3 {
			want = 1
		}
		near(t, "by day", float64(c.Impressions)/float64(c.Sessions), want, 0.005)
	}
	// Without decay the level is the number of ads seen: at most three a Pinner, of those who came.
	got, _ := played(t, "mechanism.ad_load.rule='fatigue < 2.5 ? 3 : 0'", "market.pinners.fatigue={per_ad: 1, half_life: 36500d, effect: 0}")
	want := 3 * 2000 * (1 - math.Exp(-7))
	near(t, "fatigue", float64(got.Impressions), want, 3*math.Sqrt(2000*math.Exp(-7)))
	segments := "market.pinners.segments=[{name: often, share: 50%, sessions_per_day: 1}, {name: seldom, share: 50%, sessions_per_day: 1}]"
	_, days = played(t, segments, "mechanism.ad_load.by_segment={often: 1, seldom: 1.5}")
	var ads, visits [2]float64
	for d := range days {
		for i := range ads {
			ads[i] += float64(days[d].Cells[i].Impressions)
			visits[i] += float64(days[d].Cells[i].Sessions)
		}
	}
	near(t, "often", ads[0]/visits[0], 1, 0.0005)
	near(t, "seldom", ads[1]/visits[1], 1.5, 0.5/math.Sqrt(visits[1]))
}

// TestBrokenRules: mistakes name the key and the variables that there are.
func TestBrokenRules(t *testing.T) {
	for set, want := range map[string]string{
		"mechanism.ad_load.rule=8 - fatige":           "did you mean `fatigue`",
		"mechanism.reserve_rule=0.1 * bid":            "there is no variable `bid`",
		"mechanism.ad_load.rule=fatigue >":            "of the formula",
		"mechanism.ad_load.by_segment={nobody: 3}":    "there is no segment named `nobody`",
		"mechanism.ad_load.by_segment={everyone: -1}": "mechanism.ad_load.by_segment",
		"mechanism.reserve_rule=eligible > 3":         "a condition, not a number",
	} {
		_, ds := scenarios.Load("plain.yaml", []byte(plainMarket), scenarios.Options{Set: []string{set}})
		var b strings.Builder
		ds.Write(&b, "text")
		if !ds.HasErrors() || !strings.Contains(b.String(), want) {
			t.Errorf("%s: %s", set, b.String())
		}
	}
}
