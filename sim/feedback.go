package sim

import "marketsim/sim/internal/page"

// feedback is who reads the shards' logs: parts subscribe, and are called in the order of subscription, at every barrier or before a control event.
// Some of it stays in the log past a barrier: what predictors and sides of tests learn from, until servers refresh; impressions for pacers, since a tick touches only
// campaigns that are not at rest (ledger.takeExpected); and auctions kept for the run's results.
type feedback struct{ subscribers []subscriber }

// subscriber is one part that reads logs.
type subscriber struct {
	what    string
	pending func(*page.Log) bool // whether a log has something for it; asked where the lag is 0
	read    func()               // takes it out of all logs
}

// subscribe adds a part after those that are there.
func (f *feedback) subscribe(what string, pending func(*page.Log) bool, read func()) {
	f.subscribers = append(f.subscribers, subscriber{what, pending, read})
}

// before adds a part that reads when a control event is due, right before it.
func (f *feedback) before(e *event, what string, read func()) {
	e.reads = append(e.reads, subscriber{what: what, read: read})
}

// atBarrier lets all parts read.
func (f *feedback) atBarrier() {
	for _, s := range f.subscribers {
		s.read()
	}
}

// afterEvent lets those parts read for whom the only log has something.
func (f *feedback) afterEvent(l *page.Log) {
	for _, s := range f.subscribers {
		if s.pending(l) {
			s.read()
		}
	}
}

// countPlayed counts the auctions that the shards played since it was last asked: on their number it depends whether waking the team pays. Auctions see it
// when servers refresh.
func (k *kernel) countPlayed() {
	k.busy = 0
	for _, s := range k.shards {
		k.busy += s.Played
		s.Played = 0
	}
	if k.played += k.busy; k.ledger.Refreshes() {
		k.Auctions = k.played
	}
}
