package regimes

import (
	"math"

	"marketsim/sim/internal/kernels"
	"marketsim/sim/spec"
)

// closing is the part of a gap that one day closes at a rate per day: 1 - exp(-rate).
func closing(rate float64) float64 { return 1 - kernels.Exp(-rate) }

// relax adds a part of the gap to a value, and at least the smallest step that single precision knows: the rounding of small steps to
// nothing would leave the value short of its target for good.
func relax(x *float32, gap, part float64) {
	next := *x + float32(gap*part)
	if next == *x && gap != 0 && part > 0 {
		target := float32(float64(*x) + gap)
		next = math.Nextafter32(*x, target)
	}
	*x = next
}

// Load is how a regime counts ad load. Pinners react to their own mean over the sessions of about the last Smoothing sessions: the load of
// a single day is mostly chance, and who is kept away by one long session would keep that day's load for as long as it stays away.
type Load struct {
	Per       string   `key:"load" default:"session" enum:"session|request" doc:"ads are counted per session or per request (page)"`
	Reference *float64 `key:"reference" auto:"true" range:"[0, inf)" doc:"ad load at which Pinners do not react; auto or left out: what the last week of the warm-up shows"`
	Smoothing float64  `key:"smoothing" default:"10" range:"[0, 1000]" doc:"sessions over which the load that a Pinner reacts to is averaged; 0: that of its last day with sessions"`
}

// of is the day's ad load; ok is false on a day without sessions.
func (l *Load) of(x *spec.Exposure) (load float64, ok bool) {
	n := x.Sessions
	if l.Per == perRequest {
		n = x.Requests
	}
	if n == 0 {
		return 0, false
	}
	return float64(x.Ads) / float64(n), true
}

// smooth is a mean load after a day with sessions.
func (l *Load) smooth(before float32, load float64, x *spec.Exposure) float32 {
	if l.Smoothing == 0 {
		return float32(load)
	}
	relax(&before, load-float64(before), closing(float64(x.Sessions)/l.Smoothing))
	return before
}

// reference is the load in force, 0 before it is known.
func (l *Load) reference() float64 {
	if l.Reference == nil {
		return 0
	}
	return *l.Reference
}

// Open implements spec.Anchored.
func (l *Load) Open() bool { return l.Reference == nil }

// References implements spec.Anchored.
func (l *Load) References() map[string]float64 {
	if l.Open() {
		return nil
	}
	return map[string]float64{"reference": *l.Reference}
}

// anchored is the load with a reference.
func (l Load) anchored(warmup *spec.WarmupExposure) Load {
	if l.Reference == nil {
		at := warmup.PerSession
		if l.Per == perRequest {
			at = warmup.PerRequest
		}
		l.Reference = &at
	}
	return l
}

const perRequest = "request"
