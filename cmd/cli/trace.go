package cli

import (
	"context"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"marketsim/reports/format"
	"marketsim/reports/render"
	"marketsim/scenarios"
	"marketsim/sim"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// traceFlags are the flags of trace.
type traceFlags struct {
	changes     changes
	arm         string
	replication int
	auction     string
	day         int
	format      string
	top         count
	jobs        count
}

func (a *app) traceVerb() *cobra.Command {
	o := &traceFlags{day: -1, top: 15}
	cmd := &cobra.Command{
		Use: "trace RUN", Short: "replay one auction and explain it", Args: takes(1, 1, "the folder of a run, or a scenario file"),
		Example: "  marketsim trace runs/quickstart/latest --arm more_ads --auction core/444/71/0\n" +
			"  marketsim trace scenario.yaml --replication 2 --day 5 --format json",
		Long: "Play one arm of one replication again, from the seed alone, up to an auction and\n" +
			"explain it: candidates, predictions, bids, scores, prices, and what losers would have\n" +
			"needed. An auction is named by Pinner, session and request, as in data/events.csv.\n" +
			"With --day instead: every auction of that day.",
		RunE: func(cmd *cobra.Command, args []string) error { return a.trace(cmd.Context(), o, args[0]) },
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVar(&o.arm, "arm", "control", "`NAME` of the arm")
	f.IntVarP(&o.replication, "replication", "r", 0, "`NUMBER` of the replication, from 0")
	f.StringVar(&o.auction, "auction", "", "`PINNER/SESSION/REQUEST`")
	f.IntVar(&o.day, "day", -1, "every auction of this `DAY`, from 0")
	f.Var(&o.top, "top", "candidates in the table")
	choose(cmd, &o.format, "format", "json: one auction a line, with everything", "text", "json")
	f.VarP(&o.jobs, "jobs", "j", "workers; never changes a result (default: one per processor)")
	o.changes.sets(cmd)
	return cmd
}

func (a *app) trace(ctx context.Context, o *traceFlags, name string) error {
	if (o.auction == "") == (o.day < 0) {
		return usage("such as --auction core/444/71/0; data/events.csv has names where the scenario records auctions", "trace needs either --auction or --day")
	}
	s, err := a.scenarioOf(name, &o.changes)
	if err != nil {
		return err
	}
	arm := slices.Index(s.ArmNames(), o.arm)
	if arm < 0 {
		return usage(suggest(o.arm, s.ArmNames(), "", "one of: "+strings.Join(s.ArmNames(), ", ")), "there is no arm named `%s`", o.arm)
	}
	if o.replication < 0 || o.replication >= s.Spec.Replications {
		return usage(fmt.Sprintf("they go from 0 to %d", s.Spec.Replications-1), "there is no replication %d", o.replication)
	}
	find := sim.Find{From: 0, To: s.Spec.Horizon}
	if o.auction != "" {
		if find, err = auctionName(o.auction, find); err != nil {
			return err
		}
	} else if find.From, find.To = spec.Time(o.day)*spec.Day, spec.Time(o.day+1)*spec.Day; find.From >= s.Spec.Horizon {
		return usage(fmt.Sprintf("days go from 0 to %d", s.Spec.Horizon/spec.Day-1), "there is no day %d", o.day)
	}
	if err := a.afford(s.Spec); err != nil {
		return err
	}
	found := false
	err = sim.Replay(ctx, s.Spec, arm, o.replication, a.workers(o.jobs), find, func(x *results.Auction) error {
		found = true
		return a.showAuction(a.Stdout, o, s, x)
	})
	if err != nil {
		return err
	}
	if !found && o.auction != "" {
		return usage("the session did not happen in this arm, had fewer requests, or the Pinner does not exist; sessions and requests count from 0",
			"arm %s, replication %d has no auction %s", o.arm, o.replication, o.auction)
	}
	return nil
}

func (a *app) showAuction(w io.Writer, o *traceFlags, s *scenarios.Scenario, x *results.Auction) error {
	if o.format == "json" {
		return writeAuction(w, &s.Axes, x)
	}
	if o.day >= 0 {
		winners := []string{}
		for _, c := range x.Candidates {
			if c.Slot >= 0 {
				winners = append(winners, c.Campaign)
			}
		}
		line := fmt.Sprintf("%s  %s/%d/%d  %s, %s: %s", spec.Stamp(x.At), x.Pinner, x.Session, x.Request, s.Axes.Surfaces[x.Surface],
			format.Count(len(x.Candidates), "candidate"), strings.Join(winners, ", "))
		if r := []rune(line); len(r) > a.width(w) {
			line = string(r[:a.width(w)-1]) + "…"
		}
		_, err := fmt.Fprintln(w, line)
		return err
	}
	return render.ExplainAuction(w, o.arm, o.replication, &s.Axes, x, int(o.top))
}

// scenarioOf is the scenario of a run, as it was run, or of a file.
func (a *app) scenarioOf(name string, c *changes) (*scenarios.Scenario, error) {
	if name == stdin || strings.HasSuffix(name, ".yaml") || strings.HasSuffix(name, ".yml") {
		src, err := a.source(name)
		if err != nil {
			return nil, err
		}
		return a.load(src, c)
	}
	folder, r, err := a.findSingle(name)
	if err != nil {
		return nil, err
	}
	if c.any() {
		return nil, usage("trace the scenario's file to change something", "a run cannot be changed")
	}
	if now := version(); now != r.Version {
		a.note("marketsim: warning: the run is of version %s and this is %s: auctions may differ", r.Version, now)
	}
	s, err := a.replayable(folder, r)
	if err == nil && s == nil {
		return nil, usage("run the scenario again", "the scenario, its data files, or what they mean, changed since the run; there is nothing of it to trace")
	}
	return s, err
}

// auctionName reads PINNER/SESSION/REQUEST; a Pinner's name may hold slashes itself.
func auctionName(text string, f sim.Find) (sim.Find, error) {
	parts := strings.Split(text, "/")
	if n := len(parts); n >= 3 {
		session, errS := strconv.ParseUint(parts[n-2], 10, 32)
		request, errR := strconv.ParseUint(parts[n-1], 10, 16)
		if errS == nil && errR == nil {
			f.Pinner, f.Session, f.Request = strings.Join(parts[:n-2], "/"), uint32(session), int(request)
			return f, nil
		}
	}
	return f, usage("write it like core/444/71/0: Pinner core/444, its session 71, request 0", "`%s` is not the name of an auction", text)
}

// tracedAuction is an auction as JSON: money in the scenario's currency, times in microseconds from day 0, slots from 1, outcomes as
// events. A number that does not exist is null.
type tracedAuction struct {
	At         int64             `json:"time_us"`
	Pinner     string            `json:"pinner"`
	Session    uint32            `json:"session"`
	Request    int               `json:"request"`
	Segment    string            `json:"segment"`
	Surface    string            `json:"surface"`
	Fatigue    float64           `json:"fatigue"`
	Slots      []results.Place   `json:"slots"`
	Eligible   int               `json:"eligible"`
	Idle       int               `json:"idle"`
	Candidates []tracedCandidate `json:"candidates"`
}

type tracedCandidate struct {
	Campaign  string   `json:"campaign"`
	Ad        int      `json:"ad"`
	Objective string   `json:"objective"`
	Bills     string   `json:"bills"`
	Worth     float64  `json:"worth"`
	Click     float64  `json:"true_ctr"`
	Convert   float64  `json:"true_cvr"`
	PCTR      float64  `json:"pctr"`
	PCVR      float64  `json:"pcvr"`
	Bid       float64  `json:"bid"`
	Rate      float64  `json:"rate"`
	Quality   float64  `json:"quality"`
	Reserve   float64  `json:"reserve"`
	Score     *float64 `json:"score"` // null: it could not have a slot
	Slot      int      `json:"slot"`  // 0: none
	Price     float64  `json:"price"`
	Charged   float64  `json:"charged"`
	Viewed    float64  `json:"viewed"`
	Clicked   float64  `json:"clicked"`
	Converted float64  `json:"converted"`
	Late      int64    `json:"conversions_later"`
	Hidden    float64  `json:"hidden"`
	Needed    *float64 `json:"needed"`
}

func traced(axes *results.Axes, x *results.Auction) tracedAuction {
	exists := func(v float64) *float64 {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil
		}
		return &v
	}
	event := func(n int64) float64 { return float64(n) / spec.Unit }
	out := tracedAuction{At: int64(x.At), Pinner: x.Pinner, Session: x.Session, Request: x.Request, Segment: axes.Segments[x.Segment],
		Surface: axes.Surfaces[x.Surface], Fatigue: x.Fatigue, Slots: x.Slots, Eligible: x.Eligible, Idle: x.Idle, Candidates: []tracedCandidate{}}
	for i := range x.Candidates {
		c := &x.Candidates[i]
		out.Candidates = append(out.Candidates, tracedCandidate{c.Campaign, c.Ad, c.Objective.String(), c.Bills.String(), c.Worth, c.Click, c.Convert,
			c.PCTR, c.PCVR, c.Bid, c.Rate, c.Quality, c.Reserve, exists(c.Score), c.Slot + 1, c.Price, c.Charged.Float(), event(c.Viewed), event(c.Clicked),
			event(c.Converted), c.Late, event(c.Hidden), exists(c.Needed)})
	}
	return out
}

// writeAuction writes an auction as one line of JSON.
func writeAuction(w io.Writer, axes *results.Axes, x *results.Auction) error {
	return writeJSON(w, traced(axes, x), "", false)
}
