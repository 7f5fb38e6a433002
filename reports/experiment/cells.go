package experiment

import (
	"marketsim/reports/estimate"
	"marketsim/sim/experiment"
	"marketsim/sim/results"
	"marketsim/sim/spec"
)

// groupsOfCampaigns is how many groups of campaigns are left out in turn.
const groupsOfCampaigns = 40

// readTwoSided reads the revenue of the four cells. Effects are fractions of what the whole market would earn by the control cell.
func (r *reader) readTwoSided(m experiment.Metric) {
	weight := 1 - bound(r.units[0])
	for _, x := range []struct {
		name  string
		value func(t *estimate.TwoSided) float64
	}{
		{Naive, (*estimate.TwoSided).Naive}, {PinnerSide, (*estimate.TwoSided).PinnerSide}, {CampaignSide, (*estimate.TwoSided).CampaignSide},
		{Interpolated, func(t *estimate.TwoSided) float64 { return t.Interpolated(weight, weight*(1-weight)) }},
	} {
		of := func(leftOut int) float64 {
			t := r.cells(leftOut)
			base := t.Cells[0][0] / (1 - t.PinnersTreated) / (1 - t.CampaignsTreated)
			return x.value(t) / base
		}
		var without []float64
		groups := min(groupsOfCampaigns, len(r.campaigns))
		for g := range groups {
			without = append(without, of(g))
		}
		r.add(x.name, m.Name, estimate.Jackknife(of(-1), without, Level))
	}
}

// cells are the totals by sides, without a group of campaigns; -1: with all. Shares are those that came about.
func (r *reader) cells(leftOut int) *estimate.TwoSided {
	t := &estimate.TwoSided{}
	groups := min(groupsOfCampaigns, len(r.campaigns))
	treated, campaigns := 0.0, 0.0
	for i, c := range r.campaigns {
		if i%groups == leftOut {
			continue
		}
		side := 0
		if campaigns++; c.treated {
			side = 1
			treated++
		}
		t.Cells[estimate.Treatment][side] += c.Drawn.Float()
		t.Cells[estimate.Control][side] += (c.Spend - c.Drawn).Float()
	}
	pinners, n := 0.0, 0.0
	for p := range r.units[0].Pinners.All() {
		if n++; p.Treated {
			pinners++
		}
	}
	t.CampaignsTreated, t.PinnersTreated = treated/campaigns, pinners/n
	return t
}

// readBlocks reads hours.
func (r *reader) readBlocks(m experiment.Metric) {
	periods, sums := r.hours(m)
	kept := map[bool]*estimate.Moments{false: estimate.NewMoments(2), true: estimate.NewMoments(2)}
	for _, b := range sums {
		kept[b.treated].Add(b.num, b.den)
	}
	r.add(Difference, m.Name, relative(kept[false].Point(estimate.Ratio(0, 1)), kept[true].Point(estimate.Ratio(0, 1))))
	if m.Den >= 0 {
		return
	}
	burn := int(r.design.BurnIn / spec.Hour)
	base := kept[false].Mean[0] / kept[false].Mean[1]
	if r.design.Order == experiment.InPairs {
		r.add(Pairs, m.Name, estimate.Rescaled(estimate.SwitchbackPairs(periods, burn, Level), base))
	}
	r.add(ByHour, m.Name, byHour(periods, burn, base))
	if r.design.InQ {
		r.readQ(m, periods)
	}
}

// readQ reads what hours do to the rest of their days as well. There is no burn-in: what a block leaves to the next is what is counted.
func (r *reader) readQ(m experiment.Metric, periods []estimate.Period) {
	revenue, _ := experiment.LookupMetric("revenue")
	spending, _ := r.hours(revenue)
	spent, control := make([]float64, len(periods)), estimate.NewMoments(1)
	for i := range spending {
		if spent[i] = spending[i].Y; !periods[i].Treated {
			control.Add(periods[i].Y)
		}
	}
	e, err := estimate.DifferencesInQ(periods, spent, Level)
	if err != nil {
		r.add(InQ, m.Name, unread(err))
		return
	}
	r.add(InQ, m.Name, estimate.Rescaled(e, control.Mean[0]))
}

// byHour compares the same hours of the day.
func byHour(periods []estimate.Period, burn int, base float64) estimate.Effect {
	e, err := estimate.Switchback(periods, burn, Level)
	if err != nil {
		return unread(err)
	}
	return estimate.Rescaled(e, base)
}

// block is what one block of time came to after its burn-in.
type block struct {
	treated  bool
	num, den float64
}

// hours are the test's hours as periods, and the sums of its blocks.
func (r *reader) hours(m experiment.Metric) (periods []estimate.Period, sums []block) {
	e, d := r.experiment, r.design
	sums = make([]block, len(r.blocks))
	for at := e.From; at < e.To; at += spec.Hour {
		day, clock := spec.DayOf(at)
		h := &r.results[0].Days[day].Hours[clock/spec.Hour]
		b := int((at - e.From) / d.Block)
		num, den := hourly(h, m.Num), 1.0
		if m.Den >= 0 {
			den = hourly(h, m.Den)
		}
		periods = append(periods, estimate.Period{Y: num, Block: b, Pair: b / 2, Treated: r.blocks[b], Stratum: int(clock / spec.Hour)})
		if (at-e.From)%d.Block >= d.BurnIn {
			sums[b].num += num
			sums[b].den += den
		}
		sums[b].treated = r.blocks[b]
	}
	return periods, sums
}

func hourly(h *results.HourTally, variable int) float64 {
	switch variable {
	case experiment.Revenue:
		return h.Revenue.Float()
	case experiment.Clicks:
		return float64(h.Clicks) / spec.Unit
	case experiment.Impressions:
		return float64(h.Impressions)
	}
	return float64(h.Sessions)
}
