package sim

import "unsafe"

// Loops over rows that lie apart ask for the cache lines of the rows to come while they work on one. prefetch takes four addresses, does
// nothing but bring their lines closer (on amd64; elsewhere nothing at all), and takes any number for an address: it never faults, and
// keeps nothing alive. A plain read cannot replace it, since the processor looks only some hundred instructions beyond a read that waits.

// soon and next are how many rows ahead their own lines are asked for, and the lines to which those lead.
const soon, next = 12, 6

// fetchAccount asks for what barriers need of a campaign.
func (b *book) fetchAccount(i int32) {
	a := &b.accounts[i]
	prefetch(address(a), address(&a.bidder), address(&a.impressions), address(&b.offers[i]))
}

// fetchLearners asks for what a campaign's bidder and pacer remember, and what an event is worth to it.
func (e *engine) fetchLearners(i int32) {
	a := &e.book.accounts[i]
	bidder := object(&a.bidder)
	prefetch(bidder, bidder+64, object(&a.pacer), address(unsafe.SliceData(e.market.appeals))+uintptr(e.book.offers[i].first)*unsafe.Sizeof(appeal{}))
}

// fetchNews asks for a campaign's tab and what is billed by.
func (m *market) fetchNews(n *news, i int32) {
	t := &n.tabs[i]
	prefetch(address(t), address(&t.flight), address(&m.campaigns[i]), address(&n.told[i]))
}

// fetch asks for all columns of a Pinner.
func (p *pinners) fetch(i uint32, dims int) {
	prefetch(address(&p.next[i]), address(&p.visit[i]), address(&p.taste[i]), address(&p.habit[i]))
	from, to := address(&p.mood[i]), address(&p.today[i])
	if dims > 0 {
		from, to = address(&p.vector[int(i)*dims]), address(&p.vector[int(i)*dims+dims-1])
	}
	prefetch(address(&p.mood[i]), address(&p.today[i]), from, to)
}

func address[T any](x *T) uintptr { return uintptr(unsafe.Pointer(x)) }

// object is where the value lies that an interface with methods holds.
func object[T any](x *T) uintptr { return (*[2]uintptr)(unsafe.Pointer(x))[1] }
