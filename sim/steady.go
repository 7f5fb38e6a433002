package sim

import (
	"math"

	"marketsim/sim/results"
)

// What is called a bid that still moves: the mean of the last quarter of the horizon differs from that of the quarter before by more than
// settledWithin, and by more than unlikely times the standard error that the days show. Shorter runs are not judged.
const (
	settledWithin = 0.1
	unlikely      = 4
	leastQuarter  = 4 // days
)

// unsettled counts campaign groups whose bids still moved at the end of the run.
func unsettled(days []results.DayResult) (n int64) {
	quarter := len(days) / 4
	if quarter < leastQuarter {
		return 0
	}
	last, before := days[len(days)-quarter:], days[len(days)-2*quarter:len(days)-quarter]
	for g := range days[len(days)-1].Steer {
		now, noise := bidsOf(last, g)
		then, more := bidsOf(before, g)
		if change := math.Abs(now - then); change > settledWithin*then && change > unlikely*math.Sqrt(noise+more) {
			n++
		}
	}
	return n
}

// bidsOf is the mean over days of what a group bids of its value, after pacing, and the squared standard error of that mean.
func bidsOf(days []results.DayResult, g int) (mean, variance float64) {
	n := float64(len(days))
	squares := 0.0
	for i := range days {
		if g >= len(days[i].Steer) {
			continue
		}
		x := bidOf(&days[i].Steer[g])
		mean += x / n
		squares += float64(x*x) / n
	}
	return mean, max(0, squares-float64(mean*mean)) / n
}

func bidOf(s *results.SteerState) float64 {
	if s.Campaigns == 0 {
		return 0
	}
	bid := float64(s.Multiplier) / float64(s.Campaigns) / results.StateUnit
	if s.Stated > 0 {
		bid *= float64(s.Factor) / float64(s.Stated) / results.StateUnit
	}
	return bid
}
