package horizon

import "fmt"

// sure is the share of right decisions, then and after every longer wait, of a reading that is right nine times in ten.
const sure = 0.9

// lasts tells whether a method decides nine in ten right from a wait on.
func (r *Report) lasts(name string, wait int) bool {
	for i := range r.Rows {
		if x := &r.Rows[i]; x.Name == name && x.Days >= wait && x.Right < sure {
			return false
		}
	}
	return true
}

// best is the row with the least revenue at risk, of all methods but one, and of those rows that are wanted; nil where there are none.
func (r *Report) best(without string, wanted func(*Row) bool) (best *Row) {
	for i := range r.Rows {
		if x := &r.Rows[i]; x.Name != without && wanted(x) && (best == nil || x.Regret < best.Regret) {
			best = x
		}
	}
	return best
}

// advised is the row with the least revenue at risk of all methods but one.
func (r *Report) advised(without string) *Row {
	return r.best(without, func(*Row) bool { return true })
}

// advice says which method to trust, and which is right nine times in ten where that one is not.
func (r *Report) advice(without string) string {
	x := r.advised(without)
	text := fmt.Sprintf("trust %s after %d days. It decides %.0f%% of launches right and costs %.2f%% of a year's revenue in the mean, the least of all methods and waits", x.Name, x.Days, 100*x.Right, 100*x.Regret)
	if r.lasts(x.Name, x.Days) {
		return text
	}
	surest := r.best(without, func(x *Row) bool { return r.lasts(x.Name, x.Days) })
	if surest == nil {
		return text + "; none is right nine times in ten from some day on"
	}
	return text + fmt.Sprintf(". To be right nine times in ten, wait %d days and read %s, which costs %.2f%%", surest.Days, surest.Name, 100*surest.Regret)
}

// conclude says how often two weeks decide right, which method to wait for where an index knows the kind of change and where it does not, and flags an index
// that does not transfer.
func (r *Report) conclude() {
	two := r.Find(AsRead, 14)
	if two == nil {
		return
	}
	best := r.advised(OtherLevers)
	r.Sentence = fmt.Sprintf("Revenue after 14 days decides %.0f%% of %d launches as the long run does; %s after %d days %.0f%%", 100*two.Right, r.Launches, best.Name, best.Days, 100*best.Right)
	r.Advice = fmt.Sprintf("For a change of a kind that was tried before in such markets: %s. Revenue after 14 days is right for %.0f%% and costs %.2f%%", r.advice(OtherLevers), 100*two.Right, 100*two.Regret)
	r.transfer()
}

// transfer says what holds for a change of a kind that no earlier launch had.
func (r *Report) transfer() {
	r.NewKind = "For a change of a new kind: " + r.advice(Index)
	switch best := r.advised(Index); {
	case best == r.advised(OtherLevers):
		r.NewKind = "For a change of a new kind: the same"
	case best.Name == OtherLevers:
		r.NewKind += ". That is the surrogate index, learned on launches of other kinds alone"
	}
	i, o := r.Find(Index, 14), r.Find(OtherLevers, 14)
	switch {
	case o == nil:
		r.NewKind += ". Whether the index holds for it is not known: there are too few kinds of launches here"
	case i != nil && o.RMSE > 1.5*i.RMSE:
		r.Flags = append(r.Flags, fmt.Sprintf("THE INDEX DOES NOT TRANSFER to new kinds of changes: of those it decides %.0f%% right after 14 days, and its error is %.1f times that on kinds that it has seen", 100*o.Right, o.RMSE/i.RMSE))
	}
}
