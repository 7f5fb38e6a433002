package ledger

import (
	"math"

	"marketsim/sim/internal/market"
	"marketsim/sim/internal/page"
)

// policies is what the campaigns bid under the policies of a test that are not control's. A steady bidder is asked when its state moves, as for
// its offer, so that requests of a treated side cost what those of control cost.
type policies struct {
	of    [page.Policies]*market.Market // nil: control's
	asked [page.Policies][]float64      // by campaign: before its multiplier; NaN: the bid depends on the request
}

// BeginPolicies begins the bids under the policies of the test that begins.
func (l *Ledger) BeginPolicies() {
	if l.Trial.Treated == nil {
		return
	}
	n := len(l.Accounts)
	l.policies = &policies{}
	for side := range page.Policies {
		if m := l.Trial.Policy(side); m != nil {
			l.policies.of[side], l.policies.asked[side], l.Trial.Bids[side] = m, make([]float64, n), make([]float64, n)
		}
	}
	for i := range l.Offers {
		l.askForSides(int32(i))
		l.postForSides(int32(i))
	}
	l.hush()
	l.Flip()
}

// RenewPolicies begins them anew, when one of those that hold is replaced.
func (l *Ledger) RenewPolicies() {
	if l.policies != nil {
		l.BeginPolicies()
	}
}

// EndPolicies ends them, when control's policy holds for all.
func (l *Ledger) EndPolicies() {
	l.Trial.Unmix()
	l.Trial.Treated, l.policies, l.Trial.Bids = nil, nil, [page.Policies][]float64{}
	l.hush()
	l.Flip()
}

// quiet tells whether impressions that cost nothing change nothing that auctions see, under any policy that holds.
func (l *Ledger) quiet() bool {
	if l.policies != nil {
		for _, m := range l.policies.of {
			if m != nil && !m.Quiet {
				return false
			}
		}
	}
	return l.Market.Quiet
}

// hush finds out of which campaigns nobody needs free impressions, when policies begin and end.
func (l *Ledger) hush() {
	l.CountFree()
	quiet := l.quiet()
	for i := range l.Offers {
		l.Offers[i].Quiet = quiet && l.Accounts[i].skipsFree
	}
}

// askForSides gets the bid of a steady bidder under the policies of sides.
func (l *Ledger) askForSides(i int32) {
	a, o := &l.Accounts[i], &l.Offers[i]
	for side, m := range l.policies.of {
		if m == nil {
			continue
		}
		asked := &l.policies.asked[side][i]
		switch {
		case !o.Steady || !m.Campaigns[i].Present || !m.Campaigns[i].OneValue():
			*asked = math.NaN()
		case m.Appeals[o.First].Value == l.Market.Appeals[o.First].Value:
			*asked = a.asked
		default:
			l.opportunity.Value = m.Appeals[o.First].Value
			*asked = a.bidder.Bid(&l.opportunity)
		}
	}
}

// postForSides posts a campaign's bids under the policies of sides, with its multiplier as it is.
func (l *Ledger) postForSides(i int32) {
	for side, asked := range l.policies.asked {
		if asked == nil {
			continue
		}
		posted, bid := &l.Trial.Bids[side][i], asked[i]*l.Accounts[i].multiplier
		if bid != *posted {
			l.Revision++
		}
		if bid > *posted {
			l.Raise(i)
		}
		*posted = bid
	}
}

// highest is the highest of a campaign's bids, its offer's and those under the policies of sides.
func (l *Ledger) highest(i int32) float64 {
	most := l.Offers[i].Bid
	if l.policies != nil {
		for side := range l.policies.of {
			if posted := l.Trial.Bids[side]; posted != nil && posted[i] > most {
				most = posted[i]
			}
		}
	}
	return most
}
