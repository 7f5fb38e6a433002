package spec

// Part is the share of the whole market's budgets that a market has: below 1 on a side of a budget split, which has the same share of Pinners.
func (e *Economy) Part() float64 {
	if e.BudgetShare > 0 {
		return e.BudgetShare
	}
	return 1
}
