package agents

func init() {
	Strategies.Register("shaded", "Bids a given multiple of what an objective event is worth.", &Shaded{Factor: 1})
}

// Shaded bids Factor times the value. In a first-price auction with n bidders whose values are uniform on an interval from 0,
// the factor (n-1)/n is the symmetric Bayes-Nash equilibrium (Krishna, Auction Theory, 2nd ed., ch. 2). A factor above 1 is how a
// value maximiser bids in a second-price auction (Aggarwal, Badanidiyuru & Mehta 2019, WINE). It uses its own value and no feedback.
type Shaded struct {
	Factor float64 `key:"factor" default:"1" range:"(0, 1e6]" doc:"multiple of the value that is bid"`
}

type shaded struct {
	static
	factor float64
}

// New implements Strategy.
func (s *Shaded) New(Brief) Bidder { return shaded{factor: s.Factor} }

// Bid implements Bidder.
func (s shaded) Bid(o *Opportunity) float64 { return s.factor * o.Value }

// State implements Stated.
func (s shaded) State() float64 { return s.factor }
