package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"reflect"
	"slices"
	"strings"

	"marketsim/reports/compare"
	"marketsim/scenarios"
	"marketsim/sim"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// auctions yields the auctions of a day in order of time; io.EOF ends them.
type auctions func() (*tracedAuction, error)

// errEnough ends a replay of which no more is wanted.
var errEnough = errors.New("no more auctions are wanted")

// replayed plays the day again with this program, as far as its auctions are asked for. The caller stops it.
func replayed(ctx context.Context, s *scenarios.Scenario, d *compare.Divergence, jobs int) (next auctions, stop func(), err error) {
	arm := slices.Index(s.ArmNames(), d.Arm)
	if arm < 0 {
		return nil, nil, fmt.Errorf("the scenario has no arm %s", d.Arm)
	}
	ended := io.EOF
	pull, stop := iter.Pull(func(yield func(*tracedAuction) bool) {
		find := sim.Find{From: spec.Time(d.Day) * spec.Day, To: spec.Time(d.Day+1) * spec.Day}
		err := sim.Replay(ctx, s.Spec, arm, d.Replication, jobs, find, func(played *results.Auction) error {
			if x := traced(&s.Axes, played); !yield(&x) {
				return errEnough
			}
			return nil
		})
		if err != nil {
			ended = err
		}
	})
	return func() (*tracedAuction, error) {
		if x, ok := pull(); ok {
			return x, nil
		}
		return nil, ended
	}, stop, nil
}

// withExe plays the day again with another program, whose trace verb writes one auction a line.
func (a *app) withExe(ctx context.Context, exe, scenario string, d *compare.Divergence, use func(auctions) error) error {
	out, in := io.Pipe()
	ended := make(chan error, 1)
	var said bytes.Buffer // by the other program; shown only when it fails
	go func() {
		err := a.Exec(ctx, a.path(exe), []string{"trace", scenario, "--arm", d.Arm, "--replication", fmt.Sprint(d.Replication), "--day", fmt.Sprint(d.Day),
			"--format", "json"}, in, &said)
		in.CloseWithError(err)
		ended <- err
	}()
	decoder := json.NewDecoder(out)
	used := use(func() (*tracedAuction, error) {
		x := &tracedAuction{}
		if err := decoder.Decode(x); err != nil {
			return nil, err
		}
		return x, nil
	})
	out.Close()
	err := <-ended
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil && !errors.Is(err, io.ErrClosedPipe) && used != nil {
		d.Why = fmt.Sprintf("No auction is named: %s could not replay the base: %s", exe, lastLine(said.String(), err))
		return nil
	}
	return used
}

// lastLine is the last thing that a program said, or its error.
func lastLine(text string, err error) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	if last := lines[len(lines)-1]; last != "" {
		return last
	}
	return err.Error()
}

// firstAuction walks both replays of the day and names the first auction and field that differ.
func firstAuction(d *compare.Divergence, was, now auctions) error {
	for {
		x, errX := was()
		y, errY := now()
		switch {
		case errors.Is(errX, io.EOF) && errors.Is(errY, io.EOF):
			d.Why = "No auction is named: replayed, every auction of that day is the same on both sides. What differs is settled after them, such as " +
				"budgets; or the base was made by another program: give it with --base-exe."
			return nil
		case errX != nil && !errors.Is(errX, io.EOF):
			return errX
		case errY != nil && !errors.Is(errY, io.EOF):
			return errY
		}
		if found := differsAt(d, x, y); found {
			return nil
		}
	}
}

// differsAt compares two auctions that stand at the same place of the day; nil is none left.
func differsAt(d *compare.Divergence, x, y *tracedAuction) bool {
	switch {
	case x == nil || y != nil && y.At < x.At:
		d.Diverge(y.name(), y.At, "", "auction", "did not happen", "happens")
		return true
	case y == nil || x.At < y.At || x.name() != y.name():
		d.Diverge(x.name(), x.At, "", "auction", "happened", "does not happen")
		return true
	}
	offers := map[string]*tracedCandidate{}
	for i := range y.Candidates {
		offers[y.Candidates[i].Campaign] = &y.Candidates[i]
	}
	for i := range x.Candidates {
		c := &x.Candidates[i]
		other, there := offers[c.Campaign]
		if !there {
			d.Diverge(x.name(), x.At, c.Campaign, "candidate", "took part", "does not take part")
			return true
		}
		delete(offers, c.Campaign)
		if field, was, is := fieldOf(c, other); field != "" {
			d.Diverge(x.name(), x.At, c.Campaign, field, was, is)
			return true
		}
	}
	for i := range y.Candidates { // in their order, so that the name is always the same
		if c := &y.Candidates[i]; offers[c.Campaign] != nil {
			d.Diverge(x.name(), x.At, c.Campaign, "candidate", "did not take part", "takes part")
			return true
		}
	}
	xs, ys := *x, *y
	xs.Candidates, ys.Candidates = nil, nil
	if field, was, is := fieldOf(&xs, &ys); field != "" {
		d.Diverge(x.name(), x.At, "", field, was, is)
		return true
	}
	return false
}

func (x *tracedAuction) name() string {
	return fmt.Sprintf("%s/%d/%d", x.Pinner, x.Session, x.Request)
}

// fieldOf finds the first field in which two structs differ, in their order: what goes into an auction stands before what comes out.
func fieldOf(x, y any) (field, was, is string) {
	a, b := reflect.ValueOf(x).Elem(), reflect.ValueOf(y).Elem()
	for i := range a.NumField() {
		f, g := a.Field(i).Interface(), b.Field(i).Interface()
		if !reflect.DeepEqual(f, g) {
			name, _, _ := strings.Cut(a.Type().Field(i).Tag.Get("json"), ",")
			return name, jsonText(f), jsonText(g)
		}
	}
	return "", "", ""
}

func jsonText(x any) string {
	data, err := json.Marshal(x)
	if err != nil {
		return fmt.Sprint(x)
	}
	return string(data)
}
