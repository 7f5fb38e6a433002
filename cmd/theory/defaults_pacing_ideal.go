package theory

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/stat/distuv"
)

// Section N, continued: few clicks and a multiplier that is moved, sampled and in expectation.

func init() {
	add(Entry{"N17", "Paced clicks in expectation are more than sampled ones by what a controller that knows the market loses to lumps",
		"By hand: the day of that controller, played apart from the engine",
		[]string{"n-paced-bidder"}, checkN17})
}

// lumps is a day of n-paced-bidder by hand: a Poisson number of auctions of mean n; the rival bids a uniform part of a USD for a click, and a win costs that times what it
// brings: a whole click with probability 1/share, or, where lumps are as small as in expectation, a share of each.
type lumps struct {
	n, budget, share, reserve float64
	rng                       *rand.Rand
}

// day is how many clicks a controller buys that every quarter hour solves for the multiplier m at which the rest lasts: a day costs n clickRate (m^2 + reserve^2) / 2.
func (l *lumps) day() (clicks float64) {
	left, m, auctions := l.budget, math.Sqrt(0.5), distuv.Poisson{Lambda: l.n / 96, Src: l.rng}
	for tick := range 96 {
		if left > 0.01*l.budget {
			due := left / (1 - float64(tick)/96)
			m = min(1, math.Sqrt(max(0, 2*due/(l.n*clickRate)-l.reserve*l.reserve)))
		}
		for range int(auctions.Rand()) {
			if price := l.price(m, left); price > 0 {
				clicks += l.share
				left -= price * l.share
			}
		}
	}
	return clicks
}

// price is what an auction costs per click, 0 where none is paid. In expectation a part of the click to come is paid already: half of it, less half a share, on average.
func (l *lumps) price(m, left float64) float64 {
	rival, bid := l.rng.Float64(), min(m, left+l.reserve*(1-l.share)/2)
	if bid < l.reserve || rival >= bid || l.share == 1 && l.rng.Float64() >= clickRate {
		return 0
	}
	return max(rival, l.reserve)
}

// clickRate is that of n-paced-bidder.
const clickRate = 0.1

// mean is that of so many days.
func (l *lumps) mean(days int) (sum float64) {
	l.rng = rand.New(rand.NewPCG(17, uint64(l.n)))
	for range days {
		sum += l.day() / float64(days)
	}
	return sum
}

// checkN17 compares the market's ratio with that of days played by hand, 400,000 clicks or so of each kind, which tell it to 0.2%. Where a reserve lets nobody buy the last clicks
// cheaply, lumps cost more. The tolerance leaves a ratio of 1 out.
func checkN17(c *Check) {
	for _, x := range c.lumpyMarkets() {
		whole := lumps{n: float64(x.pinners()), budget: x.budget(), share: 1, reserve: x.reserve}
		parts, days := whole, c.Scaled(400_000/x.clicks)
		parts.share = clickRate
		x.set = []string{fmt.Sprintf("mechanism.reserve=%g USD", x.reserve)}
		sampled := c.pacedRun(&x.pacedMarket)
		x.set = append(x.set, "run.outcomes=expected")
		want := parts.mean(days) / whole.mean(days)
		c.Estimate(fmt.Sprintf("n-paced-bidder at %d clicks a day, reserve %g USD: clicks in expectation over sampled ones", x.clicks, x.reserve),
			c.pacedRun(&x.pacedMarket).over(sampled, func(p *paced) float64 { return p.clicks }), want, c.widened(min(0.02, 0.9*(want-1))))
	}
}

// lumpyMarket is n-paced-bidder with a reserve.
type lumpyMarket struct {
	pacedMarket
	reserve float64
}

func (c *Check) lumpyMarkets() []lumpyMarket {
	if c.Share < 0.5 {
		return []lumpyMarket{{pacedMarket{clicks: 4, days: 100, replications: 10}, 0.35}}
	}
	return []lumpyMarket{
		{pacedMarket{clicks: 4, days: 200, replications: 40}, 0}, {pacedMarket{clicks: 4, days: 200, replications: 20}, 0.35},
		{pacedMarket{clicks: 15, days: 200, replications: 10}, 0}, {pacedMarket{clicks: 15, days: 200, replications: 10}, 0.35}, {pacedMarket{clicks: 70, days: 60, replications: 24}, 0},
	}
}
