package pages_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"marketsim/reports"
	"marketsim/reports/calibration"
	"marketsim/reports/pages"
)

// TestCurveIsOneRow: the page of a calibration has one row for a curve of four points, among the targets and among the sensitivities, and one for a target of its own.
func TestCurveIsOneRow(t *testing.T) {
	s := &calibration.Summary{Parameters: []calibration.Parameter{{Path: "a"}}, Targets: []calibration.Shown{{Name: "ctr", Value: 1, Tolerance: 1}}, Sensitivity: [][]float64{{3}}}
	for hour := range 4 {
		s.Targets = append(s.Targets, calibration.Shown{Name: fmt.Sprintf("cpm, hour %d", hour), Curve: "cpm by hour", At: fmt.Sprint(hour), Tolerance: 1, Met: true})
		s.Sensitivity = append(s.Sensitivity, []float64{float64(hour)})
	}
	var b bytes.Buffer
	if err := pages.WriteCalibration(&b, &reports.Input{}, s, nil); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]int{"cpm by hour": 2, ">ctr<": 2, "cpm, hour": 0, "4 of 4": 1} {
		if got := strings.Count(b.String(), text); got != want {
			t.Errorf("%q stands %d times, want %d", text, got, want)
		}
	}
}
