package theory

import (
	"fmt"
	"math"

	"marketsim/agents/learn"
	"marketsim/sim/dist"
)

// Section E, continued: learners, on the components that bidders are built of.

func init() {
	add(Entry{"E1", "Posted prices, and what exploration costs", "Kleinberg & Leighton (2003), FOCS; Cesa-Bianchi, Gentile & Mansour (2015), IEEE IT", []string{"a4-reserve-uniform"}, checkE1})
	add(Entry{"E2", "Regret of exploring, then committing", "Lattimore & Szepesvari (2020), Bandit Algorithms, ch. 6", nil, checkE2})
	add(Entry{"E3", "Regret of Thompson sampling and UCB1", "Auer, Cesa-Bianchi & Fischer (2002); Chapelle & Li (2011), NIPS", nil, checkE3})
	add(Entry{"E4", "Hedge in first-price auctions", "Freund & Schapire (1997), JCSS 55; Kolumbus & Nisan (2022), WWW; Deng, Hu, Lin & Zheng (2022), WWW", []string{"e4-hedge"}, checkE4})
}

func checkE1(c *Check) {
	grid := 0.0
	for i := 1; i <= 9; i++ {
		p := float64(i) / 10
		t := c.Run("theory/a4-reserve-uniform", c.people(250_000), set("bidders.count=1"), fmt.Sprintf("mechanism.reserve=%g USD", p)).Total(0)
		n := float64(t.Auctions)
		got := t.Revenue.Float() / n
		c.Near(fmt.Sprintf("revenue at price %g", p), got, p*(1-p), p*math.Sqrt(p*(1-p)), n)
		grid += got / 9
	}
	c.Within("mean over the grid of prices", grid, 11./60, c.widened(0.001))
	const known = 1e9 // pulls of a past that the run cannot change
	b := learn.NewEpsilonGreedy(9, 0.1, 1)
	for arm := range 9 {
		p := float64(arm+1) / 10
		b.Know(arm, p*(1-p), known)
	}
	n, sum := c.Scaled(1_000_000), 0.0
	for i := range n {
		arm := b.Choose()
		p, reward := float64(arm+1)/10, 0.0
		if learn.Draw(2, uint64(i), 0) >= p {
			reward = p
		}
		b.Learn(arm, reward)
		sum += reward
	}
	c.Near("epsilon-greedy that knows the best price", sum/float64(n), 0.243333, 0.26, float64(n))
}

// regret plays a bandit and adds up what it gives away by not pulling the best arm. Rewards come from a keyed draw.
func regret(b learn.Bandit, means []float64, rounds int, key uint64, reward func(mean, u float64) float64) (sum float64) {
	best := 0.0
	for _, m := range means {
		best = max(best, m)
	}
	for t := range rounds {
		arm := b.Choose()
		sum += best - means[arm]
		b.Learn(arm, reward(means[arm], learn.Draw(key, uint64(t), uint64(arm))))
	}
	return sum
}

func bernoulli(mean, u float64) float64 {
	if u < mean {
		return 1
	}
	return 0
}

func gaussian(mean, u float64) float64 { return mean + dist.Normal(u) }

// Keys of the runs of E2 to E4, apart from each other and from the learners' own.
const (
	keyCommit = 1 << 40
	keyBandit = 2 << 40
	keyHedge  = 3 << 40
)

func checkE2(c *Check) {
	runs := c.Scaled(10_000)
	const gap, rounds = 0.2, 1000
	exact := func(m float64) float64 {
		return m*gap + (rounds-2*m)*gap*math.Erfc(gap*math.Sqrt(m/2)/math.Sqrt2)/2
	}
	best := 1
	for m := range rounds / 2 {
		if m > 0 && exact(float64(m)) < exact(float64(best)) {
			best = m
		}
	}
	c.Within("best number of pulls, in closed form", float64(best), 99, 0)
	for _, x := range []struct {
		m              int
		regret, spread float64
	}{{50, 38.557946, 65.8}, {100, 32.583937, 43.1}} {
		c.Within(fmt.Sprintf("%d pulls: regret in closed form", x.m), exact(float64(x.m)), x.regret, 1e-6)
		sum := 0.0
		for r := range runs {
			sum += regret(learn.NewCommit(2, x.m), []float64{0, gap}, rounds, uint64(keyCommit+r), gaussian)
		}
		c.Near(fmt.Sprintf("%d pulls: regret", x.m), sum/float64(runs), x.regret, x.spread, float64(runs))
	}
}

func checkE3(c *Check) {
	runs := c.Scaled(2000)
	for _, x := range []struct {
		means                        []float64
		rounds                       int
		thompson, spread, ucb, width float64
	}{{[]float64{0.5, 0.4}, 1000, 11.84, 11.6, 25.18, 6.6}, {[]float64{0.10, 0.08, 0.05}, 2000, 17.39, 9.1, 36.40, 2.8}} {
		ts, ucb := 0.0, 0.0
		for r := range runs {
			key := uint64(keyBandit + r)
			ts += regret(learn.NewThompson(len(x.means), uint64(r)), x.means, x.rounds, key, bernoulli)
			ucb += regret(learn.NewUCB1(len(x.means)), x.means, x.rounds, key, bernoulli)
		}
		n := float64(runs)
		c.Near("means "+listed(x.means)+": Thompson sampling", ts/n, x.thompson, x.spread, n)
		c.Near("means "+listed(x.means)+": UCB1", ucb/n, x.ucb, x.width, n)
	}
}

func checkE4(c *Check) {
	const choices, rounds, value = 17, 10_000, 0.8
	runs := c.Scaled(200)
	bound := math.Sqrt(rounds * math.Log(choices) / 2)
	worst, sum, late := math.Inf(-1), 0.0, 0.0
	for r := range runs {
		h := learn.NewHedge(choices, learn.Rate(choices, rounds))
		var fixed [choices]float64
		earned := 0.0
		for t := range rounds {
			k := h.Pick(learn.Draw(uint64(keyHedge+r), uint64(t), 1))
			rival := learn.Draw(uint64(keyHedge+r), uint64(t), 0)
			if t >= rounds/2 {
				late += 0.05 * float64(k) / (rounds / 2)
			}
			for i := range choices {
				if bid := 0.05 * float64(i); bid > rival {
					fixed[i] += value - bid
					h.Earn(i, value-bid)
					if i == k {
						earned += value - bid
					}
				}
			}
			h.Settle()
		}
		best := 0.0
		for _, f := range fixed {
			best = max(best, f)
		}
		worst = max(worst, best-earned)
		sum += (best - earned) / float64(runs)
	}
	c.Holds("(a) regret stays below the bound in every run", worst <= bound, "at most %.1f of %.1f in %d runs, %.1f on average", worst, bound, runs, sum)
	c.Within("(a) mean bid over the second half", late/float64(runs), 0.4, 0.03)

	run := c.Run("theory/e4-hedge", "run.horizon=10d", set("strong.value=0.8 USD"), set("strong.bidding={kind: hedge, levels: 17, rounds: 10_000}"),
		set("weak.value={kind: uniform, max: 1 USD}"), set("weak.value_redraw=auction"), set("weak.bidding=truthful"))
	c.Within("(a) market: mean bid over the second half", 0.8*run.factor(0), 0.4, 0.03)
	run = c.Run("theory/e4-hedge")
	t, strong := run.half(0, -1), run.half(0, 0)
	c.Within("(b) values 1 and 0.5: price over the second half", t.Revenue.Float()/float64(t.Impressions), 0.5, 0.03)
	share := float64(strong.Impressions) / float64(t.Auctions)
	c.Holds("(b) values 1 and 0.5: the strong one wins at least 90%", share >= 0.9, "%.1f%%", 100*share)
	run = c.Run("theory/e4-hedge", set("weak.value=1 USD"), set("weak.bidding.levels=11"), set("strong.bidding.levels=11"))
	t, strong = run.half(0, -1), run.half(0, 0)
	c.Within("(b) values 1 and 1: price over the second half", t.Revenue.Float()/float64(t.Impressions), 0.835, 0.085)
	c.Within("(b) values 1 and 1: share of wins", float64(strong.Impressions)/float64(t.Auctions), 0.5, 0.03)
}
