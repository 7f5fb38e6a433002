package spec

// Part is the share of the whole market's budgets that a market has: below 1 on a side of a budget split, which has the same share of Pinners.
func (e *Economy) Part() float64 {
	if e.BudgetShare > 0 {
		return e.BudgetShare
	}
	return 1
}

// Share is the size of a market's charges, relative to those of the whole market at full scale; bids are held against what is left of a budget
// divided by it. Where outcomes are taken in expectation, charges shrink with the market, so that a bid of the whole market is no more than its
// budget there. Sampled charges do not shrink.
func (s *Spec) Share(e *Economy) float64 {
	switch {
	case !e.Expected:
		return 1
	case s.Scale > 0:
		return s.Scale * e.Part()
	}
	return e.Part()
}
