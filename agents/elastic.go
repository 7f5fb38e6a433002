package agents

import (
	"fmt"

	"marketsim/auction/elementary"
)

func init() {
	Reviews.Register("none", "Advertisers neither move their budgets nor leave.", &NoReview{})
	Reviews.Register("elastic", "Budgets follow the return on ad spend with a constant elasticity; poor returns make advertisers leave.",
		&Elastic{Period: 7 * 86_400_000_000, Outside: 1, Elasticity: 0.4, Speed: 0.5, Least: 0.1, Most: 10, Leave: 0.1, WinBack: 0.01, Premium: 1.2, Memory: 0.5})
}

// NoReview decides nothing.
type NoReview struct{}

// New implements Review.
func (*NoReview) New(Brief) Reviewer { return nil }

// Every implements Review.
func (*NoReview) Every() int64 { return 0 }

// Elastic is an advertiser that compares what it got with an outside option, such as what the same money returns on another platform.
// On every review date it reads r, value over spend of the period blurred by a lognormal error of mean 1, and remembers
// log R <- Memory log R + (1 - Memory) log r. With x = R / Outside it then
//
//   - moves the factor on its budget: log b <- log b + Speed (Elasticity log x - log b), b in [Least, Most]: in the long run the budget is
//     x^Elasticity of what is stated;
//   - leaves with probability Leave x max(0, 1 - x);
//   - comes back, once it has left, with probability WinBack per review, and only when the market's ROAS is above Premium x Outside.
//
// A period in which it spent nothing has no reading: the budget stays, and it leaves with probability Leave. The rule is a plain
// constant-elasticity response; elasticities of advertisers' budgets are not published, so they are parameters to be swept.
type Elastic struct {
	Period     int64   `key:"every" unit:"time" default:"7d" range:"[1d, 3650d]" doc:"time between two reviews, whole days"`
	Outside    float64 `key:"outside_roas" unit:"%" default:"100%" range:"(0, 100000%]" doc:"value over spend that the money would bring elsewhere"`
	Elasticity float64 `key:"elasticity" default:"0.4" range:"[0, 10]" doc:"long-run change of the logarithm of the budget per change of that of the return"`
	Speed      float64 `key:"speed" unit:"%" default:"50%" range:"(0, 100%]" doc:"share of the way to the long-run budget that one review goes"`
	Least      float64 `key:"min" unit:"x" default:"0.1x" range:"(0x, 1x]" doc:"smallest factor on the stated budgets"`
	Most       float64 `key:"max" unit:"x" default:"10x" range:"[1x, 1000x]" doc:"largest factor on the stated budgets"`
	Leave      float64 `key:"leave" unit:"%" default:"10%" range:"[0, 100%]" doc:"probability per review of leaving when the money brings nothing; in proportion to the shortfall of the return below outside_roas"`
	WinBack    float64 `key:"win_back" unit:"%" default:"1%" range:"[0, 100%]" doc:"probability per review that one who left comes back while the market is good enough"`
	Premium    float64 `key:"win_back_at" unit:"x" default:"1.2x" range:"[0x, 1000x]" doc:"how many times outside_roas the market has to return before anyone comes back"`
	Noise      float64 `key:"noise" default:"0" range:"[0, 5]" doc:"standard deviation of the logarithm of the error of one reading, besides that of few events"`
	Memory     float64 `key:"memory" unit:"%" default:"50%" range:"[0, 100%)" doc:"weight of earlier readings"`
}

// Check reports periods that are no whole days.
func (p *Elastic) Check() error {
	if p.Period%86_400_000_000 != 0 {
		return fmt.Errorf("reviews happen at the end of days; round `every` to whole days, such as 7d")
	}
	return nil
}

// Every implements Review.
func (p *Elastic) Every() int64 { return p.Period }

// New implements Review.
func (p *Elastic) New(Brief) Reviewer { return &elastic{p: p} }

type elastic struct {
	p      *Elastic
	read   bool    // something was ever read
	log    float64 // of what it remembers, relative to Outside
	budget float64 // logarithm of the factor
}

// least keeps the logarithm of a return finite when nothing came back.
const leastReturn = 1e-3

// Review implements Reviewer.
func (a *elastic) Review(s *Statement) Verdict {
	p := a.p
	if s.Away {
		back := s.Market > p.Premium*p.Outside && s.Uniform < p.WinBack
		if back {
			a.read = false // it has to find out again
		}
		return Verdict{elementary.Exp(a.budget), back}
	}
	if s.Spend <= 0 {
		return Verdict{elementary.Exp(a.budget), s.Uniform >= p.Leave}
	}
	reading := elementary.Log(max(s.Value/s.Spend, leastReturn)/p.Outside) + float64(p.Noise*s.Normal) - float64(p.Noise*p.Noise/2)
	if a.read {
		reading = float64(p.Memory*a.log) + float64((1-p.Memory)*reading)
	}
	a.log, a.read = reading, true
	a.budget += float64(p.Speed * (float64(p.Elasticity*a.log) - a.budget))
	a.budget = min(max(a.budget, elementary.Log(p.Least)), elementary.Log(p.Most))
	return Verdict{elementary.Exp(a.budget), s.Uniform >= p.Leave*max(0, 1-elementary.Exp(a.log))}
}
