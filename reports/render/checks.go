package render

import (
	"fmt"

	"marketsim/reports"
	"marketsim/reports/format"
)

// checks lists what was verified. It never passes over the absence of checks in silence.
func (p *printer) checks() {
	fmt.Fprintln(p.Out)
	passed, all, n := 0, 0, 0
	for _, c := range p.s.Checks {
		switch {
		case c.Kind == reports.KindCheck || c.Status != reports.Pass:
			p.Lines("", p.status(&c)+" "+c.Title()+": "+c.Message)
		default:
			passed++
		}
		if c.Kind == reports.KindInvariant {
			all++
			n += c.N
		}
	}
	p.Lines("", fmt.Sprintf("Invariants: %d of %d hold in %s comparisons.", passed, all, format.Number(float64(n))))
	if p.s.NoChecks() {
		p.Lines("", noChecks)
	}
	for _, warning := range p.s.Warnings {
		p.Lines("", "Warning: "+warning)
	}
}

// status is a check's status, coloured; what an unfinished run says so far is no verdict and has no colour.
func (p *printer) status(c *reports.Check) string {
	if p.s.Unfinished() {
		return p.s.SoFar(c.Status)
	}
	return p.colour(c.Status)
}

const noChecks = "NO CHECKS: the scenario states none, so nothing was judged beyond the invariants."
