package regimes

import (
	"marketsim/sim/internal/kernels"
	"marketsim/sim/spec"
)

// closing is the part of a gap that one day closes at a rate per day: 1 - exp(-rate).
func closing(rate float64) float64 { return 1 - kernels.Exp(-rate) }

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
