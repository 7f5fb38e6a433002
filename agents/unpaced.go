package agents

func init() {
	Pacings.Register("none", "Bids at full strength until the budget is gone.", &Unpaced{})
	Pacings.Register("auto", "Predictive pacing with its defaults, or none where the bidding strategy holds the budget itself.", &Auto{})
	Pacings.Register("given", "Holds a given multiplier and share of requests.", &Given{Scale: 1, Share: 1})
}

// Unpaced does nothing.
type Unpaced struct{}

// Given holds its outputs whatever happens, such as those of an equilibrium that was solved for. It uses no information.
type Given struct {
	Scale float64 `key:"multiplier" default:"1" range:"[0, 1]" doc:"what bids are multiplied by"`
	Share float64 `key:"share" unit:"%" default:"100%" range:"[0, 100%]" doc:"share of requests in which a campaign takes part"`
}

type given struct{ multiplier, share float64 }

// Auto is what campaigns do that say nothing of pacing.
type Auto struct{}

// New implements Pacing.
func (*Auto) New(b Brief) Pacer { return (&Predictive{Memory: 300, Least: 0.001}).New(b) }

// New implements Pacing.
func (*Unpaced) New(Brief) Pacer { return given{1, 1} }

// New implements Pacing.
func (g *Given) New(Brief) Pacer { return given{g.Scale, g.Share} }

// Update implements Pacer.
func (given) Update(*Progress) {}

// Multiplier implements Pacer.
func (g given) Multiplier() float64 { return g.multiplier }

// PassThrough implements Pacer.
func (g given) PassThrough() float64 { return g.share }
