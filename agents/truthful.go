package agents

func init() {
	Strategies.Register("truthful", "Bids what an objective event is worth.", &Truthful{})
}

// static is embedded by bidders that learn nothing and whose bid depends on the value alone.
type static struct{}

// Update implements Bidder.
func (static) Update(*Outcomes) {}

// Steady implements Steady.
func (static) Steady() {}

// SkipsFree implements SkipsFree.
func (static) SkipsFree() {}

// Truthful bids the value: the dominant strategy in a second-price auction without budgets (Vickrey 1961). It uses its own value
// and no feedback.
type Truthful struct{}

type truthful struct{ static }

// New implements Strategy.
func (*Truthful) New(Brief) Bidder { return truthful{} }

// Bid implements Bidder.
func (truthful) Bid(o *Opportunity) float64 { return o.Value }
