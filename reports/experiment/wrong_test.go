package experiment_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"marketsim/scenarios"
)

// TestWrongExperiments: what cannot be run or read is named, with its remedy, before anything is simulated.
func TestWrongExperiments(t *testing.T) {
	text, err := os.ReadFile("../../scenarios/test_designs.yaml")
	if err != nil {
		t.Fatal(err)
	}
	design := func(s string) string { return "experiments.bids.designs={p: {" + s + "}}" }
	for set, want := range map[string]string{
		"experiments.bids.metrics=[]":                                                    "the experiment has no metrics",
		"experiments.bids.metrics=[revenue, revenue]":                                    "`revenue` is there twice",
		"experiments.bids.metrics=[revenu]":                                              "did you mean `revenue`?",
		"experiments.bids.compare=[worthier, worthier]":                                  "`worthier` is compared with itself",
		"experiments.bids.compare=[worthier]":                                            "here are 1",
		"experiments.bids.designs={}":                                                    "the experiment has no designs",
		"experiments.bids.when={length: 9d}":                                             "outside of the horizon of 7 days",
		"experiments.bids.when={pre: 30d, length: 7d}":                                   "the pre-period begins 27 days before the warm-up",
		"experiments.bids.when={length: 36h}":                                            "not a whole number of days",
		design("split: pinner, share: 0.001%"):                                           "a share of 0.001% of 4000 Pinners is nobody",
		design("split: pinner, share: 120%"):                                             "outside of the range",
		design("split: pinner, share: 60%, control_share: 50%"):                          "overlap",
		design("split: pinner, segments: [nobody]"):                                      "there is no segment named `nobody`",
		design("split: pinner, late_share: 10%"):                                         "`when` has none",
		design("split: time, block: 2h, burn_in: 3h"):                                    "the burn-in leaves nothing of a block",
		design("split: time, block: 48h"):                                                "fewer than 4 blocks",
		design("split: campaign, groups: [nobody]"):                                      "there is no group named `nobody`",
		"experiments.bids.when.looks=pocock":                                             "a test is looked at after every window of days",
		"experiments.bids.when={length: 7d, every: 2d, looks: pocock}":                   "7 days are no whole windows of 2",
		"experiments.bids.when.looks=often":                                              "is not a value of `looks`",
		design("split: users"):                                                           "is not a value of `split`",
		design("split: cluster, clusters: nofile.csv"):                                   "there is no such file",
		"market.campaigns.groups.shops.count=1":                                          "one side would have no campaigns: 1 can be assigned",
		"arms.worthier.set={mechanism.reserve: 0.5 USD}":                                 "cannot carry what belongs to the platform",
		"experiments.bids.metrics=[sessions]":                                            "does not identify `sessions`",
		"experiments.bids.designs={p: {split: pinner, ramp: [{until: 9d, share: 10%}]}}": "rise from stage to stage",
		"experiments.bids.when={length: 6d, every: 2d, looks: pocock} && " + design("split: pinner, read: visitors"): "looks read all Pinners of the sides",
		"experiments.bids.when={length: 6d, every: 2d, looks: pocock} && " + design("split: campaign"):               "no design is a Pinner split",
	} {
		_, ds := scenarios.Load("test_designs.yaml", text, scenarios.Options{Set: strings.Split(set, " && ")})
		if got := fmt.Sprint(ds); !ds.HasErrors() || !strings.Contains(got, want) {
			t.Errorf("%s: want %q in %s", set, want, got)
		}
	}
}
