package tune

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"marketsim/sim/rng"
)

// machine shows three numbers of three parameters; with twins the last two parameters only work through their product.
func machine(twins bool) Evaluate {
	return outcomes(func(c *Candidate, r int) []float64 {
		x := make([]float64, 3)
		for i, l := range machineLevers {
			x[i], _ = Number(l.Value(c.Shares[i]))
		}
		e := 1 + 0.002*normal(rng.Root(4, r))
		third := x[2]
		if twins {
			third = x[1] * x[2]
		}
		return []float64{x[0] * x[1] * x[2] * e, x[1] * x[2] * e, (third + 0.1*x[0]) * e}
	})
}

var machineLevers = []Lever{{Path: "a", Kind: Continuous, Lo: 0.1, Hi: 10, Log: true}, {Path: "b", Kind: Continuous, Lo: 0.1, Hi: 10, Log: true}, {Path: "c", Kind: Continuous, Lo: 0.1, Hi: 10, Log: true}}

func calibrate(t *testing.T, twins bool, targets []float64) *Calibrated {
	t.Helper()
	var list []Target
	for _, x := range targets {
		list = append(list, Target{Name: "x", Value: x, Tolerance: 0.02 * x})
	}
	o := plain
	o.Replications, o.Start, o.Base = 4, 12, []string{"0.5", "0.5", "0.5"}
	a, err := NewMoments(machineLevers, list, o, machine(twins)).Run()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// TestMoments: hidden parameters are found again, and their intervals hold them.
func TestMoments(t *testing.T) {
	a := calibrate(t, false, []float64{2 * 3 * 0.5, 3 * 0.5, 0.5 + 0.2})
	for i, want := range []float64{2, 3, 0.5} {
		x, _ := Number(a.Best.Setting[i])
		if math.Abs(x/want-1) > 0.05 {
			t.Errorf("%s = %v, want %v within 5%%", machineLevers[i].Path, x, want)
		}
		at, _ := machineLevers[i].Share(a.Best.Setting[i])
		truth := math.Log(want/0.1) / math.Log(100)
		if math.Abs(at-truth) > a.Half[i] || a.Half[i] > 0.1 {
			t.Errorf("%s: %v is not within %v of %v", machineLevers[i].Path, truth, a.Half[i], at)
		}
	}
	if len(a.Missed) > 0 || len(a.Loose) > 0 {
		t.Errorf("missed %v, loose %v", a.Missed, a.Loose)
	}
}

// TestUnidentified: a pair that works through its product only is named, and targets that contradict each other are missed.
func TestUnidentified(t *testing.T) {
	a := calibrate(t, true, []float64{2 * 1.5, 1.5, 1.5 + 0.2})
	if len(a.Loose) != 1 || math.Abs(a.Loose[0].Weights[0]) > 0.2 || a.Loose[0].Weights[1]*a.Loose[0].Weights[2] > -0.3 {
		t.Errorf("loose %+v, want the second against the third", a.Loose)
	}
	if len(a.Missed) > 0 {
		t.Errorf("missed %v", a.Missed)
	}
	if a = calibrate(t, true, []float64{2 * 1.5, 1.5, 5}); len(a.Missed) == 0 {
		t.Error("contradicting targets are met")
	}
}

// TestUnclearTargets: two targets that no market shows together, 1 and 3 of one number with tolerances of 0.1, are missed where replications agree, and unclear
// where they differ by so much that each may be chance: neither is met.
func TestUnclearTargets(t *testing.T) {
	for _, x := range []struct {
		noise           float64
		missed, unclear int
	}{{0.001, 2, 0}, {4, 0, 2}} {
		o := plain
		o.Replications, o.Start, o.Base = 2, 4, []string{"0.5"}
		list := []Target{{Name: "low", Value: 1, Tolerance: 0.1}, {Name: "high", Value: 3, Tolerance: 0.1}}
		a, err := NewMoments(machineLevers[:1], list, o, outcomes(func(c *Candidate, r int) []float64 {
			y, _ := Number(machineLevers[0].Value(c.Shares[0]))
			y += x.noise * float64(2*(r%2)-1)
			return []float64{y, y}
		})).Run()
		if err != nil {
			t.Fatal(err)
		}
		if len(a.Missed) != x.missed || len(a.Unclear) != x.unclear {
			t.Errorf("noise %v: %d missed and %d unclear, want %d and %d", x.noise, len(a.Missed), len(a.Unclear), x.missed, x.unclear)
		}
	}
}

// TestWideIntervalsAreUnclear: a mean within its tolerance of 0.1 is met where the interval's half width is 0.0127 (two replications 0.002 apart), and unclear
// where it is 0.64 (0.1 apart).
func TestWideIntervalsAreUnclear(t *testing.T) {
	for noise, unclear := range map[float64]int{0.001: 0, 0.05: 1} {
		o := plain
		o.Replications, o.Start, o.Base = 2, 4, []string{"0.5"}
		a, err := NewMoments(machineLevers[:1], []Target{{Name: "wide", Value: 2, Tolerance: 0.1}}, o, outcomes(func(c *Candidate, r int) []float64 {
			y, _ := Number(machineLevers[0].Value(c.Shares[0]))
			return []float64{y + noise*float64(2*(r%2)-1)}
		})).Run()
		if err != nil || len(a.Missed) != 0 || len(a.Unclear) != unclear {
			t.Errorf("noise %v: %v, %+v, want %d unclear", noise, err, a, unclear)
		}
	}
}

// TestDifferencesOfChance: a difference that chance explains counts as none, a clear one nearly whole.
func TestDifferencesOfChance(t *testing.T) {
	from := []float64{1, 2, 3, 4}
	for _, x := range []struct {
		to   []float64
		want float64
	}{{[]float64{2, 1, 4, 3}, 0}, {[]float64{2, 3, 4, 5}, 1}, {[]float64{1, 2, 3, 4}, 1}, {[]float64{2.1, 2.9, 4.1, 4.9}, 1 - 2.353363*2.353363*(0.04/3)/4}, {[]float64{math.NaN(), 2, 3, 4}, 1}} {
		if got := beyondChance(from, x.to); math.Abs(got-x.want) > 1e-6 {
			t.Errorf("%v: %v, want %v", x.to, got, x.want)
		}
	}
}

// TestCalibrationProbe: parameters that move nothing and searches in which nothing moves are refused before the search, and targets that nothing moves are named.
func TestCalibrationProbe(t *testing.T) {
	probe := func(of func(x []float64) []float64) ([]int, error) {
		o := plain
		o.Replications, o.Base = 4, []string{"0.5", "0.5", "0.5"}
		list := make([]Target, 2)
		for j := range list {
			list[j] = Target{Name: string(rune('s' + j)), Value: 1, Tolerance: 1}
		}
		return NewMoments(machineLevers, list, o, outcomes(func(c *Candidate, r int) []float64 {
			x := make([]float64, 3)
			for i, l := range machineLevers {
				x[i], _ = Number(l.Value(c.Shares[i]))
			}
			return of(x)
		})).Probe()
	}
	for want, of := range map[string]func(x []float64) []float64{
		"no target moves with `c`": func(x []float64) []float64 { return []float64{x[0], x[1]} },
		"no free parameter moves":  func([]float64) []float64 { return []float64{1, 2} },
		"t has no value":           func(x []float64) []float64 { return []float64{x[0] * x[1] * x[2], math.NaN()} },
	} {
		if _, err := probe(of); !errors.Is(err, ErrIdle) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if idle, err := probe(func(x []float64) []float64 { return []float64{x[0] * x[1] * x[2], 2} }); err != nil || !slices.Equal(idle, []int{1}) {
		t.Errorf("idle %v, %v", idle, err)
	}
}

// TestTargetsBeyondReach: of parameters from 0.1 to 10 that stand at 0.5 the product is between 0.001 and 1000, though each alone moves it to 0.025 or 2.5 only. The sum is
// 0.3 at least, and each alone makes 1.5 to 11 of it, so that 1.5 x (11/1.5)^3 is the most that could be expected. Targets beyond that are named, and none within.
func TestTargetsBeyondReach(t *testing.T) {
	o := plain
	o.Replications, o.Base = 2, []string{"0.5", "0.5", "0.5"}
	values := []float64{0.31, 590, 600, 0.0011, 990, 1100}
	list := make([]Target, len(values))
	for j, x := range values {
		list[j] = Target{Name: "x", Value: x, Tolerance: x / 100}
	}
	m := NewMoments(machineLevers, list, o, outcomes(func(c *Candidate, _ int) []float64 {
		sum, product := 0.0, 1.0
		for i, l := range machineLevers {
			x, _ := Number(l.Value(c.Shares[i]))
			sum, product = sum+x, product*x
		}
		return []float64{sum, sum, sum, product, product, product}
	}))
	if _, err := m.Probe(); err != nil {
		t.Fatal(err)
	}
	got := m.Beyond()
	if len(got) != 2 || got[0].Target != 2 || got[1].Target != 5 {
		t.Fatalf("%+v, want the third and the sixth", got)
	}
	for i, want := range [][2]float64{{0.3, 1.5 * math.Pow(11/1.5, 3)}, {0, 1000}} {
		if math.Abs(got[i].Lo-want[0]) > 1e-9 || math.Abs(got[i].Hi/want[1]-1) > 1e-3 { // settings are written with four digits
			t.Errorf("about %v to %v, want %v", got[i].Lo, got[i].Hi, want)
		}
	}
}

// TestChanceIsNoReach: a number of 0.1 to 10 whose replications differ by 4 to each side may be 12 by chance, and not 1000.
func TestChanceIsNoReach(t *testing.T) {
	o := plain
	o.Replications, o.Base = 4, []string{"0.5"}
	list := []Target{{Name: "near", Value: 12, Tolerance: 0.1}, {Name: "far", Value: 1000, Tolerance: 0.1}}
	m := NewMoments(machineLevers[:1], list, o, outcomes(func(c *Candidate, r int) []float64 {
		x, _ := Number(machineLevers[0].Value(c.Shares[0]))
		x += 4 * float64(2*(r%2)-1)
		return []float64{x, x}
	}))
	if _, err := m.Probe(); err != nil {
		t.Fatal(err)
	}
	if got := m.Beyond(); len(got) != 1 || got[0].Target != 1 {
		t.Errorf("%+v, want the second alone", got)
	}
}

// TestIdleTargets: y is as large as the parameter, 2 at most, so that at its target of 2 a small step shows nothing; z is 2 whatever the parameter is. Only z is idle.
func TestIdleTargets(t *testing.T) {
	o := plain
	o.Replications, o.Start, o.Base = 2, 4, []string{"5"}
	a, err := NewMoments(machineLevers[:1], []Target{{Name: "y", Value: 2, Tolerance: 0.1}, {Name: "z", Value: 2, Tolerance: 0.1}}, o, outcomes(func(c *Candidate, _ int) []float64 {
		x, _ := Number(machineLevers[0].Value(c.Shares[0]))
		return []float64{min(x, 2), 2}
	})).Run()
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(a.Idle, []int{1}) {
		t.Errorf("idle %v, want that of z alone, [1]", a.Idle)
	}
}
