package sim

import (
	"cmp"
	"context"
	"slices"
	"unsafe"

	"marketsim/sim/internal/ledger"
	"marketsim/sim/internal/market"
	"marketsim/sim/internal/page"
	"marketsim/sim/internal/pinners"
	"marketsim/sim/spec"
)

// Potentials yields a replication's potential sessions, from the start of the warm-up to the horizon, sorted by (start,
// Pinner). It yields the drawn stream whatever becomes of it: no rhythm, activity or running session thins it yet. Memory
// grows with the sessions of one day. It stops at the first error of yield or of the context.
func Potentials(ctx context.Context, run *spec.Spec, replication int, yield func(*spec.Potential) error) error {
	w := pinners.NewWorld(run, replication, 0)
	from := -run.Warmup
	p := w.Populate(from, 1)
	names := initialNames(w)
	born := append([]int(nil), w.Initial...)
	var batch []spec.Potential
	for at := from; at < run.Horizon; at += spec.Day {
		if err := ctx.Err(); err != nil {
			return err
		}
		day, _ := spec.DayOf(at)
		for _, b := range w.BirthsOn(day, born) {
			name := pinners.Name(w.Population.Segments[b.Segment].Name, b.Ordinal)
			w.Place(p, p.Row(w), name, b.Segment, b.At)
			names = append(names, name)
		}
		batch = potentialsUntil(w, p, names, min(at+spec.Day, run.Horizon), batch[:0])
		slices.SortFunc(batch, func(a, b spec.Potential) int {
			return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.Pinner, b.Pinner))
		})
		for i := range batch {
			batch[i].Replication = replication
			if err := yield(&batch[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

func initialNames(w *pinners.World) []string {
	if w.Stream != nil && w.Stream.Happened {
		return slices.Clone(w.Stream.Pinners)
	}
	var names []string
	for s, n := range w.Initial {
		for o := range n {
			names = append(names, pinners.Name(w.Population.Segments[s].Name, o))
		}
	}
	return names
}

func potentialsUntil(w *pinners.World, p *pinners.Columns, names []string, until spec.Time, out []spec.Potential) []spec.Potential {
	for i := range p.Session {
		t, v := &p.Trait[i], &p.Session[i]
		for ; v.Start < until; w.NextPotential(t, v) {
			plan := w.Plan(t, v)
			session := v.Index
			if w.Stream != nil {
				session = w.Record(t, v.Index).Session
			}
			out = append(out, spec.Potential{Start: v.Start, Pinner: names[i], Segment: int(t.Segment), Session: session,
				Surface: int(plan.Surface), Requests: int(plan.Requests)})
		}
	}
	return out
}

// Estimate is about how much memory a run needs at once, bytes, with so many workers: the population and accounts of every
// arm that may be in memory together, and the results.
func Estimate(run *spec.Spec, jobs int) int64 {
	const perPinner, perCell, perAd, learners = 92 + 8, 160, 96, 160
	const perCampaign = int64(unsafe.Sizeof(ledger.Account{})+unsafe.Sizeof(ledger.Record{})+unsafe.Sizeof(market.Offer{})+unsafe.Sizeof(market.Terms{})+unsafe.Sizeof(market.Campaign{})+2*unsafe.Sizeof(page.Total{})) + learners
	p := &run.Population
	arms := int64(min(max(1, jobs), len(run.Arms)*run.Replications)) + 1
	dims := int64(p.Interests.Dimensions)
	rows := int64(float64(p.Count)+mostArrived(p, float64(run.Warmup+run.Horizon)/float64(spec.Day))) + births(p)
	m := run.Arms[0].Phases[0].Market
	campaigns, ads := int64(0), int64(0)
	for g := range m.Groups {
		campaigns += int64(len(m.Groups[g].Members))
		ads += int64(len(m.Groups[g].Members)) * int64(max(1, m.Groups[g].Ads))
	}
	days := int64(run.Horizon / spec.Day)
	cells := int64(len(p.Segments)*len(m.Surfaces) + len(m.Groups) + 10)
	extra := int64(0) // columns that only some markets use
	if n := spec.NeedsOf(run); n.Requests || n.Quality {
		extra += 12
	}
	if p.Cohorts > 0 {
		extra += 6
		cells += 1 + int64(run.Horizon/p.Cohorts)
	}
	results := int64(run.Replications) * int64(len(run.Arms)) * (days*cells*perCell + campaigns*200)
	return arms*(rows*(perPinner+extra+4)+campaigns*perCampaign+ads*(perAd+4*dims)) + arms*rows*4*dims + results + 64<<20
}

// mostArrived is how many of those who came are there at once after so many days, in the mean: rows of Pinners who left are used again.
func mostArrived(p *spec.Population, days float64) float64 {
	if p.Departure <= 0 {
		return p.Arrivals * days
	}
	return p.Arrivals * min(days, 1/p.Departure)
}

// births is the room for those who come on one day, in rows of Pinners, before they come.
func births(p *spec.Population) int64 {
	const rowsEach = 4 // of about 100 bytes: 24 bytes as they are drawn, and lists that grow to twice what they hold
	return int64(p.Arrivals / rowsEach)
}

// PinnerBytes is the memory of one Pinner besides its interests.
const PinnerBytes = pinners.Bytes
