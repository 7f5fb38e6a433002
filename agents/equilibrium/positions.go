package equilibrium

// LowestSNE is the symmetric Nash equilibrium of a generalised second-price auction with the lowest bids, in which payments are those
// of VCG: b_s x_(s-1) = v_s (x_(s-1) - x_s) + b_(s+1) x_s (Varian 2007, IJIO 25(6), eq. 9; the locally envy-free equilibrium of
// Edelman, Ostrovsky & Schwarz 2007). Values are per click and fall, effects are the slots' click rates and fall. The first bid, which
// is not determined, is the value, or what puts it above the second bid where that is more. Bidders below the slots bid their value.
func LowestSNE(values, effects []float64) []float64 {
	return recursion(values, effects, func(s int) float64 { return values[s] })
}

// HighestSNE is the symmetric Nash equilibrium with the highest bids: b_s x_(s-1) = v_(s-1) (x_(s-1) - x_s) + b_(s+1) x_s (Varian 2007,
// eq. 8).
func HighestSNE(values, effects []float64) []float64 {
	return recursion(values, effects, func(s int) float64 { return values[s-1] })
}

// recursion runs from the first bidder without a slot upwards. Bidder s (from 0) competes for slot s-1.
func recursion(values, effects []float64, worth func(s int) float64) []float64 {
	n := len(values)
	bids := append([]float64(nil), values...)
	x := func(s int) float64 {
		if s < len(effects) {
			return effects[s]
		}
		return 0
	}
	below := func(s int) float64 {
		if s < n {
			return bids[s]
		}
		return 0
	}
	for s := min(n-1, len(effects)); s >= 1; s-- {
		bids[s] = (float64(worth(s)*(x(s-1)-x(s))) + float64(below(s+1)*x(s))) / x(s-1)
	}
	if n > 0 {
		bids[0] = max(values[0], below(1)) // any bid from the second one up will do
	}
	return bids
}

// GSPRegret is the most that any bidder gains in a generalised second-price auction with quality 1 by changing its bid alone. Values,
// bids (falling, values in the same order) and effects are as in LowestSNE.
func GSPRegret(values, bids, effects []float64) float64 {
	worst := 0.0
	price := func(i int) float64 {
		if i < len(bids) {
			return bids[i]
		}
		return 0
	}
	for i, v := range values {
		now := 0.0
		if i < len(effects) {
			now = effects[i] * (v - price(i+1))
		}
		for s := range effects {
			p := price(s) // going up to slot s displaces its holder
			if s >= i {
				p = price(s + 1)
			}
			if s != i {
				worst = max(worst, float64(effects[s]*(v-p))-now)
			}
		}
		worst = max(worst, -now)
	}
	return worst
}

// BalancedBid is the bid of greedy balanced bidding (Cary et al. 2007, EC, "Greedy bidding strategies for keyword auctions"). Thresholds
// are the other bids from the highest down, one per slot, and 0 where there are fewer; effects are the slots' click rates. It
// targets the slot s of most utility x_s (v - p_s) and bids the b' at which it is indifferent between that slot at its price and the
// slot above at price b': x_s (v - p_s) = x_(s-1) (v - b'); for the top slot b' = (v + p_1)/2. Where no slot gains anything it
// bids its value.
func BalancedBid(v float64, thresholds, effects []float64) float64 {
	best, most := -1, 0.0
	for s, x := range effects {
		if u := x * (v - thresholds[s]); u > most {
			best, most = s, u
		}
	}
	switch best {
	case -1:
		return v
	case 0:
		return (v + thresholds[0]) / 2
	}
	return v - most/effects[best-1]
}
