package agents

func init() {
	Strategies.Register("truthful", "Bids what an objective event is worth.", &Truthful{})
	Strategies.Register("fixed", "Bids the same amount in every request.", &Fixed{})
	Strategies.Register("shaded", "Bids a given share of what an objective event is worth.", &Shaded{Factor: 1})
}

// deaf is embedded by bidders that learn nothing and whose bid depends on the value alone.
type deaf struct{}

// Update implements Bidder.
func (deaf) Update(*News) {}

// Steady implements Steady.
func (deaf) Steady() {}

// Truthful bids the value: the dominant strategy in a second-price auction without budgets (Vickrey 1961).
type Truthful struct{}

type truthful struct{ deaf }

// New implements Strategy.
func (*Truthful) New(Brief) Bidder { return truthful{} }

// Bid implements Bidder.
func (truthful) Bid(o *Opportunity) float64 { return o.Value }

// Fixed bids the same whatever the value.
type Fixed struct {
	Amount float64 `key:"bid" unit:"USD" range:"[0, inf)" doc:"offer per objective event"`
}

type fixed struct {
	deaf
	amount float64
}

// New implements Strategy.
func (f *Fixed) New(Brief) Bidder { return fixed{amount: f.Amount} }

// Bid implements Bidder.
func (f fixed) Bid(*Opportunity) float64 { return f.amount }

// Shaded bids Factor times the value. In a first-price auction with n bidders whose values are uniform on an interval from 0,
// the factor (n-1)/n is the symmetric Bayes-Nash equilibrium (Krishna, Auction Theory, 2nd ed., ch. 2).
type Shaded struct {
	Factor float64 `key:"factor" default:"1" range:"(0, 1]" doc:"share of the value that is bid"`
}

type shaded struct {
	deaf
	factor float64
}

// New implements Strategy.
func (s *Shaded) New(Brief) Bidder { return shaded{factor: s.Factor} }

// Bid implements Bidder.
func (s shaded) Bid(o *Opportunity) float64 { return s.factor * o.Value }
