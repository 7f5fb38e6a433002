package sim

import (
	"context"
	"errors"
	"sync/atomic"

	"marketsim/sim/internal/page"
	"marketsim/sim/internal/pinners"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// Find names the auctions that Replay looks for: one, or all of a range of time.
type Find struct {
	Pinner   string // empty: all auctions of [From, To)
	Session  uint32
	Request  int
	From, To spec.Time // of day 0 on
}

// mostKept is how many candidates the auctions have that a replay holds before it hands them out.
var mostKept = 100_000

// Replay plays one arm of one replication again, from the seed alone, and hands out the auctions that were asked for in order of time while it plays, so that a day
// of any size takes little memory. It stops as soon as they have been played, or at an error of use. The auctions are those of the run, whatever the number of workers.
func Replay(ctx context.Context, spec *spec.Spec, arm, replication, workers int, f Find, use func(*results.Auction) error) error {
	var stopped atomic.Bool
	stop := context.AfterFunc(ctx, func() { stopped.Store(true) })
	defer stop()
	start := newKernel(pinners.NewWorld(spec, replication, arm), &stopped, workers)
	if err := start.warmUp(); err != nil {
		return err
	}
	e := start.fork(&spec.Arms[arm], workers)
	defer e.team.close()
	e.Recorder = &page.Recorder{From: max(f.From, 0), To: min(f.To, spec.Horizon), Every: 1}
	if f.Pinner != "" {
		e.Recorder.Who, e.Recorder.Session, e.Recorder.Request, e.Recorder.Needed = e.World.PinnerKey.Named(f.Pinner), f.Session, f.Request, true
		e.Recorder.Found = &stopped
	}
	var used error
	e.settled = func() {
		if used == nil && e.kept() >= mostKept {
			if used = e.handOut(use); used != nil {
				stopped.Store(true)
			}
		}
	}
	err := e.run(e.Recorder.To)
	switch {
	case used != nil:
		return used
	case errors.Is(err, context.Canceled) && ctx.Err() == nil:
		err = nil // it stopped because it had found what it looked for
	}
	if err != nil {
		return err
	}
	return e.handOut(use)
}

// kept is how many candidates the auctions have that are kept.
func (k *kernel) kept() (n int) {
	for _, s := range k.shards {
		for _, a := range s.Recorded {
			n += len(a.Candidates)
		}
	}
	return n
}

// handOut gives the auctions that are kept to use, in order of time, and keeps them no longer.
func (k *kernel) handOut(use func(*results.Auction) error) error {
	all := k.auctions()
	for _, s := range k.shards {
		s.Recorded = nil
	}
	for i := range all {
		if err := use(&all[i]); err != nil {
			return err
		}
	}
	return nil
}
