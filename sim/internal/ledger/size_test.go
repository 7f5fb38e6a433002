package ledger

import (
	"testing"
	"unsafe"

	"marketsim/sim/internal/market"
)

// TestCampaignsLieOnFewLines: what auctions, payments and pacing ticks read of a campaign is what many campaigns cost.
func TestCampaignsLieOnFewLines(t *testing.T) {
	for _, x := range []struct {
		what       string
		size, most uintptr
	}{
		{"an offer", unsafe.Sizeof(market.Offer{}), 40},
		{"an ad's appeal", unsafe.Sizeof(market.Appeal{}), 32},
		{"what pacing ticks read of an account", unsafe.Offsetof(Account{}.impressions), 2 * 64},
		{"an account", unsafe.Sizeof(Account{}), 3 * 64},
		{"what barriers read of a campaign", unsafe.Offsetof(market.Campaign{}.Name), 64},
	} {
		if x.size > x.most {
			t.Errorf("%s has %d bytes, at most %d", x.what, x.size, x.most)
		}
	}
}
