package tune

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

// TestSampledOfTextbooks: the wildcatter (Raiffa 1968, "Decision Analysis": drilling brings -70, 50 or 200, soundings are worth 12.5, knowledge 35), the
// investor with an economist's forecast (Clemen 1996, "Making Hard Decisions", chapter 12: 242 of 420), and experiments that say nothing or all.
func TestSampledOfTextbooks(t *testing.T) {
	well := &Payoff{Weights: []float64{0.5, 0.3, 0.2}, Values: [][]float64{{-70, 50, 200}, {0, 0, 0}}}
	stocks := &Payoff{Weights: []float64{0.5, 0.3, 0.2}, Values: [][]float64{{1500, 100, -1000}, {1000, 200, -100}, {500, 500, 500}}}
	all := [][]float64{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}
	for _, x := range []struct {
		name       string
		p          *Payoff
		likelihood [][]float64
		want       float64
	}{
		{"soundings", well, [][]float64{{0.6, 0.3, 0.1}, {0.3, 0.4, 0.3}, {0.1, 0.4, 0.5}}, 12.5},
		{"a well known", well, all, 35},
		{"a well unknown", well, [][]float64{{0.3, 0.7}, {0.3, 0.7}, {0.3, 0.7}}, 0},
		{"economist", stocks, [][]float64{{0.80, 0.10, 0.10}, {0.15, 0.70, 0.15}, {0.20, 0.20, 0.60}}, 242},
		{"stocks known", stocks, all, 420},
	} {
		if got := x.p.Sampled(x.likelihood); math.Abs(got-x.want) > 1e-9 {
			t.Errorf("%s: %v, want %v", x.name, got, x.want)
		}
	}
}

// TestNormalReading: of two strategies under two beliefs the better one is chosen below a threshold of the reading, so that its value has a closed form; it
// rises from nothing to all of perfect information as the standard error falls.
func TestNormalReading(t *testing.T) {
	p := &Payoff{Weights: []float64{0.6, 0.4}, Values: [][]float64{{10, 0}, {7, 6}}}
	const a, b, lossA, lossB = -0.02, 0.01, 0.6 * 3, 0.4 * 6 // weighed losses of the wrong choice
	last := 0.0
	for _, se := range []float64{10, 0.1, 0.03, 0.01, 0.003, 0.0005} {
		bar := (a+b)/2 + se*se/(b-a)*math.Log(lossA/lossB)
		wrong := lossA*(1-distuv.UnitNormal.CDF((bar-a)/se)) + lossB*distuv.UnitNormal.CDF((bar-b)/se)
		want := min(lossA, lossB) - wrong
		got := p.Normal([]float64{a, b}, se)
		if math.Abs(got-want) > 1e-5 || got < last-1e-9 {
			t.Errorf("standard error %v: %v, want %v", se, got, want)
		}
		last = got
	}
	if math.Abs(last-p.EVPI()) > 1e-6 {
		t.Errorf("a sharp reading is worth %v, all information %v", last, p.EVPI())
	}
}

// TestSampledUnderConstraints: a strategy that breaks a constraint under a belief is chosen only once that belief is nearly ruled out.
func TestSampledUnderConstraints(t *testing.T) {
	p := &Payoff{Weights: []float64{0.5, 0.5}, Values: [][]float64{{1, 1}, {9, 9}}, Allowed: [][]bool{{true, true}, {false, true}}}
	for _, x := range []struct{ doubt, want float64 }{{0.1, 0}, {0.04, 0.5 * 0.96 * 8}} {
		if got := p.Sampled([][]float64{{1 - x.doubt, x.doubt}, {x.doubt, 1 - x.doubt}}); math.Abs(got-x.want) > 1e-9 {
			t.Errorf("readings that are wrong in %v are worth %v, want %v", x.doubt, got, x.want)
		}
	}
}
