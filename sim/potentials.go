package sim

import (
	"cmp"
	"context"
	"slices"

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
