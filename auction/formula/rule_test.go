package formula

import (
	"math"
	"testing"
)

// TestRule: rules read what is observed, and know what a formula knows.
func TestRule(t *testing.T) {
	s := State{Fatigue: 0.5, Eligible: 40, Ads: 3, Pages: 2, Day: 30, Hour: 20}
	for text, want := range map[string]float64{
		"8": 8, "fatigue": 0.5, "8 - 4 * fatigue": 6, "eligible > 30 ? 0.10 USD + 0.01 * eligible : 0": 0.5, "max(2, 10 - 4 * day / 90)": 10 - 4*30.0/90,
		"hour >= 20 ? ads + pages : 0": 5, "hour >= 21 ? ads + pages : 0": 0, "8 * exp(-fatigue)": 8 * math.Exp(-0.5),
	} {
		r, err := ParseRule(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if got := r.At(&s); math.Abs(got-want) > 1e-12 {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
		if n := testing.AllocsPerRun(10, func() { r.At(&s) }); n > 0 {
			t.Errorf("%s: %v allocations", text, n)
		}
	}
	for text, unknown := range map[string]string{"bid": "bid", "8 - fatige": "fatige"} {
		_, err := ParseRule(text)
		if bad, ok := err.(*Error); !ok || bad.Unknown != unknown {
			t.Errorf("%s: %v", text, err)
		}
	}
	if _, err := Parse("fatigue"); err == nil {
		t.Error("a ranking formula reads what only rules see")
	}
}
