package formula_test

import (
	"errors"
	"math"
	"reflect"
	"testing"

	"marketsim/auction/formula"
	"marketsim/sim/rng"
)

func columns(n int) *formula.Columns {
	c := &formula.Columns{}
	for v := range c {
		if formula.Var(v) == formula.Shown {
			continue // left to its neutral value
		}
		c[v] = make([]float64, n)
		for i := range c[v] {
			c[v][i] = rng.Key(v + 1).Uniform(uint64(i))
			if formula.Var(v) == formula.UserValue {
				c[v][i] -= 0.5
			}
		}
	}
	return c
}

// TestValues compares whole columns, single candidates and inversion with the same formula in Go.
func TestValues(t *testing.T) {
	const n = 50
	c := columns(n)
	for text, want := range map[string]func(bid, pctr, user, quality float64) float64{
		"bid":                                 func(bid, _, _, _ float64) float64 { return bid },
		"2 * 3 + 1":                           func(_, _, _, _ float64) float64 { return 7 },
		"bid * pctr^0.8 + 0.3 * user_value":   func(bid, pctr, user, _ float64) float64 { return bid*math.Pow(pctr, 0.8) + 0.3*user },
		"bid * pctr + 0.0005 USD * quality":   func(bid, pctr, _, q float64) float64 { return bid*pctr + 0.0005*q },
		"(bid + 1) / (2 - bid) - -user_value": func(bid, _, user, _ float64) float64 { return (bid+1)/(2-bid) + user },
		"max(bid, 0.5) * min(pctr, quality)":  func(bid, pctr, _, q float64) float64 { return max(bid, 0.5) * min(pctr, q) },
		"quality >= 0.5 ? bid : bid * pctr":   func(bid, pctr, _, q float64) float64 { return map[bool]float64{true: bid, false: bid * pctr}[q >= 0.5] },
		"pctr < quality ? 2 * bid : bid":      func(bid, pctr, _, q float64) float64 { return map[bool]float64{true: 2 * bid, false: bid}[pctr < q] },
		"sqrt(bid) + exp(pctr) + log(1 + abs(user_value)) * bid^2 + impressions": func(bid, pctr, user, _ float64) float64 {
			return math.Sqrt(bid) + math.Exp(pctr) + math.Log(1+math.Abs(user))*bid*bid
		},
		"bid^(1 + quality) + 3 ^ 2": func(bid, _, _, q float64) float64 { return math.Pow(bid, 1+q) + 9 },
	} {
		f, err := formula.Parse(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		again, _ := formula.Parse(text)
		if !reflect.DeepEqual(f, again) {
			t.Errorf("%s: compiled twice, it differs", text)
		}
		got := make([]float64, n)
		f.Eval(got, c, n, make([]float64, f.Work(n)))
		for i := range n {
			bid := c[formula.Bid][i]
			w := want(bid, c[formula.PCTR][i], c[formula.UserValue][i], c[formula.Quality][i])
			if one := f.At(c, i, bid); math.Abs(got[i]-w) > 1e-12*(1+math.Abs(w)) || math.Abs(one-got[i]) > 1e-12*(1+math.Abs(w)) {
				t.Fatalf("%s: %v in a column and %v alone, want %v", text, got[i], one, w)
			}
			if f.Rises() {
				if b := f.Invert(c, i, w, 10); math.Abs(f.At(c, i, b)-w) > 1e-9*(1+math.Abs(w)) || b > bid+1e-9 {
					t.Fatalf("%s: %v for the bid of %v, want %v", text, b, w, bid)
				}
			}
		}
	}
}

func TestTrends(t *testing.T) {
	for text, want := range map[string]struct{ rises, linear, divides bool }{
		"bid * pctr ^ 0.8 + 0.3 * user_value": {true, true, false},
		"bid / quality":                       {true, true, true},
		"bid * user_value":                    {false, true, false},
		"-bid * (quality * user_value)":       {false, true, false},
		"pctr / bid":                          {false, false, true},
		"bid - bid^2":                         {false, false, false},
		"pctr * quality":                      {false, false, false},
		"log(bid) + bid":                      {true, false, true},
		"-(3 - bid)":                          {true, true, false},
		"quality > 1 ? bid : 2 * bid":         {true, false, false},
		"bid > 1 ? bid : 2 * bid":             {false, false, false},
		"min(bid, 2) * pctr":                  {true, false, false},
	} {
		f, err := formula.Parse(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if f.Rises() != want.rises || f.Linear() != want.linear || f.Divides() != want.divides {
			t.Errorf("%s: rises %v, linear %v, divides %v; want %+v", text, f.Rises(), f.Linear(), f.Divides(), want)
		}
	}
}

func TestMistakes(t *testing.T) {
	for text, want := range map[string]struct {
		message, unknown string
		column           int
	}{
		"bid * pctrr":            {"there is no variable `pctrr` in this formula", "pctrr", 6},
		"bid * tan(pctr)":        {"there is no function `tan` in this formula", "tan", 6},
		"bid > 2":                {"the formula is a condition, not a number", "", 0},
		"bid + (pctr > 2)":       {"`pctr > 2` is a condition where a number is expected", "", 12},
		"bid ? 1 : 2":            {"`bid` is a number where a condition is expected", "", 0},
		"bid * true":             {"`true` is not a number", "", 6},
		"max(bid)":               {"`max` takes 2 arguments, not 1", "", 0},
		"bid % 2":                {"`%` is not known in formulas", "", 4},
		"bid * [1][0]":           {"`[1][0]` is not known in formulas", "", 9},
		"bid * (pctr":            {"the formula ends too early", "", 10},
		"bid, pctr":              {"`,` is not expected here", "", 3},
		"bid * pctr)":            {"`)` is not expected here", "", 10},
		"bid * pctr + user_valu": {"there is no variable `user_valu` in this formula", "user_valu", 13},
	} {
		_, err := formula.Parse(text)
		var bad *formula.Error
		if !errors.As(err, &bad) {
			t.Errorf("%s: %v, want an error", text, err)
			continue
		}
		if bad.Message != want.message || bad.Unknown != want.unknown || bad.Column != want.column {
			t.Errorf("%s: %q at %d (%s), want %+v", text, bad.Message, bad.Column, bad.Unknown, want)
		}
	}
}

// BenchmarkFormula is the cost of 50 candidates; BenchmarkNative is the same formula as a loop in Go.
func BenchmarkFormula(b *testing.B) {
	f, _ := formula.Parse("bid * pctr^0.8 + 0.3 * user_value")
	c, dst, work := columns(50), make([]float64, 50), make([]float64, f.Work(50))
	b.ReportAllocs()
	for b.Loop() {
		f.Eval(dst, c, 50, work)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/50, "ns/candidate")
}

func BenchmarkNative(b *testing.B) {
	c, dst := columns(50), make([]float64, 50)
	b.ReportAllocs()
	for b.Loop() {
		for i := range dst {
			dst[i] = c[formula.Bid][i]*math.Pow(c[formula.PCTR][i], 0.8) + 0.3*c[formula.UserValue][i]
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/50, "ns/candidate")
}
