package stats_test

import (
	"testing"

	"marketsim/reports/stats"
)

// A week around a day has seven days with the day in its middle, and at both ends of the horizon it is the first and the last whole one; of a horizon
// of a week or less each day stands for itself, since all of them would be of the same week.
func TestWeekAround(t *testing.T) {
	for _, c := range [][4]int{{10, 42, 7, 14}, {3, 42, 0, 7}, {0, 42, 0, 7}, {4, 42, 1, 8}, {41, 42, 35, 42}, {38, 42, 35, 42}, {37, 42, 34, 41}, {2, 5, 2, 3}, {6, 7, 6, 7}, {0, 8, 0, 7}} {
		if from, to := stats.WeekAround(c[0], c[1]); from != c[2] || to != c[3] {
			t.Errorf("around day %d of %d: [%d, %d), want [%d, %d)", c[0], c[1], from, to, c[2], c[3])
		}
	}
}

// The slope of a line is the line's, whatever stands around it symmetrically.
func TestSlope(t *testing.T) {
	if got := stats.Slope([]float64{1, 3, 5, 7}); got != 2 {
		t.Errorf("slope %v, want 2", got)
	}
	if got := stats.Slope([]float64{0, 5, 0}); got != 0 {
		t.Errorf("slope of a hill %v, want 0", got)
	}
}
