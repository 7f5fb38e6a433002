package sim

import (
	"fmt"

	"marketsim/sim/spec"
)

// Perturb is a copy of a run in which one campaign's bids are multiplied by each of some factors, one arm for each factor, in the
// market of arm 0. All arms share every draw, so what differs is what the bid changes. It is an error when the market has no such campaign.
func Perturb(run *spec.Spec, campaign string, factors []float64) (*spec.Spec, error) {
	out, control, found := *run, run.Arms[0], false
	out.Arms = nil
	for k, f := range factors {
		arm := spec.Arm{Name: fmt.Sprintf("x%g", f)}
		if k > 0 {
			arm.Versus = 0
		}
		for _, p := range control.Phases {
			m := *p.Market
			m.Perturbed, m.Perturbation = campaign, f
			for g := range m.Groups {
				for i := range m.Groups[g].Members {
					found = found || m.Groups[g].Members[i].Name == campaign
				}
			}
			arm.Phases = append(arm.Phases, spec.Phase{At: p.At, Market: &m})
		}
		out.Arms = append(out.Arms, arm)
	}
	if !found {
		return nil, fmt.Errorf("there is no campaign named `%s`", campaign)
	}
	return &out, nil
}

// CampaignNames lists the campaigns of a run's control market.
func CampaignNames(run *spec.Spec) (names []string) {
	m := run.Arms[0].Phases[0].Market
	for g := range m.Groups {
		for i := range m.Groups[g].Members {
			names = append(names, m.Groups[g].Members[i].Name)
		}
	}
	return names
}
