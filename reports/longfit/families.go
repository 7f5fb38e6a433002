// Package longfit fits long-run models to the daily effects of a past test. Each family is the mean-field form of a model of sim/regimes: what a
// typical Pinner does day by day after its ad load, or what it learns from, changed.
package longfit

import "math"

// Lever is what the test changed, as Pinners meet it.
type Lever struct {
	Before    float64      `json:"ads_before"` // ads per session
	After     float64      `json:"ads_after"`
	Ads       [2][]float64 `json:"sessions_by_ads"` // share of sessions with 0, 1, 2, ... ads, before and after; none: all have the mean
	Sessions  float64      `json:"sessions"`        // per Pinner and day, before anybody reacts
	Warmup    int          `json:"warmup"`          // days for which Pinners reacted to the load before, until the test began
	Smoothing float64      `json:"smoothing"`       // sessions over which the load is averaged; 0: that of the last day with a session
	Fatigue   bool         `json:"fatigue"`         // the market has fatigue, which moves clicks per view as well
	Kinds     []Kind       `json:"kinds,omitempty"` // of Pinners by how often they come and how strongly they react; none: all are alike
	// Course is the share of the change that is in force, by day; after its last day that of the last. None: all of it from day 0 on.
	Course []float64 `json:"course,omitempty"`
	// Relevance and Quality are means over the ads that are shown, before and after; 0: not known.
	Relevance [2]float64 `json:"relevance"`
	Quality   [2]float64 `json:"quality"`
	// Stated are parameters of the model that the scenario states, by family and key. Of them those are used that effects do not tell.
	Stated map[string]float64 `json:"stated,omitempty"`

	reacts float64      // factor on how strongly a kind reacts; 0: 1
	days   [2][]float64 // share of days with 0, 1, 2, ... ads, before and after; nil: not known yet
}

// Kind is a share of Pinners who come equally often and react as strongly.
type Kind struct {
	Share       float64 `json:"share"`
	Sessions    float64 `json:"sessions"`              // per day
	Sensitivity float64 `json:"sensitivity,omitempty"` // factor on how strongly they react; 0: 1
	days        [2][]float64
}

// Classes of metrics that families move.
const (
	Visits = "visits" // sessions, sessions_per_pinner_day
	Sight  = "sight"  // ctr: clicks per view
)

// Param is a parameter of a family.
type Param struct {
	Key    string
	Unit   string // % is a fraction written in percent; d is days
	Lo, Hi float64
	Log    bool
}

// at is the parameter at a share of its range.
func (p *Param) at(share float64) float64 {
	if p.Log {
		return p.Lo * math.Pow(p.Hi/p.Lo, share)
	}
	return p.Lo + share*(p.Hi-p.Lo)
}

// Family is a long-run model with free parameters.
type Family struct {
	Name   string
	Class  string // that it moves; the other stays as it is
	Params []Param
	Curve  func(p []float64, l *Lever, days int) []float64
	Here   func(p []float64, l *Lever, days int) []float64 // share of Pinners of control who are there, by day; nil: all
}

// Mixed is the family's curve over all kinds of Pinners, each weighed by the sessions that it has in control.
func (f *Family) Mixed(p []float64, l *Lever, days int) []float64 {
	if len(l.Kinds) == 0 {
		return f.Curve(p, l, days)
	}
	out, total := make([]float64, days), make([]float64, days)
	for _, k := range l.Kinds {
		one := *l
		one.Sessions, one.reacts, one.days = k.Sessions, k.Sensitivity, k.days
		curve, here := f.Curve(p, &one, days), []float64(nil)
		if f.Here != nil {
			here = f.Here(p, &one, days)
		}
		for d := range out {
			w := k.Share * k.Sessions
			if here != nil {
				w *= here[d]
			}
			out[d] += w * curve[d]
			total[d] += w
		}
	}
	for d := range out {
		out[d] /= total[d]
	}
	return out
}

// Families are all that can be fitted, the simplest first.
var Families = []Family{
	{Name: "none", Class: Visits, Curve: func(_ []float64, _ *Lever, days int) []float64 { return make([]float64, days) }},
	{Name: "geometric_churn", Class: Visits, Params: []Param{{"per_ad_squared", "", 1e-7, 1e-2, true}}, Curve: churn, Here: unchurned},
	{Name: "ad_blindness", Class: Sight, Params: []Param{{"rate", "", 0.002, 0.5, true}, {"per_ad", "%", -0.3, 0, false}}, Curve: blindness},
	{Name: "google_search", Class: Sight, Params: []Param{{"rate", "", 0.002, 0.5, true}, {lesson, "%", -0.6, 0.6, false}}, Curve: learning},
	{Name: "active_dormant", Class: Visits, Params: []Param{{"per_ad_squared", "", 1e-7, 1e-2, true}, {"return", "%", 0.005, 0.6, true}}, Curve: dormant, Here: awake},
	{Name: "linkedin", Class: Visits, Params: []Param{{"short_run", "%", -0.2, 0, false}, {"long_run", "%", -0.2, 0, false}, {"time_constant", "d", 2, 200, true}}, Curve: linkedin},
	{Name: "pandora", Class: Visits, Params: []Param{{"slope", "%", -0.3, 0, false}, {"staying", "%", 0, 0.8, false}, {"time_constant", "d", 2, 200, true}}, Curve: pandora},
}

// lesson is the parameter of google_search that is no key of the language: its weights times what the test changed of ads.
const lesson = "long_run_change"

// loads are the loads that a typical Pinner reacts to, less the one before, at the end of each day, times how strongly it reacts.
func (l *Lever) loads(days int) []float64 {
	out, x := make([]float64, days), 0.0
	part := l.comes() // who does not come keeps what it had
	if l.Smoothing > 0 {
		part = 1 - math.Exp(-l.Sessions*(1-math.Exp(-1/l.Smoothing))) // its mean over days with a Poisson number of sessions
	}
	for d := range out {
		x += part * (float64(l.share(d)*(l.After-l.Before)) - x)
		out[d] = l.sensitivity() * x
	}
	return out
}

// comes is the probability that a Pinner has a session on a day.
func (l *Lever) comes() float64 { return 1 - math.Exp(-l.Sessions) }

// blindness: sightedness closes a part of its gap to 1 + per_ad (load - before) every day.
func blindness(p []float64, l *Lever, days int) []float64 {
	out, x, part := make([]float64, days), 0.0, 1-math.Exp(-p[0])
	load := l.loads(days)
	for d := range out {
		out[d] = x
		x += part * (max(-1, p[1]*load[d]) - x)
	}
	return out
}

// learning: sightedness closes a part of its gap to what the new quality or relevance teaches those who have met it.
func learning(p []float64, l *Lever, days int) []float64 {
	out, x, met, part := make([]float64, days), 0.0, 0.0, 1-math.Exp(-p[0])
	for d := range out {
		out[d] = x
		met += l.comes() * (l.share(d) - met)
		x += part * (l.sensitivity()*p[1]*met - x)
	}
	return out
}

// leaves is the probability of leaving after a session, before the change or after it.
func leaves(p []float64, l *Lever, side int) float64 {
	return l.meets(l.Ads[side], l.mean(side), hazard{l.held("geometric_churn.per_session"), l.held("geometric_churn.growth_per_ad"), p[0]})
}

// churn: who leaves after a session stays away. Sessions are Poisson, so that those who are left after t days are exp(-rate x t x probability).
func churn(p []float64, l *Lever, days int) []float64 {
	out, more := make([]float64, days), l.Sessions*(leaves(p, l, after)-leaves(p, l, before))
	past := 0.0 // days of the whole change
	for d := range out {
		today := l.squared(d)
		out[d] = math.Exp(-more*(past+today/2)) - 1
		past += today
	}
	return out
}

// unchurned is the share of control that has not left, in the warm-up or since.
func unchurned(p []float64, l *Lever, days int) []float64 {
	out := make([]float64, days)
	for d := range out {
		out[d] = math.Exp(-l.Sessions * leaves(p, l, before) * (float64(l.Warmup+d) + 0.5))
	}
	return out
}

// asleep is the probability that an active Pinner falls dormant on a day.
func asleep(p []float64, l *Lever, side int) (sum float64) {
	h := hazard{base: l.held(dormancy), perSquare: p[0]}
	if l.Ads[side] != nil {
		return l.meets(l.perDay(side), 0, h)
	}
	chance := math.Exp(-l.Sessions)
	for n := range 60 {
		sum += chance * l.meets(nil, l.mean(side)*float64(n), h)
		chance *= l.Sessions / float64(n+1)
	}
	return sum
}

// dormancy is held: the daily probability of falling asleep without ads.
const dormancy = "active_dormant.dormancy"

// awake is the share of control that is active: when the warm-up begins, as many as without ads.
func awake(p []float64, l *Lever, days int) []float64 {
	out, x, falls := make([]float64, days), p[1]/(p[1]+l.held(dormancy)), asleep(p, l, before)
	for range l.Warmup {
		x += p[1]*(1-x) - falls*x
	}
	for d := range out {
		out[d] = x
		x += p[1]*(1-x) - falls*x
	}
	return out
}

// dormant: the share that is active relaxes to its new level, while that of control goes on towards its own.
func dormant(p []float64, l *Lever, days int) []float64 {
	control, falls, more := awake(p, l, days), asleep(p, l, before), asleep(p, l, after)-asleep(p, l, before)
	out, x := make([]float64, days), control[0]
	for d := range out {
		out[d] = x/control[d] - 1
		x += p[1]*(1-x) - float64(falls+float64(more*l.squared(d)))*x
	}
	return out
}

// linkedin: activity falls at once and comes back as Pinners get used to the load.
func linkedin(p []float64, l *Lever, days int) []float64 {
	out, used, x := make([]float64, days), 0.0, 0.0
	load, part := l.loads(days), l.comes()*(1-math.Exp(-1/p[2]))
	for d := range out {
		out[d] = x
		x = max(-1, p[1]*load[d]+(p[0]-p[1])*(load[d]-used))
		used += part * (load[d] - used)
	}
	return out
}

// pandora: activity relaxes to its new level, and more Pinners leave for good every day.
func pandora(p []float64, l *Lever, days int) []float64 {
	depth, measured, leaving := l.held("pandora.depth"), l.held("pandora.measured_after"), l.held("pandora.leaving")
	out, x, stay := make([]float64, days), 0.0, 1.0
	load, part := l.loads(days), 1-math.Exp(-1/p[2])
	rest := 1 - depth - p[1]
	for d := range out {
		out[d] = (1+x)*stay - 1
		change := p[0] * load[d]
		x += part * (max(-1, change*rest) - x)
		stay *= (1 - min(1, max(0, leaving-change*p[1]/measured))) / max(1e-9, 1-leaving)
	}
	return out
}

// Twin is the family that shares a family's curve: only what the test changed tells them apart. Empty where there is none.
func Twin(family string) string {
	switch family {
	case "ad_blindness":
		return "google_search"
	case "google_search":
		return "ad_blindness"
	}
	return ""
}
