package reports

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat"

	"marketsim/sim/results"
)

// A control market in which nothing changes should stand still, or else effects are read against a moving baseline. From the first to the
// last driftWindow days of the horizon its sessions, its revenue and the mean state of its Pinners may move by at most DriftBound before a run warns; whole weeks are compared.
const (
	DriftBound  = 0.01
	driftWindow = 28
)

// drifts warns of controls that move, where a run is long enough to tell: by more than DriftBound and four standard errors.
func drifts(read *Sampler) (list []string) {
	if read.In.Days < 2*driftWindow || len(read.Replications) == 0 {
		return nil
	}
	for arm := range read.In.Arms {
		if _, versus := read.In.Versus(arm); versus {
			continue
		}
		for _, name := range results.Listed(results.Steady) {
			if mean, se := driftOf(read, arm, name); math.Abs(mean) > max(DriftBound, 4*se) {
				list = append(list, fmt.Sprintf("%s of arm %s moved by %+.1f%% from the first to the last %d days although nothing changes in it; effects on it are read against a moving baseline",
					name, read.In.Arms[arm].Name, mean*100, driftWindow))
			}
		}
	}
	return list
}

// driftOf is the mean relative change of a metric from the first to the last days, and its standard error: from how much weeks differ (what
// differs between replications for good is in both) or from how much replications' changes do, whichever is larger.
func driftOf(read *Sampler, arm int, name string) (mean, se float64) {
	var first, last, changes []float64
	for _, r := range read.Replications {
		before, after := weeksOf(read, r, arm, name, 0), weeksOf(read, r, arm, name, read.In.Days-driftWindow)
		if base := stat.Mean(before, nil); base > 0 {
			for w := range before {
				first, last = append(first, before[w]/base), append(last, after[w]/base)
			}
			changes = append(changes, stat.Mean(after, nil)/base-1)
		}
	}
	if len(first) < 2 {
		return 0, 0
	}
	se = math.Sqrt((stat.Variance(first, nil) + stat.Variance(last, nil)) / float64(len(first)))
	if n := len(changes); n > 1 {
		se = max(se, stat.StdErr(stat.StdDev(changes, nil), float64(n)))
	}
	return stat.Mean(last, nil) - stat.Mean(first, nil), se
}

// weeksOf are the totals of the weeks of a window.
func weeksOf(read *Sampler, replication, arm int, name string, from int) (weeks []float64) {
	for day := from; day < from+driftWindow; day += 7 {
		weeks = append(weeks, read.In.Metric(name).Value(read.Total(replication, arm, results.Everything, day, day+7)))
	}
	return weeks
}

// references are the mean levels at which Pinners do not react, by arm and key.
func references(in *Input, replications []int) []Reference {
	list := []Reference{}
	for arm := range in.Arms {
		at := len(list)
		for _, r := range replications {
			for k, x := range in.Results[r][arm].References {
				if len(list) == at+k {
					list = append(list, Reference{Arm: in.Arms[arm].Name, Key: x.Key})
				}
				list[at+k].Value += x.Value / float64(len(replications))
			}
		}
	}
	return list
}
