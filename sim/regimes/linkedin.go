package regimes

import "marketsim/sim/spec"

func init() {
	spec.Regimes.Register("linkedin", "Activity reacts to a change of ad load at once, and Pinners get used to it: the long run is smaller than the short run.", &LinkedIn{})
}

// LinkedIn lets activity fall with ad load, much more at first than in the long run, as the three months' test of ad density on
// LinkedIn's feed found (arXiv 1902.03098, abstract; the sizes are not published there, so the defaults are ours). A Pinner is
// used to a load, and moves 1/TimeConstant of the way to the load it sees on every day with sessions (adaptation level, Helson
// 1964): activity = 1 + LongRun (load - Reference) + (ShortRun - LongRun) (load - what it is used to). Those who come often get
// used to it sooner; segments may differ in sensitivity as well.
type LinkedIn struct {
	spec.Steadfast
	Load
	ShortRun     float64   `key:"short_run" unit:"%" default:"-3%" range:"[-100%, 0%]" doc:"change of activity per unit of ad load, at first"`
	LongRun      float64   `key:"long_run" unit:"%" default:"-0.5%" range:"[-100%, 0%]" doc:"change of activity per unit of ad load, once a Pinner is used to it"`
	TimeConstant spec.Time `key:"time_constant" unit:"time" default:"20d" range:"[1d, inf)" doc:"days with sessions in which the difference to what a Pinner is used to shrinks to 1/e"`
}

// Needs implements Regime.
func (l *LinkedIn) Needs() spec.Needs { return spec.Needs{Daily: true, Requests: l.Per == perRequest} }

// Birth implements Regime: a Pinner comes used to the reference.
func (l *LinkedIn) Birth(h *spec.SlowState, _ float64) {
	h.Memory, h.Load = float32(l.reference()), float32(l.reference())
}

// Anchor implements spec.Anchored.
func (l *LinkedIn) Anchor(warmup *spec.WarmupExposure) spec.Regime {
	c := *l
	c.Load = l.anchored(warmup)
	return &c
}

// Daily implements Regime.
func (l *LinkedIn) Daily(h *spec.SlowState, x *spec.Exposure) (leaves bool) {
	today, ok := l.of(x)
	if !ok || l.Open() {
		return false
	}
	h.Load = l.smooth(h.Load, today, x)
	load := float64(h.Load)
	used := float64(h.Memory)
	h.Activity = float32(max(0, 1+float64(x.Sensitivity*(float64(l.LongRun*(load-*l.Reference))+float64((l.ShortRun-l.LongRun)*(load-used))))))
	relax(&h.Memory, load-used, closing(float64(spec.Day)/float64(l.TimeConstant)))
	return false
}
