package sim

import (
	"fmt"

	"marketsim/sim/internal/page"
	"marketsim/sim/results"
	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

// breached adds up what the shards saw.
func (e *engine) breached() (list []results.Breach) {
	for kind, law := range page.Laws {
		var all page.Breach
		for _, s := range e.shards {
			b := &s.Breaches[kind]
			if b.N == 0 {
				continue
			}
			n := all.N + b.N
			if all.N == 0 || b.Before(&all) {
				all = *b
			}
			all.N = n
		}
		if all.N == 0 {
			continue
		}
		name := map[rng.Key]string{all.Who: ""}
		e.nameAll(name)
		list = append(list, results.Breach{Law: law, N: all.N, First: fmt.Sprintf("auction %s/%d/%d on %s", name[all.Who], all.Session, all.Request, spec.Stamp(all.At))})
	}
	if e.overspent.N > 0 {
		list = append(list, e.overspent)
	}
	return list
}

// overspend notes that a campaign's budget paid more than it allows. Barriers come in order of time, so the first is the first.
func (e *engine) overspend(i int32) {
	if e.overspent.N++; e.overspent.N == 1 {
		e.overspent.Law, e.overspent.First = "budget_rule", fmt.Sprintf("campaign %s on %s", e.Roster.Names[i], spec.Stamp(e.Now))
	}
}
