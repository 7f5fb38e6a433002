package units_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"marketsim/scenarios"
	"marketsim/sim/results"
	"marketsim/sim/units"
)

const market = `marketsim: 1
name: tiny
run: {horizon: 2d, seed: 5, replications: 3}
market:
  pinners: {count: 60}
  campaigns: {groups: [{name: shops, count: 10, daily_budget: 1 USD}]}
arms:
  reserve: {set: {mechanism.reserve: 0.25 USD}}
`

// nothing is a Store that keeps nothing.
type nothing struct{}

func (nothing) Get(*units.Unit) ([]*results.Result, error) { return nil, nil }

func (nothing) Put(*units.Unit, []*results.Result) error { return nil }

func point(t *testing.T, set ...string) *units.Point {
	t.Helper()
	s, ds := scenarios.Load("tiny.yaml", []byte(market), scenarios.Options{Set: set})
	if s == nil {
		t.Fatal(ds)
	}
	return &units.Point{Spec: s.Spec, Market: s.Market, Data: s.Data}
}

func program() units.Program { return units.This("test") }

// A unit's name differs with everything that its result depends on, and with nothing else.
func TestUnitID(t *testing.T) {
	id := func(p *units.Point, r int, by units.Program) string { u := p.Unit(r, by); return u.ID() }
	base := id(point(t), 0, program())
	other := program()
	other.Executable = "other"
	for what, got := range map[string]string{
		"another replication": id(point(t), 1, program()), "another seed": id(point(t, "run.seed=6"), 0, program()),
		"another market": id(point(t, "mechanism.reserve=0.1 USD"), 0, program()), "another program": id(point(t), 0, other),
		"other arms": id(point(t, "arms.more.set.mechanism.reserve=0.5 USD"), 0, program()),
	} {
		if got == base {
			t.Errorf("%s: the same name", what)
		}
	}
	if got := id(point(t, "run.replications=9"), 0, program()); got != base {
		t.Error("the number of replications is in the name, so that a run cannot be extended")
	}
}

// folder is a store on the disk.
func folder(t *testing.T) *units.Folder {
	return &units.Folder{Path: t.TempDir()}
}

// run runs a design; played counts the units that were simulated.
func run(t *testing.T, store units.Store, d units.Design) (done *units.Done, played int) {
	t.Helper()
	w := units.Scheduler{Store: store, Program: program(), Workers: 2, Finished: func(*units.Point, *units.Unit) { played++ }}
	done, err := w.Run(context.Background(), d)
	if err != nil {
		t.Fatal(err)
	}
	return done, played
}

// A store's results are taken, equal those that are simulated, and only what is missing is simulated.
func TestStoreSavesWork(t *testing.T) {
	p, store := point(t), folder(t)
	want, n := run(t, nothing{}, units.Fixed{Points: []*units.Point{p}, Replications: 3})
	if n != 3 {
		t.Fatalf("%d units were simulated, want 3", n)
	}
	if _, n := run(t, store, units.Fixed{Points: []*units.Point{p}, Replications: 2}); n != 2 {
		t.Fatalf("%d units were simulated, want 2", n)
	}
	got, n := run(t, store, units.Fixed{Points: []*units.Point{p}, Replications: 3})
	if n != 1 || !reflect.DeepEqual(got.Of(p), want.Of(p)) {
		t.Errorf("%d units were simulated, want 1; equal results: %v", n, reflect.DeepEqual(got.Of(p), want.Of(p)))
	}
}

// TestPlayedOnce: points of one market are played once, and each has the results; a unit is kept once.
func TestPlayedOnce(t *testing.T) {
	p, twin, other, store := point(t), point(t), point(t, "mechanism.reserve=0.1 USD"), folder(t)
	done, n := run(t, store, units.Fixed{Points: []*units.Point{p, p, other, twin}, Replications: 2})
	if n != 4 {
		t.Errorf("%d units were simulated, want 4: two replications of two markets", n)
	}
	if len(done.Of(twin)) != 2 || !reflect.DeepEqual(done.Of(twin), done.Of(p)) || reflect.DeepEqual(done.Of(other), done.Of(p)) {
		t.Error("a point has not the results of its market")
	}
}

// Whatever byte of a stored unit is damaged, it is not taken; neither is another unit's file in its place.
func TestDamagedStore(t *testing.T) {
	p, store := point(t), folder(t)
	run(t, store, units.Fixed{Points: []*units.Point{p}, Replications: 2})
	u, v := p.Unit(0, program()), p.Unit(1, program())
	path := filepath.Join(store.Path, u.ID()+".bin")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want, err := store.Get(&u)
	if err != nil {
		t.Fatal(err)
	}
	damaged := 0
	for i := 0; i < len(data); i += 1 + len(data)/200 {
		bad := append([]byte{}, data...)
		bad[i] ^= 0x41
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := store.Get(&u)
		var damage *units.Damage
		if errors.As(err, &damage) {
			damaged++
		} else if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("byte %d: %v, and other results were taken", i, err)
		}
	}
	if damaged < 100 {
		t.Errorf("only %d damages were seen", damaged)
	}
	other, err := os.ReadFile(filepath.Join(store.Path, v.ID()+".bin"))
	if err == nil {
		err = os.WriteFile(path, other, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.Get(&u); err == nil || !strings.Contains(err.Error(), "another market, seed, replication or program") {
		t.Errorf("another unit's file: %v", err)
	}
}

// The results of another market below a unit's own head are not taken for its own, though arms, seed and replication are the same.
func TestStoredResultsAreOfTheirHead(t *testing.T) {
	own, other, store := point(t), point(t, "arms.reserve.set={mechanism.reserve: 0.3 USD}"), folder(t)
	run(t, store, units.Fixed{Points: []*units.Point{own}, Replications: 1})
	run(t, store, units.Fixed{Points: []*units.Point{other}, Replications: 1})
	u, v := own.Unit(0, program()), other.Unit(0, program())
	path := filepath.Join(store.Path, u.ID()+".bin")
	mine, err1 := os.ReadFile(path)
	theirs, err2 := os.ReadFile(filepath.Join(store.Path, v.ID()+".bin"))
	head, _, _ := bytes.Cut(mine, []byte("\n"))
	_, body, _ := bytes.Cut(theirs, []byte("\n"))
	if err := errors.Join(err1, err2, os.WriteFile(path, append(append(head, '\n'), body...), 0o600)); err != nil {
		t.Fatal(err)
	}
	var damage *units.Damage
	if arms, err := store.Get(&u); arms != nil || !errors.As(err, &damage) {
		t.Errorf("results of another market: %d arms, %v", len(arms), err)
	}
	if arms, err := store.Get(&v); len(arms) != 2 || err != nil {
		t.Errorf("its own results: %d arms, %v", len(arms), err)
	}
}

// A design asks for points as it goes: what it wants next may depend on results.
func TestDesignFollowsResults(t *testing.T) {
	first, second := point(t), point(t, "mechanism.reserve=0.1 USD")
	d := &chosen{first: first, second: second}
	done, n := run(t, nothing{}, d)
	if n != 3 || done.Count(first) != 1 || done.Count(second) != 2 {
		t.Errorf("%d units, %d and %d replications", n, done.Count(first), done.Count(second))
	}
}

// chosen asks for a second point when it has seen revenue at the first.
type chosen struct{ first, second *units.Point }

func (c *chosen) Next(done *units.Done) (units.Step, error) {
	switch {
	case done.Count(c.first) == 0:
		return units.Step{Points: []*units.Point{c.first}, Replications: 1}, nil
	case done.Count(c.second) == 0 && done.Of(c.first)[0][0].Days[0].Cells[0].Revenue > 0:
		return units.Step{Points: []*units.Point{c.second}, Replications: 2}, nil
	}
	return units.Step{}, nil
}

// Looks stop where the rule holds, and at the last look anyway.
func TestLooks(t *testing.T) {
	for holds, want := range map[int]int{1: 1, 2: 2, 99: 3} {
		p := point(t)
		_, n := run(t, nothing{}, &units.Looks{Point: p, At: []int{1, 2, 3}, Settled: func(all [][]*results.Result) bool { return len(all) >= holds }})
		if n != want {
			t.Errorf("the rule holds at %d: %d replications, want %d", holds, n, want)
		}
	}
}

// An enumerated design makes its points when it is asked, and an error of one ends it.
func TestEnumerated(t *testing.T) {
	made := 0
	d := &units.Enumerated{N: 3, Replications: 1, At: func(int) (*units.Point, error) { made++; return point(t, fmt.Sprintf("run.seed=%d", made)), nil }}
	if made != 0 {
		t.Error("points were made before they were asked for")
	}
	if _, n := run(t, nothing{}, d); n != 3 || made != 3 {
		t.Errorf("%d units of %d points", n, made)
	}
	broken := errors.New("no such market")
	w := units.Scheduler{Workers: 1}
	if _, err := w.Run(context.Background(), &units.Enumerated{N: 1, Replications: 1, At: func(int) (*units.Point, error) { return nil, broken }}); err != broken {
		t.Errorf("error %v", err)
	}
}

// Fewer simulations run at once where memory is short, at least one.
func TestTogether(t *testing.T) {
	s := point(t).Spec
	if n := units.Together(s, 4, 0); n != 4 {
		t.Errorf("%d at once without a limit", n)
	}
	if n := units.Together(s, 4, 1); n != 0 {
		t.Errorf("%d fit into a byte", n)
	}
	p := point(t)
	w := units.Scheduler{Workers: 2, Memory: 1}
	done, err := w.Run(context.Background(), units.Fixed{Points: []*units.Point{p}, Replications: 2})
	if err != nil || done.Count(p) != 2 {
		t.Errorf("%d replications with little memory, %v", done.Count(p), err)
	}
}
