package cli

import (
	"fmt"
	"slices"

	"marketsim/reports/format"
	"marketsim/reports/horizon"
	"marketsim/scenarios"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// learnedOn are the launches of earlier sweeps that an index is learned on; nil where none are named. Nothing is simulated yet.
func (a *app) learnedOn(folders []string, s *scenarios.Scenario) (*horizon.Earlier, error) {
	if len(folders) == 0 {
		return nil, nil
	}
	var names []string
	var all []*horizon.Launch
	for _, name := range folders {
		folder, r, err := a.findRun(name)
		if err != nil {
			return nil, err
		}
		if err := serves(a.show(folder), r, s); err != nil {
			return nil, err
		}
		stored, err := a.stored(folder, r)
		if err != nil {
			return nil, err
		}
		launches, err := collected(r, stored, len(all))
		if err != nil {
			return nil, err
		}
		all = append(all, launches...)
		if own := "the sweep of " + r.Scenario; !slices.Contains(names, own) {
			names = append(names, own)
		}
	}
	e, err := horizon.NewEarlier(names, all)
	if err != nil {
		return nil, usage("add arms that change something, and points to the sweep", "%s: %v", format.And(folders), err)
	}
	return e, nil
}

// serves is an error where a folder has nothing that an index for a scenario can be learned on, which names what is missing.
func serves(folder string, r *record, s *scenarios.Scenario) error {
	days := int(s.Spec.Horizon / spec.Day)
	switch {
	case r.Tune != nil || r.Sweep == nil:
		return usage("play one: marketsim sweep FILE", "%s is no sweep: an index is learned on the launches of many points", folder)
	case r.Market.Quick:
		return usage("play it without --quick", "%s is a quick version", folder)
	case len(r.Market.Arms) < 2:
		return usage("write arms, and sweep again", "%s has no arm but %s: an index is learned on what arms changed", folder, r.Market.Arms[0].Name)
	case r.Market.Days != days:
		return usage(fmt.Sprintf("--set run.horizon=%dd", r.Market.Days),
			"%s has %d days, and this scenario %d: the long run is the last four weeks, and must be the same days in both", folder, r.Market.Days, days)
	case r.Seed == s.Spec.Seed:
		return usage(fmt.Sprintf("--seed %d", s.Spec.Seed+1), "%s was played with seed %d, as this scenario is: an index must not have learned on the Pinners that it reads", folder, r.Seed)
	}
	return nil
}

// collected makes the launches of a sweep: every arm but the first at every point, against the one that it is compared with. fold is the number of the first market.
func collected(r *record, stored [][]*results.Result, fold int) (out []*horizon.Launch, err error) {
	points := r.points()
	each := len(stored) / len(points)
	for k, p := range points {
		axes := results.Axes{Segments: p.Segments, Surfaces: p.Surfaces, Groups: p.Groups}
		for i, arm := range p.Arms {
			if i == 0 {
				continue
			}
			l, err := horizon.Collect(fmt.Sprintf("point %d of %s", k, r.Scenario), fold+k, i, arm.Name, stored[k*each:(k+1)*each], i, arm.Versus, &axes)
			if err != nil {
				return nil, err
			}
			out = append(out, l)
		}
	}
	return out, nil
}
