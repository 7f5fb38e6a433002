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

// Load is how a regime counts ad load.
type Load struct {
	Per       string  `key:"load" default:"session" enum:"session|request" doc:"ads are counted per session or per request (page)"`
	Reference float64 `key:"reference" default:"0" range:"[0, inf)" doc:"ad load at which Pinners do not react"`
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

const perRequest = "request"
