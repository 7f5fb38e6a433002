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

// Replay plays one arm of one replication again, from the seed alone, and returns the auctions that were asked for in order of time.
// It stops as soon as they have been played. The auctions are those of the run, whatever the number of workers.
func Replay(ctx context.Context, spec *spec.Spec, arm, replication, workers int, f Find) ([]results.Auction, error) {
	var stopped atomic.Bool
	stop := context.AfterFunc(ctx, func() { stopped.Store(true) })
	defer stop()
	start := newKernel(pinners.NewWorld(spec, replication, arm), &stopped, workers)
	if err := start.warmUp(); err != nil {
		return nil, err
	}
	e := start.fork(&spec.Arms[arm], workers)
	defer e.team.close()
	e.Recorder = &page.Recorder{From: max(f.From, 0), To: min(f.To, spec.Horizon), Every: 1}
	if f.Pinner != "" {
		e.Recorder.Who, e.Recorder.Session, e.Recorder.Request, e.Recorder.Needed = e.World.PinnerKey.Named(f.Pinner), f.Session, f.Request, true
		e.Recorder.Found = &stopped
	}
	err := e.run(e.Recorder.To)
	if errors.Is(err, context.Canceled) && ctx.Err() == nil {
		err = nil // it stopped because it had found what it looked for
	}
	if err != nil {
		return nil, err
	}
	return e.auctions(), nil
}
