package agents_test

import (
	"math"
	"testing"

	"marketsim/agents"
)

// BenchmarkHearing is what it costs to tell a bidder of ten auctions, and its clock to tick: learning happens at barriers, and must not
// allocate.
func BenchmarkHearing(b *testing.B) {
	reports := make([]agents.Auction, 10)
	for i := range reports {
		reports[i] = agents.Auction{Value: 1, Bid: 0.6, Rate: 0.1, Uniform: 0.5, Won: i%3 == 0, Slot: 0, Effect: 1, Price: 0.4, Needed: 0.4,
			Thresholds: []float64{0.5, 0.4}, Effects: []float64{1, 0.5}}
	}
	for _, name := range agents.Strategies.Names() {
		s, _ := agents.Strategies.Get(name)
		b.Run(name, func(b *testing.B) {
			bidder := s.New(agents.Brief{Value: 1, Daily: 100, Lifetime: math.Inf(1), Objective: "clicks", Rivals: 9})
			feedback := &agents.Outcomes{Impressions: 10, Clicks: 3, Spend: 1.2, Value: 3}
			if agents.FeedbackOf(s) > agents.Totals {
				feedback.Auctions = reports
			}
			progress := &agents.Progress{Budget: 100}
			timed, _ := bidder.(agents.Timed)
			b.ReportAllocs()
			for i := range b.N {
				bidder.Update(feedback)
				if timed != nil {
					progress.Planned = float64(i%96) / 96
					progress.Spent = 101 * progress.Planned
					timed.Tick(progress)
				}
			}
		})
	}
}
