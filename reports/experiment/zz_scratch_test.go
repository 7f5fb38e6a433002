package experiment_test

import (
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	reading "marketsim/reports/experiment"
	"marketsim/scenarios"
)

func TestZZ(t *testing.T) {
	n, _ := strconv.Atoi(os.Getenv("N"))
	text, _ := os.ReadFile("../../scenarios/test_designs.yaml")
	set := []string{"run.warmup=1d", "experiments.bids.when.pre=0d", "experiments.bids.designs={budgets: {split: budget, share: 50%}}"}
	set = append(set, strings.Split(os.Getenv("SET"), ";")...)
	s, ds := scenarios.Load("test_designs.yaml", text, scenarios.Options{Set: set})
	if s == nil {
		t.Fatal(ds)
	}
	e, err := s.Experiment("bids")
	if err != nil {
		t.Fatal(err)
	}
	var sv, sb, sp, sse, st, sr, cov float64
	var vv, bb float64
	for rep := range n {
		o := playOne(t, e, s, 1, rep, false)
		r := reading.Read(e, o)[0]
		truth := reading.Truth(e, o)["revenue"]
		p, tr, rig := reading.Parts(e, o)
		fmt.Printf("%d truth %.4f reads %.4f se %.4f paired %.4f traffic %.4f rigid %.3f\n", rep, truth, r.Value, r.SE, p, tr, rig)
		b := r.Value - truth
		sv += r.Value; vv += r.Value * r.Value; sb += b; bb += b * b
		sp += p*p; sse += r.SE*r.SE; st += tr*tr; sr += rig
		if r.Covers(truth) { cov++ }
	}
	N := float64(n)
	fmt.Printf("ALL %s n=%d spread %.4f err-sd %.4f bias %.4f rms se %.4f paired %.4f traffic %.4f rigid %.3f covers %.3f\n", os.Getenv("SET"), n,
		math.Sqrt(vv/N-sv*sv/N/N), math.Sqrt(bb/N-sb*sb/N/N), sb/N, math.Sqrt(sse/N), math.Sqrt(sp/N), math.Sqrt(st/N), sr/N, cov/N)
}
