package auction

// Floors apply reserves. Eager: a candidate that bids below its reserve is excluded. Lazy: the auction runs as if there were no
// reserves, and a slot whose winner bid below its reserve stays empty (Dhangwatnotai, Roughgarden & Yan 2015; Paes Leme, Pal &
// Vassilvitskii 2016, WWW). Under both a winner pays at least its reserve.
//
// A soft floor (Request.Soft) is not a reserve: a winner that bids at least that much pays at least that much, and a winner
// that bids less pays its bid (Zeithammer 2019, Management Science 65).
type Floors struct {
	Policy string `key:"reserve_policy" default:"eager" enum:"eager|lazy" doc:"eager: who bids below its reserve stays out; lazy: slots are given as if there were no reserve, and stay empty where the winner bid less"`
}

func (f *Floors) lazy() bool { return f.Policy == "lazy" }

// entry is the floor below which a candidate is excluded from the ranking.
func (f *Floors) entry(q *Request) []float64 {
	if f.lazy() {
		return nil
	}
	return q.Reserve
}

// hold raises the prices of the filled slots to the floors, and empties slots whose winner bid below its reserve. Without floors
// it costs nothing.
func (f *Floors) hold(q *Request, o *Outcome, filled int) {
	if q.Reserve != nil {
		for k, i := range o.Winner[:filled] {
			switch {
			case i < 0:
			case q.Bid[i] < q.Reserve[i]:
				o.Winner[k], o.Price[k] = -1, 0
			case o.Price[k] < q.Reserve[i]:
				o.Price[k] = q.Reserve[i]
			}
		}
	}
	if q.Soft == nil {
		return
	}
	for k, i := range o.Winner[:filled] {
		switch {
		case i < 0:
		case q.Bid[i] < q.Soft[i]:
			o.Price[k] = q.Bid[i]
		default:
			o.Price[k] = max(o.Price[k], q.Soft[i])
		}
	}
}
