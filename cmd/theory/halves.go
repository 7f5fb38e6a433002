package theory

import (
	"fmt"
	"math"
	"strings"

	"marketsim/sim/results"
)

// half sums the second half of the days of an arm of the first replication: over a campaign group, or over everything when the
// group is negative. Learners have settled by then.
func (r *Run) half(arm, group int) *results.Totals {
	result := r.Results[0][arm]
	n := len(result.Days)
	t := results.Sum(result, &r.Scenario.Axes, n/2, n, results.Cut{Segment: -1, Surface: -1, Group: group})
	return &t
}

// multiplier is the mean pacing multiplier of a group over the second half.
func (r *Run) multiplier(group int) float64 {
	t := r.half(0, group)
	return t.Steer.Multiplier / t.Steer.Campaigns
}

// factor is the mean bid per unit of the value of a group over the second half.
func (r *Run) factor(group int) float64 {
	t := r.half(0, group)
	return t.Steer.Factor / t.Steer.Stated
}

// days is a horizon scaled by the share of the sample that is wanted, at least some days.
func (c *Check) days(full, least int) string {
	return fmt.Sprintf("run.horizon=%dd", max(least, c.Scaled(full)))
}

// atFull is a number of replications that intervals of the full sample need, or one that does for a small sample.
func (c *Check) atFull(full, small int) int {
	if c.Share < 0.5 {
		return small
	}
	return full
}

// widened is a tolerance for the full sample, widened for a smaller one.
func (c *Check) widened(tolerance float64) float64 { return tolerance / math.Sqrt(c.Share) }

// numbers compares lists number by number.
func (c *Check) numbers(what string, got, want []float64, tolerance float64) {
	for i := range want {
		c.Within(fmt.Sprintf("%s %d", what, i+1), got[i], want[i], tolerance)
	}
}

// listed writes numbers one after the other.
func listed(x []float64) string {
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(x), " ", ", "), "[]")
}

func set(format string, args ...any) string {
	return fmt.Sprintf("market.campaigns.groups."+format, args...)
}
