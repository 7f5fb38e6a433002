package spec

// Support is a boost of a campaign's bids in the ranking, not in prices, until the campaign has had so many clicks. One of two forms is
// given: a boost that fades (Start > 0), or one that follows a goal.
//
// The second is dual mirror descent (Ye, Zhang, Zhang, Zhang & Zhang, "Cold start to improve market thickness on online advertising platforms",
// Management Science 2023): the boost rises by Step for each click that falls due, Clicks over Over, and falls by Step for each click that its impressions are
// predicted to bring, within [0, Most].
type Support struct {
	Clicks float64 // after which the support ends
	Start  float64 // boost at the start, currency per objective event
	Keep   float64 // share of it that a period keeps
	Every  Time    // that period
	Step   float64 // of the boost that follows a goal, currency per click; 0: it fades instead
	Over   Time    // in which the clicks fall due
	Most   float64 // of that boost

	Exploring *Exploring // nil: its campaigns are shown only if they win
}

// On returns the support for a share of the traffic: clicks are multiplied by the share, and periods divided by it.
func (s *Support) On(share float64) *Support {
	x := *s
	x.Clicks = float64(s.Clicks * share)
	x.Every = Time(float64(s.Every) / share)
	return &x
}

// Exploring is how often the platform shows one of the campaigns whose support explores, chosen at random, instead of ranking all: with probability
// 1 / (Offset + (1 + n)^Power) after n auctions.
type Exploring struct{ Offset, Power float64 }
