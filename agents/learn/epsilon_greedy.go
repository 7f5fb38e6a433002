package learn

// EpsilonGreedy pulls the arm with the highest mean, and with probability Epsilon one of all arms at random (Sutton & Barto,
// Reinforcement Learning, 2nd ed., section 2.2). Every arm is pulled once first, in order. Rewards may have any size.
type EpsilonGreedy struct {
	tally
	epsilon float64
	key     uint64
	step    uint64
}

// NewEpsilonGreedy makes a learner over a number of arms.
func NewEpsilonGreedy(arms int, epsilon float64, key uint64) *EpsilonGreedy {
	return &EpsilonGreedy{tally: newTally(arms), epsilon: epsilon, key: key}
}

// Choose implements Bandit.
func (e *EpsilonGreedy) Choose() int {
	e.step++
	if u := Draw(e.key, e.step, 0); u < e.epsilon {
		return min(int(u/e.epsilon*float64(len(e.pulls))), len(e.pulls)-1)
	}
	return e.best()
}

// Learn implements Bandit.
func (e *EpsilonGreedy) Learn(arm int, reward float64) { e.learn(arm, reward) }

// Clone implements Bandit.
func (e *EpsilonGreedy) Clone() Bandit {
	c := *e
	c.tally = e.clone()
	return &c
}
