package scenarios

import (
	"fmt"
	"math"
	"strings"

	"marketsim/sim/spec"
)

const sessionRate = "market.pinners.max_session_rate"

// room refuses a rhythm that needs more sessions than the potential ones. Where the scenario does not say how many there are, occasions
// have room of their own above the default.
func (c *compiler) room(out *spec.Population) {
	top := peak(out)
	if out.Regular || top <= out.Envelope+1e-9 {
		return
	}
	usual := *out
	usual.Rhythm.Occasions = nil
	most := peak(&usual)
	if !c.doc.Given(sessionRate) && most <= out.Envelope+1e-9 {
		out.Envelope = math.Ceil(10*out.Envelope*top/most-1e-6) / 10
		c.file.Market.Pinners.Envelope = out.Envelope
		c.note(fmt.Sprintf("max_session_rate is %s, so that there is room for %s; state it in scenarios that are compared with this one, since it changes their sessions",
			factor(out.Envelope), strings.Join(c.busy(), " and ")))
		return
	}
	why := ""
	if most < top {
		why = fmt.Sprintf(": %s by hours, days and seasons times %s by %s", factor(most), factor(math.Round(1e6*top/most)/1e6), strings.Join(c.busy(), " and "))
	}
	c.fail(sessionRate, "E207", "raise max_session_rate to "+factor(math.Ceil(top*10)/10)+" or more; scenarios that are compared need the same, since it changes the sessions",
		"the rhythm peaks at %s the base rate, above max_session_rate %s%s", factor(top), factor(out.Envelope), why)
}

// busy names the occasions with more sessions than usual.
func (c *compiler) busy() (names []string) {
	for _, o := range c.file.Market.Pinners.Rhythm.Occasions {
		if o.Factor > 1 {
			names = append(names, "`"+o.Name+"`")
		}
	}
	return names
}

// peak is the highest relative rate of any segment.
func peak(p *spec.Population) float64 {
	most := 0.0
	for s := range p.Segments {
		r := p.RhythmOf(s)
		most = max(most, r.Max())
	}
	return most
}
