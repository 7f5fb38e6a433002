package equilibrium_test

import (
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize/convex/lp"
	"pgregory.net/rapid"

	"marketsim/agents/equilibrium"
)

// market draws a random market; values are continuous, so that ties come from pacing alone.
func market(t *rapid.T, bidders, goods int) *equilibrium.Budgeted {
	m := &equilibrium.Budgeted{}
	for range bidders {
		row := make([]float64, goods)
		for j := range row {
			row[j] = rapid.Float64Range(0.01, 10).Draw(t, "value")
		}
		m.Values = append(m.Values, row)
		m.Budgets = append(m.Budgets, rapid.Float64Range(0.05, 20).Draw(t, "budget"))
	}
	return m
}

// TestFirstPricePacingIsAnEquilibrium: whatever the market, the solver's outcome keeps the conditions.
func TestFirstPricePacingIsAnEquilibrium(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := market(t, rapid.IntRange(1, 6).Draw(t, "bidders"), rapid.IntRange(1, 6).Draw(t, "goods"))
		p, err := equilibrium.FirstPricePacing(m)
		if err != nil {
			t.Fatal(err)
		}
		if err := m.CheckFirstPrice(p.Multipliers, p.Shares, 1e-5); err != nil {
			t.Fatalf("%v: %+v", err, p)
		}
	})
}

// TestThrottlingSpendsBudgets: who does not enter always spends its budget.
func TestThrottlingSpendsBudgets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := market(t, rapid.IntRange(1, 5).Draw(t, "bidders"), rapid.IntRange(1, 5).Draw(t, "goods"))
		theta, err := equilibrium.FirstPriceThrottling(m)
		if err != nil {
			t.Fatal(err)
		}
		for i, s := range m.ThrottledSpend(theta) {
			if s > m.Budgets[i]*(1+1e-9) || theta[i] < 1 && s < m.Budgets[i]*(1-1e-9) {
				t.Fatalf("bidder %d enters with probability %v and spends %v of %v", i, theta[i], s, m.Budgets[i])
			}
		}
	})
}

// TestSymmetricEquilibria: for any falling values and effects the extreme equilibria are Nash, and balanced bidding rests at the
// lowest one.
func TestSymmetricEquilibria(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var values, effects []float64
		v, x := 1.0, 1.0
		for range rapid.IntRange(2, 7).Draw(t, "bidders") {
			values = append([]float64{v}, values...)
			v += rapid.Float64Range(0.1, 3).Draw(t, "gap")
		}
		for range rapid.IntRange(1, len(values)).Draw(t, "slots") {
			effects = append(effects, x)
			x *= rapid.Float64Range(0.2, 0.95).Draw(t, "effect")
		}
		low, high := equilibrium.LowestSNE(values, effects), equilibrium.HighestSNE(values, effects)
		for _, bids := range [][]float64{low, high} {
			if r := equilibrium.GSPRegret(values, bids, effects); r > 1e-9 {
				t.Fatalf("regret %v of bids %v for values %v and effects %v", r, bids, values, effects)
			}
		}
		for i := 1; i < len(values); i++ {
			others := append(append([]float64(nil), low[:i]...), low[i+1:]...)
			others = append(others, make([]float64, len(effects))...)
			if b := equilibrium.BalancedBid(values[i], others, effects); math.Abs(b-low[i]) > 1e-9 {
				t.Fatalf("bidder %d answers %v in the lowest equilibrium %v (values %v, effects %v)", i, b, low, values, effects)
			}
		}
	})
}

// TestBestResponse: no multiple of the asymmetric equilibrium bid does better against the rival's.
func TestBestResponse(t *testing.T) {
	utility := func(own, rival, factor float64) float64 {
		const n = 400
		u := 0.0
		for i := range n {
			v := own * (float64(i) + 0.5) / n
			b := factor * equilibrium.AsymmetricUniform(v, own, rival)
			// Where the rival bids b: it bids b at w with 2b = (1+sqrt(1-k w^2)) ... solved by bisection, the bid rises in w.
			lo, hi := 0.0, rival
			for range 50 {
				if mid := (lo + hi) / 2; equilibrium.AsymmetricUniform(mid, rival, own) < b {
					lo = mid
				} else {
					hi = mid
				}
			}
			u += (v - b) * lo / rival / n
		}
		return u
	}
	for _, x := range [][2]float64{{1, 2}, {2, 1}, {1, 1}} {
		best := utility(x[0], x[1], 1)
		for _, f := range []float64{0.9, 0.97, 1.03, 1.1} {
			if u := utility(x[0], x[1], f); u > best+1e-6 {
				t.Errorf("own %v, rival %v: %v times the bid earns %v, the equilibrium %v", x[0], x[1], f, u, best)
			}
		}
	}
}

// TestBadMarkets: markets of the wrong shape are refused.
func TestBadMarkets(t *testing.T) {
	for _, m := range []*equilibrium.Budgeted{
		{}, {Values: [][]float64{{1}}, Budgets: []float64{0}}, {Values: [][]float64{{1}, {1, 2}}, Budgets: []float64{1, 1}},
		{Values: [][]float64{{-1}}, Budgets: []float64{1}}, {Values: [][]float64{{math.NaN()}}, Budgets: []float64{1}},
	} {
		if _, err := equilibrium.FirstPricePacing(m); err == nil {
			t.Errorf("%+v was solved", m)
		}
		if _, err := equilibrium.FirstPriceThrottling(m); err == nil {
			t.Errorf("%+v was throttled", m)
		}
		if err := m.CheckSecondPrice(nil, nil, 1e-9); err == nil {
			t.Errorf("%+v passed", m)
		}
	}
}

// TestBestUniformIsTheLinearProgramme: the closed-form optimum is that of a simplex solver, which knows nothing of ratios.
func TestBestUniformIsTheLinearProgramme(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 8).Draw(t, "queries")
		var v, d []float64
		for range n {
			v = append(v, rapid.Float64Range(0.01, 1).Draw(t, "value"))
			d = append(d, rapid.Float64Range(0.01, 1).Draw(t, "competing"))
		}
		target, budget := rapid.Float64Range(0.5, 4).Draw(t, "target"), rapid.Float64Range(0.05, 3).Draw(t, "budget")
		h := equilibrium.BestUniform(v, d, target, budget)
		// Standard form: x_i + s_i = 1, sum (target d - v) x + s = 0, sum d x + s = budget.
		rows, columns := n+2, 2*n+2
		a := mat.NewDense(rows, columns, nil)
		c, b := make([]float64, columns), make([]float64, rows)
		for i := range n {
			c[i] = -v[i]
			a.Set(i, i, 1)
			a.Set(i, n+i, 1)
			b[i] = 1
			a.Set(n, i, target*d[i]-v[i])
			a.Set(n+1, i, d[i])
		}
		a.Set(n, 2*n, 1)
		a.Set(n+1, 2*n+1, 1)
		b[n+1] = budget
		optimum, _, err := lp.Simplex(c, a, b, 1e-12, nil)
		if err != nil {
			t.Skip("the simplex solver gave up: ", err)
		}
		if math.Abs(-optimum-h.Optimum) > 1e-9 {
			t.Fatalf("optimum %v, the simplex solver finds %v", h.Optimum, -optimum)
		}
	})
}

// TestBidsByHand: greedy balanced bids and uniform Bayes-Nash bids of cases that fit into a line.
func TestBidsByHand(t *testing.T) {
	effects := []float64{1, 0.5}
	for _, c := range []struct{ value, want float64 }{
		{4, 3},      // the top slot brings 4 - 2, the second half of 4 - 1: (4 + 2) / 2
		{2.5, 1.75}, // the second slot brings 0.75, the top one 0.5: 2.5 - 0.75 / 1
		{1, 1},      // no slot gains anything
	} {
		if got := equilibrium.BalancedBid(c.value, []float64{2, 1}, effects); got != c.want {
			t.Errorf("value %v: bid %v, want %v", c.value, got, c.want)
		}
	}
	for _, c := range []struct {
		value   float64
		n       int
		reserve float64
		want    float64
	}{{0, 2, 0, 0}, {0.6, 2, 0, 0.3}, {0.6, 2, 0.7, 0}, {0.6, 1, 0.2, 0.2}, {0.5, 2, 0.25, 0.3125}} {
		if got := equilibrium.Uniform(c.value, c.n, c.reserve); !(math.Abs(got-c.want) <= 1e-15) {
			t.Errorf("value %v among %d with reserve %v: bid %v, want %v", c.value, c.n, c.reserve, got, c.want)
		}
	}
}

// TestConditionsByHand: at a tolerance of 0 an equilibrium is one to the last bit: of two bidders worth 4 and 2 the first takes the good and pays its whole
// budget, at half of its value in first price, or at the other's in second. What breaks one condition is named.
func TestConditionsByHand(t *testing.T) {
	m := &equilibrium.Budgeted{Values: [][]float64{{4}, {2}}, Budgets: []float64{2, 5}}
	for _, c := range []struct {
		what   string
		alpha  []float64
		shares [][]float64
		want   string
	}{
		{"the equilibrium", []float64{0.5, 1}, [][]float64{{1}, {0}}, ""},
		{"tied, and shared", []float64{0.5, 1}, [][]float64{{0.5}, {0.5}}, "paces and does not spend"},
		{"a negative share", []float64{0.5, 1}, [][]float64{{1.25}, {-0.25}}, "negative share"},
		{"the lower bid wins", []float64{1, 1}, [][]float64{{0}, {1}}, "below the highest bid"},
		{"a part is not sold", []float64{0.5, 1}, [][]float64{{0.5}, {0}}, "is sold 0.5 times"},
		{"a multiplier above 1", []float64{1.25, 1}, [][]float64{{0.4}, {0.6}}, "below the highest bid"},
		{"nobody bids", []float64{0, 0}, [][]float64{{0}, {0}}, "paces and does not spend"},
	} {
		err := m.CheckFirstPrice(c.alpha, c.shares, 0)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.what, err, c.want)
		}
	}
	if err := m.CheckFirstPrice([]float64{1, 1}, [][]float64{{1}, {0}}, 0); err == nil || err.Error() != "bidder 1 spends more than its budget, by 2" {
		t.Errorf("first price in full: %v", err)
	}
	if err := m.CheckSecondPrice([]float64{1, 1}, [][]float64{{1}, {0}}, 0); err != nil {
		t.Errorf("second price in full: %v", err)
	}
}
