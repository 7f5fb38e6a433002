package page

import (
	"cmp"

	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

// Stamp is the place of an event in the one order of all events of a market: time, Pinner, and then session, request and slot. It depends on
// nothing but what happened, so that whoever sorts by it gets the same order whatever the shards and the workers.
type Stamp struct {
	At       spec.Time
	Who      rng.Key // the Pinner
	Sequence uint64  // session ordinal, request and slot
}

// Compare is negative when a comes before b.
func (a *Stamp) Compare(b *Stamp) int {
	return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Who, b.Who), cmp.Compare(a.Sequence, b.Sequence))
}

// Log is the feedback of one shard: what happened until those who subscribed to it take it, at a barrier, a refresh or a control event. Totals are the fast path, since
// an event then costs one line of memory a campaign: integers, which add up in any order. Where order matters, single events
// carry a Stamp. A new kind of event is a field here, filled where it happens, and emptied by the part that reads it: one that
// subscribed to the feedback (kernel.register), at every barrier or before a control event.
type Log struct {
	Totals   Totals       // sums by campaign: for accounts and bidders
	Charges  []Charge     // of campaigns with a budget: for accounts, where a budget cannot pay all
	Reports  []Report     // of single auctions: for campaigns that ask for them
	Figures  []float64    // what reports refer to
	Late     []Conversion // sent off: for the queue of what arrives later
	Shown    []Shown      // impressions by campaign: for pacers, and for accounts at the end of a day
	Bids     []int64      // by bucket: for the platform's lessons
	Recorded []*Recorded  // auctions kept: for the run's results
	Lessons  []Lesson     // impressions: for predictors that learn
	Uses     Uses         // sums by campaign and side: for accounts that a test keeps by side
}

// Lesson is an impression with the predictor that learns of it.
type Lesson struct {
	Stamp
	Of spec.Learner
	spec.Lesson
}

// HasFeedback tells whether something happened that has to be settled before anything else happens.
func (l *Log) HasFeedback() bool {
	return len(l.Totals.Campaigns) > 0 || len(l.Reports) > 0 || len(l.Uses.Touched) > 0
}

// Teaches tells whether a predictor learns from something that happened.
func (l *Log) Teaches() bool { return len(l.Lessons) > 0 }

// Settled empties what has been settled.
func (l *Log) Settled() {
	l.Charges, l.Reports, l.Figures = l.Charges[:0], l.Reports[:0], l.Figures[:0]
}
