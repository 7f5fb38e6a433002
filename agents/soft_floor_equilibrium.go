package agents

func init() {
	Strategies.Register("soft_floor_equilibrium",
		"Bids the equilibrium of a soft-floor auction for two bidders with values uniform from 0: half the value below twice the floor, the value from there on.",
		&SoftFloorEquilibrium{})
}

// SoftFloorEquilibrium is the equilibrium of two bidders in an auction with a soft floor of at most half of the largest value
// (Zeithammer 2019, Management Science 65).
type SoftFloorEquilibrium struct {
	Floor float64 `key:"floor" unit:"USD" default:"0 USD" range:"[0, inf)" doc:"the soft floor, per objective event"`
}

// New implements Strategy.
func (s *SoftFloorEquilibrium) New(Brief) Bidder {
	fresh := *s
	return &fresh
}

// Bid implements Bidder.
func (s *SoftFloorEquilibrium) Bid(o *Opportunity) float64 {
	if o.Value < 2*s.Floor {
		return o.Value / 2
	}
	return o.Value
}

// Update implements Bidder.
func (*SoftFloorEquilibrium) Update(*Outcomes) {}
