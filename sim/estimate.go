package sim

import (
	"slices"
	"unsafe"

	"marketsim/sim/internal/ledger"
	"marketsim/sim/internal/market"
	"marketsim/sim/internal/page"
	"marketsim/sim/internal/pinners"
	"marketsim/sim/results"
	"marketsim/sim/rng"
	"marketsim/sim/spec"
)

// Estimate is about how much memory a run needs at once, bytes, with so many workers: the population and accounts of every
// arm that may be in memory together, and the results.
func Estimate(run *spec.Spec, jobs int) int64 {
	const perPinner, perAd, learners = 92 + 8, 96, 160
	const perCampaign = int64(unsafe.Sizeof(ledger.Account{})+unsafe.Sizeof(ledger.Record{})+unsafe.Sizeof(market.Offer{})+unsafe.Sizeof(market.Terms{})+unsafe.Sizeof(market.Campaign{})+2*unsafe.Sizeof(page.Total{})) + learners
	p := &run.Population
	arms := int64(min(max(1, jobs), len(run.Arms)*run.Replications)) + 1
	dims := int64(p.Interests.Dimensions)
	rows := int64(float64(p.Count)+mostArrived(p, float64(run.Warmup+run.Horizon)/float64(spec.Day))) + births(p)
	m := run.Arms[0].Phases[0].Market
	campaigns, ads := int64(0), int64(0)
	for g := range m.Groups {
		campaigns += int64(len(m.Groups[g].Members))
		ads += int64(len(m.Groups[g].Members)) * int64(max(1, m.Groups[g].Ads))
	}
	days := int64(run.Horizon / spec.Day)
	extra := int64(0) // columns that only some markets use
	if n := spec.NeedsOf(run); n.Requests || n.Quality {
		extra += 12
	}
	if p.Cohorts > 0 {
		extra += 6
	}
	played := int64(run.Replications) * int64(len(run.Arms))
	kept := played*(days*dayBytes(run)*2+campaigns*200) + days*perDay
	drawn := arms*(campaigns*perCampaign+ads*(perAd+4*dims)+listBytes(run)) + memberBytes(run)
	return arms*rows*(perPinner+extra+4+4*dims) + trialBytes(run, arms, rows) + drawn + min(drawn/2, mostGarbage) + kept + whole
}

// What making tables, figures and pages takes, bytes: at all, and for each day, as measured with 1 to 16,000 days.
const whole, perDay = 144 << 20, 8 << 10

// dayBytes is what the results of a day take.
func dayBytes(run *spec.Spec) int64 {
	m, p := run.Arms[0].Phases[0].Market, &run.Population
	const tally = int64(unsafe.Sizeof(results.Tally{}))
	const group = tally + int64(unsafe.Sizeof(results.SteerState{})+unsafe.Sizeof([24]spec.Nano{})+unsafe.Sizeof(spec.Nano(0))+unsafe.Sizeof([results.LivedBins]int64{}))
	bytes := int64(unsafe.Sizeof(results.DayResult{})) + int64(len(p.Segments)*len(m.Surfaces))*tally + int64(len(m.Groups))*group +
		int64(len(p.Segments))*int64(unsafe.Sizeof(results.PinnerState{}))
	if p.Cohorts > 0 {
		bytes += (1 + int64(run.Horizon/p.Cohorts)) * int64(unsafe.Sizeof(results.CohortDay{}))
	}
	return bytes
}

// mostGarbage is how much memory that was needed while a market was drawn waits to be collected, at most half of what stays: as measured with 100,000 to
// 1,000,000 campaigns.
const mostGarbage = 400 << 20

// memberBytes is what the campaigns of all markets take as they are stated; arms that leave them alone share them.
func memberBytes(run *spec.Spec) (bytes int64) {
	seen := map[*spec.Member]bool{}
	for a := range run.Arms {
		for p := range run.Arms[a].Phases {
			for _, g := range run.Arms[a].Phases[p].Market.Groups {
				if len(g.Members) > 0 && !seen[&g.Members[0]] {
					seen[&g.Members[0]] = true
					bytes += int64(len(g.Members)) * (int64(unsafe.Sizeof(g.Members[0])) + 32)
				}
			}
		}
	}
	return bytes
}

// listBytes is what the lists of eligible campaigns take at most: one for each topic, and as many again for each combination of segments and
// surfaces that groups tell apart.
func listBytes(run *spec.Spec) int64 {
	const each = 5 // bytes of a campaign in a list, with room that lists grow by
	m := run.Arms[0].Phases[0].Market
	topics := max(1, len(run.Population.Interests.Shares))
	segments, surfaces := kindsOf(m.Groups, len(run.Population.Segments), segmentsOf), kindsOf(m.Groups, len(m.Surfaces), surfacesOf)
	bytes := 0.0
	for g := range m.Groups {
		reach := topics
		switch t := &m.Groups[g].Targeting; {
		case topics == 1:
		case t.Nearest > 0:
			reach = min(topics, len(t.Topics)+1+int(t.Nearest*float64(topics)))
		case t.Topics != nil:
			reach = len(t.Topics)
		}
		lists := 1
		if len(segments)*len(surfaces) > 1 {
			lists += shownIn(segments, segmentsOf(&m.Groups[g])) * shownIn(surfaces, surfacesOf(&m.Groups[g]))
		}
		bytes += float64(each * float64(len(m.Groups[g].Members)) * float64(reach) * float64(lists)) // one rounding everywhere
	}
	return int64(min(bytes, 1<<62))
}

// segmentsOf and surfacesOf are what a group is shown to; nil is all.
func segmentsOf(g *spec.Group) []int { return g.Targeting.Segments }
func surfacesOf(g *spec.Group) []int { return g.Targeting.Surfaces }

// kindsOf are the first of each kind of n places that groups tell apart.
func kindsOf(groups []spec.Group, n int, targets func(*spec.Group) []int) (firsts []int) {
	kinds := make([]uint64, n)
	for g := range groups {
		for _, i := range targets(&groups[g]) {
			kinds[i] ^= uint64(rng.Key(g + 1).With(0))
		}
	}
	for i, kind := range kinds {
		if slices.Index(kinds, kind) == i {
			firsts = append(firsts, i)
		}
	}
	return firsts
}

// shownIn counts the places among some that are targeted.
func shownIn(places, targeted []int) int {
	if targeted == nil {
		return len(places)
	}
	n := 0
	for _, i := range places {
		if slices.Contains(targeted, i) {
			n++
		}
	}
	return n
}

// mostArrived is how many of those who came are there at once after so many days, in the mean: rows of Pinners who left are used again.
func mostArrived(p *spec.Population, days float64) float64 {
	if p.Departure <= 0 {
		return p.Arrivals * days
	}
	return p.Arrivals * min(days, 1/p.Departure)
}

// births is the room for those who come on one day, in rows of Pinners, before they come.
func births(p *spec.Population) int64 {
	const rowsEach = 4 // of about 100 bytes: 24 bytes as they are drawn, and lists that grow to twice what they hold
	return int64(p.Arrivals / rowsEach)
}

// PinnerBytes is the memory of one Pinner besides its interests.
const PinnerBytes = pinners.Bytes
