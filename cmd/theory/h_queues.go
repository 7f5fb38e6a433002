package theory

import (
	"fmt"
	"math"

	"marketsim/sim/calendar"
	"marketsim/sim/dist"
	"marketsim/sim/rng"
)

// Queues on the engine's own event calendar: H2 and H3, and the inspection paradox of H5.

func init() {
	add(Entry{"H2", "M/M/1 and Little's law, on the engine's calendar", "Kleinrock (1975), Queueing Systems I; Little (1961), Operations Research 9; Whitt (1989), Management Science 35",
		nil, checkH2})
	add(Entry{"H3", "Pollaczek and Khinchine, and Erlang's B and C, on the engine's calendar", "Kleinrock (1975), Queueing Systems I; insensitivity of Erlang B: Sevastyanov (1957)",
		nil, checkH3})
}

// second is the unit of time of these queues, in ticks of the calendar.
const second = 1_000_000

// station is a queue with first come, first served: customers arrive at random gaps and wait for one of some servers, or are
// lost where there is no waiting room. Gaps and services are in seconds.
type station struct {
	gap, service dist.Dist
	servers      int
	loss         bool
	key          rng.Key
}

// visits is what was seen of a station.
type visits struct {
	until             float64 // seconds
	arrived, lost     float64
	served            float64
	waited            float64 // customers that had to wait
	late              float64 // of them, longer than 5 seconds
	wait, sojourn     float64 // sums over customers served, seconds
	states            []float64
	area              int64 // integral of the number present, ticks
	emptyArea, inside int64 // the same up to the last time at which nobody was there, and the sojourns that ended by then, ticks
}

// Events of the calendar: an arrival, or the end of the service of server id.
const arrival = 0

// run serves customers until n have arrived and all of them have left.
func (s *station) run(n int) *visits {
	var q calendar.Queue
	v := &visits{states: make([]float64, 64)}
	arrivedAt, free, queue := make([]int64, s.servers+1), make([]uint32, 0, s.servers), []int64{}
	for i := s.servers; i > 0; i-- {
		free = append(free, uint32(i))
	}
	ticks := func(d dist.Dist, purpose, i uint64) int64 {
		return int64(math.Round(d.Quantile(s.key.With(purpose).Uniform(i)) * second))
	}
	begin := func(now, came int64) {
		server := free[len(free)-1]
		free = free[:len(free)-1]
		arrivedAt[server] = came
		v.wait += float64(now-came) / second
		if now > came {
			v.waited++
		}
		if now-came > 5*second {
			v.late++
		}
		q.Push(now+ticks(s.service, 1, uint64(v.served)), server)
		v.served++
	}
	last, present, done := int64(0), 0, int64(0)
	q.Push(ticks(s.gap, 0, 0), arrival)
	for {
		now, id, ok := q.Pop()
		if !ok {
			v.until = float64(last) / second
			return v
		}
		v.area += int64(present) * (now - last)
		if present < len(v.states) {
			v.states[present] += float64(now-last) / second
		}
		last = now
		if id == arrival {
			v.arrived++
			if int(v.arrived) < n {
				q.Push(now+ticks(s.gap, 0, uint64(v.arrived)), arrival)
			}
			switch {
			case len(free) > 0:
				present++
				begin(now, now)
			case s.loss:
				v.lost++
			default:
				present++
				queue = append(queue, now)
			}
			continue
		}
		present--
		done += now - arrivedAt[id]
		v.sojourn += float64(now-arrivedAt[id]) / second
		free = append(free, id)
		if len(queue) > 0 {
			begin(now, queue[0])
			queue = queue[1:]
		}
		if present == 0 {
			v.emptyArea, v.inside = v.area, done
		}
	}
}

// spread is the SD, per root of time, of the time average of f over a birth-death process with constant birth rate and the
// given stationary law: 2 sum_j (sum_{i<=j} (f_i - mean) p_i)^2 / (birth p_j) (Whitt 1992, Management Science 38).
func spread(birth float64, p []float64, f func(int) float64) float64 {
	mean := 0.0
	for i := range p {
		mean += f(i) * p[i]
	}
	sum, total := 0.0, 0.0
	for i := range p {
		sum += (f(i) - mean) * p[i]
		total += sum * sum / (birth * p[i])
	}
	return math.Sqrt(2 * total)
}

func indicator(hit func(int) bool) func(int) float64 {
	return func(i int) float64 {
		if hit(i) {
			return 1
		}
		return 0
	}
}

func exponential(mean float64) dist.Dist { return &dist.Exponential{Average: mean} }

func checkH2(c *Check) {
	s := station{gap: exponential(1 / 0.8), service: exponential(1), servers: 1, key: rng.Root(17, 0)}
	v := s.run(c.Scaled(800_000))
	law := make([]float64, 150)
	for i := range law {
		law[i] = 0.2 * math.Pow(0.8, float64(i))
	}
	level := func(i int) float64 { return float64(i) }
	c.Within("asymptotic variance of L", math.Pow(spread(0.8, law, level), 2), 1800, 0.1)
	l := float64(v.area) / second / v.until
	c.Near("L", l, 4, math.Sqrt(1800), v.until)
	// Asymptotic variance of the mean wait: rho (2 + 5 rho - 4 rho^2 + rho^3) / (1 - rho)^4 (Daley 1968; Whitt 1989); a sojourn adds
	// one service, which waits that follow make up for or not.
	wait := math.Sqrt(0.8 * (2 + 5*0.8 - 4*0.64 + 0.512) / math.Pow(0.2, 4))
	c.Near("Wq", v.wait/v.served, 4, wait, v.served)
	c.Near("W", v.sojourn/v.served, 5, wait+1, v.served)
	busy := v.until - v.states[0]
	c.Near("Lq", l-busy/v.until, 3.2, spread(0.8, law, func(i int) float64 { return max(0, float64(i)-1) }), v.until)
	for _, n := range []int{0, 1, 2, 4, 8} {
		here := indicator(func(i int) bool { return i == n })
		c.Near(fmt.Sprintf("P(N=%d)", n), v.states[n]/v.until, law[n], spread(0.8, law, here), v.until)
	}
	sees := func(p, perTime float64) float64 { return math.Sqrt(perTime*perTime*0.8 + p*(1-p)) } // of a customer, by PASTA
	c.Near("P(wait=0)", 1-v.waited/v.served, 0.2, sees(0.2, spread(0.8, law, indicator(func(i int) bool { return i == 0 }))), v.served)
	// The share that waits longer than 5 moves with the number present; more than 5 present stand for it in the SD.
	c.Near("P(Wq>5)", v.late/v.served, 0.294304, sees(0.294304, spread(0.8, law, indicator(func(i int) bool { return i > 5 }))), v.served)
	c.Holds("Little's identity between empty times", v.emptyArea == v.inside && v.inside > 0, "%d against %d microseconds", v.emptyArea, v.inside)
}

func checkH3(c *Check) {
	n := c.Scaled(1_000_000)
	wide := func(tolerance float64) float64 { return tolerance * math.Sqrt(1_000_000/float64(n)) }
	fixed := station{gap: exponential(1 / 0.8), service: &dist.Constant{Value: 1}, servers: 1, key: rng.Root(18, 0)}
	v := fixed.run(n)
	c.Within("M/D/1: Wq", v.wait/v.served, 2, wide(0.07))
	sigma, mean := math.Sqrt(math.Ln2), 1.0 // squared coefficient of variation 1
	skewed := station{gap: exponential(1 / 0.6), service: &dist.Lognormal{Average: &mean, Sigma: sigma}, servers: 1, key: rng.Root(18, 1)}
	v = skewed.run(n)
	c.Within("M/Lognormal/1: Wq", v.wait/v.served, 1.5, wide(0.06))
	erlang := station{gap: exponential(0.25), service: exponential(1), servers: 5, key: rng.Root(18, 2)}
	v = erlang.run(n)
	c.Within("M/M/5: P(wait), Erlang C", v.waited/v.served, 0.554113, wide(0.010))
	c.Within("M/M/5: Wq", v.wait/v.served, 0.554113, wide(0.035))
	queued := 0.0
	for i := 6; i < len(v.states); i++ {
		queued += float64(i-5) * v.states[i]
	}
	c.Within("M/M/5: Lq", queued/v.until, 2.216450, wide(4*0.035))
	c.Holds("M/M/5: Little's identity", v.emptyArea == v.inside && v.inside > 0, "%d against %d microseconds", v.emptyArea, v.inside)
	for i, law := range []struct {
		name    string
		service dist.Dist
	}{{"M/M/5/5", exponential(1)}, {"M/D/5/5", &dist.Constant{Value: 1}}, {"M/Lognormal/5/5", &dist.Lognormal{Average: &mean, Sigma: sigma}}} {
		lossy := station{gap: exponential(0.25), service: law.service, servers: 5, loss: true, key: rng.Root(18, 3+i)}
		v = lossy.run(n)
		c.Within(law.name+": blocking, Erlang B", v.lost/v.arrived, 0.199067, wide(0.004))
	}
}
