package sim

import (
	"fmt"

	"marketsim/sim/results"
	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

// Laws that are verified on every event while a market is played. The others are verified on the sums of every hour and day.
const (
	overCharged = iota // a mechanism asked more than the bid
	overLoaded         // more ads than slots, or than a session may have
	breachKinds
)

var breachLaws = [breachKinds]string{"price_at_most_bid", "ad_load_cap"}

// breach counts how often a shard saw a law broken, and where first in (time, Pinner, request) order.
type breach struct {
	n       int64
	at      spec.Time
	who     rng.Key
	session uint32
	request int
}

// breach notes that a law is broken in the running request of Pinner i.
func (s *shard) breach(kind int, i uint32, now spec.Time) {
	b, v := &s.breaches[kind], &s.pinners.Session[i]
	b.n++
	x := breach{at: now, who: s.pinners.Trait[i].Key, session: v.Index, request: int(v.Request)}
	if b.n == 1 || x.before(b) {
		x.n = b.n
		*b = x
	}
}

func (b *breach) before(o *breach) bool {
	if b.at != o.at {
		return b.at < o.at
	}
	return b.who < o.who
}

// breached adds up what the shards saw.
func (e *engine) breached() (list []results.Breach) {
	for kind, law := range breachLaws {
		var all breach
		for _, s := range e.shards {
			b := &s.breaches[kind]
			if b.n == 0 {
				continue
			}
			n := all.n + b.n
			if all.n == 0 || b.before(&all) {
				all = *b
			}
			all.n = n
		}
		if all.n == 0 {
			continue
		}
		name := map[rng.Key]string{all.who: ""}
		e.nameAll(name)
		list = append(list, results.Breach{Law: law, N: all.n, First: fmt.Sprintf("auction %s/%d/%d on %s", name[all.who], all.session, all.request, spec.Stamp(all.at))})
	}
	if e.overspent.N > 0 {
		list = append(list, e.overspent)
	}
	return list
}

// overspend notes that a campaign's budget paid more than it allows. Barriers come in order of time, so the first is the first.
func (e *engine) overspend(i int32) {
	if e.overspent.N++; e.overspent.N == 1 {
		e.overspent.Law, e.overspent.First = "budget_rule", fmt.Sprintf("campaign %s on %s", e.roster.Names[i], spec.Stamp(e.now))
	}
}
