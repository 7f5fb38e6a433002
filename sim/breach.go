package sim

import (
	"fmt"

	"marketsim/sim/internal/page"
	"marketsim/sim/results"
	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

// breached adds up what the shards saw.
func (k *kernel) breached() (list []results.Breach) {
	for kind, law := range page.Laws {
		var all page.Breach
		for _, s := range k.shards {
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
		k.nameAll(name)
		list = append(list, results.Breach{Law: law, N: all.N, First: fmt.Sprintf("auction %s/%d/%d on %s", name[all.Who], all.Session, all.Request, spec.Stamp(all.At))})
	}
	if k.ledger.Overspent.N > 0 {
		list = append(list, k.ledger.Overspent)
	}
	return list
}
