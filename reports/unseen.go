package reports

import (
	"fmt"
	"strings"

	"marketsim/reports/format"
	"marketsim/sim/spec"
)

// leastMarket is how many campaigns are so few that most of them may well be without any.
const leastMarket = 10

// fewest is how many impressions for each campaign are so few that chance leaves many without any.
const fewest = 5

// shownOf is how many campaigns were in a market, how many of them never got an impression, and how many impressions there were: sums over replications.
type shownOf struct{ campaigns, never, impressions int64 }

// unseen warns of arms in which more than half of the campaigns never get an impression: what is read of such a market is of the others.
func unseen(in *Input, replications []int) []string {
	var arms []string
	scarce := true
	for a := range in.Arms {
		x := in.shownOf(a, replications)
		if n := int64(len(replications)); x.impressions > 0 && x.campaigns >= leastMarket*n && 2*x.never > x.campaigns {
			arms = append(arms, fmt.Sprintf("%s of %s in %s, where the other %s share %s impressions", format.Fixed(float64(x.never/n), 0), format.Count(int(x.campaigns/n), "campaign"), in.Arms[a].Name,
				format.Fixed(float64((x.campaigns-x.never)/n), 0), format.Fixed(float64(x.impressions/n), 0)))
			scarce = scarce && x.impressions < fewest*x.campaigns
		}
	}
	switch {
	case arms == nil:
		return nil
	case scarce:
		return []string{"most campaigns never get an impression (means over replications): " + strings.Join(arms, "; ") + ". There are too few for so many campaigns: take more Pinners or days, or fewer campaigns"}
	}
	return []string{"most campaigns never get an impression (means over replications): " + strings.Join(arms, "; ") +
		". Give every campaign a budget that runs out, and let click rates differ between Pinners (market.campaigns.click_rate.affinity above 0), or else the same few win every auction; see also their bids, reserves and targeting"}
}

// shownOf counts the campaigns of an arm.
func (in *Input) shownOf(arm int, replications []int) (x shownOf) {
	end := spec.Time(in.Days) * spec.Day
	for _, r := range replications {
		for i := range in.Results[r][arm].Campaigns {
			c := &in.Results[r][arm].Campaigns[i]
			if c.Joined >= end || c.Left <= 0 {
				continue
			}
			x.campaigns++
			if x.impressions += c.Impressions; c.Impressions == 0 {
				x.never++
			}
		}
	}
	return x
}
