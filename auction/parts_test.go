package auction_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"marketsim/auction"
	"marketsim/auction/auctiontest"
	"marketsim/auction/formula"
)

// cascadeB6 is catalogue entry P-B6.
func cascadeB6(slots int) *auction.Request {
	q := request([]float64{4, 2, 5, 1}, []float64{0.5, 0.6, 0.2, 0.6}, slices.Repeat([]float64{1}, slots))
	q.Continue = []float64{0.2, 0.75, 0.7, 0.9}
	return q
}

func TestCascadeExample(t *testing.T) {
	for slots, want := range map[int]struct {
		winners  []int32
		payments []float64
	}{2: {[]int32{1, 0}, []float64{0.90, 0.75}}, 3: {[]int32{3, 1, 0}, []float64{0.57, 0.81, 0.675}}} {
		q := cascadeB6(slots)
		o := auctiontest.Play(mechanism("vcg_cascade", 1), q)
		if !slices.Equal(o.Winner, want.winners) {
			t.Fatalf("%d slots: winners %v, want %v", slots, o.Winner, want.winners)
		}
		on := 1.0
		for k, i := range o.Winner {
			if pay := on * q.Rate[i] * o.Price[k]; !(math.Abs(pay-want.payments[k]) <= 1e-9) {
				t.Errorf("%d slots: winner %d pays %v, want %v", slots, i, pay, want.payments[k])
			}
			on *= q.Continue[i]
		}
	}
}

// TestAssignmentExample is catalogue entry P-B7.
func TestAssignmentExample(t *testing.T) {
	q := request([]float64{1, 1, 1}, []float64{1, 1, 1}, []float64{1, 1})
	q.Matrix = []float64{3.0, 2.0, 2.24, 0.8, 1.5, 1.44} // worth in place of rates, so that prices come out per unit of it
	o := auctiontest.Play(mechanism("vcg_assignment", 1), q)
	if !slices.Equal(o.Winner, []int32{0, 2}) || math.Abs(o.Price[0]*3-2.24) > 1e-9 || math.Abs(o.Price[1]*1.44-1.24) > 1e-9 {
		t.Errorf("winners %v at %v a unit, want 0 and 2 for 2.24 and 1.24", o.Winner, o.Price)
	}
}

// TestBestListAndAssignment holds the optimisers against brute force over all ordered lists.
func TestBestListAndAssignment(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := auctiontest.Draw(t)
		q.N, q.Slots = min(q.N, 6), q.Slots[:min(3, len(q.Slots))]
		q.Reserve = nil
		for k := range q.Slots {
			q.Slots[k].Effect = math.Pow(0.7, float64(k))
		}
		for range q.N {
			q.Continue = append(q.Continue, rapid.Float64Range(0, 1).Draw(t, "continue"))
		}
		for range q.N * len(q.Slots) {
			q.Matrix = append(q.Matrix, rapid.Float64Range(0, 1).Draw(t, "rate"))
		}
		scanned := func(list []int32) (sum float64) {
			on := 1.0
			for k, i := range list {
				if i >= 0 {
					sum += q.Bid[i] * q.Rate[i] * on * q.Slots[k].Effect
					on *= q.Continue[i]
				}
			}
			return sum
		}
		assigned := func(list []int32) (sum float64) {
			for k, i := range list {
				if i >= 0 {
					sum += q.Bid[i] * q.Matrix[int(i)*len(q.Slots)+k]
				}
			}
			return sum
		}
		for name, worth := range map[string]func([]int32) float64{"vcg_cascade": scanned, "vcg_assignment": assigned} {
			got := worth(auctiontest.Play(mechanism(name, 1), q).Winner)
			if want := best(worth, nil, q.N, len(q.Slots)); !(math.Abs(got-want) <= 1e-9) {
				t.Fatalf("%s: %v, want %v", name, got, want)
			}
		}
	})
}

// best tries every list of at most `slots` of n candidates, with empty places.
func best(worth func([]int32) float64, list []int32, n, slots int) float64 {
	if len(list) == slots {
		return worth(list)
	}
	most := best(worth, append(slices.Clone(list), -1), n, slots)
	for i := range int32(n) {
		if !slices.Contains(list, i) {
			most = max(most, best(worth, append(slices.Clone(list), i), n, slots))
		}
	}
	return most
}

// TestCriticalBid: a GSP winner that bids its price keeps its slot, and one that bids less loses it, under several formulas.
func TestCriticalBid(t *testing.T) {
	for _, text := range []string{"bid * pctr^0.8 + 0.3 * user_value", "bid^0.7 * pctr", "log(1 + bid) * quality", "max(bid, 0.2) * pctr + sqrt(bid)", "bid * pctr"} {
		f, err := formula.Parse(text)
		if err != nil || !f.Rises() {
			t.Fatalf("%s: %v", text, err)
		}
		m := mechanism("gsp", 1)
		m.(auction.Ranks).Score(f)
		t.Run(text, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				q := auctiontest.DrawAny(t)
				q.Soft = nil
				o := auctiontest.Play(m, q)
				for k, i := range o.Winner {
					if i < 0 || o.Price[k] <= q.Reserve[i]+1e-9 {
						continue
					}
					for _, c := range []struct {
						by   float64
						keep bool
					}{{1 + 1e-9, true}, {1 - 1e-7, false}} {
						p := *q
						p.Bid = slices.Clone(q.Bid)
						if p.Bid[i] = o.Price[k] * c.by; p.Bid[i] > q.Bid[i] {
							continue
						}
						if kept := auctiontest.Play(m, &p).Winner[k] == i; kept != c.keep {
							t.Fatalf("candidate %d at price %v x %v: kept its slot: %v", i, o.Price[k], c.by, kept)
						}
					}
				}
			})
		})
	}
}

// TestFastRankingAgrees: the fused loops give what scoring and ranking one after the other gives.
func TestFastRankingAgrees(t *testing.T) {
	slow, _ := formula.Parse("bid * rate")
	for _, name := range []string{"gsp", "vcg", "first_price", "second_price"} {
		fast, other := mechanism(name, 1), mechanism(name, 1)
		other.(auction.Ranks).Score(slow)
		thorough(t, func(t *rapid.T) {
			q := auctiontest.Draw(t)
			for range rapid.IntRange(0, 6).Draw(t, "more slots") {
				q.Slots = append(q.Slots, auction.Slot{Effect: 0.01, Position: 90})
			}
			if q.N > 0 && rapid.Bool().Draw(t, "spoil") {
				q.Bid[0] = rapid.SampledFrom([]float64{math.NaN(), -1, math.Inf(1), math.Inf(-1), 0}).Draw(t, "bad")
			}
			a, b := auctiontest.Play(fast, q), auctiontest.Play(other, q)
			if !slices.Equal(a.Winner, b.Winner) || a.Mishaps != b.Mishaps {
				t.Fatalf("%s: winners %v, want %v; mishaps %v, want %v", name, a.Winner, b.Winner, a.Mishaps, b.Mishaps)
			}
			for k := range a.Price {
				if !(math.Abs(a.Price[k]-b.Price[k]) <= 1e-12*(1+b.Price[k])) {
					t.Fatalf("%s: price %v, want %v", name, a.Price[k], b.Price[k])
				}
			}
		})
	}
}

// TestDivisionByZeroIsCounted: candidates whose score is not a number stay out.
func TestDivisionByZeroIsCounted(t *testing.T) {
	f, err := formula.Parse("bid / quality")
	if err != nil || !f.Divides() {
		t.Fatal(err, "or no warning of a division")
	}
	m := mechanism("gsp", 1)
	m.(auction.Ranks).Score(f)
	q := request([]float64{1, 2, 3}, []float64{1, 1, 1}, []float64{1, 0.5})
	q.Quality = []float64{1, 0, 2}
	o := auctiontest.Play(m, q)
	if !slices.Equal(o.Winner, []int32{2, 0}) || o.BadScores != 1 {
		t.Errorf("winners %v, %d bad scores", o.Winner, o.BadScores)
	}
}

func TestReservePolicies(t *testing.T) {
	q := request([]float64{1, 0.8}, []float64{1, 1}, []float64{1})
	q.Reserve = []float64{1.2, 0.5}
	eager, lazy := &auction.SecondPrice{Ranking: auction.Ranking{QualityExponent: 1}}, &auction.SecondPrice{Ranking: auction.Ranking{QualityExponent: 1}, Floors: auction.Floors{Policy: "lazy"}}
	if o := auctiontest.Play(eager, q); o.Winner[0] != 1 || o.Price[0] != 0.5 {
		t.Errorf("eager: %v at %v, want candidate 1 at its reserve", o.Winner, o.Price)
	}
	if o := auctiontest.Play(lazy, q); o.Winner[0] != -1 || o.Price[0] != 0 {
		t.Errorf("lazy: %v at %v, want nothing sold", o.Winner, o.Price)
	}
	q.Reserve[0] = 0.9
	if o := auctiontest.Play(lazy, q); o.Winner[0] != 0 || o.Price[0] != 0.9 {
		t.Errorf("lazy: %v at %v, want candidate 0 at its reserve", o.Winner, o.Price)
	}
	q.Reserve, q.Soft = nil, []float64{2, 2}
	if o := auctiontest.Play(eager, q); o.Winner[0] != 0 || o.Price[0] != 1 {
		t.Errorf("below the soft floor: %v at %v, want the own bid", o.Winner, o.Price)
	}
	q.Soft = []float64{0.9, 0.9}
	if o := auctiontest.Play(eager, q); o.Price[0] != 0.9 {
		t.Errorf("above the soft floor: %v, want the floor", o.Price)
	}
}

// TestMonopolyPrices: known reserves and virtual values.
func TestMonopolyPrices(t *testing.T) {
	uniform := func(u float64) float64 { return u }
	exponential := func(u float64) float64 { return -math.Log1p(-u) }
	for name, c := range map[string]struct {
		quantile func(float64) float64
		want     float64
	}{"uniform": {uniform, 0.5}, "exponential": {exponential, 1}, "constant": {func(float64) float64 { return 3 }, 3}} {
		if got := auction.MonopolyPrice(c.quantile); !(math.Abs(got-c.want) <= 1e-6) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	given := auction.NewVirtual(uniform)
	for _, bid := range []float64{0.1, 0.5, 0.77, 1} {
		if got := given.At(bid); !(math.Abs(got-(2*bid-1)) <= 1e-9) {
			t.Errorf("virtual value of %v is %v, want %v", bid, got, 2*bid-1)
		}
		if got := given.Invert(2*bid - 1); !(math.Abs(got-bid) <= 1e-9) {
			t.Errorf("bid of virtual value %v is %v, want %v", 2*bid-1, got, bid)
		}
	}
}

// TestMyersonPricesByTheClick: conversions are worth 0.9 and 0.8, uniform on [0, 1], and every second click converts. The winner pays for a click what the other bids,
// or alone half of the monopoly price of a conversion.
func TestMyersonPricesByTheClick(t *testing.T) {
	law := auction.NewVirtual(func(u float64) float64 { return u })
	for _, c := range []struct {
		bids []float64
		want float64
	}{{[]float64{0.45, 0.4}, 0.4}, {[]float64{0.45}, 0.25}} {
		q := request(c.bids, slices.Repeat([]float64{0.1}, len(c.bids)), []float64{1})
		q.Convert, q.Virtual = slices.Repeat([]float64{0.5}, len(c.bids)), slices.Repeat([]*auction.Virtual{law}, len(c.bids))
		if o := auctiontest.Play(mechanism("myerson", 1), q); o.Winner[0] != 0 || !(math.Abs(o.Price[0]-c.want) <= 1e-9) {
			t.Errorf("bids %v: winner %d at %v, want 0 at %v", c.bids, o.Winner[0], o.Price[0], c.want)
		}
	}
}

// TestBlend walks the rule by hand: theta rises by a quarter per Pin, organic Pins are worth 1, two guardrails.
func TestBlend(t *testing.T) {
	q := request([]float64{5, 3, 1.5}, []float64{1, 1, 1}, []float64{1, 0.9, 0.8, 0.7, 0.6})
	m := mechanism("gsp", 1)
	o := auctiontest.Play(m, q)
	b := auction.Blend{Weight: 1, Organic: 1, Full: 4, Top: 1, Gap: 1}
	b.Place(q, o)
	// Position 1 is kept free. At 2 the first ad stands. At 3 theta is 1/4 and the floor 4, more than the second ad's bid. At 4 theta is 1/2 and the floor 2: the second ad
	// stands, at 2 instead of 1.5. At 5 the floor is 4 again, more than the third ad's bid, and the page ends.
	if !slices.Equal(o.Winner, []int32{-1, 0, -1, 1, -1}) || !slices.Equal(o.Price, []float64{0, 3, 0, 2, 0}) {
		t.Errorf("winners %v at %v", o.Winner, o.Price)
	}
}

// TestBlendKeepsTheGap: where a Pin costs nothing to replace, only the gap keeps ads apart.
func TestBlendKeepsTheGap(t *testing.T) {
	for gap, want := range [][]int32{{0, 1, 2, -1, -1}, {0, -1, 1, -1, 2}, {0, -1, -1, 1, -1}, {0, -1, -1, -1, 1}, {0, -1, -1, -1, -1}} {
		q := request([]float64{5, 3, 1.5}, []float64{1, 1, 1}, []float64{1, 0.9, 0.8, 0.7, 0.6})
		o := auctiontest.Play(mechanism("gsp", 1), q)
		b := auction.Blend{Full: 4, Gap: gap}
		if b.Place(q, o); !slices.Equal(o.Winner, want) {
			t.Errorf("with %d Pins between ads %v stand, want %v", gap, o.Winner, want)
		}
	}
}

// TestAssignmentPassesOverThoseBelowTheReserve: candidates that may not win take no place on the short lists of slots, also where their own
// effect is 0.
func TestAssignmentPassesOverThoseBelowTheReserve(t *testing.T) {
	q := request([]float64{0.1, 0.2, 1}, []float64{1, 1, 1}, []float64{1})
	q.Matrix, q.Reserve = []float64{0, 0, 0.5}, []float64{0.4, 0.4, 0.4}
	if o := auctiontest.Play(mechanism("vcg_assignment", 1), q); o.Winner[0] != 2 || math.Abs(o.Price[0]-0.4) > 1e-12 {
		t.Errorf("%v wins at %v, want 2 at its reserve of 0.4", o.Winner[0], o.Price[0])
	}
	q = request([]float64{1, 0.8, 0.5}, []float64{0.5, 0.5, 0.5}, []float64{1})
	q.Reserve = []float64{0.4, 0.4, 0.4}
	if o := auctiontest.Play(mechanism("vcg_assignment", 1), q); o.Winner[0] != 0 || math.Abs(o.Price[0]-0.8) > 1e-12 {
		t.Errorf("%v wins at %v, want 0 at the next bid of 0.8, which a reserve below both leaves as it is", o.Winner[0], o.Price[0])
	}
}

// TestReserveBesideUserValue: with a reserve of 1 USD a view, the gains of bids of 4 and 3 USD beside user values of 2 and 1 are 5 and 3. So the first wins and pays what makes its
// gain 3: a bid of 2 USD. A user value is no cost of the reserve.
func TestReserveBesideUserValue(t *testing.T) {
	for _, name := range []string{"vcg_assignment", "vcg_cascade"} {
		q := request([]float64{4, 3}, []float64{1, 1}, []float64{1})
		q.Value, q.Reserve, q.Continue = []float64{2, 1}, []float64{1, 1}, []float64{1, 1}
		if o := auctiontest.Play(mechanism(name, 1), q); o.Winner[0] != 0 || !(math.Abs(o.Price[0]-2) <= 1e-9) {
			t.Errorf("%s: %v at %v, want candidate 0 at 2", name, o.Winner, o.Price)
		}
	}
}

// TestMonopolyPriceOfFewWithoutValue: of values that are uniform on [2, 3], but for one in 100,000 that is 0, selling to all earns nothing. The price is 2, at which all others
// buy, or at most one cut of the coarse search more.
func TestMonopolyPriceOfFewWithoutValue(t *testing.T) {
	for _, none := range []float64{0, 1e-5} {
		price := auction.MonopolyPrice(func(u float64) float64 {
			if u < none {
				return 0
			}
			return 2 + u
		})
		if !(price >= 2 && price <= 2.0005+1e-9) {
			t.Errorf("with a share of %v without value the price is %v, want 2", none, price)
		}
	}
}
