package reports_test

import (
	"math"
	"testing"

	"marketsim/reports"
)

// TestKaplanMeierFreireich is the textbook example: remission of 21 patients on 6-mercaptopurine, weeks (Freireich et al. 1963;
// estimates and standard errors in Kleinbaum & Klein, "Survival analysis", ch. 2).
func TestKaplanMeierFreireich(t *testing.T) {
	died, censored := make([]int64, 36), make([]int64, 36)
	for _, w := range []int{6, 6, 6, 7, 10, 13, 16, 22, 23} {
		died[w]++
	}
	for _, w := range []int{6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35} {
		censored[w]++
	}
	curve := reports.KaplanMeier(died, censored, 0.95)
	for age, want := range map[int]float64{5: 1, 6: 0.8571, 7: 0.8067, 10: 0.7529, 13: 0.6902, 16: 0.6275, 22: 0.5378, 23: 0.4482, 35: 0.4482} {
		if p := curve[age]; math.Abs(p.Survival-want) > 5e-5 || p.Lo > p.Survival || p.Hi < p.Survival {
			t.Errorf("week %d: %+v, want %v", age, p, want)
		}
	}
	// The log-log interval at week 23: log(-log S) = -0.2203, SE = Greenwood's sqrt(var)/|log S| = 0.13459/0.4482/0.8025.
	if p := curve[23]; math.Abs(p.Lo-0.1881) > 2e-3 || math.Abs(p.Hi-0.6801) > 2e-3 {
		t.Errorf("interval at week 23: %+v", p)
	}
	if empty := reports.KaplanMeier(make([]int64, 3), make([]int64, 3), 0.95); len(empty) != 0 {
		t.Errorf("nobody lives: %+v", empty)
	}
}
