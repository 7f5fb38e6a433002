package sim

import "marketsim/auction/registry"

// Regimes are the models of the Pinners' long-run reaction, by name.
var Regimes = registry.New[Regime]("long-run model")

func init() {
	Regimes.Register("none", "Pinners do not change in the long run.", &NoRegime{})
	Regimes.Register("geometric_churn", "A Pinner leaves for good after a session with a probability that may grow with the ads seen in it.", &GeometricChurn{})
	Regimes.Register("pandora", "Activity moves slowly towards a level that falls linearly with the ads per session.", &Pandora{})
}

// NoRegime leaves Pinners as they are.
type NoRegime struct{}

// Session implements Regime.
func (*NoRegime) Session(*Habit, *Visit) bool { return false }

// Daily implements Regime.
func (*NoRegime) Daily(*Habit, *Exposure) {}

// Slow implements Regime.
func (*NoRegime) Slow() bool { return false }

// GeometricChurn ends a Pinner's life after each session with probability Base + PerAd2 x ads^2: lifetimes are geometric
// (Fader & Hardie 2007, J. Interactive Marketing 21), and a population that is born at a constant rate is an
// infinite-server queue.
type GeometricChurn struct {
	Base   float64 `key:"per_session" unit:"%" default:"1%" range:"[0, 100%]" doc:"probability of leaving for good after a session without ads"`
	PerAd2 float64 `key:"per_ad_squared" default:"0" range:"[0, 1]" doc:"added probability per squared number of ads in the session"`
}

// Session implements Regime.
func (g *GeometricChurn) Session(_ *Habit, v *Visit) bool {
	return v.Uniform < g.Base+g.PerAd2*float64(v.Ads*v.Ads)
}

// Daily implements Regime.
func (*GeometricChurn) Daily(*Habit, *Exposure) {}

// Slow implements Regime.
func (*GeometricChurn) Slow() bool { return false }

// Pandora lets activity fall linearly with ad load, as Huang, Reiley & Riabov (2018, "Measuring consumer sensitivity to audio
// advertising") found on Pandora: the target is 1 + Slope x (ads per session - Reference), and every day with sessions closes
// a part 1/TimeConstant of the gap to it; on days without sessions nothing is learned.
type Pandora struct {
	Slope        float64 `key:"slope" unit:"%" default:"-2%" range:"[-100%, 0%]" doc:"change of activity per ad per session in the long run"`
	Reference    float64 `key:"reference" default:"0" range:"[0, inf)" doc:"ads per session at which activity stays 1"`
	TimeConstant Time    `key:"time_constant" unit:"time" default:"120d" range:"[1d, inf)" doc:"days with sessions until the gap has shrunk to 1/e"`
}

// Session implements Regime.
func (*Pandora) Session(*Habit, *Visit) bool { return false }

// Daily implements Regime.
func (p *Pandora) Daily(h *Habit, x *Exposure) {
	if x.Sessions == 0 {
		return
	}
	target := max(0, 1+p.Slope*(float64(x.Ads)/float64(x.Sessions)-p.Reference))
	h.Activity += float32((target - float64(h.Activity)) * (1 - exp(-float64(Day)/float64(p.TimeConstant))))
}

// Slow implements Regime.
func (*Pandora) Slow() bool { return true }
