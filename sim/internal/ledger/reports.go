package ledger

import (
	"cmp"
	"slices"

	"marketsim/agents"
	"marketsim/sim/internal/page"
)

// reports sorts the reports of a window by campaign, time, Pinner and request.
type reports struct {
	reports  []page.Report
	order    []int32
	auctions []agents.Auction // in that order
	from     []int32          // by campaign that has reports: its part of auctions
	upTo     []int32
}

// collect sorts what the shards noted, so that every campaign gets its auctions in order of time whatever the shards.
func (l *Ledger) collect() {
	h := &l.reports
	h.reports, h.order, h.auctions = h.reports[:0], h.order[:0], h.auctions[:0]
	for _, s := range l.Shards {
		h.reports = append(h.reports, s.Reports...)
	}
	for i := range h.reports {
		h.order = append(h.order, int32(i))
	}
	slices.SortFunc(h.order, func(i, j int32) int {
		x, y := &h.reports[i], &h.reports[j]
		return cmp.Or(cmp.Compare(x.Campaign, y.Campaign), x.Stamp.Compare(&y.Stamp))
	})
	if len(h.from) < len(l.Accounts) {
		h.from, h.upTo = make([]int32, len(l.Accounts)), make([]int32, len(l.Accounts))
	}
	for _, c := range l.totals.Campaigns {
		h.from[c], h.upTo[c] = 0, 0
	}
	last := int32(-1)
	for _, i := range h.order {
		r := &h.reports[i]
		if r.Campaign != last {
			last = r.Campaign
			h.from[last] = int32(len(h.auctions))
			l.totals.Open(last)
		}
		h.auctions = append(h.auctions, r.Auction)
		h.upTo[last] = int32(len(h.auctions))
	}
}

// reportsOf is the single auctions of a campaign with feedback.
func (l *Ledger) reportsOf(i int32) []agents.Auction {
	h := &l.reports
	if len(h.from) == 0 {
		return nil
	}
	return h.auctions[h.from[i]:h.upTo[i]]
}
