package sim

import "marketsim/sim/spec"

// agenda is the control events: parts register what they do at barriers, and say each time when they are next due. Events that fall on the
// same time run in the order of registration.
type agenda struct{ events []*event }

// event is one kind of control event.
type event struct {
	what  string
	at    spec.Time    // when it is next due; Never: not at all
	reads []subscriber // who takes feedback out of the shards' logs before it: see feedback.before
	run   func() (next spec.Time)
}

// register adds a kind of event after those that are there. It is due when its time is set.
func (a *agenda) register(what string, run func() (next spec.Time)) *event {
	e := &event{what: what, at: spec.Never, run: run}
	a.events = append(a.events, e)
	return e
}

// next is when something is due.
func (a *agenda) next() spec.Time {
	next := spec.Never
	for _, e := range a.events {
		next = min(next, e.at)
	}
	return next
}

// due runs everything that is due at a time. An event may move those that come after it.
func (a *agenda) due(now spec.Time) {
	for _, e := range a.events {
		if e.at == now {
			for _, s := range e.reads {
				s.read()
			}
			e.at = e.run()
		}
	}
}

// follow takes the times over from another agenda with the same registrations.
func (a *agenda) follow(other *agenda) {
	for i, e := range a.events {
		e.at = other.events[i].at
	}
}
