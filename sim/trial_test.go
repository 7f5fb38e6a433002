package sim_test

import (
	"context"
	"reflect"
	"testing"

	"marketsim/agents"
	"marketsim/sim"
	"marketsim/sim/dist"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// trialOf runs a spec of one replication and gives results and units by arm.
func trialOf(t *testing.T, s *spec.Spec, jobs int) ([]*results.Result, []*results.Trial) {
	t.Helper()
	units := make([]*results.Trial, len(s.Arms))
	all, err := sim.Run(context.Background(), s, sim.Options{Jobs: jobs, Units: func(_, arm int, u *results.Trial) { units[arm] = u }})
	if err != nil {
		t.Fatal(err)
	}
	return all[0], units
}

// dearer is a market whose reserve is much higher, and where every third campaign values clicks twice as much.
func dearer(campaigns int) *spec.Market {
	m := market(campaigns)
	for i := range m.Surfaces {
		m.Surfaces[i].Reserve = 0.4
	}
	for i := range m.Groups[0].Members {
		if i%3 == 0 {
			m.Groups[0].Members[i].Value = 2
		}
	}
	return m
}

// shared adds an arm in which both policies hold.
func shared(s *spec.Spec, x spec.Shared) {
	x.Key = "test"
	s.Arms = append(s.Arms, spec.Arm{Name: "shared", Phases: []spec.Phase{{Market: s.Arms[0].Phases[0].Market}}, Shared: &x})
}

// TestUnitsAddUp: what Pinners and campaigns did adds up to the days' totals, with Pinners coming and going, and measuring changes nothing.
func TestUnitsAddUp(t *testing.T) {
	s := small(1500, 20)
	s.Population.Arrivals, s.Population.Departure = 100, 0.05
	plain := run(t, s, 2)[0][0]
	s.Trial = &spec.Trial{Pre: -spec.Day, From: spec.Day, To: s.Horizon}
	shared(s, spec.Shared{Treatment: market(20), Pinners: 0.5})
	arms, units := trialOf(t, s, 2)
	for a, r := range arms {
		if !reflect.DeepEqual(r.Days, plain.Days) {
			t.Errorf("arm %s: a policy that changes nothing changes the market", r.Arm)
		}
		var sum results.Tally
		for _, d := range r.Days[1:] {
			for i := range d.Cells {
				sum.Add(&d.Cells[i])
			}
		}
		var pinners, campaigns results.Tally
		clicks, value, treated := 0.0, 0.0, 0
		for u := range units[a].Pinners.All() {
			pinners.Revenue += u.Revenue
			pinners.Impressions += int64(u.Impressions)
			pinners.Sessions += int64(u.Sessions)
			clicks += float64(u.Clicks)
			value += float64(u.Value)
			if u.Treated {
				treated++
			}
		}
		for _, c := range units[a].Campaigns {
			campaigns.Revenue += c.Spend
			campaigns.Clicks += c.Clicks
		}
		if pinners.Revenue != sum.Revenue || campaigns.Revenue != sum.Revenue || pinners.Impressions != sum.Impressions || pinners.Sessions != sum.Sessions {
			t.Errorf("arm %s: Pinners %+v, campaigns %+v, days %+v", r.Arm, pinners, campaigns, sum)
		}
		if want := float64(sum.Clicks) / spec.Unit; clicks != want || campaigns.Clicks != sum.Clicks {
			t.Errorf("arm %s: clicks %v and %v, want %v", r.Arm, clicks, campaigns.Clicks, want)
		}
		if want := sum.Value.Float(); value < want*0.9999 || value > want*1.0001 {
			t.Errorf("arm %s: value %v, want %v", r.Arm, value, want)
		}
		if share := float64(treated) / float64(units[a].Pinners.Len()); a > 0 && (share < 0.45 || share > 0.55) {
			t.Errorf("%v of the Pinners are treated", share)
		}
	}
}

// TestSharedMarket: treated Pinners see the treatment's prices, at the same bytes for any number of workers, and what they drew from
// campaigns is what they paid.
func TestSharedMarket(t *testing.T) {
	s := small(3000, 20)
	s.Trial = &spec.Trial{From: 0, To: 2 * spec.Day}
	shared(s, spec.Shared{Treatment: dearer(20), Pinners: 0.3})
	arms, units := trialOf(t, s, 1)
	again, same := trialOf(t, s, 4)
	if !reflect.DeepEqual(arms, again) || !reflect.DeepEqual(units, same) {
		t.Error("four workers give another result")
	}
	var revenue [2]spec.Nano
	var n [2]float64
	for u := range units[1].Pinners.All() {
		k := 0
		if u.Treated {
			k = 1
		}
		revenue[k] += u.Revenue
		n[k]++
	}
	if effect := revenue[1].Float() / n[1] / (revenue[0].Float() / n[0]); effect < 1.1 && effect > 0.9 {
		t.Errorf("treated Pinners pay %v times what others pay", effect)
	}
	var drawn spec.Nano
	for _, c := range units[1].Campaigns {
		drawn += c.Drawn
	}
	if drawn != revenue[1] {
		t.Errorf("drew %v, paid %v", drawn, revenue[1])
	}
	if reflect.DeepEqual(arms[0].Days[0], arms[1].Days[0]) {
		t.Error("the treatment changes nothing")
	}
}

// TestSharesOfAll: everybody treated is the whole market treated; nobody treated, and after the test, is control; campaigns that keep their
// description keep their bids.
func TestSharesOfAll(t *testing.T) {
	s := small(1000, 20)
	s.Trial = &spec.Trial{From: 0, To: s.Horizon}
	s.Arms = append(s.Arms, spec.Arm{Name: "whole", Phases: []spec.Phase{{Market: dearer(20)}}})
	shared(s, spec.Shared{Treatment: dearer(20), Pinners: 1})
	shared(s, spec.Shared{Treatment: dearer(20), Pinners: 1, Campaigns: 1})
	shared(s, spec.Shared{Treatment: dearer(20), Pinners: 0})
	shared(s, spec.Shared{Treatment: dearer(20), Pinners: 1, Campaigns: 0.5})
	arms, _ := trialOf(t, s, 2)
	for a, like := range map[int]int{2: 1, 3: 1, 4: 0} {
		for d := range arms[a].Days { // what the platform says of its own reserve is the control's
			if x, y := arms[a].Days[d].Cells, arms[like].Days[d].Cells; !reflect.DeepEqual(x, y) {
				t.Errorf("arm %d is not like arm %d on day %d: %+v instead of %+v", a, like, d, x[0], y[0])
			}
		}
	}
	if reflect.DeepEqual(arms[5].Days, arms[1].Days) || reflect.DeepEqual(arms[5].Days, arms[0].Days) {
		t.Error("half of the campaigns are all or none")
	}
}

// TestSidesAlone: the two sides of a budget split are two markets whose Pinners make up all.
func TestSidesAlone(t *testing.T) {
	s := small(1000, 20)
	s.Trial = &spec.Trial{From: 0, To: s.Horizon}
	for _, side := range []spec.Side{spec.ControlSide, spec.TreatedSide} {
		m := *s.Arms[0].Phases[0].Market
		m.BudgetShare = 0.5
		s.Arms = append(s.Arms, spec.Arm{Name: "side", Phases: []spec.Phase{{Market: &m}}, Shared: &spec.Shared{Key: "test", Pinners: 0.5, Only: side}})
	}
	arms, units := trialOf(t, s, 2)
	n, sessions := 0, 0
	for _, u := range units[1:] {
		n += u.Pinners.Len()
		for p := range u.Pinners.All() {
			sessions += int(p.Sessions)
		}
	}
	all := 0
	for p := range units[0].Pinners.All() {
		all += int(p.Sessions)
	}
	if n != units[0].Pinners.Len() || sessions != all {
		t.Errorf("%d Pinners with %d sessions on two sides, %d with %d in all", n, sessions, units[0].Pinners.Len(), all)
	}
	for i, c := range arms[1].Campaigns {
		if half := arms[0].Campaigns[i].Daily / 2; c.Daily < half-1 || c.Daily > half+1 {
			t.Errorf("%s has %v a day on its side, and %v in all", c.Name, c.Daily, 2*half)
		}
	}
}

// TestRigidSpendIsOfTheTest: budgets that are used up every day, before the test as well, are spent whatever the traffic: of the test's spend that is all, and not more.
func TestRigidSpendIsOfTheTest(t *testing.T) {
	s := small(3000, 10)
	s.Arms[0].Phases[0].Market.Groups[0].Daily = &dist.Constant{Value: 0.5}
	s.Arms[0].Phases[0].Market.Groups[0].Pacing = &agents.Unpaced{}
	s.Trial = &spec.Trial{From: 2 * spec.Day, To: 3 * spec.Day}
	_, units := trialOf(t, s, 2)
	for _, c := range units[0].Campaigns {
		if c.Rigid != c.Spend || c.Spend.Float() < 0.95*0.5 || c.Spend.Float() > 0.5 {
			t.Errorf("%s spent %v of 0.5 USD on the day of the test, %v of it rigid; want all but a twentieth, all of it rigid", c.Name, c.Spend.Float(), c.Rigid.Float())
		}
	}
}

// TestARampKeepsThePrePeriod: when a ramp ends units are measured anew, but for what they brought in before the test.
func TestARampKeepsThePrePeriod(t *testing.T) {
	before := func(ramp []spec.Stage) (sum float64, n int) {
		s := small(800, 20)
		s.Trial = &spec.Trial{Pre: -spec.Day, From: 0, To: 2 * spec.Day}
		shared(s, spec.Shared{Treatment: market(20), Pinners: 0.4, Ramp: ramp})
		_, units := trialOf(t, s, 2)
		for u := range units[1].Pinners.All() {
			if sum += float64(u.Before); u.Before > 0 {
				n++
			}
		}
		return sum, n
	}
	want, some := before(nil)
	if got, n := before([]spec.Stage{{Until: spec.Day, Share: 0.2}}); got != want || n != some || some == 0 {
		t.Errorf("%d units with a ramp brought in %v USD before the test, %d without one %v", n, got, some, want)
	}
}
