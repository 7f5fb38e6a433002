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

// Elastic is an advertiser that compares what it got with what it is used to, and with an outside option, such as what the same money returns
// on another platform. On every review date it reads r, value over spend of the period blurred by a lognormal error of mean 1, and remembers
// log R <- Memory log R + (1 - Memory) log r. With x = R / Outside it then
//
//   - moves the factor on its budget: log b <- log b + Speed (Elasticity log (R / Reference) - log b), b in [Least, Most]: in the long run the
//     budget is (R / Reference)^Elasticity of what is stated;
//   - leaves with probability Leave x max(0, 1 - x);
//   - comes back, once it has left, with probability WinBack per review, and only when the market's ROAS is above Premium x Outside.
//
// A Reference that is left out is the advertiser's own: its budget is as stated on average over the reviews of the warm-up, or over its first four
// where these are more, and does not move before the fourth. What one that came later reads until then is adjusted by how far its market has moved
// since the warm-up, so that the market is compared with what it was before the arms differed, and nothing moves where nothing changes.
//
// A period in which it spent nothing has no reading: the budget stays, and it leaves with probability Leave; where the reference is left out only
// from the first such period on that is more than twice as many in a row as the warm-up saw, and one. The rule is a plain
// constant-elasticity response; elasticities of advertisers' budgets are not published, so they are parameters to be swept.
type Elastic struct {
	Period     int64    `key:"every" unit:"time" default:"7d" range:"[1d, 3650d]" doc:"time between two reviews, whole days"`
	Outside    float64  `key:"outside_roas" unit:"%" default:"100%" range:"(0, 100000%]" doc:"value over spend that the money would bring elsewhere"`
	Reference  *float64 `key:"reference" unit:"%" auto:"true" range:"(0, 100000%]" doc:"value over spend at which budgets are as stated; auto or left out: each advertiser's own, so that its budget is as stated on average over the warm-up, or over its first four reviews"`
	Elasticity float64  `key:"elasticity" default:"0.4" range:"[0, 10]" doc:"long-run change of the logarithm of the budget per change of that of the return from reference"`
	Speed      float64  `key:"speed" unit:"%" default:"50%" range:"(0, 100%]" doc:"share of the way to the long-run budget that one review goes"`
	Least      float64  `key:"min" unit:"x" default:"0.1x" range:"(0x, 1x]" doc:"smallest factor on the stated budgets"`
	Most       float64  `key:"max" unit:"x" default:"10x" range:"[1x, 1000x]" doc:"largest factor on the stated budgets"`
	Leave      float64  `key:"leave" unit:"%" default:"10%" range:"[0, 100%]" doc:"probability per review of leaving when the money brings nothing; in proportion to the shortfall of the return below outside_roas"`
	WinBack    float64  `key:"win_back" unit:"%" default:"1%" range:"[0, 100%]" doc:"probability per review that one who left comes back while the market is good enough"`
	Premium    float64  `key:"win_back_at" unit:"x" default:"1.2x" range:"[0x, 1000x]" doc:"how many times outside_roas the market has to return before anyone comes back"`
	Noise      float64  `key:"noise" default:"0" range:"[0, 5]" doc:"standard deviation of the logarithm of the error of one reading, besides that of few events"`
	Memory     float64  `key:"memory" unit:"%" default:"50%" range:"[0, 100%)" doc:"weight of earlier readings"`
}

// Check reports periods that are no whole days.
func (p *Elastic) Check() error {
	if p.Period%86_400_000_000 != 0 {
		return fmt.Errorf("reviews happen at the end of days; round `every` to whole days, such as 7d")
	}
	return nil
}

// Open implements Anchored.
func (p *Elastic) Open() bool { return p.Reference == nil }

// Every implements Review.
func (p *Elastic) Every() int64 { return p.Period }

// New implements Review.
func (p *Elastic) New(Brief) Reviewer {
	a := &elastic{p: p}
	if p.Reference != nil {
		a.rest = elementary.Log(*p.Reference / p.Outside)
	}
	return a
}

type elastic struct {
	p      *Elastic
	read   bool    // something was ever read
	log    float64 // of what it remembers, relative to Outside
	budget float64 // logarithm of the factor
	rest   float64 // logarithm of the reference, relative to Outside, where it is stated

	free    float64 // logarithm of what the factor would be with Outside as the reference, where it is left out
	usual   float64 // mean of what free stands for, over the readings that make the reference
	settled int     // how many these are
	idle    int     // reviews in a row without spend
	longest int     // the most of these in the warm-up
}

// firstReadings are enough to know what is usual.
const firstReadings = 4

// move follows the return with the budget.
func (a *elastic) move(s *Statement) {
	p := a.p
	target := float64(p.Elasticity * (a.log - a.rest))
	if p.Reference != nil {
		a.budget += float64(p.Speed * (target - a.budget))
	} else {
		if a.settled == 0 {
			a.free = target
		}
		a.free += float64(p.Speed * (target - a.free))
		a.settle(s)
		if a.settled < firstReadings {
			return
		}
		a.budget = a.free - elementary.Log(a.usual)
	}
	a.budget = min(max(a.budget, elementary.Log(p.Least)), elementary.Log(p.Most))
}

// tired reports whether a review without spend is one too many: any is, or, where the reference is left out, the first beyond twice as many in a
// row as the warm-up saw, and one, since few clicks a week leave some weeks without any by chance.
func (a *elastic) tired(s *Statement) bool {
	a.idle++
	if s.Now < 0 {
		a.longest = max(a.longest, a.idle)
	}
	return a.p.Reference != nil || a.idle > 2*a.longest+1
}

// settle takes a reading into what is usual.
func (a *elastic) settle(s *Statement) {
	if s.Now >= 0 && a.settled >= firstReadings {
		return
	}
	at := a.free
	if s.Now >= 0 && s.Usual > 0 && s.Market > 0 {
		at += float64(a.p.Elasticity * elementary.Log(s.Usual/s.Market))
	}
	a.settled++
	a.usual += (elementary.Exp(at) - a.usual) / float64(a.settled)
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
		return Verdict{elementary.Exp(a.budget), s.Uniform >= p.Leave || !a.tired(s)}
	}
	a.idle = 0
	reading := elementary.Log(max(s.Value/s.Spend, leastReturn)/p.Outside) + float64(p.Noise*s.Normal) - float64(p.Noise*p.Noise/2)
	if a.read {
		reading = float64(p.Memory*a.log) + float64((1-p.Memory)*reading)
	}
	a.log, a.read = reading, true
	a.move(s)
	return Verdict{elementary.Exp(a.budget), s.Uniform >= p.Leave*max(0, 1-elementary.Exp(a.log))}
}
