package page

import (
	"marketsim/sim/internal/kernels"
	"marketsim/sim/internal/market"
	"marketsim/sim/spec"
)

// Total is what one shard ran up for one campaign since budgets last paid.
type Total struct {
	Charged, Value      spec.Nano
	Clicks, Conversions int64 // billionths
	Impressions         int64
	Flight              spec.Nano // change of what is expected of conversions on their way
	Awaited             Awaited   // change of what campaigns that count them expect
	Predicted           Awaited   // of the clicks of the window
	Foreseen            int64     // clicks that impressions of a campaign under support were predicted to bring, billionths
}

// Add adds what another shard ran up.
func (t *Total) Add(o *Total) {
	t.Charged += o.Charged
	t.Value += o.Value
	t.Clicks += o.Clicks
	t.Conversions += o.Conversions
	t.Impressions += o.Impressions
	t.Foreseen += o.Foreseen
	t.Flight += o.Flight
	t.Awaited.Events += o.Awaited.Events
	t.Awaited.Worth += o.Awaited.Worth
	t.Predicted.Events += o.Predicted.Events
	t.Predicted.Worth += o.Predicted.Worth
}

// Totals are the sums of a window by campaign. Whether a campaign has any stands in a column of its own, so that to ask costs no miss: the sums of
// many campaigns lie outside the caches.
type Totals struct {
	Of        []Total
	has       []bool
	Campaigns []int32 // campaigns with sums, in order of their first event
}

// NewTotals makes room for so many campaigns.
func NewTotals(n int) Totals { return Totals{Of: apart[Total](n), has: apart[bool](n)} }

// apart makes a column that shares no cache line with another: what workers write side by side would go to and fro between them.
func apart[T any](n int) []T {
	const line = 64 // at least as many entries as fit on one
	return make([]T, n+2*line)[line : line+n : line+n]
}

// Open is a campaign's, which has feedback now if it had none.
func (n *Totals) Open(c int32) *Total {
	if !n.has[c] {
		n.has[c] = true
		n.Campaigns = append(n.Campaigns, c)
	}
	return &n.Of[c]
}

// Clear forgets the window.
func (n *Totals) Clear() {
	for _, c := range n.Campaigns {
		n.Of[c], n.has[c] = Total{}, false
	}
	n.Campaigns = n.Campaigns[:0]
}

// Fetch prefetches a campaign's totals and what is billed by.
func Fetch(m *market.Market, n *Totals, i int32) {
	t := &n.Of[i]
	kernels.Prefetch(kernels.Address(t), kernels.Address(&t.Flight), kernels.Address(&m.Campaigns[i]), kernels.Address(&n.has[i]))
}
