package units

import (
	"context"
	"errors"

	"marketsim/sim"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// Scheduler runs a design. Nothing of it changes a result.
type Scheduler struct {
	Store   Store   // nil: nothing is kept
	Program Program // that runs it
	Workers int     // at least 1
	Memory  uint64  // bytes that simulations may take together; fewer run at once when all workers would need more. 0: any

	Begin    func(step Step, missing int, days float64) // before a step is simulated: units that are not finished, and their simulated days; may be nil
	Finished func(p *Point, u *Unit)                    // after a unit is kept, from one goroutine at a time; may be nil
	Progress func(share float64)                        // of the step's missing units, in [0, 1]; from one goroutine at a time; may be nil
	Damaged  func(*Damage)                              // stored results that cannot be used, which are simulated again; may be nil
}

// task is a unit with its market.
type task struct {
	point *Point
	unit  Unit
	also  []*Point // whose unit is the same one: it is played once
}

// Run asks the design for steps and simulates what is not in the store until the design ends. Units of one replication number
// are begun before those of the next, so that a stop leaves every point with about as many. When the context ends, or the store
// fails, it stops within a feedback window and returns what is finished with the error.
func (s *Scheduler) Run(ctx context.Context, d Design) (*Done, error) {
	done := &Done{of: map[*Point][][]*results.Result{}}
	for {
		step, err := d.Next(done)
		if err != nil || len(step.Points) == 0 {
			return done, err
		}
		if err := s.play(ctx, step, done); err != nil {
			return done, err
		}
		if !done.complete(step) {
			return done, errors.New("units: a step ended without all of its results")
		}
	}
}

// play finishes a step.
func (s *Scheduler) play(ctx context.Context, step Step, done *Done) error {
	missing, err := s.missing(step, done)
	if err != nil {
		return err
	}
	days := 0.0
	var jobs []sim.Job
	for i := range missing {
		days += sim.Days(missing[i].point.Spec)
		jobs = append(jobs, sim.Job{Spec: missing[i].point.Spec, Replication: missing[i].unit.Replication})
	}
	if s.Begin != nil {
		s.Begin(step, len(missing), days)
	}
	if err := ctx.Err(); err != nil || len(missing) == 0 {
		return err
	}
	_, err = sim.RunJobs(ctx, jobs, sim.JobOptions{Workers: s.Workers, Together: s.together(step), Progress: s.Progress,
		Finished: func(i int, arms []*results.Result) error { return s.keep(&missing[i], arms, done) }})
	return err
}

// missing are the units of a step that are not finished, each once; those in the store are noted as done.
func (s *Scheduler) missing(step Step, done *Done) (out []task, err error) {
	type once struct { // a unit by its name, or where its point has none by that point: it is like no other
		id          string
		point       *Point
		replication int
	}
	first := map[once]int{} // its place in out
	for r := range step.Replications {
		for _, p := range step.Points {
			if done.has(p, r) {
				continue
			}
			t := task{point: p, unit: p.Unit(r, s.Program)}
			unit := once{id: t.unit.ID()}
			if p.Market == "" {
				unit = once{point: p, replication: r}
			}
			if k, twice := first[unit]; twice {
				out[k].also = append(out[k].also, p)
				continue
			}
			arms, err := s.stored(&t.unit)
			switch {
			case err != nil:
				return nil, err
			case arms != nil:
				done.put(p, r, arms)
			default:
				first[unit] = len(out)
				out = append(out, t)
			}
		}
	}
	return out, nil
}

// stored are the results that the store has of a unit; nil when there are none or they are damaged.
func (s *Scheduler) stored(u *Unit) ([]*results.Result, error) {
	if s.Store == nil {
		return nil, nil
	}
	arms, err := s.Store.Get(u)
	var damage *Damage
	if errors.As(err, &damage) {
		if s.Damaged != nil {
			s.Damaged(damage)
		}
		return nil, nil
	}
	return arms, err
}

// keep puts the results of a unit into the store.
func (s *Scheduler) keep(t *task, arms []*results.Result, done *Done) error {
	if s.Store != nil {
		if err := s.Store.Put(&t.unit, arms); err != nil {
			return err
		}
	}
	for _, p := range append(t.also, t.point) {
		done.put(p, t.unit.Replication, arms)
	}
	if s.Finished != nil {
		s.Finished(t.point, &t.unit)
	}
	return nil
}

// together is how many arms may be simulated at once within the memory.
func (s *Scheduler) together(step Step) int {
	most := max(1, s.Workers)
	for _, p := range step.Points {
		most = min(most, Together(p.Spec, s.Workers, s.Memory))
	}
	return max(1, most)
}

// Together is how many arms of a market fit into so many bytes of memory at once, at most as many as there are workers; 0 when not even
// one does.
func Together(market *spec.Spec, workers int, memory uint64) int {
	for n := max(1, workers); n > 0; n-- {
		if need := sim.Estimate(market, n); memory == 0 || need >= 0 && uint64(need) <= memory {
			return n
		}
	}
	return 0
}

// Play simulates all replications of one market and keeps them nowhere. Results are indexed by replication and arm.
func Play(ctx context.Context, market *spec.Spec, workers int) ([][]*results.Result, error) {
	p := &Point{Spec: market}
	done, err := (&Scheduler{Workers: workers}).Run(ctx, Fixed{Points: []*Point{p}, Replications: market.Replications})
	return done.Of(p), err
}

// PlayTest simulates one replication of a market with a test, and returns what its units did by arm as well: they take 24 bytes a Pinner, so that
// results that a Store keeps are without them. Progress may be nil; it is called with the share that is done, in [0, 1].
func PlayTest(ctx context.Context, market *spec.Spec, replication, workers int, progress func(share float64)) ([]*results.Result, []*results.Trial, error) {
	trials := make([]*results.Trial, len(market.Arms))
	all, err := sim.RunJobs(ctx, []sim.Job{{Spec: market, Replication: replication}}, sim.JobOptions{Workers: workers, Progress: progress,
		Units: func(_, arm int, units *results.Trial) { trials[arm] = units }})
	if err != nil {
		return nil, nil, err
	}
	return all[0], trials, nil
}
