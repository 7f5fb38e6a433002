package formula_test

import (
	"errors"
	"math"
	"runtime"
	"strings"
	"testing"

	"marketsim/auction/formula"
)

// squares is pctr squared n times.
func squares(n int) string {
	return "bid * " + strings.Repeat("(", n) + "pctr" + strings.Repeat(")^2", n)
}

// TestLargeFormulasAreRefused: what grows beyond the limits of a formula is an error that names the limit, and comes before much is made of it.
func TestLargeFormulasAreRefused(t *testing.T) {
	const most = 1 << 20 // bytes
	for name, text := range map[string]string{
		"nested squares": squares(29),
		"long sum":       "bid" + strings.Repeat(" + pctr", 400),
		"long text":      "bid + " + strings.Repeat(" ", 5000) + "1",
		"many brackets":  strings.Repeat("(", 1_000_000) + "bid",
		"many signs":     strings.Repeat("-", 3000) + "bid",
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := formula.Parse(text)
		runtime.ReadMemStats(&after)
		var bad *formula.Error
		if !errors.As(err, &bad) || !strings.Contains(bad.Message, "the limit is") || bad.Help == "" {
			t.Errorf("%s: %v, want an error that names the limit and a remedy", name, err)
		}
		if n := after.TotalAlloc - before.TotalAlloc; n > most {
			t.Errorf("%s: refused after %d bytes were made", name, n)
		}
	}
	if f, err := formula.Parse(squares(6)); err != nil || math.Abs(f.At(columns(1), 0, 1)-math.Pow(columns(1)[formula.PCTR][0], 64)) > 1e-12 {
		t.Errorf("six squares: %v", err)
	}
}

// FuzzParse: any text is a formula or an error with a place in it, as a score and as a bid; a formula gives the same over columns and alone,
// and an inversion stays within its bounds.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"bid", squares(7), squares(29), "bid * pctr^0.8 + 0.3 * user_value", "quality >= 0.5 ? bid : bid * pctr", "max(bid, 0.5 USD) / min(pctr, quality)",
		"-log(-1) + sqrt(abs(-bid))", "1/0 - 1/0", "bid^-2 ** 3", "0x1p-2 + 1_000", "bid ? 1 : 2", "(pctr < bid) + 1", "bid^(1e308*10)", "let x = bid; x", "map([1], # * 2)", "😀 + bid",
		"value * (bidders - 1) / bidders", "uniform < 0.5 ? value : 0", "(1 - exp(-value) * (1 + value)) / (1 - exp(-value))"} {
		f.Add(s)
	}
	const n = 3
	c := columns(n)
	f.Fuzz(func(t *testing.T, text string) {
		if b, err := formula.ParseBid(text); placed(t, text, err) {
			v := formula.Values{formula.Value: c[formula.Value][1], formula.PCTR: c[formula.PCTR][1], formula.PCVR: c[formula.PCVR][1], formula.Bidders: c[formula.Bidders][1], formula.Uniform: c[formula.Uniform][1]}
			if alone, among := b.Of(&v), b.At(c, 1, 0); !same(alone, among) {
				t.Fatalf("%q: bids %v alone, %v in a column", text, alone, among)
			}
		}
		x, err := formula.Parse(text)
		if !placed(t, text, err) {
			return
		}
		got := make([]float64, n)
		x.Eval(got, c, n, make([]float64, x.Work(n)))
		for i := range n {
			if alone := x.At(c, i, c[formula.Bid][i]); !same(got[i], alone) {
				t.Fatalf("%q: %v in a column, %v alone", text, got[i], alone)
			}
			if b := x.Invert(c, i, 0.5, 10); b < 0 || b > 10 {
				t.Fatalf("%q: inverts to %v", text, b)
			}
		}
	})
}

func same(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }

// placed tells whether a text was read, and fails unless an error has its place.
func placed(t *testing.T, text string, err error) bool {
	var bad *formula.Error
	if err != nil && (!errors.As(err, &bad) || bad.Message == "" || bad.Column < 0 || bad.Column > len(text)) {
		t.Fatalf("%q: %#v", text, err)
	}
	return err == nil
}
