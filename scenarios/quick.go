package scenarios

import (
	"fmt"
	"strings"

	"marketsim/agents"
	"marketsim/scenarios/schema"
	"marketsim/sim/spec"
)

// What a quick version has at most. Arms' schedules are shortened in proportion.
const (
	quickReplications = 2
	quickHorizon      = 3 * spec.Day
	quickWarmup       = spec.Day
	quickScale        = 0.05
	// quickPinners stay where there are as many: budgets shrink with run.scale, and one that is less than the reserve buys nothing at all.
	quickPinners = 2000
)

// shrink makes a scenario small enough to see in seconds whether all of it works. Replications that were asked for are played.
func (s *Scenario) shrink(asked int) (ds schema.Diagnostics) {
	set := func(path, format string, value any) {
		ds = append(ds, s.doc.Set(path, fmt.Sprintf(format, value), "--quick")...)
	}
	r := &s.file.Run
	if asked == 0 {
		set("run.replications", "%d", min(quickReplications, r.Replications.most()))
	}
	set("run.replications_per_world", "%d", 1)
	set("run.warmup", "%dus", min(int64(quickWarmup), r.Warmup))
	set("run.scale", "%g%%", 100*min(max(quickScale, quickPinners/max(1, float64(s.file.Market.Pinners.Count))), r.Scale))
	if r.Horizon > int64(quickHorizon) {
		set("run.horizon", "%dus", int64(quickHorizon))
		for i := range s.file.Arms {
			a := &s.file.Arms[i]
			path := "arms." + a.Name
			shorter := func(key string, t int64) {
				if t > 0 {
					set(path+"."+key, "%dus", t/(r.Horizon/int64(quickHorizon)+1))
				}
			}
			shorter("start", a.Value.Start)
			shorter("ramp", a.Value.Ramp)
			if a.Value.Stop != nil {
				shorter("stop", *a.Value.Stop)
			}
		}
	}
	for i := range s.file.Market.Campaigns.Groups { // a review falls within the warm-up, as it did
		g := &s.file.Market.Campaigns.Groups[i]
		if x, ok := g.Review.(*agents.Elastic); ok && x.Period > int64(quickWarmup) {
			set("market.campaigns.groups."+g.Name+".review.every", "%dus", int64(quickWarmup))
		}
	}
	before := *r
	s.file = file{}
	ds = append(ds, s.doc.Decode(&s.file, decoding)...)
	s.Shortened = shortened(&before, &s.file.Run)
	return ds
}

// shortened words how much less a quick version simulates.
func shortened(before, after *run) string {
	var parts []string
	less := func(before, after int64, what string) {
		if after != before {
			parts = append(parts, fmt.Sprintf(what+" %d instead of %d", after, before))
		}
	}
	less(int64(before.Replications.most()), int64(after.Replications.most()), "replications:")
	less(before.Horizon/int64(spec.Day), after.Horizon/int64(spec.Day), "days:")
	less(before.Warmup/int64(spec.Day), after.Warmup/int64(spec.Day), "days of warm-up:")
	if after.Scale != before.Scale {
		parts = append(parts, fmt.Sprintf("%.3g%% of Pinners and budgets", 100*after.Scale))
	}
	return strings.Join(parts, ", ")
}
