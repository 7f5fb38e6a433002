package agents

import "math"

// surprise finds out whether impressions cost more than a response foretold, for longer than chance or one wrong step of the multiplier
// explains: then more traffic comes than the forecast says, or the market has changed, and what was learned before is wrong.
//
// It compares sums over pacing intervals until they hold enoughWon impressions. A sum of n costs errs by about sqrt(2/n) of itself, since
// costs differ about as much as they are large. Where prices tie, spend jumps between nothing and all from one step to the next, but it
// jumps back: so only a run of comparisons is believed. That less is spent than foretold is no surprise: a bid just below a tie buys
// nothing, which says nothing of how far to raise it, and what is left is spent later.
type surprise struct {
	cost, foretold, won float64 // since the last comparison: currency, currency, impressions
	run                 int     // comparisons in a row in which cost was more
	forget              float64 // share of what was learned that the last interval told to forget
}

const (
	enoughWon   = 32.0 // impressions of a comparison
	chance      = 3.0  // standard errors
	longerThan  = 2    // comparisons
	forgetWrong = 0.9  // of what was learned before
)

// hear takes in an interval, with the cost and impressions that were foretold.
func (s *surprise) hear(cost, foretold, won, foretoldWon float64) {
	s.cost += cost
	s.foretold += foretold
	s.won += max(won, foretoldWon)
	s.forget = 0
	if !(s.won >= enoughWon) {
		return
	}
	if z := (s.cost - s.foretold) / max(s.cost, s.foretold) * math.Sqrt(s.won/2); z > chance {
		s.run++
	} else {
		s.run = 0
	}
	s.cost, s.foretold, s.won = 0, 0, 0
	if s.run > longerThan {
		s.forget = forgetWrong
	}
}
