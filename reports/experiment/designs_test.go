package experiment_test

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	reading "marketsim/reports/experiment"
	"marketsim/scenarios"
	"marketsim/sim"
	"marketsim/sim/experiment"
	"marketsim/sim/results"
)

// apart is a market of eight topics whose campaigns reach one topic each, with budgets that bind. The treatment raises what a click is worth by half.
const apart = `marketsim: 1
name: apart
run: {horizon: 3d, seed: 3, replications: 1}
market:
  pinners: {count: 1_200, interests: {dimensions: 4, topics: 8}}
  campaigns:
    groups: [{name: g, count: 48, daily_budget: 3 USD, value: 0.50 USD, targeting: {nearest: 12.5%}}]
arms:
  worthier: {set: {market.campaigns.groups.g.value: 0.75 USD}}
  dear: {set: {mechanism.reserve: 0.30 USD}}
experiments:
  test:
    compare: [worthier, control]
    metrics: [revenue, ctr]
    designs:
      clusters: {split: cluster, share: 50%}
  price:
    compare: [dear, control]
    metrics: [revenue, clicks, ctr]
    designs:
      auctions: {split: auction, share: 30%}
      pinners: {split: pinner, share: 30%}
`

// outcome plays one replication of an experiment.
func outcome(t *testing.T, name string, jobs, replication int, aa bool, set ...string) (*experiment.Experiment, *reading.Outcome) {
	t.Helper()
	s, ds := scenarios.Load("apart.yaml", []byte(apart), scenarios.Options{Set: set})
	if s == nil {
		t.Fatal(ds)
	}
	e, err := s.Experiment(name)
	if err != nil {
		t.Fatal(err)
	}
	return e, playOne(t, e, s, jobs, replication, aa)
}

func play(t *testing.T, e *experiment.Experiment, s *scenarios.Scenario, jobs int) *reading.Outcome {
	t.Helper()
	return playOne(t, e, s, jobs, 0, false)
}

func playOne(t *testing.T, e *experiment.Experiment, s *scenarios.Scenario, jobs, replication int, aa bool) *reading.Outcome {
	t.Helper()
	return playFrom(t, 0, e, s, jobs, replication, aa)
}

// playDesigns leaves out the whole markets: where nobody asks for the truth, that is what readings need. The warm-up is then played under the policy of the
// first design, so it must be control's.
func playDesigns(t *testing.T, e *experiment.Experiment, s *scenarios.Scenario, jobs, replication int, aa bool) *reading.Outcome {
	t.Helper()
	return playFrom(t, experiment.WholeTreatment+1, e, s, jobs, replication, aa)
}

// playFrom plays the arms of a replication from one on.
func playFrom(t *testing.T, first int, e *experiment.Experiment, s *scenarios.Scenario, jobs, replication int, aa bool) *reading.Outcome {
	t.Helper()
	l := e.Layout(s.Spec, replication, aa)
	run := *l.Spec
	run.Replications, run.Arms = replication+1, run.Arms[first:]
	done := map[int][]*results.Result{}
	for r := range replication {
		done[r] = nil
	}
	o := &reading.Outcome{Layout: l, Units: make([]*results.Trial, first+len(run.Arms))}
	all, err := sim.Run(context.Background(), &run, sim.Options{Jobs: jobs, Done: done, Units: func(_, arm int, u *results.Trial) { o.Units[first+arm] = u }})
	if err != nil {
		t.Fatal(err)
	}
	o.Results = append(make([]*results.Result, first), all[replication]...)
	return o
}

// TestClustersThatNeverMeet: where the market falls apart, every campaign of a treated cluster does exactly what it does in the market that is treated as a
// whole, and every other what it does in the control market, budgets included.
func TestClustersThatNeverMeet(t *testing.T) {
	e, o := outcome(t, "test", 2, 0, false)
	c := o.Layout.Clusters[0]
	if len(c.Names) < 4 || len(c.Names) > 8 {
		t.Fatalf("%d clusters", len(c.Names))
	}
	whole := []map[string]results.CampaignUnit{{}, {}}
	for arm := range whole {
		for _, u := range o.Units[arm].Campaigns {
			whole[arm][u.Name] = u
		}
	}
	treats := c.Treated(0.5, e.Key(3, 0))
	n := [2]int{}
	for _, u := range o.Units[o.Layout.Designs[0][0]].Campaigns {
		side := 0
		if treats[c.Campaigns[u.Name]] {
			side = 1
		}
		n[side]++
		if want := whole[side][u.Name]; u.Spend != want.Spend || u.Clicks != want.Clicks {
			t.Errorf("%s, side %d: spent %v, in the whole market %v", u.Name, side, u.Spend, want.Spend)
		}
	}
	if n[0] == 0 || n[1] == 0 {
		t.Errorf("sides of %v campaigns", n)
	}
	if got := reading.Read(e, o); len(got) != 2 || math.IsNaN(got[0].Value) {
		t.Errorf("readings %v", got)
	}
}

// TestClustersAreFoundAgain: the search gives the same clusters each time.
func TestClustersAreFoundAgain(t *testing.T) {
	s, _ := scenarios.Load("apart.yaml", []byte(apart), scenarios.Options{Set: []string{"market.campaigns.groups.g.targeting.nearest=20%"}})
	e, _ := s.Experiment("test")
	first := e.Layout(s.Spec, 0, false).Clusters[0]
	for range 20 {
		if again := e.Layout(s.Spec, 0, false).Clusters[0]; !reflect.DeepEqual(again, first) {
			t.Fatalf("%v and then %v", first, again)
		}
	}
}

// TestWholeAuctions: each Pinner has requests of both sides; without a treatment the market is control's to the last bit, its requests are shared 30 to 70, and
// with a reserve that no budget carries over the reading is right within four standard errors.
func TestWholeAuctions(t *testing.T) {
	free := "market.campaigns.groups.g.daily_budget=1_000_000 USD"
	_, o := outcome(t, "price", 2, 0, true, free)
	arm := o.Layout.Designs[0][0]
	if !reflect.DeepEqual(o.Results[arm].Days, o.Results[0].Days) {
		t.Error("a policy that changes nothing changes the market")
	}
	treated, all := 0.0, 0.0
	for u := range o.Units[arm].Pinners.All() {
		if all += float64(u.Sessions); u.Treated {
			treated += float64(u.Sessions)
		}
	}
	if want := float64(auctions(o.Results[0])); all != want || math.Abs(treated/all-0.3) > 4*math.Sqrt(0.21/all) {
		t.Errorf("%v requests of %v, %v treated", all, want, treated)
	}
	e, o := outcome(t, "price", 1, 0, false, free)
	_, again := outcome(t, "price", 3, 0, false, free)
	if !reflect.DeepEqual(o.Units, again.Units) {
		t.Error("three workers give other units")
	}
	truth := reading.Truth(e, o)
	judged := 0
	for _, x := range reading.Read(e, o) {
		if x.Estimator != reading.Difference { // a shadow price has no interval
			continue
		}
		if judged++; !(math.Abs(x.Value-truth[x.Metric]) <= 4*x.SE) {
			t.Errorf("%s, %s: reads %.4f, truth %.4f, standard error %.4f", x.Design, x.Metric, x.Value, truth[x.Metric], x.SE)
		}
	}
	if judged != 6 {
		t.Errorf("%d readings of two designs and three metrics", judged)
	}
}

func auctions(r *results.Result) (n int64) {
	for d := range r.Days {
		for i := range r.Days[d].Cells {
			n += r.Days[d].Cells[i].Auctions
		}
	}
	return n
}

// TestClusterFiles: clusters of a file are taken as they are; what is wrong with a file, or with a market that does not fall apart, is named before anything runs.
func TestClusterFiles(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, rows ...string) string {
		for i := range 48 {
			rows = append(rows, fmt.Sprintf("campaign,g/%d,c%d", i, i%4))
		}
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte("kind,name,cluster\n"+strings.Join(rows, "\n")+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		return "experiments.test.designs.clusters.clusters=" + path
	}
	var topics []string
	for i := range 8 {
		topics = append(topics, fmt.Sprintf("topic,topic%d,c%d", i, i%4))
	}
	s, ds := scenarios.Load("apart.yaml", []byte(apart), scenarios.Options{Set: []string{write("good.csv", topics...)}})
	if s == nil {
		t.Fatal(ds)
	}
	e, _ := s.Experiment("test")
	if c := e.Designs[0].Given; len(c.Names) != 4 || len(c.Kinds) != 8 || c.Kinds[5] != c.Campaigns["g/1"] {
		t.Errorf("read %+v", c)
	}
	for want, set := range map[string]string{
		"there are no Pinners of topic `topic9`":   write("unknown.csv", append([]string{"topic,topic9,c0"}, topics...)...),
		"there is no campaign named `h/1`":         write("campaign.csv", append([]string{"campaign,h/1,c0"}, topics...)...),
		"Pinners of segment `everyone` have no cl": write("missing.csv", topics[:7]...),
		"the market does not fall apart":           "market.campaigns.groups.g.targeting.nearest=100%",
	} {
		if _, ds := scenarios.Load("apart.yaml", []byte(apart), scenarios.Options{Set: []string{set}}); !strings.Contains(fmt.Sprint(ds), want) {
			t.Errorf("want %q in %v", want, ds)
		}
	}
}

// TestSidesThatLeaveUnitsOut: 20% treated against 30% leaves half on neither side; other segments and groups are never treated; visitors are who came; a share too
// many is named.
func TestSidesThatLeaveUnitsOut(t *testing.T) {
	few := []string{"market.campaigns.groups.g.count=400", "experiments.price.designs={few: {split: pinner, share: 20%, control_share: 30%, segments: [often]}, came: {split: pinner, read: visitors}}",
		"market.pinners.segments=[{name: often, share: 50%, sessions_per_day: 0.3}, {name: rare, share: 50%, sessions_per_day: 0.3}]"}
	e, o := outcome(t, "price", 2, 0, false, few...)
	var n [2][3]float64 // by segment: control, treated, neither
	for u := range o.Units[o.Layout.Designs[0][0]].Pinners.All() {
		side := 0
		switch {
		case u.Apart:
			side = 2
		case u.Treated:
			side = 1
		}
		n[int(u.Kind)/8][side]++
	}
	for side, want := range []float64{0.3, 0.2, 0.5} {
		all := n[0][0] + n[0][1] + n[0][2]
		if got := n[0][side] / all; math.Abs(got-want) > 4*math.Sqrt(0.25/all) {
			t.Errorf("side %d has %.3f, want %.2f", side, got, want)
		}
	}
	if n[1][0]+n[1][1] > 0 {
		t.Errorf("Pinners who are not eligible are on a side: %v", n[1])
	}
	free, _ := reading.PinnerMoments(o.Units[o.Layout.Designs[0][0]])
	if free.N != n[0][0] {
		t.Errorf("control reads %v Pinners of %v", free.N, n[0][0])
	}
	if !slices.ContainsFunc(reading.Read(e, o), func(x reading.Reading) bool {
		return x.Design == "came" && x.Estimator == reading.Difference && x.SE > 0
	}) {
		t.Error("visitors are not read")
	}
	for set, want := range map[string]string{
		"experiments.price.designs.pinners={split: pinner, share: 60%, control_share: 50%}": "shares of 60% and 50% overlap",
		"experiments.price.designs.pinners={split: budget, control_share: 20%}":             "in a budget split all units are compared",
		"experiments.price.designs.pinners={split: pinner, groups: [g]}":                    "does not choose among campaigns",
		"experiments.price.designs.pinners={split: pinner, segments: [h]}":                  "there is no segment named `h`",
	} {
		if _, ds := scenarios.Load("apart.yaml", []byte(apart), scenarios.Options{Set: []string{set}}); !strings.Contains(fmt.Sprint(ds), want) {
			t.Errorf("%s: want %q in %v", set, want, ds)
		}
	}
}

// TestGroupsOfACampaignSplit: with one of two groups eligible the other keeps its description, and 30 and 20% of the eligible are compared.
func TestGroupsOfACampaignSplit(t *testing.T) {
	e, o := outcome(t, "test", 2, 0, false, "market.campaigns.groups=[{name: g, count: 400, value: 0.50 USD}, {name: h, count: 50, value: 0.50 USD}]",
		"experiments.test.designs={few: {split: campaign, share: 30%, control_share: 20%, groups: [g]}}")
	d, key, n := &e.Designs[0], e.Key(3, 0), 0.0
	for _, u := range o.Units[o.Layout.Designs[0][0]].Campaigns {
		if d.Compares(key, u.Name) {
			n++
		}
		if strings.HasPrefix(u.Name, "h/") && d.Compares(key, u.Name) {
			t.Errorf("%s is compared", u.Name)
		}
	}
	if math.Abs(n/400-0.5) > 4*0.5/math.Sqrt(400) {
		t.Errorf("%v of 400 campaigns are compared, want half", n)
	}
}
