package experiment_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	reading "marketsim/reports/experiment"
	"marketsim/scenarios"
)

// ramped is a test in the market of sides in which a click is worth twice as much: 10% on the first day, 30% until day 3, then half.
var ramped = []string{
	"market.campaigns.groups=[{name: g, count: 40, value: 1 USD, pacing: none, bidding: {kind: truthful}}]",
	"arms.goal.set={market.campaigns.groups.g.value: 2 USD}", "arms.fading.set={market.campaigns.groups.g.value: 3 USD}", "experiments.test.compare=[goal, control]", "experiments.test.metrics=[revenue]",
}

// TestRamp: where nobody takes anything from anybody else, revenue is 1 + share of the whole market under control day by day, and from the ramp's end on
// the treated bring twice what control does: Pinners who joined late are not read over the days before.
func TestRamp(t *testing.T) {
	set := append([]string{"experiments.test.designs={p: {split: pinner, share: 50%, ramp: [{until: 1d, share: 10%}, {until: 3d, share: 30%}]}}"}, ramped...)
	s, ds := scenarios.Load("sided.yaml", []byte(sided), scenarios.Options{Set: set})
	if s == nil {
		t.Fatal(ds)
	}
	e := &s.Experiments[0]
	o := play(t, e, s, 1)
	for day, share := range []float64{0.1, 0.3, 0.3, 0.5, 0.5, 0.5, 0.5} {
		revenue := func(arm int) float64 { return o.Results[arm].Days[day].Cells[0].Revenue.Float() }
		near(t, fmt.Sprintf("day %d", day), revenue(2)/revenue(0), 1+share, 4*math.Sqrt(share*(1-share)/2000)+0.06)
	}
	r := reading.Replicate(e, o, nil)
	near(t, "truth", r.Truth["revenue of p"], 1, 1e-9)
	if x := r.Readings[0]; x.Value < 0.8 || x.Value > 1.2 || !x.Covers(1) {
		t.Errorf("reads %+v, want 1", x)
	}
	near(t, "revenue of the shared market", r.Revenue[0], (0.1+2*0.3+4*0.5)/7, 0.04)
}

// TestRampOfCampaigns: campaigns join for good, and those of a stage are among those of the next.
func TestRampOfCampaigns(t *testing.T) {
	set := append([]string{"experiments.test.designs={c: {split: campaign, share: 60%, control_share: 40%, ramp: [{until: 2d, share: 20%}]}}"}, ramped...)
	s, ds := scenarios.Load("sided.yaml", []byte(sided), scenarios.Options{Set: set})
	if s == nil {
		t.Fatal(ds)
	}
	e := &s.Experiments[0]
	phases := e.Layout(s.Spec, 0, false).Spec.Arms[2].Phases
	members := func(phase int) (names []string) {
		for _, m := range phases[phase].Market.Groups[1].Members {
			names = append(names, m.Name)
		}
		return names
	}
	few, many := members(0), members(1)
	if len(few) < 2 || len(few) >= len(many) || len(phases) != 3 {
		t.Fatalf("%d, then %d treated, %d phases", len(few), len(many), len(phases))
	}
	for _, name := range few {
		if !strings.Contains(" "+strings.Join(many, " ")+" ", " "+name+" ") {
			t.Errorf("%s left the treatment", name)
		}
	}
	// Half a campaign's clicks fall into the read days 2 to 7: what it spends there is what its days bring.
	o := play(t, e, s, 1)
	spent, brought := 0.0, 0.0
	for _, c := range o.Units[2].Campaigns {
		spent += c.Spend.Float()
	}
	for day := 2; day < 7; day++ {
		brought += o.Results[2].Days[day].Cells[0].Revenue.Float()
	}
	near(t, "spend that is read", spent, brought, 1e-6)
}

// TestRampRefused: a ramp must rise to the share, by whole days, within the test.
func TestRampRefused(t *testing.T) {
	for design, want := range map[string]string{
		"{split: pinner, share: 20%, ramp: [{until: 1d, share: 30%}]}":                          "does not follow",
		"{split: pinner, share: 50%, ramp: [{until: 2d, share: 10%}, {until: 1d, share: 20%}]}": "does not follow",
		"{split: pinner, share: 50%, ramp: [{until: 7d, share: 10%}]}":                          "does not follow",
		"{split: pinner, share: 50%, ramp: [{until: 36h, share: 10%}]}":                         "does not follow",
		"{split: auction, share: 50%, ramp: [{until: 1d, share: 10%}]}":                         "the share does not grow",
		"{split: time, block: 6h, ramp: [{until: 1d, share: 10%}]}":                             "the share does not grow",
		"{split: pinner, share: 40%, late_share: 10%, ramp: [{until: 1d, share: 10%}]}":         "without late Pinners",
	} {
		set := append([]string{"experiments.test.when={late: 1d}", "experiments.test.designs={p: " + design + "}"}, ramped...)
		if _, ds := scenarios.Load("sided.yaml", []byte(sided), scenarios.Options{Set: set}); !strings.Contains(fmt.Sprint(ds), want) {
			t.Errorf("%s: want %q in %v", design, want, ds)
		}
	}
}
