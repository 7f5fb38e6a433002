package tune

import (
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"

	"marketsim/sim/rng"
)

// normal is a standard normal draw by Box and Muller.
func normal(k rng.Key) float64 {
	return math.Sqrt(2*k.Exp(0)) * math.Cos(2*math.Pi*k.Uniform(1))
}

// outcomes makes an evaluation from a function of the setting's shares and the replication.
func outcomes(f func(c *Candidate, replication int) []float64) Evaluate {
	return func(list []*Candidate, n int) error {
		for _, c := range list {
			for r := len(c.Samples); r < n; r++ {
				c.Samples = append(c.Samples, f(c, r))
			}
		}
		return nil
	}
}

func run(t *testing.T, p *Problem, o Options, f func(c *Candidate, replication int) []float64) (*Search, *Answer) {
	t.Helper()
	s := New(p, o, outcomes(f))
	a, err := s.Run()
	if err != nil {
		t.Fatal(err)
	}
	return s, a
}

var plain = Options{Seed: 1, Runs: 400, Replications: 8, Start: 8, Confidence: 0.95, Indifference: 0.001}

func number(t *testing.T, text string) float64 {
	t.Helper()
	x, ok := Number(text)
	if !ok {
		t.Fatalf("`%s` is no number", text)
	}
	return x
}

// TestBestOfTen is P-J4: of ten normal designs with means 1 to 10 and variance 1 the procedure selects the best with the promised probability
// and few replications.
func TestBestOfTen(t *testing.T) {
	const tunings = 2000
	right, most := 0, 0
	for k := range tunings {
		key := rng.Root(uint64(k), 0)
		draw := func(alive []int, n int) ([][]float64, error) {
			x := make([][]float64, 10)
			for _, i := range alive {
				for r := range n {
					x[i] = append(x[i], float64(i+1)+normal(key.With(uint64(i)).With(uint64(r))))
				}
			}
			return x, nil
		}
		s, err := KimNelson(10, 8, 1000, 0.95, 1, draw)
		if err != nil {
			t.Fatal(err)
		}
		total := 0
		for _, n := range s.Replications {
			total += n
		}
		most = max(most, total)
		if s.Best == 9 && s.Separated {
			right++
		}
	}
	t.Logf("right in %.4f, at most %d replications", float64(right)/tunings, most)
	if share := float64(right) / tunings; share < 0.94 {
		t.Errorf("right in %v of tunings, want at least 0.94", share)
	}
	if most >= 200 {
		t.Errorf("%d replications, want fewer than 200", most)
	}
}

// TestOptimism is P-J3: of K equal points the best looks better by e_K s/sqrt(R), and on fresh random numbers its gain is 0.
func TestOptimism(t *testing.T) {
	const tunings, r, sd = 500, 4, 2.0
	for _, x := range []struct {
		k int
		e float64
	}{{5, 1.162964}, {10, 1.538753}} {
		p := &Problem{Objectives: []Objective{{Name: "revenue"}}, Layers: 1}
		var seen, fresh []float64
		for run := range tunings {
			key := rng.Root(uint64(run), x.k)
			sample := func(stream string, i int) *Candidate {
				c := &Candidate{ID: i}
				for rep := range r {
					c.Samples = append(c.Samples, []float64{sd * normal(key.Named(stream).With(uint64(i)).With(uint64(rep)))})
				}
				return c
			}
			base := &Candidate{Samples: make([][]float64, r)}
			for rep := range base.Samples {
				base.Samples[rep] = []float64{0} // the truth of all points, so that gains are told from there
			}
			s := New(p, plain, nil)
			s.Pool[0] = base
			var list []*Candidate
			for i := range x.k {
				list = append(list, sample("search", i))
			}
			s.sort(list, 0)
			o := p.Confirm(list[0], base, sample("fresh", list[0].ID), base)
			seen, fresh = append(seen, o.Seen.Mean), append(fresh, o.Fresh.Mean)
		}
		within(t, "seen", seen, x.e*sd/math.Sqrt(r))
		within(t, "fresh", fresh, 0)
	}
}

// within compares a mean with a number, at 4 standard errors.
func within(t *testing.T, what string, values []float64, want float64) {
	t.Helper()
	b := Interval(values, 0.975)
	if se := b.Half / 1.96; math.Abs(b.Mean-want) > 4*se {
		t.Errorf("%s: %v, want %v within %v", what, b.Mean, want, 4*se)
	}
}

// newsvendor is the profit of an order under sampled demand: sell at 9, buy at 5, salvage at 1 (P-J5).
func newsvendor(order float64, key rng.Key, days int) float64 {
	profit := 0.0
	for d := range days {
		u := key.Uniform(uint64(d))
		demand := math.Sqrt(math.Pow(1-u, -1.0/20) - 1)
		profit += 9*min(order, demand) + 1*max(0, order-demand) - 5*order
	}
	return profit / float64(days)
}

// TestNewsvendor is P-J5: the order that maximises profit on sampled demand.
func TestNewsvendor(t *testing.T) {
	p := &Problem{Levers: []Lever{{Path: "order", Kind: Continuous, Lo: 0, Hi: 1}}, Objectives: []Objective{{Name: "profit"}}, Layers: 1}
	for seed := range uint64(3) {
		o := plain
		o.Seed = seed
		o.Base = []string{"0.5"}
		_, a := run(t, p, o, func(c *Candidate, r int) []float64 {
			return []float64{newsvendor(number(t, p.Levers[0].Value(c.Shares[0])), rng.Root(seed, r), 5000)}
		})
		if x := number(t, a.Winner.Setting[0]); math.Abs(x-0.18779) > 0.01 {
			t.Errorf("seed %d: order %v, want 0.18779 within 0.01", seed, x)
		}
	}
}

// bowl is a noisy quadratic in three levers with its top at 0.3, 0.7 and 5, and a constraint on the sum of the first two.
func bowl(c *Candidate, r int) []float64 {
	x, y, z := c.Shares[0], c.Shares[1], math.Floor(c.Shares[2]*10)
	e := normal(rng.Root(9, r)) + 0.05*normal(rng.Root(9, r).With(uint64(c.ID)+1)) // common, and own noise
	f := 100 - 20*(x-0.3)*(x-0.3) - 10*(y-0.7)*(y-0.7) - 6*(x-0.3)*(y-0.7) - 0.2*(z-5)*(z-5) + e
	return []float64{f, x + y}
}

func bowlProblem(bound float64) *Problem {
	return &Problem{Levers: []Lever{{Path: "x", Kind: Continuous, Hi: 1}, {Path: "y", Kind: Continuous, Hi: 1}, {Path: "z", Kind: Whole, Hi: 9}},
		Objectives: []Objective{{Name: "f"}}, Constraints: []Constraint{{Name: "sum", Subject: Level, Most: true, Bound: bound, Confidence: 0.95}}, Layers: 1}
}

// TestBowl: the top of a noisy surface, and the best point of a constraint that binds.
func TestBowl(t *testing.T) {
	o := plain
	o.Runs = 800
	_, a := run(t, bowlProblem(5), o, bowl)
	if x, y, z := a.Winner.Shares[0], a.Winner.Shares[1], a.Winner.Setting[2]; math.Abs(x-0.3) > 0.08 || math.Abs(y-0.7) > 0.08 || z != "5" {
		t.Errorf("%v %v %s, want 0.3 0.7 5", x, y, z)
	}
	_, a = run(t, bowlProblem(0.8), o, bowl)
	// On x + y = 0.8 with u = x - 0.3 and v = y - 0.7 = -0.2 - u: 20 u^2 + 10 v^2 + 6 u v is least at u = -2.8/48.
	if x, y := a.Winner.Shares[0], a.Winner.Shares[1]; math.Abs(x+y-0.8) > 0.02 || x+y > 0.8+1e-9 || math.Abs(x-0.2417) > 0.1 {
		t.Errorf("%v %v, want 0.242 0.558", x, y)
	}
	if a.Infeasible {
		t.Error("a point keeps the constraint, and it is called infeasible")
	}
}

// TestInfeasible: where nothing keeps the constraint the answer says so, with the point that misses least.
func TestInfeasible(t *testing.T) {
	s, a := run(t, bowlProblem(-0.5), plain, bowl)
	if !a.Infeasible || a.Winner.Shares[0]+a.Winner.Shares[1] > 0.05 {
		t.Errorf("infeasible %v, sum %v", a.Infeasible, a.Winner.Shares[0]+a.Winner.Shares[1])
	}
	if s.Used > plain.Runs+4*plain.Replications*finalistsAtMost {
		t.Errorf("%d runs of %d", s.Used, plain.Runs)
	}
}

// TestSameAnswer: equal options give equal searches.
func TestSameAnswer(t *testing.T) {
	s, _ := run(t, bowlProblem(0.8), plain, bowl)
	r, _ := run(t, bowlProblem(0.8), plain, bowl)
	if !reflect.DeepEqual(s.Pool, r.Pool) {
		t.Error("two searches with the same options differ")
	}
}

// TestIdle: levers that change nothing and objectives that never move are told before the search.
func TestIdle(t *testing.T) {
	p := bowlProblem(5)
	_, err := New(p, plain, outcomes(func(c *Candidate, r int) []float64 { return []float64{c.Shares[0] + float64(r), 0} })).Run()
	if !errors.Is(err, ErrIdle) || !strings.Contains(err.Error(), "changes with `y`, `z`: from one end") {
		t.Errorf("%v", err)
	}
	_, err = New(p, plain, outcomes(func(c *Candidate, r int) []float64 {
		return []float64{float64(r), c.Shares[0] + c.Shares[1] + c.Shares[2]}
	})).Run()
	if !errors.Is(err, ErrIdle) || !strings.Contains(err.Error(), "`f` is the same at both ends") {
		t.Errorf("%v", err)
	}
}

// TestFront: two objectives that trade off. The front of (x, 1 - x^2), y 0, runs over all x; its knee is at x = 0.5.
func TestFront(t *testing.T) {
	p := &Problem{Levers: []Lever{{Path: "x", Kind: Continuous, Hi: 1}, {Path: "y", Kind: Continuous, Hi: 1}}, Objectives: []Objective{{Name: "f"}, {Name: "g"}}, Layers: 1}
	o := plain
	o.Runs, o.Replications = 1200, 2
	s, a := run(t, p, o, func(c *Candidate, r int) []float64 {
		x, y := c.Shares[0], c.Shares[1]
		return []float64{10 + x - y, 10 + 1 - x*x - y}
	})
	var values [][]float64
	for _, c := range a.Front {
		if c.Shares[1] > 0.05 {
			t.Errorf("a point of the front has y = %v", c.Shares[1])
		}
		values = append(values, s.gains(c, 0))
	}
	if len(a.Front) < 8 {
		t.Fatalf("the front has %d points", len(a.Front))
	}
	if x := a.Front[Knee(values)].Shares[0]; math.Abs(x-0.5) > 0.12 {
		t.Errorf("the knee is at %v, want 0.5", x)
	}
}

// TestLevers: values and shares fit together.
func TestLevers(t *testing.T) {
	for _, l := range []Lever{{Kind: Continuous, Lo: 1, Hi: 3, Unit: "USD"}, {Kind: Continuous, Lo: 0.01, Hi: 10, Log: true, Unit: "%"}, {Kind: Whole, Lo: 3, Hi: 8}, {Kind: Choice, Choices: []string{"gsp", "vcg", "[3, 9]"}}} {
		for k := range 101 {
			value := l.Value(float64(k) / 100)
			share, ok := l.Share(value)
			if !ok || l.Value(share) != value {
				t.Errorf("%v: %s comes back as %s", l.Kind, value, l.Value(share))
			}
		}
		if l.Kind != Choice && (l.Value(0) != Amount(l.Lo, l.Unit) || l.Value(1) != Amount(l.Hi, l.Unit)) {
			t.Errorf("the ends are %s and %s", l.Value(0), l.Value(1))
		}
	}
}

// TestSharesByHand: the share of a value is the middle of the stretch that gives it: of 3 among the six whole numbers from 3 to 8 that is 1/12.
func TestSharesByHand(t *testing.T) {
	for _, c := range []struct {
		lever Lever
		value string
		want  float64
	}{{Lever{Kind: Whole, Lo: 3, Hi: 8}, "3", 1. / 12}, {Lever{Kind: Whole, Lo: 3, Hi: 8}, "8", 11. / 12}, {Lever{Kind: Choice, Choices: []string{"a", "b"}}, "b", 0.75},
		{Lever{Kind: Continuous, Lo: 1, Hi: 3}, "1.5", 0.25}, {Lever{Kind: Continuous, Lo: 0.01, Hi: 1, Log: true}, "0.1", 0.5}} {
		if got, ok := c.lever.Share(c.value); !ok || math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%s of %+v: %v, want %v", c.value, c.lever, got, c.want)
		}
	}
}

// TestHorizons is P-J1 on the exported tuner: sightedness moves 5% of its gap a day towards 1 - 0.04 a, and revenue over T days is best at
// a = T / (2 0.04 (T - (1 - 0.95^T) / 0.05)), within 2%.
func TestHorizons(t *testing.T) {
	days := []float64{14, 56, 180, 365}
	p := &Problem{Levers: []Lever{{Path: "a", Kind: Continuous, Lo: 1, Hi: 60}}, Objectives: []Objective{{Name: "revenue"}}, Layers: len(days)}
	o := plain
	o.Runs, o.Replications, o.Base = 300, 2, []string{"10"}
	_, a := run(t, p, o, func(c *Candidate, _ int) (out []float64) {
		load := number(t, p.Levers[0].Value(c.Shares[0]))
		for _, d := range days {
			out = append(out, load*(d-0.04*load*(d-(1-math.Pow(0.95, d))/0.05)))
		}
		return out
	})
	for layer, want := range []float64{46.62, 18.85, 14.06, 13.22} {
		if got := number(t, a.ByLayer[layer].Setting[0]); math.Abs(got/want-1) > 0.02 {
			t.Errorf("%v days: %v, want %v within 2%%", days[layer], got, want)
		}
	}
}

// TestBindingConstraint is P-J2 on the exported tuner: revenue rises with ads, hours fall by 2.075% an ad and may fall by 0.5%.
func TestBindingConstraint(t *testing.T) {
	p := &Problem{Levers: []Lever{{Path: "more", Kind: Continuous, Lo: -1, Hi: 1}}, Objectives: []Objective{{Name: "revenue"}},
		Constraints: []Constraint{{Name: "hours", Subject: Change, Bound: -0.005, Confidence: 0.95}}, Layers: 1}
	o := plain
	o.Base = []string{"0"}
	_, a := run(t, p, o, func(c *Candidate, r int) []float64 {
		x := number(t, p.Levers[0].Value(c.Shares[0]))
		if c.ID == 0 {
			x = 0
		}
		e := 1 + 0.01*normal(rng.Root(3, r))
		own := 2e-5 * normal(rng.Root(3, r).With(uint64(c.ID)+9))
		return []float64{(4 + x) * e, 1 - 0.02075*x + own + 0.01*normal(rng.Root(4, r))}
	})
	if x := number(t, a.Winner.Setting[0]); math.Abs(x-0.241) > 0.01 || a.Infeasible {
		t.Errorf("%v more ads, want 0.241 within 0.01", x)
	}
}

// TestFrontKeepsToItsBudget: whatever the budget, the search for a front asks for no more replications than it has, be they few for each setting or many.
func TestFrontKeepsToItsBudget(t *testing.T) {
	p := &Problem{Levers: []Lever{{Path: "x", Kind: Continuous, Hi: 1}, {Path: "y", Kind: Continuous, Hi: 1}, {Path: "z", Kind: Continuous, Hi: 1}},
		Objectives: []Objective{{Name: "f"}, {Name: "g"}}, Layers: 1}
	for _, replications := range []int{2, 8, 20} {
		for _, runs := range []int{150, 200, 333, 600} {
			o := plain
			o.Runs, o.Replications = runs, replications
			s, _ := run(t, p, o, func(c *Candidate, r int) []float64 {
				x, y := c.Shares[0], c.Shares[1]+c.Shares[2]
				return []float64{10 + x - y, 10 + 1 - x*x - y}
			})
			if s.searched > runs {
				t.Errorf("%d replications: %d runs of a budget of %d", replications, s.searched, runs)
			}
		}
	}
}
