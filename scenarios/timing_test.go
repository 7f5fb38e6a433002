package scenarios_test

import (
	"math"
	"testing"

	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// TestChargesArePaidInTheOrderOfTime: of a window of six hours, in which far more is charged than the day's budget, the first charges are paid.
func TestChargesArePaidInTheOrderOfTime(t *testing.T) {
	_, days := played(t, "run.horizon=1d", "run.feedback_lag=6h", "mechanism.auction=first_price", groupG+"count=1", groupG+"daily_budget=50 USD")
	hours := days[0].Hours
	// 250 requests an hour are clicked at 10% for 1 USD: 25 USD an hour.
	near(t, "spent in the first two hours", hours[0].Revenue.Float()+hours[1].Revenue.Float()+hours[2].Revenue.Float(), 50, 1e-9)
	if hours[0].Revenue == 0 || hours[3].Revenue+hours[4].Revenue+hours[5].Revenue != 0 {
		t.Errorf("by hour: %v %v %v %v %v %v", hours[0].Revenue, hours[1].Revenue, hours[2].Revenue, hours[3].Revenue, hours[4].Revenue, hours[5].Revenue)
	}
}

// TestSpendIsFiledUnderItsHour: where windows do not reach over the hour, a group's spend in every hour is the hour's revenue.
func TestSpendIsFiledUnderItsHour(t *testing.T) {
	for _, lag := range []string{"0", "15m", "1h"} {
		_, days := played(t, "run.horizon=2d", "run.feedback_lag="+lag)
		for d := range days {
			for h, x := range days[d].Hours {
				if got := days[d].Spend[0][h]; got != x.Revenue || got == 0 {
					t.Errorf("lag %s, day %d, hour %d: spend %v of a revenue of %v", lag, d, h, got, x.Revenue)
				}
			}
		}
	}
}

// quick makes a session's three requests follow each other by a second.
const quick = "market.pinners.dwell={kind: constant, value: 1s}"

// TestLeavingByFatigue: an ad adds 1 to the level, which halves in a minute; a tenth of the level leave after a request: 10% after the first, 10%
// of 1 + 2^(-1/60) after the second.
func TestLeavingByFatigue(t *testing.T) {
	got, _ := played(t, quick, "market.pinners.fatigue={per_ad: 1, half_life: 1m, effect: 0}", "market.pinners.leave.per_fatigue=0.1")
	second := 0.1 * (1 + math.Exp2(-1./60))
	near(t, "requests of a session", float64(got.Auctions)/float64(got.Sessions), 1+0.9+0.9*(1-second), 0.62/math.Sqrt(14_000))
}

// TestFatigueFades: a level that halves in a second is gone by the next day, and by the next request of a session a minute later.
func TestFatigueFades(t *testing.T) {
	got, _ := played(t, "market.pinners.dwell={kind: constant, value: 60s}", "market.pinners.fatigue={per_ad: 1, half_life: 1s, effect: 1}")
	n := float64(got.Impressions)
	near(t, "clicks", float64(got.Clicks)/spec.Unit, 0.1*n, math.Sqrt(0.09*n))
	// At a half-life of a minute the second and the third ad of a session find levels of 1/2 and 3/4; before a session there is nearly none.
	got, _ = played(t, "market.pinners.dwell={kind: constant, value: 60s}", "market.pinners.fatigue={per_ad: 1, half_life: 1m, effect: 1}")
	sessions := float64(got.Sessions)
	near(t, "clicks of a tired Pinner", float64(got.Clicks)/spec.Unit, 0.1*sessions*(1+math.Exp(-0.5)+math.Exp(-0.75)), math.Sqrt(0.09*2.1*sessions))
}

// TestFatigueOfADay: of sessions that come at random, one a day with three ads, each of which leaves 0.01 that halves in a day, the mean level is 0.03/ln 2 in the
// long run, and (1 - 2^-7) of it after a week.
func TestFatigueOfADay(t *testing.T) {
	_, days := played(t, "market.pinners.fatigue={per_ad: 0.01, half_life: 1d, effect: 0}")
	s := days[6].State[0]
	near(t, "fatigue", float64(s.Fatigue)/results.StateUnit/float64(s.Pinners), 0.03/math.Ln2*127/128, 0.03*math.Sqrt(1/(2*math.Ln2)/2000))
}

// TestWearOutRecovers: half of the exposures are forgotten in a minute, so that an ad a session finds the Pinner fresh.
func TestWearOutRecovers(t *testing.T) {
	got, _ := played(t, "market.pinners.requests_per_session=1", "market.pinners.history=100", groupG+"count=1", groupG+"wear_out={per_exposure: 50%, recovery: 1m}")
	n := float64(got.Impressions)
	near(t, "clicks", float64(got.Clicks)/spec.Unit, 0.1*n, math.Sqrt(0.09*n))
}

// TestWearOutHasAFloor: half of the click rate does not wear out, of the rest an exposure leaves a tenth: 10%, 5.5%, 5.05%, ... In a week nearly
// all 2,000 Pinners see many ads.
func TestWearOutHasAFloor(t *testing.T) {
	got, _ := played(t, "market.pinners.history=100", groupG+"count=1", groupG+"wear_out={per_exposure: 90%, floor: 50%}")
	n := float64(got.Impressions)
	near(t, "clicks", float64(got.Clicks)/spec.Unit, 0.05*n+2000*0.05*(1-math.Exp(-7))/0.9, math.Sqrt(0.05*n))
}

// TestFlightOfSlowConversions: a hundred clicks of half a dollar each, as far as is foreseen, use up 50 USD, and campaigns wait for what comes of
// them: 50 conversions with a deviation of 5. Of conversions that come six hours late, 75 USD too much would be bought otherwise.
func TestFlightOfSlowConversions(t *testing.T) {
	got, _ := played(t, "run.horizon=1d", groupG+"count=1", groupG+"daily_budget=50 USD", groupG+"objective=conversions", groupG+"bill=conversions", "mechanism.inflight=counted",
		groupG+"conversion_rate={base: 50%, affinity: 0, delay: {kind: constant, value: 6h}}", "mechanism.auction=first_price")
	if over := got.Overdelivery.Float(); over > 5*5 || got.Revenue.Float() < 50-5*5 {
		t.Errorf("%v USD of 50 were spent, %v delivered beyond", got.Revenue.Float(), over)
	}
}

// TestCapsForget: an ad a Pinner in half a day, of sessions that come once a day at random: an ad every 1.5 days, and with the first, which waits
// for nothing, 7/1.5 + 1/3 - 1.25/4.5 = 4.722 of each Pinner in a week (the renewal function of a dead time), with a variance of 7/1.5^3.
func TestCapsForget(t *testing.T) {
	got, _ := played(t, "market.pinners.requests_per_session=1", groupG+"count=1", groupG+"frequency_cap={count: 1, per: 12h}")
	near(t, "ads", float64(got.Impressions), 2000*4.722, math.Sqrt(2000*7/3.375))
}

// TestADayTakesItsShareOfTheWeek: a day on which a third of the week's traffic comes gets a third of the week's budget, and no more than a seventh
// times the cap of a day. Who comes on the fifth day of the week has the budget of the three days that are left.
func TestADayTakesItsShareOfTheWeek(t *testing.T) {
	const even = 70.0 / 9
	week := func(cap, start, rhythm string, wants ...float64) {
		_, days := played(t, groupG+"count=1", groupG+"start="+start, "mechanism.auction=first_price", groupG+"weekly_budget=70 USD", groupG+"weekly_day_cap="+cap,
			"market.pinners.rhythm.weekly="+rhythm)
		for d, want := range wants {
			if spent := days[d].Groups[0].Revenue.Float(); spent > want+1e-8 || spent < 0.99*want {
				t.Errorf("cap %s, from %s, day %d: spent %v, want %v", cap, start, d, spent, want)
			}
		}
	}
	for cap, most := range map[string]float64{"1x": 10, "1.4x": 14, "3x": 70.0 / 3} {
		week(cap, "0d", "[1, 1, 1, 1, 1, 1, 3]", even, even, even, even, even, even, most)
		week(cap, "4d", "[1, 1, 1, 1, 1, 1, 1]", 0, 0, 0, 0, 10, 10, 10)
	}
}
