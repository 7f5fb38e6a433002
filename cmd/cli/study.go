package cli

import (
	"reflect"
	"slices"
	"strings"

	"marketsim/reports/sweeps"
	"marketsim/scenarios"
	"marketsim/sim"
	"marketsim/sim/spec"
	"marketsim/sim/units"
)

// study is what is about to run: a scenario as it stands, or the points of its sweep.
type study struct {
	base   *scenarios.Scenario
	points []*scenarios.Scenario // of a sweep, as they were asked for; nil for a run
	made   func(i int) (*scenarios.Scenario, error)
	search bool // the scenario's own search is to be made
}

// study compiles what is to run. Of a sweep it makes every point once, so that mistakes are found before anything is simulated.
func (a *app) study(src source, c *changes, sweep bool) (*study, error) {
	base, err := a.load(src, c)
	if err != nil || !sweep {
		return &study{base: base}, err
	}
	if base.Sweep == nil {
		return nil, usage("write sweep: {axes: {mechanism.reserve: [0 USD, 0.10 USD, 0.20 USD]}}", "%s states no sweep", src.name)
	}
	st := &study{base: base, made: a.sweepPoints(src, c, base)}
	for i := range base.Sweep.N {
		if _, err := st.point(i); err != nil {
			return nil, err
		}
	}
	return st, nil
}

// sweepPoints compiles points of a sweep, one at a time.
func (a *app) sweepPoints(src source, c *changes, base *scenarios.Scenario) func(i int) (*scenarios.Scenario, error) {
	load := scenarios.Points(src.name, src.data, a.options(c, src))
	return func(i int) (*scenarios.Scenario, error) {
		setting := base.Sweep.Setting(i)
		point, ds := load(setting)
		if point != nil {
			return point, nil
		}
		if err := ds.Write(a.Stderr, "text"); err != nil {
			return nil, err
		}
		return nil, usage("change the axes so that every point is a market", "point %d of the sweep cannot be simulated: %s", i, strings.Join(setting, ", "))
	}
}

// point is a point of a sweep; points are asked for in order, and each is compiled once.
func (st *study) point(i int) (*scenarios.Scenario, error) {
	for len(st.points) <= i {
		n := len(st.points)
		p, err := st.made(n)
		if err != nil {
			return nil, err
		}
		if n > 0 && (!reflect.DeepEqual(p.Axes, st.points[0].Axes) || !slices.Equal(p.ArmNames(), st.points[0].ArmNames())) {
			return nil, usage("leave the names of segments, surfaces, groups and arms alone", "point %d of the sweep has other segments, surfaces, groups or arms than the first", n)
		}
		st.points = append(st.points, p)
	}
	return st.points[i], nil
}

// design is the design of a sweep, which makes points when it is asked.
func (st *study) design() *units.Enumerated {
	return &units.Enumerated{N: st.base.Sweep.N, Replications: st.base.Spec.Replications, At: func(i int) (*units.Point, error) {
		p, err := st.point(i)
		if err != nil {
			return nil, err
		}
		return pointOf(p), nil
	}}
}

// pointOf is a scenario as a point of a design.
func pointOf(s *scenarios.Scenario) *units.Point {
	return &units.Point{Spec: s.Spec, Market: s.Market, Data: s.Data}
}

// largest is the market that needs the most memory.
func (st *study) largest() *spec.Spec {
	if st.points == nil {
		return st.base.Spec
	}
	return slices.MaxFunc(st.points, func(x, y *scenarios.Scenario) int {
		return int(sim.Estimate(x.Spec, 1) - sim.Estimate(y.Spec, 1))
	}).Spec
}

// record describes what is about to run.
func (st *study) record() *record {
	r := newRecord(st.base)
	if st.search {
		r.Tune = &tuneRecord{Runs: st.base.Tune.Runs}
	}
	if st.points == nil {
		return r
	}
	sweep := st.base.Sweep
	r.Sweep = &sweepRecord{Design: sweep.Design, Replications: st.base.Spec.Replications}
	for _, axis := range sweep.Axes {
		r.Sweep.Axes = append(r.Sweep.Axes, sweeps.SweepAxis{Path: axis.Path, Numeric: axis.Numeric, Unit: axis.Unit})
	}
	for i, p := range st.points {
		for k, value := range sweep.At(i) {
			r.Sweep.Axes[k].Values = append(r.Sweep.Axes[k].Values, value)
		}
		r.Sweep.Points = append(r.Sweep.Points, newRecord(p).Market)
	}
	r.Market.Replications = r.units()
	return r
}
