package sim

import (
	"cmp"
	"context"
	"slices"
	"unsafe"

	"marketsim/sim/spec"
)

// Potentials yields a replication's potential sessions, from the start of the warm-up to the horizon, sorted by (start,
// Pinner). It yields the drawn stream whatever becomes of it: no rhythm, activity or running session thins it yet. Memory
// grows with the sessions of one day. It stops at the first error of yield or of the context.
func Potentials(ctx context.Context, run *spec.Spec, replication int, yield func(*spec.Potential) error) error {
	w := newWorld(run, replication, 0)
	from := -run.Warmup
	p := w.populate(from, 1)
	names := initialNames(w)
	born := append([]int(nil), w.initial...)
	var batch []spec.Potential
	for at := from; at < run.Horizon; at += spec.Day {
		if err := ctx.Err(); err != nil {
			return err
		}
		day, _ := spec.DayOf(at)
		for _, b := range w.birthsOn(day, born) {
			name := pinnerName(w.pop.Segments[b.segment].Name, b.ordinal)
			w.settle(p, p.row(w), name, b.segment, b.at)
			names = append(names, name)
		}
		batch = w.potentialsUntil(p, names, min(at+spec.Day, run.Horizon), batch[:0])
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

func initialNames(w *world) []string {
	if w.stream != nil && w.stream.Happened {
		return slices.Clone(w.stream.Pinners)
	}
	var names []string
	for s, n := range w.initial {
		for o := range n {
			names = append(names, pinnerName(w.pop.Segments[s].Name, o))
		}
	}
	return names
}

func (w *world) potentialsUntil(p *pinners, names []string, until spec.Time, out []spec.Potential) []spec.Potential {
	for i := range p.visit {
		t, v := &p.taste[i], &p.visit[i]
		for ; v.start < until; w.nextPotential(t, v) {
			plan := w.plan(t, v)
			session := v.index
			if w.stream != nil {
				session = w.record(t, v.index).Session
			}
			out = append(out, spec.Potential{Start: v.start, Pinner: names[i], Segment: int(t.segment), Session: session,
				Surface: int(plan.surface), Requests: int(plan.requests)})
		}
	}
	return out
}

// Estimate is about how much memory a run needs at once, bytes, with so many workers: the population and books of every
// arm that may be in memory together, and the results.
func Estimate(run *spec.Spec, jobs int) int64 {
	const perPinner, perCell, perAd, learners = 92 + 8, 160, 96, 160
	const perCampaign = int64(unsafe.Sizeof(account{})+unsafe.Sizeof(dossier{})+unsafe.Sizeof(offer{})+unsafe.Sizeof(terms{})+unsafe.Sizeof(campaign{})+2*unsafe.Sizeof(tab{})) + learners
	p := &run.Population
	arms := int64(min(max(1, jobs), len(run.Arms)*run.Replications)) + 1
	dims := int64(p.Interests.Dimensions)
	rows := int64(p.Count)
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
