package agents

import "math"

func init() {
	Pacings.Register("dual", "Bids value / (1 + mu) and moves mu after every auction by what was paid beyond the budget's rate.", &Dual{Rate: 1, Step: 0.01, Most: 20})
	Pacings.Register("dual_averaging", "Bids the share of the value at which the average value won costs the budget's rate (first price).", &DualAveraging{Rate: 1, Least: 0.001})
}

// Dual is adaptive pacing (Balseiro & Gur 2019, Management Science 65(9), algorithm 1): it bids value / (1 + mu) and after every auction
//
//	mu <- clip(mu - Step (Rate - payment), 0, Most),
//
// Rate being the budget per auction. Auctions in which the end of the budget capped the bid move nothing. With a feedback lag it takes the steps of a window
// together when the window's feedback comes. It uses, auction by auction, what it paid, and has to know how many auctions its budget must last.
type Dual struct {
	Rate float64 `key:"rate" unit:"USD" range:"(0, inf)" doc:"budget per auction in which the campaign takes part"`
	Step float64 `key:"step" default:"0.01" range:"(0, inf)" doc:"step of mu per currency unit"`
	Most float64 `key:"max" default:"20" range:"(0, inf)" doc:"largest mu"`
	From float64 `key:"start" default:"0" range:"[0, inf)" doc:"first mu"`
}

// Feedback implements Informed.
func (*Dual) Feedback() Feedback { return Price }

type dual struct {
	p  *Dual
	mu float64
}

// New implements Pacing.
func (d *Dual) New(Brief) Pacer { return &dual{p: d, mu: min(d.From, d.Most)} }

// Observe implements Observer.
func (d *dual) Observe(n *Outcomes) {
	for i := range n.Auctions {
		a := &n.Auctions[i]
		if a.Capped {
			continue
		}
		d.mu = min(max(d.mu-float64(d.p.Step*(d.p.Rate-a.paid())), 0), d.p.Most)
	}
}

// paid is what the auction costs in expectation: the price of the billing event times the probability that it comes.
func (a *Auction) paid() float64 { return float64(a.Price * a.Effect * a.Rate) }

// Update implements Pacer.
func (d *dual) Update(*Progress) {}

// Multiplier implements Pacer.
func (d *dual) Multiplier() float64 { return 1 / (1 + d.mu) }

// PassThrough implements Pacer.
func (d *dual) PassThrough() float64 { return 1 }

// DualAveraging paces in first-price auctions (PACE; Gao, Kroer & Peysakhovich 2021, NeurIPS, "Online market equilibrium with application
// to fair division"; Liao, Gao & Kroer 2022): it bids beta x value, and after every auction
//
//	beta <- clip(Rate / average value won per auction so far, Least, 1),
//
// the dual averaging of the quasi-linear Eisenberg-Gale programme whose limit is the first-price pacing equilibrium. With a feedback
// lag the average moves when feedback comes. It uses, auction by auction, what it won, and has to know how many auctions its
// budget must last.
type DualAveraging struct {
	Rate  float64 `key:"rate" unit:"USD" range:"(0, inf)" doc:"budget per auction in which the campaign takes part"`
	Least float64 `key:"min" default:"0.001" range:"(0, 1]" doc:"smallest multiplier"`
}

// Feedback implements Informed.
func (*DualAveraging) Feedback() Feedback { return Price }

type dualAveraging struct {
	p             *DualAveraging
	auctions, won float64
	beta          float64
}

// New implements Pacing.
func (d *DualAveraging) New(Brief) Pacer { return &dualAveraging{p: d, beta: 1} }

// Observe implements Observer.
func (d *dualAveraging) Observe(n *Outcomes) {
	for i := range n.Auctions {
		a := &n.Auctions[i]
		if a.Capped {
			continue
		}
		d.auctions++
		d.won += float64(a.Value * a.Effect * a.Rate)
	}
	if d.won > 0 {
		d.beta = math.Max(d.p.Least, math.Min(1, d.p.Rate*d.auctions/d.won))
	}
}

// Update implements Pacer.
func (d *dualAveraging) Update(*Progress) {}

// Multiplier implements Pacer.
func (d *dualAveraging) Multiplier() float64 { return d.beta }

// PassThrough implements Pacer.
func (d *dualAveraging) PassThrough() float64 { return 1 }
