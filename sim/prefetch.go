package sim

import "unsafe"

// Loops over rows that lie apart ask for the cache lines of the rows to come while they work on one. prefetch takes four addresses, does
// nothing but bring their lines closer (on amd64; elsewhere nothing at all), and never faults. A plain read cannot replace it: the
// processor looks only some hundred instructions ahead of a read that waits.

// soon and next are how many rows ahead their own lines are asked for, and the lines that those lead to.
const soon, next = 12, 6

// fetchAccount asks for what barriers need of a campaign.
func (e *engine) fetchAccount(i int32) {
	a := &e.book.accounts[i]
	prefetch(unsafe.Pointer(a), unsafe.Pointer(&a.bidder), unsafe.Pointer(&e.book.offers[i]), unsafe.Pointer(&e.market.campaigns[i]))
}

// fetchLearners asks for what the bidder and the pacer of an account remember.
func (a *account) fetchLearners() {
	bidder, pacer := object(&a.bidder, a), object(&a.pacer, a)
	prefetch(bidder, unsafe.Add(bidder, 64), pacer, unsafe.Add(pacer, 40))
}

// object is what an interface of a type with methods holds; otherwise where there is nothing.
func object[T any](x *T, otherwise *account) unsafe.Pointer {
	if p := (*[2]unsafe.Pointer)(unsafe.Pointer(x))[1]; p != nil {
		return p
	}
	return unsafe.Pointer(otherwise)
}

// fetch asks for all columns of a Pinner.
func (p *pinners) fetch(i uint32, dims int) {
	prefetch(unsafe.Pointer(&p.next[i]), unsafe.Pointer(&p.visit[i]), unsafe.Pointer(&p.taste[i]), unsafe.Pointer(&p.habit[i]))
	interests := unsafe.Pointer(&p.mood[i])
	if dims > 0 {
		interests = unsafe.Pointer(&p.vector[int(i)*dims])
	}
	prefetch(unsafe.Pointer(&p.mood[i]), unsafe.Pointer(&p.today[i]), interests, unsafe.Add(interests, 4*max(dims-1, 0)))
}
