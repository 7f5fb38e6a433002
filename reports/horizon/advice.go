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

// advice says which reading to decide by, and which is right nine times in ten where that one is not.
func (r *Report) advice(without string) string {
	x := r.advised(without)
	text := fmt.Sprintf("decide after %d days by %s, %.0f%% right: it leaves %.2f%% of a year's revenue on the table, the least of all", x.Days, x.Name, 100*x.Right, 100*x.Regret)
	if r.lasts(x.Name, x.Days) {
		return text
	}
	surest := r.best(without, func(x *Row) bool { return r.lasts(x.Name, x.Days) })
	if surest == nil {
		return text + "; no reading is right nine times in ten from some day on"
	}
	return text + fmt.Sprintf("; to be right nine times in ten from then on, wait %d days for %s, which leaves %.2f%%", surest.Days, surest.Name, 100*surest.Regret)
}

// conclude says how often two weeks decide right, which reading to wait for where an index knows the kind of change and where it does not, and flags an index
// that does not transfer.
func (r *Report) conclude() {
	two := r.Find(AsRead, 14)
	if two == nil {
		return
	}
	best := r.advised(OtherLevers)
	r.Sentence = fmt.Sprintf("Revenue after 14 days decides %.0f%% of %d launches as the long run does; %s after %d days %.0f%%", 100*two.Right, r.Launches, best.Name, best.Days, 100*best.Right)
	r.Advice = fmt.Sprintf("For a change of a kind that was tried before in such markets: %s. Revenue after 14 days is %.0f%% right and leaves %.2f%%", r.advice(OtherLevers), 100*two.Right, 100*two.Regret)
	r.transfer()
}

// transfer says what holds for a change of a kind that no earlier launch had.
func (r *Report) transfer() {
	if r.NewKind = "For a change of a new kind: " + r.advice(Index); r.advised(Index).Name == OtherLevers {
		r.NewKind += ". That is the index, learned on launches of other kinds alone"
	}
	i, o := r.Find(Index, 14), r.Find(OtherLevers, 14)
	switch {
	case o == nil:
		r.NewKind += ". Whether the index holds for it is not known: there are too few kinds of launches here"
	case i != nil && o.RMSE > 1.5*i.RMSE:
		r.Flags = append(r.Flags, fmt.Sprintf("THE INDEX DOES NOT TRANSFER: of launches of a kind that it has not seen it decides %.0f%% right after 14 days, and its error is %.1f times that on kinds it has", 100*o.Right, o.RMSE/i.RMSE))
	}
}
