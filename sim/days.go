package sim

import (
	"marketsim/auction"
	"marketsim/sim/internal/page"
	"marketsim/sim/internal/pinners"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// diary is what an arm leaves behind.
type diary struct {
	days     []results.DayResult
	sums     sums // money of those days, to see an overflow
	lives    pinners.Lives
	warnings map[string]int64 // mishaps
}

func newDiary() diary { return diary{warnings: map[string]int64{}} }

// warn counts a mishap.
func (d *diary) warn(what string, n int64) {
	if n > 0 {
		d.warnings[what] += n
	}
}

// turnDay ends a day and begins the next.
func (k *kernel) turnDay() (next spec.Time) {
	k.closeDay()
	k.openDay()
	return k.Now + spec.Day
}

// closeDay ends a day: Pinners' slow state moves, rows of those who left are given back, and the day's counts become a
// result. Days of the warm-up leave no result.
func (k *kernel) closeDay() {
	if k.Now == k.Origin {
		return // nothing has happened yet
	}
	k.ledger.CountFree()
	day, _ := spec.DayOf(k.Now - 1)
	cohorts := make([]results.CohortDay, k.Cohorts)
	state := k.census(day, cohorts)
	k.Trial.CloseDay(k.Pinners)
	result := results.DayResult{
		DayCounts: results.DayCounts{Reserve: k.reserveInForce()}, Cohorts: cohorts, Cells: make([]results.Tally, k.CellCount()), State: state,
		Groups: make([]results.Tally, len(k.Market.Groups)), Steer: make([]results.SteerState, len(k.Market.Groups)),
	}
	for _, s := range k.shards {
		k.collect(s, &result)
	}
	for _, w := range k.team.scratch {
		k.warn("bids that were negative or not finite numbers, and stayed out", w.Outcome.BadBids)
		k.warn("scores that were not finite numbers, as after a division by zero, whose ads stayed out", w.Outcome.BadScores)
		w.Outcome.Mishaps = auction.Mishaps{}
	}
	k.ledger.OpenResult(&result)
	for i := range k.ledger.Accounts {
		result.Events += k.ledger.CloseAccount(int32(i), &result)
	}
	k.ledger.CloseReturns(&result, day)
	k.mark()
	k.sums.verify(&result)
	if day >= 0 {
		k.days = append(k.days, result)
	}
	if k.progress != nil {
		k.progress(1)
	}
}

// collect adds a shard's day to the result, and begins its next.
func (k *kernel) collect(s *page.Shard, result *results.DayResult) {
	k.countCohorts(s.Cells, result)
	for i := range s.Cells {
		k.sums.note(&s.Cells[i])
		result.Cells[i%len(result.Cells)].Add(&s.Cells[i])
		s.Cells[i] = results.Tally{}
	}
	for h := range s.Hours {
		result.Hours[h].Add(&s.Hours[h])
		s.Hours[h] = results.HourTally{}
	}
	result.Events += s.Digest
	k.warn("potential sessions that needed more than max_session_rate", s.Excess)
	k.warn("exposures forgotten because a Pinner's history was full (market.pinners.history)", s.Forgot)
	k.warn("auctions in which campaigns stayed out because mechanism.candidates were scored already; 0 is no limit", s.Cut)
	s.Digest, s.Excess, s.Forgot, s.Cut = 0, 0, 0, 0
}

// openDay lets the day's newcomers in, lets advertisers come, review and leave, and begins the day of every budget.
func (k *kernel) openDay() {
	day, _ := spec.DayOf(k.Now)
	for _, b := range k.World.BirthsOn(day, k.born) {
		k.letIn(b, day)
	}
	if k.Market.Reviews {
		k.ledger.ReviewDay()
	}
	k.ledger.NewDay()
	for i := range k.ledger.Accounts {
		k.ledger.Refresh(int32(i))
	}
}

// letIn gives a row to a Pinner who comes today, and waits for its first potential session.
func (k *kernel) letIn(b pinners.Birth, day spec.Time) {
	i := k.Pinners.Row(k.World)
	k.Trial.Claim(i)
	k.World.Place(k.Pinners, i, pinners.Name(k.World.Population.Segments[b.Segment].Name, b.Ordinal), b.Segment, b.At)
	k.Pinners.Enrol(k.World, i, day)
	k.Pinners.Introduce(i, k.Market.Regime)
	k.admit(i)
	k.births = append(k.births, b)
}

// dayZero forgets what the warm-up counted; state, budgets' day and learning stay.
func (k *kernel) dayZero() {
	k.ledger.DayZero()
	k.days, k.sums, k.Auctions = nil, sums{}, 0
	k.lives = pinners.NewLives(k.World)
	k.Pinners.Origins.Reset()
}
