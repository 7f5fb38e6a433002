package regimes

import "marketsim/sim/spec"

func init() {
	spec.Regimes.Register("pandora", "Listening falls linearly with ad load: shorter sessions, fewer of them, and Pinners who stop coming, which accumulates.", &Pandora{})
}

// Pandora lets usage fall linearly with ad load, as Huang, Reiley & Riabov (2018, "Measuring consumer sensitivity to audio
// advertising") and Goli, Huang, Reiley & Riabov (2025, QME 23) found on Pandora over 21 months. Slope is the loss of hours per
// unit of load at MeasuredAfter, in three channels: Depth (hours a day that is used), Staying (being still active), and the
// rest (days a listener who is still active).
//
// The first and the last move towards their level with one time constant, day by day, for the smoothed load. Staying is a
// hazard per day that is linear in the load, so that its effect grows as long as one looks: after a year the published effect had
// not settled either. MeasuredAfter only sets the size of that hazard. Relaxation and hazard are ours; the publication gives
// the effect of the first and of the last month, and the split.
type Pandora struct {
	spec.Steadfast
	Load
	Slope         float64   `key:"slope" unit:"%" default:"-2%" range:"[-100%, 0%]" doc:"change of usage per unit of ad load, as measured_after says"`
	Depth1        float64   `key:"depth" unit:"%" default:"18%" range:"[0%, 100%]" doc:"share of the change that is pages per session"`
	Staying       float64   `key:"staying" unit:"%" default:"41%" range:"[0%, 100%]" doc:"share of the change that is Pinners who have left; the rest is sessions per Pinner who stays"`
	TimeConstant  spec.Time `key:"time_constant" unit:"time" default:"16d" range:"[1d, inf)" doc:"time in which the gap of the channels that settle shrinks to 1/e"`
	MeasuredAfter spec.Time `key:"measured_after" unit:"time" default:"625d" range:"[1d, inf)" doc:"age of the change at which the leavers make up their share"`
	Leaving       float64   `key:"leaving" unit:"%" default:"0%" range:"[0%, 100%]" doc:"probability of leaving for good on a day at the reference load; where an arm shows fewer ads, state it, and arrivals_per_day to make good for it, since a probability of 0 cannot fall"`
}

// Needs implements Regime.
func (p *Pandora) Needs() spec.Needs {
	return spec.Needs{Daily: true, Requests: p.Per == perRequest, Chance: p.Staying > 0 || p.Leaving > 0, Depth: p.Depth1 > 0}
}

// Mistake says what is wrong across parameters.
func (p *Pandora) Mistake() (what, help string) {
	if p.Depth1+p.Staying >= 1 {
		return "depth and staying leave nothing of the change to the sessions per Pinner", "let them add up to less than 100%"
	}
	return "", ""
}

// Birth implements Regime: a Pinner that has seen nothing yet is at the reference.
func (p *Pandora) Birth(h *spec.SlowState, _ float64) { h.Memory = float32(p.reference()) }

// Anchor implements spec.Anchored.
func (p *Pandora) Anchor(warmup *spec.WarmupExposure) spec.Regime {
	c := *p
	c.Load = p.anchored(warmup)
	return &c
}

// Daily implements Regime.
func (p *Pandora) Daily(h *spec.SlowState, x *spec.Exposure) (leaves bool) {
	if load, ok := p.of(x); ok {
		h.Memory = p.smooth(h.Memory, load, x)
	}
	change := 0.0
	if !p.Open() {
		change = p.Slope * x.Sensitivity * (float64(h.Memory) - *p.Reference)
	}
	target := max(0, 1+float64(change*(1-p.Depth1-p.Staying)))
	relax(&h.Activity, target-float64(h.Activity), closing(float64(spec.Day)/float64(p.TimeConstant)))
	return x.Uniform < p.Leaving-change*p.Staying*float64(spec.Day)/float64(p.MeasuredAfter)
}

// Depth implements Regime: it moves with the activity, by its share.
func (p *Pandora) Depth(h *spec.SlowState) float64 {
	return max(0, 1+(float64(h.Activity)-1)*p.Depth1/(1-p.Depth1-p.Staying))
}
