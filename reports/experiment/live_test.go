package experiment_test

import (
	"encoding/csv"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"marketsim/reports/experiment"
	"marketsim/reports/format"
)

// readLive reads a text in plain notation, with all mistakes as one error.
func readLive(text, control, treatment string) (*experiment.Live, error) {
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		return nil, err
	}
	l, bad := experiment.ReadLive(&format.Sheet{Columns: rows[0], Rows: rows[1:]}, control, treatment)
	for i := range bad {
		err = errors.Join(err, fmt.Errorf("row %d: %w", bad[i].Row, &bad[i]))
	}
	return l, err
}

const sumColumns = "arm,metric,n,sum,sum_squares,denominator_sum,denominator_sum_squares,product_sum\n"

// TestLiveSumsByHand: a relative difference of means is read from sums, with the standard error of two samples by the delta method: means 2 and 3 with squared
// standard errors of a third each make (1/3) / 4 + (1/3) x 9 / 16.
func TestLiveSumsByHand(t *testing.T) {
	l, err := readLive(sumColumns+"control,revenue,4,8,20,,,\nraised,revenue,4,12,40,,,\n", "control", "raised")
	if err != nil {
		t.Fatal(err)
	}
	e, ok := l.Effect("revenue")
	if want := math.Sqrt(13.0 / 48); !ok || e.Value != 0.5 || !(math.Abs(e.SE-want) <= 1e-12) {
		t.Errorf("%+v, want a relative difference of 0.5 with standard error %v", e, want)
	}
}

// TestLiveSumsWithMistakes: what cannot be read is refused with its line.
func TestLiveSumsWithMistakes(t *testing.T) {
	for row, want := range map[string]string{
		"control,revenue,many,8,20,,,":                         "row 0: `many` is not a number in column `n`",
		"control,revenue,1e300,1e300,1e300,,,":                 "row 0: 1e+300 in column `n` is more than 1e+60",
		"control,wealth,4,8,20,,,":                             "row 0: there is no metric `wealth`",
		"other,revenue,4,8,20,,,":                              "row 0: there is no arm `other`",
		"control,cpc,4,8,20,,,":                                "is a ratio",
		"control,revenue,4,8,20,,,\ncontrol,revenue,4,8,20,,,": "row 1: `revenue` has a row of this arm already",
	} {
		if _, err := readLive(sumColumns+row+"\n", "control", "raised"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", row, err, want)
		}
	}
}

// TestLiveMeansByHand: four units with mean 2 and standard deviation sqrt(4/3) have the sums 8 and 20, so the effect is that of the sums.
func TestLiveMeansByHand(t *testing.T) {
	l, err := readLive("arm,metric,n,mean,sd\nControl,Revenue,4,2,1.1547005383792515\nraised,revenue,4,3,1.1547005383792515\n", "control", "raised")
	if err != nil {
		t.Fatal(err)
	}
	e, ok := l.Effect("revenue")
	if want := math.Sqrt(13.0 / 48); !ok || math.Abs(e.Value-0.5) > 1e-12 || math.Abs(e.SE-want) > 1e-12 {
		t.Errorf("%+v, want 0.5 with standard error %v", e, want)
	}
}
