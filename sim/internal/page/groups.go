package page

import (
	"math"
	"slices"

	"marketsim/sim/internal/pinners"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// pooled tells whether a Pinner whose place in the assignment is u is one of those from whom the fresh are drawn.
func (t *Trial) pooled(u float64) bool {
	from := t.Shared.Pinners + t.Shared.Joins
	return u >= from && u < from+t.Shared.Pool
}

// drawn tells whether a Pinner of the pool is fresh today.
func (t *Trial) drawn(who uint64) bool {
	return t.Draw.With(who).Float()*t.Shared.Pool < t.Shared.Fresh
}

// DrawFresh draws the fresh Pinners of a day, counted from the test's start.
func (t *Trial) DrawFresh(day int) {
	if t.Shared != nil && t.Shared.Fresh > 0 {
		t.Draw = t.Key.Named("fresh").With(uint64(day / t.Shared.FreshDays))
	}
}

// group is the group of a row's Pinner today.
func (t *Trial) group(p *pinners.Columns, i uint32) int {
	x, who := t.Shared, uint64(p.Trait[i].Key)
	if x == nil {
		return results.InControl
	}
	u := t.Key.With(who).Float()
	switch {
	case t.apart(p, i):
		if x.Fresh > 0 && t.pooled(u) && t.drawn(who) && (x.Eligible == nil || x.Eligible[p.Trait[i].Segment]) {
			return results.IsFresh
		}
		return results.InNeither
	case u < x.Pinners:
		return results.HasJoined + t.stage(u)
	case u < x.Pinners+x.Joins:
		return results.HasJoined + 1
	case u >= 1-x.Holdback:
		return results.HeldBack
	}
	return results.InControl
}

// stage is in which stage of the ramp a treated Pinner joins.
func (t *Trial) stage(u float64) int {
	for k, s := range t.Shared.Ramp {
		if u < s.Share {
			return k
		}
	}
	return len(t.Shared.Ramp)
}

// Groups is how many groups a test has.
func (t *Trial) Groups() int {
	switch {
	case t.Shared == nil:
		return 1
	case t.Shared.Joins > 0:
		return results.HasJoined + 2
	}
	return results.HasJoined + 1 + len(t.Shared.Ramp)
}

// BeginDaily begins to count groups by day, and where it is asked for by their Pinners' first session.
func (t *Trial) BeginDaily(byExposure bool) {
	t.Morning, t.bucket = slices.Clone(t.Units), t.Key.Named("bucket")
	if byExposure {
		t.Entered = make([]uint16, len(t.Units))
	}
	t.openGroups()
}

// openGroups opens the counts of a day.
func (t *Trial) openGroups() {
	open := func(to *[][]results.GroupDay) {
		*to = append(*to, make([]results.GroupDay, t.Groups()*results.Buckets))
	}
	open(&t.Daily)
	if t.Entered != nil {
		open(&t.Ages)
		open(&t.Cohorts)
	}
}

// Leave counts a Pinner who leaves for good on the day that ends.
func (t *Trial) Leave(p *pinners.Columns, i uint32) {
	if t != nil && t.Morning != nil {
		t.count(p, i, results.GroupDay{Pinners: 1, Left: 1})
	}
}

// CloseDay counts what all did on the day that ends and who is still there, and draws the fresh of the next.
func (t *Trial) CloseDay(p *pinners.Columns) {
	if t == nil || t.Morning == nil {
		return
	}
	for i := range t.Units {
		there := results.GroupDay{}
		if state := p.Session[i].State; state == pinners.Idle || state == pinners.Browsing {
			there.Pinners = 1
		}
		t.count(p, uint32(i), there)
	}
	t.DrawFresh(len(t.Daily))
	t.openGroups()
}

// count adds a row's Pinner, and what it did since it was counted last, to its group.
func (t *Trial) count(p *pinners.Columns, i uint32, there results.GroupDay) {
	t.grow(i)
	u, was := &t.Units[i], &t.Morning[i]
	there.Revenue, there.Value, there.Clicks = u.Revenue-was.Revenue, billionths(u.Value-was.Value), int64(billionths(u.Clicks-was.Clicks))
	there.Impressions, there.Sessions = int64(u.Impressions)-int64(was.Impressions), int64(u.Sessions)-int64(was.Sessions)
	*was = *u
	to := t.group(p, i)*results.Buckets + int(t.bucket.With(uint64(p.Trait[i].Key)).Float()*results.Buckets)
	day := len(t.Daily)
	t.Daily[day-1][to].Add(&there)
	if t.Entered == nil {
		return
	}
	if t.Entered[i] == 0 && there.Sessions > 0 {
		t.Entered[i] = uint16(day)
	}
	if first := int(t.Entered[i]); first > 0 {
		t.Ages[day-first][to].Add(&there)
		t.Cohorts[first-1][to].Add(&there)
	}
}

// grow makes room for the Pinner of a row.
func (t *Trial) grow(i uint32) {
	for int(i) >= len(t.Morning) {
		t.Morning = append(t.Morning, results.Unit{})
	}
	for t.Entered != nil && int(i) >= len(t.Entered) {
		t.Entered = append(t.Entered, 0)
	}
}

func billionths(x float32) spec.Nano { return spec.Nano(math.Round(float64(x) * spec.Unit)) }
