package ledger

import (
	"unsafe"

	"marketsim/sim/internal/kernels"
	"marketsim/sim/internal/market"
)

// Loops over rows that lie apart ask for the cache lines of the rows to come while they work on one. prefetch takes four addresses, does
// nothing but bring their lines closer (on amd64; elsewhere nothing at all), and takes any number for an address: it never faults, and
// keeps nothing alive. A plain read cannot replace it, since the processor looks only some hundred instructions beyond a read that waits.

// fetchAccount asks for what barriers need of a campaign.
func (l *Ledger) fetchAccount(i int32) {
	a := &l.Accounts[i]
	kernels.Prefetch(kernels.Address(a), kernels.Address(&a.bidder), kernels.Address(&a.impressions), kernels.Address(&l.Offers[i]))
}

// fetchLearners asks for what a campaign's bidder and pacer remember, and what an event is worth to it.
func (l *Ledger) fetchLearners(i int32) {
	a := &l.Accounts[i]
	bidder := kernels.Object(&a.bidder)
	kernels.Prefetch(bidder, bidder+64, kernels.Object(&a.pacer), kernels.Address(unsafe.SliceData(l.Market.Appeals))+uintptr(l.Offers[i].First)*unsafe.Sizeof(market.Appeal{}))
}
