package theory

import (
	"math"

	"marketsim/auction"
	"marketsim/sim/rng"
)

// Section I, invariants of the mechanisms that the engine uses, on random instances.

// instance draws an auction of 2 to 9 candidates and 1 to 4 slots.
func instance(k rng.Key) *auction.Request {
	n, slots := 2+int(8*k.Uniform(0)), 1+int(4*k.Uniform(1))
	q := &auction.Request{N: n, Key: uint64(k)}
	for i := range n {
		d := k.With(uint64(i) + 2)
		q.Bid, q.Rate, q.ID = append(q.Bid, 10*d.Uniform(0)), append(q.Rate, d.Uniform(1)), append(q.ID, uint64(d))
		q.Continue, q.Reserve = append(q.Continue, d.Uniform(2)), append(q.Reserve, 2*d.Uniform(3))
	}
	for s := range slots {
		q.Slots = append(q.Slots, auction.Slot{Effect: math.Pow(0.7, float64(s)), Position: s + 1})
	}
	return q
}

// play runs a mechanism and gives every candidate's price a view, slot (-1 for none) and gain at a value.
func play(m auction.Mechanism, q *auction.Request, o *auction.Outcome) {
	o.Winner, o.Price, o.Score = make([]int32, len(q.Slots)), make([]float64, len(q.Slots)), make([]float64, q.N)
	m.Run(q, o)
}

// gain is what a candidate with a value gains, counting who stands above it where Pinners scan.
func gain(q *auction.Request, o *auction.Outcome, who int, value float64, scans bool) float64 {
	on := 1.0
	for k, i := range o.Winner {
		if i < 0 {
			continue
		}
		if int(i) == who {
			return q.Slots[k].Effect * on * q.Rate[i] * (value - o.Price[k])
		}
		if scans {
			on *= q.Continue[i]
		}
	}
	return 0
}

// mechanisms checks (1) to (4) on 1,000 instances of each mechanism; they are cheap, so every run takes all of them.
func (c *Check) mechanisms() {
	const instances = 1000
	law := auction.NewVirtual(func(u float64) float64 { return 10 * u })
	named := func(name string) auction.Mechanism { m, _ := auction.Mechanisms.Get(name); return m }
	var o, p auction.Outcome
	for _, name := range []string{"second_price", "vcg", "vcg_cascade", "vcg_assignment", "myerson"} {
		m, worst := named(name), 0.0
		for i := range instances {
			k := rng.Root(77, i).Named(name)
			q := instance(k)
			if name == "second_price" {
				q.Slots = q.Slots[:1]
			}
			if name == "myerson" {
				for range q.N {
					q.Virtual = append(q.Virtual, law)
				}
			}
			who := int(k.Uniform(50) * float64(q.N))
			value := q.Bid[who]
			play(m, q, &o)
			honest := gain(q, &o, who, value, name == "vcg_cascade")
			for lie := range 10 {
				q.Bid[who] = 12 * k.Uniform(60+uint64(lie))
				play(m, q, &o)
				worst = max(worst, gain(q, &o, who, value, name == "vcg_cascade")-honest)
			}
		}
		c.Holds("(1) "+name+": nobody gains by misreporting", worst <= 1e-9, "at most %.2g in %d instances, 10 lies each", worst, instances)
	}
	less := 0.0
	for i := range instances {
		q := instance(rng.Root(78, i))
		play(named("gsp"), q, &o)
		play(named("vcg"), q, &p)
		for k := range o.Winner {
			if o.Winner[k] >= 0 {
				less = max(less, p.Price[k]-o.Price[k])
			}
		}
	}
	c.Holds("(2) equal bids: everyone pays at least as much under GSP as under VCG", less <= 1e-9, "at most %.2g less in %d instances", less, instances)
	for _, name := range auction.Mechanisms.Names() {
		c.moneyAndOrder(name, named(name), instances)
	}
}

// moneyAndOrder checks (3) and (4): scaling all money scales payments, and turning the list round turns the outcome round.
func (c *Check) moneyAndOrder(name string, m auction.Mechanism, instances int) {
	var o, p, r auction.Outcome
	off, moved := 0.0, 0
	for i := range instances {
		q := instance(rng.Root(79, i).Named(name))
		play(m, q, &o)
		big, turned := *q, *q
		big.Bid, big.Reserve = nil, nil
		turned.Bid, turned.Rate, turned.ID, turned.Continue, turned.Reserve = nil, nil, nil, nil, nil
		for j := range q.N {
			big.Bid, big.Reserve = append(big.Bid, 4*q.Bid[j]), append(big.Reserve, 4*q.Reserve[j])
			b := q.N - 1 - j
			turned.Bid, turned.Rate, turned.ID = append(turned.Bid, q.Bid[b]), append(turned.Rate, q.Rate[b]), append(turned.ID, q.ID[b])
			turned.Continue, turned.Reserve = append(turned.Continue, q.Continue[b]), append(turned.Reserve, q.Reserve[b])
		}
		play(m, &big, &p)
		play(m, &turned, &r)
		for k, w := range o.Winner {
			if p.Winner[k] != w || (w < 0) != (r.Winner[k] < 0) || w >= 0 && int(r.Winner[k]) != q.N-1-int(w) {
				moved++
				continue
			}
			off = max(off, math.Abs(p.Price[k]-4*o.Price[k]), math.Abs(r.Price[k]-o.Price[k]))
		}
	}
	c.Holds("(3) (4) "+name+": scaling money scales payments, turning the list round turns outcomes round", moved == 0 && off <= 1e-9,
		"%d slots changed hands, prices off by %.2g, in %d instances", moved, off, instances)
}
