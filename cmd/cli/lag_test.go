package cli

import (
	"math"
	"os"
	"strings"
	"testing"

	"marketsim/reports"
	"marketsim/reports/format"
	"marketsim/reports/stats"
	"marketsim/sim/results"
)

// TestLagIntervalsAre95: the foot of the table says 95%, so each interval is the t interval over the pairs at 95%, also of metrics that a correction over
// the headline would not call significant.
func TestLagIntervalsAre95(t *testing.T) {
	a, seed := &app{State: state(t.TempDir())}, uint64(19) // on which a correction takes four of the effects
	file, err := os.ReadFile("../../scenarios/theory/d1-target-roas.yaml")
	if err != nil {
		t.Fatal(err)
	}
	src, o := source{name: "d1.yaml", data: file}, &lagFlags{lags: "0,6h", scale: "100%", progress: progressNone}
	c := &changes{Seed: &seed, Replications: 4, Set: []string{"run.warmup=5d", "run.horizon=5d", "mechanism.pacing_interval=1d"}}
	var b strings.Builder
	if err := a.lagReport(t.Context(), &b, src, c, o); err != nil {
		t.Fatal(err)
	}
	lags, err := a.lagsOf(src, c, o)
	if err != nil {
		t.Fatal(err)
	}
	in, err := a.runLags(t.Context(), src, c, o, lags)
	if err != nil {
		t.Fatal(err)
	}
	read, doubtful := reports.NewSampler(in), 0
	for _, section := range reports.Headline {
		for _, name := range section.Metrics {
			m := in.Metric(name)
			if m == nil {
				continue
			}
			of := func(arm int) []float64 { return read.Values(m, arm, results.Everything, 0, in.Days) }
			x := stats.Compare(of(0), of(1), 0.95)
			if math.IsNaN(x.P) || x.Identical || x.Agreed || x.Base == 0 {
				continue
			}
			if x.P < 0.05 && x.P > 0.01 {
				doubtful++
			}
			base := math.Abs(x.Base)
			want := format.Half(x.Difference/base, x.DifferenceLo/base, x.DifferenceHi/base)
			if !strings.Contains(b.String(), want) {
				t.Errorf("%s: the 95%% interval is %s (p = %.3f), and the table has no such cell:\n%s", name, want, x.P, b.String())
			}
		}
	}
	if doubtful == 0 {
		t.Error("no metric has a p value which a correction would not take")
	}
}
