package sim_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"marketsim/auction"
	"marketsim/scenarios"
	"marketsim/sim"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

const recorded = `marketsim: 1
name: recorded
run: {warmup: 1d, horizon: 2d, seed: 3, replications: 2}
market:
  pinners: {count: 300, arrivals_per_day: 5}
  campaigns: {groups: [{name: shops, count: 12, daily_budget: 2 USD}]}
arms:
  reserve: {set: {mechanism.reserve: 0.25 USD}}
report: {record: {auctions: 1 in 50}}
`

func recordedSpec(t *testing.T, text string) *spec.Spec {
	t.Helper()
	s, ds := scenarios.Load("test.yaml", []byte(text), scenarios.Options{})
	if s == nil {
		t.Fatal(ds)
	}
	return s.Spec
}

// TestRecordedAuctions: recording changes no result, the same auctions are kept for any number of workers, and each is found again
// by Replay with the same numbers to the last bit.
func TestRecordedAuctions(t *testing.T) {
	with := recordedSpec(t, recorded)
	played := play(t, with, 1)
	if diff := cmp.Diff(played, play(t, with, 7), cmpopts.EquateNaNs()); diff != "" {
		t.Fatal(diff)
	}
	without := *with
	without.Record = 0
	for r, arms := range play(t, &without, 2) {
		for a := range arms {
			if x, y := arms[a].Days[1].Digest, played[r][a].Days[1].Digest; x != y {
				t.Errorf("replication %d, arm %d: recording changes the digest", r, a)
			}
		}
	}
	all, found := played[1][1].Auctions, 0
	if len(all) < 20 {
		t.Fatalf("%d auctions are kept", len(all))
	}
	for i := 0; i < len(all); i += len(all) / 5 {
		want := all[i]
		got, err := replayed(with, 1, sim.Find{Pinner: want.Pinner, Session: want.Session, Request: want.Request, To: with.Horizon})
		if err != nil || len(got) != 1 {
			t.Fatalf("%s/%d/%d: %d found, %v", want.Pinner, want.Session, want.Request, len(got), err)
		}
		found++
		if diff := cmp.Diff(want, got[0], cmpopts.EquateNaNs(), cmpopts.IgnoreFields(results.Candidate{}, "Needed")); diff != "" {
			t.Error(diff)
		}
		for _, c := range got[0].Candidates {
			if c.Slot < 0 && !math.IsNaN(c.Needed) && c.Needed < c.Bid {
				t.Errorf("%s lost with %g and needed %g", c.Campaign, c.Bid, c.Needed)
			}
			if c.Slot >= 0 && !math.IsNaN(c.Needed) {
				t.Errorf("%s won slot %d and needed %g", c.Campaign, c.Slot, c.Needed)
			}
		}
	}
	if found < 5 {
		t.Errorf("%d auctions were looked for", found)
	}
}

func play(t *testing.T, s *spec.Spec, jobs int) [][]*results.Result {
	t.Helper()
	results, err := sim.Run(context.Background(), s, sim.Options{Jobs: jobs})
	if err != nil {
		t.Fatal(err)
	}
	return results
}

// greedy charges what a function makes of the bid.
type greedy struct {
	auction.Mechanism
	charge func(bid float64) float64
}

func (g greedy) Run(q *auction.Request, o *auction.Outcome) {
	g.Mechanism.Run(q, o)
	for k, j := range o.Winner {
		if j >= 0 {
			o.Price[k] = g.charge(q.Bid[j])
		}
	}
}

// TestBreaches: a mechanism that charges more than the bid, less than nothing or no number is noticed in every auction, and the first one is named; the same
// for any number of workers.
func TestBreaches(t *testing.T) {
	s := recordedSpec(t, recorded)
	for _, r := range play(t, s, 2)[0] {
		if len(r.Breaches) > 0 {
			t.Errorf("a market as it should be: %+v", r.Breaches)
		}
	}
	for name, charge := range map[string]func(bid float64) float64{
		"more than the bid": func(bid float64) float64 { return 1.01 * bid }, "less than nothing": func(float64) float64 { return -1 },
		"no number": func(float64) float64 { return math.NaN() },
	} {
		m := *s.Arms[1].Phases[0].Market
		m.Mechanism = greedy{s.Arms[1].Phases[0].Market.Mechanism, charge}
		s := *s
		s.Arms = slices.Clone(s.Arms)
		s.Arms[1].Phases = []spec.Phase{{Market: &m}}
		one, many := play(t, &s, 1)[0][1], play(t, &s, 7)[0][1]
		impressions := int64(0)
		for d := range one.Days {
			for _, c := range one.Days[d].Cells {
				impressions += c.Impressions
			}
		}
		if impressions == 0 || len(one.Breaches) != 1 || one.Breaches[0].Law != "price_at_most_bid" || one.Breaches[0].N != impressions || one.Breaches[0].First == "" {
			t.Errorf("%s: %d impressions, %+v", name, impressions, one.Breaches)
		}
		if diff := cmp.Diff(one.Breaches, many.Breaches); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// replayed is all auctions that a replay of the second arm finds, with two workers.
func replayed(s *spec.Spec, replication int, f sim.Find) (all []results.Auction, err error) {
	err = sim.Replay(context.Background(), s, 1, replication, 2, f, func(a *results.Auction) error {
		all = append(all, *a)
		return nil
	})
	return all, err
}

// TestReplayKeepsLittle: a replay of a day hands auctions out while it plays, in the order and with the content that they have at its end.
func TestReplayKeepsLittle(t *testing.T) {
	with, day := recordedSpec(t, recorded), sim.Find{From: spec.Day, To: 2 * spec.Day}
	whole, err := replayed(with, 0, day)
	if err != nil || len(whole) < 500 {
		t.Fatalf("%d auctions, %v", len(whole), err)
	}
	defer sim.KeepAtMost(100)()
	n, enough := 0, errors.New("enough")
	err = sim.Replay(context.Background(), with, 1, 0, 2, day, func(a *results.Auction) error {
		if diff := cmp.Diff(&whole[n], a, cmpopts.EquateNaNs()); diff != "" {
			t.Fatalf("auction %d: %s", n, diff)
		}
		n++
		return nil
	})
	if err != nil || n != len(whole) {
		t.Errorf("%d auctions of %d, %v", n, len(whole), err)
	}
	n = 0
	ctx, cancel := context.WithCancel(context.Background())
	err = sim.Replay(ctx, with, 1, 0, 2, day, func(*results.Auction) error {
		n++
		cancel() // of no effect where the day is over already
		return nil
	})
	if !errors.Is(err, context.Canceled) || n > len(whole)/2 {
		t.Errorf("%d auctions of %d are handed out by a play that is cancelled after the first, %v", n, len(whole), err)
	}
	n = 0
	err = sim.Replay(context.Background(), with, 1, 0, 2, day, func(*results.Auction) error {
		n++
		return enough
	})
	if err != enough || n != 1 {
		t.Errorf("%d auctions after one was enough, %v", n, err)
	}
}
