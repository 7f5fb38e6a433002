package modelstest

import (
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"

	"marketsim/sim/spec"
)

// counting is a model whose predictor counts what it is asked.
type counting struct{ asked atomic.Int64 }

func (c *counting) New(*spec.AdCatalogue) spec.Predictor { return c }
func (c *counting) Predict(*spec.PredictionBatch)        { c.asked.Add(1) }
func (c *counting) Clone() spec.Predictor                { return c }

// TestPredictorsThatWriteWhenAsked: it fails the suite, in a process of its own.
func TestPredictorsThatWriteWhenAsked(t *testing.T) {
	if os.Getenv("MODELSTEST_MODEL") != "" {
		Run(t, &counting{})
		return
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestPredictorsThatWriteWhenAsked$", "-rapid.nofailfile", "-rapid.seed=1")
	cmd.Env = append(os.Environ(), "MODELSTEST_MODEL=counting")
	if out, err := cmd.CombinedOutput(); err == nil || !strings.Contains(string(out), "to predict changes") {
		t.Errorf("%v\n%s", err, out)
	}
}
