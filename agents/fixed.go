package agents

func init() {
	Strategies.Register("fixed", "Bids the same amount in every request.", &Fixed{})
}

// Fixed bids the same whatever the value, as a manual bid does. It uses no information.
type Fixed struct {
	Amount float64 `key:"bid" unit:"USD" range:"[0, inf)" doc:"offer per objective event"`
}

type fixed struct {
	static
	amount float64
}

// New implements Strategy.
func (f *Fixed) New(Brief) Bidder { return fixed{amount: f.Amount} }

// Bid implements Bidder.
func (f fixed) Bid(*Opportunity) float64 { return f.amount }
