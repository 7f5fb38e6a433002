package agents

// Feedback is how much a campaign learns about the auctions in which it participates. Each level adds to the one before. Real
// platforms give the first two; some exchanges give the third ("minimum bid to win"); the fourth exists in theory only.
type Feedback uint8

// The levels of feedback.
const (
	Totals        Feedback = iota // totals won and paid since the last update
	Price                         // auction by auction: whether it won, which slot and at which price
	LowestWinning                 // and the lowest bid that would have won
	AllBids                       // and the bid that each slot would have needed
)

// Informed is implemented by strategies and pacing methods that need more than totals. Auctions are collected only for campaigns
// whose strategy or pacing method asks for them.
type Informed interface{ Feedback() Feedback }

// FeedbackOf returns the level that a strategy or pacing method asks for; Totals if it declares none.
func FeedbackOf(x any) Feedback {
	if i, ok := x.(Informed); ok {
		return i.Feedback()
	}
	return Totals
}

// Auction is a campaign's feedback on one auction in which it participated. Amounts are currency per billing event.
type Auction struct {
	Now     int64   // microseconds
	Value   float64 // value of the billing event: that of the objective times its predicted probability
	Bid     float64 // as it entered the auction, after pacing and the cap by the remaining budget
	Rate    float64 // predicted probability that a view becomes the billing event
	Uniform float64 // the number of the bidder's Opportunity
	Capped  bool    // the remaining budget capped the bid: price and win say little about the multiplier
	Won     bool
	Slot    int     // that it won, from 0; -1 when it lost
	Effect  float64 // probability that the slot is viewed; 0 when it lost
	Price   float64 // that it pays; 0 when it lost
	Needed  float64 // LowestWinning: the bid above which it wins a slot, ties apart; the reserve when slots stayed free

	Thresholds []float64 // AllBids: by slot, the bid above which it takes that slot or a better one
	Effects    []float64 // AllBids: by slot, the probability that it is viewed
}
