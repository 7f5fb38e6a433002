// Package learn holds the learners that bidders are built of: bandits, which see the reward of what they tried, and Hedge, which sees
// what every choice would have earned. They know nothing of auctions. Their random numbers are keyed, not drawn from a sequence,
// so that two copies of a learner that hear the same do the same.
package learn

// Draw is the uniform number in (0, 1) of a learner's step, one per index: a hash of key, step and index (SplitMix64's finaliser;
// Steele, Lea & Flood 2014, OOPSLA).
func Draw(key, step, index uint64) float64 {
	return float64((float64(mix(key, step, index)>>11) + 0.5) / (1 << 53))
}

func mix(key, step, index uint64) uint64 {
	return finish(finish(finish(key)^step*0x9e3779b97f4a7c15) ^ index*0xd1342543de82ef95)
}

func finish(z uint64) uint64 {
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb
	return z ^ (z >> 31)
}

// source is a stream of numbers for one draw that needs several, such as one of a beta law.
type source struct{ state uint64 }

// Uint64 is the next number of the stream.
func (s *source) Uint64() uint64 {
	s.state += 0x9e3779b97f4a7c15
	return finish(s.state)
}

// Bandit picks one of several arms and learns from the reward of that arm alone. Rewards are in [0, 1] unless its own documentation
// says otherwise. A bandit is not safe for use by several goroutines.
type Bandit interface {
	// Choose picks the arm of the next pull.
	Choose() int
	// Learn takes the reward of a pull of an arm.
	Learn(arm int, reward float64)
	// Clone copies the learner with all that it knows.
	Clone() Bandit
}

// tally counts pulls and adds rewards by arm.
type tally struct {
	pulls []float64
	sums  []float64
}

func newTally(arms int) tally {
	return tally{pulls: make([]float64, arms), sums: make([]float64, arms)}
}

func (t *tally) learn(arm int, reward float64) {
	t.pulls[arm]++
	t.sums[arm] += reward
}

func (t *tally) clone() tally {
	return tally{pulls: append([]float64(nil), t.pulls...), sums: append([]float64(nil), t.sums...)}
}

// best is the arm with the highest mean, the first of equals; arms not pulled yet come before all others.
func (t *tally) best() int {
	best, most := 0, 0.0
	for i, n := range t.pulls {
		if n == 0 {
			return i
		}
		if mean := t.sums[i] / n; i == 0 || mean > most {
			best, most = i, mean
		}
	}
	return best
}

// Know gives an arm a past of n pulls with a mean reward.
func (t *tally) Know(arm int, mean, n float64) {
	t.pulls[arm] += n
	t.sums[arm] += float64(mean * n)
}
