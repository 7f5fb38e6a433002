package learn

// Commit explores, then commits: it pulls every arm in turn, a given number of times each, and from then on the arm whose mean
// was highest (Lattimore & Szepesvari 2020, Bandit Algorithms, ch. 6). Rewards may have any size.
type Commit struct {
	tally
	each   int // pulls of every arm before it commits
	pulled int
	chosen int
}

// NewCommit makes a learner that pulls each arm a number of times, at least once, before it commits.
func NewCommit(arms, each int) *Commit { return &Commit{tally: newTally(arms), each: max(1, each)} }

// Choose implements Bandit.
func (c *Commit) Choose() int {
	if c.pulled < c.each*len(c.pulls) {
		return c.pulled % len(c.pulls)
	}
	return c.chosen
}

// Learn implements Bandit.
func (c *Commit) Learn(arm int, reward float64) {
	if c.pulled >= c.each*len(c.pulls) {
		return
	}
	c.learn(arm, reward)
	if c.pulled++; c.pulled == c.each*len(c.pulls) {
		c.chosen = c.best()
	}
}

// Clone implements Bandit.
func (c *Commit) Clone() Bandit {
	d := *c
	d.tally = c.clone()
	return &d
}
