package reports_test

import (
	"slices"
	"strings"
	"testing"

	"marketsim/reports/reportstest"
	"marketsim/reports/verdict"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// TestCampaignsThatNeverGetAnImpression: where most campaigns of an arm have none, a warning says how many of how many, what the others share, and what to do; where impressions are scarce,
// that they are; where half have some, where campaigns came after the horizon or are few, nothing is said.
func TestCampaignsThatNeverGetAnImpression(t *testing.T) {
	warned := func(campaigns, seen int, impressions int64, joined spec.Time) string {
		in := reportstest.Sized(2, 2, 14)
		for _, arms := range in.Results {
			arms[1].Campaigns = nil
			for i := range campaigns {
				c := results.CampaignResult{Joined: -spec.Never, Left: spec.Never}
				if i < seen {
					c.Impressions = impressions
				} else {
					c.Joined = joined
				}
				arms[1].Campaigns = append(arms[1].Campaigns, c)
			}
		}
		s, err := verdict.Summarise(in)
		if err != nil {
			t.Fatal(err)
		}
		if i := slices.IndexFunc(s.Warnings, func(w string) bool { return strings.HasPrefix(w, "most campaigns never get an impression") }); i >= 0 {
			return s.Warnings[i]
		}
		return ""
	}
	raise := reportstest.Sized(2, 1, 14).Arms[1].Name
	for _, x := range []struct {
		campaigns, seen int
		impressions     int64
		joined          spec.Time
		want            string
	}{{200, 9, 1000, -spec.Never, "191 of 200 campaigns in " + raise + ", where the other 9 share 9,000 impressions. Give every campaign a budget"},
		{200, 9, 10, -spec.Never, "191 of 200 campaigns in " + raise + ", where the other 9 share 90 impressions. There are too few"},
		{200, 100, 1000, -spec.Never, ""}, {200, 9, 1000, 14 * spec.Day, ""}, {8, 1, 1000, -spec.Never, ""}} {
		if got := warned(x.campaigns, x.seen, x.impressions, x.joined); !strings.Contains(got, x.want) || got != "" && x.want == "" {
			t.Errorf("%d of %d with %d impressions: %q", x.seen, x.campaigns, x.impressions, got)
		}
	}
}
